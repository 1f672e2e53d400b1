"""Sets of pairs (row, column) that arrays can be asked for at once, without a table of all pairs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Pairs:
    """A set of pairs of indices.

    Parameters
    ----------
    pairs
        Rows and columns.
    columns
        Number of columns there are.
    """

    def __init__(self, pairs: Iterable[tuple[int, int]], columns: int) -> None:
        self._columns = max(1, columns)
        self._keys = np.unique(np.array([row * self._columns + column for row, column in pairs], dtype=np.int64))

    def holds(self, rows: Index, columns: Index) -> Flags:
        """Whether each pair is in the set; rows and columns are broadcast against each other."""
        shape = np.broadcast_shapes(rows.shape, columns.shape)
        if not self._keys.size:
            return np.zeros(shape, dtype=np.bool_)
        if rows.ndim == 2 and columns.ndim == 2 and rows.shape[1] == 1 and columns.shape[0] == 1:
            return self._marked(rows[:, 0], columns[0])
        keys = rows * self._columns + columns
        at = np.minimum(np.searchsorted(self._keys, keys), self._keys.size - 1)
        return np.asarray(self._keys[at] == keys)

    def _marked(self, rows: Index, columns: Index) -> Flags:
        """(rows, columns) bool: the few pairs of the set marked in the table, each row and column standing once."""
        table = np.zeros((rows.size, columns.size), dtype=np.bool_)
        place = np.full(self._columns, -1, dtype=np.int64)
        place[columns] = np.arange(columns.size)
        first = np.searchsorted(self._keys, rows * self._columns)
        until = np.searchsorted(self._keys, (rows + 1) * self._columns)
        for row in np.flatnonzero(until > first).tolist():
            at = place[self._keys[first[row] : until[row]] % self._columns]
            table[row, at[at >= 0]] = True
        return table
