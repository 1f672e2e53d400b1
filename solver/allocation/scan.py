"""Compiled passes over all pairs of a region: what a pair costs, what placing an item costs, who is the cheapest.

Nothing here makes a table of all pairs, so that a region of 20,000 items and 900 members of staff needs
next to no memory.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.allowed import Area
from solver.allocation.problem import NOBODY, Bools, Floats, Indices, Ints, Problem

NOT_AMONG_US = -2
"""Stands for a present holder who is none of the staff."""
IMPOSSIBLE = 1e30
"""Priced minutes of what cannot be: more than anything else costs, and no infinity, so that sums stay numbers."""
FAST = {"nnan", "nsz", "reassoc"}
"""Freedoms of the compiler that let it look at several pairs at once: there is nothing here that is not a number."""


class PairFacts(NamedTuple):
    """What the cost of a pair of an area is made of: (n,) of its items, (m,) of its staff.

    Attributes
    ----------
    minutes, office
        (n, O) minutes to each office, and (m,) columns of it.
    holder, staff
        (n,) who has the item now, ``NOBODY`` or ``NOT_AMONG_US``, and (m,) who the staff are.
    taste, rather_not
        (n,) rows of (P, m) bool.
    item_pdu, staff_pdu
        Units.
    prices
        (4,) priced minutes of a minute of travel, a move, a disliked case, a crossing.
    """

    minutes: Indices
    office: Indices
    holder: Indices
    staff: Indices
    taste: Indices
    rather_not: Bools
    item_pdu: Indices
    staff_pdu: Indices
    prices: Floats


class Stock(NamedTuple):
    """Resources of an area's staff, and what its items draw of them.

    Attributes
    ----------
    use
        (n, R) int64.
    spared
        (R,) bool: an item draws nothing at the one who has it now.
    terms
        (R, 6, m) float64 most, bend, even, steep, knee and kink of ``Resources``, each side by side in memory.
    """

    use: Ints
    spared: Bools
    terms: Floats


def pair_facts(problem: Problem, items: Indices, staff: Indices) -> PairFacts:
    """Pair costs of some items and staff of one area."""
    weights = problem.weights
    outside = problem.has_current[items] & (problem.current[items] == NOBODY)
    return PairFacts(
        minutes=problem.minutes[items],
        office=problem.office[staff],
        holder=np.where(outside, NOT_AMONG_US, problem.current[items]).astype(np.int32),
        staff=staff,
        taste=problem.taste[items],
        rather_not=np.ascontiguousarray(problem.rather_not[:, staff]),
        item_pdu=problem.item_pdu[items],
        staff_pdu=problem.staff_pdu[staff],
        prices=np.array([weights.case_travel, weights.continuity, weights.preferences, weights.pdu_crossing]),
    )


def stock(problem: Problem, area: Area) -> Stock:
    """Resources of an area."""
    table = problem.resources
    terms = (table.most, table.bend, table.even, table.steep, table.knee, table.kink)
    by_resource = np.stack([term[area.staff].T for term in terms], axis=1)
    return Stock(table.use[area.items], table.spared, np.ascontiguousarray(by_resource, dtype=np.float64))


@njit(cache=True, fastmath=FAST)
def pair_costs_of(facts: PairFacts, i: int, cost: Floats) -> None:
    """Fill (m,) the travel, continuity, preference and crossing cost of item i at everybody, allowed or not."""
    travel, move, dislike, crossing = facts.prices[0], facts.prices[1], facts.prices[2], facts.prices[3]
    minutes, rather_not = facts.minutes[i], facts.rather_not[facts.taste[i]]
    holder, pdu = facts.holder[i], facts.item_pdu[i]
    moves = move if holder != NOBODY else 0.0
    for j in range(cost.size):
        total = travel * minutes[facts.office[j]] + dislike * rather_not[j]
        total += crossing if facts.staff_pdu[j] != pdu else 0.0
        total += moves if facts.staff[j] != holder else 0.0
        cost[j] = total


@njit(cache=True)
def fill_costs(facts: PairFacts, begin: int, cost: Floats) -> None:
    """Fill rows (k, m + 1) with the pair costs of items from ``begin`` on; the last column stays what it is."""
    for k in range(cost.shape[0]):
        pair_costs_of(facts, begin + k, cost[k, :-1])


@njit(cache=True, fastmath=FAST)
def dearest_of(  # noqa: PLR0917 - compiled functions take no keywords
    facts: PairFacts, allowed: Bools, rises: Floats, begin: int, new_price: Floats, cheapest: Floats
) -> float:
    """Most that an item of some rows could cost whoever takes it; 0 without any pair.

    Parameters
    ----------
    allowed, rises
        (k, m) of the rows from ``begin`` on: allowed pairs, and what loads cost more with the item.
    new_price
        (k,) what the item costs anybody but the one who has it, for being new.
    cheapest
        (k,) filled with the least pair cost of each.
    """
    dearest = 0.0
    cost = np.empty(facts.staff.size)
    for k in range(rises.shape[0]):
        pair_costs_of(facts, begin + k, cost)
        able, rise, holder, new = allowed[k], rises[k], facts.holder[begin + k], new_price[k]
        least = np.inf
        for j in range(cost.size):
            least = min(least, cost[j] if able[j] else np.inf)
            total = cost[j] + rise[j] + (new if facts.staff[j] != holder else 0.0)
            dearest = max(dearest, total if able[j] else 0.0)
        cheapest[k] = least
    return dearest


@njit(cache=True, fastmath=FAST)
def placing_costs(  # noqa: PLR0917 - compiled functions take no keywords
    facts: PairFacts, goods: Stock, carried: Floats, i: int, able: Bools, cost: Floats
) -> None:
    """Fill (m,) what giving item i to everybody would cost now, with a huge number where it is not possible.

    Parameters
    ----------
    carried
        (R, m) loads.
    able
        (m,) allowed pairs.
    """
    pair_costs_of(facts, i, cost)
    holder = facts.holder[i]
    for r in range(goods.use.shape[1]):
        drawn = float(goods.use[i, r])
        if drawn == 0.0:
            continue
        most, bend, even = goods.terms[r, 0], goods.terms[r, 1], goods.terms[r, 2]
        steep, knee, kink = goods.terms[r, 3], goods.terms[r, 4], goods.terms[r, 5]
        load, spared = carried[r], goods.spared[r]
        for j in range(cost.size):
            use = 0.0 if spared and facts.staff[j] == holder else drawn
            after = load[j] + use
            over, was = max(0.0, after - knee[j]), max(0.0, load[j] - knee[j])
            total = bend[j] * use * (load[j] + after - 2.0 * even[j])
            total += steep[j] * (over * over - was * was) + kink[j] * (over - was)
            cost[j] += total if after <= most[j] else IMPOSSIBLE
    for j in range(cost.size):
        cost[j] = cost[j] if able[j] else IMPOSSIBLE


@njit(cache=True, fastmath=FAST)
def regrets(  # noqa: PLR0917 - compiled functions take no keywords
    facts: PairFacts, goods: Stock, carried: Floats, out: Floats, begin: int, allowed: Bools
) -> Floats:
    """(k,) how much more the second best choice of each of some items would cost than the best one.

    Parameters
    ----------
    out
        (k,) what leaving each out costs, which is a choice, too.
    allowed
        (k, m) of the rows from ``begin`` on.
    """
    found, cost = np.zeros(out.size), np.empty(facts.staff.size)
    for k in range(out.size):
        placing_costs(facts, goods, carried, begin + k, allowed[k], cost)
        best, second = out[k], IMPOSSIBLE
        for j in range(cost.size):
            second = min(second, max(best, cost[j]))
            best = min(best, cost[j])
        found[k] = second - best
    return found


@njit(cache=True)
def place(  # noqa: PLR0917 - compiled functions take no keywords
    facts: PairFacts,
    goods: Stock,
    carried: Floats,
    out: Floats,
    rows: Ints,
    allowed: Bools,
    moves_left: int,
    apart_start: Ints,
    apart_with: Ints,
    held: Ints,
) -> int:
    """Give some items out in order, each to whoever is cheapest; returns the moves left.

    Parameters
    ----------
    out
        (n,) what leaving each item out costs.
    carried, held
        (R, m) loads and (n,) columns of holders, ``NOBODY`` for none; both are changed.
    allowed
        (k, m) of the rows; changed.
    apart_start, apart_with
        Items are kept apart: item i from those of ``apart_with[apart_start[i]:apart_start[i + 1]]``.
    """
    cost = np.empty(facts.staff.size)
    for k in range(rows.size):
        i = rows[k]
        holder, able = facts.holder[i], allowed[k]
        for other in apart_with[apart_start[i] : apart_start[i + 1]]:
            if held[other] != NOBODY:
                able[held[other]] = False
        if moves_left <= 0 and holder != NOBODY:
            able &= facts.staff == holder
        placing_costs(facts, goods, carried, i, able, cost)
        j = int(np.argmin(cost)) if cost.size else 0
        if cost.size == 0 or cost[j] >= out[i]:
            continue
        stays = facts.staff[j] == holder
        for r in range(goods.use.shape[1]):
            if not (stays and goods.spared[r]):
                carried[r, j] += goods.use[i, r]
        if not stays and holder != NOBODY:
            moves_left -= 1
        held[i] = j
    return moves_left
