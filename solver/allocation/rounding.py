"""The first plan: each case to the column that is cheapest at the prices and does not carry enough yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.prices import FLATTEST, free_loads, reduced_rows
from solver.allocation.problem import Bools, Floats, Indices, Ints
from solver.allocation.state import drawn_of, load_cost, reduced_cost
from solver.allocation.terms import Terms, main_resource, terms_of

WELCOME = 1e6
"""Priced minutes by which a column that has been drawn for a case is cheaper than all others."""
FIRM = 3.0
"""Regret in priced minutes beyond which a case is placed before all that could as well go elsewhere."""


def round_off(block: Block, prices: Floats) -> Indices:
    """(n,) int32 columns: firm cases first, then the heaviest; ceilings and co-defendants are respected."""
    held = np.full(block.num_items, block.num_staff, dtype=np.int32)
    if block.num_items:
        target = np.concatenate((free_loads(block, prices, FLATTEST), np.zeros((1, block.num_resources))))
        _place(terms_of(block, prices, 0.0), _order(block, prices), target, block.load_before.copy(), held)
    return held


def round_shares(block: Block, prices: Floats, shares: Floats, rng: np.random.Generator) -> Indices:
    """(n,) int32 columns: each case to a practitioner drawn by shares (n, m), where no rule is against it.

    A case with shares of less than one in all may be nobody's, and those are placed as they are without shares.
    """
    upto = np.cumsum(shares, axis=1)
    drawn = (rng.random((block.num_items, 1)) * np.maximum(1.0, upto[:, -1:]) >= upto).sum(axis=1)
    return _round_welcome(block, prices, np.where(drawn < block.num_staff, drawn, -1))


def round_sets(block: Block, prices: Floats, taken: Sequence[Ints], rng: np.random.Generator) -> Indices:
    """(n,) int32 columns: each case to one of those practitioners whose sets, ``taken``, have it, drawn by lot."""
    drawn, takers = np.full(block.num_items, -1, dtype=np.int64), np.zeros(block.num_items)
    for j, cases in enumerate(taken):
        takers[cases] += 1.0
        drawn[cases[rng.random(cases.size) * takers[cases] < 1.0]] = j
    return _round_welcome(block, prices, drawn)


def _round_welcome(block: Block, prices: Floats, drawn: Ints) -> Indices:
    """(n,) int32 columns: each case to practitioner ``drawn[i]``, -1 for none, where no rule is against it."""
    found, cost = np.flatnonzero(drawn >= 0), block.cost.copy()
    cost[found, drawn[found]] -= WELCOME
    return round_off(replace(block, cost=cost), prices)


def _order(block: Block, prices: Floats) -> Ints:
    """(n,) int64 order in which the cases are placed."""
    firm = np.zeros(block.num_items, dtype=np.bool_)
    for rows, reduced in reduced_rows(block, prices):
        two = np.partition(reduced, 1, axis=1)[:, :2] if reduced.shape[1] > 1 else np.repeat(reduced, 2, axis=1)
        firm[rows] = two[:, 1] - two[:, 0] > FIRM
    return np.lexsort((-block.use[:, main_resource(block)], ~firm))


@njit(cache=True)
def _place(terms: Terms, order: Ints, target: Floats, load: Ints, held: Indices) -> None:
    """Place the cases in order."""
    last = load.shape[0] - 1
    placed = np.zeros(held.size, dtype=np.bool_)
    for i in order:
        best, least = last, np.inf
        for j in range(last + 1):
            if terms.cost[i, j] == np.inf or _taken(terms, placed, held, i, j):
                continue
            charge = reduced_cost(terms, i, j)
            for r in range(load.shape[1]):
                after = load[j, r] + drawn_of(terms, i, j, r)
                if after > terms.most[j, r]:
                    charge = np.inf
                    break
                charge += _strain(terms, j, r, after, target[j, r]) - _strain(terms, j, r, load[j, r], target[j, r])
            if charge < least:
                best, least = j, charge
        held[i] = best
        placed[i] = True
        for r in range(load.shape[1]):
            load[best, r] += drawn_of(terms, i, best, r)


@njit(cache=True)
def _taken(terms: Terms, placed: Bools, held: Indices, i: int, j: int) -> bool:
    """Whether a co-defendant of case i is with practitioner j already."""
    if j == terms.most.shape[0] - 1:
        return False
    for at in range(terms.apart_start[i], terms.apart_start[i + 1]):
        rival = terms.apart_with[at]
        if placed[rival] and held[rival] == j:
            return True
    return False


@njit(cache=True)
def _strain(terms: Terms, j: int, r: int, load: float, target: float) -> float:
    """What a load beyond the target costs more than its price brings in."""
    if load <= target:
        return 0.0
    price = terms.prices[j, r]
    return float(load_cost(terms, j, r, load) - load_cost(terms, j, r, target) - price * (load - target))
