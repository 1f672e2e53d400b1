"""Who steps in on the dates on which everybody who stands on a running slot is away."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.attending import Attendance, attendance, held_dates
from solver.unpaid_work.dated import Changes, changed
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem, Solution
from solver.unpaid_work.program import UNLIMITED, Index, Sheet

LOOKS = 300
"""Most looks of the small program of a week; it is solved at once as a rule."""


def attended(problem: Problem, solution: Solution) -> tuple[Solution, Attendance, Changes]:
    """The rota with those who step in, who attends when, and the dated changes that these are."""
    changes = stand_ins(problem, solution)
    return *changed(problem, solution, changes), changes


def stand_ins(problem: Problem, solution: Solution) -> Changes:
    """Supervisors for sessions without one, week by week, so that most minutes are held; none leaves a session."""
    changes = Changes()
    dated = attendance(problem, solution)
    minutes = minutes_held(problem, solution)
    without = np.asarray((minutes > 0.0) & (dated.present == 0) & (problem.slots.max_supervisors > 0)[:, None])
    working = np.zeros(problem.supervisors.present.shape, dtype=bool)
    working[solution.supervised[:, 1], solution.supervised[:, 0]] = dated.on_duty
    unwelcome = barred(problem, solution)
    for w in np.flatnonzero(without.any(axis=0)).tolist():
        can = _can_step_in(problem, working[:, :, w], w) & without[:, w] & ~unwelcome
        for s, j in _chosen(problem, can, minutes[:, w], working[:, :, w]).tolist():
            changes.covers[(s, w), j] = -1
    return changes


def minutes_held(problem: Problem, solution: Solution) -> Floats:
    """(S, W): minutes of everybody for whom a place is held on the slot's date, where nothing is closed."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_dates(problem.requirements, problem.slots, requirement, slot)
    minutes = np.zeros(problem.slots.has_date.shape)
    np.add.at(minutes, slot, held * problem.slots.minutes[slot].astype(float)[:, None])
    return np.where(problem.slots.closed, 0.0, minutes)


def barred(problem: Problem, solution: Solution) -> Bools:
    """(J, S) bool: the supervisor must not work with somebody who stands there, or does not speak the language."""
    on = np.zeros((len(problem.requirements.ids), len(problem.slots.ids)), dtype=bool)
    on[solution.standing[:, 0], solution.standing[:, 1]] = True
    unwelcome = np.zeros(problem.supervisors.may_stand.shape, dtype=bool)
    for r, j in problem.excluded.tolist():
        unwelcome[j] |= on[r]
    for r, s in problem.unheard[on[problem.unheard[:, 0], problem.unheard[:, 1]]].tolist():
        unwelcome[~np.isin(np.arange(len(unwelcome)), problem.speakers[problem.speakers[:, 0] == r, 1]), s] = True
    return unwelcome


def _can_step_in(problem: Problem, working: Bools, w: int) -> Bools:
    """(J, S) bool: the supervisor may stand there, is at work that week's day, and has no session then."""
    busy = np.zeros((len(working), 7), dtype=bool)
    supervisor, slot = np.nonzero(working)
    busy[supervisor, problem.slots.weekday[slot]] = True
    there = problem.supervisors.may_stand & problem.supervisors.present[:, :, w]
    return np.asarray(there & ~busy[:, problem.slots.weekday])


def _chosen(problem: Problem, can: Bools, minutes: Floats, working: Bools) -> Ints:
    """(N, 2) int32: slot and supervisor, so that most minutes are held within days and hours of the week."""
    supervisor, slot = np.nonzero(can)
    if len(slot) == 0:
        return np.zeros((0, 2), dtype=np.int32)
    sheet = Sheet()
    sheet.add_columns(-minutes[slot], np.zeros(len(slot)), np.ones(len(slot)), whole=True)
    at_most_one(sheet, slot)
    at_most_one(sheet, supervisor * 7 + problem.slots.weekday[slot])
    hours_left = problem.supervisors.minutes_a_week - working @ problem.slots.minutes
    within_hours(sheet, hours_left, supervisor, problem.slots.minutes[slot])
    answer = branch(sheet.program(), Limits(looks=LOOKS), start=np.zeros(len(slot)))
    taken = np.zeros(len(slot), dtype=bool) if answer.point is None else answer.point > 0.5
    return np.column_stack([slot[taken], supervisor[taken]]).astype(np.int32)


def at_most_one(sheet: Sheet, keys: Index, *, low: float = -UNLIMITED) -> None:
    """One row for each key: at most one of its columns, and at least ``low``."""
    names, row = np.unique(keys, return_inverse=True)
    first = sheet.add_rows(np.full(len(names), low), np.ones(len(names)))
    sheet.put(first + row, np.arange(len(keys)), 1.0)


def within_hours(sheet: Sheet, left: Floats, supervisor: Index, minutes: Ints) -> None:
    """One row for each supervisor: the minutes of all columns within what is left of the week."""
    first = sheet.add_rows(np.full(len(left), -UNLIMITED), left)
    sheet.put(first + supervisor, np.arange(len(supervisor)), minutes.astype(float))
