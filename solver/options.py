"""What a caller asks of a plan: parts, seed, budget, profile."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from models.change import Change
from models.goals import Part

ORDER: tuple[Part, ...] = (Part.ALLOCATION, Part.PROGRAMMES, Part.UNPAID_WORK, Part.REFERRALS)
"""Order in which parts are planned; each sees the times that earlier ones have taken."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend: wall seconds, or work that does not depend on any clock.

    A unit of work is about what one second of a present-day core does. With a work budget the same scenario, seed and
    budget give the same plan, byte for byte.
    """

    seconds: float | None = 60.0
    work: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is to be made."""

    parts: tuple[Part, ...] = ORDER
    seed: int = 1
    budget: Budget = Budget()
    profile: str | None = None
    change: Change | None = None
    """Limits on moves in place of the scenario's own."""


class Allowance:
    """What a search may still spend, and whether it has been asked to stop.

    Parameters
    ----------
    budget
        Seconds, or units of work.
    stop_asked
        Called often; true once the user wants the best plan so far.
    clock
        Monotonic seconds.
    """

    def __init__(
        self,
        budget: Budget,
        *,
        stop_asked: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.work = budget.work
        self.stop_asked = stop_asked
        self._clock = clock
        self._seconds = None if budget.work is not None else budget.seconds
        self._began = clock()

    @property
    def seconds_spent(self) -> float:
        """Seconds since the allowance was granted."""
        return self._clock() - self._began

    @property
    def by_the_wall(self) -> bool:
        """Whether seconds are those that a solver with a clock of its own counts."""
        return self._clock is time.monotonic

    @property
    def seconds_left(self) -> float | None:
        """Seconds left, at least 0; None where only work counts, or nothing does."""
        return None if self._seconds is None else max(0.0, self._seconds - self.seconds_spent)

    @property
    def used_up(self) -> bool:
        """Whether the search must come to an end now: time is over, or the user has asked."""
        return self.stop_asked() or self.seconds_left == 0.0

    def share(self, portion: float, *, enough: Callable[[], bool] = lambda: False) -> Allowance:
        """Allowance of a portion (0 to 1) of what is left: of the seconds, or of the whole work.

        Parameters
        ----------
        enough
            Called often; true ends the search as well.
        """
        left = self.seconds_left
        budget = Budget(
            seconds=None if left is None else left * portion,
            work=None if self.work is None else max(1, round(self.work * portion)),
        )
        return Allowance(budget, stop_asked=lambda: self.stop_asked() or enough(), clock=self._clock)
