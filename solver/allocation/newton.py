"""Newton steps on the smoothed bound: where the prices come from.

The temperature falls step by step. From one temperature to the next a step along the path of the best prices is taken,
after which a Newton step or two suffice; and one along it beyond the last temperature. A region begins with each unit
by itself, then those to whom little can come; several periods begin with one price for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import cost_scale, plain_bound, reduced_rows
from solver.allocation.problem import Floats
from solver.allocation.smoothed import Point, Smoothed
from solver.allocation.softmin import REACH
from solver.allocation.stretches import Stretches

COLDER, COLDEST = 0.5, 0.02
"""Factor from one temperature to the next, and the last one in scales of the costs, a priced minute at the least."""
STEP = 0.1
"""Share of what a typical case makes a load dearer that the first temperature is, at the least."""
WARM = 0.12
"""First temperature where prices are known that were fair for a similar block."""
FEW = 2
"""Temperatures at which the points of all periods first have one price together."""
MANY = 2500
"""Cases beyond which prices are first found unit by unit."""
ENOUGH, SHORTER, TRIALS = 0.1, 0.3, 4
"""Share of what the slope promises that a step must bring; factor by which it is shortened; lengths tried."""
DAMPER, LEAST_DAMPING, DAMPINGS = 10.0, 1e-3, 6
"""Factor and beginning of the share of the curvature added where no length was good, and how often it grows."""
IDLE = 8.0
"""Temperatures below nothing that a typical case is worth to staff whose prices are found across units."""
STEPS = 30
"""Newton steps at one temperature, at the most."""
CLOSE, ROUGHLY = 0.02, 5.0
"""Temperatures, for each practitioner, below which what a step promises no longer counts; and for a rough beginning."""


def fair_prices(
    block: Block, start: Floats | None = None, coldest: float = 0.0, over: Callable[[], bool] = lambda: False
) -> Floats:
    """(m, R) prices under which the smoothed bound is highest.

    ``start`` was fair for a similar block; above the temperature ``coldest`` prices are good enough. Once the time
    for it is ``over``, prices stay what they are; they give a bound all the same.
    """
    if block.num_staff == 0 or block.num_items == 0:
        return np.zeros((block.num_staff, block.num_resources)) if start is None else start
    heats = _heats(block, coldest, warm=start is not None)
    if start is None:
        start, heats = _begun(block, heats, over)
    return _further(block, _descend(block, start, heats, over), over)


def _heats(block: Block, coldest: float, *, warm: bool) -> list[float]:
    """Temperatures in priced minutes, hottest first."""
    scale = cost_scale(block)
    heat, last = max(scale, STEP * _typical_rise(block)), max(coldest, COLDEST) * max(1.0, scale)
    heat = min(heat, WARM * scale) if warm else heat
    return [heat * COLDER**step for step in range(1 + max(0, math.ceil(math.log(last / heat, COLDER))))]


def _begun(block: Block, heats: list[float], over: Callable[[], bool]) -> tuple[Floats, list[float]]:
    """Prices (m, R) to begin with, and the temperatures that are left."""
    nothing = np.zeros((block.num_staff, block.num_resources))
    if np.unique(block.unit).size > 1 and block.num_items > MANY:
        prices = _by_units(block, heats[:1], over)
        return _for_the_idle(block, prices, heats[:FEW], over), heats[1:]
    if block.periods > 1:
        gathered = _descend(block.gathered(), nothing[:, block.periods - 1 :], heats[:FEW], over)
        return _spread(block, gathered.point.prices), heats
    return nothing, heats


def _by_units(block: Block, heats: list[float], over: Callable[[], bool]) -> Floats:
    """Prices (m, R) found unit by unit, others staying what they are: cases may go elsewhere at their prices."""
    prices = np.zeros((block.num_staff, block.num_resources))
    units = [np.flatnonzero(block.unit == unit) for unit in np.unique(block.unit)]
    least = np.empty((block.num_items, len(units) + 1))
    for rows, reduced in reduced_rows(block, prices):
        for at, own in enumerate(units):
            least[rows, at] = reduced[:, own].min(axis=1)
        least[rows, -1] = reduced[:, -1]
    for at, own in enumerate(units):
        elsewhere = np.delete(least, at, axis=1).min(axis=1)
        cases = np.flatnonzero(least[:, at] < elsewhere + REACH * heats[-1])
        part = block.priced_part(cases, own, elsewhere[cases])
        if part.num_items and not over():
            prices[own] = _descend(part, *_begun(part, heats, over), over, ROUGHLY).point.prices
            for rows, reduced in reduced_rows(part, prices[own]):
                least[cases[rows], at] = reduced[:, :-1].min(axis=1)
    return prices


def _for_the_idle(block: Block, prices: Floats, heats: list[float], over: Callable[[], bool]) -> Floats:
    """Prices (m, R) with those found together of staff of all units to whom little can come.

    They compete, across units, for few cases at prices far below nothing: unit by unit these never agree.
    """
    worth = prices[:, : block.periods] @ block.use[:, : block.periods].mean(axis=0)
    idle, others = np.flatnonzero(worth < -IDLE * heats[0]), np.flatnonzero(worth >= -IDLE * heats[0])
    if idle.size == 0 or others.size == 0 or over():
        return prices
    least, elsewhere = np.empty(block.num_items), np.empty(block.num_items)
    for rows, reduced in reduced_rows(block, prices):
        least[rows] = reduced[:, idle].min(axis=1)
        elsewhere[rows] = np.minimum(reduced[:, others].min(axis=1), reduced[:, -1])
    cases = np.flatnonzero(least < elsewhere + REACH * heats[0])
    if cases.size:
        part = replace(block.priced_part(cases, idle, elsewhere[cases]), unit=np.zeros(idle.size, dtype=np.int32))
        prices = prices.copy()
        prices[idle] = _descend(part, prices[idle], heats, over, ROUGHLY).point.prices
    return prices


class Descent(NamedTuple):
    """Where a descent ended, and where the bound was highest at the temperatures before, as far as it settled there."""

    point: Point
    settled: list[tuple[Smoothed, Point]]


def _descend(
    block: Block, prices: Floats, heats: list[float], over: Callable[[], bool], close: float = CLOSE
) -> Descent:
    """A climb at each temperature in turn."""
    smoothed = Smoothed.of(block, prices, heats[0])
    smoothed, point = _seen_at(smoothed, smoothed.inside(prices))
    settled: list[tuple[Smoothed, Point]] = []
    for heat in heats:
        if heat != smoothed.temperature:
            prices = smoothed.path(point, heat)
            smoothed = replace(smoothed, temperature=heat)
            smoothed, point = _seen_at(smoothed, prices)
        smoothed, point, done = _climb(smoothed, point, over, close)
        # From prices that are not the best ones the path to colder ones leads astray.
        if over() or not done:
            break
        settled = [*settled[-1:], (smoothed, point)]
    return Descent(point, settled)


def _further(block: Block, found: Descent, over: Callable[[], bool]) -> Floats:
    """Prices (m, R) without a temperature, drawn on beyond the last ones that settled, if the bound is higher there.

    The best prices at a temperature are nearly a straight line in it. Where time was over after the first, its own path
    says where the line goes.
    """
    if len(found.settled) == 2:
        before, last = (point.prices for _, point in found.settled)
    elif found.settled and over():
        smoothed, point = found.settled[0]
        before, last = point.prices, smoothed.path(point, COLDER * smoothed.temperature)
    else:
        return found.point.prices
    further = Stretches.of(block).within(last + (last - before) / (1.0 / COLDER - 1.0))
    return max((found.point.prices, further), key=lambda tried: plain_bound(block, tried))


def _seen_at(
    smoothed: Smoothed, prices: Floats, before: Point | None = None, length: float = 1.0
) -> tuple[Smoothed, Point]:
    """The bound at some prices, with columns chosen anew if those that were looked at no longer do."""
    point = smoothed.at(prices, before, length)
    if smoothed.sees(point):
        return smoothed, point
    smoothed = smoothed.renewed(prices)
    return smoothed, smoothed.at(prices, before, length)


def _typical_rise(block: Block) -> float:
    """Priced minutes by which what a typical case draws makes a typical load dearer, once it has drawn it twice."""
    square = (block.use.astype(np.float64) ** 2).mean(axis=0)
    return float((block.bend[:-1].mean(axis=0) * square).sum())


def _spread(block: Block, prices: Floats) -> Floats:
    """(m, R) prices of the block for those of the gathered one: a point costs the same in every period."""
    return np.column_stack((np.repeat(prices[:, :1], block.periods, axis=1), prices[:, 1:]))


def _climb(smoothed: Smoothed, point: Point, over: Callable[[], bool], close: float) -> tuple[Smoothed, Point, bool]:
    """Newton steps at one temperature, and whether they came to where further ones no longer count."""
    damping, enough = 0.0, close * smoothed.temperature * smoothed.block.num_staff
    for _ in range(STEPS):
        if over():
            break
        for _ in range(DAMPINGS):
            step = smoothed.step(point, damping)
            promised = float((point.gradient * step).sum())
            tried = _along(smoothed, point, step, promised)
            if tried is not None:
                break
            damping = max(DAMPER * damping, LEAST_DAMPING)
        if tried is None:
            return smoothed, point, promised < enough
        (smoothed, point), damping = tried, damping / DAMPER if damping > LEAST_DAMPING else 0.0
        if promised < enough and damping < 1.0:
            return smoothed, point, True
    return smoothed, point, False


def _along(smoothed: Smoothed, point: Point, step: Floats, promised: float) -> tuple[Smoothed, Point] | None:
    """The first point along a step that brings enough of what the slope promises."""
    length = min(1.0, smoothed.reach(point, step))
    for _ in range(TRIALS):
        least = point.value + ENOUGH * length * promised - 1e-12 * abs(point.value)
        prices = point.prices + length * step
        tried = smoothed.at(prices, point, length)
        # With more columns it can only become less.
        if tried.value >= least:
            seen, tried = (smoothed, tried) if smoothed.sees(tried) else _seen_at(smoothed, prices, point, length)
            if tried.value >= least:
                return seen, tried
        length *= SHORTER
    return None


def settled(block: Block, start: Floats | None, coldest: float, over: Callable[[], bool]) -> tuple[Smoothed, Point]:
    """The smoothed bound at the last temperature, and where it is highest; arguments as for ``fair_prices``."""
    prices, heat = fair_prices(block, start, coldest, over), _heats(block, coldest, warm=start is not None)[-1]
    smoothed = Smoothed.of(block, prices, heat)
    return climb(*_seen_at(smoothed, smoothed.inside(prices)), over)[:2]


def climb(smoothed: Smoothed, point: Point, over: Callable[[], bool]) -> tuple[Smoothed, Point, bool]:
    """Newton steps at one temperature, and whether they came to where further ones no longer count."""
    return _climb(smoothed, point, over, CLOSE)


def seen_near(smoothed: Smoothed, prices: Floats) -> tuple[Smoothed, Point]:
    """The bound with the columns looked at that are near the best at some prices, and where these stand."""
    smoothed = smoothed.renewed(prices)
    return smoothed, smoothed.at(prices)


def along(smoothed: Smoothed, point: Point, pulled: Floats) -> Floats:
    """(m, R) by how much prices change where something pulls at the slope of the bound so much more."""
    return smoothed.step(replace(point, gradient=np.where(smoothed.stretches.live, pulled, 0.0)), 0.0)
