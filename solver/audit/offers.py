"""What a member of staff is offered: the cheapest of it, and what the plan has otherwise.

Numbers that int64 holds go through compiled passes, all others through Python's own; both come to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from solver.audit.compiled_sets import MOST_POINTS, choose, fits
from solver.audit.families import Worth, families_of
from solver.audit.knapsack import AT_FIRST, Family, Least, Loads, Numbers, Offer, least_set
from solver.audit.pairs import Flags

Regrets = tuple[tuple[int, int], ...]
"""Items, by their place in the offer, and amounts."""


def cheapest(offer: Offer, loads: Loads, at_first: int = AT_FIRST) -> tuple[Least, Regrets]:
    """The least that a set costs, and what the plan has otherwise: items, each with what it alone loses by that."""
    if max(load.most for load in loads) < MOST_POINTS:
        main, beside = (load.costs(0, load.most + 1) for load in loads)
        if fits(offer.cost, offer.points, main) and fits(offer.cost, offer.points, beside):
            least = sum(load.least for load in loads)
            found = choose(offer, (main, beside), least, at_first)
            regrets = zip(found.at.tolist(), found.amounts.tolist(), strict=True)
            return Least(found.value, found.items, least), tuple(regrets)
    return cheapest_of_any_size(offer, loads, at_first)


def cheapest_of_any_size(offer: Offer, loads: Loads, at_first: int = AT_FIRST) -> tuple[Least, Regrets]:
    """The same in Python's own whole numbers, which have no end."""
    cost, points, has, apart = offer
    worth = {n: (int(cost[n]), int(points[n, 0]), int(points[n, 1])) for n in np.unique(apart).tolist()}
    families = families_of(apart.tolist(), worth)
    single = np.ones(cost.size, dtype=np.bool_)
    single[list(worth)] = False
    least = least_set(cost[single], points[single], families, loads, at_first)
    return least, (*_alone(cost, has, single), *_in_families(families, worth, has))


def _alone(cost: Numbers, has: Flags, single: Flags) -> Iterator[tuple[int, int]]:
    """Single items that the plan has though they cost something at the prices, or has not though they would save."""
    wrong = single & np.asarray(np.where(has, cost > 0, cost < 0), dtype=np.bool_)
    for n in np.flatnonzero(wrong).tolist():
        yield n, abs(int(cost[n]))


def _in_families(families: Sequence[Family], worth: Worth, has: Flags) -> Iterator[tuple[int, int]]:
    """The same of families of items that exclude one another, at the first item concerned."""
    for options in families:
        best = min(options, key=lambda row: row.cost)
        members = sorted({n for row in options for n in row.items if has[n]})
        over = sum(worth[n][0] for n in members) - best.cost
        if over > 0:
            yield (*members, *best.items)[0], over
