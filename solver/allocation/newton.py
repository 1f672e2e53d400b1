"""Newton steps on the smoothed bound: where the prices come from.

The temperature falls step by step. From one temperature to the next a step along the path of the best prices is taken,
after which a Newton step or two suffice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import cost_scale
from solver.allocation.problem import Floats
from solver.allocation.smoothed import Point, Smoothed

COLDER, COLDEST = 0.5, 0.002
"""Factor from one temperature to the next, and the last one in scales of the costs, a priced minute at the least."""
STEP = 0.1
"""Share of what a typical case makes a load dearer that the first temperature is, at the least."""
WARM = 0.12
"""First temperature where prices are known that were fair for a similar block."""
ROUGHLY = 2
"""Temperatures at which the points of all periods first have one price together."""
MANY = 2500
"""Cases beyond which the first temperature, at which all columns count, is left out."""
ENOUGH, SHORTER, TRIALS = 0.1, 0.3, 4
"""Share of what the slope promises that a step must bring; factor by which it is shortened; lengths tried."""
DAMPER, LEAST_DAMPING, DAMPINGS = 10.0, 1e-3, 6
"""Factor and beginning of the share of the curvature added where no length was good, and how often it grows."""
STEPS = 30
"""Newton steps at one temperature, at the most."""
CLOSE = 0.02
"""Share of a temperature, for every practitioner, below which what a step promises no longer counts."""


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
    heats, everywhere = _heats(block, coldest, warm=start is not None), start is None
    if start is None and block.num_items > MANY:
        heats, everywhere = heats[1:], False
    if start is None and block.periods > 1:
        one = block.gathered()
        nothing = np.zeros((one.num_staff, one.num_resources))
        rough = _descend(one, nothing, heats[:ROUGHLY], over, everywhere=everywhere)
        prices, everywhere = _spread(block, rough), False
    return _descend(block, prices, heats, over, everywhere=everywhere)


def _heats(block: Block, coldest: float, *, warm: bool) -> list[float]:
    """Temperatures in priced minutes, hottest first."""
    scale = cost_scale(block)
    heat, last = max(scale, STEP * _typical_rise(block)), max(coldest, COLDEST) * max(1.0, scale)
    heat = min(heat, WARM * scale) if warm else heat
    return [heat * COLDER**step for step in range(1 + max(0, math.ceil(math.log(last / heat, COLDER))))]


def _descend(block: Block, prices: Floats, heats: list[float], over: Callable[[], bool], *, everywhere: bool) -> Floats:
    """Prices after a climb at each temperature in turn, with ``everywhere`` first with all columns."""
    if not heats:
        return prices
    smoothed = Smoothed.of(block, prices, heats[0], everywhere=everywhere)
    point, settled = smoothed.at(smoothed.inside(prices)), True
    for heat in heats:
        if heat != smoothed.temperature:
            prices = smoothed.path(point, heat)
            smoothed = smoothed.cooled(heat, prices)
            point = smoothed.at(prices)
        smoothed, point, settled = _climb(smoothed, point, over)
        # From prices that are not the best ones the path to colder ones leads astray.
        if over() or not settled:
            break
    return point.prices


def _typical_rise(block: Block) -> float:
    """Priced minutes by which what a typical case draws makes a typical load dearer, once it has drawn it twice."""
    square = (block.use.astype(np.float64) ** 2).mean(axis=0)
    return float((block.bend[:-1].mean(axis=0) * square).sum())


def _spread(block: Block, prices: Floats) -> Floats:
    """(m, R) prices of the block for those of the gathered one: a point costs the same in every period."""
    return np.column_stack((np.repeat(prices[:, :1], block.periods, axis=1), prices[:, 1:]))


def _climb(smoothed: Smoothed, point: Point, over: Callable[[], bool]) -> tuple[Smoothed, Point, bool]:
    """Newton steps at one temperature, and whether they came to where further ones no longer count."""
    damping, enough = 0.0, CLOSE * smoothed.temperature * smoothed.block.num_staff
    for _ in range(STEPS):
        if over():
            break
        if not smoothed.sees(point.prices):
            smoothed = smoothed.renewed(point.prices)
            point = replace(smoothed.at(point.prices), above_low=point.above_low, below_high=point.below_high)
        table = smoothed.tables(point)
        for _ in range(DAMPINGS):
            step = smoothed.step(point, table, damping)
            promised = float((point.gradient * step).sum())
            tried = _along(smoothed, point, step, promised)
            if tried is not None:
                break
            damping = max(DAMPER * damping, LEAST_DAMPING)
        if tried is None:
            return smoothed, point, promised < enough
        point, damping = tried, damping / DAMPER if damping > LEAST_DAMPING else 0.0
        if promised < enough and damping < 1.0:
            return smoothed, point, True
    return smoothed, point, False


def _along(smoothed: Smoothed, point: Point, step: Floats, promised: float) -> Point | None:
    """The first point along a step that brings enough of what the slope promises."""
    length = min(1.0, smoothed.reach(point, step))
    for _ in range(TRIALS):
        tried = smoothed.at(point.prices + length * step, point, length)
        if tried.value >= point.value + ENOUGH * length * promised - 1e-12 * abs(point.value):
            return tried
        length *= SHORTER
    return None
