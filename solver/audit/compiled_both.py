"""Items that draw of two resources that are counted exactly, in compiled passes over int64."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from solver.audit.knapsack import SAFE

NEVER = SAFE << 1
"""Cost of a load that nothing comes to; it stays out of reach of every sum."""
MOST_STATES = 1 << 24
"""Entries of a table by points of both resources up to which it is made; the search makes far smaller ones."""


@njit(cache=True)
def draws(weights: Any, kept: Any, first: int, last: int, resource: int) -> int:
    """Most that a kept option of a part draws of a resource."""
    most = 0
    for o in range(first, last):
        if kept[o]:
            most = max(most, weights[o, resource])
    return most


@njit(cache=True)
def by_both(near: Any, open_: Any, options: Any, kept: Any, load: Any) -> Any:
    """Least cost by points of the main resource, of what draws of the other too, with the ``load`` of that one.

    The table in between goes by points of the other resource and by how many more there are of the main one, which are
    much alike. It is left empty where it would be too large.
    """
    steps, bounds, gains = _layers(near, open_, options, kept)
    slant = steps[:, 0] - steps[:, 1]
    high, low, up = 0, 0, 0
    for layer in range(bounds.size - 1):
        part = slice(bounds[layer], bounds[layer + 1])
        high += steps[part, 1].max()
        low += min(0, slant[part].min())
        up += max(0, slant[part].max())
    high = min(high, load.size - 1)
    if (high + 1) * (up - low + 1) > MOST_STATES:
        return np.empty(0, np.int64)
    table = np.full((high + 1, up - low + 1), NEVER)
    table[0, -low] = 0
    filled = 0
    for layer in range(bounds.size - 1):
        before = table[: filled + 1].copy()
        table[: filled + 1] = NEVER
        reach = filled
        for o in range(bounds[layer], bounds[layer + 1]):
            rise, shift = steps[o, 1], slant[o]
            reach = max(reach, min(high, filled + rise))
            for h in range(rise, min(high, filled + rise) + 1):
                for d in range(max(0, shift), table.shape[1] + min(0, shift)):
                    table[h, d] = min(table[h, d], before[h - rise, d - shift] + gains[o])
        filled = reach
    least = np.full(high + up + 1, NEVER)
    for h in range(high + 1):
        for d in range(table.shape[1]):
            if table[h, d] < SAFE:
                least[h + d + low] = min(least[h + d + low], table[h, d] + load[h])
    return least


@njit(cache=True)
def _layers(near: Any, open_: Any, options: Any, kept: Any) -> Any:
    """What draws of both resources, as choices: points (C, 2), where each layer of them begins, and cost (C,)."""
    cost, points, _, _ = near
    starts, costs, weights, _ = options
    room = 2 * cost.size + costs.size
    steps, bounds, gains = np.zeros((room, 2), np.int64), np.zeros(room + 1, np.int64), np.zeros(room, np.int64)
    count, layers = 0, 0
    for n in range(cost.size):
        if open_[n] and points[n, 1] > 0:
            steps[count + 1], gains[count + 1] = points[n], cost[n]
            count, layers = count + 2, layers + 1
            bounds[layers] = count
    for f in range(starts.size - 1):
        if draws(weights, kept, starts[f], starts[f + 1], 1) > 0:
            for o in range(starts[f], starts[f + 1]):
                if kept[o]:
                    steps[count], gains[count] = weights[o], costs[o]
                    count += 1
            layers += 1
            bounds[layers] = count
    return steps[:count], bounds[: layers + 1], gains[:count]
