"""Prices: what a workload point of each practitioner is worth.

Relaxing "the load is the sum of the points held" with a price ``v_j`` per point of practitioner j leaves

    g(v) = sum_i min_j (cost_ij + w_i v_j) + sum_j [v_j before_j + min_L (load_cost_j(L) - v_j L)]

which is a lower bound for every v, over all cases and all practitioners. It is maximised by Newton steps on a smoothed
version (the inner minimum over j becomes a softmin) whose temperature falls step by step.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.problem import Floats, Ints

TEMPERATURES = (8.0, 3.0, 1.2, 0.6, 0.3, 0.15, 0.08, 0.04, 0.02, 0.008, 0.003)
"""Temperatures of the softmin, as multiples of the block's scale of costs."""
STEPS = 8
"""Newton steps at one temperature, at the most."""
CLOSE = 1e-6
"""Share of the value below which a Newton step no longer counts."""
NONE, NONE_BY_NONE = np.zeros(0), np.zeros((0, 0))
"""Given in place of arrays that are not wanted."""
FLATTEST = 1e-6
"""Least curvature that the Newton steps reckon a load cost with; the bound itself uses the true one."""


def fair_prices(block: Block) -> Floats:
    """(m,) prices under which the smoothed bound is highest."""
    m = block.num_practitioners
    prices = np.zeros(m)
    if m == 0 or block.num_cases == 0:
        return prices
    scale = cost_scale(block)
    for temperature in TEMPERATURES:
        prices = _newton(block, prices, temperature * scale)
    return prices


def cost_scale(block: Block) -> float:
    """A typical difference of cost between the two best columns of a case, 1 where there is none; a tenth of it."""
    if block.num_practitioners < 2:
        return 1.0
    two = np.partition(block.cost[:, :-1], 1, axis=1)[:, :2]
    gap = np.diff(two[np.isfinite(two).all(axis=1)], axis=1)
    return float(np.clip(np.median(gap) / 10.0, 0.1, 10.0)) if gap.size else 1.0


def reduced_costs(block: Block, prices: Floats) -> Floats:
    """(n, m + 1) cost of each column with the case's points paid for."""
    reduced = block.cost.copy()
    reduced[:, :-1] += block.points[:, None] * prices
    return reduced


def best_loads(block: Block, prices: Floats) -> Floats:
    """(m,) loads that the prices ask for; a load cost without curvature is reckoned with a trace of it."""
    return _free_loads(block, prices, FLATTEST)


def load_values(block: Block, prices: Floats) -> Floats:
    """(m,) exact minimum over whole loads L of ``load_cost(L) - price L``, which is convex in L."""
    down = np.floor(_free_loads(block, prices, 0.0))
    before, most = block.load_before[:-1].astype(np.float64), block.most[:-1].astype(np.float64)
    tried = np.clip(np.array([down, down + 1.0]), before, most)
    over = np.maximum(0.0, tried - block.available[:-1])
    cost = block.bend[:-1] * (tried - block.even[:-1]) ** 2 + block.steep[:-1] * over**2
    return np.asarray((cost - prices * tried).min(axis=0))


def _free_loads(block: Block, prices: Floats, flattest: float) -> Floats:
    """(m,) loads at which ``load_cost(L) - price L`` is least, kept between what must and what may be carried."""
    bend, steep = np.maximum(block.bend[:-1], flattest), block.steep[:-1]
    even, available = block.even[:-1], block.available[:-1]
    before, most = block.load_before[:-1].astype(np.float64), block.most[:-1].astype(np.float64)
    flat, flat_above = bend == 0.0, bend + steep == 0.0
    below = np.where(flat, np.where(prices > 0.0, most, before), even + prices / np.where(flat, 1.0, 2.0 * bend))
    rise = 2.0 * bend * even + 2.0 * steep * available + prices
    above = np.where(
        flat_above, np.where(prices > 0.0, most, before), rise / np.where(flat_above, 1.0, 2.0 * (bend + steep))
    )
    load = np.where(below <= available, below, np.maximum(above, available))
    return np.asarray(np.clip(load, before, most))


def plain_bound(block: Block, prices: Floats) -> float:
    """The bound g at given prices, with what rounding could have added taken off; every column is looked at."""
    best = reduced_costs(block, prices).min(axis=1)
    loads, before = load_values(block, prices), prices * block.load_before[:-1]
    total = float(best.sum() + (loads + before).sum() + block.fixed_cost)
    return total - rounding_allowance(best, loads, before)


def rounding_allowance(*terms: Floats) -> float:
    """Priced minutes by which a sum of such terms could be wrong in floating point, with a wide margin."""
    return 1e-7 + 1e-11 * sum(float(np.abs(term).sum()) for term in terms)


def _newton(block: Block, prices: Floats, temperature: float) -> Floats:
    value, gradient, curvature = _smoothed(block, prices, temperature)
    for _ in range(STEPS):
        step = np.linalg.solve(curvature, gradient)
        gain = float(gradient @ step)
        if gain <= CLOSE * (1.0 + abs(value)):
            break
        length = 1.0
        while length > 1e-4:
            there = prices + length * step
            tried = _softmin(block.cost, block.points, there, temperature, NONE, NONE_BY_NONE)
            tried += _smooth_loads(block, there)
            if tried >= value + 1e-4 * length * gain:
                break
            length *= 0.5
        else:
            break
        prices = prices + length * step
        value, gradient, curvature = _smoothed(block, prices, temperature)
    return prices


def _smooth_loads(block: Block, prices: Floats) -> float:
    load = best_loads(block, prices)
    cost = np.maximum(block.bend[:-1], FLATTEST) * (load - block.even[:-1]) ** 2
    cost += block.steep[:-1] * np.maximum(0.0, load - block.available[:-1]) ** 2
    return float((cost - prices * (load - block.load_before[:-1])).sum())


def _smoothed(block: Block, prices: Floats, temperature: float) -> tuple[float, Floats, Floats]:
    """Value, gradient (m,) and negated Hessian (m, m) of the smoothed bound."""
    m = block.num_practitioners
    gradient, curvature = np.zeros(m), np.zeros((m, m))
    value = _softmin(block.cost, block.points, prices, temperature, gradient, curvature)
    load = best_loads(block, prices)
    gradient += block.load_before[:-1] - load
    diagonal = np.diag(curvature) + _load_slopes(block, load)
    curvature[np.diag_indices_from(curvature)] = diagonal + 1e-6 * (1.0 + diagonal)
    return value + _smooth_loads(block, prices), gradient, curvature


@njit(cache=True)
def _softmin(  # noqa: PLR0917 - compiled functions take no keywords
    cost: Floats, points: Ints, prices: Floats, temperature: float, gradient: Floats, curvature: Floats
) -> float:
    """Sum of the cases' softmins; adds to its gradient and its negated Hessian unless ``gradient`` is empty."""
    m = prices.size
    weight = np.empty(m + 1)
    column = np.empty(m + 1, dtype=np.int64)
    value = 0.0
    for i in range(points.size):
        best = cost[i, m]
        for j in range(m):
            best = min(best, cost[i, j] + points[i] * prices[j])
        count, total = 0, 0.0
        for j in range(m + 1):
            off = cost[i, j] - best
            if j < m:
                off += points[i] * prices[j]
            if off < 35.0 * temperature:
                weight[count] = np.exp(-off / temperature)
                column[count] = j
                total += weight[count]
                count += 1
        value += best - temperature * np.log(total)
        if gradient.size == 0 or points[i] == 0:
            continue
        bend = points[i] * points[i] / temperature
        for a in range(count):
            j = column[a]
            if j == m:
                continue
            share = weight[a] / total
            gradient[j] += points[i] * share
            curvature[j, j] += bend * share
            for b in range(count):
                if column[b] < m:
                    curvature[j, column[b]] -= bend * share * weight[b] / total
    return value


def _load_slopes(block: Block, load: Floats) -> Floats:
    """(m,) points by which the best load grows with the price."""
    bend = np.maximum(block.bend[:-1], FLATTEST) + np.where(load > block.available[:-1], block.steep[:-1], 0.0)
    free = (load > block.load_before[:-1]) & (load < block.most[:-1])
    return np.where(free, 0.5 / bend, 0.0)
