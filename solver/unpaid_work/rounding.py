"""Rows that whole people imply: two and a half people never share a placement for two.

A row ``sum of a x <= b`` over whole numbers is divided by one of its coefficients and rounded (mixed-integer rounding):
with ``f`` the fraction of ``b / d``, a coefficient ``a / d`` becomes its whole part, and above it what its own fraction
has beyond ``f``, in proportion to ``1 - f``; the right-hand side becomes its whole part. A column that gives room is
counted from its upper limit down.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import UNLIMITED, Program, rows_of

FRACTION = 1e-6
"""Fractions nearer to a whole number count as none."""


class Rounding:
    """The rows of a program in which people take different room, ready to be divided and rounded.

    Parameters
    ----------
    program
        The program.
    people
        How many of its first columns are people on slots.
    """

    def __init__(self, program: Program, people: int) -> None:
        self._rows = rows = rows_of(program, _knapsacks(program, people))
        self._gives = rows.value < 0.0
        self._top = rows.upper[rows.column]
        self._size = np.abs(rows.value)
        given = self._gives * self._size * self._top
        self._high = rows.high + np.bincount(rows.row, given, minlength=len(rows.high))
        self._divisors: list[float] = np.unique(self._size[~self._gives]).tolist()

    def broken(self, point: Floats, by: float) -> Program:
        """Of all rounded rows, those that a point breaks by more than so much."""
        none = rows_of(self._rows, np.zeros(len(self._high), dtype=bool))
        return stacked([none, *(self._divided(divisor, point, by) for divisor in self._divisors)])

    def _divided(self, divisor: float, point: Floats, by: float) -> Program:
        whole, fraction = _split(self._high / divisor)
        own, rest = _split(self._size / divisor)
        mine = fraction[self._rows.row]
        value = own + np.maximum(0.0, rest - mine) / (1.0 - mine)
        taken = np.bincount(self._rows.row, self._gives * value * self._top, minlength=len(whole))
        low, high = np.full(len(whole), -UNLIMITED), whole - taken
        divided = replace(self._rows, low=low, high=high, value=np.where(self._gives, -value, value))
        kept = rows_of(divided, (fraction > FRACTION) & (divided.activity(point) > high + by))
        there = kept.value != 0.0
        return replace(kept, row=kept.row[there], column=kept.column[there], value=kept.value[there])


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


def _knapsacks(program: Program, people: int) -> Bools:
    """(M,) bool: somebody takes more than one unit of room in the row, and one column at most gives room."""
    count = len(program.low)
    large = np.bincount(program.row, (program.column < people) & (program.value > 1.0), minlength=count)
    giving = np.bincount(program.row, program.value < 0.0, minlength=count)
    return np.asarray((large > 0) & (giving <= 1) & np.isfinite(program.high) & np.isinf(program.low))


def _split(values: Floats) -> tuple[Floats, Floats]:
    """Whole parts and fractions."""
    whole = np.floor(values + FRACTION)
    return whole, np.maximum(0.0, values - whole)
