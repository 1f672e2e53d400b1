"""Which items may go to whom: sparse sets of pairs, and a region's table of allowed pairs as bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from solver.allocation.problem import Bits, Bools, Indices, Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """A sparse set of (item, member of staff) pairs.

    Attributes
    ----------
    keys
        (K,) int64, ascending: item times ``staff`` plus member of staff.
    staff
        Number of members of staff M.
    """

    keys: Ints
    staff: int

    def hold(self, items: Indices, staff: Indices) -> Bools:
        """Whether the pairs are in the set, by broadcasting."""
        if items.ndim == 2 and staff.ndim == 2 and items.shape[1] == 1 and staff.shape[0] == 1:
            return self._table(items[:, 0], staff[0])
        wanted = items.astype(np.int64) * self.staff + staff
        if self.keys.size == 0:
            return np.zeros(wanted.shape, dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return np.asarray(self.keys[at] == wanted)

    def _table(self, items: Indices, staff: Indices) -> Bools:
        """(n, m) bool for every item with every one of different members of staff: only the pairs are looked at."""
        table = np.zeros((items.size, staff.size), dtype=np.bool_)
        if self.keys.size == 0:
            return table
        column = np.full(self.staff, -1, dtype=np.int64)
        column[staff] = np.arange(staff.size)
        begin = items.astype(np.int64) * self.staff
        first, last = np.searchsorted(self.keys, begin), np.searchsorted(self.keys, begin + self.staff)
        for row in np.flatnonzero(last > first):
            found = column[self.keys[first[row] : last[row]] - begin[row]]
            table[row, found[found >= 0]] = True
        return table


@dataclass(frozen=True, slots=True)
class Area:
    """A region's items and staff, and which of them may go together.

    Attributes
    ----------
    items
        (n,) int32 items of the region.
    staff
        (m,) int32 members of staff of the region.
    bits
        (n, ceil(m / 8)) uint8: the rows of ``allowed``, eight to a byte.
    """

    items: Indices
    staff: Indices
    bits: Bits

    @property
    def allowed(self) -> Bools:
        """(n, m) bool, made anew: every rule about pairs lets the member of staff have the item."""
        return self.allowed_rows(slice(None))

    def allows(self, rows: Ints, columns: Ints) -> Bools:
        """(k,) bool: single entries of ``allowed``; a column of -1 is nobody's."""
        if self.staff.size == 0:
            return np.zeros(rows.shape, dtype=np.bool_)
        at = np.maximum(columns, 0)
        bit = (self.bits[rows, at // 8] >> (7 - at % 8).astype(np.uint8)) & 1
        return np.asarray((columns >= 0) & (bit == 1))

    def allowed_rows(self, rows: slice | Ints) -> Bools:
        """Some rows of ``allowed``."""
        return np.unpackbits(self.bits[rows], axis=1, count=self.staff.size).view(np.bool_)
