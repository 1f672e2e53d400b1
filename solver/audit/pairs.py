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
        keys = rows * self._columns + columns
        if not self._keys.size:
            return np.zeros(keys.shape, dtype=np.bool_)
        at = np.minimum(np.searchsorted(self._keys, keys), self._keys.size - 1)
        return np.asarray(self._keys[at] == keys)
