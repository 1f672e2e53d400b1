"""Daily arrivals: new items placed beside a plan that stands, with at most so many of its items moved.

First each arrival goes where it costs least, the one with most to lose first; then single items change hands while that
pays: arrivals freely, items of the plan as long as moves are left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.changes import change_table
from solver.allocation.desk import Desk
from solver.allocation.problem import NOBODY, Floats, Indices, Ints

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


@dataclass(slots=True)
class Table:
    """What changes of hands would change, kept up to date where loads change.

    Attributes
    ----------
    items
        (k,) int32 items of the region that may change hands.
    values
        (k, m) as ``change_table`` gives them for all staff of the region.
    """

    desk: Desk
    region: int
    items: Indices
    values: Floats

    @classmethod
    def of(cls, desk: Desk, region: int, items: Indices) -> Table:
        """The table of some items."""
        return cls(desk, region, items, change_table(desk, region, items))

    def give(self, row: int, column: int) -> tuple[int, float]:
        """Let a member of staff have an item; gives who that is, and what it changes."""
        desk, item = self.desk, int(self.items[row])
        staff, cost = int(desk.problem.areas[self.region].staff[column]), float(self.values[row, column])
        before = int(desk.holder[item])
        desk.give(item, staff)
        columns = np.unique(desk.column_at[[j for j in (before, staff) if j != NOBODY]])
        self.values[:, columns] = change_table(desk, self.region, self.items, columns)
        rows = np.flatnonzero(np.isin(desk.holder[self.items], [j for j in (before, staff) if j != NOBODY]))
        self.values[rows] = change_table(desk, self.region, self.items[rows])
        return staff, cost

    def drop(self, row: int) -> None:
        """Let an item stay where it is."""
        self.items, self.values = np.delete(self.items, row), np.delete(self.values, row, axis=0)

    def add(self, items: Indices) -> None:
        """Let more items change hands."""
        self.items = np.concatenate((self.items, items))
        self.values = np.concatenate((self.values, change_table(self.desk, self.region, items)))


def _insert(desk: Desk, region: int, items: Indices) -> float:
    """Regret insertion: next is always the item that would lose most by having to take its second best."""
    table = Table.of(desk, region, items)
    cost = 0.0
    while table.values.shape[1]:
        two = np.partition(table.values, min(1, table.values.shape[1] - 1), axis=1)[:, :2]
        some = np.flatnonzero(np.isfinite(two[:, 0]))
        if some.size == 0:
            break
        second = np.where(np.isfinite(two[some, -1]), two[some, -1], 0.0)
        row = int(some[np.argmax(second - two[some, 0])])
        cost += table.give(row, int(np.argmin(table.values[row])))[1]
        table.drop(row)
    return cost


def _improve(desk: Desk, region: int, arrivals: Indices, before: Indices, max_moves: int) -> float:
    """Single changes of hands among those who took something, the best one first."""
    cost = 0.0
    touched = np.unique(desk.holder[arrivals])
    touched = touched[touched != NOBODY]
    table = Table.of(desk, region, _held_by(desk, region, touched))
    for _ in range(MOST_CHANGES):
        moved = (before != NOBODY) & (desk.holder != before)
        free = np.isin(table.items, arrivals) | moved[table.items] | (np.count_nonzero(moved) < max_moves)
        values = np.where(free[:, None], table.values, np.inf)
        if values.size == 0 or values.min() > -LEAST_GAIN:
            break
        row, column = np.unravel_index(int(np.argmin(values)), values.shape)
        new = int(desk.problem.areas[region].staff[column])
        more = np.zeros(0, dtype=np.int32) if new in touched else _held_by(desk, region, np.array([new]))
        cost += table.give(int(row), int(column))[1]
        table.add(more)
        touched = np.union1d(touched, [new])
    return cost


def _held_by(desk: Desk, region: int, staff: Indices | Ints) -> Indices:
    """Items of a region that some staff have."""
    return np.flatnonzero(np.isin(desk.holder, staff) & (desk.region_at == region)).astype(np.int32)
