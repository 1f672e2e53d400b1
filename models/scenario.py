"""Scenario: the document that goes in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.casework import Casework
from models.change import Change
from models.decisions import Decisions
from models.estate import Estate
from models.goals import Goals
from models.locks import Lock
from models.people import Person
from models.policy import Policy
from models.programmes import Programmes
from models.record import Id, Record
from models.services import ContactStandard, Services
from models.staff import Staff
from models.travel import Travel
from models.unpaid_work import UnpaidWork


class Horizon(Record):
    """The stretch of time that is planned."""

    start: date
    """First day, a Monday."""
    weeks: Annotated[int, Field(ge=1, le=104)]
    """Number of weeks."""
    periods: Annotated[int, Field(ge=1, le=12)] = 1
    """Number of periods of equal length in which workloads are balanced."""
    bank_holidays: tuple[date, ...] = ()
    """Days on which nothing is held."""


class Scenario(Record):
    """Everything that a plan is made from."""

    schema_version: Literal["1.0"]
    """Version of this document's schema."""
    id: Id
    """Identifier of the scenario."""
    title: str = ""
    """What the scenario is about."""
    horizon: Horizon
    """The stretch of time that is planned."""
    estate: Estate
    """Regions, units, offices, rooms, teams."""
    staff: tuple[Staff, ...]
    """Members of staff."""
    people: tuple[Person, ...]
    """People on probation."""
    casework: Casework = Casework()
    """Cases, court reports, victim contact, reviews."""
    unpaid_work: UnpaidWork = UnpaidWork()
    """Unpaid work."""
    programmes: Programmes = Programmes()
    """Programmes and structured interventions."""
    services: Services = Services()
    """Commissioned services and referrals."""
    contact_standards: tuple[ContactStandard, ...] = ()
    """How often each tier is to be seen."""
    travel: Travel
    """Travel times."""
    policy: Policy
    """Rule tables."""
    goals: Goals
    """What a plan should be good at."""
    change: Change = Change()
    """How much a plan may alter of what is in force."""
    locks: tuple[Lock, ...] = ()
    """Decisions that people have taken."""
    previous_plan: Decisions | None = None
    """Decisions in force, from an earlier plan."""
