"""What the draws of the annealing read and write, as tuples of arrays that compiled functions take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.problem import Bools, Floats, Indices, Ints
from solver.allocation.reduced import near_best

NO_LIMIT = 1 << 40
"""More moves than can ever be made."""


class Terms(NamedTuple):
    """What the draws read: a block's arrays, its prices, and the columns near each case's best, where it may be drawn.

    ``is_near`` (n, m + 1) says the same as the rows of ``near``; no draw leads to more than ``most_moves``.
    """

    cost: Floats
    use: Ints
    kept: Ints
    current: Indices
    has_current: Bools
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    knee: Floats
    kink: Floats
    apart_start: Indices
    apart_with: Indices
    prices: Floats
    is_near: Bools
    near_start: Ints
    near: Indices
    loose: Indices
    most_moves: int


class State(NamedTuple):
    """What the draws change: column of each case, loads of each column, and its cases that may move as linked lists.

    ``moves`` (1,) is how many cases go to another than the one who has them.
    """

    held: Indices
    moves: Ints
    load: Ints
    first: Indices
    after: Indices
    before: Indices


def terms_of(block: Block, prices: Floats, radius: float, most_moves: int | None = None) -> Terms:
    """Terms for draws over the columns whose reduced cost is within ``radius`` of the case's best."""
    near = near_best(block, prices, radius)
    out, counts = block.cost[:, -1] < near.least + radius, np.diff(near.start)
    start = np.concatenate(([0], np.cumsum(counts + out)))
    column = np.full(start[-1], block.num_staff, dtype=np.int32)
    column[np.arange(near.column.size) + np.repeat(start[:-1] - near.start[:-1], counts)] = near.column
    is_near = np.zeros(block.cost.shape, dtype=np.bool_)
    is_near[np.repeat(np.arange(block.num_items), counts + out), column] = True
    loose = np.flatnonzero(counts + out > 1).astype(np.int32)
    return bare_terms(block, prices, most_moves)._replace(is_near=is_near, near_start=start, near=column, loose=loose)


def bare_terms(block: Block, prices: Floats, most_moves: int | None = None) -> Terms:
    """The same without any columns to draw from."""
    nowhere = np.zeros(0, dtype=np.int32)
    return Terms(
        cost=block.cost,
        use=block.use,
        kept=block.kept_use,
        current=block.current,
        has_current=block.has_current,
        most=block.most,
        bend=block.bend,
        even=block.even,
        steep=block.steep,
        knee=block.knee,
        kink=block.kink,
        apart_start=block.apart_start,
        apart_with=block.apart_with,
        prices=np.concatenate((prices, np.zeros((1, block.num_resources)))),
        is_near=np.zeros((0, 0), dtype=np.bool_),
        near_start=np.zeros(1, dtype=np.int64),
        near=nowhere,
        loose=nowhere,
        most_moves=NO_LIMIT if most_moves is None else most_moves - block.fixed_moves,
    )


def main_resource(block: Block) -> int:
    """The resource whose loads cost most where a typical case comes or goes; -1 if holders are spared in all those."""
    if block.num_items == 0:
        return -1
    typical = (block.use.astype(np.float64) ** 2).mean(axis=0)
    strain = np.where(block.spared, -1.0, typical * (block.bend + block.steep).mean(axis=0))
    best = int(np.argmax(strain))
    return best if strain[best] > 0.0 else -1
