"""Locks: decisions that people have taken and that a plan must keep."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.record import Id, Record


class Force(StrEnum):
    """Whether a lock demands or forbids."""

    MUST = "must"
    MUST_NOT = "must_not"


class CaseLock(Record):
    """A case must, or must not, be held by a practitioner."""

    kind: Literal["case"]
    """Kind of lock."""
    case: Id
    """Case."""
    practitioner: Id
    """Practitioner."""
    force: Force = Force.MUST
    """Must or must not."""
    override: bool = False
    """Whether the rules on who may hold what, and the ceiling, are overruled."""
    reason: str = Field(min_length=1)
    """Why, for the record."""


class UnpaidWorkLock(Record):
    """A requirement must, or must not, be worked off at a project's slot."""

    kind: Literal["unpaid_work"]
    """Kind of lock."""
    requirement: Id
    """Requirement."""
    slot: Id
    """Project slot."""
    force: Force = Force.MUST
    """Must or must not."""
    reason: str = Field(min_length=1)
    """Why, for the record."""


class ProgrammeLock(Record):
    """A referral must, or must not, be given a place in a group."""

    kind: Literal["programme"]
    """Kind of lock."""
    referral: Id
    """Referral."""
    group_option: Id
    """Group that could open."""
    force: Force = Force.MUST
    """Must or must not."""
    reason: str = Field(min_length=1)
    """Why, for the record."""


class ServiceLock(Record):
    """A referral must, or must not, be placed with a commissioned service."""

    kind: Literal["service"]
    """Kind of lock."""
    service_referral: Id
    """Referral."""
    contract: Id
    """Contract."""
    force: Force = Force.MUST
    """Must or must not."""
    reason: str = Field(min_length=1)
    """Why, for the record."""


Lock = Annotated[CaseLock | UnpaidWorkLock | ProgrammeLock | ServiceLock, Field(discriminator="kind")]
"""Any lock; ``kind`` says which."""
