"""The ground that every row of a document stands on."""

from __future__ import annotations

from calendar import day_name
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LONGEST_ID = 64
"""Characters of an identifier, at most."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,63}$")]
"""An identifier: letters, digits and ``. _ : @ + -``, at most 64 characters. Never a name or an address."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A share between 0 and 1."""

Minutes = Annotated[int, Field(ge=0, le=1_000_000)]
"""A number of whole minutes."""


NAMED: dict[frozenset[str], set[str]] = {}
"""Sets of fields that rows name, one for all that name the same."""
MOST_NAMED = 10_000
"""Such sets that are kept, however many a document has."""


class Record(BaseModel):
    """A row of a document: strict types, no unknown keys, no NaN or infinity, never changed after it is read."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )

    def model_post_init(self, _context: object, /) -> None:
        """Share the set of fields that the row names: one for each row would be two fifths of a document in memory."""
        own = self.__pydantic_fields_set__
        shared = NAMED.get(frozenset(own))
        if shared is None and len(NAMED) < MOST_NAMED:
            shared = NAMED[frozenset(own)] = own
        if shared is not None:
            object.__setattr__(self, "__pydantic_fields_set__", shared)


class Weekday(StrEnum):
    """A day of the week; ``list(Weekday).index(day)`` is Python's ``date.weekday()``."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def spelt(self) -> str:
        """The day as people write it."""
        return day_name[list(Weekday).index(self)]


class Sex(StrEnum):
    """The sex that a lawful single-sex rule reads; nothing else reads it."""

    FEMALE = "female"
    MALE = "male"


class WeeklySlot(Record):
    """A stretch of time that comes back every week."""

    weekday: Weekday
    """Day of the week."""
    start: time
    """First minute, local time."""
    end: time
    """Time at which it is over, later than ``start`` on the same day."""


class DateRange(Record):
    """Whole days, both ends included."""

    first: date
    """First day."""
    last: date
    """Last day, not before ``first``."""


class Location(Record):
    """A point on the map; coordinates in degrees (WGS 84)."""

    lat: Annotated[float, Field(ge=-90.0, le=90.0)]
    """Latitude."""
    lon: Annotated[float, Field(ge=-180.0, le=180.0)]
    """Longitude."""
    place: Id | None = None
    """Key of this point in the travel matrix, where the scenario brings one."""
