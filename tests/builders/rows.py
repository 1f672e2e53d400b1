"""Builders of the rows of a scenario: people, staff, work of every kind, and places."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.casework import Case, CaseType, CourtReport, ReportKind, VictimContact
from models.estate import PDU, Estate, Office, Region, Room, Team
from models.people import Cause, Commitment, Means, Person, TravelLimit
from models.programmes import (
    GroupOption,
    GroupSlot,
    Module,
    ProgrammeKind,
    ProgrammeReferral,
    ProgrammeTemplate,
    RunningGroup,
    SessionKind,
    TemplateSession,
)
from models.record import Weekday
from models.services import CommissionedService, Complexity, ServiceCategory, ServiceReferral
from models.staff import Grade, Role, Staff
from models.unpaid_work import Project, ProjectKind, ProjectSlot, Requirement
from tests.builders.world import (
    FAR_OFFICE,
    FAR_PDU,
    FAR_TEAM,
    HERE,
    MONDAY,
    OFFICE,
    OTHER_OFFICE,
    OTHER_PDU,
    OTHER_REGION,
    OTHER_TEAM,
    PDU_ID,
    REGION,
    ROOM,
    SOURCE,
    TEAM,
    at,
    clock,
    day,
)


def a_person(id: str = "X000001", **over: Any) -> Person:
    """A person at ``HERE`` with a car and an hour's limit; ``home`` and ``max_minutes`` are often overridden."""
    means = over.pop("means", Means.CAR)
    limit = over.pop("max_minutes", 60)
    row: dict[str, Any] = {"pdu": PDU_ID, "home": HERE, "travel": TravelLimit(means=means, max_minutes=limit)}
    return Person(id=id, **(row | over))


def a_commitment(weekday: str = "mon", start: str = "09:00", end: str = "17:00", **over: Any) -> Commitment:
    """Work on a day of the week, nine to five unless said otherwise."""
    row: dict[str, Any] = {"weekday": Weekday(weekday), "start": clock(start), "end": clock(end), "cause": Cause.WORK}
    return Commitment(**(row | over))


def a_staff(id: str = "S1", **over: Any) -> Staff:
    """A full-time PO who holds cases."""
    row: dict[str, Any] = {
        "grade": Grade.PO,
        "roles": (Role.PRACTITIONER,),
        "team": TEAM,
        "office": OFFICE,
        "contracted_hours": 37.0,
    }
    return Staff(id=id, **(row | over))


def a_supervisor(id: str = "V1", **over: Any) -> Staff:
    """A full-time supervisor of unpaid work."""
    return a_staff(id, **({"grade": Grade.OTHER, "roles": (Role.SUPERVISOR,)} | over))


def a_facilitator(id: str = "F1", **over: Any) -> Staff:
    """A full-time facilitator with the qualification of ``a_template``."""
    row: dict[str, Any] = {"grade": Grade.OTHER, "roles": (Role.FACILITATOR,), "qualifications": ("bc",)}
    return a_staff(id, **(row | over))


def a_manager(id: str = "T1", **over: Any) -> Staff:
    """A full-time treatment manager with the qualification of ``a_template``."""
    row: dict[str, Any] = {"grade": Grade.SPO, "roles": (Role.TREATMENT_MANAGER,), "qualifications": ("bc",)}
    return a_staff(id, **(row | over))


def a_case(id: str = "C1", **over: Any) -> Case:
    """A medium-risk community case in tier C2 (50 points) of the person ``X000001``."""
    row: dict[str, Any] = {
        "person": "X000001",
        "case_type": CaseType.COMMUNITY,
        "tier": "C2",
        "sentence_date": date(2026, 6, 1),
        "sentence_end": date(2028, 6, 1),
    }
    return Case(id=id, **(row | over))


def a_report(id: str = "R1", **over: Any) -> CourtReport:
    """A fast report on ``X000001``, asked for by the court on the first day and wanted in the second week."""
    row: dict[str, Any] = {
        "person": "X000001",
        "kind": ReportKind.FAST,
        "requested_on": MONDAY,
        "due_on": day(11),
        "court_office": OFFICE,
    }
    return CourtReport(id=id, **(row | over))


def a_contact(id: str = "V1", **over: Any) -> VictimContact:
    """Contact with the victim of ``a_case``, sentenced on the first day."""
    row: dict[str, Any] = {"case": "C1", "sentence_date": MONDAY, "pdu": PDU_ID}
    return VictimContact(id=id, **(row | over))


def a_requirement(id: str = "U1", **over: Any) -> Requirement:
    """A hundred hours of unpaid work, none of them done, one session a week."""
    row: dict[str, Any] = {
        "person": "X000001",
        "required_minutes": 6000,
        "sentence_date": date(2026, 6, 1),
        "deadline": date(2027, 12, 31),
    }
    return Requirement(id=id, **(row | over))


def a_slot(
    id: str = "K1-mon", weekday: str = "mon", start: str = "09:00", end: str = "16:00", **over: Any
) -> ProjectSlot:
    """A weekly slot of seven hours."""
    return ProjectSlot(id=id, weekday=Weekday(weekday), start=clock(start), end=clock(end), **over)


def a_project(id: str = "K1", **over: Any) -> Project:
    """A group project at ``HERE`` on Mondays, eight places for its one supervisor."""
    row: dict[str, Any] = {
        "name": "Project",
        "kind": ProjectKind.GROUP,
        "pdu": PDU_ID,
        "location": HERE,
        "slots": (a_slot(f"{id}-mon"),),
        "places": 8,
    }
    return Project(id=id, **(row | over))


def a_template(id: str = "BC", *, sessions: int = 2, minutes: int = 120, **over: Any) -> ProgrammeTemplate:
    """A programme of one module with a few group sessions, for 1 to 3 people and one facilitator."""
    rows = tuple(
        TemplateSession(name=f"Session {number}", kind=SessionKind.GROUP, minutes=minutes)
        for number in range(1, sessions + 1)
    )
    row: dict[str, Any] = {
        "name": "Programme",
        "kind": ProgrammeKind.ACCREDITED,
        "modules": (Module(name="Module", sessions=rows),),
        "minimum_size": 1,
        "maximum_size": 3,
        "facilitators": 1,
        "qualification": "bc",
        "source": SOURCE,
    }
    return ProgrammeTemplate(id=id, **(row | over))


def a_referral(id: str = "A1", **over: Any) -> ProgrammeReferral:
    """A referral of ``X000001`` to ``a_template``."""
    row: dict[str, Any] = {
        "person": "X000001",
        "template": "BC",
        "referred_on": date(2026, 10, 1),
        "sentence_end": date(2028, 6, 1),
    }
    return ProgrammeReferral(id=id, **(row | over))


def a_group_slot(weekday: str = "tue", start: str = "10:00") -> GroupSlot:
    """A weekly time of a group."""
    return GroupSlot(weekday=Weekday(weekday), start=clock(start))


def a_group_option(id: str = "G1", **over: Any) -> GroupOption:
    """A group that could meet at the office on Tuesdays at ten from the first week."""
    row: dict[str, Any] = {
        "template": "BC",
        "office": OFFICE,
        "earliest_start": MONDAY,
        "slots": (a_group_slot(),),
    }
    return GroupOption(id=id, **(row | over))


def a_running_group(id: str = "RG1", **over: Any) -> RunningGroup:
    """A group that runs on Tuesdays at ten in the room; who is in it, a test says."""
    row: dict[str, Any] = {
        "template": "BC",
        "room": ROOM,
        "facilitators": (),
        "members": (),
        "slots": (a_group_slot(),),
        "minutes": 120,
        "last": day(27),
    }
    return RunningGroup(id=id, **(row | over))


def a_contract(id: str = "CS1", **over: Any) -> CommissionedService:
    """A contract for education, training and employment at ``HERE``, with two places a month."""
    row: dict[str, Any] = {
        "provider": "provider",
        "category": ServiceCategory.ETE,
        "pdus": (PDU_ID,),
        "places_per_month": 2,
        "location": HERE,
    }
    return CommissionedService(id=id, **(row | over))


def a_service_referral(id: str = "SR1", **over: Any) -> ServiceReferral:
    """A referral of ``X000001`` to ``a_contract``: low complexity, so two appointments."""
    row: dict[str, Any] = {
        "person": "X000001",
        "category": ServiceCategory.ETE,
        "complexity": Complexity.LOW,
        "referred_on": day(-3),
    }
    return ServiceReferral(id=id, **(row | over))


def an_office(id: str = OFFICE, **over: Any) -> Office:
    """An office at ``HERE``."""
    row: dict[str, Any] = {"name": f"Office {id}", "pdu": PDU_ID, "location": HERE}
    return Office(id=id, **(row | over))


def a_room(id: str = ROOM, **over: Any) -> Room:
    """A room with twelve seats."""
    row: dict[str, Any] = {"office": OFFICE, "seats": 12}
    return Room(id=id, **(row | over))


def an_estate(**over: Any) -> Estate:
    """Two regions, three units with a team and an office each, and one room in the first office."""
    row: dict[str, Any] = {
        "regions": (Region(id=REGION, name="Here"), Region(id=OTHER_REGION, name="There")),
        "pdus": (
            PDU(id=PDU_ID, name="First unit", region=REGION),
            PDU(id=OTHER_PDU, name="Second unit", region=REGION),
            PDU(id=FAR_PDU, name="Unit of another region", region=OTHER_REGION),
        ),
        "teams": (
            Team(id=TEAM, name="First team", pdu=PDU_ID),
            Team(id=OTHER_TEAM, name="Second team", pdu=OTHER_PDU),
            Team(id=FAR_TEAM, name="Team of another region", pdu=FAR_PDU),
        ),
        "offices": (
            an_office(),
            an_office(OTHER_OFFICE, pdu=OTHER_PDU, location=at(east_km=20.0)),
            an_office(FAR_OFFICE, pdu=FAR_PDU, location=at(north_km=-100.0)),
        ),
        "rooms": (a_room(),),
    }
    return Estate(**(row | over))
