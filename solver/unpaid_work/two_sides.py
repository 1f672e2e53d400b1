"""A rota from two sides: one works on it here, the other is an errand; together where two cores are free, or in turn.

With work each side has its share of it, however many processes there are. With seconds and two processes both have all
the time that is left.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic

from solver.unpaid_work.best import Best
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.side_by_side import Do, Errand, Found, Given, Helpers, Sent

GRACE = 0.03
"""Share of what was left for an errand that it may be late by."""


@dataclass(frozen=True, slots=True)
class Brought(Generic[Found]):
    """What an errand has found, and the units of work that it took."""

    found: Found
    units: float


@dataclass(frozen=True, slots=True)
class Underway(Generic[Found]):
    """An errand that one side is on.

    Attributes
    ----------
    sides, sent
        Who sent it, and the errand.
    units, end
        What it may spend, and how much of the budget is left then where both sides have all of it.
    """

    sides: TwoSides
    sent: Sent[Brought[Found]]
    units: float
    end: float

    def is_back(self) -> bool:
        """Whether nobody has to wait for what another process does."""
        return self.sides.together and self.sent.is_back()

    def finish(self) -> Found | None:
        """What it brought; done here, in its turn, if nobody else does it; None where it came too late."""
        purse = self.sides.purse
        if self.sides.together:
            in_time = self.sent.in_time(max(0.0, purse.left - self.end) + GRACE * self.units)
            return None if in_time is None else in_time.found
        brought = self.sent.found()
        if not purse.timed:
            purse.book(min(self.units, brought.units))
        return brought.found


class TwoSides:
    """Errands for a rota's bound, with moves for the rota itself meanwhile.

    Parameters
    ----------
    best, purse
        Rota and bound so far, and what may be spent.
    helpers
        Who does errands.
    """

    def __init__(self, best: Best, purse: Purse, helpers: Helpers) -> None:
        self.best, self.purse, self.helpers = best, purse, helpers

    @property
    def together(self) -> bool:
        """Whether both sides have all the time there is."""
        return self.helpers.processes > 0 and self.purse.timed

    def begin(
        self,
        do: Do[Given, Brought[Found]],
        given: Given,
        *,
        share: float,
        most: float,
        phase: str,
        see: Callable[[Floats], None] = lambda _: None,
    ) -> Underway[Found]:
        """Send an errand; bounds that it tells are kept.

        Parameters
        ----------
        share, most
            Share of what is left that it has in turn, and where both sides have all of it.
        phase
            What its bounds are said to come from.
        see
            Sees points that it tells.
        """
        left = self.purse.left
        units = (most if self.together else share) * left
        errand = Errand(do, given, self.purse.budget(units))

        def hear(news: float | Floats) -> None:
            if isinstance(news, float):
                self.best.prove(news, phase)
            else:
                see(news)

        sent = self.helpers.send(errand, hear)
        return Underway(self, sent, units, left - units)


Steps = Generator[Underway[Any], None, None]
"""Errands one after the other, each sent as the one before has been finished."""


class Relay:
    """The steps of one side: the other asks between its own whether the next can be taken."""

    def __init__(self) -> None:
        self._steps: Steps | None = None
        self._now: Underway[Any] | None = None

    def begin(self, steps: Steps) -> None:
        """Take the first step."""
        self._steps, self._now = steps, next(steps, None)

    @property
    def is_on(self) -> bool:
        """Whether there is an errand that has not been finished."""
        return self._now is not None

    def is_back(self) -> bool:
        """Whether the next step can be taken without waiting for another process."""
        return self._now is not None and self._now.is_back()

    def go_on(self) -> None:
        """Finish the errand, and send the next."""
        if self._steps is not None:
            self._now = next(self._steps, None)

    def poll(self) -> None:
        """Take the next step if that means no waiting."""
        if self.is_back():
            self.go_on()
