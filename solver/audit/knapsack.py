"""The cheapest set of items for one member of staff, in whole numbers.

Every number is a price times ``2 ** bits``. Items come with what each costs at the prices, every resource included;
what the loads on two of the resources, the main one and perhaps one beside it, cost above their prices are functions of
the points taken of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.audit.pairs import Flags, Index

Numbers = NDArray[Any]
"""Whole numbers: int64 where nothing can overflow, else Python's own in an array of objects."""

AT_FIRST = 48
"""Items that are left open at first; those further from indifference are settled."""
SAFE = 1 << 60
"""Whole numbers below this can be added to each other without overflow."""


class Option(NamedTuple):
    """A choice among items that exclude one another: its cost, the points taken of both resources, and the items."""

    cost: int
    points: int
    beside: int
    items: tuple[int, ...]


NOTHING = Option(0, 0, 0, ())
Family = Sequence[Option]
"""Options of which one is taken, ``NOTHING`` first."""


class Offer(NamedTuple):
    """Items (K,) that a member of staff may have.

    Attributes
    ----------
    cost
        What each costs at the prices.
    points
        (K, 2) points of the main resource, and of the one beside it.
    has
        Whether the plan has it there.
    apart
        (E, 2) items, by their place, that may not be together.
    """

    cost: Numbers
    points: Index
    has: Flags
    apart: Index


class Load(NamedTuple):
    """What points of a resource cost beside their price.

    Attributes
    ----------
    costs
        Gives the costs for some successive numbers of points, from a first number on.
    most
        Most points that may be taken.
    least
        Least of the costs for 0 to ``most`` points.
    """

    costs: Callable[[int, int], Numbers]
    most: int
    least: int


NO_LOAD = Load(lambda first, number: np.zeros(number, dtype=np.int64), 0, 0)
"""The load on no resource."""
Loads = tuple[Load, Load]
"""Those on the main resource and on the one beside it."""


class Least(NamedTuple):
    """The least that a set costs.

    Attributes
    ----------
    value
        Least cost of a set and its loads.
    items, loads
        What the items of no set, and no loads, can go below, each looked at alone.
    """

    value: int
    items: int
    loads: int


def least_set(
    costs: Numbers, points: Index, families: Sequence[Family], loads: Loads, at_first: int = AT_FIRST
) -> Least:
    """Least cost of a set of items with its loads.

    Items far from indifference are settled first. A set that decides otherwise on one of them costs at least ``items +
    loads`` and what that item is away from indifference, which tells whether settling it was right; if not, more is
    left open.

    Parameters
    ----------
    costs, points
        (K,) and (K, 2) of the items that exclude none.
    families
        Options of items that exclude one another.
    at_first
        Items that are left open at first.
    """
    best = total(np.minimum(costs, 0)) + sum(min(row.cost for row in options) for options in families)
    least = sum(load.least for load in loads)
    away, number = np.abs(costs), at_first
    cut = _nearest(away, number)
    while True:
        value, nearest = _with_cut(costs, points, families, loads, cut)
        if nearest is None or (value is not None and value <= best + least + nearest):
            # With nothing settled, taking nothing is possible.
            return Least(value or 0, best, least)
        number = 2 * number + 1
        wider = _nearest(away, number)
        enough = None if value is None else value - best - least
        cut = enough if wider is None or (enough is not None and enough < wider) else wider


def _nearest(away: Numbers, number: int) -> int | None:
    """How far from indifference the item is that so many are nearer than; None where there are no more."""
    return int(np.partition(away, number)[number]) if away.size > number else None


def total(numbers: Numbers) -> int:
    """Sum without overflow."""
    return sum(numbers[numbers != 0].tolist())


def _with_cut(
    costs: Numbers, points: Index, families: Sequence[Family], loads: Loads, cut: int | None
) -> tuple[int | None, int | None]:
    """Least cost when items further than ``cut`` from indifference are settled, and how near the nearest of them is.

    The first is None where more is settled than there is room for, the second where nothing is settled.
    """
    away = _away(costs, points, cut)
    open_: Flags = np.asarray(away <= cut, dtype=np.bool_) if cut is not None else np.ones(costs.size, dtype=np.bool_)
    taken = ~open_ & np.asarray(costs < 0, dtype=np.bool_)
    kept, dropped = _kept_options(families, cut)
    kept += [
        [NOTHING, Option(cost, own, beside, ())]
        for cost, (own, beside) in zip(costs[open_].tolist(), points[open_].tolist(), strict=True)
    ]
    used, used_beside = points[taken].sum(axis=0).tolist()
    value = _dynamic_program(kept, (used, used_beside), loads)
    if not open_.all():
        dropped.append(int(away[~open_].min()))
    return None if value is None else value + total(costs[taken]), min(dropped, default=None)


def _away(costs: Numbers, points: Index, cut: int | None) -> Numbers:
    """What it costs at least, above the cheapest, to decide otherwise on each item than its cost alone would have it.

    Of items with as many points, the cheapest are taken: whoever takes one that costs something takes all the cheaper
    ones too, and whoever leaves one that saves something leaves all that save less. So what they are away adds up.
    """
    away = np.abs(costs)
    near = np.flatnonzero(np.asarray(away <= (cut or 0), dtype=np.bool_))
    if near.size < 2 or costs.dtype == np.dtype(object) or (cut or 0) * near.size >= SAFE:
        return np.asarray(away)
    kinds = np.column_stack((points[near], costs[near] < 0))
    kind = np.unique(kinds, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((away[near], kind))
    sums, first = np.cumsum(away[near][order]), np.flatnonzero(np.diff(kind[order], prepend=-1))
    before = np.repeat(sums[first] - away[near][order][first], np.diff(np.append(first, near.size)))
    away[near[order]] = sums - before
    return np.asarray(away)


def _kept_options(families: Sequence[Family], cut: int | None) -> tuple[list[Family], list[int]]:
    """Options not further than ``cut`` from the best of their family, and how far the others are."""
    if cut is None:
        return list(families), []
    kept: list[Family] = []
    dropped: list[int] = []
    for options in families:
        limit = min(row.cost for row in options) + cut
        kept.append([row for row in options if row.cost <= limit])
        dropped += [row.cost - limit + cut for row in options if row.cost > limit]
    return kept, dropped


def _dynamic_program(families: Sequence[Family], taken: tuple[int, int], loads: Loads) -> int | None:
    """Least cost of one option of each family with the loads; None if too much is taken.

    Parameters
    ----------
    taken
        Points taken already of both resources.
    """
    room, room_beside = loads[0].most - taken[0], loads[1].most - taken[1]
    if min(room, room_beside) < 0:
        return None
    simple = [options for options in families if not any(row.beside for row in options)]
    both = _with_both([options for options in families if any(row.beside for row in options)], room, room_beside)
    if not both:
        return None
    charge = loads[1].costs(taken[1], 1 + max(beside for _, beside in both)).tolist()
    least: dict[int, int] = {}
    for (points, beside), cost in both.items():
        least[points] = min(least.get(points, cost + charge[beside]), cost + charge[beside])
    width = min(room, sum(max(row.points for row in options) for options in simple))
    after = loads[0].costs(taken[0], min(room, width + max(least)) + 1)
    costs, reached = _by_points(simple, width, after)
    return min(
        (
            first + number
            for points, first in least.items()
            for n in [min(width + 1, after.size - points)]
            for number in (costs[:n] + after[points : points + n])[reached[:n]].tolist()
        ),
        default=None,
    )


def _with_both(families: Sequence[Family], room: int, room_beside: int) -> dict[tuple[int, int], int]:
    """Least cost of one option of each family by points of both resources, where there is room for them."""
    states = {(0, 0): 0}
    for options in families:
        more: dict[tuple[int, int], int] = {}
        for (points, beside), cost in states.items():
            for row in options:
                at, added = (points + row.points, beside + row.beside), cost + row.cost
                if at[0] <= room and at[1] <= room_beside and added < more.get(at, added + 1):
                    more[at] = added
        states = more
    return states


def _by_points(families: Sequence[Family], width: int, after: Numbers) -> tuple[Numbers, Flags]:
    """Least cost of one option of each family by points up to ``width``, and which numbers of them can be had.

    ``after`` is what will be added, without overflow.
    """
    size = sum(max(abs(row.cost) for row in options) for options in families)
    whole = after.dtype != np.dtype(object) and size + int(np.abs(after).max()) < SAFE
    never = SAFE << 1 if whole else size + 1 << 64
    costs: Numbers = np.full(width + 1, never, dtype=np.int64 if whole else object)
    costs[0], filled = 0, 0
    for options in families:
        _add_family(costs, options, filled, never)
        filled = min(width, filled + max(row.points for row in options))
    return costs, np.asarray(costs < never >> 1, dtype=np.bool_)


def _add_family(costs: Numbers, options: Family, filled: int, never: int) -> None:
    """Take one option of a family into account, in place; so many points can have been taken before."""
    before = costs[: filled + 1].copy()
    if options[0] is not NOTHING:
        costs[: filled + 1] = never
    for row in options:
        last = min(costs.size - 1, filled + row.points)
        if row is not NOTHING and row.points <= last:
            part = costs[row.points : last + 1]
            np.minimum(part, before[: last + 1 - row.points] + row.cost, out=part)
