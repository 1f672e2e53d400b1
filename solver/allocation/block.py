"""What is left to decide in a region once locks are carried out, as dense arrays for the search.

The costs of a block and those of the problem differ by a constant only: pairs locked together are paid for in
``fixed_cost`` and their points stand in ``load_before``. Leaving a case out is one more column, the last, which has
no load cost and no ceiling; so every routine of the search treats it like a practitioner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.problem import (
    NOBODY,
    Area,
    Bools,
    Floats,
    Indices,
    Ints,
    Problem,
    locked_loads,
    most_loads,
    read_only,
)

NO_CEILING = 1 << 40
"""Points that nobody ever carries."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cases ``n`` to share out over practitioners ``m`` of one region.

    The cost of practitioner j at load L is ``bend_j (L - even_j)^2 + steep_j max(0, L - available_j)^2``.

    Attributes
    ----------
    cases, practitioners
        (n,) and (m,) int32 indices in the problem; the practitioners all have available points.
    cost
        (n, m + 1) float64 priced minutes; infinite where the pair is not possible; the last column is leaving out.
    points
        (n,) int64.
    load_before
        (m + 1,) int64 points that are carried whatever is decided.
    most
        (m + 1,) int64 most points that may be carried.
    bend, even, steep, available
        (m + 1,) float64 constants of the cost of a load; zero in the last column.
    apart_start, apart_with
        Co-defendants of case i among the cases: ``apart_with[apart_start[i]:apart_start[i + 1]]``.
    fixed_cost
        Priced minutes that are paid whatever is decided.
    """

    cases: Indices
    practitioners: Indices
    cost: Floats
    points: Ints
    load_before: Ints
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    available: Floats
    apart_start: Indices
    apart_with: Indices
    fixed_cost: float

    @property
    def num_cases(self) -> int:
        """Number of cases n."""
        return int(self.cases.size)

    @property
    def num_practitioners(self) -> int:
        """Number of practitioners m; ``m`` is also the column of leaving out."""
        return int(self.practitioners.size)

    def load_cost(self, load: Floats) -> Floats:
        """Cost of loads of shape (..., m + 1), entry by entry."""
        over = np.maximum(0.0, load - self.available)
        return np.asarray(self.bend * (load - self.even) ** 2 + self.steep * over**2)

    def loads_of(self, held: Indices) -> Ints:
        """(m + 1,) int64 loads when case i is held by column ``held[i]``."""
        return np.asarray(
            self.load_before + np.bincount(held, weights=self.points, minlength=self.most.size).astype(np.int64)
        )

    def cost_of(self, held: Indices) -> float:
        """Cost of a decision, (n,) columns."""
        pairs = self.cost[np.arange(self.num_cases), held].sum()
        return float(pairs + self.load_cost(self.loads_of(held).astype(np.float64)).sum() + self.fixed_cost)


def block_of(problem: Problem, area: Area) -> Block:
    """The block of a region."""
    table, all_allowed = problem.resources, area.allowed
    locked = all_allowed & (problem.must[area.items, None] == area.staff)
    done = locked.any(axis=1)
    able = (problem.available[area.staff] > 0).any(axis=1)
    cases, practitioners = area.items[~done], area.staff[able]
    apart_start, apart_with = _apart(problem, cases)
    allowed = all_allowed[np.ix_(~done, able)] & ~_beside_locked(problem, cases, practitioners)
    before = locked_loads(problem)[practitioners, 0]
    points = problem.points[cases, 0]
    # More than all of the cases that could come is never carried: without this the bound would reckon with it.
    most = np.minimum(most_loads(problem)[practitioners, 0], before + points @ allowed)
    return Block(
        cases=cases,
        practitioners=practitioners,
        cost=_costs(problem, cases, practitioners, allowed),
        points=points,
        load_before=_with_leaving_out(before, 0),
        most=_with_leaving_out(most, NO_CEILING),
        bend=_with_leaving_out(table.bend[practitioners, 0], 0.0),
        even=_with_leaving_out(table.even[practitioners, 0], 0.0),
        steep=_with_leaving_out(table.steep[practitioners, 0], 0.0),
        available=_with_leaving_out(table.knee[practitioners, 0], 0.0),
        apart_start=apart_start,
        apart_with=apart_with,
        fixed_cost=float(pair_costs(problem, area.items[done], problem.must[area.items[done]]).sum()),
    )


def columns_of(problem: Problem, block: Block, holder: Indices) -> Indices:
    """(n,) int32 columns of the block for the problem's holders."""
    column = np.full(problem.num_staff + 1, block.num_practitioners, dtype=np.int32)
    column[block.practitioners] = np.arange(block.num_practitioners)
    return column[holder[block.cases]]


def write_holders(block: Block, held: Indices, holder: Indices) -> None:
    """Enter a block's decision into the problem's holders, in place."""
    holder[block.cases] = np.append(block.practitioners, np.int32(NOBODY))[held]


def _costs(problem: Problem, cases: Indices, practitioners: Indices, allowed: Bools) -> Floats:
    cost = np.empty((cases.size, practitioners.size + 1))
    cost[:, :-1] = np.where(allowed, pair_costs(problem, cases[:, None], practitioners), np.inf)
    cost[:, -1] = leaving_out_costs(problem)[cases]
    return read_only(cost)


def _with_leaving_out(values: np.ndarray, last: float) -> np.ndarray:
    return read_only(np.append(values, np.array(last, dtype=values.dtype)))


def _apart(problem: Problem, cases: Indices) -> tuple[Indices, Indices]:
    """Neighbours among the block's cases, both ways, row by row."""
    position = np.full(problem.num_items, -1, dtype=np.int32)
    position[cases] = np.arange(cases.size)
    pairs = position[problem.apart]
    pairs = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    both = np.concatenate((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start = np.concatenate(([0], np.cumsum(np.bincount(both[:, 0], minlength=cases.size))))
    return read_only(start.astype(np.int32)), read_only(both[:, 1].astype(np.int32).copy())


def _beside_locked(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """(n, m) bool: a co-defendant of the case is locked to the practitioner."""
    both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
    both = both[problem.must[both[:, 1]] != NOBODY]
    beside = np.zeros((cases.size, practitioners.size), dtype=np.bool_)
    position = {int(i): row for row, i in enumerate(cases)}
    column = {int(j): at for at, j in enumerate(practitioners)}
    for i, other in both.tolist():
        j = int(problem.must[other])
        if i in position and j in column:
            beside[position[i], column[j]] = True
    return beside
