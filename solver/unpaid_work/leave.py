"""Supervisors for the sessions of a rota, so that leave and training days cost as few hours as they can.

What a rota costs does not depend on who of those who may stand at a slot does. What is worked off does: on a date on
which the only supervisor is away, no session runs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Bools, Ints, Problem, Solution
from solver.unpaid_work.program import Sheet
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
    answer = branch(sheet.program(), Limits(looks=LOOKS, interrupted=interrupted), start=now)
    if answer.point is None:
        return solution
    chosen = answer.point > 0.5
    supervised = np.concatenate([staying, np.column_stack([slot[chosen], supervisor[chosen]])])
    return Solution.of(solution.standing, supervised, solution.driven)


def _may_stand(problem: Problem, solution: Solution, alone: Bools, staying: Ints) -> Bools:
    """(J, S) bool: the supervisor may be the one who stands alone on the slot, whatever the others do."""
    may = problem.supervisors.may_stand & alone
    for s, j in staying.tolist():
        may[j, problem.slots.weekday == problem.slots.weekday[s]] = False
    return np.asarray(may & ~barred(problem, solution))
