"""One price at a time: prices that are roughly fair, wherever they begin.

With all other prices fixed, the bound is a concave function of one price of one practitioner, and its best value is
where what the cases would draw meets the load that the price asks for. A few rounds of that bring prices that are far
off, as those of somebody who can use little of their time, near to where Newton steps work.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.prices import reduced_rows
from solver.allocation.problem import Floats, Indices, Ints

HALVINGS = 24
"""Times that the stretch in which a price lies is halved."""
CLOSE = 1e-3
"""Priced minutes for a unit within which a price is known well enough."""
FURTHEST = 1e6
"""Priced minutes for a unit beyond which no price is looked for."""


class Ranks(NamedTuple):
    """Reduced costs (n, m + 1) of the columns, and of each case the best, the second-best and where the best is."""

    reduced: Floats
    first: Floats
    second: Floats
    at: Indices


class Priced(NamedTuple):
    """One resource: what each case draws, whether its holder is spared, who that is, and the cases that draw."""

    use: Ints
    spared: bool
    current: Indices
    cases: Ints


def settle_singly(block: Block, prices: Floats, rounds: int) -> tuple[Floats, Ints]:
    """Prices (m, R) after each was set to its best value so many times, and the resources that need prices.

    A resource that costs nothing below a ceiling needs them only if somebody would be above it.
    """
    found = prices.copy()
    costly = (block.bend + block.steep + block.kink)[:-1].any(axis=0)
    if block.num_items == 0 or block.num_staff == 0:
        return found, np.flatnonzero(costly)
    ranks = _ranked(block, found)
    terms = np.stack([block.bend, block.even, block.steep, block.knee, block.kink], axis=2)[:-1]
    limits = np.stack([block.load_before, block.most], axis=2)[:-1].astype(np.float64)
    for _ in range(rounds):
        for r in range(block.num_resources):
            use = np.ascontiguousarray(block.use[:, r])
            priced = Priced(use, bool(block.spared[r]), block.current, np.flatnonzero(use))
            _sweep(priced, ranks, found[:, r], terms[:, r], limits[:, r])
    return found, np.flatnonzero(costly | (np.abs(found) > CLOSE).any(axis=0))


def _ranked(block: Block, prices: Floats) -> Ranks:
    n = block.num_items
    ranks = Ranks(np.empty((n, block.num_staff + 1)), np.empty(n), np.empty(n), np.empty(n, dtype=np.int32))
    for rows, reduced in reduced_rows(block, prices):
        ranks.reduced[rows] = reduced
    _rank(ranks)
    return ranks


@njit(cache=True)
def _rank(ranks: Ranks) -> None:
    for i in range(ranks.at.size):
        _rank_row(ranks, i)


@njit(cache=True)
def _rank_row(ranks: Ranks, i: int) -> None:
    row = ranks.reduced[i]
    best, next_best, where = np.inf, np.inf, 0
    for j in range(row.size):
        if row[j] < best:
            next_best, best, where = best, row[j], j
        elif row[j] < next_best:
            next_best = row[j]
    ranks.first[i], ranks.second[i], ranks.at[i] = best, next_best, where


@njit(cache=True)
def _sweep(priced: Priced, ranks: Ranks, prices: Floats, terms: Floats, limits: Floats) -> None:
    """Set the price of one resource of every practitioner in turn, and keep the ranks up to date."""
    size = priced.cases.size
    turns, weight, case = np.empty(size), np.empty(size), np.empty(size, np.int64)
    reduced = ranks.reduced
    for j in range(prices.size):
        count = 0
        for i in priced.cases:
            if reduced[i, j] == np.inf or (priced.spared and priced.current[i] == j):
                continue
            rival = ranks.second[i] if ranks.at[i] == j else ranks.first[i]
            # The price below which the case comes here.
            turns[count] = prices[j] + (rival - reduced[i, j]) / priced.use[i]
            weight[count], case[count] = priced.use[i], i
            count += 1
        price = _balance(turns[:count], weight[:count], terms[j], limits[j], prices[j])
        change, prices[j] = price - prices[j], price
        for k in range(count):
            i = case[k]
            old = reduced[i, j]
            reduced[i, j] = old + weight[k] * change
            if min(old, reduced[i, j]) <= ranks.second[i]:
                _rank_row(ranks, i)


@njit(cache=True)
def _balance(turns: Floats, weight: Floats, terms: Floats, limits: Floats, start: float) -> float:
    """The price at which what is drawn meets the load that is asked for."""
    low, high, width = start, start, 1.0
    while _drawn(turns, weight, low) + limits[0] < _load(low, terms, limits) and width < FURTHEST:
        high, low, width = low, low - width, 2.0 * width
    width = 1.0
    while _drawn(turns, weight, high) + limits[0] > _load(high, terms, limits) and width < FURTHEST:
        low, high, width = high, high + width, 2.0 * width
    for _ in range(HALVINGS):
        if high - low < CLOSE:
            break
        middle = 0.5 * (low + high)
        if _drawn(turns, weight, middle) + limits[0] > _load(middle, terms, limits):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@njit(cache=True)
def _drawn(turns: Floats, weight: Floats, price: float) -> float:
    total = 0.0
    for k in range(turns.size):
        if turns[k] > price:
            total += weight[k]
    return total


@njit(cache=True)
def _load(price: float, terms: Floats, limits: Floats) -> float:
    bend, even, steep, knee, kink = terms
    far = FURTHEST * FURTHEST
    load = even + price / (2.0 * bend) if bend > 0.0 else math.copysign(far, price)
    if load > knee:
        load = far if price > kink else knee
        if bend + steep > 0.0:
            load = max(knee, (2.0 * (bend * even + steep * knee) + price - kink) / (2.0 * (bend + steep)))
    return float(min(max(load, limits[0]), limits[1]))
