"""What a search has spent of its allowance: seconds on a clock, or steps that are counted and never timed."""

from __future__ import annotations

from solver.options import Allowance

CELLS_PER_UNIT = 2.0e8
"""Steps of a knapsack in one unit of work."""
PIVOT = 3.0e-7
"""Units of work of one simplex iteration for each row of the linear program."""
SOLVE = 4.0e-4
"""Units of work of one call of the linear solver beside its iterations."""
LONGEST = 1e9
"""Seconds that stand for no limit."""


class Meter:
    """Spending of one search.

    Parameters
    ----------
    allowance
        What may be spent; either its seconds or its work counts.
    """

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._spent = 0.0
        left = allowance.seconds_left
        self._seconds = LONGEST if left is None else left

    def add_cells(self, number: int) -> None:
        """Count steps of knapsacks."""
        self._spent += number / CELLS_PER_UNIT

    def add_pivots(self, number: int, rows: int) -> None:
        """Count the iterations of one call of the linear solver."""
        self._spent += self.pivots(number, rows)

    def add(self, units: float) -> None:
        """Count units of work."""
        self._spent += units

    @staticmethod
    def pivots(number: int, rows: int) -> float:
        """Units of work of one call of the linear solver."""
        return SOLVE + PIVOT * number * rows

    @property
    def counts(self) -> bool:
        """Whether work is counted, and no clock is looked at."""
        return self._allowance.work is not None

    @property
    def units_left(self) -> float:
        """Units of work not spent yet; not limited where a clock counts."""
        return LONGEST if self._allowance.work is None else max(0.0, self._allowance.work - self._spent)

    def units(self, portion: float) -> float:
        """Units of work, or seconds, that a portion of the whole allowance makes."""
        return portion * (self._seconds if self._allowance.work is None else self._allowance.work)

    @property
    def share(self) -> float:
        """Share of the allowance that is spent, 1 or more once it is used up."""
        if self._allowance.work is not None:
            return self._spent / self._allowance.work
        left = self._allowance.seconds_left
        return 0.0 if left is None else 1.0 - left / max(self._seconds, 1e-9)

    def is_over(self, portion: float = 1.0) -> bool:
        """Whether a portion of the allowance is spent, or the user has asked to stop."""
        return self._allowance.stop_asked() or self.share >= portion

    @property
    def stopped(self) -> bool:
        """Whether the user has asked to stop."""
        return self._allowance.stop_asked()

    @property
    def seconds_spent(self) -> float:
        """Seconds since the allowance was granted."""
        return self._allowance.seconds_spent

    def seconds(self, most: float) -> float | None:
        """Seconds that a solver may take, at most so many; None where no clock counts."""
        left = self._allowance.seconds_left
        return None if left is None else max(0.01, min(most, left))
