"""Accredited programmes and structured interventions: templates, referrals, groups that could open."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Minutes, Record, Sex, Share, Weekday, WeeklySlot


class ProgrammeKind(StrEnum):
    """Accredited programme or structured intervention."""

    ACCREDITED = "accredited"
    STRUCTURED = "structured"


class Cohort(StrEnum):
    """Cohort that a group is for."""

    GENERAL = "general"
    SEXUAL = "sexual"


class SessionKind(StrEnum):
    """Group session, one-to-one, or a catch-up for those who have missed a group session."""

    GROUP = "group"
    ONE_TO_ONE = "one_to_one"
    CATCH_UP = "catch_up"


class GroupSlot(Record):
    """A weekly time at which a group meets."""

    weekday: Weekday
    """Day of the week."""
    start: time
    """Time at which sessions begin."""


class MeetingPattern(Record):
    """Weekly times at which groups of a programme may meet."""

    id: Id
    """Name of the pattern, once in its programme."""
    slots: Annotated[tuple[GroupSlot, ...], Field(min_length=1)]
    """Weekly times, taken in order of weekday and time."""


class TemplateSession(Record):
    """A session of a module."""

    name: str
    """Name of the session."""
    kind: SessionKind
    """Group session, one-to-one or catch-up."""
    minutes: Annotated[int, Field(ge=1, le=600)]
    """Length."""


class Module(Record):
    """A module: sessions in order."""

    name: str
    """Name of the module."""
    gap_weeks: Annotated[int, Field(ge=0, le=52)] = 0
    """Weeks that must pass since the previous module's last session, catch-ups aside, before this one starts."""
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
    cover: Annotated[int, Field(ge=0, le=10)] = 0
    """Further facilitators who are free at every session and could step in."""
    treatment_manager: bool = False
    """Whether a treatment manager oversees every group."""
    qualification: Id
    """Qualification that facilitators, cover and treatment manager must have."""
    start_rate: Share = 1.0
    """Share of those given a place who come to the first session."""
    drop_out_rate: Share = 0.0
    """Share of those who start who leave before the last session, evenly over the run."""
    missed_rate: Share = 0.0
    """Share of group sessions that somebody who is in the group still does not come to."""
    rolling: bool = False
    """Whether people join its running groups at the beginning of any module and go through all modules from there."""
    one_to_one_days: Annotated[int, Field(ge=0, le=56)] = 7
    """Days before or after the slot held for a one-to-one within which each member's own must lie."""
    sessions_per_week: Annotated[int, Field(ge=1, le=14)] | None = None
    """Dose: as many weekly times every pattern, and every group that could open, has; any number when left out."""
    patterns: tuple[MeetingPattern, ...] = ()
    """Weekly times at which groups that the planner forms by itself may meet."""
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
    priority: Annotated[int, Field(ge=1, le=10)] | None = None
    """Weight of risk that the service itself states, 10 the most urgent; left out: that of the policy for the person's
    risk of serious harm."""
    pdus: tuple[Id, ...] = ()
    """Units whose venues the person can attend; any in the region when empty."""


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


class Venue(Record):
    """An office in which the planner may form groups, and when it is open for them."""

    office: Id
    """Office."""
    open: Annotated[tuple[WeeklySlot, ...], Field(min_length=1)]
    """Opening times of every week."""


class GroupFamily(Record):
    """Groups that the planner may form: one for every venue, permitted pattern and start week."""

    id: Id
    """Identifier, with which those of its groups begin."""
    template: Id
    """Programme that they would deliver, at one of its patterns."""
    cohort: Cohort = Cohort.GENERAL
    """Cohort that they are for."""
    ldc: bool = False
    """Whether they are adapted for learning disabilities and challenges."""
    sex: Sex | None = None
    """Single-sex groups, as the scenario lawfully states; mixed when left out."""
    offices: tuple[Id, ...] = ()
    """Venues at which they can meet; all when empty."""
    first_week: Annotated[int, Field(ge=0, le=103)] = 0
    """First week of the horizon, from 0, in which a group can start."""
    last_week: Annotated[int, Field(ge=0, le=103)] | None = None
    """Last such week; the horizon's last when left out, and never later than that."""
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 1
    """Weeks from one start week to the next."""


class GroupStay(Record):
    """When a member is in a running group who is not there from the horizon's start to the group's last session."""

    person: Id
    """Member."""
    first: date | None = None
    """Day of the first session, for whoever is promised a place and joins later."""
    last: date | None = None
    """Day of the last session, for whoever is done before the group is."""


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
    cover: tuple[Id, ...] = ()
    """Facilitators who stay free at its sessions and could step in."""
    treatment_manager: Id | None = None
    """Treatment manager who oversees it."""
    members: tuple[Id, ...]
    """People in the group."""
    slots: Annotated[tuple[GroupSlot, ...], Field(min_length=1)]
    """Weekly times."""
    minutes: Minutes
    """Length of a session."""
    last: date
    """Day of the last session; of a rolling group, to which its team and room are given to it."""
    cohort: Cohort = Cohort.GENERAL
    """Cohort that it is for."""
    ldc: bool = False
    """Whether it is adapted for learning disabilities and challenges."""
    sex: Sex | None = None
    """Single-sex group, as the scenario lawfully states; mixed when left out."""
    next_module: Annotated[int, Field(ge=1, le=100)] | None = None
    """Of a rolling group that takes people in, the place of the module that begins next, from 1."""
    next_on: date | None = None
    """Day on which that module begins, or from which on: it takes the first of the group's slots."""
    stays: tuple[GroupStay, ...] = ()
    """Members who join later or are done earlier; all others are there all the time."""

    @property
    def team(self) -> tuple[Id, ...]:
        """Those who lead and those who cover."""
        return (*self.facilitators, *self.cover)

    def stay_of(self, person: Id) -> tuple[date, date]:
        """First and last day on which a member is in the group."""
        stay = next((row for row in self.stays if row.person == person), None)
        first = None if stay is None else stay.first
        last = None if stay is None else stay.last
        return first or date.min, last or self.last


class Programmes(Record):
    """Everything about programmes and structured interventions."""

    templates: tuple[ProgrammeTemplate, ...] = ()
    """Templates."""
    referrals: tuple[ProgrammeReferral, ...] = ()
    """Referrals."""
    group_options: tuple[GroupOption, ...] = ()
    """Groups that could be opened, as somebody has thought of them."""
    venues: tuple[Venue, ...] = ()
    """Where the planner may form groups by itself."""
    families: tuple[GroupFamily, ...] = ()
    """Kinds of group that it may form; for each kind every venue, pattern and start week is thought of."""
    running_groups: tuple[RunningGroup, ...] = ()
    """Groups that are running already."""
