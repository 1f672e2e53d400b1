"""What a rota of unpaid work leaves open: supervisors who are spare, and places for people who are to start."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from models.record import Id, Record, Weekday


class SpareCover(Record):
    """A weekday on which a supervisor stands on one of a unit's slots, and who else of the unit is free then."""

    pdu: Id
    """Unit."""
    weekday: Weekday
    """Day of the week."""
    supervisors: tuple[Id, ...]
    """Supervisors who are spare that day; nobody where the list is empty."""


class PlacesForStarts(Record):
    """How many of the people who are forecast to start in a unit would find a place."""

    pdu: Id
    """Unit."""
    people: Annotated[int, Field(ge=1)]
    """People who are forecast to start."""
    week: date
    """Monday of the week that is looked at, in which they have all started."""
    places: Annotated[int, Field(ge=0)]
    """Places that are left for them, no more than they are."""

    @property
    def sentence(self) -> str:
        """All of that in words."""
        return (
            f"Places are left for {self.places:,} expected new starts in the week of {self.week}; {self.people:,} were "
            "forecast."
        )
