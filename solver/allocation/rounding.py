"""The first plan: each case to the column that is cheapest at the prices and does not carry enough yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.prices import FLATTEST, free_loads
from solver.allocation.problem import NOBODY, Bools, Floats, Indices, Ints
from solver.allocation.reduced import Near, near_best, two_best
from solver.allocation.state import drawn_of, load_cost, reduced_cost
from solver.allocation.terms import Terms, bare_terms, main_resource

FIRM = 3.0
"""Regret in priced minutes beyond which a case is placed before all that could as well go elsewhere."""
LENIENT = 0.1
"""Share of what a load beyond its price costs that counts where draws are to pass cases on."""


def round_off(block: Block, prices: Floats, drawn: Ints | None = None) -> Indices:
    """(n,) int32 columns: firm cases first, then the heaviest; ceilings and co-defendants are respected.

    Cases ``drawn`` (n,) for a practitioner, -1 for none, go there where no rule is against it, before most others.
    """
    drawn = np.full(block.num_items, NOBODY, dtype=np.int64) if drawn is None else drawn
    held = np.full(block.num_items, block.num_staff, dtype=np.int32)
    if block.num_items:
        target = np.concatenate((free_loads(block, prices, FLATTEST), np.zeros((1, block.num_resources))))
        order = _order(block, prices, drawn)
        _place(bare_terms(block, prices), order, drawn, target, block.load_before.copy(), held)
    return held


def round_shares(block: Block, prices: Floats, shares: Floats, rng: np.random.Generator) -> Indices:
    """(n,) int32 columns: each case to a practitioner drawn by shares (n, m), where no rule is against it.

    A case with shares of less than one in all may be nobody's, and those are placed as they are without shares.
    """
    upto = np.cumsum(shares, axis=1)
    drawn = (rng.random((block.num_items, 1)) * np.maximum(1.0, upto[:, -1:]) >= upto).sum(axis=1)
    return round_off(block, prices, np.where(drawn < block.num_staff, drawn, NOBODY))


def round_sets(block: Block, prices: Floats, taken: Sequence[Ints], rng: np.random.Generator) -> Indices:
    """(n,) int32 columns: each case to one of those practitioners whose sets, ``taken``, have it, drawn by lot."""
    drawn, takers = np.full(block.num_items, NOBODY, dtype=np.int64), np.zeros(block.num_items)
    for j, cases in enumerate(taken):
        takers[cases] += 1.0
        drawn[cases[rng.random(cases.size) * takers[cases] < 1.0]] = j
    return round_off(block, prices, drawn)


def brought_near(block: Block, prices: Floats, held: Indices, radius: float) -> Indices:
    """(n,) int32 columns: a case that costs ``radius`` more than at its cheapest goes to a practitioner near that.

    The dearest go first. Overloads that come of it hardly count, since hot draws can pass on many light cases where
    they cannot exchange a heavy one for them. Ceilings and co-defendants are respected.
    """
    near, held = near_best(block, prices, radius), held.astype(np.int32, copy=True)
    drawn = block.draws(held) * np.vstack((prices, np.zeros(block.num_resources)))[held]
    off = block.cost[np.arange(held.size), held] + drawn.sum(axis=1) - near.least
    order = np.argsort(-off, kind="stable")[: np.count_nonzero(off > radius)]
    _bring(bare_terms(block, prices), order, near, block.loads_of(held), held)
    return held


def _order(block: Block, prices: Floats, drawn: Ints) -> Ints:
    """(n,) int64 order in which the cases are placed."""
    best, second, _ = two_best(block, prices)
    firm = (drawn != NOBODY) | (second - best > FIRM)
    return np.lexsort((-block.use[:, main_resource(block)], ~firm))


@njit(cache=True)
def _place(terms: Terms, order: Ints, drawn: Ints, target: Floats, load: Ints, held: Indices) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Place the cases in order."""
    last = load.shape[0] - 1
    placed = np.zeros(held.size, dtype=np.bool_)
    for i in order:
        best, least = last, np.inf
        for turn in range(2):
            # Whom the case was drawn for, if it may go there, and everybody otherwise.
            first, end = (drawn[i], drawn[i] + 1) if turn == 0 else (0, last + 1)
            for j in range(first, end if least == np.inf and first >= 0 else first):
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
def _bring(terms: Terms, order: Ints, near: Near, load: Ints, held: Indices) -> None:
    """Bring cases to practitioners near their best, in order."""
    placed = np.ones(held.size, dtype=np.bool_)
    for i in order:
        here, best, least = held[i], -1, np.inf
        for k in range(near.start[i], near.start[i + 1]):
            j = near.column[k]
            if _taken(terms, placed, held, i, j):
                continue
            charge = reduced_cost(terms, i, j)
            for r in range(load.shape[1]):
                after = load[j, r] + drawn_of(terms, i, j, r)
                if after > terms.most[j, r]:
                    charge = np.inf
                    break
                rise = load_cost(terms, j, r, after) - load_cost(terms, j, r, load[j, r])
                charge += LENIENT * max(0.0, rise - terms.prices[j, r] * drawn_of(terms, i, j, r))
            if charge < least:
                best, least = j, charge
        if best >= 0:
            for r in range(load.shape[1]):
                load[here, r] -= drawn_of(terms, i, here, r)
                load[best, r] += drawn_of(terms, i, best, r)
            held[i] = best


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
