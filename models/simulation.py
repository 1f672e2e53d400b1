"""Simulated attendance: what a rota comes to when people turn up, or do not."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from models.record import Id, Record, Share

Number = Annotated[float, Field(ge=0.0)]
"""A mean, an error or an expected value."""


class Simulated(Record):
    """A figure as it was simulated, beside what it must be on average."""

    expected: Number
    """Exact expected value."""
    mean: Number
    """Mean over all replications."""
    error: Number
    """Standard error of that mean: what chance alone lets it differ by."""


class Spread(Simulated):
    """The same for a figure of the whole rota, with how it spreads over the replications."""

    low: Number
    """Value below which one replication in twenty lies."""
    median: Number
    """Value below which half of them lie."""
    high: Number
    """Value above which one in twenty lies."""


class SessionAttendance(Record):
    """A dated session in the simulation."""

    project: Id
    """Project."""
    slot: Id
    """Project slot."""
    on: date
    """Day."""
    places: Annotated[int, Field(ge=0)]
    """Places."""
    instructed: Annotated[int, Field(ge=0)]
    """People instructed."""
    attended_hours: Simulated
    """Hours worked off by those who turn up and find a place."""
    turn_away: Simulated
    """Chance that more people turn up than there are places."""
    stand_downs: Simulated
    """People who turn up and find no place."""


class Comparison(Record):
    """The same scenario with nobody instructed beyond the places, on the same good and bad days."""

    attended_hours: Spread
    """Hours worked off over the horizon."""
    stand_downs: Spread
    """People sent home over the horizon."""
    gain: float | None
    """Share by which over-booking raises the expected hours; none where there are none without."""


class AttendanceSimulation(Record):
    """What a rota comes to, over many replications of its horizon."""

    scenario: Id
    """Scenario."""
    replications: Annotated[int, Field(ge=2)]
    """Replications."""
    seed: Annotated[int, Field(ge=0)]
    """Seed."""
    shared_day_spread: Number
    """Standard deviation of what a day adds to everybody's log-odds of turning up at once."""
    turn_away_risk: Share
    """Largest chance of turning anybody away that the policy allows at a session."""
    sessions: Annotated[int, Field(ge=0)]
    """Sessions with somebody instructed."""
    instructed: Annotated[int, Field(ge=0)]
    """Attendances instructed."""
    attended_hours: Spread
    """Hours worked off over the horizon."""
    stand_downs: Spread
    """People sent home over the horizon because there was no place."""
    sessions_turning_away: Spread
    """Sessions at which somebody was sent home."""
    highest_turn_away: Share
    """Largest exact chance of turning anybody away, over all sessions."""
    furthest: Number
    """Largest difference between a session's simulated hours, chance or stand-downs and the exact ones, in standard
    errors."""
    without_over_booking: Comparison | None = None
    """The same without over-booking, where that was asked for."""
    rows: tuple[SessionAttendance, ...]
    """Sessions by day."""
