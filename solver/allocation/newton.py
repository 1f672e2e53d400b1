"""Newton steps on the smoothed bound: where the prices come from.

The inner minimum over columns becomes a softmin whose temperature falls step by step. The curvature couples
practitioners who are nearly as good for some case. Couplings within a unit are kept as dense tables and solved
directly, those between units are left to conjugate gradients; with one unit that is one direct solution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solver.allocation.ascent import settle_singly
from solver.allocation.block import Block
from solver.allocation.prices import cost_scale, free_loads, reduced_rows
from solver.allocation.problem import Bools, Floats, Indices, Ints
from solver.allocation.softmin import Choices, Draws, Shares, bend, couple, mirror, share_out

TEMPERATURES = (0.4, 0.15, 0.06, 0.025, 0.01, 0.004, 0.0015, 0.0005)
"""Temperatures of the softmin, as multiples of the block's scale of costs."""
WARM = 0.3
"""First temperature where prices are known that were fair for a similar block."""
GATHERED = 0.1
"""Temperature down to which the points of all periods have one price."""
LEAST_DAMPING, DAMPER = 1e-6, 6.0
"""Share of the curvature added to it, at the least, and the factor by which that grows where a step was no good."""
ENOUGH = 0.05
"""Share of the gain that the slope promises which a step must bring."""
TRIALS = 9
"""Dampings tried for one step, at the most."""
STEPS = 40
"""Newton steps at one temperature, at the most."""
ROUNDS = 5
"""Times that the columns looked at are chosen anew at one temperature, at the most."""
WIDTH = 30.0
"""Temperatures from the best column within which columns are looked at."""
MARGIN = 20.0
"""Priced minutes beyond that."""
CLOSE = 1e-6
"""Share of the value below which a Newton step no longer counts."""
FLATTEST = 1e-6
"""Least curvature that the Newton steps reckon a load cost with; the bound itself uses the true one."""
SINGLY, SINGLY_WARM = 8, 2
"""Times that each price is settled by itself first; the same where prices are known."""
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
    """The bound of a block at a temperature.

    Attributes
    ----------
    block
        The block.
    draws
        Its arrays for the compiled routines.
    temperature
        Priced minutes.
    choices
        Columns that are looked at.
    """

    block: Block
    draws: Draws
    temperature: float
    choices: Choices

    def at(self, prices: Floats) -> Point:
        """Value and gradient at some prices inside their stretches."""
        block, gradient = self.block, np.zeros_like(prices)
        size, n = self.choices.column.size, block.num_items
        shares = Shares(self.choices.start, np.empty(n, np.int64), np.empty(size, np.int32), np.empty(size))
        value = share_out(self.draws, self.choices, prices, self.temperature, shares, gradient)
        load = np.where(self.flat, self.flat_load, free_loads(block, prices, 0.0))
        over = np.maximum(0.0, load - block.knee[:-1])
        cost = block.bend[:-1] * (load - block.even[:-1]) ** 2
        cost += (block.steep[:-1] * over + block.kink[:-1]) * over
        value += float((cost - prices * (load - block.load_before[:-1])).sum())
        return Point(prices, value, gradient + block.load_before[:-1] - load, load, shares)

    @property
    def flat(self) -> Bools:
        """(m, R) bool: a load costs nothing up to a limit, and so much for every unit beyond it, if that is allowed.

        The price of such a resource is not below nothing, nor above what a unit beyond the limit costs; between the
        two the load asked for is the limit. With these stretches the bound needs no smoothing there.
        """
        return np.asarray((self.block.bend[:-1] == 0.0) & (self.block.steep[:-1] == 0.0))

    @property
    def flat_load(self) -> Floats:
        """(m, R) the limit, where ``flat``."""
        block = self.block
        limit = np.where(block.kink[:-1] > 0.0, block.knee[:-1], block.most[:-1])
        return np.asarray(np.clip(limit, block.load_before[:-1], block.most[:-1]))

    def inside(self, prices: Floats) -> Floats:
        """The nearest prices inside their stretches."""
        kink = self.block.kink[:-1]
        return np.asarray(np.where(self.flat, np.clip(prices, 0.0, np.where(kink > 0.0, kink, np.inf)), prices))

    def held(self, point: Point) -> Bools:
        """(m, R) bool: prices at an end of their stretch that would go beyond it."""
        kink = self.block.kink[:-1]
        at_top = (kink > 0.0) & (point.prices >= kink) & (point.gradient > 0.0)
        return np.asarray(self.flat & (at_top | ((point.prices <= 0.0) & (point.gradient < 0.0))))

    def curvature(self, point: Point) -> tuple[Floats, Floats]:
        """Slopes (m, R) of the loads, and the couplings of each unit as tables."""
        draws, slopes = self.draws, np.where(self.flat, 0.0, _load_slopes(self.block, point.load))
        size = (int(draws.place.max()) + 1) * slopes.shape[1]
        table = np.zeros((int(draws.unit.max()) + 1, size, size))
        couple(draws, point.shares, self.temperature, table)
        mirror(table)
        return slopes, table

    def step(self, point: Point, curvature: tuple[Floats, Floats], damping: float) -> Floats:
        """(m, R) Newton step, shortened along what the cases hardly feel by a share ``damping`` of the curvature."""
        leap = LEAP * self.temperature / _typical_use(self.block)
        slopes, table = curvature
        held = self.held(point)
        free = Point(point.prices, point.value, np.where(held, 0.0, point.gradient), point.load, point.shares)
        return _solve(self.draws, free, self.temperature, slopes, table.copy(), Limits(leap, damping, held))


class Limits(NamedTuple):
    """How far each price may go in a step, how much that is damped, and prices that must not move."""

    leap: Floats
    damping: float
    held: Bools


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
    warm = WARM if start is not None else np.inf
    if block.periods > 1 and start is None:
        prices = _spread(block, fair_prices(block.gathered(), None, GATHERED, over))
    prices, needed = settle_singly(block, prices, SINGLY if start is None else SINGLY_WARM)
    few, scale = block.with_resources(needed), cost_scale(block)
    for temperature in TEMPERATURES:
        if over() or temperature < coldest or temperature > warm:
            continue
        prices[:, needed] = _settle(few, temperature * scale, prices[:, needed], over)
    return prices


def _spread(block: Block, prices: Floats) -> Floats:
    """(m, R) prices of the block for those of the gathered one: a point costs the same in every period."""
    return np.column_stack((np.repeat(prices[:, :1], block.periods, axis=1), prices[:, 1:]))


def _settle(block: Block, temperature: float, prices: Floats, over: Callable[[], bool]) -> Floats:
    """Climb at one temperature over the columns near the best; again with those that better prices bring near.

    Prices that only looked better because a column was missing are given up, and a wider choice is taken.
    """
    draws = Draws(block.use, block.kept_use, block.current, *_places(block.unit))
    width = WIDTH * temperature + MARGIN
    best, reached = None, None
    for _ in range(ROUNDS):
        smoothed = Smoothed(block, draws, temperature, _choices(block, prices, width))
        point = smoothed.at(smoothed.inside(prices))
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
            there = smoothed.inside(point.prices + smoothed.step(point, curvature, damping))
            gain = float((point.gradient * (there - point.prices)).sum())
            tried = smoothed.at(there)
            if tried.value >= point.value + ENOUGH * gain:
                break
            damping = max(DAMPER * damping, 10.0 * LEAST_DAMPING)
        if tried.value - point.value <= CLOSE * (1.0 + abs(point.value)):
            return tried if tried.value > point.value else point
        point, damping = tried, max(damping / DAMPER, LEAST_DAMPING)
    return point


def _solve(  # noqa: PLR0917 - one linear system
    draws: Draws, point: Point, temperature: float, slopes: Floats, table: Floats, limits: Limits
) -> Floats:
    """(m, R) solution of curvature times step = gradient."""
    resources = slopes.shape[1]
    at = (
        draws.place[:, None] * resources + np.arange(resources),
        np.broadcast_to(draws.unit[:, None], slopes.shape).astype(np.int64),
    )
    softest = table[at[1], at[0], at[0]]
    extra = slopes + 1e-6 + limits.damping * (softest + slopes)
    # A price that hardly any case feels would leap, and hold up all the others with it.
    extra += np.maximum(0.0, np.abs(point.gradient) / limits.leap - softest - extra)
    table[at[1], at[0], at[0]] += extra
    idle = np.ones(table.shape[:2], dtype=np.bool_)
    idle[at[1], at[0]] = limits.held
    unit, place = idle.nonzero()
    table[unit, place, :] = 0.0
    table[unit, :, place] = 0.0
    table[unit, place, place] = 1.0
    if table.shape[0] == 1:
        return np.asarray(np.linalg.solve(table[0], point.gradient.ravel()[_order(at[0])])[at[0]])
    within = np.asarray(np.linalg.inv(table), dtype=np.float64)
    return _conjugate(draws, point, temperature, np.where(limits.held, 0.0, extra), within, at, limits.held)


def _order(places: Ints) -> Ints:
    """Inverse of the places of one unit."""
    order = np.empty(places.size, dtype=np.int64)
    order[places.ravel()] = np.arange(places.size)
    return order


def _conjugate(  # noqa: PLR0917 - one linear system
    draws: Draws, point: Point, temperature: float, extra: Floats, inverse: Floats, at: tuple[Ints, Ints], held: Bools
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
        bent[held] = 0.0
        length = size / float((way * bent).sum())
        step, rest = step + length * way, rest - length * bent
        better = within_units(rest)
        before, size = size, float((rest * better).sum())
        way = better + (size / before) * way
    return step


def _load_slopes(block: Block, load: Floats) -> Floats:
    """(m, R) how much a load changes with its price; nothing where it is held by its ceiling or a kink."""
    bend, knee = np.maximum(block.bend[:-1], FLATTEST), block.knee[:-1]
    free = (load < block.most[:-1]) & ~((load == knee) & (block.kink[:-1] > 0.0))
    return np.asarray(np.where(free, 0.5 / np.where(load <= knee, bend, bend + block.steep[:-1]), 0.0))
