"""The bound at a temperature: a softmin over columns, and barriers that keep prices inside their stretches.

Only columns near the best count for a case. Prices that move bring others near, so they are looked for anew as soon as
one could count that was not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.curvature import Bent, Curvature
from solver.allocation.problem import Bools, Floats, Indices
from solver.allocation.reduced import near_best
from solver.allocation.softmin import REACH, Choices, Draws, Shares, pull, share_out
from solver.allocation.stretches import Stretches

SOFT = 4.0
"""Temperatures that the barriers of a practitioner have, who holds many cases."""
MARGIN = 40.0
"""Priced minutes beyond the softmin's reach within which columns are looked at."""
WIDEST = 4.0
"""Times that the radius of the columns looked at may be what it need be."""
EDGE = 0.95
"""Share of the way to an end of its stretch that a price may go in one step."""
UNLIKE = 100.0
"""Factor by which a barrier's reckoned strength may differ from its own."""


@dataclass(frozen=True, slots=True)
class Point:
    """The smoothed bound at some prices (m, R): value, gradient, slopes and barriers at both ends, and shares."""

    prices: Floats
    value: float
    gradient: Floats
    slope: Floats
    above_low: Floats
    below_high: Floats
    shares: Shares


class Seen(NamedTuple):
    """Columns that are looked at: those within ``radius`` priced minutes of the best one at some prices (m, R).

    ``least`` (n,) is what the best one cost there.
    """

    choices: Choices
    prices: Floats
    least: Floats
    radius: float


@dataclass(frozen=True, slots=True)
class Smoothed:
    """The bound of a block at a temperature.

    Attributes
    ----------
    block
        The block.
    stretches
        Of its prices.
    draws
        Its arrays for the compiled routines.
    curvature
        What is known of it.
    temperature
        Priced minutes.
    seen
        Columns that are looked at.
    """

    block: Block
    stretches: Stretches
    draws: Draws
    curvature: Curvature
    temperature: float
    seen: Seen

    @classmethod
    def of(cls, block: Block, prices: Floats, temperature: float) -> Smoothed:
        """The bound at a temperature, with the columns near the best at some prices."""
        stretches, unit = Stretches.of(block), np.unique(block.unit, return_inverse=True)[1].astype(np.int32)
        draws = Draws(
            block.use.astype(np.float64),
            block.kept_use.astype(np.float64),
            block.current,
            unit,
            _rows(unit, stretches.live),
        )
        seen = _seen(block, prices, REACH * temperature + MARGIN)
        return cls(block, stretches, draws, Curvature.of(draws, stretches.live), temperature, seen)

    def sees(self, point: Point) -> bool:
        """Whether no column counts that was not looked at, for all that one can tell."""
        if self.seen.radius > WIDEST * (REACH * self.temperature + MARGIN):
            return False
        fallen = self.block.use @ np.maximum(0.0, self.seen.prices - point.prices).max(axis=0)
        nearer = point.shares.least - self.seen.least + fallen
        return bool(nearer.max() + REACH * self.temperature <= self.seen.radius)

    def renewed(self, prices: Floats) -> Smoothed:
        """The same with columns chosen at some prices."""
        return replace(self, seen=_seen(self.block, prices, REACH * self.temperature + MARGIN))

    def at(self, prices: Floats, before: Point | None = None, length: float = 1.0) -> Point:
        """Value and gradient at some prices; barriers as they follow from those of a point before, if there is one."""
        draws, n, size = self.draws, self.block.num_items, self.seen.choices.column.size
        gradient, soft = np.zeros_like(prices), SOFT * self.temperature
        columns, shared = np.empty(size, np.int32), np.empty(size)
        shares = Shares(self.seen.choices.start, np.empty(n, np.int64), columns, shared, np.empty(n))
        value = share_out(draws, self.seen.choices, prices, self.temperature, shares, gradient)
        asked = self.stretches.asked(prices, soft)
        up, down = self._room(prices)
        value += asked.value + soft * float(np.log(up).sum() + np.log(down[np.isfinite(down)]).sum())
        gradient += self.block.load_before[:-1] - asked.load + soft / up - soft / down
        gradient[~self.stretches.live] = 0.0
        above_low, below_high = soft / up, soft / down
        if before is not None:
            change, (old_up, old_down) = prices - before.prices, self._room(before.prices)
            above_low = _follow(before.above_low, soft, old_up, change, length)
            below_high = _follow(before.below_high, soft, old_down, -change, length)
            above_low = np.clip(above_low, soft / up / UNLIKE, soft / up * UNLIKE)
            below_high = np.clip(below_high, soft / down / UNLIKE, soft / down * UNLIKE)
        return Point(prices, value, gradient, asked.slope, above_low, below_high, shares)

    def inside(self, prices: Floats) -> Floats:
        """The nearest prices inside their stretches, as far from the ends as the barriers will want them about."""
        return self.stretches.inside(prices, SOFT * self.temperature)

    def _room(self, prices: Floats) -> tuple[Floats, Floats]:
        """Ways to the low and the high end of the stretches; 1 and infinite where prices do not matter."""
        up = np.where(self.stretches.live, prices - self.stretches.low, 1.0)
        return up, np.where(self.stretches.live, self.stretches.high - prices, np.inf)

    def path(self, point: Point, temperature: float) -> Floats:
        """(m, R) prices a step along the path of the best prices towards another temperature."""
        further, soft = np.zeros_like(point.prices), SOFT * (temperature - self.temperature)
        pull(self.draws, point.shares, further)
        up, down = self._room(point.prices)
        gradient = point.gradient + further * (self.temperature / temperature - 1.0) + soft / up - soft / down
        step = self.curvature.step(Bent(point.shares, temperature, self._added(point)), gradient, 0.0)
        return np.asarray(point.prices + min(1.0, self.reach(point, step)) * step)

    def step(self, point: Point, damping: float) -> Floats:
        """(m, R) Newton step, with a share ``damping`` of the curvature added to it."""
        return self.curvature.step(Bent(point.shares, self.temperature, self._added(point)), point.gradient, damping)

    def reach(self, point: Point, step: Floats) -> float:
        """How many times a step may be taken before a price is at an end of its stretch."""
        up, down = self._room(point.prices)
        with np.errstate(divide="ignore", invalid="ignore"):
            ways = np.where(step < 0.0, -up / step, np.where(step > 0.0, down / step, np.inf))
        return EDGE * float(ways.min(initial=np.inf))

    def _added(self, point: Point) -> Floats:
        """(m, R) what the loads asked for and the barriers add to the curvature."""
        up, down = self._room(point.prices)
        return np.asarray(point.slope + point.above_low / up + point.below_high / down)


def _follow(barrier: Floats, soft: float, room: Floats, change: Floats, length: float) -> Floats:
    """Barriers after a step: their product with the room there is goes to ``soft``, to first order."""
    return np.asarray(barrier + length * (soft / room - barrier) - barrier * change / room)


def _seen(block: Block, prices: Floats, radius: float) -> Seen:
    """Columns within a radius of the best."""
    near = near_best(block, prices, radius)
    choices = Choices(near.start, near.column, near.cost, block.cost[:, -1].copy())
    return Seen(choices, prices, near.least, radius)


def _rows(unit: Indices, live: Bools) -> Indices:
    """(m, R) int32 row of each price in the table of its unit, -1 where it does not matter."""
    row = np.full(live.shape, -1, dtype=np.int32)
    for number in range(int(unit.max()) + 1):
        own = live & (unit == number)[:, None]
        row[own] = np.arange(np.count_nonzero(own))
    return row
