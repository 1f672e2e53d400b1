"""Column generation: patterns of jobs that agents could take, and prices of the jobs at which the bound is best.

The master program chooses patterns so that every job is taken once. It is steadied twice over: a job may be left or
taken twice at a price near the best ones so far, and patterns are priced between those prices and the master's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.published.gap import Bools, GapProblem, Ints
from solver.published.knapsack import SCALE, bound_at, cells
from solver.published.meter import Meter
from solver.published.relaxation import HIGHEST, quiet

Floats = NDArray[np.float64]

TOWARDS_BEST = 0.6
"""Weight of the best prices so far, against the master's, in the prices that patterns are sought at."""
BOX = 1.0
"""Cost units around the best prices within which the master's prices stay at first."""
ROOM = 64
"""Patterns that a new pool has room for; it grows."""
WIDER = 2.0
"""Factor on the box whenever the best prices lie on its border."""


class Pool:
    """Patterns found so far, each once.

    Parameters
    ----------
    num_jobs
        Jobs n of the problem.
    """

    def __init__(self, num_jobs: int) -> None:
        self._size = 0
        self._agents = np.zeros(ROOM, dtype=np.int64)
        self._patterns = np.zeros((ROOM, num_jobs), dtype=np.bool_)
        self._seen: set[tuple[int, bytes]] = set()

    @classmethod
    def of(cls, agents: Ints, patterns: Bools) -> Pool:
        """A pool of these patterns, each once."""
        pool = cls(patterns.shape[1])
        pool.add_all(agents, patterns)
        return pool

    def __len__(self) -> int:
        return self._size

    @property
    def agents(self) -> Ints:
        """(p,) int64: agent of each pattern."""
        return self._agents[: self._size]

    @property
    def patterns(self) -> Bools:
        """(p, n) bool: jobs of each pattern."""
        return self._patterns[: self._size]

    def add_all(self, agents: Ints, patterns: Bools) -> int:
        """Take in patterns (k, n) of agents (k,); how many of them are new."""
        packed = np.packbits(patterns, axis=1)
        new = []
        for k, agent in enumerate(agents.tolist()):
            key = (agent, packed[k].tobytes())
            if key not in self._seen:
                self._seen.add(key)
                new.append(k)
        self._append(agents[new], patterns[new])
        return len(new)

    def _append(self, agents: Ints, patterns: Bools) -> None:
        size = self._size + agents.size
        if size > self._agents.size:
            more = max(size, 2 * self._agents.size) - self._agents.size
            self._agents = np.concatenate((self._agents, np.zeros(more, dtype=np.int64)))
            empty = np.zeros((more, self._patterns.shape[1]), dtype=np.bool_)
            self._patterns = np.concatenate((self._patterns, empty))
        self._agents[self._size : size], self._patterns[self._size : size] = agents, patterns
        self._size = size

    def piece(self, agents: Ints, jobs: Ints) -> Pool:
        """Patterns of these agents, less the jobs that are left out."""
        ours = np.isin(self.agents, agents)
        return Pool.of(np.searchsorted(agents, self.agents[ours]), self.patterns[np.ix_(ours, jobs)])


@dataclass(frozen=True, slots=True)
class Priced:
    """Where column generation has come to.

    Attributes
    ----------
    bound
        Lower bound in price units.
    prices
        (n,) int64 prices of the jobs that give it, in price units.
    weights
        (p,) float64: share in which the master uses each pattern of the pool.
    """

    bound: int
    prices: Ints
    weights: Floats


@dataclass(frozen=True, slots=True)
class Stop:
    """When to end: after so many rounds, this near to the master's value (cost units), or at a bound that suffices."""

    rounds: int
    within: float
    enough: int | None = None
    portion: float = 1.0


def generate(problem: GapProblem, pool: Pool, prices: Ints, stop: Stop, meter: Meter) -> Priced:
    """Raise the bound from given prices on, and fill the pool with patterns on the way."""
    bound, _, found = bound_at(problem, prices)
    meter.add_cells(cells(problem))
    pool.add_all(np.arange(problem.num_agents), found)
    master = Master(problem, pool, prices / SCALE)
    best = Priced(bound, prices, np.zeros(len(pool)))
    for _ in range(stop.rounds):
        value, dual, slack = master.solve(meter)
        settled = value - best.bound / SCALE <= stop.within
        if (settled and slack < 1e-6) or _suffices(best.bound, stop) or meter.is_over(stop.portion):
            break
        if settled:
            master.widen()
        best, moved, new = _round(problem, pool, best, dual, meter)
        master.take_new()
        if moved or settled:
            master.centre(best.prices / SCALE)
        elif not new:
            break
    return Priced(best.bound, best.prices, master.weights(len(pool)))


def _suffices(bound: int, stop: Stop) -> bool:
    return stop.enough is not None and bound > (stop.enough - 1) * SCALE


def _round(problem: GapProblem, pool: Pool, best: Priced, dual: Floats, meter: Meter) -> tuple[Priced, bool, bool]:
    """Seek patterns near the best prices, and at the master's own if nothing new is there."""
    moved = False
    limit = HIGHEST / problem.num_jobs
    for weight in (TOWARDS_BEST, 0.0):
        prices = np.rint(weight * best.prices + (1.0 - weight) * dual * SCALE).clip(-limit, limit).astype(np.int64)
        bound, _, found = bound_at(problem, prices)
        meter.add_cells(cells(problem))
        added = pool.add_all(np.arange(problem.num_agents), found)
        if bound > best.bound:
            best, moved = Priced(bound, prices, best.weights), True
        if added:
            return best, moved, True
    return best, moved, False


class Master:
    """The linear program over the pool's patterns, kept warm between solves.

    Rows are the jobs and then the agents; columns are too little and too much of each job, and then the patterns.
    """

    def __init__(self, problem: GapProblem, pool: Pool, centre: Floats) -> None:
        self._problem, self._pool = problem, pool
        self._taken = 0
        self._half = BOX
        self._centre = centre
        n, m = problem.num_jobs, problem.num_agents
        self._highs = quiet()
        self._highs.passModel(_frame(n, m))
        self.centre(centre)
        self.take_new()

    def centre(self, prices: Floats) -> None:
        """Move the box around these prices (n,), in cost units."""
        self._centre = prices
        n = prices.size
        costs = np.concatenate((prices + self._half, self._half - prices))
        self._highs.changeColsCost(2 * n, np.arange(2 * n, dtype=np.int32), costs)

    def widen(self) -> None:
        """Make the box wider."""
        self._half *= WIDER
        self.centre(self._centre)

    def take_new(self) -> None:
        """Add the pool's new patterns."""
        agents, patterns = self._pool.agents[self._taken :], self._pool.patterns[self._taken :]
        if not agents.size:
            return
        n = self._problem.num_jobs
        sizes = patterns.sum(axis=1) + 1
        columns = (np.cumsum(sizes) - sizes).astype(np.int32)
        index = np.empty(int(sizes.sum()), dtype=np.int32)
        ends_of_columns = columns + sizes - 1
        index[ends_of_columns] = n + agents
        index[np.isin(np.arange(index.size), ends_of_columns, invert=True)] = np.nonzero(patterns)[1]
        costs = (self._problem.costs[agents] * patterns).sum(axis=1).astype(np.float64)
        ends = np.full(agents.size, highspy.kHighsInf)
        self._highs.addCols(
            agents.size, costs, np.zeros(agents.size), ends, index.size, columns, index, np.ones(index.size)
        )
        self._taken += agents.size

    def solve(self, meter: Meter) -> tuple[float, Floats, float]:
        """Value, (n,) prices of the jobs, and how much of the jobs is taken too little or too often."""
        self._highs.run()
        info = self._highs.getInfo()
        n = self._problem.num_jobs
        meter.add_pivots(max(0, int(info.simplex_iteration_count)), n + self._problem.num_agents)
        solution: Any = self._highs.getSolution()
        dual = np.array(solution.row_dual, dtype=np.float64)[:n]
        self._values = np.array(solution.col_value, dtype=np.float64)
        return float(info.objective_function_value), dual, float(self._values[: 2 * n].sum())

    def weights(self, size: int) -> Floats:
        """(p,) float64: shares of the pool's patterns in the last solution."""
        shares = np.zeros(size)
        own = self._values[2 * self._problem.num_jobs :]
        shares[: own.size] = own
        return shares


def _frame(n: int, m: int) -> Any:
    """The program without patterns: each job once, each agent at most one pattern, departures at a price."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * n, n + m
    lp.col_cost_ = np.zeros(2 * n)
    lp.col_lower_, lp.col_upper_ = np.zeros(2 * n), np.full(2 * n, highspy.kHighsInf)
    lp.row_lower_ = np.concatenate((np.ones(n), np.full(m, -highspy.kHighsInf)))
    lp.row_upper_ = np.ones(n + m)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(2 * n + 1, dtype=np.int32)
    lp.a_matrix_.index_ = np.concatenate((np.arange(n), np.arange(n))).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate((np.ones(n), -np.ones(n)))
    return lp
