"""A small scenario and a plan for it made by hand, every number of it worked out on paper.

Two periods of two weeks. Three cases (one whose transfer is not complete, one of high risk, one with a review), a court
report and a victim contact; two referrals (one to a group of another kind), four unpaid-work requirements (one too far
from anything, one without hours left); a bank holiday on the third Monday.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from models.attendance import AttendanceOutcome, OffTrack, Outcome
from models.casework import Casework, CourtReport, ReportKind, Review, Rosh, VictimContact
from models.decisions import (
    CaseAllocation,
    Decisions,
    DutyAllocation,
    DutyKind,
    GroupMember,
    GroupRun,
    GroupSession,
    ProjectSession,
    ServiceAppointment,
    ServicePlacement,
    StandingPattern,
)
from models.document import content_hash
from models.explanation import Reason, Unplaced
from models.goals import Goal, GoalProfile, Goals, GoalTier, GoalWeight, Part, PartGoals
from models.outlook import SpareCover
from models.plan import (
    KPIs,
    Plan,
    Provenance,
)
from models.policy import WorkItemPoints
from models.programmes import SessionKind
from models.record import Record, Weekday
from models.scenario import Horizon, Scenario
from models.staff import CasePreference, Grade, Role
from tests.builders import (
    MONDAY,
    OFFICE,
    PDU_ID,
    ROOM,
    a_case,
    a_contract,
    a_facilitator,
    a_group_option,
    a_person,
    a_policy,
    a_project,
    a_referral,
    a_requirement,
    a_scenario,
    a_service_referral,
    a_staff,
    a_supervisor,
    a_template,
    at,
    clock,
    day,
    figure,
    part_goals,
)
from tests.solver.audit.sound_results import (
    LESSER,
    allocation_kpis,
    allocation_result,
    programme_kpis,
    programme_result,
    referral_kpis,
    referral_result,
    unpaid_work_kpis,
    unpaid_work_result,
)

AWAY = at(east_km=10.0)
"""Ten minutes by car from the office."""

MOVED = {"moved_from": "S1", "first": day(7), "tell_by": day(0)}
"""What the line of a case says that moves away from S1: told of on the first Monday, five working days before."""

DUTIES = (Role.COURT_DUTY, Role.REPORT_AUTHOR, Role.VICTIM_LIAISON)

R = TypeVar("R", bound=Record)
LATEST = date(2028, 5, 25)
"""Last day on which a run of a week could begin for the referral to a group that waits."""


def changed(row: R, **over: Any) -> R:
    """The row with some fields changed, whether or not the result is valid."""
    return row.model_copy(update=over)


def with_row(rows: Iterable[Any], id: str, **over: Any) -> tuple[Any, ...]:
    """The rows, with some fields of the one with the id changed."""
    return tuple(changed(row, **over) if row.id == id else row for row in rows)


@cache
def a_sound_scenario() -> Scenario:
    """Scenario of the sound plan."""
    return a_scenario(
        people=[
            a_person("X1"),
            a_person("X2", home=AWAY),
            a_person("X3"),
            a_person("X4", home=AWAY),
            a_person("X5"),
            a_person("X6"),
            a_person("X7", max_minutes=1),
            a_person("X8"),
            a_person("X9"),
            a_person("X10"),
            a_person("X11", home=AWAY),
        ],
        staff=[
            a_staff("S1"),
            a_staff("S2", rather_not=(CasePreference(tier="A"),)),
            a_staff("D1", grade=Grade.OTHER, roles=DUTIES),
            a_facilitator("F1"),
            a_supervisor("V1"),
        ],
        casework=Casework(
            cases=(
                a_case("C1", person="X1", current_practitioner="S1"),
                a_case("C2", person="X2", tier="A1", rosh=Rosh.HIGH, current_practitioner="S1"),
                a_case("C3", person="X3", transfer_complete=False),
            ),
            court_reports=(
                CourtReport(
                    id="R1",
                    person="X2",
                    kind=ReportKind.FAST,
                    requested_on=day(0),
                    due_on=day(9),
                    court_office=OFFICE,
                ),
            ),
            victim_contacts=(VictimContact(id="B1", case="C2", sentence_date=day(-30), pdu=PDU_ID),),
            reviews=(Review(id="W1", case="C1", kind="review", due_on=day(43)),),
        ),
        templates=[a_template()],
        referrals=[a_referral("A1", person="X4"), a_referral("A2", person="X5", ldc=True)],
        group_options=[a_group_option("G1", earliest_start=day(7))],
        projects=[a_project("K1", location=at(east_km=4.0))],
        requirements=[
            a_requirement("U1", person="X6", recorded_to=day(-1)),
            a_requirement("U2", person="X7"),
            a_requirement("U3", person="X8", completed_minutes=5500),
            a_requirement("U4", person="X9", completed_minutes=6000),
        ],
        outcomes=[AttendanceOutcome(requirement="U1", on=day(-7), outcome=Outcome.FAILED_TO_ATTEND)],
        contracts=[a_contract("CS1", location=at(east_km=6.0), remote=True, taken_up=1, guaranteed_per_month=2)],
        service_referrals=[a_service_referral("SR1", person="X10"), a_service_referral("SR2", person="X11")],
        horizon=Horizon(start=MONDAY, weeks=4, periods=2, bank_holidays=(day(14),)),
        policy=a_policy(
            new_cases_per_week=figure(0),
            work_item_points=tuple(
                WorkItemPoints(kind=kind, points=points, source="made up")
                for kind, points in (("report_oral", 7), ("report_fast", 28), ("victim_contact", 14), ("review", 15))
            ),
        ),
        goals=goals(),
    )


def goals(**weights: float) -> Goals:
    """Goals of every part as the profile ``standard``, the allocation's with every goal that there is."""
    allocation = (
        GoalTier(name="everyone_held", goals=(GoalWeight(goal=Goal.UNALLOCATED, weight=1.0),)),
        GoalTier(
            name="fair_and_near",
            goals=tuple(
                GoalWeight(goal=goal, weight=weights.get(goal.value, weight)) for goal, weight in LESSER.items()
            ),
        ),
    )
    parts = (
        PartGoals(part=Part.ALLOCATION, tiers=allocation),
        part_goals(Part.PROGRAMMES),
        part_goals(Part.UNPAID_WORK),
        part_goals(Part.REFERRALS),
    )
    return Goals(profile="standard", profiles=(GoalProfile(id="standard", parts=parts),))


def a_sound_plan(scenario: Scenario) -> Plan:
    """Plan for ``a_sound_scenario``, or for a scenario that differs from it in little."""
    kpis = KPIs(
        allocation=allocation_kpis(),
        unpaid_work=unpaid_work_kpis(),
        programmes=programme_kpis(),
        referrals=referral_kpis(),
    )
    return Plan(
        schema_version="1.0",
        decisions=Decisions(
            cases=(held("C1", "S1", 50, 65), held("C2", "S2", 200, 200, **MOVED)),
            duties=(
                DutyAllocation(kind=DutyKind.COURT_REPORT, id="R1", staff="D1", first=day(0), latest=day(7), points=60),
                DutyAllocation(
                    kind=DutyKind.VICTIM_CONTACT, id="B1", staff="D1", first=day(0), latest=day(26), points=16
                ),
            ),
            patterns=(
                stands("U1", "X6", [day(0), day(7), day(21)], 1260),
                stands("U3", "X8", [day(0), day(7)], 500),
            ),
            sessions=tuple(session(on, number) for on, number in ((day(0), 2), (day(7), 2), (day(21), 1))),
            groups=(opened("G1", [("A1", "X4")], [day(8), day(15)]),),
            services=(served("SR1", "X10", [day(1), day(8)]),),
        ),
        unplaced=(
            left_out(Part.ALLOCATION, "C3", "X3", "active_in_region"),
            left_out(Part.PROGRAMMES, "A2", "X5", "eligible", latest_start=LATEST),
            left_out(Part.UNPAID_WORK, "U2", "X7", "within_travel_limit"),
            left_out(Part.REFERRALS, "SR2", "X11", "within_places", expected_start=day(28)),
        ),
        off_track=(
            OffTrack(
                requirement="U2",
                person="X7",
                minutes_left=6000,
                minutes_behind=2253,
                expected_finish=None,
                weeks_late=None,
                failures=0,
            ),
            OffTrack(
                requirement="U1",
                person="X6",
                minutes_left=6000,
                minutes_behind=2253,
                expected_finish=day(133),
                weeks_late=0,
                failures=1,
            ),
        ),
        spare=(SpareCover(pdu=PDU_ID, weekday=Weekday.MON, supervisors=()),),
        parts=(allocation_result(), programme_result(), unpaid_work_result(), referral_result()),
        kpis=kpis,
        baseline=kpis,
        provenance=Provenance(
            scenario=scenario.id,
            scenario_hash=content_hash(scenario),
            profile="standard",
            seed=1,
            parts=tuple(Part),
            work=1,
            versions={},
        ),
    )


def held(case: str, practitioner: str, *points: int, **over: Any) -> CaseAllocation:
    """A line of the allocation, with the points of each period."""
    row: dict[str, Any] = {"first": MONDAY, "points": max(points), "points_by_period": points}
    return CaseAllocation(case=case, practitioner=practitioner, **(row | over))


def stands(requirement: str, person: str, dates: Iterable[date], minutes: int, slot: str = "K1-mon") -> StandingPattern:
    """A person's place at a slot of project K1."""
    return StandingPattern(
        requirement=requirement,
        person=person,
        project="K1",
        slot=slot,
        start=clock("09:00"),
        end=clock("16:00"),
        dates=tuple(dates),
        minutes=minutes,
    )


def session(on: date, instructed: int, slot: str = "K1-mon", **over: Any) -> ProjectSession:
    """A session of project K1 with its supervisor and eight places."""
    row: dict[str, Any] = {
        "supervisors": ("V1",),
        "places": 8,
        "expected": float(instructed),
        "turn_away_chance": 0.0,
    }
    return ProjectSession(
        project="K1",
        slot=slot,
        on=on,
        start=clock("09:00"),
        end=clock("16:00"),
        instructed=instructed,
        **(row | over),
    )


def opened(group_option: str, members: Sequence[tuple[str, str]], days: Iterable[date]) -> GroupRun:
    """A group opened with facilitator F1 for two hours from ten on the days."""
    return GroupRun(
        group_option=group_option,
        template="BC",
        room=ROOM,
        facilitators=("F1",),
        members=tuple(GroupMember(referral=referral, person=person) for referral, person in members),
        thin_chance=0.0,
        sessions=tuple(
            GroupSession(
                number=number,
                module="Module",
                name=f"Session {number}",
                kind=SessionKind.GROUP,
                on=on,
                start=clock("10:00"),
                end=clock("12:00"),
                expected=float(len(members)),
            )
            for number, on in enumerate(days, start=1)
        ),
    )


def served(referral: str, person: str, days: Iterable[date], **over: Any) -> ServicePlacement:
    """A placement with contract CS1, seen in person for an hour from nine on the days."""
    appointments = tuple(ServiceAppointment(on=on, start=clock("09:00"), end=clock("10:00")) for on in days)
    row: dict[str, Any] = {"contract": "CS1", "remote": False, "start": appointments[0].on}
    return ServicePlacement(referral=referral, person=person, appointments=appointments, **(row | over))


def left_out(part: Part, id: str, person: str, rule: str, **dates: date | None) -> Unplaced:
    """Somebody not placed, for one reason, with the dates told."""
    reasons = (Reason(rule=rule, options_left=0, sentence="So it is."),)
    return Unplaced(part=part, id=id, person=person, reasons=reasons, **dates)
