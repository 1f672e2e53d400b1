"""What came of sessions of unpaid work, and who is behind with the hours."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Minutes, Record


class Outcome(StrEnum):
    """What came of a session to which somebody was instructed."""

    ATTENDED = "attended"
    LATE = "late"
    FAILED_TO_COMPLY = "failed_to_comply"
    SENT_HOME = "sent_home"
    STOOD_DOWN = "stood_down"
    FAILED_TO_ATTEND = "failed_to_attend"
    ACCEPTABLE_ABSENCE = "acceptable_absence"

    @property
    def counts(self) -> bool:
        """Whether the session counts as one to which the person was instructed."""
        return self is not Outcome.ACCEPTABLE_ABSENCE

    @property
    def turned_up(self) -> bool:
        """Whether the person turned up, so that minutes can be credited."""
        return self not in (Outcome.FAILED_TO_ATTEND, Outcome.ACCEPTABLE_ABSENCE)

    @property
    def enforceable(self) -> bool:
        """Whether it is a failure of the person, which ends the earned reduction."""
        return self in (Outcome.FAILED_TO_COMPLY, Outcome.SENT_HOME, Outcome.FAILED_TO_ATTEND)


class AttendanceOutcome(Record):
    """What came of one session for one requirement."""

    requirement: Id
    """Requirement."""
    on: date
    """Day of the session, before the horizon."""
    slot: Id | None = None
    """Project slot; left out where the project is in the scenario no longer."""
    outcome: Outcome
    """What came of it; ``sent_home`` for behaviour, ``stood_down`` for want of a place, a supervisor or a van."""
    minutes: Minutes = 0
    """Minutes credited."""


class OffTrack(Record):
    """A requirement that will not be done in time, or is behind, with by how much."""

    requirement: Id
    """Requirement."""
    person: Id
    """Person."""
    minutes_left: Annotated[int, Field(ge=0)]
    """Minutes still to be worked."""
    minutes_behind: Annotated[int, Field(ge=0)]
    """Minutes that the work is behind the straight line from the sentence to the deadline."""
    expected_finish: date | None
    """When the hours will be done at the pace to be expected; none where there is no pace."""
    weeks_late: Annotated[int, Field(ge=0)] | None
    """Weeks begun after the deadline by then."""
    failures: Annotated[int, Field(ge=0)]
    """Failures among the outcomes of the last twelve months."""

    @property
    def sentence(self) -> str:
        """All of that in words."""
        left = f"{self.minutes_left / 60:,.1f} hours are left"
        behind = f"{self.minutes_behind / 60:,.1f} more than the straight line to the deadline has"
        if self.expected_finish is None:
            pace = "no sessions are planned from which a finish could be expected"
        elif self.weeks_late:
            pace = f"at the pace to be expected they are done on {self.expected_finish}, {self.weeks_late} weeks late"
        else:
            pace = f"at the pace to be expected they are done in time, on {self.expected_finish}"
        failed = f"; failures in the last twelve months: {self.failures}" if self.failures else ""
        return f"{left}, {behind}; {pace}{failed}.".replace(" 1 weeks", " 1 week")
