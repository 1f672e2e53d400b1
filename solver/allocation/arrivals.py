"""Daily arrivals: new items placed beside a plan that stands, with at most so many of its items moved.

First each arrival goes where it costs least, the one with most to lose first; then single items change hands while that
pays: arrivals freely, items of the plan as long as moves are left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.desk import Desk
from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.problem import NOBODY, Bools, Floats, Indices, Ints

LEAST_GAIN = 1e-6
"""Priced minutes below which a change is not worth making."""
MOST_CHANGES = 1000
"""Changes of hands after which the work ends, whatever could still be gained."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the arrivals.

    Attributes
    ----------
    items, staff
        (n,) int32 arrivals, and who takes each; ``NOBODY`` where nobody can.
    moves
        Items of the plan that change hands, each with who takes it.
    cost
        Change of the plan's cost in priced minutes.
    """

    items: Indices
    staff: Indices
    moves: tuple[tuple[int, int], ...]
    cost: float


def place(desk: Desk, items: Indices, max_moves: int) -> Placed:
    """Place items that nobody has, moving at most ``max_moves`` others; the desk's plan is changed accordingly."""
    before = desk.holder.copy()
    cost = 0.0
    for region in np.unique(desk.region_at[items]):
        mine = items[desk.region_at[items] == region]
        cost += _insert(desk, int(region), mine)
        cost += _improve(desk, int(region), mine, before, max_moves)
    changed = np.flatnonzero((before != NOBODY) & (desk.holder != before))
    moves = tuple((int(i), int(desk.holder[i])) for i in changed)
    return Placed(items, desk.holder[items].copy(), moves, cost)


def _insert(desk: Desk, region: int, items: Indices) -> float:
    """Regret insertion: next is always the item that would lose most by having to take its second best."""
    left = list(items)
    cost = 0.0
    while left:
        table = change_table(desk, region, np.array(left, dtype=np.int32))
        two = np.partition(table, min(1, table.shape[1] - 1), axis=1)[:, :2] if table.shape[1] else table
        some = np.flatnonzero(np.isfinite(two[:, 0])) if table.shape[1] else np.zeros(0, dtype=np.int64)
        if some.size == 0:
            break
        second = np.where(np.isfinite(two[some, -1]), two[some, -1], 0.0)
        row = int(some[np.argmax(second - two[some, 0])])
        column = int(np.argmin(table[row]))
        cost += float(table[row, column])
        desk.give(int(left.pop(row)), int(desk.problem.areas[region].staff[column]))
    return cost


def _improve(desk: Desk, region: int, arrivals: Indices, before: Indices, max_moves: int) -> float:
    """Single changes of hands among those who took something, the best one first."""
    cost = 0.0
    touched = set(desk.holder[arrivals].tolist()) - {NOBODY}
    for _ in range(MOST_CHANGES):
        moves = int(np.count_nonzero((before != NOBODY) & (desk.holder != before)))
        held = np.flatnonzero(np.isin(desk.holder, list(touched))).astype(np.int32)
        free = np.isin(held, arrivals) | (desk.holder[held] != before[held])
        pool = held if moves < max_moves else held[free]
        table = change_table(desk, region, pool[desk.region_at[pool] == region])
        if table.size == 0 or table.min() > -LEAST_GAIN:
            break
        row, column = np.unravel_index(int(np.argmin(table)), table.shape)
        staff = int(desk.problem.areas[region].staff[column])
        desk.give(int(pool[desk.region_at[pool] == region][row]), staff)
        touched.add(staff)
        cost += float(table[row, column])
    return cost


def change_table(desk: Desk, region: int, items: Indices) -> Floats:
    """(k, m) change of the plan's cost if each member of a region's staff had each item; infinite where that cannot be.

    Where an item already is, the entry is infinite too.
    """
    problem = desk.problem
    area = problem.areas[region]
    if items.size == 0 or area.staff.size == 0:
        return np.zeros((items.size, area.staff.size))
    now = desk.holder[items]
    has = now != NOBODY
    draws = problem.resources.use[items][:, None, :] * ~(
        problem.resources.spared & (problem.current[items][:, None, None] == area.staff[:, None])
    )
    load = desk.carried[area.staff].astype(np.float64)
    there = pair_costs(problem, items[:, None], area.staff) + _rise(desk, area.staff, load, draws)
    here = np.where(has, 0.0, leaving_out_costs(problem)[items])
    column = desk.column_at[now[has]]
    own = draws[has, column]
    less = load[column] - own
    here[has] = (
        pair_costs(problem, items[has], now[has]) + _costs(desk, now[has], less + own) - _costs(desk, now[has], less)
    )
    possible = (
        area.allowed_rows(desk.row_at[items]) & (now[:, None] != area.staff) & _room(desk, items, area.staff, draws)
    )
    return np.where(possible, there - here[:, None], np.inf)


def _room(desk: Desk, items: Indices, staff: Indices, draws: Ints) -> Bools:
    problem = desk.problem
    room: Bools = np.asarray((desk.carried[staff] + draws <= problem.resources.most[staff]).all(axis=2))
    both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
    row_of = {int(i): row for row, i in enumerate(items)}
    for i, rival in both[np.isin(both[:, 0], items)].tolist():
        room[row_of[i], staff == desk.holder[rival]] = False
    return np.asarray(room)


def _rise(desk: Desk, staff: Indices, load: Floats, draws: Ints) -> Floats:
    """(k, m) rise of the cost of loads."""
    return _costs(desk, staff, load + draws) - _costs(desk, staff, load)


def _costs(desk: Desk, staff: Indices, load: Floats) -> Floats:
    return np.asarray(desk.problem.resources.cost(staff, load).sum(axis=-1))
