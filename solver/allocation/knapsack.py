"""The knapsack of one practitioner: the best set of cases by dynamic programming over the loads of two resources.

Most cases draw of the first, *main* resource only; their least sums fill one table by load. Those few that draw of the
second as well fill another, by both loads. What the loads cost is then looked up for every pair of entries.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import Bools, Floats, Indices, Ints

MOST_STATES = 1 << 22
"""Entries of tables by two loads, over all layers, beyond which the second resource is not counted."""


@njit(cache=True)
def least_sum(off: Floats, group: Indices) -> float:
    """Least sum over a set that takes one of each group at the most, whatever its load."""
    total, at = 0.0, 0
    while at < off.size and group[at] < 0:
        total += min(0.0, off[at])
        at += 1
    while at < off.size:
        number, best = group[at], 0.0
        while at < off.size and group[at] == number:
            best = min(best, off[at])
            at += 1
        total += best
    return total


@njit(cache=True)
def knapsack(  # noqa: PLR0917 - compiled functions take no keywords
    off: Floats,
    drawn: Ints,
    group: Indices,
    cut: float,
    limits: Ints,
    terms: Floats,
    price: Floats,
    found: Bools,
    keep: bool,
) -> float:
    """Least sum of ``off`` and load costs less prices, when cases further than ``cut`` from indifference are settled.

    ``drawn`` (K, 2) is what the cases draw of the two resources, ``limits`` (2, 2) what is carried of them without any
    case and the most that may be carried, ``terms`` (2, 5) the costs of their loads, ``price`` (2,) their prices;
    ``found`` becomes a best set if it is to be kept. Not a number where the tables would be too large.
    """
    base, settled = limits[0].copy(), 0.0
    single, double = np.empty(off.size, dtype=np.int64), np.empty(off.size, dtype=np.int64)
    few, many = 0, 0
    found[:] = False
    for k in range(off.size):
        if group[k] < 0 and off[k] < -cut:
            found[k] = True
            base += drawn[k]
            settled += off[k]
        elif off[k] <= cut and drawn[k, 1] == 0:
            single[few] = k
            few += 1
        elif off[k] <= cut:
            double[many] = k
            many += 1
    room = limits[1] - base
    if room.min() < 0:
        return np.inf
    first = np.ascontiguousarray(drawn[:, 0])
    table, came = _fill(off, first, group, single[:few], min(room[0], first[single[:few]].sum()), keep)
    states, came_both, low = _fill_both(off, drawn, group, double[:many], room[1], keep)
    if states.size == 0:
        return np.nan
    value, high, slant, rest = _least_loads(table, states, (base[0] + low, base[1], limits[1, 0]), terms, price)
    for layer in range(came_both.shape[0] - 1, -1, -1):
        k = came_both[layer, high, slant]
        if k >= 0:
            found[k] = True
            high, slant = high - drawn[k, 1], slant - drawn[k, 0] + drawn[k, 1]
    for layer in range(came.shape[0] - 1, -1, -1):
        k = came[layer, rest]
        if k >= 0:
            found[k] = True
            rest -= drawn[k, 0]
    return value + settled


@njit(cache=True)
def _charge(terms: Floats, price: float, load: float) -> float:
    """Cost of a load less its price."""
    over = max(0.0, load - terms[3])
    return float(terms[0] * (load - terms[1]) ** 2 + (terms[2] * over + terms[4]) * over - price * load)


@njit(cache=True)
def _least_loads(
    table: Floats, states: Floats, loads: tuple[int, int, int], terms: Floats, price: Floats
) -> tuple[float, int, int, int]:
    """Least sum over an entry of each table, and where it stands.

    ``loads`` are the main load at the first state and an empty table, the load beside it, and the most of the first.
    The main load costs least at one place and ever more away from it, so only loads near that place are looked at.
    """
    width = states.shape[0] + states.shape[1] - 1
    charge = np.empty(width + table.size)
    for s in range(charge.size):
        charge[s] = _charge(terms[0], price[0], float(loads[0] + s)) if loads[0] + s <= loads[2] else np.inf
    before, highs = _gather(states, terms[1], price[1], loads[1])
    cheapest, floor = int(np.argmin(charge)), table.min()
    first, value, at, where = 0, np.inf, 0, 0
    for k in range(width):
        likely = before[k] + charge[min(max(cheapest, k), k + table.size - 1)]
        if likely < value:
            first, value = k, likely
    value = np.inf
    for turn in range(width + 1):
        k = first if turn == 0 else turn - 1
        if before[k] == np.inf:
            continue
        middle = min(max(cheapest - k, 0), table.size - 1)
        for step in (-1, 1):
            s = middle if step < 0 else middle + 1
            while 0 <= s < table.size and before[k] + charge[k + s] + floor < value:
                if before[k] + charge[k + s] + table[s] < value:
                    value, at, where = before[k] + charge[k + s] + table[s], k, s
                s += step
    return value, highs[at], at - highs[at], where


@njit(cache=True)
def _gather(states: Floats, terms: Floats, price: float, load: int) -> tuple[Floats, Ints]:
    """Least sum over states of one main load, with what the load beside it costs, and that load less ``load``."""
    before = np.full(states.shape[0] + states.shape[1] - 1, np.inf)
    highs = np.zeros(before.size, dtype=np.int64)
    for h in range(states.shape[0]):
        beside = _charge(terms, price, float(load + h))
        for d in range(states.shape[1]):
            if states[h, d] + beside < before[h + d]:
                before[h + d], highs[h + d] = states[h, d] + beside, h
    return before, highs


@njit(cache=True)
def _fill(  # noqa: PLR0917 - compiled functions take no keywords
    off: Floats, drawn: Ints, group: Indices, items: Ints, room: int, keep: bool
) -> tuple[Floats, Indices]:
    """Least sum (room + 1,) by load, and, if they are to be kept, the case that each layer added to come there.

    A layer is a single case or a group, of which one is taken at the most.
    """
    old, new = np.full(room + 1, np.inf), np.full(room + 1, np.inf)
    came = np.empty((items.size if keep else 0, room + 1), dtype=np.int32)
    old[0] = 0.0
    layer, filled, at = 0, 0, 0
    while at < items.size:
        end = _end_of_layer(group, items, at)
        new[: filled + 1] = old[: filled + 1]
        if keep:
            came[layer] = -1
        reach = filled
        for k in items[at:end]:
            step, gain = drawn[k], off[k]
            last = min(room, filled + step)
            new[reach + 1 : last + 1] = np.inf
            reach = max(reach, last)
            if keep:
                _add_kept(old, new, step, last, gain, k, came[layer])
            else:
                for s in range(step, last + 1):
                    new[s] = min(new[s], old[s - step] + gain)
        filled, layer, at = reach, layer + 1, end
        old, new = new, old
    return old, came[:layer]


@njit(cache=True)
def _end_of_layer(group: Indices, items: Ints, at: int) -> int:
    """Where the layer that begins at a place ends."""
    end = at + 1
    while group[items[at]] >= 0 and end < items.size and group[items[end]] == group[items[at]]:
        end += 1
    return end


@njit(cache=True)
def _add_kept(  # noqa: PLR0917 - compiled functions take no keywords
    old: Floats, new: Floats, step: int, last: int, gain: float, k: int, came: Indices
) -> None:
    for s in range(step, last + 1):
        if old[s - step] + gain < new[s]:
            new[s] = old[s - step] + gain
            came[s] = k


@njit(cache=True)
def _fill_both(  # noqa: PLR0917 - compiled functions take no keywords
    off: Floats, drawn: Ints, group: Indices, items: Ints, room: int, keep: bool
) -> tuple[Floats, Indices, int]:
    """The same for cases that draw of both resources, by the second load and by what the first is above it.

    The third result is the first of these differences; the table is empty where it would be too large.
    """
    high, low, wide = 0, 0, 0
    for k in items:
        high += drawn[k, 1]
        low += min(0, drawn[k, 0] - drawn[k, 1])
        wide += abs(drawn[k, 0] - drawn[k, 1])
    high = min(high, room)
    if (items.size + 1) * (high + 1) * (wide + 1) > MOST_STATES:
        return np.empty((0, 0)), np.empty((0, 0, 0), dtype=np.int32), 0
    old = np.full((high + 1, wide + 1), np.inf)
    came = np.empty((items.size if keep else 0, high + 1, wide + 1), dtype=np.int32)
    old[0, -low] = 0.0
    layer, filled, at = 0, 0, 0
    while at < items.size:
        end, reach, new = _end_of_layer(group, items, at), filled, old.copy()
        if keep:
            came[layer] = -1
        for k in items[at:end]:
            step, gain, slant = drawn[k, 1], off[k], drawn[k, 0] - drawn[k, 1]
            last = min(high, filled + step)
            reach = max(reach, last)
            for h in range(step, last + 1):
                for d in range(max(0, slant), min(wide, wide + slant) + 1):
                    if old[h - step, d - slant] + gain < new[h, d]:
                        new[h, d] = old[h - step, d - slant] + gain
                        if keep:
                            came[layer, h, d] = k
        filled, layer, at, old = reach, layer + 1, end, new
    return old, came[:layer], low
