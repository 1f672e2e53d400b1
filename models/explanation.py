"""Explanations: why something was not placed, in words that never name another person."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from models.goals import Part
from models.record import Id, Record


class Reason(Record):
    """A reason, and how many options it took away."""

    rule: Id
    """Rule or goal that the reason stands for; the same word as everywhere."""
    options_left: Annotated[int, Field(ge=0)]
    """Options left after this reason."""
    sentence: str
    """The reason in words."""


class Unplaced(Record):
    """Somebody or something that the plan could not place."""

    part: Part
    """Part of the plan."""
    id: Id
    """Case, court report, victim contact, requirement or referral."""
    person: Id
    """Person concerned."""
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    """Reasons, in the order in which they took options away."""
    expected_start: date | None = None
    """First day of the week (programmes) or month (services) in which a place can be expected, where only places are
    lacking."""
    latest_start: date | None = None
    """Last day on which a programme could start and still end before the sentence, where that day is yet to come."""

    @property
    def runs_out(self) -> bool:
        """Whether the sentence will be too short before a place can be expected, while something can still be done."""
        if self.latest_start is None:
            return False
        return self.expected_start is None or self.latest_start < self.expected_start

    @property
    def deciding_rule(self) -> str:
        """Rule that left no option; the last reason where some options were left."""
        return next((reason.rule for reason in self.reasons if reason.options_left == 0), self.reasons[-1].rule)
