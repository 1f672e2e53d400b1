"""Newton steps on the smoothed bound: where the prices come from.

The inner minimum over columns becomes a softmin whose temperature falls step by step. The curvature couples
practitioners who are nearly as good for some case. Couplings within a unit are kept as dense tables and solved
directly, those between units are left to conjugate gradients; with one unit that is one direct solution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import cost_scale, free_loads, reduced_rows
from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.softmin import Choices, Draws, Shares, bend, couple, mirror, share_out

TEMPERATURES = (1.2, 0.4, 0.15, 0.06, 0.025, 0.01, 0.004, 0.0015, 0.0005)
"""Temperatures of the softmin, as multiples of the block's scale of costs."""
WARM = 0.3
"""First temperature where prices are known that were fair for a similar block."""
LEAST_DAMPING, DAMPER = 1e-6, 6.0
"""Share of the curvature added to it, at the least, and the factor by which that grows where a step was no good."""
ENOUGH = 0.05
"""Share of the gain that the slope promises which a step must bring."""
TRIALS = 9
"""Dampings tried for one step, at the most."""
STEPS = 20
"""Newton steps at one temperature, at the most."""
ROUNDS = 5
"""Times that the columns looked at are chosen anew at one temperature, at the most."""
WIDTH = 30.0
"""Temperatures from the best column within which columns are looked at."""
MARGIN = 20.0
"""Priced minutes beyond that."""
CLOSE = 2e-6
"""Share of the value below which a Newton step no longer counts."""
FLATTEST = 1e-6
"""Least curvature that the Newton steps reckon a load cost with; the bound itself uses the true one."""
SAMPLE = 2500
"""Cases that stand for all of them while it is hot."""
PER_PRACTITIONER = 4
"""Cases for each practitioner that a sample has at the least."""
HOT = 1.0
"""Temperature down to which a sample of the cases is enough."""
LEAP = 3.0
"""Temperatures that one step may change the cost of a typical case by."""
CONJUGATE_STEPS = 40
"""Steps of conjugate gradients for one Newton step, at the most."""
CONJUGATE_CLOSE = 0.02
"""Share of the first residual at which they may stop."""


@dataclass(frozen=True, slots=True)
class Point:
    """The smoothed bound at some prices (m, R): its value, gradient (m, R), loads (m, R) and the cases' shares."""

    prices: Floats
    value: float
    gradient: Floats
    load: Floats
    shares: Shares


@dataclass(frozen=True, slots=True)
class Smoothed:
    """The bound of a block, or of a sample of its cases, at a temperature.

    Attributes
    ----------
    block
        The block with the cases that are looked at.
    weight
        Cases that each of them stands for.
    draws
        Their arrays for the compiled routines.
    temperature
        Priced minutes.
    choices
        Columns that are looked at.
    """

    block: Block
    weight: float
    draws: Draws
    temperature: float
    choices: Choices

    @property
    def flattest(self) -> Floats:
        """(R,) curvature that a load cost has at the least: it turns a whole load's price by about the temperature.

        Without it the price of what costs nothing below a ceiling would leap from none to all.
        """
        typical = np.maximum(1.0, self.weight * self.block.use.sum(axis=0) / self.block.num_staff)
        return np.asarray(np.maximum(FLATTEST, self.temperature / typical / _typical_use(self.block)))

    def at(self, prices: Floats) -> Point:
        """Value and gradient at some prices."""
        block, gradient = self.block, np.zeros_like(prices)
        size, n = self.choices.column.size, block.num_items
        shares = Shares(self.choices.start, np.empty(n, np.int64), np.empty(size, np.int32), np.empty(size))
        value = share_out(self.draws, self.choices, prices, self.temperature, shares, gradient)
        load = free_loads(block, prices, self.flattest)
        curve = np.maximum(block.bend[:-1], self.flattest)
        over = np.maximum(0.0, load - block.knee[:-1])
        cost = curve * (load - block.even[:-1]) ** 2 + (block.steep[:-1] * over + block.kink[:-1]) * over
        value = self.weight * value + float((cost - prices * (load - block.load_before[:-1])).sum())
        return Point(prices, value, self.weight * gradient + block.load_before[:-1] - load, load, shares)

    def curvature(self, point: Point) -> tuple[Floats, Floats]:
        """Slopes (m, R) of the loads, and the couplings of each unit as tables."""
        draws, slopes = self.draws, _load_slopes(self.block, point.load, self.flattest)
        size = (int(draws.place.max()) + 1) * slopes.shape[1]
        table = np.zeros((int(draws.unit.max()) + 1, size, size))
        couple(draws, point.shares, self.temperature / self.weight, table)
        mirror(table)
        return slopes, table

    def step(self, point: Point, curvature: tuple[Floats, Floats], damping: float) -> Floats:
        """(m, R) Newton step, shortened along what the cases hardly feel by a share ``damping`` of the curvature."""
        leap = LEAP * self.temperature / _typical_use(self.block)
        slopes, table = curvature
        return _solve(self.draws, point, self.temperature / self.weight, slopes, table.copy(), (leap, damping))


def _typical_use(block: Block) -> Floats:
    """(R,) mean of what the cases draw of each resource that draw of it at all, at least 1."""
    drawing = np.maximum(1, np.count_nonzero(block.use, axis=0))
    return np.asarray(np.maximum(1.0, block.use.sum(axis=0) / drawing))


def fair_prices(
    block: Block, start: Floats | None = None, coldest: float = 0.0, over: Callable[[], bool] = lambda: False
) -> Floats:
    """(m, R) prices under which the smoothed bound is highest.

    ``start`` was fair for a similar block; above the temperature ``coldest`` prices are good enough. Once the time
    for it is ``over``, prices stay what they are; they give a bound all the same.
    """
    prices = np.zeros((block.num_staff, block.num_resources)) if start is None else start
    if block.num_staff == 0 or block.num_items == 0:
        return prices
    scale = cost_scale(block)
    for temperature in TEMPERATURES:
        if over() or temperature < coldest or (start is not None and temperature > WARM):
            continue
        enough = max(SAMPLE, PER_PRACTITIONER * block.num_staff)
        sample = temperature >= HOT and block.num_items >= 2 * enough
        few = block.sample(block.num_items // enough) if sample else block
        prices = _settle(few, block.num_items / few.num_items, temperature * scale, prices, over)
    return prices


def _settle(block: Block, weight: float, temperature: float, prices: Floats, over: Callable[[], bool]) -> Floats:
    """Climb at one temperature over the columns near the best; again with those that better prices bring near.

    Prices that only looked better because a column was missing are given up, and a wider choice is taken.
    """
    draws = Draws(block.use, block.kept_use, block.current, *_places(block.unit))
    width = WIDTH * temperature + MARGIN
    best, reached = None, None
    for _ in range(ROUNDS):
        smoothed = Smoothed(block, weight, draws, temperature, _choices(block, prices, width))
        point = smoothed.at(prices)
        if best is not None and point.value < best.value:
            width *= 4.0
            prices, reached = best.prices, None
            continue
        best = point
        if reached is not None and reached - point.value <= CLOSE * (1.0 + abs(reached)):
            break
        point = _climb(smoothed, point, over)
        prices, reached = point.prices, point.value
    return best.prices if best is not None else prices


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


def _places(unit: Indices) -> tuple[Indices, Indices]:
    """(m,) number of each practitioner's unit, and place in it."""
    number = np.unique(unit, return_inverse=True)[1].astype(np.int32)
    place = np.zeros(unit.size, dtype=np.int32)
    for at in range(int(number.max()) + 1):
        own = np.flatnonzero(number == at)
        place[own] = np.arange(own.size)
    return number, place


def _climb(smoothed: Smoothed, point: Point, over: Callable[[], bool]) -> Point:
    damping = LEAST_DAMPING
    for _ in range(STEPS):
        if over():
            break
        curvature = smoothed.curvature(point)
        tried = point
        for _ in range(TRIALS):
            step = smoothed.step(point, curvature, damping)
            gain = float((point.gradient * step).sum())
            tried = smoothed.at(point.prices + step)
            if tried.value >= point.value + ENOUGH * gain:
                break
            damping = max(DAMPER * damping, 10.0 * LEAST_DAMPING)
        if tried.value - point.value <= CLOSE * (1.0 + abs(point.value)):
            return tried if tried.value > point.value else point
        point, damping = tried, max(damping / DAMPER, LEAST_DAMPING)
    return point


def _solve(  # noqa: PLR0917 - one linear system
    draws: Draws, point: Point, temperature: float, slopes: Floats, table: Floats, limits: tuple[Floats, float]
) -> Floats:
    """(m, R) solution of curvature times step = gradient."""
    resources = slopes.shape[1]
    at = (
        draws.place[:, None] * resources + np.arange(resources),
        np.broadcast_to(draws.unit[:, None], slopes.shape).astype(np.int64),
    )
    softest = table[at[1], at[0], at[0]]
    leap, damping = limits
    extra = slopes + 1e-6 + damping * (softest + slopes)
    # A price that hardly any case feels would leap, and hold up all the others with it.
    extra += np.maximum(0.0, np.abs(point.gradient) / leap - softest - extra)
    table[at[1], at[0], at[0]] += extra
    idle = np.ones(table.shape[:2], dtype=np.bool_)
    idle[at[1], at[0]] = False
    table[idle.nonzero()[0], idle.nonzero()[1], idle.nonzero()[1]] = 1.0
    if table.shape[0] == 1:
        return np.asarray(np.linalg.solve(table[0], point.gradient.ravel()[_order(at[0])])[at[0]])
    return _conjugate(draws, point, temperature, extra, np.asarray(np.linalg.inv(table), dtype=np.float64), at)


def _order(places: Ints) -> Ints:
    """Inverse of the places of one unit."""
    order = np.empty(places.size, dtype=np.int64)
    order[places.ravel()] = np.arange(places.size)
    return order


def _conjugate(  # noqa: PLR0917 - one linear system
    draws: Draws, point: Point, temperature: float, extra: Floats, inverse: Floats, at: tuple[Ints, Ints]
) -> Floats:
    """Conjugate gradients, the units' own systems being solved exactly in every step."""

    def within_units(rest: Floats) -> Floats:
        right = np.zeros(inverse.shape[:2])
        right[at[1], at[0]] = rest
        return np.asarray((inverse @ right[:, :, None])[:, :, 0][at[1], at[0]])

    step, rest = np.zeros_like(extra), point.gradient.copy()
    better = within_units(rest)
    way, size = better, float((rest * better).sum())
    first = size
    for _ in range(CONJUGATE_STEPS):
        if size <= CONJUGATE_CLOSE**2 * first or size <= 0.0:
            break
        bent = extra * way
        bend(draws, point.shares, temperature, way, bent)
        length = size / float((way * bent).sum())
        step, rest = step + length * way, rest - length * bent
        better = within_units(rest)
        before, size = size, float((rest * better).sum())
        way = better + (size / before) * way
    return step


def _load_slopes(block: Block, load: Floats, flattest: Floats) -> Floats:
    """(m, R) how much a load changes with its price; nothing where it is held by its ceiling or a kink."""
    bend = np.maximum(block.bend[:-1], flattest)
    knee = block.knee[:-1]
    free = (load < block.most[:-1]) & ~((load == knee) & (block.kink[:-1] > 0.0))
    return np.asarray(np.where(free, 0.5 / np.where(load <= knee, bend, bend + block.steep[:-1]), 0.0))
