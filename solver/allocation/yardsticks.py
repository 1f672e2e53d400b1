"""What placing one item can cost at most, from which the penalty follows, and at least, from which the floor does."""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import NOBODY, Area, Bools, Floats, Indices, Ints, Problem

ROWS = 4096
"""Items looked at together where a table over all of a region's pairs would be too large."""
NOT_AMONG_US = -2
"""Stands for a present holder who is none of the staff."""


def dearest_and_cheapest(problem: Problem) -> tuple[float, Floats]:
    """Most that one item could cost whoever takes it (0 without any pair), and (N,) the least pair cost of each.

    The least pair cost of an item that nobody may have is infinite.
    """
    dearest, cheapest = 0.0, np.full(problem.num_items, np.inf)
    weights = problem.weights
    prices = np.array(
        [weights.case_travel, weights.continuity, weights.preferences, weights.pdu_crossing, weights.new_cases]
    )
    holder = np.where(problem.has_current & (problem.current == NOBODY), NOT_AMONG_US, problem.current)
    is_case = problem.is_case
    for area in problem.areas:
        rises, kind = _rises(problem, area)
        for begin in range(0, area.items.size, ROWS):
            rows = slice(begin, begin + ROWS)
            items = area.items[rows]
            most = _look_over(
                area.allowed_rows(rows),
                rises,
                kind[rows],
                problem.minutes[items],
                problem.office[area.staff],
                holder[items],
                area.staff,
                is_case[items],
                problem.taste[items],
                problem.rather_not[:, area.staff],
                problem.item_pdu[items],
                problem.staff_pdu[area.staff],
                prices,
                cheapest,
                items,
            )
            dearest = max(dearest, most)
    return dearest, cheapest


def _rises(problem: Problem, area: Area) -> tuple[Floats, Ints]:
    """(K, m) what an item of each kind costs on top of as much else as can be carried, and (n,) kind of each item.

    A kind is an item's points by period and its high-risk points.
    """
    table = problem.resources
    drawn = [r for r, name in enumerate(table.names) if name.startswith("points:") or name == "mix"]
    kinds, kind = np.unique(table.use[area.items][:, drawn], axis=0, return_inverse=True)
    most = problem.ceiling * np.column_stack((problem.available, problem.mean_available))[area.staff]
    rises = np.zeros((kinds.shape[0], area.staff.size))
    for column, r in enumerate(drawn):
        use = kinds[:, column, None].astype(np.float64)
        limit = most[:, -1 if table.names[r] == "mix" else r]
        full = np.maximum(limit, table.load_before[area.staff, r] + use)
        rises += table.cost_of(r, area.staff, full) - table.cost_of(r, area.staff, full - use)
    return rises, kind.reshape(-1)


@njit(cache=True)
def _look_over(  # noqa: PLR0917 - compiled functions take no keywords
    allowed: Bools,
    rises: Floats,
    kind: Ints,
    minutes: Indices,
    office: Indices,
    holder: Indices,
    staff: Indices,
    is_case: Bools,
    taste: Indices,
    rather_not: Bools,
    item_pdu: Indices,
    staff_pdu: Indices,
    prices: Floats,
    cheapest: Floats,
    items: Indices,
) -> float:
    """Most that an item of some rows could cost; what each costs at least by its pair alone goes into ``cheapest``."""
    dearest = 0.0
    travel, move, taste_price, crossing, new = prices
    for i in range(items.size):
        least = np.inf
        for j in range(staff.size):
            if not allowed[i, j]:
                continue
            cost = travel * minutes[i, office[j]]
            if holder[i] != NOBODY and holder[i] != staff[j]:
                cost += move
            if rather_not[taste[i], j]:
                cost += taste_price
            if item_pdu[i] != staff_pdu[j]:
                cost += crossing
            least = min(least, cost)
            if is_case[i] and holder[i] != staff[j]:
                cost += new
            dearest = max(dearest, cost + rises[kind[i], j])
        cheapest[items[i]] = least
    return dearest
