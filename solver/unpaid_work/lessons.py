"""``within_ete_share`` in the rota's program: how much education, training and employment a requirement may have."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Problem
from solver.unpaid_work.program import UNLIMITED, Index, Sheet


def add_lessons(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows for minutes of education, training and employment, and, from these, for so many slots of it at most.

    The second kind of row is implied for whole numbers, and makes the relaxation stronger.
    """
    options, rows = problem.options, problem.requirements
    most = most_lessons(problem)
    for r in np.flatnonzero(most < rows.sessions_per_week).tolist():
        mine = int(options.first[r]) + np.flatnonzero(options.ete[options.first[r] : options.first[r + 1]])
        if len(mine) > most[r]:
            row = sheet.add_rows(np.full(2, -UNLIMITED), np.array([rows.ete_left[r], most[r]], dtype=float))
            sheet.put(np.full(len(mine), row), layout.option[mine], options.ete[mine].astype(float))
            sheet.put(np.full(len(mine), row + 1), layout.option[mine], 1.0)


def most_lessons(problem: Problem) -> Index:
    """(R,): slots of education, training and employment on which a requirement can stand at a time."""
    options = problem.options
    lessons = np.flatnonzero(options.ete)
    lessons = lessons[np.lexsort((options.ete[lessons], options.requirement[lessons]))]
    requirement, minutes = options.requirement[lessons], options.ete[lessons].cumsum()
    before = (minutes - options.ete[lessons])[np.searchsorted(requirement, requirement)]
    fits = minutes - before <= problem.requirements.ete_left[requirement]
    return np.bincount(requirement[fits], minlength=len(problem.requirements.ids))


def most_at_once(problem: Problem) -> Index:
    """(O,): slots of each option's kind, education or work, on which its requirement can stand at a time."""
    options, a_week = problem.options, problem.requirements.sessions_per_week
    most = np.where(options.ete > 0, most_lessons(problem)[options.requirement], a_week[options.requirement])
    return np.minimum(most, a_week[options.requirement])
