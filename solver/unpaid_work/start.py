"""A first rota that keeps the locks, and no more than the locks ask for."""

from __future__ import annotations

import numpy as np

from models.errors import BadInput, Fault
from solver.lock_faults import unkept
from solver.unpaid_work.formulate import formulate, solution_of
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Problem
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.rules import check

LOOKS = 500
"""Looks of branch and cut for a first rota under locks that are hard to keep."""


def keep_locks(problem: Problem) -> Rota:
    """Rota with what is locked, filled up to the minimum of each slot by those who have the shortest way.

    Raises
    ------
    BadInput
        The locks ask for more than places, supervisors or people allow.
    """
    rota = Rota(problem)
    locked = np.flatnonzero(problem.options.locked).tolist()
    left = [option for option in locked if not _put(rota, option)]
    if left:
        return _searched(problem, left, "no place or no supervisor is left beside the other locks")
    left = [option for option in locked if not _fill_up(rota, int(problem.options.slot[option]))]
    if left:
        return _searched(problem, left, "too few others can stand there for the slot to run")
    return rota


def _searched(problem: Problem, left: list[int], why: str) -> Rota:
    """A rota that keeps the locks, by branch and cut, where putting one after the other leaves some out."""
    formulation = formulate(problem)
    answer = branch(formulation.program, Limits(looks=LOOKS, gap=1.0))
    if answer.point is not None:
        solution = solution_of(problem, formulation, answer.point)
        if not check(problem, solution):
            return Rota(problem, solution)
    raise BadInput([_fault(problem, option, why) for option in left])


def _put(rota: Rota, option: int) -> bool:
    """Place an option, with one more supervisor where that is what it takes; whether it could be done."""
    slot = int(rota.problem.options.slot[option])
    if not rota.suits(option):
        return False
    if not (rota.is_open(slot) and rota.has_place(option)):
        extra = rota.free_supervisor(slot, int(rota.problem.options.requirement[option]))
        if extra < 0 or not rota.has_place(option, extra):
            return False
        rota.add_supervisor(slot, extra)
    rota.place(option)
    return True


def _fill_up(rota: Rota, slot: int) -> bool:
    """Bring a slot up to its minimum; whether it could be done."""
    options = rota.problem.options
    near = np.flatnonzero(options.slot == slot)
    for option in near[np.argsort(options.travel[near], kind="stable")].tolist():
        if len(rota.on_slot[slot]) >= rota.problem.slots.minimum[slot]:
            break
        if int(options.requirement[option]) not in rota.on_slot[slot]:
            _put(rota, option)
    return len(rota.on_slot[slot]) >= int(rota.problem.slots.minimum[slot])


def _fault(problem: Problem, option: int, why: str) -> Fault:
    r, s = problem.options.requirement[option], problem.options.slot[option]
    number = problem.locks[(problem.locks[:, 0] == r) & (problem.locks[:, 1] == s), 2]
    return unkept(int(number[0]), problem.requirements.ids[r], problem.slots.ids[s], why)
