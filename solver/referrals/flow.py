"""Referrals to cells at least cost as a flow, and the prices of places that prove it.

A referral takes one place in one cell, and nothing else ties referrals to each other but the hours of a person with
several of them: so the flow is exact for all others, and its prices give a bound for all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from solver.referrals.calendar import Whole
from solver.referrals.columns import Columns
from solver.referrals.problem import NONE

LARGEST = 2**62
"""Costs times nodes must stay below this inside the flow."""
FAR = 2**60
"""A distance that nothing has."""


def assigned(columns: Columns, waited: Whole) -> Whole | None:
    """(R,) cell of each referral in a cheapest assignment, or -1; None where locks cannot be kept together.

    Parameters
    ----------
    waited
        (R,) weeks waited so far: of plans that cost the same, one is taken that leaves out who has waited least.
    """
    referrals, cells = len(columns.missing), len(columns.places)
    sink = referrals + cells
    leaving = np.flatnonzero(np.isfinite(columns.missing))
    unit = 2**columns.bits
    cost, missing = _whole(columns.cost * unit), _whole(columns.missing[leaving] * unit)
    finer = _ties_beside(cost, missing, sink + 1, int(waited.sum()) + 1)
    ties = waited[leaving] if finer > 1 else np.zeros(len(leaving), dtype=np.int64)
    cell = np.arange(referrals, sink)
    tail = np.concatenate([columns.referral, leaving, cell, cell]).astype(np.int32)
    head = np.concatenate([referrals + columns.cell, np.full(len(leaving) + 2 * cells, sink)]).astype(np.int32)
    unpromised = columns.places - columns.promised
    room = np.concatenate([np.ones(len(cost) + len(leaving), dtype=np.int64), columns.promised, unpromised])
    saving = np.full(cells, -_whole(np.array([columns.promise * unit]))[0] * finer)
    costs = np.concatenate([cost * finer, missing * finer + ties, saving, np.zeros(cells, dtype=np.int64)])
    # The binding's annotations know no dtypes, hence Any.
    flow: Any = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, costs)
    supplies = np.array([*[1] * referrals, *[0] * cells, -referrals], dtype=np.int64)
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    status = flow.solve()
    if status == flow.INFEASIBLE:
        return None
    if status != flow.OPTIMAL:
        raise ValueError(f"The flow ended with the status {status}, which has no translation here")
    taken = np.flatnonzero(flow.flows(arcs[: len(cost)]))
    found = np.full(referrals, NONE, dtype=np.int64)
    found[columns.referral[taken]] = columns.cell[taken]
    return found


def _ties_beside(cost: Whole, missing: Whole, nodes: int, finer: int) -> int:
    """What costs are multiplied by, so that ties stay beneath a unit of them; 1 where numbers would grow too large."""
    largest = int(max(np.abs(cost).max(initial=0), np.abs(missing).max(initial=0)))
    return finer if largest * finer * (nodes + 1) < LARGEST else 1


def prices_of(columns: Columns, cell_of: Whole) -> NDArray[np.float64]:
    """(K,) priced minutes of a place in each cell, from a cheapest assignment.

    The price of a place is what it would cost to free one: the shortest way on which one referral after the other moves
    on, until a free place, or one that is left out, ends it.
    """
    cells, unit = len(columns.places), 2**columns.bits
    steps = _steps(columns, cell_of, unit)
    distance = np.full(cells + 1, FAR, dtype=np.int64)
    distance[cells] = 0
    for _ in range(cells + 1):
        shorter = np.minimum(distance, (steps + distance[None, :]).min(axis=1))
        shorter[cells] = 0
        if np.array_equal(shorter, distance):
            break
        distance = shorter
    known = distance[:cells] < FAR // 2
    # From some cells nobody can move: their price is above all that a referral could pay.
    dearest = columns.missing[np.isfinite(columns.missing)].max(initial=0.0)
    return np.asarray(np.where(known, distance[:cells] / unit, dearest))


def _steps(columns: Columns, cell_of: Whole, unit: int) -> Whole:
    """(K + 1, K + 1) least cost of a step from cell to cell; the last stands for free places and for being left out."""
    cells = len(columns.places)
    steps = np.full((cells + 1, cells + 1), FAR, dtype=np.int64)
    here = np.where(cell_of == NONE, cells, cell_of)
    cost, missing = _whole(columns.cost * unit), _whole(np.minimum(columns.missing * unit, float(FAR)))
    mine = cell_of[columns.referral] == columns.cell
    now = missing.copy()
    now[columns.referral[mine]] = cost[mine]
    np.minimum.at(steps, (here[columns.referral], columns.cell), cost - now[columns.referral])
    stay_out = np.isfinite(columns.missing)
    np.minimum.at(steps, (here[stay_out], np.full(int(stay_out.sum()), cells)), (missing - now)[stay_out])
    taken = np.bincount(cell_of[cell_of != NONE], minlength=cells)
    promise = int(_whole(np.array([columns.promise * unit]))[0])
    add = np.where(taken < columns.promised, -promise, 0)
    free = np.flatnonzero(taken < columns.places)
    steps[free, cells] = np.minimum(steps[free, cells], add[free])
    used = np.flatnonzero(taken > 0)
    take = np.where(taken <= columns.promised, promise, 0)
    steps[cells, used] = np.minimum(steps[cells, used], take[used])
    return steps


def _whole(numbers: NDArray[np.float64]) -> Whole:
    return np.rint(numbers).astype(np.int64)
