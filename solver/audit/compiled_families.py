"""Items of which one member of staff may not have two, in compiled passes over int64: what ``families`` does."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from solver.audit.families import LARGEST
from solver.audit.pairs import Index


def neighbours_of(both: Index, size: int) -> tuple[Index, Index]:
    """Where the neighbours of each item begin (size + 1,), and they in order, one after the other."""
    keys = np.unique(both[:, 0] * size + both[:, 1])
    begin = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys // max(size, 1), minlength=size), out=begin[1:])
    return begin, keys % max(size, 1)


@njit(cache=True)
def parts_of(begin: Any, beside: Any) -> Any:
    """Items that hang together, where each part of them begins, and whom each is kept apart from within its part."""
    size = begin.size - 1
    place, members = np.full(size, -1), np.zeros(size, np.int64)
    bounds, waiting = np.zeros(size + 1, np.int64), np.zeros(size, np.int64)
    count, parts = 0, 0
    for start in range(size):
        if begin[start] == begin[start + 1] or place[start] >= 0:
            continue
        first, top = count, 1
        waiting[0], place[start] = start, 0
        while top:
            top -= 1
            item = waiting[top]
            members[count], place[item] = item, count - first
            count += 1
            for e in range(begin[item], begin[item + 1]):
                if place[beside[e]] < 0:
                    place[beside[e]] = 0
                    waiting[top] = beside[e]
                    top += 1
        while bounds[parts] < count:
            parts += 1
            bounds[parts] = min(bounds[parts - 1] + LARGEST, count)
    return members[:count], bounds[: parts + 1], _rivals(begin, beside, members, bounds[: parts + 1])


@njit(cache=True)
def _rivals(begin: Any, beside: Any, members: Any, parts: Any) -> Any:
    """Members of its part, as bits, that each member is kept apart from."""
    rivals, bit = np.zeros(members.size, np.int64), np.zeros(begin.size, np.int64)
    for f in range(parts.size - 1):
        for n in range(parts[f], parts[f + 1]):
            bit[members[n]] = 1 << (n - parts[f])
        for n in range(parts[f], parts[f + 1]):
            for e in range(begin[members[n]], begin[members[n] + 1]):
                rivals[n] |= bit[beside[e]]
        for n in range(parts[f], parts[f + 1]):
            bit[members[n]] = 0
    return rivals


@njit(cache=True)
def options_of(cost: Any, points: Any, groups: Any) -> Any:
    """Sets of every part none of which are kept apart, nothing first: cost, points (O, 2), and members as bits."""
    members, parts, rivals = groups
    room = 0
    for f in range(parts.size - 1):
        room += 1 << (parts[f + 1] - parts[f])
    starts = np.zeros(parts.size, np.int64)
    costs, weights, masks = np.zeros(room, np.int64), np.zeros((room, 2), np.int64), np.zeros(room, np.int64)
    count = 0
    for f in range(parts.size - 1):
        begin = count
        count += 1
        for n in range(parts[f], parts[f + 1]):
            for o in range(begin, count):
                if masks[o] & rivals[n] == 0:
                    costs[count] = costs[o] + cost[members[n]]
                    weights[count] = weights[o] + points[members[n]]
                    masks[count] = masks[o] | 1 << (n - parts[f])
                    count += 1
        starts[f + 1] = count
    return starts, costs[:count], weights[:count], masks[:count]


@njit(cache=True)
def regrets_of(cost: Any, has: Any, begin: Any, groups: Any, options: Any) -> Any:
    """Items against their price: those that are alone, then the first item concerned of every part; least of parts."""
    members, parts, _ = groups
    starts, costs, _, masks = options
    at, amounts = np.zeros(cost.size, np.int64), np.zeros(cost.size, np.int64)
    count, least = 0, 0
    for n in range(cost.size):
        if begin[n] == begin[n + 1] and (cost[n] > 0 if has[n] else cost[n] < 0):
            at[count], amounts[count] = n, abs(cost[n])
            count += 1
    for f in range(parts.size - 1):
        best = starts[f]
        for o in range(starts[f], starts[f + 1]):
            if costs[o] < costs[best]:
                best = o
        least += costs[best]
        over, first, wanted = -costs[best], cost.size, cost.size
        for n in range(parts[f + 1] - 1, parts[f] - 1, -1):
            if has[members[n]]:
                over += cost[members[n]]
                first = min(first, members[n])
            if masks[best] >> (n - parts[f]) & 1:
                wanted = members[n]
        if over > 0:
            at[count], amounts[count] = first if first < cost.size else wanted, over
            count += 1
    return at[:count], amounts[:count], least
