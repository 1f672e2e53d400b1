"""The estate: regions, probation delivery units, offices, rooms and teams."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.record import Id, Location, Record


class Region(Record):
    """A probation region."""

    id: Id
    """Identifier, for example the NDelius provider code ``N54``."""
    name: str
    """Name of the region."""


class PDU(Record):
    """A probation delivery unit."""

    id: Id
    """Identifier."""
    name: str
    """Name of the unit."""
    region: Id
    """Region that it belongs to."""


class Team(Record):
    """A team of staff inside a probation delivery unit."""

    id: Id
    """Identifier."""
    name: str
    """Name of the team."""
    pdu: Id
    """Unit that the team belongs to."""


class Office(Record):
    """A probation office or delivery venue."""

    id: Id
    """Identifier."""
    name: str
    """Name of the office."""
    pdu: Id
    """Unit whose office it is."""
    location: Location
    """Where it stands."""
    step_free: bool = True
    """Whether it can be entered without steps."""


class Room(Record):
    """A room in which groups meet."""

    id: Id
    """Identifier."""
    office: Id
    """Office that the room is in."""
    seats: Annotated[int, Field(ge=0, le=10_000)]
    """Seats for the people in a group (facilitators not counted); ``check`` refuses a room without any."""


class Estate(Record):
    """Where the service works."""

    regions: tuple[Region, ...]
    """Probation regions."""
    pdus: tuple[PDU, ...]
    """Probation delivery units."""
    teams: tuple[Team, ...] = ()
    """Teams."""
    offices: tuple[Office, ...] = ()
    """Offices and delivery venues."""
    rooms: tuple[Room, ...] = ()
    """Group rooms."""
