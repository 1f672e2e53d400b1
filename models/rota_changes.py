"""Dated changes to a rota: what a repair alters of single sessions, while standing slots stay as they are."""

from __future__ import annotations

from datetime import date

from models.record import Id, Record


class Supervision(Record):
    """Standing supervisors of a slot of which some session has changed."""

    slot: Id
    """Project slot."""
    supervisors: tuple[Id, ...]
    """Who stands on it week by week, whether at work on any day or not."""
    van: Id | None = None
    """Van that goes there week by week, whether on the road on any day or not."""


class Cover(Record):
    """A supervisor who steps in at a dated session of a slot on which somebody else stands."""

    slot: Id
    """Project slot."""
    on: date
    """Day."""
    supervisor: Id
    """Supervisor who steps in."""
    leaves: Id | None = None
    """Slot on which the supervisor stands that day and is missing instead."""


class VanInstead(Record):
    """A van that goes to a dated session in place of the standing one."""

    slot: Id
    """Project slot."""
    on: date
    """Day."""
    van: Id
    """Van that goes there that day."""


class PlaceChange(Record):
    """A place held for a person on a date that is given up, with what is attended instead, if anything."""

    requirement: Id
    """Requirement."""
    person: Id
    """Person."""
    slot: Id
    """Project slot on which the person stands."""
    on: date
    """Day on which the person is not to come."""
    to_slot: Id | None = None
    """Project slot whose session is attended instead."""
    to_on: date | None = None
    """Day of that session."""


class RotaChanges(Record):
    """Everything in a plan's rota that follows from no standing slot."""

    supervision: tuple[Supervision, ...] = ()
    """Standing supervisors of slots with changed sessions."""
    covers: tuple[Cover, ...] = ()
    """Supervisors who step in."""
    vans: tuple[VanInstead, ...] = ()
    """Vans that go in place of others."""
    places: tuple[PlaceChange, ...] = ()
    """Places given up."""
