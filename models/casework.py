"""Casework: supervision cases, court reports, victim contact, reviews."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Record


class CaseType(StrEnum):
    """Where the sentence is served now."""

    COMMUNITY = "community"
    LICENCE = "licence"
    CUSTODY = "custody"


class Rosh(StrEnum):
    """Risk of serious harm, lowest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class ReportKind(StrEnum):
    """Kind of pre-sentence report."""

    ORAL = "oral"
    FAST = "fast"
    STANDARD = "standard"


class TreatmentKind(StrEnum):
    """Treatment requirement that a court can add to an order."""

    ALCOHOL = "alcohol"
    DRUGS = "drugs"
    MENTAL_HEALTH = "mental_health"


class TreatmentRequirement(Record):
    """A treatment requirement of a case."""

    kind: TreatmentKind
    """What is treated."""
    months: Annotated[int, Field(ge=1, le=36)]
    """Length in months."""


class TierChange(Record):
    """A change of tier that is known in advance."""

    on: date
    """Day from which the new tier holds."""
    tier: Id
    """New tier."""


class Case(Record):
    """A supervision case: one person's sentence, to be held by one practitioner."""

    id: Id
    """Identifier of the case (CRN and event number)."""
    person: Id
    """Person supervised."""
    case_type: CaseType
    """Community, licence or custody."""
    tier: Id
    """Tier under the casework's tier model, for example ``B2`` or ``D1S``."""
    rosh: Rosh = Rosh.MEDIUM
    """Risk of serious harm."""
    mappa_level: Annotated[int, Field(ge=0, le=3)] = 0
    """Multi-agency public protection level; 0 when not managed under it."""
    life_sentence: bool = False
    """Whether the sentence is for life or for public protection."""
    sentence_date: date
    """Day of sentence."""
    sentence_end: date
    """Last day of the sentence."""
    release_date: date | None = None
    """Day of release of a custody case."""
    handover_date: date | None = None
    """Day on which the community practitioner takes over a custody case."""
    start: date | None = None
    """First day on which the case needs a practitioner; before the horizon when left out."""
    tier_changes: tuple[TierChange, ...] = ()
    """Changes of tier that are known in advance, in order of date."""
    current_practitioner: Id | None = None
    """Practitioner who holds the case now; none when it is new."""
    requires: tuple[Id, ...] = ()
    """Qualifications that the practitioner must have."""
    limited_access_to: tuple[Id, ...] | None = None
    """For a limited-access case: the only staff who may hold it."""
    specialist_team: Id | None = None
    """Team whose staff alone may hold the case, for example the public-protection team; any team when left out."""
    co_defendants: tuple[Id, ...] = ()
    """Cases whose practitioner must be another one; holds both ways."""
    transfer_complete: bool = True
    """Whether the transfer from another region, if any, is done; until then nobody can be given the case."""
    first_appointment_due: date | None = None
    """Day by which the first appointment must have taken place."""
    activity_days: Annotated[int, Field(ge=0, le=365)] = 0
    """Rehabilitation activity days left."""
    post_sentence_supervision: bool = False
    """Whether the person is in post-sentence supervision."""
    treatment: tuple[TreatmentRequirement, ...] = ()
    """Treatment requirements."""


class CourtReport(Record):
    """A pre-sentence report that a court has asked for."""

    id: Id
    """Identifier."""
    person: Id
    """Person reported on."""
    kind: ReportKind
    """Oral, fast or standard."""
    requested_on: date
    """Day on which the court asked."""
    due_on: date
    """Day by which the court wants it."""
    court_office: Id
    """Office that serves the court."""
    requires: tuple[Id, ...] = ()
    """Qualifications that the author must have."""
    author: Id | None = None
    """Author, where one has been named already."""


class VictimContact(Record):
    """A victim to whom contact must be offered."""

    id: Id
    """Identifier of the contact, never of the victim."""
    case: Id
    """Case that it belongs to."""
    sentence_date: date
    """Day of sentence, from which the time to offer contact runs."""
    pdu: Id
    """Unit that serves the victim."""
    liaison_officer: Id | None = None
    """Victim liaison officer, where one has been named already."""


class Review(Record):
    """A review or assessment that falls due."""

    id: Id
    """Identifier."""
    case: Id
    """Case reviewed; its practitioner does the work."""
    kind: Id
    """Kind of work, a key of the policy's table of points for work items."""
    due_on: date
    """Day by which it must be done."""


class Casework(Record):
    """Work that carries points."""

    tier_model: Id = "A-D"
    """Tier model that the tiers stand under: ``A-D`` (protect letter and change number) or ``A-G``."""
    cases: tuple[Case, ...] = ()
    """Supervision cases."""
    court_reports: tuple[CourtReport, ...] = ()
    """Pre-sentence reports."""
    victim_contacts: tuple[VictimContact, ...] = ()
    """Victim contact."""
    reviews: tuple[Review, ...] = ()
    """Reviews and assessments."""
