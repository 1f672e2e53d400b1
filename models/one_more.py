"""One more: which single facilitator, room, weekly time or venue would let most people start a programme."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Record

Number = Annotated[int, Field(ge=0)]
"""A number of people or resources."""
Priorities = Annotated[float, Field(ge=0.0)]
"""A sum of priorities."""


class Resource(StrEnum):
    """What there could be one more of."""

    FACILITATOR = "facilitator"
    ROOM = "room"
    TIME = "time"
    VENUE = "venue"


class OneMore(Record):
    """What one more resource would bring, at the least."""

    resource: Resource
    """What it is."""
    at: Id
    """Office, or the facilitator whose like it is."""
    sentence: str
    """The resource in words."""
    start: Number
    """People who start in the best plan found with it."""
    more_start: Number
    """How many more these are than without it."""
    priority_gained: Priorities
    """Priorities of people left without a place that it takes off, in the best plans found with and without it."""
    priority_at_best: Priorities | None = None
    """What it could take off at the most, where all groups were searched: no plan with it leaves out less."""
    searched: bool
    """Whether all groups were searched with it, and not only those near it."""


class OneMoreRanking(Record):
    """Single resources in order of how many people they would let start."""

    start: Number
    """People who start without any of them."""
    of: Number
    """People waiting."""
    could: Number
    """Resources that could be thought of."""
    ruled_out: Number
    """Of these, those with which nobody more could start, whatever else was planned."""
    searched: Number
    """Those with which all groups were searched."""
    looked_at: Number
    """Those with which only the open groups, and groups near the resource, were searched."""
    sentence: str
    """What was found, and what it rests on, in words."""
    rows: tuple[OneMore, ...]
    """Those that help, best first."""
