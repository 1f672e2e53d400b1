"""Rows of a document to read-only arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from solver.allocation.allowed import Pairs
from solver.allocation.problem import Bools, Indices, Ints, read_only

K = TypeVar("K", bound=Hashable)
C = TypeVar("C")


def numbered(rows: Iterable[K]) -> tuple[Indices, list[K]]:
    """Number of each row's kind, and the kinds in order of first appearance."""
    kinds: dict[K, int] = {}
    numbers = [kinds.setdefault(row, len(kinds)) for row in rows]
    return indices(numbers), list(kinds)


def flags(rows: Sequence[K], columns: Sequence[C], holds: Callable[[K, C], bool]) -> Bools:
    """(rows, columns) bool."""
    found = np.array([[holds(row, column) for column in columns] for row in rows], dtype=np.bool_)
    return bools(found.reshape(len(rows), len(columns)))


def pairs(found: Iterable[tuple[int, int]], staff: int) -> Pairs:
    """A sparse set of (item, member of staff) pairs."""
    keys = np.array(sorted({i * staff + j for i, j in found}), dtype=np.int64)
    return Pairs(read_only(keys), staff)


def ints(values: Iterable[int]) -> Ints:
    """Whole numbers."""
    return read_only(np.array(list(values), dtype=np.int64))


def indices(values: Iterable[object]) -> Indices:
    """Numbers of rows."""
    return read_only(np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.int32))


def bools(values: Iterable[object]) -> Bools:
    """Truth values."""
    return read_only(np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.bool_))
