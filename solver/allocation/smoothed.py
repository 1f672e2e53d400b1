"""The bound at a temperature: a softmin over columns, and barriers that keep prices inside their stretches.

The curvature couples practitioners who are nearly as good for some case. Couplings within a unit are kept as dense
tables and solved directly, those between units are left to conjugate gradients; with one unit that is one direct
solution.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import reduced_rows
from solver.allocation.problem import Bools, Floats, Indices, Ints
from solver.allocation.softmin import REACH, Choices, Draws, Shares, bend, couple, pull, share_out, spread
from solver.allocation.stretches import Stretches

SOFT = 4.0
"""Temperatures that the barriers of a practitioner have, who holds many cases."""
MARGIN = 20.0
"""Priced minutes beyond the softmin's reach within which columns are looked at."""
WIDEST = 4.0
"""Times that the radius of the columns looked at may be what it need be."""
EDGE = 0.95
"""Share of the way to an end of its stretch that a price may go in one step."""
UNLIKE = 100.0
"""Factor by which a barrier's reckoned strength may differ from its own."""
CONJUGATE_STEPS, CONJUGATE_CLOSE = 40, 0.02
"""Steps of conjugate gradients for one Newton step, at the most, and the share of the residual at which they stop."""
CROWDED, ROWS = 0.06, 512
"""Share of all columns that a case looks at above which whole tables are multiplied, and so many rows at once."""


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
    temperature
        Priced minutes.
    choices
        Columns that are looked at.
    chosen_at
        (m, R) prices at which they were the ones near the best.
    radius
        How near, in priced minutes.
    """

    block: Block
    stretches: Stretches
    draws: Draws
    temperature: float
    choices: Choices
    chosen_at: Floats
    radius: float

    @classmethod
    def of(cls, block: Block, prices: Floats, temperature: float, *, everywhere: bool) -> Smoothed:
        """The bound at a temperature, with the columns near the best at some prices, or all of them."""
        radius = np.inf if everywhere else REACH * temperature + MARGIN
        stretches, unit = Stretches.of(block), np.unique(block.unit, return_inverse=True)[1].astype(np.int32)
        draws = Draws(
            block.use.astype(np.float64),
            block.kept_use.astype(np.float64),
            block.current,
            unit,
            _rows(unit, stretches.live),
        )
        return cls(block, stretches, draws, temperature, _choices(block, prices, radius), prices, radius)

    def cooled(self, temperature: float, prices: Floats) -> Smoothed:
        """The same at another temperature, with columns chosen anew if these no longer do."""
        colder = replace(self, temperature=temperature)
        return colder if colder.sees(prices) and self.radius < WIDEST * colder.wanted else colder.renewed(prices)

    @property
    def wanted(self) -> float:
        """Radius that a choice of columns should have."""
        return REACH * self.temperature + MARGIN

    def sees(self, prices: Floats) -> bool:
        """Whether the columns looked at are those that count, as far as prices that have moved can tell."""
        moved = np.abs(prices - self.chosen_at) @ self.block.use.max(axis=0, initial=0)
        return bool(2.0 * moved.max(initial=0.0) + REACH * self.temperature <= self.radius)

    def renewed(self, prices: Floats) -> Smoothed:
        """The same with columns chosen at some prices."""
        return replace(self, choices=_choices(self.block, prices, self.wanted), chosen_at=prices, radius=self.wanted)

    def at(self, prices: Floats, before: Point | None = None, length: float = 1.0) -> Point:
        """Value and gradient at some prices; barriers as they follow from those of a point before, if there is one."""
        draws, n, size = self.draws, self.block.num_items, self.choices.column.size
        gradient, soft = np.zeros_like(prices), SOFT * self.temperature
        shares = Shares(self.choices.start, np.empty(n, np.int64), np.empty(size, np.int32), np.empty(size))
        value = share_out(draws, self.choices, prices, self.temperature, shares, gradient)
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
        there = replace(point, gradient=np.where(self.stretches.live, gradient, 0.0))
        colder = replace(self, temperature=temperature)
        step = colder.step(there, colder.tables(there), 0.0)
        return np.asarray(point.prices + min(1.0, self.reach(point, step)) * step)

    def reach(self, point: Point, step: Floats) -> float:
        """How many times a step may be taken before a price is at an end of its stretch."""
        up, down = self._room(point.prices)
        with np.errstate(divide="ignore", invalid="ignore"):
            ways = np.where(step < 0.0, -up / step, np.where(step > 0.0, down / step, np.inf))
        return EDGE * float(ways.min(initial=np.inf))

    def slopes(self, point: Point) -> Floats:
        """(m, R) what the loads asked for and the barriers add to the curvature."""
        up, down = self._room(point.prices)
        return np.asarray(point.slope + point.above_low / up + point.below_high / down)

    def tables(self, point: Point) -> Floats:
        """The couplings of each unit, on and below the diagonal."""
        draws, units = self.draws, int(self.draws.unit.max()) + 1
        size = max(1, int(draws.row.max()) + 1)
        table = np.zeros((units, size, size))
        crowded = (point.shares.end - point.shares.start[:-1]).sum() > CROWDED * self.block.num_items * draws.unit.size
        couple(draws, point.shares, self.temperature, table, crowded)
        for at in range(0, self.block.num_items, ROWS) if crowded else ():
            for unit in range(units):
                drawn_by = np.zeros((ROWS, size))
                spread(draws, point.shares, self.temperature, unit, at, drawn_by)
                table[unit] -= drawn_by.T @ drawn_by
        return table

    def step(self, point: Point, table: Floats, damping: float) -> Floats:
        """(m, R) solution of curvature times step = gradient, with a share ``damping`` of the curvature added."""
        draws, live = self.draws, self.stretches.live
        unit, row = np.broadcast_to(draws.unit[:, None], live.shape)[live], draws.row[live]
        where = (unit.astype(np.int64), row.astype(np.int64))
        extra = (self.slopes(point)[live] + 1e-9) * (1.0 + damping) + damping * table[unit, row, row]
        table = table.copy()
        table[unit, row, row] += extra
        for number in range(table.shape[0]):
            spare = np.arange(np.count_nonzero(unit == number), table.shape[1])
            table[number, spare, spare] = 1.0
            table[number] = np.tril(table[number]) + np.tril(table[number], -1).T
        if table.shape[0] == 1:
            right, step = np.zeros(table.shape[1]), np.zeros_like(point.prices)
            right[row] = point.gradient[live]
            step[live] = np.linalg.solve(table[0], right)[row]
            return step
        return self._conjugate(point, extra, np.asarray(np.linalg.inv(table), dtype=np.float64), where)

    def _conjugate(self, point: Point, extra: Floats, inverse: Floats, where: tuple[Ints, Ints]) -> Floats:
        """Conjugate gradients, the units' own systems being solved exactly in every step."""
        live = self.stretches.live

        def within_units(rest: Floats) -> Floats:
            right = np.zeros(inverse.shape[:2])
            right[where] = rest
            return np.asarray((inverse @ right[:, :, None])[:, :, 0][where])

        def bent(way: Floats) -> Floats:
            full, out = np.zeros_like(point.prices), np.zeros_like(point.prices)
            full[live] = way
            bend(self.draws, point.shares, self.temperature, full, out)
            return np.asarray(out[live] + extra * way)

        found, rest = np.zeros_like(extra), point.gradient[live]
        better = within_units(rest)
        way, size = better, float((rest * better).sum())
        first = size
        for _ in range(CONJUGATE_STEPS):
            if size <= CONJUGATE_CLOSE**2 * first or size <= 0.0:
                break
            curved = bent(way)
            length = size / float((way * curved).sum())
            found, rest = found + length * way, rest - length * curved
            better = within_units(rest)
            before, size = size, float((rest * better).sum())
            way = better + (size / before) * way
        step = np.zeros_like(point.prices)
        step[live] = found
        return step


def _follow(barrier: Floats, soft: float, room: Floats, change: Floats, length: float) -> Floats:
    """Barriers after a step: their product with the room there is goes to ``soft``, to first order."""
    return np.asarray(barrier + length * (soft / room - barrier) - barrier * change / room)


def _choices(block: Block, prices: Floats, radius: float) -> Choices:
    """Columns within a radius of the best."""
    counts = np.zeros(block.num_items + 1, dtype=np.int64)
    columns, costs = [], []
    for rows, reduced in reduced_rows(block, prices):
        row, column = np.nonzero(reduced[:, :-1] < reduced.min(axis=1, keepdims=True) + radius)
        counts[rows.start + 1 : rows.stop + 1] = np.bincount(row, minlength=reduced.shape[0])
        columns.append(column.astype(np.int32))
        costs.append(block.cost[rows][row, column])
    return Choices(np.cumsum(counts), np.concatenate(columns), np.concatenate(costs), block.cost[:, -1].copy())


def _rows(unit: Indices, live: Bools) -> Indices:
    """(m, R) int32 row of each price in the table of its unit, -1 where it does not matter."""
    row = np.full(live.shape, -1, dtype=np.int32)
    for number in range(int(unit.max()) + 1):
        own = live & (unit == number)[:, None]
        row[own] = np.arange(np.count_nonzero(own))
    return row
