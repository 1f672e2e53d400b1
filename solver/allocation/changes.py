"""What it would change in a plan that stands if each of some staff had each of some items, all looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.problem import NOBODY, Bools, Floats, Indices, Ints

if TYPE_CHECKING:
    from solver.allocation.desk import Desk


def change_table(desk: Desk, region: int, items: Indices, columns: Ints | None = None) -> Floats:
    """(k, m) change of the plan's cost if each member of a region's staff had each item; infinite where that cannot be.

    Where an item already is, the entry is infinite too. Only some ``columns`` of the region's staff can be asked for.
    """
    problem = desk.problem
    area = problem.areas[region]
    staff = area.staff if columns is None else area.staff[columns]
    if items.size == 0 or staff.size == 0:
        return np.zeros((items.size, staff.size))
    use, spared, current = problem.resources.use[items], problem.resources.spared, problem.current[items]
    draws = use[:, None, :] * ~(spared & (current[:, None, None] == staff[:, None]))
    there = pair_costs(problem, items[:, None], staff)
    there += _rise(desk, staff, desk.carried[staff].astype(np.float64), draws)
    now = desk.holder[items]
    has = now != NOBODY
    here = np.where(has, 0.0, leaving_out_costs(problem)[items])
    load = desk.carried[now[has]].astype(np.float64)
    less = load - use[has] * ~(spared & (current[has] == now[has])[:, None])
    here[has] = pair_costs(problem, items[has], now[has]) + _costs(desk, now[has], load) - _costs(desk, now[has], less)
    allowed = area.allowed_rows(desk.row_at[items])
    allowed = allowed if columns is None else allowed[:, columns]
    possible = allowed & (now[:, None] != staff) & _room(desk, items, staff, draws)
    return np.where(possible, there - here[:, None], np.inf)


def _room(desk: Desk, items: Indices, staff: Indices, draws: Ints) -> Bools:
    problem = desk.problem
    room: Bools = np.asarray((desk.carried[staff] + draws <= problem.resources.most[staff]).all(axis=2))
    both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
    place = np.full(problem.num_items, -1)
    place[items] = np.arange(items.size)
    both = both[(place[both[:, 0]] >= 0) & (desk.holder[both[:, 1]] != NOBODY)]
    np.logical_and.at(room, place[both[:, 0]], desk.holder[both[:, 1]][:, None] != staff)
    return room


def _rise(desk: Desk, staff: Indices, load: Floats, draws: Ints) -> Floats:
    """(k, m) rise of the cost of loads."""
    return _costs(desk, staff, load + draws) - _costs(desk, staff, load)


def _costs(desk: Desk, staff: Indices, load: Floats) -> Floats:
    return np.asarray(desk.problem.resources.cost(staff, load).sum(axis=-1))
