"""Prices of people, rooms and teams that prove how good a plan can be, whatever they are.

Let every person have a price p, every row on groups that open together a price q, and every time at which people are
in one running group a price b for each of its places, none of them negative. A group is worth what its best members
save beyond their prices and their places, less opening it at that size, its rows' prices and its team's. No plan costs
less than leaving everybody out, less all prices p, less every q times the groups that its row lets open, less every b
times the places, less what the most valuable groups of each room are worth, less what facilitators could earn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.programmes.pool import Pool

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Prices(NamedTuple):
    """Prices, none below 0.

    Attributes
    ----------
    person, row
        (people,) and (M,).
    team, shift
        (Q,) and (shifts,): of a facilitator on a course, and of a facilitator at a time.
    berth
        (sets,): of a place in a running group at a time.
    """

    person: Floats
    row: Floats
    team: Floats
    shift: Floats
    berth: Floats

    def towards(self, other: Prices, share: float) -> Prices:
        """Prices that lie between these and others."""
        return Prices(*(share * mine + (1.0 - share) * theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices, and what they prove.

    Attributes
    ----------
    bound
        No plan costs less.
    prices
        The prices.
    worth
        (N,) what each group is worth at these prices; below 0 it is not.
    """

    bound: float
    prices: Prices
    worth: Floats


def first_prices(pool: Pool, share: float) -> Prices:
    """Every person at a share of the most that a place could save, and nothing else at any price."""
    person = np.zeros(pool.people)
    np.maximum.at(person, pool.person, share * pool.gain)
    rows, teams = np.zeros(len(pool.room_for)), np.zeros(len(pool.course_ids))
    return Prices(np.maximum(0.0, person), rows, teams, np.zeros(len(pool.shift_staff)), np.zeros(len(pool.berths)))


def evaluated(pool: Pool, prices: Prices) -> Priced:
    """What prices prove."""
    worth = worths(pool, prices)
    held = float(prices.person.sum()) + float((prices.row * pool.room_for).sum()) + earnings(pool, prices)
    held += float((prices.berth * pool.berths).sum())
    return Priced(pool.left_out - held - most_together(pool, worth), prices, worth)


def worths(pool: Pool, prices: Prices) -> Floats:
    """(N,) what each group is worth with its best members."""
    sizes = np.diff(pool.begins)
    group = np.repeat(np.arange(len(sizes)), sizes)
    value = pool.gain - prices.person[pool.person] - per_group(prices.berth, pool.berth_begins, pool.berth)[group]
    order = np.lexsort((-value, group))
    value, rank = value[order], np.arange(len(value)) - pool.begins[group]
    beyond = rank - pool.fewest[group]
    value = value + np.where(beyond >= 0, pool.fuller[group, np.clip(beyond, 0, pool.fuller.shape[1] - 1)], 0.0)
    joins = (rank < pool.most[group]) & ((beyond < 0) | (value > 0.0))
    worth = np.bincount(group, np.where(joins, value, 0.0), minlength=len(sizes))
    rows = per_group(prices.row, pool.row_begins, pool.row)
    return np.asarray(worth - rows - pool.opening - pool.needed * prices.team[pool.course], dtype=np.float64)


def per_group(price: Floats, begins: Ints, inside: Ints) -> Floats:
    """(N,) prices of all rows that each group stands in, together."""
    entries = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
    return np.asarray(np.bincount(entries, price[inside], minlength=len(begins) - 1), dtype=np.float64)


def most_together(pool: Pool, worth: Floats) -> float:
    """What the most valuable groups are worth, no more at a time in one place than there are rooms."""
    order = np.lexsort((-worth, pool.machine))
    machine = pool.machine[order]
    first = np.searchsorted(machine, np.arange(len(pool.machine_room)))
    inside = np.arange(len(order)) - first[machine] < pool.machine_room[machine]
    return float(np.maximum(0.0, worth[order][inside]).sum())


def earnings(pool: Pool, prices: Prices) -> float:
    """What facilitators could earn: each lead at the price of its course, less the prices of its times."""
    leads = np.repeat(np.arange(len(pool.lead_course)), np.diff(pool.shift_begins))
    paid = np.bincount(leads, prices.shift[pool.shift], minlength=len(pool.lead_course))
    profit = np.maximum(0.0, prices.team[pool.lead_course] - paid)
    return float((prices.shift * pool.shift_staff).sum() + (profit * pool.staff[pool.lead_sort]).sum())
