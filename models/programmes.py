"""Accredited programmes and structured interventions: templates, referrals, groups that could open."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Minutes, Record, Sex, Weekday


class ProgrammeKind(StrEnum):
    """Accredited programme or structured intervention."""

    ACCREDITED = "accredited"
    STRUCTURED = "structured"


class Cohort(StrEnum):
    """Cohort that a group is for."""

    GENERAL = "general"
    SEXUAL = "sexual"


class SessionKind(StrEnum):
    """Group session or one-to-one."""

    GROUP = "group"
    ONE_TO_ONE = "one_to_one"


class TemplateSession(Record):
    """A session of a module."""

    name: str
    """Name of the session."""
    kind: SessionKind
    """Group session or one-to-one."""
    minutes: Annotated[int, Field(ge=1, le=600)]
    """Length."""


class Module(Record):
    """A module: sessions in order."""

    name: str
    """Name of the module."""
    gap_weeks: Annotated[int, Field(ge=0, le=52)] = 0
    """Weeks that must pass since the previous module's last session before this one starts."""
    sessions: Annotated[tuple[TemplateSession, ...], Field(min_length=1)]
    """Sessions in order."""


class ProgrammeTemplate(Record):
    """What a programme consists of."""

    id: Id
    """Identifier."""
    name: str
    """Name of the programme."""
    kind: ProgrammeKind
    """Accredited programme or structured intervention."""
    modules: Annotated[tuple[Module, ...], Field(min_length=1)]
    """Modules in order."""
    minimum_size: Annotated[int, Field(ge=1, le=100)]
    """Fewest people for which a group is viable."""
    maximum_size: Annotated[int, Field(ge=1, le=100)]
    """Most people that a group can hold."""
    facilitators: Annotated[int, Field(ge=1, le=10)] = 2
    """Facilitators that every session needs."""
    qualification: Id
    """Qualification that a facilitator must have."""
    source: str
    """Where the template is taken from."""


class ProgrammeReferral(Record):
    """A person waiting for a place."""

    id: Id
    """Identifier of the referral."""
    person: Id
    """Person referred."""
    template: Id
    """Programme that the person needs."""
    cohort: Cohort = Cohort.GENERAL
    """Cohort that the person belongs to."""
    ldc: bool = False
    """Whether the person has learning disabilities or challenges that the group must be adapted to."""
    referred_on: date
    """Day of referral, from which waiting counts."""
    sentence_end: date
    """Last day of the sentence, before which the programme must end."""
    priority: Annotated[int, Field(ge=1, le=10)] = 1
    """Priority, 10 the most urgent."""
    pdus: tuple[Id, ...] = ()
    """Units whose venues the person can attend; any in the region when empty."""


class GroupSlot(Record):
    """A weekly time at which a group meets."""

    weekday: Weekday
    """Day of the week."""
    start: time
    """Time at which sessions begin."""


class GroupOption(Record):
    """A group that could be opened."""

    id: Id
    """Identifier."""
    template: Id
    """Programme that it would deliver."""
    office: Id
    """Office at which it would meet, in one of the office's rooms."""
    cohort: Cohort = Cohort.GENERAL
    """Cohort that it is for."""
    ldc: bool = False
    """Whether it is adapted for learning disabilities and challenges; such a group takes only people who need it."""
    sex: Sex | None = None
    """Single-sex group, as the scenario lawfully states; mixed when left out."""
    earliest_start: date
    """Day from which the first session can be held."""
    slots: Annotated[tuple[GroupSlot, ...], Field(min_length=1)]
    """Weekly times, taken in order of weekday and time."""


class RunningGroup(Record):
    """A group that is running already: its members stay and its sessions take up people, staff and a room."""

    id: Id
    """Identifier."""
    template: Id
    """Programme that it delivers."""
    room: Id
    """Room in which it meets."""
    facilitators: tuple[Id, ...]
    """Facilitators."""
    members: tuple[Id, ...]
    """People in the group."""
    slots: Annotated[tuple[GroupSlot, ...], Field(min_length=1)]
    """Weekly times."""
    minutes: Minutes
    """Length of a session."""
    last: date
    """Day of the last session."""


class Programmes(Record):
    """Everything about programmes and structured interventions."""

    templates: tuple[ProgrammeTemplate, ...] = ()
    """Templates."""
    referrals: tuple[ProgrammeReferral, ...] = ()
    """Referrals."""
    group_options: tuple[GroupOption, ...] = ()
    """Groups that could be opened."""
    running_groups: tuple[RunningGroup, ...] = ()
    """Groups that are running already."""
