"""What placing one item can cost at most, from which the penalty follows, and at least, from which the floor does."""

from __future__ import annotations

import numpy as np

from solver.allocation.allowed import Area
from solver.allocation.problem import Floats, Problem
from solver.allocation.scan import dearest_of, pair_facts

ROWS = 4096
"""Items looked at together."""


def dearest_and_cheapest(problem: Problem) -> tuple[float, Floats]:
    """Most that one item could cost whoever takes it (0 without any pair), and (N,) the least pair cost of each.

    The least pair cost of an item that nobody may have is infinite.
    """
    dearest, cheapest = 0.0, np.full(problem.num_items, np.inf)
    new_price = np.where(problem.is_case, problem.weights.new_cases, 0.0)
    for area in problem.areas:
        facts, rises = pair_facts(problem, area.items, area.staff), _Rises(problem, area)
        for begin in range(0, area.items.size, ROWS):
            rows = slice(begin, begin + ROWS)
            items = area.items[rows]
            least = np.empty(items.size)
            most = dearest_of(facts, area.allowed_rows(rows), rises.of(rows), begin, new_price[items], least)
            dearest, cheapest[items] = max(dearest, most), least
    return dearest, cheapest


class _Rises:
    """What items add to the cost of points and mix, on top of as much else as may be carried.

    Items draw few different amounts of each resource, so that each amount is reckoned once.
    """

    def __init__(self, problem: Problem, area: Area) -> None:
        self._columns = []
        table, staff = problem.resources, area.staff
        most = problem.ceiling * np.column_stack((problem.available, problem.mean_available))[staff]
        for r, name in enumerate(table.names):
            if not name.startswith("points:") and name != "mix":
                continue
            amounts, number = np.unique(table.use[area.items, r], return_inverse=True)
            use = amounts[:, None].astype(np.float64)
            full = np.maximum(most[:, -1 if name == "mix" else r], table.load_before[staff, r] + use)
            added = table.cost_of(r, staff, full) - table.cost_of(r, staff, full - use)
            self._columns.append((added, number.reshape(-1)))

    def of(self, rows: slice) -> Floats:
        """(k, m) priced minutes, of some rows of the area."""
        total = self._columns[0][0][self._columns[0][1][rows]]
        for added, number in self._columns[1:]:
            total += added[number[rows]]
        return np.asarray(total)
