"""Compiled passes over a block's costs at prices: every case's two best columns, and all that are near its best.

A row is reckoned, looked at and forgotten, so that the table is read once and nothing of its size is written.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.scan import FAST


class Priced(NamedTuple):
    """A block at prices: costs (n, m + 1), what cases draw of others and of their holder (n, R), holders (n,).

    ``prices`` (R, m) are side by side in memory for every resource.
    """

    cost: Floats
    use: Floats
    kept: Floats
    current: Indices
    prices: Floats


class Near(NamedTuple):
    """Columns ``column[start[i]:start[i + 1]]`` of practitioners near the best of case i, and their ``cost``.

    ``least`` (n,) is what the best one costs at the prices, leaving out among them.
    """

    start: Ints
    column: Indices
    cost: Floats
    least: Floats


def two_best(block: Block, prices: Floats) -> tuple[Floats, Floats, Indices]:
    """(n,) best and second-best reduced cost of each case at prices (m, R), and (n,) int32 its best column.

    Where a case has one column only, the second best is as good as the best.
    """
    best, second = np.empty(block.num_items), np.empty(block.num_items)
    favourite = np.empty(block.num_items, dtype=np.int32)
    _two_best(_priced(block, prices), best, second, favourite)
    return best, np.where(np.isfinite(second), second, best), favourite


def near_best(block: Block, prices: Floats, radius: float) -> Near:
    """Columns of practitioners whose reduced cost is less than ``radius`` above the best."""
    start, least = np.zeros(block.num_items + 1, dtype=np.int64), np.empty(block.num_items)
    column, cost = _near_best(_priced(block, prices), radius, start, least)
    return Near(start, column, cost, least)


def _priced(block: Block, prices: Floats) -> Priced:
    return Priced(
        block.cost,
        block.use.astype(np.float64),
        block.kept_use.astype(np.float64),
        block.current,
        np.ascontiguousarray(prices.T),
    )


@njit(cache=True, fastmath=FAST)
def _reckon(priced: Priced, i: int, reduced: Floats) -> float:
    """Fill in (m + 1,) what each column costs case i at the prices; the least of them."""
    row, last, holder = priced.cost[i], reduced.size - 1, priced.current[i]
    for j in range(last + 1):
        reduced[j] = row[j]
    for r in range(priced.prices.shape[0]):
        drawn, price = priced.use[i, r], priced.prices[r]
        if drawn != 0.0:
            for j in range(last):
                reduced[j] += drawn * price[j]
        if holder >= 0:
            reduced[holder] += (priced.kept[i, r] - drawn) * price[holder]
    least = reduced[last]
    for j in range(last):
        least = min(least, reduced[j])
    return float(least)


@njit(cache=True)
def _two_best(priced: Priced, best: Floats, second: Floats, favourite: Indices) -> None:
    reduced = np.empty(priced.cost.shape[1])
    for i in range(best.size):
        best[i] = _reckon(priced, i, reduced)
        at = 0
        while reduced[at] > best[i]:
            at += 1
        favourite[i], reduced[at], next_best = at, np.inf, np.inf
        for j in range(reduced.size):
            next_best = min(next_best, reduced[j])
        second[i] = next_best


@njit(cache=True)
def _near_best(priced: Priced, radius: float, start: Ints, least: Floats) -> tuple[Indices, Floats]:
    reduced, practitioners = np.empty(priced.cost.shape[1]), priced.cost.shape[1] - 1
    column, cost = np.empty(16 * least.size + practitioners, np.int32), np.empty(16 * least.size + practitioners)
    at = 0
    for i in range(least.size):
        least[i] = _reckon(priced, i, reduced)
        if at + practitioners > column.size:
            room = np.empty(column.size + practitioners, np.int32), np.empty(column.size + practitioners)
            column, cost = np.concatenate((column, room[0])), np.concatenate((cost, room[1]))
        bar = least[i] + radius
        for j in range(practitioners):
            if reduced[j] < bar:
                column[at], cost[at] = j, priced.cost[i, j]
                at += 1
        start[i + 1] = at
    return column[:at].copy(), cost[:at].copy()
