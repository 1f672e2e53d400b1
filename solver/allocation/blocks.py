"""From the problem's arrays to the blocks that the search works on, and back."""

from __future__ import annotations

import numpy as np

from solver.allocation.allowed import Area
from solver.allocation.block import Block, groups_of
from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.problem import NO_CEILING, NOBODY, Bools, Floats, Indices, Ints, Problem
from solver.allocation.scan import fill_costs, pair_facts
from solver.allocation.solution import moved

ROWS = 2048
"""Items whose costs are reckoned together, so that a region needs one table and no more."""


def block_of(problem: Problem, area: Area) -> Block:
    """The block of a region."""
    table = problem.resources
    must = np.searchsorted(area.staff, problem.must[area.items]) if area.staff.size else np.zeros(area.items.size, int)
    at = np.minimum(must, max(0, area.staff.size - 1))
    here = area.staff[at] == problem.must[area.items] if area.staff.size else np.zeros(area.items.size, np.bool_)
    done = here & area.allows(np.arange(area.items.size), np.where(here, at, -1))
    able = (problem.available[area.staff] > 0).any(axis=1)
    items, staff, settled = area.items[~done], area.staff[able], area.items[done]
    must_hold = np.full(problem.num_items, NOBODY, dtype=np.int32)
    must_hold[settled] = problem.must[settled]
    before = table.carried(problem, must_hold)
    idle = area.staff[~able]
    apart_start, apart_with = _apart(problem, items)
    cost, most = _costs(problem, area, np.flatnonzero(~done), np.flatnonzero(able))
    fixed = float(pair_costs(problem, settled, problem.must[settled]).sum())
    return Block(
        items=items,
        staff=staff,
        cost=cost,
        use=table.use[items],
        spared=table.spared,
        current=_column(problem, staff, NOBODY)[problem.current[items]],
        has_current=problem.has_current[items],
        load_before=_with_leaving_out(before[staff], 0),
        # More than all that could come is never carried: without this the bound would reckon with it.
        most=_with_leaving_out(np.minimum(table.most[staff], before[staff] + most), NO_CEILING),
        bend=_with_leaving_out(table.bend[staff], 0.0),
        even=_with_leaving_out(table.even[staff], 0.0),
        steep=_with_leaving_out(table.steep[staff], 0.0),
        knee=_with_leaving_out(table.knee[staff], 0.0),
        kink=_with_leaving_out(table.kink[staff], 0.0),
        unit=problem.staff_pdu[staff],
        apart_start=apart_start,
        apart_with=apart_with,
        group=groups_of(apart_start, apart_with),
        fixed_cost=fixed + float(table.cost(idle, before[idle].astype(np.float64)).sum()),
        fixed_moves=int(np.count_nonzero(moved(problem, must_hold))),
        periods=problem.num_periods,
    )


def columns_of(problem: Problem, block: Block, holder: Indices) -> Indices:
    """(n,) int32 columns of the block for the problem's holders."""
    return _column(problem, block.staff, block.num_staff)[holder[block.items]]


def write_holders(block: Block, held: Indices, holder: Indices) -> None:
    """Enter a block's decision into the problem's holders, in place."""
    holder[block.items] = np.append(block.staff, np.int32(NOBODY))[held]


def _column(problem: Problem, staff: Indices, otherwise: int) -> Indices:
    """(M + 1,) int32 column of each of the problem's staff, the last entry being nobody."""
    column = np.full(problem.num_staff + 1, otherwise, dtype=np.int32)
    column[staff] = np.arange(staff.size)
    return column


def _costs(problem: Problem, area: Area, rows: Ints, columns: Ints) -> tuple[Floats, Ints]:
    """(n, m + 1) costs of some rows and columns of a region, and (m, R) all that could come to each member of staff."""
    items, staff = area.items[rows], area.staff[columns]
    cost, total = np.empty((rows.size, staff.size + 1)), np.zeros((staff.size, problem.resources.use.shape[1]))
    beside_row, beside_column = _beside_locked(problem, items, staff)
    facts = pair_facts(problem, items, staff)
    for at in range(0, rows.size, ROWS):
        here = slice(at, at + ROWS)
        allowed: Bools = area.allowed_rows(rows[here])[:, columns]
        inside = (beside_row >= at) & (beside_row < at + ROWS)
        allowed[beside_row[inside] - at, beside_column[inside]] = False
        pairs = cost[at : at + allowed.shape[0]]
        fill_costs(facts, at, pairs)
        pairs[:, :-1][~allowed] = np.inf
        total += allowed.T.astype(np.float64) @ problem.resources.use[items[here]]
    cost[:, -1] = leaving_out_costs(problem)[items]
    return cost, total.astype(np.int64)


def _with_leaving_out(values: np.ndarray, last: float) -> np.ndarray:
    """(m + 1, R) from (m, R)."""
    row = np.full((1, values.shape[1]), last, dtype=values.dtype)
    return np.concatenate((values, row))


def _apart(problem: Problem, items: Indices) -> tuple[Indices, Indices]:
    """Neighbours among the block's items, both ways, row by row."""
    position = np.full(problem.num_items, -1, dtype=np.int32)
    position[items] = np.arange(items.size)
    pairs = position[problem.apart]
    pairs = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    both = np.concatenate((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.concatenate(([0], np.cumsum(np.bincount(both[:, 0], minlength=items.size))))
    return start.astype(np.int32), both[:, 1].astype(np.int32)


def _beside_locked(problem: Problem, items: Indices, staff: Indices) -> tuple[Ints, Ints]:
    """Rows and columns of pairs whose member of staff has, by a lock, an item that must go to somebody else."""
    both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
    both = both[problem.must[both[:, 1]] != NOBODY]
    row = np.full(problem.num_items, -1, dtype=np.int64)
    row[items] = np.arange(items.size)
    column = _column(problem, staff, -1).astype(np.int64)
    rows, columns = row[both[:, 0]], column[problem.must[both[:, 1]]]
    inside = (rows >= 0) & (columns >= 0)
    return rows[inside], columns[inside]
