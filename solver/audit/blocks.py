"""Allowed pairs and what they cost, looked at in blocks of one region and one role.

What a region holds in memory does not grow with the country, and pairs that cross a region's border or that the role
rules out, which are never allowed, are never made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.casework import CourtReport
from models.people import Means
from models.record import Location
from models.staff import Role
from solver.audit.allocation import allowed
from solver.audit.casebook import Casebook
from solver.audit.items import ROLES
from solver.audit.pairs import Flags, Index

PAIRS_AT_ONCE = 1 << 19
"""Pairs in a block: below a hundred megabytes of intermediate arrays."""


class Block(NamedTuple):
    """Some items (n,) of a region and the staff (m,) of the region that have the role, as indices."""

    items: Index
    staff: Index


def blocks(a: Casebook, chosen: Flags) -> Iterator[Block]:
    """Every pair of a chosen item and a member of staff whom region and role allow it, some items at a time."""
    role_of = np.array([ROLES.index(item.role) for item in a.items], dtype=np.int64)
    for region in np.unique(a.region_of_item).tolist():
        here = np.flatnonzero(a.region_of_staff == region)
        for r in range(len(ROLES)):
            staff = here[[ROLES[r] in a.staff[j].roles for j in here.tolist()]]
            items = np.flatnonzero((a.region_of_item == region) & (role_of == r) & chosen)
            step = max(1, PAIRS_AT_ONCE // max(1, staff.size))
            for first in range(0, items.size if staff.size else 0, step):
                yield Block(items[first : first + step], staff)


def allowed_in(a: Casebook, block: Block) -> Flags:
    """(n, m) bool: every rule but those of the whole plan allows the pair."""
    return allowed(a, block.items[:, None], block.staff[None, :])


class Journeys:
    """Where every item is travelled from, and by what means."""

    def __init__(self, a: Casebook) -> None:
        self._a = a
        self._from: list[tuple[Means, Location] | None] = []
        for item in a.items:
            if item.role == Role.VICTIM_LIAISON:
                self._from.append(None)
            elif item.role == Role.COURT_DUTY and isinstance(item.row, CourtReport):
                self._from.append((Means.CAR, a.rows.offices[item.row.court_office].location))
            else:
                self._from.append((item.person.travel.means, item.person.home))

    def table(self, items: Index, offices: list[str]) -> NDArray[np.int32]:
        """(items, offices) int32 minutes one way; 0 for an item that is not travelled for."""
        minutes = np.zeros((items.size, len(offices)), dtype=np.int32)
        begin = [self._from[i] for i in items.tolist()]
        travelled = [(n, *row) for n, row in enumerate(begin) if row]
        if travelled:
            at, means, homes = zip(*travelled, strict=True)
            places = [self._a.rows.offices[office].location for office in offices]
            minutes[list(at)] = self._a.rows.travel.table(means, homes, places)
        return minutes

    def of_block(self, block: Block) -> NDArray[np.int32]:
        """(n, m) int32 minutes of every pair."""
        offices = sorted({self._a.staff[j].office for j in block.staff.tolist()})
        column = np.array([offices.index(self._a.staff[j].office) for j in block.staff.tolist()])
        return self.table(block.items, offices)[:, column]

    def of_pairs(self, i: Index, j: Index) -> NDArray[np.int32]:
        """Minutes of each of a list of pairs."""
        minutes = np.zeros(i.size, dtype=np.int32)
        offices, code = np.unique(
            np.array([self._a.staff[n].office for n in j.tolist()], dtype=np.str_), return_inverse=True
        )
        for o, office in enumerate(offices.tolist()):
            at = np.flatnonzero(code == o)
            minutes[at] = self.table(i[at], [office])[:, 0]
        return minutes
