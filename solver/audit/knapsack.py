"""The cheapest set of items for one member of staff, in whole numbers.

Every number is a price times ``2 ** bits``. Items come with what each costs at the prices, points of the main resource
included; what the load on the main resource costs beside its price is a function of the points taken.
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
    """A choice among items that exclude one another: its cost, the points taken, and the items."""

    cost: int
    points: int
    items: tuple[int, ...]


NOTHING = Option(0, 0, ())
Family = Sequence[Option]
"""Options of which one is taken, ``NOTHING`` first."""


class Load(NamedTuple):
    """What points of the main resource cost beside their price.

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


class Least(NamedTuple):
    """The least that a set costs.

    Attributes
    ----------
    value
        Least cost of a set and its load.
    items, load
        What the items of no set, and no load, can go below, each looked at alone.
    """

    value: int
    items: int
    load: int


def least_set(
    costs: Numbers, points: Index, families: Sequence[Family], load: Load, at_first: int = AT_FIRST
) -> Least:
    """Least cost of a set of items with its load.

    Items far from indifference are settled first. A set that decides otherwise on one of them costs at least ``items +
    load`` and what that item is away from indifference, which tells whether settling it was right; if not, more is
    left open.

    Parameters
    ----------
    costs, points
        (K,) of the items that exclude none.
    families
        Options of items that exclude one another.
    at_first
        Items that are left open at first.
    """
    best = total(np.minimum(costs, 0)) + sum(min(row.cost for row in options) for options in families)
    away = np.abs(costs)
    cut = int(np.partition(away, at_first)[at_first]) if away.size > at_first else None
    while True:
        value, nearest = _with_cut(costs, points, families, load, cut)
        if nearest is None or (value is not None and value <= best + load.least + nearest):
            # With nothing settled, taking nothing is possible.
            return Least(value or 0, best, load.least)
        cut = 4 * (cut or 0) + 1 if value is None else value - best - load.least


def total(numbers: Numbers) -> int:
    """Sum without overflow."""
    return sum(numbers[numbers != 0].tolist())


def _with_cut(
    costs: Numbers, points: Index, families: Sequence[Family], load: Load, cut: int | None
) -> tuple[int | None, int | None]:
    """Least cost when items further than ``cut`` from indifference are settled, and how near the nearest of them is."""
    open_: Flags = (
        np.ones(costs.size, dtype=np.bool_) if cut is None else np.asarray(np.abs(costs) <= cut, dtype=np.bool_)
    )
    taken = ~open_ & np.asarray(costs < 0, dtype=np.bool_)
    kept, dropped = _kept_options(families, cut)
    single = zip(costs[open_].tolist(), points[open_].tolist(), strict=True)
    loose: list[Family] = [(NOTHING, Option(cost, weight, ())) for cost, weight in single]
    value = _dynamic_program([*loose, *kept], int(points[taken].sum()), load)
    if not open_.all():
        dropped.append(int(np.abs(costs[~open_]).min()))
    return None if value is None else value + total(costs[taken]), min(dropped, default=None)


def _kept_options(families: Sequence[Family], cut: int | None) -> tuple[list[Family], list[int]]:
    """Options not further than ``cut`` from the best of their family, and how far the others are."""
    kept: list[Family] = []
    dropped: list[int] = []
    for options in families:
        best = min(row.cost for row in options)
        kept.append([row for row in options if cut is None or row.cost - best <= cut])
        dropped += [row.cost - best for row in options if cut is not None and row.cost - best > cut]
    return kept, dropped


def _dynamic_program(families: Sequence[Family], taken: int, load: Load) -> int | None:
    """Least cost of one option of each family with the load, so many points being taken already; None if too many."""
    heaviest = [max(row.points for row in options) for options in families]
    room = min(load.most - taken, sum(heaviest))
    if room < 0:
        return None
    after = load.costs(taken, room + 1)
    size = sum(max(abs(row.cost) for row in options) for options in families)
    whole = after.dtype != np.dtype(object) and size + int(np.abs(after).max()) < SAFE
    never = SAFE << 1 if whole else size + 1 << 64
    costs: Numbers = np.full(room + 1, never, dtype=np.int64 if whole else object)
    costs[0] = 0
    filled = 0
    for options, most in zip(families, heaviest, strict=True):
        _add_family(costs, options, filled, never)
        filled = min(room, filled + most)
    reached = np.asarray(costs < never >> 1, dtype=np.bool_)
    return min((costs[reached] + after[reached]).tolist(), default=None)


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
