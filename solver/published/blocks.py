"""Block search: a few agents at a time share out their jobs anew, unless a bound says that they cannot gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.published.columns import Pool, Stop, generate
from solver.published.exact import Limits, ceil_units, solve
from solver.published.gap import GapProblem, Ints
from solver.published.knapsack import SCALE, cells, losses_at
from solver.published.meter import Meter

SIZES = (3, 3, 4, 4, 5)
"""Agents of a block; one of these is drawn."""
PROGRAM = Limits(nodes=300, units=2.0)
"""When the integer program of a block gives up."""
PRICE = Stop(rounds=25, within=0.2)
"""How far a block is priced before the integer program."""
USELESS_IN_A_ROW = 400
"""Blocks without a gain after which the search ends."""
NEAR = 1.5
"""Cost units at which the pull of a job towards another agent has fallen to a third."""


@dataclass(frozen=True, slots=True)
class Pulls:
    """What draws agents into a block.

    Attributes
    ----------
    regrets
        (m,) float64: what each agent's jobs earn less than its best pattern would, in cost units.
    between
        (m, m) float64: how cheaply jobs of one agent could go to the other, and back.
    """

    regrets: np.ndarray
    between: np.ndarray


def improve(
    problem: GapProblem, held: Ints, prices: Ints, rng: np.random.Generator, meter: Meter, *, least: int, portion: float
) -> Ints:
    """A plan that costs no more than ``held``, after blocks until a portion of the allowance is spent.

    Parameters
    ----------
    prices
        (n,) int64: best prices of the jobs, in price units.
    least
        Cost that no plan can beat.
    """
    losses = losses_at(problem, prices) / SCALE
    meter.add_cells(4 * cells(problem))
    useless, tried = 0, set[tuple[int, ...]]()
    while problem.cost_of(held) > least and useless < USELESS_IN_A_ROW and not meter.is_over(portion):
        block = _draw(_pulls(problem, held, losses), rng, problem.num_agents)
        key = tuple(block.tolist())
        useless += 1
        if key in tried:
            continue
        tried.add(key)
        better = _solve_block(problem, held, block, prices, meter)
        if better is not None:
            held, useless = better, 0
            tried = {done for done in tried if not set(done) & set(key)}
    return held


def _pulls(problem: GapProblem, held: Ints, losses: np.ndarray) -> Pulls:
    m, n = problem.num_agents, problem.num_jobs
    own = losses[held, np.arange(n)]
    near = np.exp(-np.maximum(losses, 0.0) / NEAR)
    between = np.zeros((m, m))
    np.add.at(between, held, near.T)
    between = between + between.T
    np.fill_diagonal(between, 0.0)
    regrets = np.zeros(m)
    np.maximum.at(regrets, held, own)
    return Pulls(regrets, between)


def _draw(pulls: Pulls, rng: np.random.Generator, num_agents: int) -> Ints:
    """Agents of a block, in order: the first by regret, the others by what they could exchange with those before."""
    size = min(int(rng.choice(SIZES)), num_agents)
    first = pulls.regrets + 0.1 * pulls.regrets.max() + 1e-9
    block = [int(rng.choice(num_agents, p=first / first.sum()))]
    while len(block) < size:
        pull = pulls.between[block].sum(axis=0) + 1e-9
        pull[block] = 0.0
        block.append(int(rng.choice(num_agents, p=pull / pull.sum())))
    return np.array(sorted(block))


def _solve_block(problem: GapProblem, held: Ints, block: Ints, prices: Ints, meter: Meter) -> Ints | None:
    """A cheaper plan that differs only in this block, or None."""
    jobs = np.flatnonzero(np.isin(held, block))
    if not jobs.size:
        return None
    part = problem.piece(block, jobs)
    place = np.searchsorted(block, held[jobs])
    cost = part.cost_of(place)
    pool = Pool(jobs.size)
    for k in range(block.size):
        pool.add(k, place == k)
    priced = generate(part, pool, prices[jobs], Stop(PRICE.rounds, PRICE.within, cost), meter)
    if ceil_units(priced.bound) >= cost:
        return None
    answer = solve(part, priced.prices, cost, PROGRAM, meter, start=place)
    if answer.held is None:
        return None
    better = held.copy()
    better[jobs] = block[answer.held]
    return better
