"""The bound that follows from prices, over all pairs, and where a plan loses against it, in whole numbers.

Worked out region by region, some staff at a time. Every figure is priced minutes times ``2 ** bits``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from models.goals import Goal
from solver.audit.allocation import allowed
from solver.audit.allocation_costs import Scales, crossings, priorities
from solver.audit.allocation_plan import moves
from solver.audit.blocks import PAIRS_AT_ONCE, Journeys
from solver.audit.books import Book, draws_of, limits_of
from solver.audit.casebook import Casebook
from solver.audit.certificate_prices import Prices
from solver.audit.every_load import none_is_cheaper
from solver.audit.exact import LoadCosts, pair_weights, scaled
from solver.audit.knapsack import NO_LOAD, SAFE, Least, Numbers, Offer, total
from solver.audit.offers import cheapest
from solver.audit.pairs import Flags, Index


class StaffTerm(NamedTuple):
    """What a member of staff adds to the bound, and what the plan has there.

    Attributes
    ----------
    least
        The cheapest set of items with its loads on the resources that are counted exactly: main, and beside it.
    other_loads
        Least of cost less price over the loads on every other resource.
    items, loads
        The plan's items at the prices, and its loads on these resources beside the prices.
    plan_other_loads
        Cost less price of the plan's loads on every other resource.
    regrets
        Items that the plan has not where their price would have them, and by how much each alone.
    """

    least: Least
    other_loads: int
    items: int
    loads: int
    plan_other_loads: int
    regrets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class BoundTerms:
    """The bound, term by term.

    Attributes
    ----------
    bits
        Power of two that every figure is counted over.
    of_items
        Sum of the item prices.
    leaving_out
        (I,) what leaving the item out costs beside its price; 0 for an item that a lock demands.
    of_staff
        Terms of the staff, by index.
    of_moves
        Price of a move times the most moves allowed.
    placed
        Items that the plan gives to somebody who may have them.
    """

    bits: int
    of_items: int
    leaving_out: Numbers
    of_staff: dict[int, StaffTerm]
    of_moves: int
    placed: int

    @property
    def bound(self) -> int:
        """What no plan can cost less than."""
        staff = sum(term.least.value + term.other_loads for term in self.of_staff.values())
        return self.of_items + total(np.minimum(self.leaving_out, 0)) + staff - self.of_moves

    def told(self, amount: int) -> float:
        """Priced minutes of a figure."""
        return float(Fraction(amount) / (1 << self.bits))


def bound_terms(a: Casebook, scales: Scales, prices: Prices, penalty: float, most_moves: int) -> BoundTerms:
    """The bound at given prices, and what the plan has at each of its terms."""
    reader = Reader(a, scales, prices)
    of_staff = dict(row for region in np.unique(a.region_of_staff).tolist() for row in reader.terms(region))
    weight = scales.weight(Goal.UNALLOCATED) * penalty
    priority = priorities(a)
    cost = {number: scaled(number * weight, prices.bits) for number in np.unique(priority).tolist()}
    leaving_out = np.array([cost[number] for number in priority.tolist()], dtype=object) - prices.of_items
    leaving_out[reader.demanded] = 0
    return BoundTerms(
        bits=prices.bits,
        of_items=total(prices.of_items),
        leaving_out=leaving_out,
        of_staff=of_staff,
        of_moves=prices.of_move * most_moves,
        placed=reader.placed,
    )


class Pairs(NamedTuple):
    """Some staff (m,) and all items (n,) of their region.

    Attributes
    ----------
    may, demanded
        (m, n) bool: rules and locks allow the pair, and a lock demands it.
    kept
        (m, n) int64: the case is no new one there.
    cost
        (m, n) whole numbers: what the pair costs at the prices, less the item's.
    """

    items: Index
    staff: Index
    may: Flags
    demanded: Flags
    kept: Index
    cost: Numbers


class Reader:
    """Works out the terms of the staff, region by region.

    Attributes
    ----------
    demanded
        (I,) bool: items met so far that a lock demands of somebody who may have them.
    placed
        Items met so far that the plan gives to somebody who may have them.
    """

    def __init__(self, a: Casebook, scales: Scales, prices: Prices) -> None:
        self._a, self._prices = a, prices
        self._loads, self._limits = LoadCosts(a, scales), limits_of(a)
        self._journeys, self._weights = Journeys(a), scales.weights
        self._apart = a.apart[a.region_of_item[a.apart[:, 0]] == a.region_of_item[a.apart[:, 1]]]
        self.demanded = np.zeros(len(a.items), dtype=np.bool_)
        self.placed = 0

    def terms(self, region: int) -> Iterator[tuple[int, StaffTerm]]:
        """Terms of the staff of a region, each with the index of the member of staff."""
        a = self._a
        items, staff = np.flatnonzero(a.region_of_item == region), np.flatnonzero(a.region_of_staff == region)
        offices, office = np.unique(np.array([a.staff[j].office for j in staff.tolist()]), return_inverse=True)
        minutes = self._journeys.table(items, offices.tolist()).astype(np.int64)
        place = np.full(len(a.items), -1, dtype=np.int64)
        place[items] = np.arange(items.size)
        apart = place[self._apart]
        apart = apart[(apart >= 0).all(axis=1)]
        draws = draws_of(a, items)
        step = max(1, PAIRS_AT_ONCE // max(1, items.size))
        for first in range(0, staff.size, step):
            some = slice(first, first + step)
            pairs = self._pairs(items, staff[some], minutes[:, office[some]], draws, apart)
            self.demanded[items] |= pairs.demanded.any(axis=0)
            for row in range(pairs.staff.size):
                yield int(pairs.staff[row]), self._term(pairs, row, draws, apart)

    def _pairs(self, items: Index, staff: Index, minutes: Index, draws: Index, apart: Index) -> Pairs:
        a, prices = self._a, self._prices
        i, j = items[:, None], staff[None, :]
        may = allowed(a, i, j)
        demanded = a.must.holds(i, j) & may
        beside = np.zeros_like(may)
        for one, other in (apart.T, apart[:, ::-1].T):
            np.logical_or.at(beside, one, demanded[other])
        kept = (a.is_case[i] & (a.present[i] == j)).astype(np.int64)
        moved = moves(a, i, j).astype(np.int64)
        weights = pair_weights(self._weights, prices.bits, int(minutes.max(initial=1)))
        cost = weights.cost(minutes, moved, a.rather_not.holds(i, j), crossings(a, i, j))
        kind = np.int64 if weights.whole and self._are_small(cost, draws) else object
        of_items, of_resources = prices.of_items[items].astype(kind), prices.of_resources[staff].astype(kind)
        cost = cost.astype(kind) + draws.astype(kind) @ of_resources.T - of_items[:, None]
        cost += prices.of_move * moved.astype(kind) - kept * of_resources[None, :, -1]
        may &= demanded | ~beside
        return Pairs(items, staff, *(np.ascontiguousarray(table.T) for table in (may, demanded, kept, cost)))

    def _are_small(self, cost: Numbers, draws: Index) -> bool:
        """Whether int64 holds everything that the pairs come to."""
        prices = self._prices
        most = int(cost.max(initial=0)) + int(np.abs(prices.of_items).max(initial=0)) + prices.of_move
        most += int(np.abs(prices.of_resources).max(initial=0)) * int(draws.max(initial=1)) * draws.shape[1]
        return bool(most < SAFE)

    def _term(self, pairs: Pairs, row: int, draws: Index, apart: Index) -> StaffTerm:
        """What a member of staff adds."""
        a, prices = self._a, self._prices
        j = int(pairs.staff[row])
        items = np.flatnonzero(pairs.may[row])
        cost = pairs.cost[row, items]
        drawn = draws[items]
        drawn[:, -1] -= pairs.kept[row, items]
        has = np.asarray(a.holder[pairs.items[items]] == j)
        self.placed += int(has.sum())
        exact, claim = prices.exact(j), prices.claim(j)
        both = np.searchsorted(items, apart[pairs.may[row][apart].all(axis=1)])
        books, plan = self._books(j, drawn), drawn[has].sum(axis=0).tolist()
        locked = drawn[pairs.demanded[row, items]].sum(axis=0).tolist()
        if claim is not None and none_is_cheaper(cost, drawn, [book.as_load() for book in books], a.periods, claim):
            return _every_load(books, plan, cost, pairs.items[items], has, claim)
        others = [s for s in range(len(books)) if s not in exact]
        points, loads = np.zeros((items.size, 2), dtype=np.int64), [NO_LOAD, NO_LOAD]
        for at, s in enumerate(exact):
            points[:, at], loads[at] = drawn[:, s], books[s].as_load()
        least, regrets = cheapest(Offer(cost, points, has, both), (loads[0], loads[1]))
        return StaffTerm(
            least=least,
            other_loads=sum(books[s].least(locked[s]) for s in others),
            items=total(cost[has]),
            loads=sum(books[s].at(plan[s]) for s in exact),
            plan_other_loads=sum(books[s].at(plan[s]) for s in others),
            regrets=tuple((int(pairs.items[items[n]]), amount) for n, amount in regrets),
        )

    def _books(self, j: int, drawn: Index) -> list[Book]:
        """What a member of staff, who could have all this, pays beside the prices for the load on each resource."""
        held, most = self._limits.held[j].tolist(), self._limits.most[j].tolist()
        could = drawn.sum(axis=0).tolist()
        price = self._prices.of_resources[j].tolist()
        return [
            Book(self._loads.of(j, s), held[s], min(most[s] - held[s], could[s]), int(price[s]), self._prices.bits)
            for s in range(len(held))
        ]


def _every_load(  # noqa: PLR0917 - what a member of staff has, and what was claimed
    books: Sequence[Book], plan: Sequence[int], cost: Numbers, items: Index, has: Flags, claim: int
) -> StaffTerm:
    """What a member of staff adds where every load is counted exactly: what was claimed, and is proved."""
    wrong = np.flatnonzero(np.asarray(np.where(has, cost > 0, cost < 0), dtype=np.bool_))
    return StaffTerm(
        least=Least(claim, total(np.minimum(cost, 0)), sum(book.least() for book in books)),
        other_loads=0,
        items=total(cost[has]),
        loads=sum(book.at(amount) for book, amount in zip(books, plan, strict=True)),
        plan_other_loads=0,
        regrets=tuple((int(items[n]), abs(int(cost[n]))) for n in wrong.tolist()),
    )
