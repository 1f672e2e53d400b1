"""How journeys are timed: a matrix that the scenario brings, or else speeds over great-circle distance."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.people import Means
from models.record import Id, Minutes, Record


class Speed(Record):
    """Speed model of a means of travel: minutes = access + 60 x detour x kilometres / speed, rounded half up."""

    means: Means
    """Means of travel."""
    km_per_hour: Annotated[float, Field(gt=0.0, le=300.0)]
    """Average speed along the way."""
    detour: Annotated[float, Field(ge=1.0, le=5.0)]
    """Length of the way over great-circle distance."""
    access_minutes: Annotated[float, Field(ge=0.0, le=120.0)]
    """Minutes to set off, wait or park."""
    source: str
    """Where the numbers are taken from."""


class Journey(Record):
    """Minutes between two places; used both ways unless the way back has a row of its own."""

    means: Means
    """Means of travel."""
    origin: Id
    """Place at which it begins."""
    destination: Id
    """Place at which it ends."""
    minutes: Minutes
    """Minutes door to door."""


class Travel(Record):
    """Travel times."""

    speeds: Annotated[tuple[Speed, ...], Field(min_length=1)]
    """Speed model, one row for each means of travel."""
    matrix: tuple[Journey, ...] = ()
    """Known journeys between places; they go before the speed model."""
