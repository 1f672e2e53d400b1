"""The decisions of a plan: who holds each case, who attends what and when."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.programmes import SessionKind
from models.record import Id, Minutes, Record, Share
from models.rota_changes import RotaChanges


class Approval(StrEnum):
    """A plan is a proposal until somebody approves it."""

    PROPOSED = "proposed"
    APPROVED = "approved"


class CaseAllocation(Record):
    """A case and the practitioner who is to hold it."""

    case: Id
    """Case."""
    practitioner: Id
    """Practitioner."""
    first: date
    """First day in the horizon on which the practitioner holds it; for a move, the day of the hand-over."""
    points: Annotated[int, Field(ge=0)]
    """Workload points that it brings in its busiest period."""
    points_by_period: tuple[Annotated[int, Field(ge=0)], ...]
    """Workload points that it brings in each period."""
    moved_from: Id | None = None
    """Practitioner who holds it now, where that is another one."""
    tell_by: date | None = None
    """For a move, the last working day on which person and both practitioners can be told in due time."""
    pre_release_from: date | None = None
    """For a custody case, the day from which to work towards release; none where that is beyond the horizon."""
    override_reason: str = ""
    """Reason of the lock that overrules here who may hold what, or a ceiling; empty where no lock does."""
    approval: Approval = Approval.PROPOSED
    """State of approval."""
    sensitive: bool = False
    """Whether the line is for restricted eyes."""
    note: str = ""
    """Note for the record."""


class DutyKind(StrEnum):
    """Kind of work item that is not a case."""

    COURT_REPORT = "court_report"
    VICTIM_CONTACT = "victim_contact"


class DutyAllocation(Record):
    """A court report or a victim contact and the member of staff who is to do it."""

    kind: DutyKind
    """Court report or victim contact."""
    id: Id
    """Court report or victim contact."""
    staff: Id
    """Author, or victim liaison officer."""
    first: date
    """First day in the horizon on which it can be worked on."""
    latest: date
    """Latest day by which it must be done; before the horizon where it is overdue."""
    points: Annotated[int, Field(ge=0)]
    """Workload points that it brings in its busiest period."""
    moved_from: Id | None = None
    """Author or officer named now, where that is another one."""
    approval: Approval = Approval.PROPOSED
    """State of approval."""
    sensitive: bool = False
    """Whether the line is for restricted eyes."""
    note: str = ""
    """Note for the record."""


class StandingPattern(Record):
    """A standing weekly slot of a person on unpaid work, with the dates on which it is to be attended."""

    requirement: Id
    """Requirement."""
    person: Id
    """Person."""
    project: Id
    """Project."""
    slot: Id
    """Project slot."""
    start: time
    """Time at which a session begins."""
    end: time
    """Time at which it ends."""
    dates: tuple[date, ...]
    """Days on which the person is instructed to attend, in order."""
    minutes: Minutes
    """Minutes of the requirement that these sessions work off; the last session counts what is left."""
    one_off: bool = False
    """Whether these are single sessions, an induction or attended instead of others, and no standing slot."""
    pick_up: Id | None = None
    """Pick-up at which the van takes the person in; none for whoever comes without the van."""
    pick_up_at: time | None = None
    """Time at which the van leaves there."""
    alone_on: tuple[date, ...] = ()
    """Days among these on which somebody whom the van picks up is to come alone: it is off the road, or has no seat."""


class ProjectSession(Record):
    """A dated session of a project."""

    project: Id
    """Project."""
    slot: Id
    """Project slot."""
    on: date
    """Day."""
    start: time
    """Time at which it begins."""
    end: time
    """Time at which it ends."""
    supervisors: tuple[Id, ...]
    """Supervisors of ours."""
    places: Annotated[int, Field(ge=0)]
    """Places with these supervisors."""
    instructed: Annotated[int, Field(ge=0)]
    """People instructed to attend; where it is nobody, supervisors and van are stood down that day."""
    expected: Annotated[float, Field(ge=0.0)]
    """People expected to turn up."""
    turn_away_chance: Share
    """Chance that more turn up than there are places, so that somebody has to be turned away."""
    van: Id | None = None
    """Van that brings people; none where nobody rides."""

    @property
    def stood_down(self) -> bool:
        """Whether nobody is instructed, so that nobody of ours need come."""
        return self.instructed == 0


class GroupMember(Record):
    """A person who is given a place in a group."""

    referral: Id
    """Referral."""
    person: Id
    """Person."""


class GroupSession(Record):
    """A dated session of a group."""

    number: Annotated[int, Field(ge=1)]
    """Place in the run, from 1."""
    module: str
    """Module."""
    name: str
    """Name of the session."""
    kind: SessionKind
    """Group session, time held for one-to-ones, or catch-up."""
    on: date
    """Day."""
    start: time
    """Time at which it begins."""
    end: time
    """Time at which it ends."""
    expected: Annotated[float, Field(ge=0.0)]
    """Of these members, those expected to be there still, as starts and drop-out go; at a catch-up, who need it."""


class OneToOne(Record):
    """A member's own one-to-one with a facilitator of the group; without a date where the two have no time for it."""

    referral: Id
    """Referral of the member."""
    number: Annotated[int, Field(ge=1)]
    """The session of the run that it is, by its place."""
    facilitator: Id | None = None
    """Facilitator."""
    on: date | None = None
    """Day; left out where the two have no time in common that is free, and one is to be arranged."""
    start: time | None = None
    """Time at which it begins."""
    end: time | None = None
    """Time at which it ends."""


class GroupRun(Record):
    """A group that is to be opened, or people who join one that is running."""

    group_option: Id
    """Group option that is taken up, candidate of a family (``family+office+pattern+week``), or intake of a running
    group (``group+day``)."""
    template: Id
    """Programme."""
    joins: Id | None = None
    """Running group that its members join, whose room and team are told; none for a group that is opened."""
    room: Id
    """Room for the whole run."""
    facilitators: tuple[Id, ...]
    """Facilitators for the whole run."""
    cover: tuple[Id, ...] = ()
    """Facilitators who stay free at every session and could step in."""
    treatment_manager: Id | None = None
    """Treatment manager who oversees it, where the programme asks for one."""
    members: tuple[GroupMember, ...]
    """People who are given a place."""
    thin_chance: Share
    """Chance that fewer than the programme's minimum are left at the last session; 0 where a group is joined."""
    sessions: tuple[GroupSession, ...]
    """Sessions in order."""
    one_to_ones: tuple[OneToOne, ...] = ()
    """Every member's one-to-ones, by session and then by member."""

    @property
    def team(self) -> tuple[Id, ...]:
        """Those who lead and those who cover."""
        return (*self.facilitators, *self.cover)


class ServiceAppointment(Record):
    """A dated appointment with a commissioned service."""

    on: date
    """Day."""
    start: time
    """Time at which it begins."""
    end: time
    """Time at which it ends."""


class ServicePlacement(Record):
    """A referral placed with a commissioned service."""

    referral: Id
    """Referral."""
    person: Id
    """Person."""
    contract: Id
    """Contract."""
    remote: bool
    """Whether the person is seen remotely; before a release, in prison either way."""
    start: date
    """Day of the first appointment, in whose month the place is taken up."""
    appointments: tuple[ServiceAppointment, ...]
    """Every appointment, in order, a week apart but for bank holidays."""


class Appointment(Record):
    """An appointment of a person with the practitioner."""

    case: Id
    """Case."""
    person: Id
    """Person."""
    practitioner: Id
    """Practitioner."""
    on: date
    """Day."""
    start: time
    """Time at which it begins."""
    end: time
    """Time at which it ends."""
    office: Id | None = None
    """Office; none for a remote appointment."""


class Decisions(Record):
    """Every decision of a plan."""

    cases: tuple[CaseAllocation, ...] = ()
    """Who holds each case."""
    duties: tuple[DutyAllocation, ...] = ()
    """Who writes each court report, and who is in contact with each victim."""
    patterns: tuple[StandingPattern, ...] = ()
    """Who attends which unpaid-work slot, and on which days."""
    sessions: tuple[ProjectSession, ...] = ()
    """Which unpaid-work sessions run, and with whom."""
    rota_changes: RotaChanges = RotaChanges()
    """Dated changes to that, after news of an absence or a closure."""
    groups: tuple[GroupRun, ...] = ()
    """Which programme groups open, and who joins."""
    services: tuple[ServicePlacement, ...] = ()
    """Who is placed with which commissioned service."""
    appointments: tuple[Appointment, ...] = ()
    """Appointments."""
