"""Small builders of valid rows, so that a test of a rule reads in a few lines.

The world of the builders is plain on purpose: one region, one unit, one team, one office at ``HERE``; a minute of a car
journey is a kilometre; a full-time practitioner has 1,000 points and 37 hours; tiers A, B, C and D cost 200, 100, 50
and 20 points, in custody half of that; reports and contacts cost what ``WORK_ITEM_COST`` says. Every
builder takes the row's fields as keywords and fills in the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from models.attendance import AttendanceOutcome
from models.casework import Case, CaseType, Casework, CourtReport, ReportKind, Review, Rosh, VictimContact
from models.estate import PDU, Estate, Office, Region, Room, Team
from models.goals import Goal, GoalProfile, Goals, GoalTier, GoalWeight, Part, PartGoals
from models.people import Cause, Commitment, Means, Person, TravelLimit
from models.policy import Figure, HoldingRule, Policy, PriorityWeight, Stage, StageReduction, TierPoints, WorkItemPoints
from models.programmes import (
    GroupOption,
    GroupSlot,
    Module,
    ProgrammeKind,
    ProgrammeReferral,
    Programmes,
    ProgrammeTemplate,
    RunningGroup,
    SessionKind,
    TemplateSession,
)
from models.record import Location, Weekday
from models.scenario import Horizon, Scenario
from models.services import CommissionedService, Complexity, ServiceCategory, ServiceLevel, ServiceReferral, Services
from models.staff import Grade, Role, Staff
from models.travel import Speed, Travel
from models.unpaid_work import NewStarts, Project, ProjectKind, ProjectSlot, Requirement, UnpaidWork, Van

MONDAY = date(2027, 1, 4)
"""First day of the builders' horizon; no bank holiday lies in the weeks that follow."""
HERE = Location(lat=54.0, lon=-1.5)
"""Where the office stands and everybody lives unless a test says otherwise."""
SOURCE = "made up for tests"

REGION, OTHER_REGION = "N54", "N55"
PDU_ID, OTHER_PDU, FAR_PDU = "P1", "P2", "P9"
"""Two units of the region, and one of the other region."""
TEAM, OTHER_TEAM, FAR_TEAM = "T1", "T2", "T9"
OFFICE, OTHER_OFFICE, FAR_OFFICE = "O1", "O2", "O9"
ROOM = "R1"

KM_PER_DEGREE = 6371.0088 * math.pi / 180.0
TIER_COST = {"A": 200, "B": 100, "C": 50, "D": 20}
WORK_ITEM_COST = {"report_oral": 30, "report_fast": 65, "report_standard": 138, "victim_contact": 40}


def day(number: int) -> date:
    """Day of the horizon, counted from 0 (the first Monday)."""
    return MONDAY + timedelta(days=number)


def at(east_km: float = 0.0, north_km: float = 0.0) -> Location:
    """Point so many kilometres east and north of ``HERE``, which is as many minutes by car."""
    lat = HERE.lat + north_km / KM_PER_DEGREE
    lon = HERE.lon + east_km / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return Location(lat=lat, lon=lon)


def clock(text: str) -> time:
    """Time of day from ``HH:MM``."""
    return time.fromisoformat(text)


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


def figure(value: float) -> Figure:
    """A figure of the policy."""
    return Figure(value=value, source=SOURCE)


def a_policy(**over: Any) -> Policy:
    """Rule tables with round numbers: PO everything, NQO up to high risk, PSO medium, PQiP medium in tiers C and D."""
    row: dict[str, Any] = {
        "version": "tests",
        "effective_from": date(2026, 1, 1),
        "tier_points": _tier_points(),
        "work_item_points": tuple(
            WorkItemPoints(kind=kind, points=points, source=SOURCE) for kind, points in WORK_ITEM_COST.items()
        ),
        "stage_reductions": (
            StageReduction(stage=Stage.NEWLY_QUALIFIED, from_month=0, to_month=9, share=0.2, source=SOURCE),
            StageReduction(stage=Stage.TRAINEE, from_month=0, to_month=6, share=0.8, source=SOURCE),
        ),
        "holding_rules": (
            a_holding_rule(Grade.PO, "ABCD", Rosh.VERY_HIGH, 3, life_sentences=True),
            a_holding_rule(Grade.NQO, "ABCD", Rosh.HIGH, 1),
            a_holding_rule(Grade.PSO, "BCD", Rosh.MEDIUM, 1),
            a_holding_rule(Grade.PQIP, "CD", Rosh.MEDIUM, 0),
        ),
        "priority_weights": tuple(
            PriorityWeight(rosh=rosh, weight=number, source=SOURCE) for number, rosh in enumerate(Rosh, start=1)
        ),
        "service_levels": tuple(
            ServiceLevel(complexity=complexity, sessions=2 * number, weight=number, source=SOURCE)
            for number, complexity in enumerate(Complexity, start=1)
        ),
        "full_time_points": figure(1000),
        "full_time_hours": figure(37),
        "workload_ceiling": figure(1.2),
        "work_item_days": figure(30),
        "oral_report_days": figure(0),
        "fast_report_days": figure(5),
        "standard_report_days": figure(15),
        "victim_contact_weeks": figure(8),
        "short_sentence_weeks": figure(43),
        "handover_weeks": figure(34),
        "pre_release_weeks": figure(12),
        "handover_notice_days": figure(5),
        "new_cases_per_week": figure(1),
        "short_absence_days": figure(21),
        "unpaid_work_minimum_hours": figure(40),
        "unpaid_work_maximum_hours": figure(300),
        "ete_share": figure(0.3),
        "earned_reduction_threshold": figure(0.25),
        "earned_reduction_rate": figure(0.5),
        "turnaround_minutes": figure(30),
        "instruction_notice_days": figure(1),
        "spare_supervisors": figure(0),
        "off_track_minutes": figure(420),
        "groups_per_treatment_manager": figure(2),
        "oversight_minutes": figure(60),
        "structured_sessions": figure(4),
        "priority_step_weeks": figure(4),
        "priority_time_left_weeks": figure(0),
        "priority_waited_weeks": figure(0),
        "sentence_slack_days": figure(0),
        "show_up_prior_sessions": figure(8),
        "late_risk_raised": figure(0.1),
        "late_risk_high": figure(0.5),
        "turn_away_risk": figure(0.1),
        "shared_day_spread": figure(0.3),
    }
    return Policy(**(row | over))


def a_holding_rule(
    grade: Grade, tiers: Iterable[str], max_rosh: Rosh, max_mappa_level: int, *, life_sentences: bool = False
) -> HoldingRule:
    """A row of the matrix of who may hold what, for every type of case."""
    return HoldingRule(
        grade=grade,
        case_types=tuple(CaseType),
        tiers=tuple(tiers),
        max_rosh=max_rosh,
        max_mappa_level=max_mappa_level,
        life_sentences=life_sentences,
        source=SOURCE,
    )


def _tier_points() -> tuple[TierPoints, ...]:
    return tuple(
        TierPoints(
            tier_model="A-D",
            tier=f"{letter}{number}",
            case_type=case_type,
            points=cost // 2 if case_type is CaseType.CUSTODY else cost,
            source=SOURCE,
        )
        for letter, cost in TIER_COST.items()
        for number in range(4)
        for case_type in CaseType
    )


WEIGHTS: dict[Part, tuple[tuple[str, dict[Goal, float]], ...]] = {
    Part.ALLOCATION: (
        ("everyone_held", {Goal.UNALLOCATED: 1}),
        (
            "fair_and_near",
            {
                Goal.WORKLOAD_BALANCE: 20,
                Goal.OVERLOAD: 100,
                Goal.OVERLOAD_POINTS: 0,
                Goal.CASELOAD_MIX: 5,
                Goal.NEW_CASES: 10,
                Goal.PREFERENCES: 15,
                Goal.CASE_TRAVEL: 1,
                Goal.CONTINUITY: 60,
                Goal.PDU_CROSSING: 90,
            },
        ),
    ),
    Part.PROGRAMMES: (
        ("everyone_started", {Goal.NOT_STARTED: 1}),
        ("soon_and_near", {Goal.WAITING: 5, Goal.GROUP_TRAVEL: 1, Goal.GROUPS_OPENED: 150, Goal.THIN_GROUPS: 1}),
    ),
    Part.UNPAID_WORK: (
        ("everyone_working", {Goal.UNMET_SESSIONS: 1}),
        (
            "near_and_lean",
            {
                Goal.MINUTES_FORGONE: 0.25,
                Goal.WORK_TRAVEL: 1,
                Goal.SUPERVISOR_SHIFTS: 50,
                Goal.DISTINCT_PROJECTS: 60,
                Goal.SKILLS_MISSED: 5,
                Goal.PROJECT_LEFT: 30,
                Goal.SHORT_NOTICE: 40,
                Goal.SPARE_SHORT: 30,
                Goal.STARTS_WITHOUT_PLACE: 100,
                Goal.UNPOPULAR_SLOTS: 20,
            },
        ),
    ),
    Part.REFERRALS: (
        ("everyone_served", {Goal.NOT_SERVED: 1}),
        (
            "soon_and_well",
            {
                Goal.SERVICE_WAITING: 5,
                Goal.SERVICE_TRAVEL: 1,
                Goal.SEEN_REMOTELY: 15,
                Goal.SERVICE_CHANGE: 60,
                Goal.GUARANTEE_UNUSED: 10,
            },
        ),
    ),
}
"""The default weights of ``docs/formulation.md``."""


def part_goals(part: Part, **weights: float) -> PartGoals:
    """Goals of a part with the default weights; ``part_goals(Part.ALLOCATION, continuity=0)`` changes some."""
    tiers = tuple(
        GoalTier(
            name=name,
            goals=tuple(
                GoalWeight(goal=goal, weight=float(weights.get(goal.value, weight))) for goal, weight in row.items()
            ),
        )
        for name, row in WEIGHTS[part]
    )
    return PartGoals(part=part, tiers=tiers)


def some_goals(**weights: float) -> Goals:
    """The default goals of every part as the profile ``standard``."""
    profile = GoalProfile(id="standard", parts=tuple(part_goals(part, **weights) for part in WEIGHTS))
    return Goals(profile="standard", profiles=(profile,))


def some_travel(**over: Any) -> Travel:
    """Speeds: by car a kilometre is a minute, every other means takes ten minutes more."""
    speeds = tuple(
        Speed(
            means=means,
            km_per_hour=60.0,
            detour=1.0,
            access_minutes=0.0 if means is Means.CAR else 10.0,
            source=SOURCE,
        )
        for means in Means
    )
    return Travel(**({"speeds": speeds} | over))


def a_scenario(
    *,
    people: Sequence[Person] = (),
    staff: Sequence[Staff] = (),
    cases: Sequence[Case] = (),
    reports: Sequence[CourtReport] = (),
    contacts: Sequence[VictimContact] = (),
    reviews: Sequence[Review] = (),
    requirements: Sequence[Requirement] = (),
    projects: Sequence[Project] = (),
    vans: Sequence[Van] = (),
    outcomes: Sequence[AttendanceOutcome] = (),
    new_starts: Sequence[NewStarts] = (),
    templates: Sequence[ProgrammeTemplate] = (),
    referrals: Sequence[ProgrammeReferral] = (),
    group_options: Sequence[GroupOption] = (),
    running_groups: Sequence[RunningGroup] = (),
    contracts: Sequence[CommissionedService] = (),
    service_referrals: Sequence[ServiceReferral] = (),
    weeks: int = 4,
    periods: int = 1,
    bank_holidays: Sequence[date] = (),
    **over: Any,
) -> Scenario:
    """A valid scenario of four weeks around the given rows.

    People named by the cases, reports, requirements and referrals are added by ``a_person`` where ``people`` leaves
    them out.
    """
    known = {person.id for person in people}
    named = [row.person for rows in (cases, reports, requirements, referrals, service_referrals) for row in rows]
    added = [a_person(id) for id in dict.fromkeys(named) if id not in known]
    row: dict[str, Any] = {
        "schema_version": "1.0",
        "id": "test",
        "horizon": Horizon(start=MONDAY, weeks=weeks, periods=periods, bank_holidays=tuple(bank_holidays)),
        "estate": an_estate(),
        "staff": tuple(staff),
        "people": (*people, *added),
        "casework": Casework(
            cases=tuple(cases), court_reports=tuple(reports), victim_contacts=tuple(contacts), reviews=tuple(reviews)
        ),
        "unpaid_work": UnpaidWork(
            requirements=tuple(requirements),
            projects=tuple(projects),
            vans=tuple(vans),
            outcomes=tuple(outcomes),
            new_starts=tuple(new_starts),
        ),
        "programmes": Programmes(
            templates=tuple(templates),
            referrals=tuple(referrals),
            group_options=tuple(group_options),
            running_groups=tuple(running_groups),
        ),
        "services": Services(contracts=tuple(contracts), referrals=tuple(service_referrals)),
        "travel": some_travel(),
        "policy": a_policy(),
        "goals": some_goals(),
    }
    return Scenario(**(row | over))
