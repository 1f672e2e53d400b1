"""What the draws of the annealing read and write, as tuples of arrays that compiled functions take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import reduced_costs
from solver.allocation.problem import Floats, Indices, Ints


class Terms(NamedTuple):
    """What the draws read: a block's arrays, its prices, and how far from its best column a case may be drawn."""

    cost: Floats
    points: Ints
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    available: Floats
    apart_start: Indices
    apart_with: Indices
    prices: Floats
    limit: Floats
    near_start: Indices
    near: Indices
    loose: Indices


class State(NamedTuple):
    """What the draws change: column of each case, load of each column, and the cases of each column as linked lists."""

    held: Indices
    load: Ints
    first: Indices
    after: Indices
    before: Indices


def terms_of(block: Block, prices: Floats, radius: float) -> Terms:
    """Terms for draws over the columns whose reduced cost is within ``radius`` of the case's best."""
    reduced = reduced_costs(block, prices)
    limit = reduced.min(axis=1) + radius
    close = reduced <= limit[:, None]
    rows, near = np.nonzero(close)
    counts = np.bincount(rows, minlength=block.num_cases)
    return Terms(
        cost=block.cost,
        points=block.points,
        most=block.most,
        bend=block.bend,
        even=block.even,
        steep=block.steep,
        available=block.available,
        apart_start=block.apart_start,
        apart_with=block.apart_with,
        prices=np.append(prices, 0.0),
        limit=limit,
        near_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        near=near.astype(np.int32),
        loose=np.flatnonzero(counts > 1).astype(np.int32),
    )
