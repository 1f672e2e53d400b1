"""A mixed-integer program as arrays: gathered in blocks, cut down to a neighbourhood by slicing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.problem import Bools, Floats

Index = NDArray[np.int64]

UNLIMITED = np.inf
"""What stands for a side of a row that has no limit, as HiGHS has it."""


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise ``cost x`` with ``low <= A x <= high`` and ``lower <= x <= upper``.

    Attributes
    ----------
    cost, lower, upper
        (N,) float64.
    whole
        (N,) bool: the column takes whole numbers only.
    low, high
        (M,) float64.
    row, column, value
        (E,): entries of A, sorted by row, then column.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    low: Floats
    high: Floats
    row: Index
    column: Index
    value: Floats

    def row_starts(self) -> Index:
        """(M + 1,): where each row's entries begin."""
        return np.searchsorted(self.row, np.arange(len(self.low) + 1))

    def activity(self, point: Floats) -> Floats:
        """(M,): ``A x``."""
        return np.asarray(np.bincount(self.row, self.value * point[self.column], minlength=len(self.low)), dtype=float)


class Sheet:
    """Columns and rows of a program in the making."""

    def __init__(self) -> None:
        self._columns: list[tuple[Floats, Floats, Floats, Bools]] = []
        self._rows: list[tuple[Floats, Floats]] = []
        self._entries: list[tuple[Index, Index, Floats]] = []
        self.num_columns = 0
        self.num_rows = 0

    def add_columns(self, cost: Floats, lower: Floats, upper: Floats, *, whole: bool) -> int:
        """Add columns; the number of the first."""
        first, self.num_columns = self.num_columns, self.num_columns + len(cost)
        self._columns.append((cost, lower, upper, np.full(len(cost), whole)))
        return first

    def add_rows(self, low: Floats, high: Floats) -> int:
        """Add empty rows; the number of the first."""
        first, self.num_rows = self.num_rows, self.num_rows + len(low)
        self._rows.append((low, high))
        return first

    def put(self, row: Index, column: Index, value: Floats | float) -> None:
        """Add entries."""
        row = np.asarray(row, dtype=np.int64)
        self._entries.append((row, np.asarray(column, dtype=np.int64), np.broadcast_to(np.float64(value), row.shape)))

    def program(self) -> Program:
        """The program, its entries in order."""
        columns = [np.concatenate(part) for part in zip(*self._columns, strict=True)]
        rows = [np.concatenate(part) for part in zip(*self._rows, strict=True)] if self._rows else [np.zeros(0)] * 2
        entries = [np.concatenate(part) for part in zip(*self._entries, strict=True)] if self._entries else []
        row, column, value = entries or (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        order = np.lexsort((column, row))
        cost, lower, upper, whole = columns
        return Program(cost, lower, upper, whole, rows[0], rows[1], row[order], column[order], value[order])


def rows_of(program: Program, kept: Bools) -> Program:
    """The program with some of its rows alone."""
    number = np.cumsum(kept) - 1
    entries = kept[program.row]
    return replace(
        program,
        low=program.low[kept],
        high=program.high[kept],
        row=number[program.row[entries]],
        column=program.column[entries],
        value=program.value[entries],
    )


def columns_of(program: Program, columns: Index) -> Program:
    """The program over some of its columns alone, in rising order, the others being 0."""
    number = np.full(len(program.cost), -1, dtype=np.int64)
    number[columns] = np.arange(len(columns))
    kept = number[program.column] >= 0
    return replace(
        program,
        cost=program.cost[columns],
        lower=program.lower[columns],
        upper=program.upper[columns],
        whole=program.whole[columns],
        row=program.row[kept],
        column=number[program.column[kept]],
        value=program.value[kept],
    )


@dataclass(frozen=True, slots=True)
class Slice:
    """A program cut down to some columns, the others fixed.

    Attributes
    ----------
    program
        The smaller program.
    columns
        Number in the whole program of each of its columns.
    fixed_cost
        Cost of the fixed columns.
    """

    program: Program
    columns: Index
    fixed_cost: float


def cut_down(program: Program, free: Bools, point: Floats) -> Slice:
    """Program over the free columns alone, with the others fixed at ``point``."""
    columns = np.flatnonzero(free)
    number = np.full(len(free), -1, dtype=np.int64)
    number[columns] = np.arange(len(columns))
    kept = free[program.column]
    fixed = np.bincount(
        program.row[~kept], program.value[~kept] * point[program.column[~kept]], minlength=len(program.low)
    )
    rows = np.unique(program.row[kept])
    row_number = np.full(len(program.low), -1, dtype=np.int64)
    row_number[rows] = np.arange(len(rows))
    smaller = Program(
        cost=program.cost[columns],
        lower=program.lower[columns],
        upper=program.upper[columns],
        whole=program.whole[columns],
        low=program.low[rows] - fixed[rows],
        high=program.high[rows] - fixed[rows],
        row=row_number[program.row[kept]],
        column=number[program.column[kept]],
        value=program.value[kept],
    )
    return Slice(smaller, columns, float(program.cost[~free] @ point[~free]))


def stacked(parts: list[Program]) -> Program:
    """The rows of programs over the same columns, one after another."""
    begins = np.cumsum([0, *(len(part.low) for part in parts)])
    return replace(
        parts[0],
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
        row=np.concatenate([part.row + begin for part, begin in zip(parts, begins, strict=False)]),
        column=np.concatenate([part.column for part in parts]),
        value=np.concatenate([part.value for part in parts]),
    )
