"""What lies exactly at a limit is allowed, and what a lock overrules is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.change import Change as Limits
from models.document import content_hash
from models.locks import CaseLock, Force
from models.people import ExclusionZone, Means, StatedNeed, TravelLimit
from models.plan import Plan
from models.record import DateRange, Sex
from models.scenario import Scenario
from models.staff import Grade, RegisterEntry, Role
from tests.builders import (
    HERE,
    OTHER_PDU,
    OTHER_TEAM,
    a_commitment,
    a_group_slot,
    a_running_group,
    a_slot,
    a_staff,
    at,
    day,
)
from tests.solver.audit.changes import (
    Change,
    World,
    applied,
    case,
    case_ceilings,
    decided,
    group_option,
    hired,
    locked,
    person,
    policy,
    project,
    referral,
    report,
    requirement,
    room,
    running,
    staff,
    template,
    together,
    told,
    without,
)
from tests.solver.audit.sound import LATEST, MOVED, a_sound_plan, a_sound_scenario, changed, held, session, stands
from tests.solver.audit.tampering import patterns, sessions, slot_lock
from tests.solver.audit.tamperings import place_lock
from tests.solver.audit.tamperings_allocation import case_lock
from tests.solver.audit.test_rules import rules_broken

OVERRIDE = CaseLock(kind="case", case="C2", practitioner="S2", override=True, reason="r")


def both_locked(scenario: Scenario, plan: Plan) -> World:
    """Both cases that are given out are locked to those who get them."""
    return changed(scenario, locks=(case_lock("C1", "S1"), case_lock("C2", "S2"))), plan


ALLOWED: dict[str, Change] = {
    "register entry to the last day": together(
        case("C2", requires=("so",)),
        staff("S2", qualifications=("so",), register_entries=(RegisterEntry(qualification="so", expires=day(27)),)),
    ),
    "another's exclusion": staff("S2", excluded_people=("X1",)),
    "named for limited access": case("C2", limited_access_to=("S2",)),
    "needs that are met": together(
        person("X2", needs=(StatedNeed.WELSH, StatedNeed.WOMAN_PRACTITIONER)),
        staff("S2", languages=("cy",), sex=Sex.FEMALE),
        staff("D1", languages=("cy",), sex=Sex.FEMALE),
    ),
    "needs that no practitioner meets": person("X2", needs=(StatedNeed.INTERPRETER, StatedNeed.NO_INTERNET)),
    "active to the last day": staff("S2", active_from=day(0), active_until=day(27)),
    "active from the case's start": together(
        staff("S2", active_from=day(3)),
        case("C2", start=day(3)),
        decided(
            cases=lambda now: (
                now.cases[0],
                held("C2", "S2", 157, 200, **MOVED),
            )
        ),
    ),
    "active to the case's end": together(
        staff("S2", active_until=day(20)),
        case("C2", sentence_end=day(20)),
        decided(cases=lambda now: (now.cases[0], held("C2", "S2", 200, 100, **MOVED))),
    ),
    "registered to the end of a report": together(
        report("R1", requires=("so",)),
        staff("D1", qualifications=("so",), register_entries=(RegisterEntry(qualification="so", expires=day(7)),)),
    ),
    "away when an item has no points": staff("D1", leave=(DateRange(first=day(14), last=day(25)),)),
    "in the specialist team": case("C2", specialist_team="T1"),
    "an interpreter is booked where nobody speaks the language": person(
        "X2", needs=(StatedNeed.INTERPRETER,), language="pl"
    ),
    "a speaker of another role is no speaker": together(
        person("X2", needs=(StatedNeed.INTERPRETER,), language="pl"),
        staff("V1", languages=("pl",)),
    ),
    "a case that ends just not near enough": together(
        told(change=Limits(settled_weeks=10)), case("C2", sentence_end=day(70))
    ),
    "near its end with one who may not hold it": together(
        told(change=Limits(settled_weeks=10)),
        case("C2", sentence_end=day(69)),
        staff("S1", excluded_people=("X2",)),
    ),
    "near its end but locked": together(
        told(change=Limits(settled_weeks=10)),
        case("C2", sentence_end=day(69)),
        locked(case_lock("C2", "S2")),
    ),
    "held now but kept away by a lock": together(
        told(change=Limits(only_new=True)), locked(case_lock("C2", "S1", Force.MUST_NOT))
    ),
    "just the moves allowed": told(change=Limits(max_moves=1)),
    "moves that locks demand": together(told(change=Limits(max_moves=0)), locked(case_lock("C2", "S2"))),
    "just the cases allowed": case_ceilings(PO=1, PSO=0),
    "cases that locks demand": together(case_ceilings(PO=0), staff("S1", existing_cases=1), both_locked),
    "a victim's officer without the case": together(
        staff("S1", roles=(Role.PRACTITIONER, Role.VICTIM_LIAISON)),
        decided(duties=lambda now: (now.duties[0], now.duties[1].model_copy(update={"staff": "S1"}))),
    ),
    "a lock on a case that takes no part": together(
        case("C3", sentence_end=day(-1)), without("C3"), locked(case_lock("C3", "S1"))
    ),
    "another unit of the region": staff("S2", team=OTHER_TEAM),
    "exactly at the ceiling": staff("S2", existing_points=1000),
    "more than the ceiling by a lock": together(staff("S2", existing_points=5000), locked(case_lock("C2", "S2"))),
    "above the ceiling without a case": hired(a_staff("S3", existing_points=5000)),
    "a lock that overrules": together(
        staff("S2", grade=Grade.PSO, existing_points=5000),
        case("C2", requires=("so",), specialist_team=OTHER_TEAM, sentence_end=day(69)),
        told(change=Limits(settled_weeks=10, only_new=True)),
        person("X2", needs=(StatedNeed.WELSH,)),
        staff("D1", languages=("cy",)),
        locked(OVERRIDE),
        decided(cases=lambda now: tuple(changed(row, override_reason="r" * (row.case == "C2")) for row in now.cases)),
    ),
    "smallest and largest group": template("BC", minimum_size=1, maximum_size=1),
    "room just large enough": room(seats=1),
    "facilitator with just the hours": staff("F1", contracted_hours=2.0),
    "facilitator away between sessions": staff("F1", leave=(DateRange(first=day(9), last=day(14)),)),
    "facilitator registered to the last session": staff(
        "F1", register_entries=(RegisterEntry(qualification="bc", expires=day(15)),)
    ),
    "facilitator after the turnaround": running(
        a_running_group(facilitators=("F1",), slots=(a_group_slot("tue", "12:30"),))
    ),
    "room in use right after": running(a_running_group(slots=(a_group_slot("tue", "12:00"),))),
    "commitment right after": person("X4", commitments=(a_commitment("tue", "12:00", "17:00"),)),
    "commitment in weeks without a session": person(
        "X4", commitments=(a_commitment("tue", last=day(7)), a_commitment("tue", first=day(16)))
    ),
    "as far as one can travel": person("X4", travel=TravelLimit(means=Means.CAR, max_minutes=10)),
    "outside the zone": person("X4", exclusion_zones=(ExclusionZone(centre=at(north_km=5.0), radius_km=4.9),)),
    "a unit that the referral names": referral("A1", pdus=(OTHER_PDU, "P1")),
    "ends with the sentence": referral("A1", sentence_end=day(15)),
    "ends with the slack to spare": together(
        referral("A1", sentence_end=day(20)),
        referral("A2", sentence_end=LATEST + timedelta(days=7 + 5)),
        policy(sentence_slack_days=5.0),
    ),
    "a group of one's own sex": together(group_option("G1", sex=Sex.FEMALE), person("X4", group_sex=Sex.FEMALE)),
    "a place that a lock demands": locked(place_lock("A1")),
    "commitment right before the slot": person("X6", commitments=(a_commitment("mon", "07:00", "09:00"),)),
    "commitment on a bank holiday alone": person("X6", commitments=(a_commitment("mon", first=day(14), last=day(14)),)),
    "commitment of every second week beside the dates": person(
        "X6", commitments=(a_commitment("mon", first=day(14), every_weeks=4),)
    ),
    "as far as one can travel to work": person("X6", travel=TravelLimit(means=Means.CAR, max_minutes=4)),
    "group right after the turnaround": running(
        a_running_group(members=("X6",), slots=(a_group_slot("mon", "16:30"),))
    ),
    "women on a women-only project": together(
        project("K1", women_only=True), person("X6", group_sex=Sex.FEMALE), person("X8", group_sex=Sex.FEMALE)
    ),
    "just enough people": project("K1", minimum_to_run=2),
    "supervisor with just the hours": staff("V1", contracted_hours=7.0),
    "supervisor after the turnaround": running(
        a_running_group(facilitators=("V1",), slots=(a_group_slot("mon", "16:30"),))
    ),
    "a slot that a lock demands": locked(slot_lock("U1")),
    "two slots a week": together(
        requirement("U1", sessions_per_week=2),
        project("K1", slots=(a_slot("K1-mon"), a_slot("K1-tue", "tue"))),
        patterns(stands("U1", "X6", [day(n) for n in (1, 8, 15, 22)], 1680, "K1-tue")),
        sessions(*(session(day(n), 1, "K1-tue") for n in (1, 8, 15, 22))),
    ),
    "a session to which nobody is sent": together(
        requirement("U3", completed_minutes=5580),
        decided(
            patterns=lambda now: (
                now.patterns[0],
                now.patterns[1].model_copy(update={"dates": (day(0),), "minutes": 420}),
            ),
            sessions=tuple(session(day(n), people) for n, people in ((0, 2), (7, 1), (21, 1))),
        ),
    ),
    "far from everything, no requirement": together(requirement("U2", completed_minutes=6000), without("U2")),
    "home at the office": person("X2", home=HERE),
}


@pytest.mark.parametrize("name", ALLOWED, ids=[name.replace(" ", "_") for name in ALLOWED])
def test_what_is_at_the_limit_is_allowed(name: str) -> None:
    """No rule is broken by what lies exactly at its limit, or by what it does not speak of."""
    scenario = a_sound_scenario()
    scenario, plan = applied(ALLOWED[name], scenario, a_sound_plan(scenario))
    assert plan.provenance.scenario_hash == content_hash(scenario)
    assert not rules_broken(scenario, plan)
