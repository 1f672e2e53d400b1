"""Prices: what a unit of each resource of each practitioner is worth.

Relaxing "the load is the sum of what is drawn" with a price ``v_jr`` per unit of resource r of practitioner j leaves

    g(v) = sum_i min_j (cost_ij + use_i v_j) + sum_jr [v_jr before_jr + min_L (load_cost_jr(L) - v_jr L)]

which is a lower bound for every v, over all cases and all practitioners. ``newton`` maximises it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.allocation.block import Block
from solver.allocation.problem import Floats
from solver.allocation.reduced import two_best

ROWS = 1024
"""Cases whose reduced costs are in memory together."""
GRAIN = 2.0**-16
"""Prices that a bound is stated with are multiples of this, so that it can be worked out again in whole numbers."""
FLATTEST = 1e-6
"""Least curvature that rounding and the integer program reckon a load cost with."""
FAR = 1e15
"""A load further away than any."""


def on_grain(values: Floats) -> Floats:
    """The nearest multiples of the grain."""
    return np.asarray(np.round(values / GRAIN) * GRAIN)


def under_grain(values: Floats) -> Floats:
    """The multiples of the grain at or just below some values."""
    return np.asarray(np.floor(values / GRAIN) * GRAIN)


def cost_scale(block: Block) -> float:
    """A typical difference of cost between the two best columns of a case, 1 where there is none; a tenth of it."""
    if block.num_staff < 2 or block.num_items == 0:
        return 1.0
    step = max(1, block.num_items // 2000)
    two = np.partition(block.cost[::step, :-1], 1, axis=1)[:, :2]
    two = two[np.isfinite(two).all(axis=1)]
    return float(np.clip(np.median(two[:, 1] - two[:, 0]) / 10.0, 0.1, 10.0)) if two.size else 1.0


def reduced_rows(block: Block, prices: Floats) -> Iterator[tuple[slice, Floats]]:
    """Rows of ``reduced_costs``, a few at a time; each table is good until the next is asked for."""
    table = np.empty((min(ROWS, block.num_items), block.num_staff + 1))
    use, by_column = block.use.astype(np.float64), np.ascontiguousarray(prices.T)
    spared = np.flatnonzero(block.spared)
    for at in range(0, block.num_items, ROWS):
        rows = slice(at, min(at + ROWS, block.num_items))
        here = table[: rows.stop - at]
        here[:, :-1] = use[rows] @ by_column
        here[:, -1] = 0.0
        if spared.size:
            stay = np.flatnonzero(block.current[rows] >= 0)
            column = block.current[rows][stay]
            here[stay, column] -= (use[rows][stay][:, spared] * prices[column][:, spared]).sum(axis=1)
        here += block.cost[rows]
        yield rows, here


def reduced_costs(block: Block, prices: Floats) -> Floats:
    """(n, m + 1) cost of each column with what the case draws paid for."""
    reduced = np.empty_like(block.cost)
    for rows, here in reduced_rows(block, prices):
        reduced[rows] = here
    return reduced


def best_reduced(block: Block, prices: Floats) -> Floats:
    """(n,) least reduced cost of each case."""
    return two_best(block, prices)[0]


def load_values(block: Block, prices: Floats) -> Floats:
    """(m, R) exact minimum over whole loads L of ``load_cost(L) - price L``, which is convex in L."""
    down = np.floor(free_loads(block, prices, 0.0))
    tried = np.clip(np.array([down, down + 1.0]), block.load_before[:-1], block.most[:-1])
    return np.asarray((_cost(block, tried) - prices * tried).min(axis=0))


def _cost(block: Block, load: Floats) -> Floats:
    over = np.maximum(0.0, load - block.knee[:-1])
    return np.asarray(
        block.bend[:-1] * (load - block.even[:-1]) ** 2 + (block.steep[:-1] * over + block.kink[:-1]) * over
    )


def free_loads(block: Block, prices: Floats, flattest: float | Floats) -> Floats:
    """(m, R) loads at which ``load_cost(L) - price L`` is least, kept between what must and what may be carried.

    ``flattest``, which may be (R,), is the least curvature that a load cost is reckoned with.
    """
    bend, steep, kink = np.maximum(block.bend[:-1], flattest), block.steep[:-1], block.kink[:-1]
    even, knee = block.even[:-1], block.knee[:-1]
    flat, flat_above = bend == 0.0, bend + steep == 0.0
    below = np.where(flat, np.where(prices > 0.0, FAR, -FAR), even + prices / np.where(flat, 1.0, 2.0 * bend))
    rise = 2.0 * (bend * even + steep * knee) + prices - kink
    above = np.where(
        flat_above, np.where(prices > kink, FAR, knee), rise / np.where(flat_above, 1.0, 2.0 * (bend + steep))
    )
    load = np.where(below <= knee, below, np.maximum(above, knee))
    return np.asarray(np.clip(load, block.load_before[:-1], block.most[:-1]))


def plain_bound(block: Block, prices: Floats) -> float:
    """The bound g at given prices, with what rounding could have added taken off; every column is looked at."""
    best = best_reduced(block, prices)
    loads, before = load_values(block, prices), prices * block.load_before[:-1]
    total = float(best.sum() + (loads + before).sum() + block.fixed_cost)
    return total - rounding_allowance(best, loads, before)


def rounding_allowance(*terms: Floats) -> float:
    """Priced minutes by which a sum of such terms could be wrong in floating point, with a wide margin."""
    return 1e-7 + 1e-11 * sum(float(np.abs(term).sum()) for term in terms)
