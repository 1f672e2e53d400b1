"""A small document in which every list of a scenario has a row, to be spoilt by the tests."""

import json
from typing import Any

from models.attendance import AttendanceOutcome, Outcome
from models.casework import CaseType, CourtReport, ReportKind, Review, TierChange, VictimContact
from models.change import Change
from models.decisions import (
    Appointment,
    Approval,
    CaseAllocation,
    Decisions,
    DutyAllocation,
    DutyKind,
    GroupMember,
    GroupRun,
    GroupSession,
    OneToOne,
    ProjectSession,
    ServiceAppointment,
    ServicePlacement,
    StandingPattern,
)
from models.document import canonical_json
from models.locks import CaseLock, Force, ProgrammeLock, ServiceLock, UnpaidWorkLock
from models.people import EquipmentSize, ExclusionZone, Means, ProtectedCharacteristics, SiteFeature
from models.policy import CaseCeiling, UnpopularSession, WeeklySessions
from models.programmes import GroupFamily, GroupStay, SessionKind, Venue
from models.record import DateRange, Weekday, WeeklySlot
from models.rota_changes import Cover, PlaceChange, RotaChanges, Supervision, VanInstead
from models.scenario import Scenario
from models.services import (
    CommissionedService,
    Complexity,
    ContactStandard,
    ServiceCategory,
    ServiceLevel,
    ServiceReferral,
    Services,
)
from models.staff import CasePreference, Grade, Reduction, RegisterEntry
from models.travel import Journey
from models.unpaid_work import Closure, Delivery, EquipmentStock, NewStarts, PickUp, Van
from tests.builders import (
    HERE,
    MONDAY,
    OFFICE,
    PDU_ID,
    ROOM,
    SOURCE,
    a_case,
    a_commitment,
    a_facilitator,
    a_group_option,
    a_person,
    a_policy,
    a_project,
    a_referral,
    a_requirement,
    a_running_group,
    a_scenario,
    a_staff,
    a_supervisor,
    a_template,
    clock,
    day,
    some_travel,
)


def rich_scenario() -> Scenario:
    """A scenario without fault or oddity in which every list has a row."""
    scenario = a_scenario(
        people=[_first_person(), a_person("X000002", show_up_rate=0.7), a_person("X000003", protected=None)],
        staff=[
            _practitioner(),
            a_staff("S2"),
            a_supervisor(),
            a_facilitator(leave=(_week_off(),)),
            a_facilitator("F2"),
        ],
        cases=[
            a_case(
                tier_changes=(TierChange(on=day(7), tier="C1"),),
                current_practitioner="S1",
                co_defendants=("C2",),
                specialist_team="T1",
            ),
            a_case("C2", person="X000002", limited_access_to=("S2",), requires=("sexual_offending",)),
        ],
        requirements=[
            a_requirement(completed_minutes=600, ete_minutes=60, recorded_to=day(-14)),
            a_requirement("U2", person="X000002", current_project="K1"),
        ],
        projects=[a_project(depot=OFFICE, pick_ups=(PickUp(id="PU1", location=HERE, minutes_before=30),))],
        templates=[a_template(rolling=True)],
        referrals=[a_referral(pdus=(PDU_ID,))],
        group_options=[a_group_option()],
        running_groups=[
            a_running_group(
                facilitators=("F1",),
                cover=("F2",),
                treatment_manager="F2",
                members=("X000003",),
                next_module=1,
                next_on=day(8),
                stays=(GroupStay(person="X000003", last=day(8)),),
            )
        ],
        services=_services(),
        contact_standards=(ContactStandard(tier="C2", contacts_per_four_weeks=2.5, minutes=30, source=SOURCE),),
        travel=some_travel(matrix=(Journey(means=Means.CAR, origin="A", destination="B", minutes=12),)),
        locks=(
            CaseLock(kind="case", case="C1", practitioner="S1", reason="=agreed; with the court"),
            UnpaidWorkLock(kind="unpaid_work", requirement="U1", slot="K1-mon", reason="'agreed'"),
            ProgrammeLock(kind="programme", referral="A1", group_option="G1", force=Force.MUST_NOT, reason="no, later"),
            CaseLock(kind="case", case="C2", practitioner="S1", force=Force.MUST_NOT, reason='"no",\nthey said'),
            ServiceLock(kind="service", service_referral="SR1", contract="CS1", reason="known there"),
        ),
        previous_plan=_previous_plan(),
        change=Change(max_moves=0, settled_weeks=8, only_new=True),
        policy=a_policy(
            case_ceilings=(CaseCeiling(grade=Grade.PO, cases=60, source=SOURCE),),
            weekly_sessions=(WeeklySessions(delivery=Delivery.INTENSIVE, minimum=3, maximum=4, source=SOURCE),),
            unpopular_sessions=(
                UnpopularSession(
                    weekdays=(Weekday.SAT, Weekday.SUN),
                    ends_after=clock("18:00"),
                    features=(SiteFeature.HEIGHTS,),
                    source=SOURCE,
                ),
            ),
            service_levels=(ServiceLevel(complexity=Complexity.LOW, sessions=4, weight=1, source=SOURCE),),
        ),
        title="@Title, with a comma",
    )
    formed = {
        "venues": (
            Venue(office=OFFICE, open=(WeeklySlot(weekday=Weekday.TUE, start=clock("09:00"), end=clock("17:00")),)),
        ),
        "families": (GroupFamily(id="BC", template="BC", offices=(OFFICE,)),),
    }
    scenario = scenario.model_copy(update={"programmes": scenario.programmes.model_copy(update=formed)})
    casework = scenario.casework.model_copy(
        update={
            "court_reports": (_court_report(),),
            "victim_contacts": (
                VictimContact(id="VC1", case="C1", sentence_date=day(-9), pdu=PDU_ID, liaison_officer="S2"),
            ),
            "reviews": (Review(id="RV1", case="C1", kind="report_fast", due_on=day(20)),),
        }
    )
    vans = (Van(id="V1", seats=8, office=OFFICE),)
    closures = (Closure(project="K1", slot="K1-mon", first=MONDAY, last=MONDAY, reason="snow"),)
    outcomes = (
        AttendanceOutcome(requirement="U1", on=day(-7), slot="K1-mon", outcome=Outcome.ATTENDED, minutes=420),
        AttendanceOutcome(requirement="U1", on=day(-1), outcome=Outcome.FAILED_TO_ATTEND),
    )
    given = {
        "vans": vans,
        "closures": closures,
        "outcomes": outcomes,
        "equipment": (EquipmentStock(office=OFFICE, kind="boots", size="9", sets=40),),
    }
    given["new_starts"] = (NewStarts(pdu=PDU_ID, week=day(7), people=2),)
    unpaid_work = scenario.unpaid_work.model_copy(update=given)
    return scenario.model_copy(update={"casework": casework, "unpaid_work": unpaid_work})


CHILD = a_commitment("thu", "08:00", "18:00", first=day(3), every_weeks=2)
"""A child to be cared for every second week."""


def _first_person() -> Any:
    return a_person(
        show_up_rate=0.5,
        commitments=(a_commitment("wed", first=MONDAY, last=day(13)), a_commitment("fri", "06:30", "14:15"), CHILD),
        exclusion_zones=(ExclusionZone(centre=HERE.model_copy(update={"lat": 51.5}), radius_km=2.5),),
        non_associations=("X000002",),
        excluded_staff=("S2",),
        sizes=(EquipmentSize(kind="boots", size="9"),),
        protected=ProtectedCharacteristics(),
    )


def _practitioner() -> Any:
    return a_staff(
        qualifications=("sexual_offending",),
        register_entries=(RegisterEntry(qualification="sexual_offending", expires=day(400)),),
        reductions=(Reduction(reason="union", hours=3.7, first=MONDAY),),
        leave=(_week_off(),),
        training_days=(day(1), day(2)),
        excluded_people=("X000002",),
        existing_points=40,
        existing_cases=1,
        rather_not=(CasePreference(), CasePreference(case_type=CaseType.CUSTODY, tier="B")),
    )


def _week_off() -> DateRange:
    return DateRange(first=day(7), last=day(11))


def _court_report() -> CourtReport:
    return CourtReport(
        id="CR1",
        person="X000003",
        kind=ReportKind.FAST,
        requested_on=day(0),
        due_on=day(5),
        court_office=OFFICE,
        author="S2",
    )


def _services() -> Services:
    contract = CommissionedService(
        id="CS1",
        provider="P",
        category=ServiceCategory.ETE,
        pdus=(PDU_ID,),
        places_per_month=3,
        location=HERE,
        open=(WeeklySlot(weekday=Weekday.THU, start=clock("09:00"), end=clock("12:30")),),
        guaranteed_per_month=1,
    )
    referral = ServiceReferral(
        id="SR1",
        person="X000003",
        category=ServiceCategory.ETE,
        complexity=Complexity.LOW,
        referred_on=day(-3),
        start_from=day(2),
        release_date=day(20),
        sentence_end=day(400),
        current_service="CS1",
    )
    return Services(
        contracts=(contract, contract.model_copy(update={"id": "CS2", "location": None, "remote": True})),
        referrals=(referral,),
    )


def _previous_plan() -> Decisions:
    nine, ten, noon = clock("09:00"), clock("10:00"), clock("12:00")
    session = GroupSession(
        number=1, module="M", name="N", kind=SessionKind.GROUP, on=day(1), start=ten, end=noon, expected=1.0
    )
    member = GroupMember(referral="A1", person="X000001")
    return Decisions(
        rota_changes=RotaChanges(
            supervision=(Supervision(slot="K1-mon", supervisors=("V1",), van="V1"),),
            covers=(Cover(slot="K1-mon", on=day(7), supervisor="V1", leaves="K1-mon"),),
            vans=(VanInstead(slot="K1-mon", on=day(7), van="V1"),),
            places=(
                PlaceChange(
                    requirement="U1", person="X000001", slot="K1-mon", on=day(7), to_slot="K1-mon", to_on=day(7)
                ),
            ),
        ),
        cases=(
            CaseAllocation(
                case="C1",
                practitioner="S1",
                first=MONDAY,
                points=50,
                points_by_period=(50,),
                moved_from="S2",
                tell_by=day(-7),
                approval=Approval.APPROVED,
                sensitive=True,
                note="-",
            ),
        ),
        duties=(
            DutyAllocation(
                kind=DutyKind.COURT_REPORT,
                id="CR1",
                staff="S1",
                first=MONDAY,
                latest=day(5),
                points=70,
                moved_from="S2",
                note="+ in haste",
            ),
        ),
        patterns=(
            StandingPattern(
                requirement="U1",
                person="X000001",
                project="K1",
                slot="K1-mon",
                start=nine,
                end=noon,
                dates=(day(0), day(7)),
                minutes=360,
                pick_up="PU1",
                pick_up_at=clock("08:30"),
            ),
        ),
        sessions=(
            ProjectSession(
                project="K1",
                slot="K1-mon",
                on=day(0),
                start=nine,
                end=noon,
                supervisors=("V1",),
                places=8,
                instructed=1,
                expected=0.5,
                turn_away_chance=0.0,
                van="V1",
            ),
        ),
        groups=(
            GroupRun(
                group_option="G1",
                template="BC",
                room=ROOM,
                facilitators=("F1",),
                cover=("F2",),
                treatment_manager="F2",
                members=(member,),
                thin_chance=0.0,
                sessions=(session,),
                one_to_ones=(OneToOne(referral="A1", number=1, facilitator="F1", on=day(1), start=nine, end=ten),),
            ),
        ),
        services=(
            ServicePlacement(
                referral="SR1",
                person="X000003",
                contract="CS1",
                remote=True,
                start=day(3),
                appointments=(ServiceAppointment(on=day(3), start=nine, end=ten),),
            ),
        ),
        appointments=(
            Appointment(case="C1", person="X000001", practitioner="S1", on=day(2), start=nine, end=ten, office=OFFICE),
        ),
    )


def rich_document() -> dict[str, Any]:
    """The scenario as parsed JSON."""
    document: dict[str, Any] = json.loads(canonical_json(rich_scenario()))
    return document


def as_bytes(document: object) -> bytes:
    """JSON of a document; NaN and infinite numbers are written as Python writes them."""
    return json.dumps(document).encode()


def at(document: Any, path: str) -> Any:
    """What stands at a path such as ``people/0/home``."""
    for step in path.split("/") if path else ():
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def put(document: Any, path: str, value: object) -> None:
    """Set what stands at a path."""
    above, _, last = path.rpartition("/")
    inner = at(document, above)
    inner[int(last) if isinstance(inner, list) else last] = value
