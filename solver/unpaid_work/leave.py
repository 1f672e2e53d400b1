"""Supervisors for the sessions of a rota, so that leave and training days cost as few hours as they can.

Who of those who may stand at a slot does costs nothing but who is left spare, which is kept as small as it can be.
What is worked off depends on it: on a date on which the only supervisor is away, no session runs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem, Solution
from solver.unpaid_work.program import Sheet
from solver.unpaid_work.spare import Rest, Turns, add_spare, manned_on, put_values, whole_week
from solver.unpaid_work.stand_ins import at_most_one, barred, minutes_held, within_hours

LOOKS = 300
"""Most looks of the small program; it is solved at once as a rule."""


def with_least_leave(problem: Problem, solution: Solution, interrupted: Callable[[], bool]) -> Solution:
    """The rota with its supervisors chosen anew, so that most minutes are held at sessions that run.

    Slots on which two or more stand keep them, since places there depend on who is present.
    """
    count = np.bincount(solution.supervised[:, 0], minlength=len(problem.slots.ids))
    alone = count == 1
    staying = solution.supervised[~alone[solution.supervised[:, 0]]]
    supervisor, slot = np.nonzero(_may_stand(problem, solution, alone, staying))
    if len(slot) == 0:
        return solution
    sheet = Sheet()
    worth, there = minutes_held(problem, solution), problem.supervisors.present[supervisor, slot]
    sheet.add_columns(-(there * worth[slot]).sum(axis=1), np.zeros(len(slot)), np.ones(len(slot)), whole=True)
    at_most_one(sheet, slot, low=1.0)
    at_most_one(sheet, supervisor * 7 + problem.slots.weekday[slot])
    hours_left = problem.supervisors.minutes_a_week.copy()
    np.subtract.at(hours_left, staying[:, 1], problem.slots.minutes[staying[:, 0]])
    within_hours(sheet, hours_left, supervisor, problem.slots.minutes[slot])
    stands = {(int(s), int(j)) for s, j in solution.supervised.tolist()}
    now = np.array([float(pair in stands) for pair in zip(slot.tolist(), supervisor.tolist(), strict=True)])
    turns = Turns(supervisor, slot, np.arange(len(slot)))
    start = _with_spare(sheet, problem, solution, turns, staying, price=1.0 + float(worth.sum()), now=now)
    answer = branch(sheet.program(), Limits(looks=LOOKS, interrupted=interrupted), start=start)
    if answer.point is None:
        return solution
    chosen = answer.point[: len(slot)] > 0.5
    supervised = np.concatenate([staying, np.column_stack([slot[chosen], supervisor[chosen]])])
    return Solution.of(solution.standing, supervised, solution.driven)


def _with_spare(
    sheet: Sheet, problem: Problem, solution: Solution, turns: Turns, staying: Ints, *, price: float, now: Floats
) -> Floats:
    """Columns for spare supervisors too few, dearer than any leave; all columns' values as things are ``now``."""
    minutes, free = whole_week(problem)
    minutes = minutes.copy()
    np.subtract.at(minutes, staying[:, 1], problem.slots.minutes[staying[:, 0]])
    free[staying[:, 1], problem.slots.weekday[staying[:, 0]]] = False
    wanted, least = price * (problem.weights.spare > 0.0), manned_on(problem, solution.supervised)
    columns = add_spare(sheet, problem, turns, Rest(minutes, free), price=wanted, least=least)
    point = np.zeros(sheet.num_columns)
    put_values(problem, columns, solution.supervised, point, staying)
    point[: len(now)] = now
    return point


def _may_stand(problem: Problem, solution: Solution, alone: Bools, staying: Ints) -> Bools:
    """(J, S) bool: the supervisor may be the one who stands alone on the slot, whatever the others do."""
    may = problem.supervisors.may_stand & alone
    for s, j in staying.tolist():
        may[j, problem.slots.weekday == problem.slots.weekday[s]] = False
    return np.asarray(may & ~barred(problem, solution))
