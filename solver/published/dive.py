"""Diving: give one agent after another a whole pattern of the linear solution, pricing anew after each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.published.branch import Tree
from solver.published.columns import Pool, Priced, Stop, generate
from solver.published.exact import Limits, ceil_units, solve
from solver.published.gap import GapProblem, Ints
from solver.published.knapsack import SCALE
from solver.published.meter import Meter

LAST_AGENTS = 4
"""With so few agents left, the rest is solved as an integer program."""
LAST = Limits(nodes=400, units=3.0)
"""When that program gives up."""
LAST_NODES = 60
"""Nodes of the tree that takes its place where bound and cutoff are near."""
FAR_OFF = 0.005
"""Share of the bound up to which they count as near."""
LIKELY = 0.15
"""Least share of a pattern that a random dive may choose."""
SURE = 0.999
"""Share from which a pattern is simply taken."""
TRIES = 3
"""Patterns that a random dive tries at each step, to go on with the one that costs least."""
REPRICE = Stop(rounds=15, within=0.3)
"""How far to price anew between two choices."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How far a dive has come; indices are those of the whole problem.

    Attributes
    ----------
    agents, jobs
        What is still to be assigned.
    pool
        Patterns of those agents with those jobs.
    priced
        The linear solution over the pool.
    held
        (n,) int64: agent of each job, -1 while it has none.
    spent
        Cost of the jobs that have an agent.
    """

    agents: Ints
    jobs: Ints
    pool: Pool
    priced: Priced
    held: Ints
    spent: int

    @property
    def bound(self) -> int:
        """Bound on every plan that goes on from here, in price units."""
        return self.spent * SCALE + self.priced.bound


def dive(
    problem: GapProblem, root: Priced, pool: Pool, meter: Meter, *, cutoff: int | None, rng: np.random.Generator | None
) -> Ints | None:
    """A plan (n,) that costs less than ``cutoff``, or None.

    Parameters
    ----------
    rng
        For a choice among likely patterns, of which a few are tried; None to take the likeliest throughout.
    """
    nobody = np.full(problem.num_jobs, -1, dtype=np.int64)
    depth = Depth(np.arange(problem.num_agents), np.arange(problem.num_jobs), pool, root, nobody, 0)
    while depth.agents.size > LAST_AGENTS and depth.jobs.size:
        tried = (_deeper(problem, depth, chosen, cutoff, meter) for chosen in _choices(depth, rng))
        going_on = [deeper for deeper in tried if deeper is not None]
        if not going_on or meter.is_over():
            return None
        depth = min(going_on, key=lambda deeper: deeper.bound)
    return _finish(problem, depth, cutoff, meter)


def _choices(depth: Depth, rng: np.random.Generator | None) -> list[Ints]:
    """Patterns of the pool to fix now: all that are sure, else the likeliest, or a few likely ones to try."""
    weights = depth.priced.weights
    sure = np.flatnonzero(weights >= SURE)
    if sure.size:
        return [sure[: max(1, depth.agents.size - LAST_AGENTS)]]
    if rng is None:
        return [np.array([np.argmax(weights)])]
    likely = np.flatnonzero(weights >= min(LIKELY, weights.max()))
    chances = weights[likely] ** 2
    tries = min(TRIES, likely.size)
    return [np.array([k]) for k in rng.choice(likely, size=tries, replace=False, p=chances / chances.sum())]


def _deeper(problem: GapProblem, depth: Depth, chosen: Ints, cutoff: int | None, meter: Meter) -> Depth | None:
    """Where the dive stands with the chosen patterns fixed; None if no plan below the cutoff is left."""
    held, patterns = depth.held.copy(), depth.pool.patterns
    for k in chosen:
        jobs = depth.jobs[patterns[k]]
        held[jobs[held[jobs] < 0]] = depth.agents[depth.pool.agents[k]]
    given = np.flatnonzero(held >= 0)
    spent = int(problem.costs[held[given], given].sum())
    rest = np.flatnonzero(held[depth.jobs] < 0)
    free = np.setdiff1d(np.arange(depth.agents.size), depth.pool.agents[chosen])
    agents, jobs, prices = depth.agents[free], depth.jobs[rest], depth.priced.prices[rest]
    if not jobs.size:
        return Depth(agents, jobs, Pool(0), Priced(0, prices, np.zeros(0)), held, spent)
    below = None if cutoff is None else cutoff - spent
    pool = depth.pool.piece(free, rest)
    stop = Stop(REPRICE.rounds, REPRICE.within, below)
    priced = generate(problem.piece(agents, jobs), pool, prices, stop, meter)
    if below is not None and ceil_units(priced.bound) >= below:
        return None
    return Depth(agents, jobs, pool, priced, held, spent)


def _finish(problem: GapProblem, depth: Depth, cutoff: int | None, meter: Meter) -> Ints | None:
    """Assign the rest to the last agents by an integer program."""
    if not depth.jobs.size:
        return depth.held
    part = problem.piece(depth.agents, depth.jobs)
    below = int(part.costs.max(axis=0).sum()) + 1 if cutoff is None else cutoff - depth.spent
    if (below - 1) * SCALE - depth.priced.bound > FAR_OFF * abs(depth.priced.bound):
        answer = solve(part, depth.priced.prices, below, LAST, meter)
    else:
        answer = Tree(part, depth.pool, depth.priced.prices, below, meter).search(LAST_NODES)
    if answer.held is None:
        return None
    held = depth.held.copy()
    held[depth.jobs] = depth.agents[answer.held]
    return held
