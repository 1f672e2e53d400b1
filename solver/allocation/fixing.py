"""Pairs that no cheaper plan can use, by the bound over whole sets.

A plan that is cheaper than the best one known leaves each practitioner at most as much above the cheapest set as there
is between the two. A pair whose cheapest set with it, or without it, is further above is settled: nobody needs to look
at it again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import Bag, Items, Proof, bag_of, best_sets, possible
from solver.allocation.knapsack import knapsack, least_sum
from solver.allocation.prices import load_values
from solver.allocation.problem import Bools

FORCED = 1e7
"""Priced minutes by which a case that must be taken, or must not, is away from indifference."""
TRIFLE = 1e-6
"""Share of a cost that a plan must be cheaper by to count as cheaper."""


def useful_pairs(block: Block, proof: Proof, cost: float, over: Callable[[], bool] = lambda: False) -> Bools:
    """(n, m + 1) bool: pairs that a plan cheaper than ``cost`` could use; once time is ``over``, all not looked at."""
    room = max(0.0, cost - proof.bound) + TRIFLE * (1.0 + abs(cost))
    could = np.isfinite(block.cost)
    could[:, -1] &= block.cost[:, -1] - proof.item_prices <= room
    must = np.zeros_like(could)
    main, loads = proof.main[:, None].astype(np.int64), load_values(block, proof.prices)
    loads += proof.prices * block.load_before[:-1]
    for beside in np.unique(proof.beside).tolist():
        sets = best_sets(block, proof.prices, proof.item_prices, main, beside=beside, taken=True)
        for j in np.flatnonzero(proof.beside == beside).tolist():
            items = possible(block, j, block.cost[:, j]).at(proof.prices[j], proof.item_prices)
            bag = bag_of(block, proof.prices, loads, items, (j, int(proof.main[j]), beside))
            taken = np.isin(items.cases, sets.taken[j])
            settled = _settled(items, bag, taken, sets.values[j] + room, over)
            could[items.cases[settled & ~taken], j] = False
            must[items.cases[settled & taken], j] = True
    return np.asarray(np.where(must.any(axis=1, keepdims=True), must, could))


def _settled(items: Items, bag: Bag, taken: Bools, most: float, over: Callable[[], bool]) -> Bools:
    """(K,) bool: cases without which, or with which if they are not ``taken``, every set costs more than ``most``."""
    settled, found = np.zeros(taken.size, dtype=np.bool_), np.zeros(taken.size, dtype=np.bool_)
    for k in range(taken.size):
        if over():
            break
        off = items.off.copy()
        off[k] = FORCED if taken[k] else -FORCED
        back = 0.0 if taken[k] else FORCED + items.off[k]
        least = bag.least + least_sum(off, items.group) - least_sum(items.off, items.group) + back
        if least > most:
            settled[k] = True
            continue
        cut = most - least
        value = knapsack(off, bag.drawn, items.group, cut, bag.limits, bag.terms, bag.price, found, False)
        # What was taken for granted costs at least ``cut`` more than the least if it is otherwise: more than ``most``.
        settled[k] = bag.others + value + back > most
    return settled
