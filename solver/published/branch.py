"""Branch and price: a small problem solved to the end, with the bound of the columns at every node.

A node forbids some pairs of a job and an agent. At every node the pairs that no plan below the cutoff can use are
forbidden too, so that the trees stay small where bound and cost are near.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.published.columns import Pool, Priced, Stop, generate
from solver.published.exact import Answer, ceil_units
from solver.published.gap import Bools, GapProblem, Ints
from solver.published.knapsack import SCALE, bound_at, cells, losses_at
from solver.published.meter import Meter

ROUNDS = 20
"""Rounds of column generation at a node."""
WITHIN = 0.1
"""Cost units between the bound of a node and the master's value at which pricing ends."""
AGAIN = 0.93
"""Share of the pairs left after forbidding below which a node is priced anew."""
NODE, LOOK = 2.0e-3, 4.0e-9
"""Units of work of a node beside pricing: whatever its size, and for each entry of the patterns looked through."""
WHOLE = 1e-6
"""Distance from 0 and 1 that counts as whole."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the problem that is still to be searched.

    Attributes
    ----------
    allowed
        (m, n) bool: pairs that are not forbidden.
    prices
        (n,) int64: prices that were best at the node above, in price units.
    bound
        Bound of the node above, in price units.
    """

    allowed: Bools
    prices: Ints
    bound: int


class Tree:
    """The search of one problem for plans that cost less than a cutoff, depth first.

    Parameters
    ----------
    pool
        Patterns to begin with; those found are added.
    cutoff
        Only plans that cost less are looked for.
    """

    def __init__(self, problem: GapProblem, pool: Pool, prices: Ints, cutoff: int, meter: Meter) -> None:
        self._problem, self._pool, self._meter = problem, pool, meter
        self._cutoff = cutoff
        self._held: Ints | None = None
        self._open = [Node(problem.allowed, prices, bound_at(problem, prices)[0])]

    def search(self, nodes: int, portion: float = 1.0) -> Answer:
        """Best plan found so far, and a bound, after so many nodes more or a portion of the meter's allowance."""
        for _ in range(nodes):
            if not self._open or self._meter.is_over(portion):
                break
            self._open.extend(self._children(self._open.pop()))
        return self._answer()

    @property
    def is_searched(self) -> bool:
        """Whether nothing is left to be searched."""
        return not self._open

    def lower(self, cutoff: int) -> None:
        """Look only for plans below another cutoff, if it is lower."""
        if cutoff < self._cutoff:
            self._cutoff, self._held = cutoff, None

    def _answer(self) -> Answer:
        bounds = [ceil_units(node.bound) for node in self._open]
        return Answer(self._held, min([self._cutoff, *bounds]))

    def _children(self, node: Node) -> list[Node]:
        """Parts of a node that are left to be searched, the most hopeful last."""
        allowed, priced = node.allowed, self._priced(node.allowed, node.prices)
        shares = np.zeros_like(allowed, dtype=np.float64)
        while priced is not None:
            bound, shares = self._shares(allowed, priced)
            kept = allowed & (losses_at(self._as_problem(allowed), bound.prices) + bound.bound <= self._limit)
            self._meter.add_cells(4 * cells(self._problem))
            self._offer(shares)
            shrunk = kept.sum() < AGAIN * allowed.sum()
            allowed = kept
            if not allowed.any(axis=0).all() or bound.bound > self._limit:
                return []
            if not shrunk:
                return self._branch(allowed, shares, bound)
            priced = self._priced(allowed, bound.prices)
        return []

    @property
    def _limit(self) -> int:
        """Highest bound, in price units, of a node that may hold a better plan."""
        return (self._cutoff - 1) * SCALE

    def _as_problem(self, allowed: Bools) -> GapProblem:
        """The problem in which a forbidden pair needs more than there is."""
        never = self._problem.capacities[:, None] + 1
        return GapProblem(self._problem.costs, np.where(allowed, self._problem.needs, never), self._problem.capacities)

    def _priced(self, allowed: Bools, prices: Ints) -> tuple[Priced, Pool] | None:
        """Bound of a node and the patterns that it may use; None if it holds no better plan."""
        part = self._as_problem(allowed)
        bound, earned, _ = bound_at(part, prices)
        self._meter.add_cells(cells(part))
        if bound > self._limit:
            return None
        pool = self._usable(allowed, prices, earned, self._limit - bound)
        priced = generate(part, pool, prices, Stop(ROUNDS, WITHIN, self._cutoff), self._meter)
        self._pool.add_all(pool.agents, pool.patterns)
        return None if priced.bound > self._limit else (priced, pool)

    def _usable(self, allowed: Bools, prices: Ints, earned: Ints, room: int) -> Pool:
        """Patterns of the tree's pool without forbidden pairs whose reduced cost leaves room for a better plan."""
        agents, patterns = self._pool.agents, self._pool.patterns
        costs = (self._problem.costs[agents] * patterns).sum(axis=1) * SCALE
        reduced = costs - patterns @ prices + earned[agents]
        usable = (reduced <= 2 * room + SCALE) & ~(patterns & ~allowed[agents]).any(axis=1)
        self._meter.add(NODE + LOOK * patterns.size)
        return Pool.of(agents[usable], patterns[usable])

    def _shares(self, allowed: Bools, found: tuple[Priced, Pool]) -> tuple[Priced, NDArray[np.float64]]:
        """The bound, and (m, n) float64 in what share the linear solution gives each job to each agent."""
        priced, pool = found
        shares = np.zeros(allowed.shape)
        np.add.at(shares, pool.agents, priced.weights[:, None] * pool.patterns)
        return priced, shares

    def _offer(self, shares: NDArray[np.float64]) -> None:
        """Take the plan nearest to the linear solution, if it is better and fits."""
        held = shares.argmax(axis=0)
        if self._problem.fits(held) and self._problem.cost_of(held) < self._cutoff:
            self._held, self._cutoff = held, self._problem.cost_of(held)

    def _branch(self, allowed: Bools, shares: NDArray[np.float64], priced: Priced) -> list[Node]:
        """Two nodes: one without the pair that is nearest to one half or above, one with it."""
        shares = np.where(allowed, shares, 0.0)
        open_jobs = allowed.sum(axis=0) > 1
        if not open_jobs.any():
            self._offer(allowed.astype(np.float64))
            return []
        undecided = np.where(open_jobs & (shares < 1.0 - WHOLE), shares, 0.0)
        if undecided.max() <= WHOLE:
            undecided = np.where(open_jobs, np.maximum(shares, WHOLE / 2) * allowed, 0.0)
        agent, job = np.unravel_index(int(np.argmax(np.minimum(undecided, 1.4 - undecided))), allowed.shape)
        without, within = allowed.copy(), allowed.copy()
        without[agent, job] = False
        within[:, job] = False
        within[agent, job] = True
        return [Node(without, priced.prices, priced.bound), Node(within, priced.prices, priced.bound)]
