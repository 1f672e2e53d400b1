"""Languages: where somebody who needs an interpreter must find a supervisor of ours who speaks the language."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.staff import Role
from solver.unpaid_work.eligibility import Roll, spoken_languages
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Ints, Problem, frozen
from solver.unpaid_work.program import UNLIMITED, Sheet


def unheard(roll: Roll, broken: NDArray[Any]) -> Ints:
    """(N, 2) int32: requirement and allowed slot where nobody but a supervisor of ours can speak the language."""
    rows = [
        (r, s)
        for r, language in spoken_languages(roll).items()
        for s, (project, _) in enumerate(roll.slots)
        if broken[r, s] == 0 and language not in project.languages
    ]
    return _pairs(rows)


def speakers(roll: Roll) -> Ints:
    """(M, 2) int32: requirement, and supervisor who speaks the person's language."""
    staff = [row for row in roll.scenario.staff if Role.SUPERVISOR in row.roles]
    languages = spoken_languages(roll)
    return _pairs([(r, j) for r, said in languages.items() for j, row in enumerate(staff) if said in row.languages])


def _pairs(rows: list[tuple[int, int]]) -> Ints:
    return frozen(np.array(sorted(rows), dtype=np.int32).reshape(-1, 2))


def add_languages(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows ``language_spoken``: a place asks for a turn of somebody who speaks the language."""
    speak: dict[int, list[int]] = {}
    for r, j in problem.speakers.tolist():
        speak.setdefault(r, []).append(j)
    for r, s in problem.unheard.tolist():
        row = sheet.add_rows(np.full(1, -UNLIMITED), np.zeros(1))
        option = problem.option_of(r, s)
        sheet.put(np.full(1, row), layout.option[option : option + 1], 1.0)
        turns = layout.turn[(layout.supervisor_slot == s) & np.isin(layout.supervisor, speak.get(r, []))]
        sheet.put(np.full(len(turns), row), turns, -1.0)
