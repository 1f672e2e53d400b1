"""``unpopular_slots``: sessions that nobody likes, spread fairly: a second one of a person weighs more than a first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.policy import UnpopularSession
from models.scenario import Scenario
from models.unpaid_work import Project, ProjectSlot
from solver.unpaid_work.eligibility import KINDS
from solver.unpaid_work.layout import Again, Layout
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem, frozen
from solver.unpaid_work.program import UNLIMITED, Sheet

AGAIN = 2.0
"""What the square of a number grows by, beyond 1, for each one that is there before one more."""


def are_unpopular(scenario: Scenario, slots: Sequence[tuple[Project, ProjectSlot]]) -> Bools:
    """(S,) bool: a row of the policy says that nobody likes the slot."""
    rows = scenario.policy.unpopular_sessions
    marked = [project.kind in KINDS and any(_meets(row, project, slot) for row in rows) for project, slot in slots]
    return frozen(np.array(marked, dtype=np.bool_))


def _meets(row: UnpopularSession, project: Project, slot: ProjectSlot) -> bool:
    on_day = not row.weekdays or slot.weekday in row.weekdays
    late = row.ends_after is None or slot.end > row.ends_after
    return on_day and late and (not row.features or not set(row.features).isdisjoint(project.features))


def unpopular_of(problem: Problem, standing: Ints) -> NDArray[np.int64]:
    """(R,) int64: unpopular slots that each requirement stands on, from (requirement, slot) pairs."""
    requirement, slot = standing[:, 0], standing[:, 1]
    return np.bincount(requirement[problem.slots.unpopular[slot]], minlength=len(problem.requirements.ids))


def one_more(problem: Problem, options: Sequence[int], slots: Ints) -> Floats:
    """What each slot costs a requirement for the unpopular ones among its options, beyond what it costs alone."""
    unpopular = problem.slots.unpopular
    there = float(unpopular[problem.options.slot[options]].sum()) if options else 0.0
    return np.asarray(AGAIN * problem.weights.unpopular * there * unpopular[slots])


def dearest_again(weight: float, sessions_per_week: Ints) -> Floats:
    """(R,): what an unpopular slot can cost a requirement at most, beyond what it costs alone."""
    return AGAIN * weight * (sessions_per_week.astype(np.float64) - 1.0)


def add_unpopular(sheet: Sheet, problem: Problem, layout: Layout) -> Layout:
    """Columns for the second, third ... unpopular slot of a requirement, and rows that ask for them; the layout."""
    options, slots = problem.options, problem.slots
    mine = np.flatnonzero(slots.unpopular[options.slot]) if problem.weights.unpopular else np.zeros(0, dtype=np.int64)
    most = _most_at_once(problem, mine)
    several = np.flatnonzero(most > 1)
    requirement = np.repeat(several, most[several] - 1)
    others = np.array([n for r in several.tolist() for n in range(1, most[r])], dtype=np.int64)
    price = (AGAIN * problem.weights.unpopular * others).astype(np.float64)
    column = sheet.add_columns(price, 0.0 * price, np.ones(len(others)), whole=True) + np.arange(len(others))
    row_of = np.full(len(most), -1, dtype=np.int64)
    row_of[several] = sheet.add_rows(np.full(len(several), -UNLIMITED), np.ones(len(several))) + np.arange(len(several))
    mine = mine[row_of[options.requirement[mine]] >= 0]
    sheet.put(row_of[options.requirement[mine]], layout.option[mine], 1.0)
    sheet.put(row_of[requirement], column, -1.0)
    return replace(layout, again=Again(requirement, others, column))


def _most_at_once(problem: Problem, unpopular: NDArray[np.int64]) -> NDArray[np.int64]:
    """(R,): unpopular slots on which each requirement can stand at a time: one a weekday, so many a week."""
    requirement = problem.options.requirement[unpopular].astype(np.int64)
    days = np.unique(requirement * 7 + problem.slots.weekday[problem.options.slot[unpopular]]) // 7
    count = np.bincount(days, minlength=len(problem.requirements.ids))
    return np.minimum(count, problem.requirements.sessions_per_week)
