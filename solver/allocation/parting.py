"""What no set of one practitioner costs less than: kinds of cases are parted, so many of one or more, until it shows.

Slopes, shifted prices of the loads, bound what sets cost from below whatever they are (``every_load``). Of all sets at
once the best slopes prove next to nothing, since parts of cases meet every load. So the sets are parted in two by how
many cases of one kind they take, where these best slopes would take a part of a case that weighs most; both halves get
slopes of their own, and the half of which least is proved is parted next.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.listing import Kinds
from solver.allocation.problem import Floats, Ints
from solver.allocation.scan import FAST
from solver.compiled import uncounted

FIRST, NEXT = np.array([2.0, 0.6, 0.2, 0.06, 0.02]), np.array([0.03])
"""Temperatures in minutes at which slopes are found: for all sets, and for halves, beginning at those of the whole."""
STEPS, HALVINGS = 10, 12
"""Newton steps at one temperature at the most, and how often a step is shortened."""
SHORTER, RISE, SETTLED = 0.35, 0.05, 0.02
"""By how much it is, the share of the expected rise that will do, and a rise, in temperatures, not worth a step."""
WHOLE = 0.005
"""Parts of a case that count as none."""
FLAT = 1e-7
"""Least curvature."""
FAR = 30.0
"""Temperatures from indifference at which a case is taken for sure or for sure not."""


class Task(NamedTuple):
    """What is asked: kinds of cases as in ``listing``, and loads as in ``every_load``.

    Attributes
    ----------
    away, zero, drawn
        Of the kinds.
    start, price, best, most
        (R,) of the loads: with cheap cases, prices, what they cost least, and the most that may be carried.
    terms
        (5, R) what they cost.
    """

    away: Floats
    zero: Ints
    drawn: Floats
    start: Floats
    terms: Floats
    price: Floats
    best: Floats
    most: Floats


class Point(NamedTuple):
    """What is known at some slopes and a temperature.

    Attributes
    ----------
    slope, rise
        (R,) the slopes, and how steeply what is proved rises with them.
    bend
        (R, R) how this falls off, its lower triangle; triangular factors after a step.
    taken
        (K,) cases more of each kind, and parts of cases.
    """

    slope: Floats
    rise: Floats
    bend: Floats
    taken: Floats


def least_by_parting(kinds: Kinds, task: Task, known: float, parts: int) -> float:
    """What no set costs less than, ``known`` being what one costs, after at most so many partings."""
    return float(_parted(task, kinds.low, kinds.high, known, parts, FIRST, NEXT)) if kinds.zero.size else 0.0


@njit(cache=True)
def _parted(task: Task, low: Ints, high: Ints, known: float, parts: int, first: Floats, after: Floats) -> float:  # noqa: PLR0917 - compiled functions take no keywords
    """The same for so many cases of each kind, from ``low`` to ``high``, at most."""
    size, resources = task.drawn.shape
    lows, highs = np.empty((parts + 1, size), np.int32), np.empty((parts + 1, size), np.int32)
    slopes, proved = np.zeros((parts + 1, resources)), np.full(parts + 1, np.inf)
    kind, number = np.full(parts + 1, -1), np.zeros(parts + 1, np.int64)
    point, tried = _point(resources, size), _point(resources, size)
    step, half = np.empty(resources), 0
    lows[0], highs[0] = low, high
    proved[0] = _climb(task, lows[0], highs[0], slopes[0], first, point, tried, step)
    kind[0], number[0] = _weightiest(task, lows[0], highs[0], point.taken)
    for new in range(1, parts + 1):
        half = int(np.argmin(proved))
        k = kind[half]
        if proved[half] >= known or k < 0:
            break
        lows[new], highs[new], slopes[new] = lows[half], highs[half], slopes[half]
        before = proved[half]
        highs[half, k], lows[new, k] = number[half], number[half] + 1
        for at in (half, new):
            here = _climb(task, lows[at], highs[at], slopes[at], after, point, tried, step)
            proved[at] = max(before, here)
            kind[at], number[at] = _weightiest(task, lows[at], highs[at], point.taken)
            if kind[at] < 0:
                proved[at] = max(proved[at], _cost_of(task, lows[at]))
    return min(known, float(proved.min()))


@njit(cache=True)
def _point(resources: int, kinds: int) -> Point:
    return Point(np.zeros(resources), np.empty(resources), np.empty((resources, resources)), np.empty(kinds))


@uncounted
def _climb(  # noqa: PLR0917 - compiled functions take no keywords
    task: Task, low: Ints, high: Ints, slope: Floats, heats: Floats, point: Point, tried: Point, step: Floats
) -> float:
    """Find better slopes, in place; what is proved with them."""
    proved = _proved(task, low, high, slope)
    for r in range(slope.size):
        point.slope[r] = slope[r]
    for heat in heats:
        value = _soften(task, low, high, point, heat)
        for _ in range(STEPS):
            gain = _newton(point, step)
            if gain < SETTLED * heat:
                break
            share, found = 1.0, value
            for _ in range(HALVINGS):
                for r in range(step.size):
                    tried.slope[r] = point.slope[r] + share * step[r]
                found = _soften(task, low, high, tried, heat)
                if found >= value + RISE * share * gain:
                    break
                share *= SHORTER
            if found < value + RISE * share * gain:
                break
            value = found
            _go_to(point, tried)
        here = _proved(task, low, high, point.slope)
        if here > proved:
            proved = here
            for r in range(slope.size):
                slope[r] = point.slope[r]
    return proved


@uncounted
def _go_to(point: Point, tried: Point) -> None:
    """Make a point what another is."""
    for r in range(point.slope.size):
        point.slope[r], point.rise[r] = tried.slope[r], tried.rise[r]
        for s in range(r + 1):
            point.bend[r, s] = tried.bend[r, s]
    for k in range(point.taken.size):
        point.taken[k] = tried.taken[k]


@uncounted
def _load(task: Task, r: int, slope: float) -> tuple[float, float, float]:
    """The least that a load costs less what it is worth, the load, and how that grows with the slope."""
    bend, even, steep, knee, kink = (
        task.terms[0, r],
        task.terms[1, r],
        task.terms[2, r],
        task.terms[3, r],
        task.terms[4, r],
    )
    price, grows, load = task.price[r] + slope, 0.0, 0.0
    if bend > 0.0:
        load, grows = even + price / (2.0 * bend), 0.5 / bend
    elif price > 0.0:
        load = np.inf
    if load > knee:
        load, grows = (np.inf if price > kink else knee), 0.0
        if bend + steep > 0.0:
            load, grows = (
                (2.0 * (bend * even + steep * knee) + price - kink) / (2.0 * (bend + steep)),
                0.5 / (bend + steep),
            )
        if load < knee:
            load, grows = knee, 0.0
    if load < 0.0 or load > task.most[r]:
        load, grows = min(max(load, 0.0), task.most[r]), 0.0
    over = max(0.0, load - knee)
    cost = bend * (load - even) ** 2 + (steep * over + kink) * over
    return cost - price * load - task.best[r], load, grows


@uncounted(fastmath=FAST)
def _paid(task: Task, k: int, slope: Floats) -> float:
    """What slopes charge for a case more of a kind."""
    paid = 0.0
    for r in range(slope.size):
        paid += slope[r] * task.drawn[k, r]
    return paid


@uncounted
def _proved(task: Task, low: Ints, high: Ints, slope: Floats) -> float:
    """What slopes prove of sets that take from ``low`` to ``high`` cases more of each kind."""
    total = 0.0
    for r in range(slope.size):
        total += _load(task, r, slope[r])[0] + slope[r] * task.start[r]
    for k in range(low.size):
        paid, zero = _paid(task, k, slope), task.zero[k]
        least = task.away[zero + low[k]] + low[k] * paid
        for q in range(low[k] + 1, high[k] + 1):
            cost = task.away[zero + q] + q * paid
            if cost >= least:
                break
            least = cost
        total += least
    return total


@uncounted
def _cost_of(task: Task, number: Ints) -> float:
    """What a set costs: so many cases more of each kind; infinite where that is more than may be carried."""
    total = 0.0
    for k in range(number.size):
        total += task.away[task.zero[k] + number[k]]
    for r in range(task.start.size):
        load = task.start[r]
        for k in range(number.size):
            load += number[k] * task.drawn[k, r]
        over = max(0.0, load - task.terms[3, r])
        total += task.terms[0, r] * (load - task.terms[1, r]) ** 2 + (task.terms[2, r] * over + task.terms[4, r]) * over
        total += np.inf if load > task.most[r] else -task.price[r] * load - task.best[r]
    return total


@uncounted
def _soften(task: Task, low: Ints, high: Ints, point: Point, heat: float) -> float:
    """The same at the slopes of a point, where cases that are about indifferent are taken in part; all else there.

    Slopes of loads without curvature stay as they are.
    """
    slope, rise, bend, drawn, total = point.slope, point.rise, point.bend, task.drawn, 0.0
    resources = slope.size
    for r in range(resources):
        least, load, grows = _load(task, r, slope[r])
        total += least + slope[r] * task.start[r]
        rise[r] = task.start[r] - load
        for s in range(r):
            bend[r, s] = 0.0
        bend[r, r] = grows + FLAT
    for k in range(low.size):
        least, taken, loose = _melted(task, k, (low[k], high[k]), _paid(task, k, slope), heat)
        total += least
        point.taken[k] = taken
        for r in range(resources):
            rise[r] += taken * drawn[k, r]
            more = loose * drawn[k, r]
            for s in range(r + 1 if more != 0.0 else 0):
                bend[r, s] += more * drawn[k, s]
    for r in range(resources):
        if task.terms[0, r] + task.terms[2, r] <= 0.0:
            rise[r] = 0.0
            for s in range(resources):
                bend[max(r, s), min(r, s)] = 1.0 if r == s else 0.0
    return total


@uncounted
def _melted(task: Task, k: int, span: tuple[int, int], paid: float, heat: float) -> tuple[float, float, float]:
    """The least that kind k costs, how many cases of it are taken, and how quickly that falls with what is paid."""
    low, zero = span[0], task.zero[k]
    least, taken, loose = task.away[zero + low] + low * paid, float(low), 0.0
    for q in range(low + 1, span[1] + 1):
        off = (task.away[zero + q] - task.away[zero + q - 1] + paid) / heat
        if off > FAR:
            break
        if off < -FAR:
            least, taken = least + off * heat, taken + 1.0
            continue
        small = np.exp(-abs(off))
        part = (1.0 if off < 0.0 else small) / (1.0 + small)
        least += (min(off, 0.0) - np.log1p(small)) * heat
        taken, loose = taken + part, loose + part * (1.0 - part) / heat
    return least, taken, loose


@uncounted(fastmath=FAST)
def _newton(point: Point, step: Floats) -> float:
    """A Newton step from a point, and what it would bring to first order."""
    bend, size = point.bend, step.size
    for r in range(size):
        for s in range(r + 1):
            left = bend[r, s]
            for t in range(s):
                left -= bend[r, t] * bend[s, t]
            bend[r, s] = np.sqrt(max(left, FLAT * FLAT)) if r == s else left / bend[s, s]
    for r in range(size):
        left = point.rise[r]
        for t in range(r):
            left -= bend[r, t] * step[t]
        step[r] = left / bend[r, r]
    gain = 0.0
    for r in range(size - 1, -1, -1):
        left = step[r]
        for t in range(r + 1, size):
            left -= bend[t, r] * step[t]
        step[r] = left / bend[r, r]
        gain += step[r] * point.rise[r]
    return gain


@uncounted
def _weightiest(task: Task, low: Ints, high: Ints, taken: Floats) -> tuple[int, int]:
    """The kind to part the sets by, -1 where none can be, and the most cases of it in one of the halves."""
    kind, number, most = -1, 0, 0.0
    for k in range(low.size):
        if low[k] == high[k]:
            continue
        below = int(np.floor(taken[k]))
        part = min(taken[k] - below, below + 1 - taken[k])
        weight = FLAT + part if part < WHOLE else 0.0
        if part >= WHOLE:
            for r in range(task.start.size):
                weight += part * (task.terms[0, r] + task.terms[2, r]) * task.drawn[k, r] ** 2
            weight += 1.0
        if weight > most:
            most, kind, number = weight, k, min(max(below, low[k]), high[k] - 1)
    return kind, number
