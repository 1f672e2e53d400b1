"""Passes over all shares that a column can have of a few cases, and over all ways to share these out.

A share is a number whose bits say which of the cases are in it. Costs are single numbers, sixteen to a register, and
stand against a way near by, so that they are right to thousandths of a minute; what draws end with is counted anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.allocation.scan import FAST
from solver.compiled import uncounted

Singles = NDArray[np.float32]
BLOCK = 16
"""Weights that are summed together."""
UNLIKELY = -30.0
"""Temperatures above the least cost, below nothing, from which on a way is not drawn."""


class Strain(NamedTuple):
    """What a resource costs a column: ``bend`` and so on of a block, ``even``, ``knee`` and ``most`` from its load on.

    ``even`` and ``knee`` are how far the load without any of the cases is above these, ``room`` how far it is below the
    most.
    """

    bend: float
    even: float
    steep: float
    knee: float
    kink: float
    room: float


class Curve(NamedTuple):
    """The cost of x more: ``x (square x + line) + over (steep over + kink)``, over being what x is above ``-knee``."""

    square: np.float32
    line: np.float32
    steep: np.float32
    kink: np.float32
    knee: np.float32


@uncounted(fastmath=FAST)
def double(values: Singles, bit: int, more: float) -> None:
    """Fill in shares with a case from those without it, of which there are ``bit``."""
    added = np.float32(more)
    for share in range(bit):
        values[bit + share] = values[share] + added


@uncounted
def bends(strain: Strain, most: float) -> bool:
    """Whether the load crosses the knee if so much comes."""
    return bool(strain.knee < 0.0 < strain.knee + most and (strain.steep != 0.0 or strain.kink != 0.0))


@uncounted
def curve_of(strain: Strain, most: float) -> Curve:
    """The cost of up to ``most`` more."""
    square, line, steep, kink = strain.bend, 2.0 * strain.bend * strain.even, strain.steep, strain.kink
    if strain.knee >= 0.0:
        square, line = square + steep, line + 2.0 * steep * strain.knee + kink
    if not bends(strain, most):
        steep, kink = 0.0, 0.0
    return Curve(np.float32(square), np.float32(line), np.float32(steep), np.float32(kink), np.float32(strain.knee))


@uncounted(fastmath=FAST)
def charge_loads(loads: Singles, strain: Strain, costs: Singles) -> None:
    """Add what ``loads`` cost, more than none; infinite where there is no room for them, the first apart."""
    most, nothing = loads[-1], np.float32(0.0)
    curve = curve_of(strain, most)
    square, line, steep, kink, knee = curve.square, curve.line, curve.steep, curve.kink, curve.knee
    for share in range(loads.size):
        x = loads[share]
        over = max(nothing, x + knee)
        costs[share] += x * (square * x + line) + over * (steep * over + kink)
    if most > strain.room:
        first = costs[0]
        limit(loads, strain.room, costs)
        costs[0] = first


@uncounted(fastmath=FAST)
def limit(loads: Singles, most: float, costs: Singles) -> None:
    """Make what loads more than the most impossible."""
    top, never = np.float32(most), np.float32(np.inf)
    for share in range(loads.size):
        costs[share] = costs[share] if loads[share] <= top else never


@uncounted(fastmath=FAST)
def charge_exchange(gained: Singles, lost: Singles, one: Strain, other: Strain, costs: Singles) -> None:
    """Add what loads of two columns cost, one of which gains from nothing on what the other loses of all.

    Infinite where there is no room for them.
    """
    nothing, most, total = np.float32(0.0), gained[-1], lost[-1]
    first, second = curve_of(one, most), curve_of(other, total)
    a, b, a2, b2 = first.square, first.line, second.square, second.line
    if bends(one, most) or bends(other, total):
        c, d, e, c2, d2, e2 = first.steep, first.kink, first.knee, second.steep, second.kink, second.knee
        for way in range(gained.size):
            x, y = gained[way], total - lost[way]
            over, beyond = max(nothing, x + e), max(nothing, y + e2)
            costs[way] += x * (a * x + b) + y * (a2 * y + b2) + over * (c * over + d) + beyond * (c2 * beyond + d2)
    else:
        for way in range(gained.size):
            x, y = gained[way], total - lost[way]
            costs[way] += x * (a * x + b) + y * (a2 * y + b2)
    if most > one.room or total > other.room:
        never, top = np.float32(np.inf), np.float32(max(one.room, 0.0))
        bottom = np.float32(min(total - other.room, float(total)))
        for way in range(gained.size):
            fits = (gained[way] <= top) & (lost[way] >= bottom)
            costs[way] = costs[way] if fits else never


@uncounted
def forbid(costs: Singles, bits: int, wanted: int) -> None:
    """Make what has these bits just as they are ``wanted`` impossible."""
    for share in range(costs.size):
        if share & bits == wanted:
            costs[share] = np.inf


@uncounted(fastmath=FAST)
def choose(costs: Singles, heat: float) -> int:
    """A way drawn at a temperature, -1 where none is possible; ``costs`` become weights."""
    least = _least(costs) if costs.size else np.float32(np.inf)
    if least == np.inf:
        return -1
    _weigh(costs, least, np.float32(1.0 / heat))
    total = np.float32(0.0)
    for way in range(costs.size):
        total += costs[way]
    level, chosen, at, end = np.float32(np.random.random()) * total, 0, 0, 0
    while end < costs.size:
        at, end, here = end, min(end + BLOCK, costs.size), np.float32(0.0)
        for way in range(at, end):
            here += costs[way]
        if level < here:
            break
        level -= here
    for way in range(at, end):
        if costs[way] > 0.0:
            chosen = way
            level -= costs[way]
            if level < 0.0:
                break
    return chosen


@uncounted(fastmath=FAST)
def _least(costs: Singles) -> np.float32:
    """The least of all, four by four: one after the other they would wait for each other."""
    one, two, three, four = costs[0], costs[0], costs[0], costs[0]
    whole = costs.size & ~3
    for at in range(0, whole, 4):
        one, two = min(one, costs[at]), min(two, costs[at + 1])
        three, four = min(three, costs[at + 2]), min(four, costs[at + 3])
    for at in range(whole, costs.size):
        one = min(one, costs[at])
    return min(one, two, three, four)


@uncounted(fastmath=FAST)
def _weigh(costs: Singles, least: np.float32, cold: np.float32) -> None:
    """Costs become Boltzmann weights: a series for the thirty-second part of the exponent, five times squared."""
    part, one, last, nothing = np.float32(1 / 32), np.float32(1.0), np.float32(UNLIKELY), np.float32(0.0)
    p, q, r, s, t = np.float32(1 / 2), np.float32(1 / 6), np.float32(1 / 24), np.float32(1 / 120), np.float32(1 / 720)
    for way in range(costs.size):
        power = (least - costs[way]) * cold
        y = max(power, last) * part
        weight = one + y * (one + y * (p + y * (q + y * (r + y * (s + y * t)))))
        weight *= weight
        weight *= weight
        weight *= weight
        weight *= weight
        weight *= weight
        costs[way] = weight if power > last else nothing
