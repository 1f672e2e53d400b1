"""Unpaid work: requirements to be worked off, projects to do so on, and what projects need."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.attendance import AttendanceOutcome
from models.people import SiteFeature
from models.record import DateRange, Id, Location, Minutes, Record, WeeklySlot


class ProjectKind(StrEnum):
    """Kind of project, as community payback sorts them."""

    GROUP = "group"
    INDIVIDUAL = "individual"
    INDUCTION = "induction"
    ETE = "ete"
    INDEPENDENT = "independent"


class Frequency(StrEnum):
    """How often a project's slot comes back."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    ONCE = "once"


class EarnedReduction(StrEnum):
    """Where a person stands with the earned reduction of hours."""

    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    QUALIFYING = "qualifying"
    DISQUALIFIED = "disqualified"


class Delivery(StrEnum):
    """How densely a requirement is worked off."""

    STANDARD = "standard"
    INTENSIVE = "intensive"


class Requirement(Record):
    """An unpaid-work requirement that a court has made."""

    id: Id
    """Identifier of the requirement."""
    person: Id
    """Person who must do the work."""
    required_minutes: Minutes
    """Length ordered by the court; by law 40 to 300 hours."""
    completed_minutes: Minutes = 0
    """Worked and credited so far."""
    adjustment_minutes: Annotated[int, Field(ge=-18_000, le=18_000)] = 0
    """Minutes added (positive) or credited (negative) by adjustments such as travel time."""
    ete_minutes: Minutes = 0
    """Part of the completed minutes that was education, training and employment."""
    sentence_date: date
    """Day of sentence; no session before it."""
    deadline: date
    """Day by which the hours should be done."""
    sessions_per_week: Annotated[int, Field(ge=1, le=7)] = 1
    """Sessions a week that the person is to be given, within what the policy has for the delivery."""
    delivery: Delivery = Delivery.STANDARD
    """Standard, or intensive for people without work, who are to come on more days."""
    earned_reduction: EarnedReduction = EarnedReduction.INELIGIBLE
    """Standing with the earned reduction."""
    wanted_skills: tuple[Id, ...] = ()
    """Employment-related skills that the person's plan asks for."""
    current_project: Id | None = None
    """Project that the person goes to now."""
    induction_done: bool = True
    """Whether the person has had the induction."""
    sessions_instructed: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Sessions to which the person has been instructed so far, those with an acceptable absence left out."""
    sessions_attended: Annotated[int, Field(ge=0, le=10_000)] = 0
    """How many of these the person has turned up to."""
    recorded_to: date | None = None
    """Last day that minutes, standing and sessions above take in; ``outcomes`` after it are added to them."""


class ProjectSlot(WeeklySlot):
    """A standing time at which a project can run."""

    id: Id
    """Identifier of the slot, unique in the scenario."""
    frequency: Frequency = Frequency.WEEKLY
    """Weekly, fortnightly (counted from ``first``) or once (on ``first``)."""
    first: date | None = None
    """First day on which it can run; from before the horizon when left out."""
    last: date | None = None
    """Last day on which it can run; beyond the horizon when left out."""


class PickUp(Record):
    """A point at which a van picks people up."""

    id: Id
    """Identifier."""
    location: Location
    """Where the van stops."""
    minutes_before: Minutes
    """Minutes before a session's start at which it leaves there; the ride takes as long."""
    meeting_place: str = ""
    """Where people wait for it, as they are told: a street and what stands there."""


class Project(Record):
    """A project on which hours are worked off."""

    id: Id
    """Project code."""
    name: str
    """Name of the project."""
    kind: ProjectKind
    """Kind of project."""
    pdu: Id
    """Unit that runs it."""
    location: Location
    """Where the work is."""
    meeting_place: str = ""
    """Where people come to, as they are told: an address, a gate."""
    slots: Annotated[tuple[ProjectSlot, ...], Field(min_length=1)]
    """Times at which it can run."""
    places: Annotated[int, Field(ge=0, le=1000)]
    """Places at a session: for each supervisor of ours on a group project, in all on any other."""
    max_supervisors: Annotated[int, Field(ge=0, le=20)] = 1
    """Most supervisors of ours that one session can have; 0 when the beneficiary supervises."""
    minimum_to_run: Annotated[int, Field(ge=0, le=1000)] = 0
    """Fewest people for which a session is worth running."""
    features: tuple[SiteFeature, ...] = ()
    """Features of the site and the work that some people must be kept from."""
    women_only: bool = False
    """Whether only women may come, as the scenario lawfully states."""
    step_free: bool = True
    """Whether somebody who needs a way without steps can come and work there."""
    languages: tuple[Id, ...] = ()
    """Languages beside English that others than supervisors of ours speak there, as ISO 639-1 codes."""
    certificates: tuple[Id, ...] = ()
    """Skills or certificates that a person must have to come."""
    supervisor_qualifications: tuple[Id, ...] = ()
    """Qualifications that each supervisor must have."""
    skills_offered: tuple[Id, ...] = ()
    """Employment-related skills that can be learned here."""
    equipment: tuple[Id, ...] = ()
    """Kinds of protective equipment that each person needs: hi-vis clothing, boots."""
    depot: Id | None = None
    """Office of the unit from which equipment is fetched for the day."""
    pick_ups: tuple[PickUp, ...] = ()
    """Points at which a van picks people up for it; any van of the project's unit can do so."""
    ends: date | None = None
    """Last day of the project."""


class Van(Record):
    """A van."""

    id: Id
    """Identifier."""
    seats: Annotated[int, Field(ge=0, le=100)]
    """Seats for people on unpaid work; the supervisor who drives has one beside."""
    office: Id
    """Office where it stands, to whose unit it belongs."""
    off_road: tuple[DateRange, ...] = ()
    """Days on which it cannot be used: at the garage, lent out."""


class EquipmentStock(Record):
    """Protective equipment of one kind, and of one size where it comes in sizes, that an office keeps."""

    office: Id
    """Office."""
    kind: Id
    """Kind of equipment."""
    size: Id | None = None
    """Size; left out where one size fits everybody."""
    sets: Annotated[int, Field(ge=0, le=100_000)]
    """Sets, one for a person and day."""


class Closure(Record):
    """Days on which a project, or one of its slots, has no session: snow, a cancelled session."""

    project: Id
    """Project."""
    slot: Id | None = None
    """Slot that is closed; all of the project's when left out."""
    first: date
    """First day."""
    last: date
    """Last day, not before ``first``."""
    reason: str = ""
    """Why, for the record."""


class NewStarts(Record):
    """A forecast of people of whom nothing else is known yet: new starts on unpaid work in a week."""

    pdu: Id
    """Unit in which they start."""
    week: date
    """Monday of the week, inside the horizon."""
    people: Annotated[int, Field(ge=1, le=10_000)]
    """How many start."""


class UnpaidWork(Record):
    """Everything about unpaid work."""

    requirements: tuple[Requirement, ...] = ()
    """Requirements to be worked off."""
    projects: tuple[Project, ...] = ()
    """Projects."""
    vans: tuple[Van, ...] = ()
    """Vans."""
    closures: tuple[Closure, ...] = ()
    """Days on which sessions fall out; places stay held on them, so that no later date moves."""
    outcomes: tuple[AttendanceOutcome, ...] = ()
    """What came of sessions, after ``recorded_to`` of each requirement and before it."""
    equipment: tuple[EquipmentStock, ...] = ()
    """Protective equipment at depots; no limit where a depot has no row of a kind."""
    new_starts: tuple[NewStarts, ...] = ()
    """How many people are expected to start, beside those who have a requirement; places are left for them."""
