"""The first plan: each case to the column that is cheapest at the prices and does not carry enough yet."""

from __future__ import annotations

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import best_loads, reduced_costs
from solver.allocation.problem import Floats, Indices

FIRM = 3.0
"""Regret in priced minutes beyond which a case is placed before all that could as well go elsewhere."""


def round_off(block: Block, prices: Floats) -> Indices:
    """(n,) int32 columns: firm cases first, then the heaviest; ceilings and co-defendants are respected."""
    reduced = reduced_costs(block, prices)
    column_prices = np.append(prices, 0.0)
    target = np.append(best_loads(block, prices), 0.0)
    load = block.load_before.astype(np.float64)
    held = np.full(block.num_cases, block.num_practitioners, dtype=np.int32)
    placed = np.zeros(block.num_cases, dtype=np.bool_)
    for i in _order(block, reduced):
        after = load + block.points[i]
        charge = reduced[i] + _strain(block, column_prices, target, after) - _strain(block, column_prices, target, load)
        charge[after > block.most] = np.inf
        rivals = block.apart_with[block.apart_start[i] : block.apart_start[i + 1]]
        taken = held[rivals[placed[rivals]]]
        charge[taken[taken < block.num_practitioners]] = np.inf
        held[i] = int(np.argmin(charge))
        load[held[i]] += block.points[i]
        placed[i] = True
    return held


def _order(block: Block, reduced: Floats) -> Indices:
    two = np.partition(reduced, 1, axis=1)[:, :2] if reduced.shape[1] > 1 else np.repeat(reduced, 2, axis=1)
    firm = two[:, 1] - two[:, 0] > FIRM
    return np.lexsort((-block.points, ~firm)).astype(np.int32)


def _strain(block: Block, prices: Floats, target: Floats, load: Floats) -> Floats:
    """(m + 1,) what loads beyond the target cost more than their price brings in."""
    beyond = np.maximum(load, target)
    return np.asarray((block.load_cost(beyond) - prices * beyond) - (block.load_cost(target) - prices * target))
