"""The search: a proved bound from the relaxation, slots opened as it advises, people annealed onto them.

With seconds, every step is kept inside what is left of them. With work, a step is booked by what it did (simplex
iterations, annealing steps, looks of branch and cut), so that no clock has a say.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.options import Allowance
from solver.outcome import Outcome
from solver.progress import Progress
from solver.unpaid_work.best import Best
from solver.unpaid_work.diving import dive
from solver.unpaid_work.exact import prove, small
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.guide import follow
from solver.unpaid_work.polish import polish
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.settle import annealed, settled

DIVE_SHARE = 0.35
"""Share of what the bound has left that may go into making the numbers of supervisors whole."""
SETTLING_UNITS, SETTLING_SHARE = 14.0, 0.45
"""Units of annealing on the slots that the relaxation advises, at most; and share of what is left for them."""
LIKELY = 60.0
"""Reduced cost, in priced minutes, up to which an option is looked at then."""
MILD = 20.0
"""Temperature to begin with where the relaxation has said where people would like to be."""


def search(
    problem: Problem,
    allowance: Allowance,
    seed: int,
    start: Solution,
    on_progress: Callable[[Progress], None],
) -> Outcome[Solution]:
    """Improve a rota and prove a bound, for as long as the allowance lasts.

    Parameters
    ----------
    problem
        The rota's arrays.
    allowance
        Seconds, or work: then the result depends on nothing but problem, seed and work.
    seed
        Seed of the random choices.
    start
        A rota that keeps every rule; the result is never worse.
    on_progress
        Called with every piece of news.
    """
    best = Best(problem, start, on_progress)
    best.tell("start")
    purse = Purse(allowance)
    if len(problem.options.slot) and not purse.is_empty():
        rng = np.random.default_rng(seed)
        annealed(problem, start, best, purse, rng, units=min(0.5, 0.05 * purse.left))
        guide = follow(problem, formulate(problem), purse, best)
        if not purse.is_empty():
            guide.point = dive(guide, purse, DIVE_SHARE * purse.left)
            advised = settled(problem, guide.openings(purse), guide.shares)
            units = min(SETTLING_UNITS, SETTLING_SHARE * purse.left)
            likely = guide.reduced[guide.formulation.layout.option] <= LIKELY
            annealed(problem, advised, best, purse, rng, units=units, hottest=MILD, among=likely)
        if small(problem) and not purse.is_empty() and not best.is_proved():
            prove(problem, best, purse, seed=seed)
        polish(problem, best, purse, rng)
    return Outcome(best.solution, best.bound, stopped=allowance.stop_asked())
