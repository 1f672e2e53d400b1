"""Block search: some agents share out their jobs anew, unless a bound says that they cannot gain.

A small block is solved by branch and price, a larger one by a dive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.published.branch import Tree
from solver.published.columns import Pool, Stop, generate
from solver.published.dive import dive
from solver.published.exact import ceil_units
from solver.published.gap import GapProblem, Ints
from solver.published.knapsack import SCALE, cells, losses_at
from solver.published.meter import Meter

SIZES = (3, 4, 5, 6, 7, 8, 10)
"""Agents of a block; one of these is drawn."""
LARGEST_TREE = 8
"""Agents of the largest block that is solved by branch and price."""
NODES = 60
"""Nodes of the tree of a block."""
PRICE = Stop(rounds=25, within=0.2)
"""How far a block is priced before it is branched on."""
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


class Blocks:
    """The search by blocks of one problem, which remembers the blocks that hold nothing more.

    Parameters
    ----------
    prices
        (n,) int64: best prices of the jobs, in price units.
    """

    def __init__(self, problem: GapProblem, prices: Ints, rng: np.random.Generator, meter: Meter) -> None:
        self._problem, self._prices, self._rng, self._meter = problem, prices, rng, meter
        self._losses = losses_at(problem, prices) / SCALE
        meter.add_cells(4 * cells(problem))
        self._closed: set[tuple[int, ...]] = set()

    def improve(self, held: Ints, *, least: int, portion: float) -> Ints:
        """A plan that costs no more than ``held``, after blocks until a portion of the allowance is spent.

        Parameters
        ----------
        least
            Cost that no plan can beat.
        """
        useless, pulls = 0, _pulls(self._problem, held, self._losses)
        while useless < USELESS_IN_A_ROW and not self._meter.is_over(portion):
            block = _draw(pulls, self._rng, self._problem.num_agents)
            key = tuple(block.tolist())
            useless += 1
            if key in self._closed:
                continue
            better = self._share_out(held, block)
            if better is None:
                continue
            held, useless, pulls = better, 0, _pulls(self._problem, better, self._losses)
            self._closed = {done for done in self._closed if not set(done) & set(key)}
            if self._problem.cost_of(held) <= least:
                break
        return held

    def forget(self) -> None:
        """Open every block again, because the plan is another one."""
        self._closed = set()

    def _share_out(self, held: Ints, block: Ints) -> Ints | None:
        """A cheaper plan that differs only in this block, or None."""
        jobs = np.flatnonzero(np.isin(held, block))
        if not jobs.size:
            return None
        part, place = self._problem.piece(block, jobs), np.searchsorted(block, held[jobs])
        cost, pool = part.cost_of(place), Pool(jobs.size)
        pool.add_all(np.arange(block.size), place == np.arange(block.size)[:, None])
        small = block.size <= LARGEST_TREE
        priced = generate(part, pool, self._prices[jobs], Stop(PRICE.rounds, PRICE.within, cost), self._meter)
        if small or ceil_units(priced.bound) >= cost:
            self._closed.add(tuple(block.tolist()))
        if ceil_units(priced.bound) >= cost:
            return None
        if small:
            found = Tree(part, pool, priced.prices, cost, self._meter).search(NODES).held
        else:
            found = dive(part, priced, pool, self._meter, cutoff=cost, rng=self._rng)
        if found is None:
            return None
        better = held.copy()
        better[jobs] = block[found]
        return better


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
