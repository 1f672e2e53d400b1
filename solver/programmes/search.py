"""Search for the best programme groups: the whole program where there are few, else prices for all of them first."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from models.goals import Part
from solver.options import Allowance
from solver.outcome import Outcome
from solver.programmes.exact import SMALL, Best, OnBest, whole
from solver.programmes.goals import objective
from solver.programmes.locks import keep_locks
from solver.programmes.mip import can_open, worth_a_variable
from solver.programmes.pricing import searched_by_prices
from solver.programmes.problem import Problem, Solution, no_groups
from solver.programmes.region import searched_by_neighbourhoods
from solver.programmes.rules import check
from solver.progress import OnProgress, Progress

FEW_OFFICES = 12
"""Offices up to which all are looked at together."""


class Method(Protocol):
    """Betters the best solution; a bound for the whole problem."""

    def __call__(self, best: Best, allowance: Allowance, *, seed: int, tell: OnBest) -> float:
        """Search within the allowance, telling cost and bound."""


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: OnProgress
) -> Outcome[Solution]:
    """Best solution that the allowance lets be found, never worse than ``start``, with a bound for the whole problem.

    Parameters
    ----------
    problem
        The compiled problem.
    allowance
        Seconds, or work; with work the result depends on nothing else than problem, seed and work.
    seed
        Seed of all random choices.
    start
        Solution to begin with; passes ``check`` unless it leaves out a lock.
    on_progress
        Called with news.
    """
    best = Best(problem, start, keeps_rules=not check(problem, start))

    def tell(cost: float, bound: float | None = None) -> None:
        known = problem.floor if bound is None else max(bound, problem.floor)
        on_progress(Progress(Part.PROGRAMMES, "search", cost, known))

    if not best.keeps_rules:
        keep_locks(best, seed=seed)
    tell(best.cost)
    bound = problem.floor
    if not allowance.used_up:
        if not len(worth_a_variable(problem)):
            return Outcome(best.settled(), objective(problem, no_groups(problem)))
        bound = max(bound, method_for(best)(best, allowance, seed=seed, tell=tell))
    return Outcome(best.settled(), bound, stopped=allowance.stop_asked(), learnt=best.learnt)


def method_for(best: Best) -> Method:
    """How to search, by how many groups there are and where."""
    groups = can_open(best.problem)
    if len(groups) <= SMALL:
        return whole
    return searched_by_neighbourhoods if over_many_offices(best.problem) else searched_by_prices


def over_many_offices(problem: Problem) -> bool:
    """Whether groups could open at so many offices that they are not all looked at together."""
    return len(np.unique(problem.office_of[can_open(problem)])) > FEW_OFFICES
