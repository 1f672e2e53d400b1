"""Staff: who works where, with what grade, hours, qualifications and limits."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.casework import CaseType
from models.record import DateRange, Id, Record, Sex, Share, WeeklySlot


class Grade(StrEnum):
    """Grade of a member of staff, as the Workload Measurement Tool names them."""

    PO = "PO"
    PSO = "PSO"
    PQIP = "PQiP"
    NQO = "NQO"
    SPO = "SPO"
    OTHER = "other"


class Role(StrEnum):
    """Work that a member of staff does; one person can have several roles."""

    PRACTITIONER = "practitioner"
    REPORT_AUTHOR = "report_author"
    COURT_DUTY = "court_duty"
    VICTIM_LIAISON = "victim_liaison"
    SUPERVISOR = "supervisor"
    FACILITATOR = "facilitator"
    TREATMENT_MANAGER = "treatment_manager"


class Reduction(Record):
    """Hours a week that are taken off a member of staff's capacity, for a time."""

    reason: Id
    """Reason, a key of the policy's table of reductions."""
    hours: Annotated[float, Field(ge=0.0, le=168.0)]
    """Hours a week taken off."""
    first: date
    """First day on which it applies."""
    last: date | None = None
    """Last day on which it applies; open-ended when left out."""


class RegisterEntry(Record):
    """An entry in a register of qualified staff that runs out."""

    qualification: Id
    """Qualification that the entry stands for."""
    expires: date
    """Last day on which it is valid."""


class CasePreference(Record):
    """Cases that a member of staff would rather not hold; what is left out stands for any."""

    case_type: CaseType | None = None
    """Type of case."""
    tier: Id | None = None
    """What the tier begins with: ``B`` stands for ``B0`` to ``B3``."""


class Staff(Record):
    """A member of staff."""

    id: Id
    """Staff code."""
    grade: Grade
    """Grade."""
    roles: tuple[Role, ...]
    """What the person does."""
    team: Id
    """Team; its unit is where the member of staff belongs."""
    office: Id
    """Office that the member of staff works from."""
    contracted_hours: Annotated[float, Field(ge=0.0, le=168.0)]
    """Contracted hours a week."""
    qualified_on: date | None = None
    """Day of qualification of a newly qualified officer; the policy's reduction for that stage follows from it."""
    trainee_since: date | None = None
    """First day of training of a trainee (PQiP); the policy's reduction for that stage follows from it."""
    reductions: tuple[Reduction, ...] = ()
    """Dated reductions of hours."""
    leave: tuple[DateRange, ...] = ()
    """Days away: leave, sickness, parental leave."""
    training_days: tuple[date, ...] = ()
    """Single days of training, away from all other work."""
    qualifications: tuple[Id, ...] = ()
    """Qualifications and specialisms, for example ``sexual_offending`` or ``building_choices``."""
    register_entries: tuple[RegisterEntry, ...] = ()
    """Qualifications that hold only while a register entry is valid; each also stands in ``qualifications``."""
    languages: tuple[Id, ...] = ()
    """Working languages beside English, as ISO 639-1 codes (``cy`` is Welsh)."""
    sex: Sex | None = None
    """Read only where a person's stated need is a woman practitioner."""
    pattern: tuple[WeeklySlot, ...] = ()
    """Working pattern; empty means Monday to Friday 09:00 to 17:00."""
    remote_share: Share = 0.0
    """Share of the contracted hours worked remotely."""
    existing_points: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Workload points held already that this scenario does not decide."""
    existing_cases: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Cases held already that this scenario does not decide."""
    rather_not: tuple[CasePreference, ...] = ()
    """Cases that the member of staff would rather not hold."""
    excluded_people: tuple[Id, ...] = ()
    """People whom this member of staff must not work with."""
    active_from: date | None = None
    """First day in the team; from before the horizon when left out."""
    active_until: date | None = None
    """Last day in the team; beyond the horizon when left out."""
