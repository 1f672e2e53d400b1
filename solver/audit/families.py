"""Items of which one member of staff may not have two, put together in families of options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solver.audit.knapsack import NOTHING, Family, Option

LARGEST = 10
"""Items of a family up to which all their combinations are looked at; larger ones are taken apart."""

Worth = Mapping[int, tuple[int, int, int]]
"""Cost of items, and their points of both resources that are counted exactly."""


def families_of(pairs: Iterable[tuple[int, int]], worth: Worth) -> list[Family]:
    """Options of items that are kept apart, directly or through others: every set that has no two that are.

    Parameters
    ----------
    pairs
        Items that may not be with one member of staff.
    worth
        What each of these items is worth.
    """
    apart: dict[int, set[int]] = {}
    for one, other in pairs:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    families: list[Family] = []
    for members in _joined(apart):
        # Between parts of a family that is taken apart, nothing keeps apart any more: the least can only be less.
        for first in range(0, len(members), LARGEST):
            families.append(_options(members[first : first + LARGEST], apart, worth))
    return families


def _joined(apart: Mapping[int, set[int]]) -> list[list[int]]:
    """Items that hang together."""
    seen: set[int] = set()
    found: list[list[int]] = []
    for start in sorted(apart):
        if start in seen:
            continue
        members, waiting = [], [start]
        seen.add(start)
        while waiting:
            item = waiting.pop()
            members.append(item)
            new = sorted(apart[item] - seen)
            seen.update(new)
            waiting += new
        found.append(members)
    return found


def _options(members: list[int], apart: Mapping[int, set[int]], worth: Worth) -> Family:
    """Sets of items none of which are kept apart."""
    options = [NOTHING]
    for item in members:
        cost, points, beside = worth[item]
        options += [
            Option(row.cost + cost, row.points + points, row.beside + beside, (*row.items, item))
            for row in options
            if apart[item].isdisjoint(row.items)
        ]
    return options
