"""One more: which single facilitator, room, weekly time or venue would let most people start a programme."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Record

Number = Annotated[int, Field(ge=0)]
"""A number of people, priorities or resources."""


class Resource(StrEnum):
    """What there could be one more of."""

    FACILITATOR = "facilitator"
    ROOM = "room"
    TIME = "time"
    VENUE = "venue"


class OneMore(Record):
    """What one more resource would bring."""

    resource: Resource
    """What it is."""
    at: Id
    """Office, or the facilitator whose like it is."""
    sentence: str
    """The resource in words."""
    start: Number
    """People who start in the best plan found with it."""
    more_start: int
    """How many more these are than without it; below zero where fewer people of higher priority start."""
    priority_gained: float
    """Priorities of people left without a place that it takes off, in the best plans found with and without it."""
    priority_at_best: Annotated[float, Field(ge=0.0)]
    """What it could take off at the most: no plan with it leaves out less."""
    searched: bool
    """Whether a plan was searched for; else groups were only added to the plan without it."""


class OneMoreRanking(Record):
    """Single resources in order of how many people they would let start."""

    start: Number
    """People who start without any of them, in the best plan found in the same time."""
    of: Number
    """People waiting."""
    could: Number
    """Resources that could be thought of."""
    tried: Number
    """Resources that were looked at in the time given."""
    rows: tuple[OneMore, ...]
    """Best first; fewer than asked for where fewer would help."""
