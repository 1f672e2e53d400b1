"""Commissioned services, the referrals to them, and contact standards."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Location, Record, WeeklySlot


class ServiceCategory(StrEnum):
    """Category of a commissioned rehabilitative service."""

    ACCOMMODATION = "accommodation"
    ETE = "ete"
    FINANCE = "finance"
    DEPENDENCY = "dependency"
    LIFESTYLE = "lifestyle"
    FAMILY = "family"
    EMOTIONAL_WELLBEING = "emotional_wellbeing"
    SOCIAL_INCLUSION = "social_inclusion"
    WOMEN = "women"


class Complexity(StrEnum):
    """Complexity of need, which sets the number of sessions."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ServiceLevel(Record):
    """What a complexity of need asks for."""

    complexity: Complexity
    """Complexity of need."""
    sessions: Annotated[int, Field(ge=1, le=104)]
    """Weekly appointments."""
    weight: Annotated[int, Field(ge=1, le=100)]
    """Weight of leaving a referral of priority 1 without a place."""
    source: str
    """Where the numbers are taken from."""


class CommissionedService(Record):
    """A provider's contract for one category in an area."""

    id: Id
    """Identifier of the contract."""
    provider: Id
    """Provider."""
    category: ServiceCategory
    """Category."""
    pdus: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Units that the contract covers."""
    places_per_month: Annotated[int, Field(ge=0, le=100_000)]
    """Places that can be taken up each calendar month."""
    location: Location | None = None
    """Where people are seen in person."""
    remote: bool = False
    """Whether people can be seen remotely."""
    women_only: bool = False
    """Whether it serves women only, as the scenario lawfully states."""
    languages: tuple[Id, ...] = ()
    """Languages beside English, as ISO 639-1 codes."""
    open: tuple[WeeklySlot, ...] = ()
    """Weekly times at which people are seen; Monday to Friday, 09:00 to 17:00, when left out."""
    minutes: Annotated[int, Field(ge=1, le=480)] = 60
    """Length of an appointment."""
    step_free: bool = True
    """Whether people are seen in person where no steps must be climbed."""
    woman_worker: bool = True
    """Whether a person can ask to be seen by a woman."""
    in_prison: bool = False
    """Whether people in prison are seen before their release."""
    taken_up: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Places of the month in which the horizon starts that are taken up already."""
    guaranteed_per_month: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Places a month that the contract promises the provider."""


class ServiceReferral(Record):
    """A person referred to a commissioned service."""

    id: Id
    """Identifier of the referral."""
    person: Id
    """Person referred."""
    category: ServiceCategory
    """Category of need."""
    complexity: Complexity
    """Complexity of need."""
    referred_on: date
    """Day of referral."""
    start_from: date | None = None
    """First day on which it can start; before release for a pre-release referral."""
    release_date: date | None = None
    """Day of release from prison; the service must start before it, unless it is past by the first possible day."""
    sentence_end: date | None = None
    """Last day of the sentence, before which the last appointment must lie, where that is so."""
    priority: Annotated[int, Field(ge=1, le=10)] = 1
    """Priority, 10 the most urgent; multiplied by the weight of the complexity."""
    current_service: Id | None = None
    """Contract that serves the person now."""


class Services(Record):
    """Commissioned services and referrals to them."""

    contracts: tuple[CommissionedService, ...] = ()
    """Contracts."""
    referrals: tuple[ServiceReferral, ...] = ()
    """Referrals."""


class ContactStandard(Record):
    """How often a tier is to be seen."""

    tier: Id
    """Tier."""
    contacts_per_four_weeks: Annotated[float, Field(ge=0.0, le=60.0)]
    """Contacts in four weeks."""
    minutes: Annotated[int, Field(ge=1, le=480)]
    """Length of a contact."""
    source: str
    """Where the standard is taken from."""
