"""What a solver of others may spend, and what it brings back, in our own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """What is known once a solver has come to an end."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NOTHING_FOUND = "nothing_found"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver brought back; the solution itself is in the variables of the problem.

    Attributes
    ----------
    word
        What is known.
    bound
        Lower bound of the minimisation, already lowered by the solver's tolerances; None if it has none.
    """

    word: Word
    bound: float | None

    @property
    def found(self) -> bool:
        """Whether the variables hold a solution."""
        return self.word in (Word.OPTIMAL, Word.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a solver must come to an end.

    Attributes
    ----------
    work
        Most units of work, each about a CPU second, counted without any clock.
    seconds_left
        Wall seconds left at the moment; None where no clock counts.
    stop
        Called often; true ends the search.
    """

    work: float | None = None
    seconds_left: Callable[[], float | None] = lambda: None
    stop: Callable[[], bool] = lambda: False


OnNews = Callable[[float, float], None]
"""Called with the best objective and the bound so far, whenever either has become better."""


def no_news(_best: float, _bound: float) -> None:
    """Nobody listens."""
