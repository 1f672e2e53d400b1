"""What is left to decide in a region once locks are carried out, as dense arrays for the search.

Everything that somebody can carry too much or too little of is a *resource*: the points of a period, the number of
cases, the points of high-risk work. Each has its own load, cost of the load and ceiling for every practitioner, so
that the search needs no word for any of them.

The costs of a block and those of the problem differ by a constant only: pairs locked together are paid for in
``fixed_cost`` and what they draw stands in ``load_before``. Leaving a case out is one more column, the last, which has
no load cost and no ceiling; so every routine of the search treats it like a practitioner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from solver.allocation.problem import Bools, Floats, Indices, Ints, read_only

Number = TypeVar("Number", np.int64, np.float64)

KINDS = {"Bools": np.bool_, "Floats": np.float64, "Indices": np.int32, "Ints": np.int64}
"""Types of the entries of a block's arrays, by how its fields are annotated."""
NO_CEILING = 1 << 40
"""What nobody ever carries of anything."""
SIDE_BY_SIDE = 64
"""Columns of the table of costs that are copied together: a column by itself is a leap in memory for every case."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cases ``n`` to share out over practitioners ``m`` of one region, who carry ``R`` resources.

    The cost of practitioner j at load L of a resource is
    ``bend (L - even)^2 + steep max(0, L - knee)^2 + kink max(0, L - knee)``.

    Attributes
    ----------
    items, staff
        (n,) and (m,) int32 indices in the problem; the practitioners all have available points.
    cost
        (n, m + 1) float64 priced minutes; infinite where the pair is not possible; the last column is leaving out.
    use
        (n, R) int64: what a case draws of each resource while anybody holds it.
    spared
        (R,) bool: a case that stays with its present holder draws nothing of the resource.
    current
        (n,) int32 column of the present holder, -1 where there is none among the practitioners.
    has_current
        (n,) bool: somebody holds the case now; holding it by anybody else is a move, leaving it out is not.
    load_before
        (m + 1, R) int64 load that is carried whatever is decided.
    most
        (m + 1, R) int64 most that may be carried.
    bend, even, steep, knee, kink
        (m + 1, R) float64 constants of the cost of a load; zero in the last row.
    unit
        (m,) int32: practitioners of one unit are likely to share cases; only the speed depends on it.
    apart_start, apart_with
        Co-defendants of case i among the cases: ``apart_with[apart_start[i]:apart_start[i + 1]]``.
    group
        (n,) int32 number of a group of cases that are all co-defendants of one another, -1 for none.
    fixed_cost
        Priced minutes that are paid whatever is decided.
    fixed_moves
        Moves among the cases that are locked.
    periods
        The first so many resources are the points of periods.
    """

    items: Indices
    staff: Indices
    cost: Floats
    use: Ints
    spared: Bools
    current: Indices
    has_current: Bools
    load_before: Ints
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    knee: Floats
    kink: Floats
    unit: Indices
    apart_start: Indices
    apart_with: Indices
    group: Indices
    fixed_cost: float = 0.0
    fixed_moves: int = 0
    periods: int = 1

    def __post_init__(self) -> None:
        """Lay out every array alike, never to be written: where one is not, loops are compiled anew in the search."""
        for field in fields(self):
            if field.type in KINDS:
                laid_out: np.ndarray = np.ascontiguousarray(getattr(self, field.name), dtype=KINDS[field.type])
                object.__setattr__(self, field.name, read_only(laid_out.view()))

    @property
    def num_items(self) -> int:
        """Number of cases n."""
        return int(self.items.size)

    @property
    def num_staff(self) -> int:
        """Number of practitioners m; ``m`` is also the column of leaving out."""
        return int(self.staff.size)

    @property
    def num_resources(self) -> int:
        """Number of resources R."""
        return int(self.spared.size)

    @property
    def kept_use(self) -> Ints:
        """(n, R) int64: what a case draws of its present holder."""
        return np.asarray(self.use * ~self.spared)

    def columns(self) -> Iterator[Floats]:
        """(n,) costs of each practitioner in turn, close together in memory."""
        for at in range(0, self.num_staff, SIDE_BY_SIDE):
            yield from np.ascontiguousarray(self.cost[:, at : min(at + SIDE_BY_SIDE, self.num_staff)].T)

    def load_cost(self, load: Floats) -> Floats:
        """Cost of loads of shape (..., m + 1, R), entry by entry."""
        over = np.maximum(0.0, load - self.knee)
        return np.asarray(self.bend * (load - self.even) ** 2 + (self.steep * over + self.kink) * over)

    def draws(self, held: Indices) -> Ints:
        """(n, R) int64 what each case draws of column ``held[i]``."""
        return np.asarray(np.where((held == self.current)[:, None], self.kept_use, self.use))

    def loads_of(self, held: Indices) -> Ints:
        """(m + 1, R) int64 loads when case i is held by column ``held[i]``."""
        load = self.load_before.copy()
        np.add.at(load, held, self.draws(held))
        return load

    def cost_of(self, held: Indices) -> float:
        """Cost of a decision, (n,) columns."""
        pairs = self.cost[np.arange(self.num_items), held].sum()
        return float(pairs + self.load_cost(self.loads_of(held).astype(np.float64)).sum() + self.fixed_cost)

    def moved(self, held: Indices) -> Bools:
        """(n,) bool: cases that a decision moves."""
        return np.asarray(self.has_current & (held != self.current) & (held != self.num_staff))

    def moves_of(self, held: Indices) -> int:
        """Moves of a decision, those of locked cases among them."""
        return int(np.count_nonzero(self.moved(held))) + self.fixed_moves

    def keeps_rules(self, held: Indices) -> bool:
        """Whether a decision keeps co-defendants apart and every ceiling, with possible pairs only."""
        one = np.repeat(np.arange(self.num_items), np.diff(self.apart_start))
        together = (held[one] == held[self.apart_with]) & (held[one] < self.num_staff)
        possible = np.isfinite(self.cost[np.arange(self.num_items), held]).all()
        return bool(possible) and not together.any() and bool((self.loads_of(held) <= self.most).all())

    def gathered(self) -> Block:
        """The same block with the points of all periods as one resource, loads being even over the periods."""
        periods = self.periods

        def summed(values: NDArray[Number]) -> NDArray[Number]:
            return np.column_stack((values[:, :periods].sum(axis=1), values[:, periods:]))

        def shared(values: Floats) -> Floats:
            return np.column_stack((values[:, :periods].mean(axis=1) / periods, values[:, periods:]))

        return replace(
            self,
            use=summed(self.use),
            spared=np.append(self.spared[:1], self.spared[periods:]),
            load_before=summed(self.load_before),
            most=summed(np.minimum(self.most, NO_CEILING // periods)),
            bend=shared(self.bend),
            even=summed(self.even),
            steep=shared(self.steep),
            knee=summed(self.knee),
            kink=np.column_stack((self.kink[:, :periods].mean(axis=1), self.kink[:, periods:])),
            periods=1,
        )

    def priced_part(self, cases: Ints, columns: Ints, elsewhere: Floats) -> Block:
        """Some cases and columns for prices alone: co-defendants and locked pairs are left aside.

        ``elsewhere`` is what each of the cases costs anywhere else.
        """
        kept, n = np.append(columns, self.num_staff), cases.size
        column = np.full(self.num_staff + 1, -1, dtype=np.int32)
        column[columns] = np.arange(columns.size, dtype=np.int32)
        by_load = ("load_before", "most", "bend", "even", "steep", "knee", "kink")
        return replace(
            self,
            items=self.items[cases],
            staff=self.staff[columns],
            cost=np.column_stack((self.cost[np.ix_(cases, columns)], elsewhere)),
            use=self.use[cases],
            current=column[self.current[cases]],
            has_current=self.has_current[cases],
            unit=self.unit[columns],
            apart_start=np.zeros(n + 1, dtype=np.int32),
            apart_with=np.zeros(0, dtype=np.int32),
            group=np.full(n, -1, dtype=np.int32),
            fixed_cost=0.0,
            fixed_moves=0,
            **{name: getattr(self, name)[kept] for name in by_load},
        )

    def with_moves_at(self, price: float) -> Block:
        """The same block with every move costing ``price`` priced minutes more, locked ones too."""
        if price == 0.0:
            return self
        cost = self.cost.copy()
        cost[self.has_current, :-1] += price
        stay = np.flatnonzero(self.has_current & (self.current >= 0))
        cost[stay, self.current[stay]] = self.cost[stay, self.current[stay]]
        return replace(self, cost=cost, fixed_cost=self.fixed_cost + price * self.fixed_moves)


def apart_among(block: Block, cases: Ints) -> tuple[Indices, Indices]:
    """As ``Block.apart_start`` and ``apart_with``, for some cases among themselves."""
    row = np.full(block.num_items, -1, dtype=np.int32)
    row[cases] = np.arange(cases.size, dtype=np.int32)
    one, other = row[np.repeat(np.arange(block.num_items), np.diff(block.apart_start))], row[block.apart_with]
    both = (one >= 0) & (other >= 0)
    start = np.concatenate(([0], np.cumsum(np.bincount(one[both], minlength=cases.size))))
    return start.astype(np.int32), other[both]


def groups_of(apart_start: Indices, apart_with: Indices) -> Indices:
    """(n,) int32 disjoint groups, found greedily, of cases that are all co-defendants of one another; -1 for none."""
    n = apart_start.size - 1
    group = np.full(n, -1, dtype=np.int32)
    members: list[list[int]] = []
    for i in np.flatnonzero(np.diff(apart_start)).tolist():
        others = set(apart_with[apart_start[i] : apart_start[i + 1]].tolist())
        near = sorted({int(group[other]) for other in others} - {-1})
        home = next((g for g in near if others.issuperset(members[g])), None)
        if home is None:
            home = len(members)
            members.append([])
        members[home].append(i)
        group[i] = home
    for row in members:
        if len(row) == 1:
            group[row] = -1
    return group
