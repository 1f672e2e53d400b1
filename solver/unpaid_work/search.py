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
from solver.unpaid_work.exact import prove, small
from solver.unpaid_work.formulate import Version, formulate
from solver.unpaid_work.guide import follow
from solver.unpaid_work.polish import polish
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.settle import annealed, settled

SETTLING_UNITS = 4.0
"""Units of annealing on the slots that the relaxation advises."""
TEPID = 6.0
"""Temperature at which a rota found by CP-SAT is annealed: it is as good as its dates allow but for a person or two."""


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
    first_plan = allowance.seconds_spent
    purse = Purse(allowance)
    if len(problem.options.slot) and not purse.is_empty():
        rng = np.random.default_rng(seed)
        annealed(problem, start, best, purse, rng, units=min(0.5, 0.05 * purse.left))
        guide = follow(problem, formulate(problem, Version.CERTAIN), purse, best)
        if not purse.is_empty():
            advised = settled(problem, guide.openings(purse), guide.shares)
            annealed(problem, advised, best, purse, rng, units=min(SETTLING_UNITS, 0.15 * purse.left))
        if small(problem) and not purse.is_empty() and not best.is_proved():
            found = prove(problem, best, purse, seed=seed)
            annealed(problem, found, best, purse, rng, units=min(1.0, purse.left), hottest=TEPID)
        polish(problem, best, purse, rng)
    return Outcome(best.solution, best.bound, first_plan, stopped=allowance.stop_asked())
