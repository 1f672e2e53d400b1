"""Heavy cases by themselves: those that draw of the resource counted beside the points are few, and each weighs much.

Where each of them goes is settled before the light cases, which fill up what room of other resources they leave.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.allocation.block import NO_CEILING, Block, apart_among
from solver.allocation.bound import draws_of, resource_beside
from solver.allocation.prices import FAR, reduced_costs
from solver.allocation.problem import Bools, Floats, Ints


def heavy_cases(block: Block) -> Ints:
    """Heavy cases of a block; none where nothing is counted beside the points."""
    return np.flatnonzero(draws_of(block, resource_beside(block)))


def heavy_part(block: Block, prices: Floats, cases: Ints) -> Block:
    """The heavy ``cases``, all resources but the one counted beside the points being paid for at their prices."""
    beside = np.arange(block.num_resources) == resource_beside(block)
    start, rivals = apart_among(block, cases)
    paid = replace(
        block,
        items=block.items[cases],
        cost=block.cost[cases],
        use=block.use[cases],
        current=block.current[cases],
        has_current=block.has_current[cases],
        apart_start=start,
        apart_with=rivals,
        group=block.group[cases],
        fixed_cost=0.0,
        fixed_moves=0,
    )
    cost = reduced_costs(paid, np.where(beside, 0.0, prices))
    return replace(
        paid,
        cost=cost,
        use=paid.use * beside,
        load_before=block.load_before * beside,
        most=np.where(beside, block.most, NO_CEILING),
        knee=np.where(beside, block.knee, FAR),
        bend=block.bend * beside,
        even=block.even * beside,
        steep=block.steep * beside,
        kink=block.kink * beside,
    )


def with_settled(block: Block, whole: Bools) -> Block:
    """The same block in which cases may only go where ``whole`` (n, m) says, those that may go anywhere apart.

    Every case may be left out as before.
    """
    cost = block.cost.copy()
    rows = np.flatnonzero(whole.any(axis=1))
    cost[rows, :-1] = np.where(whole[rows], cost[rows, :-1], np.inf)
    return replace(block, cost=cost)
