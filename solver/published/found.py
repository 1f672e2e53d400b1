"""What a search brings back, and the best of it while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.plan import Status
from solver.published.gap import Ints
from solver.published.meter import Meter

OnNews = Callable[[int | None, int | None], None]
"""Called with cost and bound whenever one of them improves."""


def no_news(_cost: int | None, _bound: int | None) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brings back; costs in the problem's own whole units.

    Attributes
    ----------
    held
        Best assignment (n,); None if there is none.
    cost
        Its cost.
    bound
        No assignment costs less; None if nothing is known.
    status
        What cost and bound prove.
    first_plan_seconds
        Seconds to the first assignment.
    """

    held: Ints | None
    cost: int | None
    bound: int | None
    status: Status
    first_plan_seconds: float | None


class Best:
    """The best assignment and bound so far."""

    def __init__(self, meter: Meter, on_news: OnNews = no_news) -> None:
        self._meter, self._on_news = meter, on_news
        self.held: Ints | None = None
        self.cost: int | None = None
        self.bound: int | None = None
        self._first: float | None = None

    def offer(self, held: Ints, cost: int) -> None:
        """Take an assignment if it is better."""
        if self.cost is not None and cost >= self.cost:
            return
        if self._first is None:
            self._first = self._meter.seconds_spent
        self.held, self.cost = held, cost
        self._on_news(self.cost, self.bound)

    def raise_bound(self, bound: int) -> None:
        """Take a bound if it is higher."""
        if self.bound is None or bound > self.bound:
            self.bound = bound if self.cost is None else min(bound, self.cost)
            self._on_news(self.cost, self.bound)

    @property
    def proved(self) -> bool:
        """Whether bound and cost agree."""
        return self.cost is not None and self.bound is not None and self.bound >= self.cost

    def found(self, *, none_exists: bool = False) -> Found:
        """What to bring back."""
        return Found(self.held, self.cost, self.bound, self._status(none_exists), self._first)

    def _status(self, none_exists: bool) -> Status:
        if none_exists:
            return Status.INFEASIBLE_PROVED
        if self.proved:
            return Status.PROVED_OPTIMAL
        if self._meter.stopped:
            return Status.STOPPED
        return Status.UNKNOWN if self.held is None else Status.FEASIBLE
