"""The knapsack of one practitioner: the best set of cases by dynamic programming over the load of one resource."""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import Bools, Floats, Indices, Ints


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
    limits: tuple[int, int],
    terms: Floats,
    price: float,
    found: Bools,
    keep: bool,
) -> float:
    """Least sum of ``off`` and load cost less price, when cases further than ``cut`` from indifference are settled.

    ``limits`` are the load carried without any case and the most that may be carried; ``found`` becomes a best set if
    it is to be kept.
    """
    load, settled = limits[0], 0.0
    items, count = np.empty(off.size, dtype=np.int64), 0
    found[:] = False
    for k in range(off.size):
        if group[k] < 0 and off[k] < -cut:
            found[k] = True
            load += drawn[k]
            settled += off[k]
        elif off[k] <= cut:
            items[count] = k
            count += 1
    room = min(limits[1] - load, drawn[items[:count]].sum())
    if limits[1] < load:
        return np.inf
    best, came = _fill(off, drawn, group, items[:count], room, keep)
    value, at = np.inf, 0
    for s in range(room + 1):
        if best[s] < np.inf:
            total = float(load + s)
            over = max(0.0, total - terms[3])
            charge = terms[0] * (total - terms[1]) ** 2 + (terms[2] * over + terms[4]) * over - price * total
            if best[s] + charge < value:
                value, at = best[s] + charge, s
    for layer in range(came.shape[0] - 1, -1, -1):
        k = came[layer, at]
        if k >= 0:
            found[k] = True
            at -= drawn[k]
    return value + settled


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
        end = at + 1
        while group[items[at]] >= 0 and end < items.size and group[items[end]] == group[items[at]]:
            end += 1
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
def _add_kept(  # noqa: PLR0917 - compiled functions take no keywords
    old: Floats, new: Floats, step: int, last: int, gain: float, k: int, came: Indices
) -> None:
    for s in range(step, last + 1):
        if old[s - step] + gain < new[s]:
            new[s] = old[s - step] + gain
            came[s] = k
