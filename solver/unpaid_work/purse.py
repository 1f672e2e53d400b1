"""What a search may still spend, in one unit whether the budget is wall seconds or work."""

from __future__ import annotations

import math
from collections.abc import Callable

from solver.options import Allowance, Budget

ENDLESS = 60.0
"""Units for a budget that sets no limit at all."""


class Purse:
    """Units left: wall seconds, or work units booked by what was done and not by any clock.

    Parameters
    ----------
    allowance
        What the part was granted.
    """

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.spent = 0.0

    @property
    def timed(self) -> bool:
        """Whether wall seconds count."""
        return self.allowance.seconds_left is not None

    @property
    def left(self) -> float:
        """Units left."""
        seconds = self.allowance.seconds_left
        if seconds is not None:
            return seconds
        return max(0.0, float(self.allowance.work or ENDLESS) - self.spent)

    def is_empty(self) -> bool:
        """Whether the search must come to an end."""
        return self.allowance.used_up or self.left <= 0.0

    def book(self, units: float) -> None:
        """Note work that was done."""
        self.spent += units

    def over_after(self, units: float) -> Callable[[], bool]:
        """Tells whether a step of so many units that begins now must end: by the clock, unless only work counts."""
        end = self.left - units if self.timed else -math.inf
        return lambda: self.allowance.used_up or (self.timed and self.left <= end)

    def seconds(self, units: float) -> float | None:
        """Wall seconds that a step may take; None where only work counts."""
        return min(units, self.left) if self.timed else None

    def budget(self, units: float) -> Budget:
        """Budget of so many units for somebody else."""
        return Budget(seconds=self.seconds(units), work=None if self.timed else max(1, round(units)))
