"""The cheapest set of items for one member of staff, in compiled passes over int64.

The same steps as ``knapsack`` and ``families`` take with numbers of any size, for the sizes that plans have; who calls
makes sure that no sum can overflow (``fits``). The tests hold the two against each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from solver.audit.compiled_both import NEVER, by_both, draws
from solver.audit.compiled_families import neighbours_of, options_of, parts_of, regrets_of
from solver.audit.knapsack import SAFE, Numbers, Offer
from solver.audit.pairs import Index

UNDECIDED = NEVER + 1
"""Said of a set where more items should be looked at."""
NEAR = 512
"""Items nearest to indifference that are looked at in any detail."""
MOST_POINTS = 1 << 22
"""Points, of an item or a load, up to which tables by points are made."""
TOO_MANY = NEVER + 2
"""Said of a set for which there would be more."""


class Chosen(NamedTuple):
    """What is found for a member of staff.

    Attributes
    ----------
    value
        Least cost of a set and its loads.
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


def choose(offer: Offer, loads: tuple[Numbers, Numbers], least_loads: int, at_first: int) -> Chosen:
    """The least cost over all sets, and what the plan has otherwise.

    Parameters
    ----------
    loads
        Cost of 0, 1, ... points of both resources beside their price.
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
        near = _nearest(alone, drawn, number)
        value = int(_least_set(near, options, loads, items + least_loads, at_first))
        number *= NEAR
        if value == TOO_MANY:
            # Any load of the second resource at the least that one can cost: no set costs less than so reckoned.
            drawn, options = drawn * (1, 0), (*options[:2], options[2] * (1, 0), options[3])
            loads, value = (loads[0], loads[1].min(keepdims=True)), UNDECIDED
    return Chosen(value, items, at, amounts)


def _nearest(cost: Numbers, points: Index, number: int) -> tuple[Numbers, Index, Index, tuple[int, int, int, int]]:
    """So many items that are nearest to indifference, in order; of the others cost, points, and how near the next is.

    The third result numbers the kinds of items: alike in points.
    """
    away = np.abs(cost)
    near, far = np.arange(cost.size), np.zeros(0, dtype=np.int64)
    if cost.size > number:
        split = np.argpartition(away, number)
        near, far = split[:number], split[number:]
    near = near[np.argsort(away[near], kind="stable")]
    taken, nearest = far[cost[far] < 0], int(away[far].min(initial=NEVER))
    own, beside = points[taken].sum(axis=0).tolist()
    kind = np.unique(points[near], axis=0, return_inverse=True)[1].reshape(-1)
    return cost[near], points[near], kind, (int(cost[taken].sum()), own, beside, nearest)


@njit(cache=True)
def _least_set(near: Any, options: Any, loads: Any, floor: int, at_first: int) -> int:
    """Settle what is far from indifference, and open more until that was right; items come nearest first."""
    cost, _, _, far = near
    number, value = at_first, NEVER
    while True:
        if number >= cost.size and far[3] < NEVER:
            return UNDECIDED
        cut = abs(cost[number]) if number < cost.size else -1
        if value != NEVER and (cut < 0 or value - floor < cut):
            cut = value - floor
        value, nearest = _with_cut(near, options, loads, cut)
        if value == TOO_MANY:
            return TOO_MANY
        if nearest == NEVER or (value != NEVER and value <= floor + nearest):
            return 0 if value == NEVER else value
        number = 2 * number + 1


@njit(cache=True)
def _with_cut(near: Any, options: Any, loads: Any, cut: int) -> Any:
    """Least cost when what is further than ``cut`` is settled, and how near the nearest of it is; all is open at -1."""
    cost, points, kind, far = near
    starts, costs, weights, _ = options
    open_, kept = np.ones(cost.size, np.bool_), np.ones(costs.size, np.bool_)
    settled, own, beside, nearest = far
    if cut >= 0:
        nearest = min(nearest, _settle(cost, kind, cut, open_), _drop(starts, costs, cut, kept))
    for n in range(cost.size):
        if not open_[n] and cost[n] < 0:
            own, beside, settled = own + points[n, 0], beside + points[n, 1], settled + cost[n]
    for f in range(starts.size - 1):
        left, last = 0, 0
        for o in range(starts[f], starts[f + 1]):
            if kept[o]:
                left, last = left + 1, o
        if left == 1:
            kept[last] = False
            own, beside, settled = own + weights[last, 0], beside + weights[last, 1], settled + costs[last]
    if loads[0].size <= own or loads[1].size <= beside:
        return NEVER, nearest
    both = by_both(near, open_, options, kept, loads[1][beside:])
    if both.size == 0:
        return TOO_MANY, nearest
    value = _least_together(both, _by_points(near, open_, options, kept, loads[0].size - 1 - own), loads[0][own:])
    return (value + settled if value != NEVER else NEVER), nearest


@njit(cache=True)
def _settle(cost: Any, kind: Any, cut: int, open_: Any) -> int:
    """Settle items that are further than ``cut`` from indifference; gives how near the nearest of them is.

    Of items with as many points, the cheapest are taken, so that what they are away adds up.
    """
    sums = np.zeros((cost.size, 2), np.int64)
    nearest = NEVER
    for n in range(cost.size):
        away = abs(cost[n])
        if away <= cut:
            side = 1 if cost[n] < 0 else 0
            sums[kind[n], side] += away
            away = sums[kind[n], side]
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
def _by_points(near: Any, open_: Any, options: Any, kept: Any, room: int) -> Any:
    """Least cost by points, of what draws of the main resource alone: some open items, a kept option of each part."""
    cost, points, _, _ = near
    starts, _, weights, _ = options
    width = 0
    for n in range(cost.size):
        if open_[n] and points[n, 1] == 0:
            width += points[n, 0]
    for f in range(starts.size - 1):
        if draws(weights, kept, starts[f], starts[f + 1], 1) == 0:
            width += draws(weights, kept, starts[f], starts[f + 1], 0)
    room = min(room, width)
    table = np.full(room + 1, NEVER)
    table[0] = 0
    filled = 0
    for n in range(cost.size):
        step = points[n, 0]
        if open_[n] and points[n, 1] == 0:
            filled = min(room, filled + step)
            for p in range(filled, step - 1, -1):
                table[p] = min(table[p], table[p - step] + cost[n])
    for f in range(starts.size - 1):
        if draws(weights, kept, starts[f], starts[f + 1], 1) == 0:
            filled = _add_part(table, filled, options, kept, starts[f], starts[f + 1])
    return table


@njit(cache=True)
def _add_part(table: Any, filled: int, options: Any, kept: Any, first: int, last: int) -> int:  # noqa: PLR0917
    """Take one kept option of a part into account, in place; gives the most points that can have been taken."""
    _, costs, weights, _ = options
    heaviest = draws(weights, kept, first, last, 0)
    if heaviest == 0 and not kept[first:last].any():
        return filled
    before = table[: filled + 1].copy()
    table[: filled + 1] = NEVER
    filled = min(table.size - 1, filled + heaviest)
    for o in range(first, last):
        if kept[o]:
            for p in range(weights[o, 0], min(filled + 1, before.size + weights[o, 0])):
                table[p] = min(table[p], before[p - weights[o, 0]] + costs[o])
    return filled


@njit(cache=True)
def _least_together(both: Any, alone: Any, load: Any) -> int:
    """Least of what draws of both, what draws of the main resource alone, and the load on that."""
    value = NEVER
    for p in range(min(both.size, load.size)):
        if both[p] < SAFE:
            for s in range(min(alone.size, load.size - p)):
                if alone[s] < SAFE:
                    value = min(value, both[p] + alone[s] + load[p + s])
    return value
