"""Sets of one practitioner that are listed, kind by kind of the cases, as far as bounds on what they cost allow.

A set is what it decides otherwise than the one that takes just what is cheap at the prices. For what the cases that are
still open can do about the loads, slopes stand: shifted prices of the loads, each of which bounds it from below.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.scan import FAST

SPARE = 8
"""Times the width of a listing that sets are gathered to before the most costly are dropped."""


class Kinds(NamedTuple):
    """Cases that draw alike, in the order in which they are decided.

    ``away[zero[k] + q]`` is what it costs to take q cases of kind k more, -q fewer, from ``low[k]`` to ``high[k]``, and
    ``place`` there the last of these cases; each case more adds ``drawn[k]`` (R,) to the loads.
    """

    away: Floats
    place: Ints
    zero: Ints
    low: Ints
    high: Ints
    drawn: Floats


class Slopes(NamedTuple):
    """What slopes know: at the start (S,), what a case of each kind more is charged (K, S), what is left (K + 1, S)."""

    start: Floats
    charged: Floats
    rest: Floats


class Listed(NamedTuple):
    """Sets (n,) at the end of a listing: what they cost beside the loads, and their loads (n, R).

    No set that is not among them costs less than ``proved``. ``parent`` and ``number`` (K, w) are which set each comes
    from and how many cases more it takes, kind by kind.
    """

    proved: float
    cost: Floats
    load: Floats
    parent: Indices
    number: Indices


class Row(NamedTuple):
    """Sets so far: what they cost, their loads (w, R), and what slopes charge for these (w, S)."""

    cost: Floats
    load: Floats
    charged: Floats


class Tried(NamedTuple):
    """Sets that go on with so many cases of a kind: from which set so far, their cost, and what they cost at least."""

    parent: Indices
    number: Indices
    cost: Floats
    floor: Floats


def kinds_of(off: Floats, drawn: Ints, cut: float, periods: int) -> Kinds:
    """The kinds of cases (n,) that are not ``cut`` from indifference, the widest loads of the first ``periods`` first.

    ``off`` is what they cost, ``drawn`` (n, R) what they draw.
    """
    near = np.flatnonzero((np.abs(off) < cut) & drawn.any(axis=1))
    away, draws = np.abs(off[near]), drawn[near]
    widest = -np.abs(draws[:, :periods]).sum(axis=1)
    return _kinds(off, np.ascontiguousarray(drawn), near[np.lexsort((away, *draws.T, widest))], cut)


@njit(cache=True)
def _kinds(off: Floats, drawn: Ints, order: Ints, cut: float) -> Kinds:
    """Kinds of cases in an order in which those that draw alike follow each other, nearest to indifference first."""
    away, place = np.zeros(2 * order.size), np.zeros(2 * order.size, dtype=np.int64)
    zero, low, high = np.zeros(order.size, np.int64), np.zeros(order.size, np.int64), np.zeros(order.size, np.int64)
    draws = np.empty((order.size, drawn.shape[1]))
    count, filled, at = 0, 0, 0
    while at < order.size:
        end = at + 1
        while end < order.size and (drawn[order[end]] == drawn[order[at]]).all():
            end += 1
        fewer, total = 0, 0.0
        for i in order[at:end]:
            if off[i] < 0.0 and total - off[i] < cut:
                fewer, total = fewer + 1, total - off[i]
        here, more, left = filled + fewer, 0, 0
        away[here] = 0.0
        for i in order[at:end]:
            if off[i] < 0.0 and left < fewer:
                left += 1
                away[here - left], place[here - left] = away[here - left + 1] - off[i], i
            elif off[i] >= 0.0 and away[here + more] + off[i] < cut:
                more += 1
                away[here + more], place[here + more] = away[here + more - 1] + off[i], i
        zero[count], low[count], high[count], draws[count] = here, -fewer, more, drawn[order[at]]
        count, filled, at = count + 1, here + more + 1, end
    return Kinds(away[:filled], place[:filled], zero[:count], low[:count], high[:count], draws[:count])


@njit(cache=True)
def slopes_of(kinds: Kinds, slopes: Floats, start: Floats) -> Slopes:
    """What slopes (S, R) know of the kinds, charging ``start`` (S,) at the start.

    What is left is the least that the kinds from each on can cost with what they draw paid.
    """
    charged, rest = np.zeros((kinds.zero.size, start.size)), np.zeros((kinds.zero.size + 1, start.size))
    for k in range(kinds.zero.size - 1, -1, -1):
        away = kinds.away[kinds.zero[k] + kinds.low[k] : kinds.zero[k] + kinds.high[k] + 1]
        for s in range(start.size):
            for r in range(slopes.shape[1]):
                charged[k, s] += slopes[s, r] * kinds.drawn[k, r]
            least = 0.0
            for at in range(away.size):
                least = min(least, away[at] + (kinds.low[k] + at) * charged[k, s])
            rest[k, s] = rest[k + 1, s] + least
    return Slopes(start, charged, rest)


@njit(cache=True)
def list_sets(kinds: Kinds, slopes: Slopes, start: Floats, bars: tuple[float, float], width: int) -> Listed:
    """The sets that cost less than the first of two ``bars``, where there are more than ``width`` the likeliest.

    It ends without a set, and nothing is proved, where that would be less than the second bar.
    """
    (cut, enough), count, most = bars, kinds.zero.size, SPARE * width
    parent, number = np.empty((count, width), dtype=np.int32), np.empty((count, width), dtype=np.int32)
    tried = Tried(np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most), np.empty(most))
    row, after = _row(width, start.size, slopes.start.size), _row(width, start.size, slopes.start.size)
    row.cost[0], row.load[0], row.charged[0] = 0.0, start, slopes.start
    size, proved = 1, cut
    for k in range(count):
        size, bar = _tried(kinds, slopes, k, row, size, tried, cut, width)
        proved = min(proved, bar)
        if proved < enough:
            size, proved = 0, -np.inf
        if size == 0:
            break
        parent[k, :size], number[k, :size] = tried.parent[:size], tried.number[:size]
        _go_on(row, after, tried, size, kinds.drawn[k], slopes.charged[k])
        row, after = after, row
    return Listed(proved, row.cost[:size].copy(), row.load[:size].copy(), parent, number)


@njit(cache=True)
def _row(width: int, resources: int, slopes: int) -> Row:
    return Row(np.empty(width), np.empty((width, resources)), np.empty((width, slopes)))


@njit(cache=True)
def _tried(  # noqa: PLR0917 - compiled functions take no keywords
    kinds: Kinds, slopes: Slopes, k: int, row: Row, size: int, tried: Tried, cut: float, width: int
) -> tuple[int, float]:
    """Go on from each set with cases of kind k: how many sets are kept, and what none of the others costs less than."""
    step, rest, zero, found, bar = slopes.charged[k], slopes.rest[k + 1], kinds.zero[k], 0, cut
    for at in range(size):
        charged = row.charged[at]
        for q in range(kinds.low[k], kinds.high[k] + 1):
            cost = row.cost[at] + kinds.away[zero + q]
            if cost >= bar:
                continue
            floor = _floor(cost, charged, step, q, rest)
            if floor >= bar:
                continue
            tried.parent[found], tried.number[found], tried.cost[found], tried.floor[found] = at, q, cost, floor
            found += 1
            if found == tried.cost.size:
                found, bar = _thinned(tried, found, width)
    return _thinned(tried, found, width) if found > width else (found, bar)


@njit(cache=True, fastmath=FAST)
def _floor(cost: float, charged: Floats, step: Floats, number: int, rest: Floats) -> float:
    """What no set costs less than that goes on from one with so many cases of a kind more."""
    most = 0.0
    for s in range(charged.size):
        most = max(most, charged[s] + number * step[s] + rest[s])
    return cost + most


@njit(cache=True)
def _thinned(tried: Tried, size: int, width: int) -> tuple[int, float]:
    """Drop all but ``width`` sets with the lowest floors; how many are left, and the least floor of the others."""
    bar, kept = float(np.partition(tried.floor[:size], width)[width]), 0
    room = width - np.count_nonzero(tried.floor[:size] < bar)
    for at in range(size):
        if tried.floor[at] > bar or (tried.floor[at] == bar and room == 0):
            continue
        room -= int(tried.floor[at] == bar)
        tried.parent[kept], tried.number[kept] = tried.parent[at], tried.number[at]
        tried.cost[kept], tried.floor[kept] = tried.cost[at], tried.floor[at]
        kept += 1
    return kept, bar


@njit(cache=True)
def _go_on(row: Row, after: Row, tried: Tried, size: int, drawn: Floats, step: Floats) -> None:  # noqa: PLR0917
    """Write down the sets that are kept."""
    for at in range(size):
        parent, number = tried.parent[at], tried.number[at]
        after.cost[at] = tried.cost[at]
        for r in range(drawn.size):
            after.load[at, r] = row.load[parent, r] + number * drawn[r]
        for s in range(step.size):
            after.charged[at, s] = row.charged[parent, s] + number * step[s]


def differences(kinds: Kinds, listed: Listed, last: int) -> Ints:
    """Places of the cases that the set which ended at a place decides otherwise."""
    other = [np.zeros(0, dtype=np.int64)]
    for k in range(kinds.zero.size - 1, -1, -1):
        zero, number = int(kinds.zero[k]), int(listed.number[k, last])
        other.append(kinds.place[zero + 1 : zero + number + 1] if number > 0 else kinds.place[zero + number : zero])
        last = int(listed.parent[k, last])
    return np.concatenate(other)
