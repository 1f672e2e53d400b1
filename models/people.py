"""People on probation: where they live, when they can come, what must be minded."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Location, Minutes, Record, Sex, Share, WeeklySlot


class Cause(StrEnum):
    """Why a person is not free."""

    WORK = "work"
    EDUCATION = "education"
    CARE = "care"
    OBSERVANCE = "observance"
    CURFEW = "curfew"
    HEALTH = "health"
    OTHER = "other"


class Means(StrEnum):
    """Means of travel."""

    WALK = "walk"
    BICYCLE = "bicycle"
    PUBLIC_TRANSPORT = "public_transport"
    CAR = "car"


class StatedNeed(StrEnum):
    """A need that the person has stated and that a plan must meet."""

    WOMAN_PRACTITIONER = "woman_practitioner"
    WELSH = "welsh"
    INTERPRETER = "interpreter"
    STEP_FREE = "step_free"
    NO_INTERNET = "no_internet"


class SiteFeature(StrEnum):
    """A feature of a place or of work that some people must be kept from."""

    SCHOOL = "school"
    PUBLIC_FACING = "public_facing"
    VULNERABLE_ADULTS = "vulnerable_adults"
    LONE_WORKING = "lone_working"
    HEAVY_LIFTING = "heavy_lifting"
    HEIGHTS = "heights"


class Commitment(WeeklySlot):
    """A stretch of every week, or of every second one or fewer, in which the person is not free."""

    cause: Cause
    """Why the person is not free."""
    first: date | None = None
    """First day on which it applies; from before the horizon when left out."""
    last: date | None = None
    """Last day on which it applies; beyond the horizon when left out."""
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 1
    """How often it comes back: 1 for every week; 2 for every second one, counted from ``first``, and so on."""


class TravelLimit(Record):
    """How a person travels, and for how long at the most."""

    means: Means
    """Means of travel."""
    max_minutes: Minutes
    """Longest journey one way."""


class ExclusionZone(Record):
    """A circle that the person must not enter."""

    centre: Location
    """Centre of the zone."""
    radius_km: Annotated[float, Field(gt=0.0, le=1000.0)]
    """Radius in kilometres, great-circle."""


class EquipmentSize(Record):
    """The size in which one kind of protective equipment fits a person."""

    kind: Id
    """Kind of equipment."""
    size: Id
    """Size."""


class ProtectedCharacteristics(Record):
    """Read by the fairness audit alone: no rule, cost or show-up rate may look here."""

    sex: Id | None = None
    """Sex as recorded."""
    age_band: Id | None = None
    """Age band as recorded."""
    ethnicity: Id | None = None
    """Ethnicity as recorded."""
    religion: Id | None = None
    """Religion or belief as recorded."""
    disability: Id | None = None
    """Disability as recorded."""


class Person(Record):
    """A person on probation."""

    id: Id
    """Case reference number (CRN)."""
    pdu: Id
    """Unit that the person's home belongs to."""
    home: Location
    """Where the person lives, or will live."""
    travel: TravelLimit
    """Means of travel and limit."""
    commitments: tuple[Commitment, ...] = ()
    """Stretches of the week in which the person is not free."""
    needs: tuple[StatedNeed, ...] = ()
    """Needs that the person has stated."""
    language: Id | None = None
    """Language to be interpreted, as an ISO 639-1 code, where the person needs an interpreter."""
    skills: tuple[Id, ...] = ()
    """Skills and certificates that a project can ask for."""
    restricted_from: tuple[SiteFeature, ...] = ()
    """Features of places and work that the person must be kept from."""
    exclusion_zones: tuple[ExclusionZone, ...] = ()
    """Areas that the person must not enter."""
    non_associations: tuple[Id, ...] = ()
    """People whom this person must never meet at a session; holds both ways, even if one side only says it."""
    excluded_staff: tuple[Id, ...] = ()
    """Staff who must not work with this person."""
    group_sex: Sex | None = None
    """Sex under which the person joins single-sex projects and groups; nothing else reads it."""
    sizes: tuple[EquipmentSize, ...] = ()
    """Sizes of protective equipment, where recorded."""
    show_up_rate: Share | None = None
    """Chance that the person turns up when instructed, as judged before any session counted in the requirements."""
    protected: ProtectedCharacteristics | None = None
    """Protected characteristics, for the fairness audit alone."""
