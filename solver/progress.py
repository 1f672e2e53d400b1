"""What a running plan tells about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.goals import Part


@dataclass(frozen=True, slots=True)
class Progress:
    """A piece of news from a running search.

    Attributes
    ----------
    part
        Part of the plan.
    phase
        What is being done, in a word or three.
    objective
        Cost of the best plan so far in priced minutes; None before the first one.
    bound
        Best bound so far; None before the first one.
    """

    part: Part
    phase: str
    objective: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """(objective - bound) / bound, where both are known and the bound is above zero."""
        if self.objective is None or self.bound is None or self.bound <= 0:
            return None
        return (self.objective - self.bound) / self.bound


OnProgress = Callable[[Progress], None]
"""Called with every piece of news; must return at once."""


def silent(_: Progress) -> None:
    """Nobody listens."""
