"""Whether no set of items costs less than there is room for, by parting the sets in two until each part shows it.

A set is how many items of each kind it decides otherwise. Whatever slopes charge for the loads, what items then cost at
the least with what loads then cost at the least is never above what a set costs. Where no slopes that are found show
that a part of the sets costs enough, it is parted in two by how many items of some kind are decided otherwise.

Slopes and kinds are looked for in floating point, for they need not be the best. What they show is added up in whole
numbers, which floating point holds exactly (``every_load``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from solver.audit.pairs import Index

PARTINGS = 3000
"""Partings after which a claim counts as not shown."""
WAITING = 300
"""Parts that may wait at a time."""
HEATS = np.array([0.2, 0.05, 0.01, 0.003])
"""Temperatures, in shares of the room, at which slopes are looked for; later parts need the last one only."""
STEPS, HALVINGS = 10, 12
"""Newton steps at one temperature at the most, and how often a step is shortened."""
FLAT = 1e-9
"""Least curvature."""
FAR = 30.0
"""Temperatures from indifference at which an item is decided for sure."""

Exact = NDArray[np.float64]


class Kinds(NamedTuple):
    """Items that draw alike.

    Attributes
    ----------
    costs, first
        ``costs[first[k] + q]`` is what it costs to decide q items of kind k otherwise; one more entry at the end.
    drawn
        (K, R) what each such item adds to the loads.
    """

    costs: Exact
    first: Index
    drawn: Exact


class Corners(NamedTuple):
    """What loads cost, as the corners of convex lines that nowhere lie above it.

    Attributes
    ----------
    load, cost, first
        Corners of resource r are those from ``first[r]`` to ``first[r + 1]``.
    start
        (R,) loads where nothing is decided otherwise.
    curved
        (R,) bool: the line has more corners than where costs begin.
    """

    load: Exact
    cost: Exact
    first: Index
    start: Exact
    curved: NDArray[np.bool_]


class Space(NamedTuple):
    """Working space: slopes (R,), how what they show rises (R,) and falls off (R, R), and how many are taken (K,)."""

    slope: Exact
    rise: Exact
    bend: Exact
    taken: Exact


def corners_of(tables: list[Exact], start: Exact) -> Corners:
    """Corners of what loads 0, 1, ... cost."""
    rows = [_corners(table.astype(np.int64)) for table in tables]
    first = np.concatenate(([0], np.cumsum([row.size for row in rows]))).astype(np.int64)
    cost = np.concatenate([table[row] for table, row in zip(tables, rows, strict=True)])
    curved = np.array([row.size > 3 for row in rows], dtype=np.bool_)
    return Corners(np.concatenate(rows).astype(np.float64), cost, first, start, curved)


@njit(cache=True)
def _corners(table: Index) -> Index:
    """Loads at the corners of the highest convex line that is nowhere above what loads cost."""
    corner, count = np.empty(table.size, np.int64), 0
    for load in range(table.size):
        while count > 1:
            before, last = corner[count - 2], corner[count - 1]
            if (table[last] - table[before]) * (load - before) < (table[load] - table[before]) * (last - before):
                break
            count -= 1
        corner[count] = load
        count += 1
    return corner[:count].copy()


def shown(kinds: Kinds, corners: Corners, room: float, steepest: float) -> bool:
    """Whether it is shown that no set costs less than there is room for, with slopes up to the steepest."""
    return bool(_shown(kinds, corners, (room, steepest), PARTINGS, HEATS))


@njit(cache=True)
def _shown(kinds: Kinds, corners: Corners, limits: tuple[float, float], partings: int, heats: Exact) -> bool:
    (room, steepest), size, resources = limits, *kinds.drawn.shape
    low, high = np.zeros((WAITING, size), np.int64), np.zeros((WAITING, size), np.int64)
    slopes, waiting = np.zeros((WAITING, resources)), 1
    here, tried = _space(resources, size), _space(resources, size)
    step = np.empty(resources)
    for k in range(size):
        high[0, k] = kinds.first[k + 1] - kinds.first[k] - 1
    for parting in range(partings):
        part = waiting - 1
        some = heats if parting == 0 else heats[-1:]
        enough = _climbed(kinds, corners, low[part], high[part], slopes[part], room, steepest, some, here, tried, step)
        if enough:
            waiting -= 1
            if waiting == 0:
                return True
            continue
        k = _to_part(kinds, corners, low[part], high[part], here.taken)
        if k < 0 or waiting == WAITING:
            return False
        number = int(min(max(int(here.taken[k]), low[part, k]), high[part, k] - 1))
        low[waiting], high[waiting], slopes[waiting] = low[part], high[part], slopes[part]
        high[part, k], low[waiting, k] = number, number + 1
        waiting += 1
    return False


@njit(cache=True)
def _space(resources: int, kinds: int) -> Space:
    return Space(np.zeros(resources), np.zeros(resources), np.zeros((resources, resources)), np.zeros(kinds))


@njit(cache=True)
def _climbed(  # noqa: PLR0917 - compiled functions take no keywords
    kinds: Kinds,
    corners: Corners,
    low: Index,
    high: Index,
    slope: Exact,
    room: float,
    steepest: float,
    heats: Exact,
    here: Space,
    tried: Space,
    step: Exact,
) -> bool:
    """Whether slopes are found that show enough, from some slopes on, which become better ones."""
    here.slope[:] = slope
    for heat in heats * room:
        value = _softened(kinds, corners, low, high, here, heat)
        for _ in range(STEPS):
            gain, share, found = _newton(here, step), 1.0, value
            if gain < 0.02 * heat:
                break
            for _ in range(HALVINGS):
                tried.slope[:] = here.slope + share * step
                found = _softened(kinds, corners, low, high, tried, heat)
                if found >= value + 0.05 * share * gain:
                    break
                share *= 0.35
            if found < value + 0.05 * share * gain:
                break
            value = found
            here.slope[:], here.rise[:], here.bend[:], here.taken[:] = tried.slope, tried.rise, tried.bend, tried.taken
        slope[:] = np.minimum(np.maximum(np.round(here.slope), -steepest), steepest)
        if _charged(kinds, corners, low, high, slope) >= room:
            return True
    return bool((low == high).all()) and _cost_of(kinds, corners, low) >= room


@njit(cache=True)
def _at(corners: Corners, r: int, slope: float) -> int:
    """The corner of resource r from which on a unit more costs at least the slope."""
    low, high = corners.first[r], corners.first[r + 1] - 1
    while low < high:
        middle = (low + high) // 2
        more = corners.load[middle + 1] - corners.load[middle]
        if corners.cost[middle + 1] - corners.cost[middle] < slope * more:
            low = middle + 1
        else:
            high = middle
    return int(low)


@njit(cache=True)
def _charged(kinds: Kinds, corners: Corners, low: Index, high: Index, slope: Exact) -> float:
    """What whole slopes show that sets cost at the least."""
    total = 0.0
    for r in range(slope.size):
        at = _at(corners, r, slope[r])
        total += corners.cost[at] + slope[r] * (corners.start[r] - corners.load[at])
    for k in range(low.size):
        paid, first = 0.0, kinds.first[k]
        for r in range(slope.size):
            paid += slope[r] * kinds.drawn[k, r]
        least = kinds.costs[first + low[k]] + low[k] * paid
        for q in range(low[k] + 1, high[k] + 1):
            least = min(least, kinds.costs[first + q] + q * paid)
        total += least
    return total


@njit(cache=True)
def _cost_of(kinds: Kinds, corners: Corners, number: Index) -> float:
    """What a set costs, at least: so many items of each kind decided otherwise."""
    total = 0.0
    for k in range(number.size):
        total += kinds.costs[kinds.first[k] + number[k]]
    for r in range(corners.start.size):
        load, last = corners.start[r], corners.first[r + 1] - 1
        for k in range(number.size):
            load += number[k] * kinds.drawn[k, r]
        if load > corners.load[last]:
            return np.inf
        for at in range(corners.first[r], last + 1):
            if corners.load[at] == load:
                total += corners.cost[at]
                break
            if corners.load[at] > load:
                more, far = corners.cost[at] - corners.cost[at - 1], corners.load[at] - corners.load[at - 1]
                total += corners.cost[at - 1] + np.floor(more * (load - corners.load[at - 1]) / far)
                break
    return total


@njit(cache=True)
def _softened(kinds: Kinds, corners: Corners, low: Index, high: Index, here: Space, heat: float) -> float:  # noqa: PLR0917
    """The same where items near indifference are taken in part, and how it changes with the slopes."""
    slope, rise, bend, total = here.slope, here.rise, here.bend, 0.0
    bend[:] = 0.0
    for r in range(slope.size):
        at, first, last = _at(corners, r, slope[r]), corners.first[r], corners.first[r + 1] - 1
        load, grows = corners.load[at], 0.0
        total += corners.cost[at] + slope[r] * (corners.start[r] - load)
        if first < at < last:
            before, after = load - corners.load[at - 1], corners.load[at + 1] - load
            flat = (corners.cost[at] - corners.cost[at - 1]) / before
            steep = (corners.cost[at + 1] - corners.cost[at]) / after
            grows = 0.5 * (before + after) / max(steep - flat, FLAT)
            load += grows * (slope[r] - flat) - 0.5 * before
        rise[r] = corners.start[r] - load
        bend[r, r] = grows + FLAT
    for k in range(low.size):
        paid, zero = 0.0, kinds.first[k]
        for r in range(slope.size):
            paid += slope[r] * kinds.drawn[k, r]
        total += kinds.costs[zero + low[k]] + low[k] * paid
        taken, loose = float(low[k]), 0.0
        for q in range(low[k] + 1, high[k] + 1):
            off = (kinds.costs[zero + q] - kinds.costs[zero + q - 1] + paid) / heat
            if off > FAR:
                break
            small, part = np.exp(-abs(off)), 1.0
            if off > -FAR:
                part = (1.0 if off < 0.0 else small) / (1.0 + small)
                loose += part * (1.0 - part) / heat
            total += (min(off, 0.0) - np.log1p(small)) * heat
            taken += part
        here.taken[k] = taken
        for r in range(slope.size):
            rise[r] += taken * kinds.drawn[k, r]
            more = loose * kinds.drawn[k, r]
            if more != 0.0:
                for s in range(r + 1):
                    bend[r, s] += more * kinds.drawn[k, s]
    for r in range(slope.size):
        if not corners.curved[r]:
            rise[r], bend[r, :], bend[:, r] = 0.0, 0.0, 0.0
            bend[r, r] = 1.0
    return total


@njit(cache=True)
def _newton(here: Space, step: Exact) -> float:
    """A Newton step, and what it would bring to first order."""
    size, bend = step.size, here.bend.copy()
    for r in range(size):
        for s in range(r + 1):
            left = bend[r, s]
            for t in range(s):
                left -= bend[r, t] * bend[s, t]
            bend[r, s] = np.sqrt(max(left, FLAT * FLAT)) if r == s else left / bend[s, s]
    for r in range(size):
        left = here.rise[r]
        for t in range(r):
            left -= bend[r, t] * step[t]
        step[r] = left / bend[r, r]
    for r in range(size - 1, -1, -1):
        left = step[r]
        for t in range(r + 1, size):
            left -= bend[t, r] * step[t]
        step[r] = left / bend[r, r]
    return float((step * here.rise).sum())


@njit(cache=True)
def _to_part(kinds: Kinds, corners: Corners, low: Index, high: Index, taken: Exact) -> int:
    """The kind to part sets by: of those of which a part of an item would be taken, the one that draws most; or -1."""
    kind, most = -1, 0.0
    for k in range(low.size):
        if low[k] < high[k]:
            part = abs(taken[k] - np.round(taken[k]))
            weight = FLAT + part * (1.0 + (kinds.drawn[k][corners.curved] ** 2).sum()) if part > 0.005 else FLAT
            if weight > most:
                kind, most = k, weight
    return kind
