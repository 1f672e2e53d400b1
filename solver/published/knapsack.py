"""Knapsacks by dynamic programming in whole numbers: an agent's best pattern of jobs at given prices.

Prices and costs are counted in units of 1/SCALE, so that every sum is exact and a bound made from them is a bound.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.published.gap import Bools, GapProblem, Ints

SCALE = 1 << 16
"""Price units in one unit of cost."""
NEVER = np.int64(1 << 60)
"""Loss of a pair that no assignment can use."""


def bound_at(problem: GapProblem, prices: Ints) -> tuple[int, Ints, Bools]:
    """Lower bound on the cost of the problem at these prices of the jobs, in price units.

    Parameters
    ----------
    prices
        (n,) int64: what an agent is paid for taking a job, in price units.

    Returns
    -------
    tuple
        The bound; (m,) int64 what each agent earns with its best pattern; (m, n) bool those patterns.
    """
    earned, patterns = _best_patterns(prices, problem.costs, problem.needs, problem.capacities)
    return int(prices.sum()) - int(earned.sum()), earned, patterns


def losses_at(problem: GapProblem, prices: Ints) -> Ints:
    """(m, n) int64: by how much the bound rises, in price units, if a job must go to an agent."""
    return np.asarray(_losses(prices, problem.costs, problem.needs, problem.capacities))


def cells(problem: GapProblem) -> int:
    """Steps of one pass of ``bound_at``."""
    return problem.num_jobs * int((problem.capacities + 1).sum())


@njit(cache=True)
def _best_patterns(prices, costs, needs, capacities):  # type: ignore[no-untyped-def] # numba infers the types
    m, n = costs.shape
    earned = np.zeros(m, dtype=np.int64)
    patterns = np.zeros((m, n), dtype=np.bool_)
    for j in range(m):
        most = capacities[j]
        best = np.zeros(most + 1, dtype=np.int64)
        took = np.zeros((n, most + 1), dtype=np.bool_)
        for i in range(n):
            gain = prices[i] - costs[j, i] * SCALE
            need = needs[j, i]
            if gain <= 0 or need > most:
                continue
            for load in range(most, need - 1, -1):
                other = best[load - need] + gain
                if other > best[load]:
                    best[load] = other
                    took[i, load] = True
        left = most
        earned[j] = best[most]
        for i in range(n - 1, -1, -1):
            if took[i, left]:
                patterns[j, i] = True
                left -= needs[j, i]
    return earned, patterns


@njit(cache=True)
def _losses(prices, costs, needs, capacities):  # type: ignore[no-untyped-def] # numba infers the types
    m, n = costs.shape
    losses = np.empty((m, n), dtype=np.int64)
    for j in range(m):
        most = capacities[j]
        # before[i, load]: most that jobs before i can earn within a load.
        before = np.zeros((n + 1, most + 1), dtype=np.int64)
        for i in range(n):
            gain = prices[i] - costs[j, i] * SCALE
            need = needs[j, i]
            for load in range(most + 1):
                before[i + 1, load] = before[i, load]
                if gain > 0 and load >= need:
                    before[i + 1, load] = max(before[i, load], before[i, load - need] + gain)
        after = np.zeros(most + 1, dtype=np.int64)
        for i in range(n - 1, -1, -1):
            gain = prices[i] - costs[j, i] * SCALE
            need = needs[j, i]
            if need > most:
                losses[j, i] = NEVER
                continue
            best = np.int64(-NEVER)
            for load in range(most - need + 1):
                best = max(best, before[i, load] + after[most - need - load])
            losses[j, i] = before[n, most] - (best + gain)
            if gain > 0:
                for load in range(most, need - 1, -1):
                    after[load] = max(after[load], after[load - need] + gain)
    return losses
