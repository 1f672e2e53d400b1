"""Diving: give one agent after another a whole pattern of the linear solution, pricing anew after each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.published.columns import Pool, Priced, Stop, generate
from solver.published.exact import Limits, ceil_units, solve
from solver.published.gap import GapProblem, Ints
from solver.published.meter import Meter

LAST_AGENTS = 4
"""With so few agents left, the rest is solved as an integer program."""
LAST = Limits(nodes=400, units=3.0)
"""When that program gives up."""
LIKELY = 0.15
"""Least share of a pattern that a random dive may choose."""
SURE = 0.999
"""Share from which a pattern is simply taken."""
REPRICE = Stop(rounds=15, within=0.3)
"""How far to price anew between two choices."""


@dataclass(slots=True)
class Rest:
    """What is still to be assigned, by the indices of the whole problem."""

    agents: Ints
    jobs: Ints
    pool: Pool
    prices: Ints


def dive(
    problem: GapProblem, root: Priced, pool: Pool, meter: Meter, *, cutoff: int | None, rng: np.random.Generator | None
) -> Ints | None:
    """A plan (n,) that costs less than ``cutoff``, or None.

    Parameters
    ----------
    rng
        For a choice among likely patterns; None to take the likeliest throughout.
    """
    held = np.full(problem.num_jobs, -1, dtype=np.int64)
    rest = Rest(np.arange(problem.num_agents), np.arange(problem.num_jobs), pool, root.prices)
    priced, spent = root, 0
    while rest.agents.size > LAST_AGENTS and rest.jobs.size:
        chosen = _choices(rest, priced, rng)
        spent += _fix(problem, rest, chosen, held)
        rest = _without(rest, chosen, held)
        below = None if cutoff is None else cutoff - spent
        if meter.is_over() or not rest.agents.size:
            break
        part = problem.piece(rest.agents, rest.jobs)
        priced = generate(part, rest.pool, rest.prices, Stop(REPRICE.rounds, REPRICE.within, below), meter)
        rest.prices = priced.prices
        if below is not None and ceil_units(priced.bound) >= below:
            return None
    if meter.is_over():
        return None
    return _finish(problem, rest, held, None if cutoff is None else cutoff - spent, meter)


def _choices(rest: Rest, priced: Priced, rng: np.random.Generator | None) -> Ints:
    """Patterns of the pool to fix now: all that are sure, else the likeliest or a likely one."""
    weights = priced.weights
    sure = np.flatnonzero(weights >= SURE)
    if sure.size:
        return sure[: max(1, rest.agents.size - LAST_AGENTS)]
    if rng is None:
        return np.array([np.argmax(weights)])
    likely = np.flatnonzero(weights >= min(LIKELY, weights.max()))
    chances = weights[likely] ** 2
    return np.array([rng.choice(likely, p=chances / chances.sum())])


def _fix(problem: GapProblem, rest: Rest, chosen: Ints, held: Ints) -> int:
    """Give the agents of the chosen patterns their jobs; the cost of it."""
    spent = 0
    patterns = rest.pool.patterns
    for k in chosen:
        agent = rest.agents[rest.pool.agents[k]]
        jobs = rest.jobs[patterns[k]]
        jobs = jobs[held[jobs] < 0]
        held[jobs] = agent
        spent += int(problem.costs[agent, jobs].sum())
    return spent


def _without(rest: Rest, chosen: Ints, held: Ints) -> Rest:
    """What is left when these patterns are taken."""
    open_jobs = np.flatnonzero(held[rest.jobs] < 0)
    free = np.setdiff1d(np.arange(rest.agents.size), rest.pool.agents[chosen])
    return Rest(rest.agents[free], rest.jobs[open_jobs], rest.pool.piece(free, open_jobs), rest.prices[open_jobs])


def _finish(problem: GapProblem, rest: Rest, held: Ints, below: int | None, meter: Meter) -> Ints | None:
    """Assign the rest to the last agents by an integer program."""
    if rest.jobs.size and not rest.agents.size:
        return None
    if rest.jobs.size:
        part = problem.piece(rest.agents, rest.jobs)
        if below is None:
            below = int(part.costs.max(axis=0).sum()) + 1
        answer = solve(part, rest.prices, below, LAST, meter)
        if answer.held is None:
            return None
        held[rest.jobs] = rest.agents[answer.held]
    return held
