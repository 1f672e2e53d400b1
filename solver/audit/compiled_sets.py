"""The cheapest set of items for one member of staff, in compiled passes over int64.

The same steps as ``knapsack`` and ``families`` take with numbers of any size, for the sizes that plans have; who calls
makes sure that no sum can overflow (``fits``). The tests hold the two against each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from solver.audit.compiled_families import neighbours_of, options_of, parts_of, regrets_of
from solver.audit.knapsack import SAFE, Numbers, Offer
from solver.audit.pairs import Index

NEVER = SAFE << 1
"""Cost of a load that nothing comes to; it stays out of reach of every sum."""
UNDECIDED = NEVER + 1
"""Said of a set where more items should be looked at."""
NEAR = 512
"""Items nearest to indifference that are looked at in any detail."""
MOST_POINTS = 1 << 22
"""Points, of an item or a load, up to which tables by points are made."""


class Chosen(NamedTuple):
    """What is found for a member of staff.

    Attributes
    ----------
    value
        Least cost of a set and its load.
    items
        What the items of no set can go below.
    at, amounts
        Items that the plan has not where their price would have them, and by how much each alone.
    """

    value: int
    items: int
    at: Index
    amounts: Index


def fits(cost: Numbers, points: Index, load: Numbers) -> bool:
    """Whether int64 holds whatever the items and the load come to."""
    if cost.dtype != np.dtype(np.int64) or load.dtype != np.dtype(np.int64) or load.size > MOST_POINTS:
        return False
    most = float(np.abs(cost).sum(dtype=np.float64)) + float(np.abs(load).max())
    return most < SAFE / 2 and int(points.max(initial=0)) <= MOST_POINTS


def choose(offer: Offer, load: Numbers, least_load: int, at_first: int) -> Chosen:
    """The least cost over all sets, and what the plan has otherwise.

    Parameters
    ----------
    load
        Cost of 0, 1, ... points beside their price.
    """
    cost, points, has, apart = offer
    begin, beside = neighbours_of(np.concatenate((apart, apart[:, ::-1])).astype(np.int64), cost.size)
    groups = parts_of(begin, beside)
    options = options_of(cost, points, groups)
    at, amounts, least_parts = regrets_of(cost, has, begin, groups, options)
    single = np.diff(begin) == 0
    alone, drawn = cost[single], points[single]
    items = int(np.minimum(alone, 0).sum()) + int(least_parts)
    value, number = UNDECIDED, NEAR
    while value == UNDECIDED:
        value = _least_set(_nearest(alone, drawn, number), options, load, items + least_load, at_first)
        number *= NEAR
    return Chosen(int(value), items, at, amounts)


def _nearest(cost: Numbers, points: Index, number: int) -> tuple[Numbers, Index, tuple[int, int, int]]:
    """So many items that are nearest to indifference, in order, and of the others: cost, points, and the nearest."""
    away = np.abs(cost)
    if cost.size <= number:
        order = np.argsort(away, kind="stable")
        return cost[order], points[order], (0, 0, NEVER)
    split = np.argpartition(away, number)
    near, far = split[:number], split[number:]
    taken = far[cost[far] < 0]
    near = near[np.argsort(away[near], kind="stable")]
    return cost[near], points[near], (int(cost[taken].sum()), int(points[taken].sum()), int(away[split[number]]))


@njit(cache=True)
def _least_set(near: Any, options: Any, load: Any, floor: int, at_first: int) -> int:
    """Settle what is far from indifference, and open more until that was right; items come nearest first."""
    cost, _, far = near
    number, value = at_first, NEVER
    while True:
        if number >= cost.size and far[2] < NEVER:
            return UNDECIDED
        cut = abs(cost[number]) if number < cost.size else -1
        if value != NEVER and (cut < 0 or value - floor < cut):
            cut = value - floor
        value, nearest = _with_cut(near, options, load, cut)
        if nearest == NEVER or (value != NEVER and value <= floor + nearest):
            return 0 if value == NEVER else value
        number = 2 * number + 1


@njit(cache=True)
def _with_cut(near: Any, options: Any, load: Any, cut: int) -> Any:
    """Least cost when what is further than ``cut`` is settled, and how near the nearest of it is; all is open at -1."""
    cost, points, far = near
    starts, costs, weights, _ = options
    open_, kept = np.ones(cost.size, np.bool_), np.ones(costs.size, np.bool_)
    settled, taken, nearest = far
    width = 0
    if cut >= 0:
        nearest = min(nearest, _settle(cost, points, cut, open_), _drop(starts, costs, cut, kept))
    for n in range(cost.size):
        if open_[n]:
            width += points[n]
        elif cost[n] < 0:
            taken += points[n]
            settled += cost[n]
    for f in range(starts.size - 1):
        left, heaviest, last = 0, 0, 0
        for o in range(starts[f], starts[f + 1]):
            if kept[o]:
                left, last, heaviest = left + 1, o, max(heaviest, weights[o])
        if left == 1:
            kept[last] = False
            taken += weights[last]
            settled += costs[last]
        else:
            width += heaviest
    room = min(load.size - 1 - taken, width)
    value = NEVER
    if room >= 0:
        table = _table(near, open_, options, kept, room)
        for p in range(room + 1):
            if table[p] < SAFE:
                value = min(value, table[p] + load[taken + p] + settled)
    return value, nearest


@njit(cache=True)
def _settle(cost: Any, points: Any, cut: int, open_: Any) -> int:
    """Settle items that are further than ``cut`` from indifference; gives how near the nearest of them is.

    Of items with as many points, the cheapest are taken, so that what they are away adds up.
    """
    most = 0
    for n in range(cost.size):
        most = max(most, points[n])
    sums = np.zeros(2 * most + 2, np.int64)
    nearest = NEVER
    for n in range(cost.size):
        away = abs(cost[n])
        if away <= cut:
            kind = 2 * points[n] + (1 if cost[n] < 0 else 0)
            sums[kind] += away
            away = sums[kind]
        if away > cut:
            open_[n] = False
            nearest = min(nearest, away)
    return nearest


@njit(cache=True)
def _drop(starts: Any, costs: Any, cut: int, kept: Any) -> int:
    """Drop options that are further than ``cut`` from the best of their part; gives how near the nearest is."""
    nearest = NEVER
    for f in range(starts.size - 1):
        least = NEVER
        for o in range(starts[f], starts[f + 1]):
            least = min(least, costs[o])
        for o in range(starts[f], starts[f + 1]):
            if costs[o] - least > cut:
                kept[o] = False
                nearest = min(nearest, costs[o] - least)
    return nearest


@njit(cache=True)
def _table(near: Any, open_: Any, options: Any, kept: Any, room: int) -> Any:
    """Least cost of every number of points, from some of the open items and one kept option of each part with some."""
    cost, points, _ = near
    starts, costs, weights, _ = options
    table = np.full(room + 1, NEVER)
    table[0] = 0
    filled = 0
    for n in range(cost.size):
        if open_[n]:
            filled = min(room, filled + points[n])
            for p in range(filled, points[n] - 1, -1):
                table[p] = min(table[p], table[p - points[n]] + cost[n])
    before = np.zeros(room + 1, np.int64)
    for f in range(starts.size - 1):
        last, heaviest = -1, 0
        for o in range(starts[f], starts[f + 1]):
            if kept[o]:
                if last < 0:
                    before[: filled + 1] = table[: filled + 1]
                    table[: filled + 1] = NEVER
                last, heaviest = o, max(heaviest, weights[o])
                for p in range(weights[o], min(room, filled + weights[o]) + 1):
                    table[p] = min(table[p], before[p - weights[o]] + costs[o])
        filled = min(room, filled + heaviest)
    return table
