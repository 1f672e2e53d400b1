"""Commissioned services, the referrals to them, and contact standards."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Location, Record


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
