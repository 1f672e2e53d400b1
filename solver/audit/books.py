"""What loads cost beside the price of what they are made of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.audit.allocation_plan import held_by_lock, most_points
from solver.audit.casebook import Casebook
from solver.audit.exact import LoadCost
from solver.audit.finding import leeway
from solver.audit.knapsack import SAFE, Load, Numbers
from solver.audit.pairs import Index

NO_LIMIT = 1 << 60
"""More than anybody ever holds."""


class Limits(NamedTuple):
    """What everybody holds of each resource whatever is decided, and the most that may be held: (J, S) int64."""

    held: Index
    most: Index


def limits_of(a: Casebook) -> Limits:
    """Ceilings of the points of each period and of cases; nothing limits the mix or new cases."""
    locked = held_by_lock(a)
    most = np.full((len(a.staff), a.periods + 3), NO_LIMIT, dtype=np.int64)
    points = most_points(a, locked.points)
    whole = [int(limit + leeway(limit)) for limit in points.ravel().tolist()]
    most[:, : a.periods] = np.array(whole, dtype=np.int64).reshape(points.shape)
    most[:, a.periods] = np.maximum(a.most_cases, locked.cases)
    held = np.zeros_like(most)
    held[:, : a.periods] = a.existing[:, None]
    held[:, a.periods] = a.existing_cases
    return Limits(held, most)


def draws_of(a: Casebook, items: Index) -> Index:
    """(n, S) int64 what items draw of each resource; a case is no new one to who holds it now."""
    case = a.is_case[items].astype(np.int64)
    return np.column_stack((a.points[items], case, a.mix[items], case))


class Book(NamedTuple):
    """Loads on one resource at one member of staff, at a price.

    Attributes
    ----------
    cost
        Cost of a load.
    held
        Load whatever is decided.
    room
        Most that can be added.
    price, bits
        Price of a unit times ``2 ** bits``.
    """

    cost: LoadCost
    held: int
    room: int
    price: int
    bits: int

    def at(self, amount: int) -> int:
        """Cost less price where so much is added."""
        return self.cost.cost(self.held + amount, self.bits) - self.price * amount

    def least(self, used: int = 0) -> int:
        """Least of cost less price where so much, at least, is added."""
        used = min(used, self.room)
        return self.cost.least(self.held + used, self.held + self.room, self.price, self.bits) - self.price * used

    def as_load(self) -> Load:
        """The same for the search for the cheapest set."""
        return Load(self._costs, self.room, self.least())

    def _costs(self, first: int, number: int) -> Numbers:
        """Cost less price for successive amounts added."""
        costs = self.cost.costs(self.held + first, number, self.bits)
        amounts = np.arange(first, first + number)
        if abs(self.price) * (first + number) >= SAFE:
            amounts = amounts.astype(object)
        return np.asarray(costs - self.price * amounts)
