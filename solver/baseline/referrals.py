"""Yardsticks for commissioned services: first come, first served at the nearest, and a greedy that sees every cost."""

from __future__ import annotations

import numpy as np

from solver.referrals.calendar import Whole
from solver.referrals.draft import Draft
from solver.referrals.problem import NONE, Problem, Solution


def current_practice(problem: Problem) -> Solution:
    """One referral after the other, by date, at the nearest contract with a place, on the first day that suits.

    Whoever can be seen in person is; nobody looks at need, at what others could do, or at what comes later. Locks come
    first.
    """
    return one_by_one(problem, np.lexsort((problem.referred, problem.must == NONE)), nearest=True)


def greedy(problem: Problem) -> Solution:
    """The most needy first, those referred earlier first among equals, each in the cheapest way that is left."""
    order = np.lexsort((problem.referred, -problem.need, problem.must == NONE))
    return one_by_one(problem, order, nearest=False)


def one_by_one(problem: Problem, order: Whole, *, nearest: bool) -> Solution:
    """Referrals placed in an order, locked ones first."""
    draft = Draft(problem)
    for r in order.tolist():
        if nearest:
            draft.place_first(r, by_nearness(problem, r).tolist())
        else:
            draft.place_cheapest(r)
    return draft.solution


def by_nearness(problem: Problem, r: int) -> Whole:
    """Ways of a referral: in person before remotely, the nearest contract first, then the earliest day."""
    ways = problem.ways.of_referral(r)
    contract, day, remote = problem.ways.contract[ways], problem.ways.day[ways], problem.ways.remote[ways]
    return np.lexsort((day, contract, problem.travel[r, contract], remote))
