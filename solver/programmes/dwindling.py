"""How many of a group are expected to be left as the run goes on, and the chance that too few are."""

from __future__ import annotations

from math import comb

import numpy as np

from models.programmes import SessionKind
from solver.programmes.problem import Problem, Solution

DECIMALS = 9
"""Decimals to which chances are told: the last digits depend on the machine."""


def left_at(problem: Problem, g: int, number: int) -> float:
    """Chance that a member of a group is in it still at a session, counted from 1."""
    run = len(problem.sessions(g))
    gone = (number - 1) / (run - 1) if run > 1 else 0.0
    return float(problem.start_rate[g] * (1.0 - problem.drop_out_rate[g] * gone))


def expected_at(problem: Problem, solution: Solution, g: int, number: int) -> float:
    """Members expected at a session, counted from 1: those in the group still; of these, those who need a catch-up."""
    return round(len(solution.members(g)) * left_at(problem, g, number) * needs(problem, g, number), DECIMALS)


def needs(problem: Problem, g: int, number: int) -> float:
    """Chance that somebody needs a session: the second catch-up of a run, say, who has missed two sessions by then."""
    kinds = [session.kind for session in problem.sessions(g)[:number]]
    if kinds[-1] is not SessionKind.CATCH_UP:
        return 1.0
    held, missed, which = (
        kinds.count(SessionKind.GROUP),
        float(problem.missed_rate[g]),
        kinds.count(SessionKind.CATCH_UP),
    )
    fewer = sum(comb(held, k) * missed**k * (1.0 - missed) ** (held - k) for k in range(min(which, held + 1)))
    return max(0.0, 1.0 - fewer)


def finishers(problem: Problem, solution: Solution) -> float:
    """People expected to be in their group still at its last session."""
    opened = np.flatnonzero(solution.opened).tolist()
    last = [len(solution.members(g)) * left_at(problem, g, len(problem.sessions(g))) for g in opened]
    return round(float(sum(last)), DECIMALS)


def lasting(problem: Problem, solution: Solution) -> float:
    """Groups opened that are expected to have their minimum of members still at the last session."""
    opened = np.flatnonzero(solution.opened & problem.intakes.opens).tolist()
    return round(sum(1.0 - thin_chance(problem, solution, g) for g in opened), DECIMALS)


def thin_chance(problem: Problem, solution: Solution, g: int) -> float:
    """Chance that fewer than the minimum are left at the last session, each member staying or not on their own.

    0 for people who join a group that is there already.
    """
    if not problem.intakes.opens[g]:
        return 0.0
    size, stays = len(solution.members(g)), left_at(problem, g, len(problem.sessions(g)))
    fewer = range(min(int(problem.minimum[g]), size + 1))
    chance = sum(comb(size, k) * stays**k * (1.0 - stays) ** (size - k) for k in fewer)
    return min(1.0, round(chance, DECIMALS))
