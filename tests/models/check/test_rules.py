"""Rules of the check at their edges."""

import json
from datetime import date
from typing import Any

import pytest

from models.casework import CaseType
from models.check import check_document
from models.document import canonical_json
from models.locks import CaseLock, Force, ProgrammeLock, UnpaidWorkLock
from models.people import SiteFeature, StatedNeed
from models.policy import Stage, StageReduction
from models.record import DateRange
from models.scenario import Scenario
from tests.builders import (
    FAR_PDU,
    a_case,
    a_commitment,
    a_group_option,
    a_person,
    a_policy,
    a_project,
    a_referral,
    a_requirement,
    a_scenario,
    a_slot,
    a_staff,
    a_supervisor,
    a_template,
    day,
    some_travel,
)
from tests.models.check.documents import as_bytes, put, rich_document


def codes(scenario: Scenario) -> set[str]:
    """Codes of the faults of a scenario."""
    return {fault.code for fault in check_document(canonical_json(scenario)).faults}


def a_lock(**over: object) -> CaseLock:
    """C1 must be held by S1."""
    row = {"kind": "case", "case": "C1", "practitioner": "S1", "reason": "agreed"}
    return CaseLock.model_validate(row | over)


@pytest.mark.parametrize(
    ("end", "fault"), [("23:00", False), ("23:01", True)], ids=["an hour is free", "59 minutes are free"]
)
def test_never_available_needs_less_than_an_hour_free(end: str, fault: bool) -> None:
    """Whoever has a free hour in the week is available."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    commitments = [a_commitment(name, "00:00", "23:59") for name in names[:6]]
    commitments += [a_commitment("sun", "00:00", "12:00"), a_commitment("sun", "11:00", end)]
    scenario = a_scenario(people=[a_person(commitments=tuple(commitments))], staff=[a_staff()])
    assert ("never_available" in codes(scenario)) is fault


def test_commitments_of_every_second_week_leave_a_person_available() -> None:
    """Commitments that come back every second week do not take the whole of the horizon."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    rows = tuple(a_commitment(name, "00:00", "23:59", first=day(n), every_weeks=2) for n, name in enumerate(names))
    assert codes(a_scenario(people=[a_person(commitments=rows)], staff=[a_staff()])) == codes(
        a_scenario(people=[a_person()], staff=[a_staff()])
    )


@pytest.mark.parametrize(
    ("over", "code"), [({}, "first_day_missing"), ({"first": day(1)}, "wrong_weekday")], ids=["no day", "a Tuesday"]
)
def test_commitments_of_every_second_week_say_from_which_day(over: dict[str, Any], code: str) -> None:
    """A fortnightly commitment on Mondays needs a Monday that it counts from."""
    row = a_commitment("mon", every_weeks=2, **over)
    assert code in codes(a_scenario(people=[a_person(commitments=(row,))], staff=[a_staff()]))


def test_commitments_for_a_time_leave_a_person_available() -> None:
    """Commitments that end within the horizon do not take the whole of it."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    rows = tuple(a_commitment(name, "00:00", "23:59", last=day(20)) for name in names)
    scenario = a_scenario(people=[a_person(commitments=rows)], staff=[a_staff()])
    assert "never_available" not in codes(scenario)


@pytest.mark.parametrize(("minutes", "fault"), [(2400, False), (18_000, False), (2399, True), (18_001, True)])
def test_legal_hours_include_both_ends(minutes: int, fault: bool) -> None:
    """A requirement of exactly 40 or 300 hours is lawful."""
    scenario = a_scenario(staff=[a_staff()], requirements=[a_requirement(required_minutes=minutes)])
    assert ("beyond_legal_limit" in codes(scenario)) is fault


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ({}, {}, False),
        ({}, {"practitioner": "S2"}, True),
        ({}, {"force": Force.MUST_NOT}, True),
        ({"force": Force.MUST_NOT}, {"practitioner": "S2", "force": Force.MUST_NOT}, False),
        ({}, {"case": "C2"}, True),
        ({}, {"case": "C3"}, False),
    ],
    ids=["said twice", "two holders", "must and must not", "two must not", "co-defendants", "no co-defendants"],
)
def test_case_locks_that_contradict(first: dict[str, object], second: dict[str, object], fault: bool) -> None:
    """Locks contradict each other where no plan could keep both."""
    scenario = a_scenario(
        staff=[a_staff(), a_staff("S2")],
        cases=[a_case(), a_case("C2", co_defendants=("C1",)), a_case("C3")],
        locks=(a_lock(**first), a_lock(**second)),
    )
    assert ("contradicting_locks" in codes(scenario)) is fault


@pytest.mark.parametrize(
    ("slots", "sessions", "fault"),
    [
        (("K1-mon", "K1-tue"), 2, False),
        (("K1-mon", "K1-tue"), 1, True),
        (("K1-mon", "K1-late"), 2, True),
    ],
    ids=["two sessions a week", "more than its sessions", "one weekday"],
)
def test_unpaid_work_locks_that_contradict(slots: tuple[str, ...], sessions: int, fault: bool) -> None:
    """A requirement is locked to no more slots than its sessions a week, on different weekdays."""
    project = a_project(slots=(a_slot("K1-mon"), a_slot("K1-tue", "tue"), a_slot("K1-late", "mon", "17:00", "20:00")))
    locks = tuple(UnpaidWorkLock(kind="unpaid_work", requirement="U1", slot=s, reason="agreed") for s in slots)
    requirement = a_requirement(sessions_per_week=sessions)
    scenario = a_scenario(staff=[a_supervisor()], requirements=[requirement], projects=[project], locks=locks)
    assert ("contradicting_locks" in codes(scenario)) is fault


def test_a_fault_of_a_lock_says_whose_it_is() -> None:
    """Locks have no identifier of their own: what they are on stands in its place."""
    scenario = a_scenario(
        staff=[a_staff("S1"), a_staff("S2")], cases=[a_case()], locks=(a_lock(), a_lock(practitioner="S2"))
    )
    (found,) = check_document(canonical_json(scenario)).faults
    assert (found.pointer, found.id) == ("/locks/1", "C1")


def test_locks_must_not_bring_non_associates_together() -> None:
    """Two people who must never meet cannot both be locked to one slot, whichever of them says so."""
    people = [a_person(), a_person("X000002", non_associations=("X000001",))]
    locks = tuple(UnpaidWorkLock(kind="unpaid_work", requirement=r, slot="K1-mon", reason="x") for r in ("U1", "U2"))
    requirements = [a_requirement(), a_requirement("U2", person="X000002")]
    scenario = a_scenario(
        people=people, staff=[a_supervisor()], requirements=requirements, projects=[a_project()], locks=locks
    )
    assert codes(scenario) == {"contradicting_locks"}


@pytest.mark.parametrize(
    ("staff", "person", "case", "override", "fault"),
    [
        ({}, {}, {}, False, False),
        ({"grade": "PSO"}, {}, {"rosh": "high"}, False, True),
        ({"grade": "PSO"}, {}, {"rosh": "high"}, True, False),
        ({}, {}, {"requires": ("rare",)}, False, True),
        ({}, {}, {"requires": ("rare",)}, True, False),
        ({}, {"needs": (StatedNeed.WOMAN_PRACTITIONER,)}, {}, False, True),
        ({}, {"excluded_staff": ("S1",)}, {}, True, True),
        ({"excluded_people": ("X000001",)}, {}, {}, True, True),
        ({}, {}, {"limited_access_to": ()}, True, True),
        ({}, {"pdu": FAR_PDU}, {}, True, True),
        ({"active_until": day(3)}, {}, {}, True, True),
        ({}, {}, {"transfer_complete": False}, True, True),
        ({"roles": ("supervisor",)}, {}, {}, True, True),
        ({"active_until": day(3)}, {}, {"sentence_end": day(2)}, False, False),
        ({"active_from": day(9)}, {}, {"start": day(9)}, False, False),
        ({}, {}, {"specialist_team": "T2"}, False, True),
        ({}, {}, {"specialist_team": "T2"}, True, False),
        ({}, {}, {"specialist_team": "T1"}, False, False),
        ({}, {"needs": (StatedNeed.INTERPRETER,), "language": "pl"}, {}, False, False),
        ({"grade": "PQiP"}, {}, {"tier_changes": ({"on": day(7), "tier": "B1"},)}, False, True),
        ({"grade": "PQiP"}, {}, {"tier_changes": ({"on": day(28), "tier": "B1"},)}, False, False),
        ({"contracted_hours": 0.0}, {}, {}, True, True),
        ({"contracted_hours": 0.0}, {}, {"sentence_end": "2026-12-31"}, False, False),
    ],
)
def test_case_locks_against_the_rules(
    staff: dict[str, object], person: dict[str, object], case: dict[str, object], override: bool, fault: bool
) -> None:
    """A lock agrees with the rules; an override sets aside grade, qualification and stated needs, and nothing else."""
    document = json.loads(
        canonical_json(a_scenario(people=[a_person()], staff=[a_staff()], cases=[a_case()], locks=(a_lock(),)))
    )
    document["staff"][0] |= json.loads(json.dumps(staff, default=str))
    document["people"][0] |= person
    document["casework"]["cases"][0] |= json.loads(json.dumps(case, default=str))
    document["locks"][0]["override"] = override
    found = {fault.code for fault in check_document(json.dumps(document).encode()).faults}
    assert ("lock_breaks_rule" in found) is fault


@pytest.mark.parametrize(
    "project",
    [
        {"kind": "induction"},
        {"pdu": FAR_PDU},
        {"features": (SiteFeature.SCHOOL,)},
        {"women_only": True},
        {"certificates": ("first_aid",)},
    ],
    ids=lambda row: next(iter(row)),
)
def test_unpaid_work_locks_against_the_rules(project: dict[str, object]) -> None:
    """A lock cannot send a person where a rule keeps them from."""
    document = json.loads(
        canonical_json(
            a_scenario(
                people=[a_person(restricted_from=(SiteFeature.SCHOOL,))],
                staff=[a_supervisor()],
                requirements=[a_requirement()],
                projects=[a_project()],
                locks=(UnpaidWorkLock(kind="unpaid_work", requirement="U1", slot="K1-mon", reason="agreed"),),
            )
        )
    )
    document["unpaid_work"]["projects"][0] |= project
    assert "lock_breaks_rule" in {fault.code for fault in check_document(json.dumps(document).encode()).faults}


@pytest.mark.parametrize(
    ("referral", "fault"),
    [({}, False), ({"cohort": "sexual"}, True), ({"ldc": True}, True), ({"pdus": ["P2"]}, True)],
)
def test_programme_locks_against_the_rules(referral: dict[str, object], fault: bool) -> None:
    """A lock cannot give a place in a group that is for others or elsewhere."""
    document = json.loads(
        canonical_json(
            a_scenario(
                staff=[a_staff()],
                templates=[a_template()],
                referrals=[a_referral()],
                group_options=[a_group_option()],
                locks=(ProgrammeLock(kind="programme", referral="A1", group_option="G1", reason="agreed"),),
            )
        )
    )
    document["programmes"]["referrals"][0] |= referral
    found = {fault.code for fault in check_document(json.dumps(document).encode()).faults}
    assert ("lock_breaks_rule" in found) is fault


def test_lock_needs_points_in_every_period_of_the_case() -> None:
    """A lock to somebody who is away for all of one of two periods stands only if the case is over by then."""
    away = a_staff(leave=(DateRange(first=day(14), last=day(60)),))
    for end, fault in ((day(13), False), (day(20), True)):
        scenario = a_scenario(staff=[away], cases=[a_case(sentence_end=end)], locks=(a_lock(),))
        assert "lock_breaks_rule" not in codes(scenario)
        halves = scenario.model_copy(update={"horizon": scenario.horizon.model_copy(update={"periods": 2})})
        assert ("lock_breaks_rule" in codes(halves)) is fault


def test_language_that_a_colleague_speaks_binds_a_lock() -> None:
    """An interpreter is booked only where no practitioner of the region speaks the language."""
    person = a_person(needs=(StatedNeed.INTERPRETER,), language="pl")
    for team, fault in (("T2", True), ("T9", False)):
        staff = [a_staff(), a_staff("S2", team=team, languages=("pl",))]
        scenario = a_scenario(people=[person], staff=staff, cases=[a_case()], locks=(a_lock(),))
        assert ("lock_breaks_rule" in codes(scenario)) is fault


@pytest.mark.parametrize(
    ("place", "value", "code", "pointer"),
    [
        ("horizon/periods", 12, "out_of_range", "/horizon/periods"),
        ("casework/cases/0/specialist_team", "T77", "unknown_id", "/casework/cases/0/specialist_team"),
        ("casework/court_reports/0/court_office", "O77", "unknown_id", "/casework/court_reports/0/court_office"),
        ("previous_plan/duties/0/id", "CR9", "unknown_id", "/previous_plan/duties/0/id"),
        ("previous_plan/duties/0/kind", "victim_contact", "unknown_id", "/previous_plan/duties/0/id"),
        ("casework/court_reports/0/due_on", "2020-01-01", "end_before_start", "/casework/court_reports/0/due_on"),
        ("casework/cases/0/release_date", "2020-01-01", "end_before_start", "/casework/cases/0/release_date"),
        ("casework/cases/0/handover_date", "2020-01-01", "end_before_start", "/casework/cases/0/handover_date"),
        ("casework/cases/0/handover_date", "2199-01-01", "end_before_start", "/casework/cases/0/sentence_end"),
        ("casework/cases/0/release_date", "2199-01-01", "end_before_start", "/casework/cases/0/sentence_end"),
        ("locks/0/reason", " \t", "empty_text", "/locks/0/reason"),
        ("policy/work_item_points", [], "points_missing", "/casework/court_reports/0/kind"),
        ("policy/fast_report_days/value", 4.5, "out_of_range", "/policy/fast_report_days/value"),
    ],
)
def test_casework_that_cannot_be(place: str, value: object, code: str, pointer: str) -> None:
    """Periods, teams, court offices, days and points of work that make no sense are told at their place."""
    document = rich_document()
    put(document, place, value)
    assert (code, pointer) in {(fault.code, fault.pointer) for fault in check_document(as_bytes(document)).faults}


def test_two_case_ceilings_for_a_grade() -> None:
    """A grade has one ceiling of cases, or nobody knows which holds."""
    document = rich_document()
    put(document, "policy/case_ceilings", document["policy"]["case_ceilings"] * 2)
    assert "duplicate_row" in {fault.code for fault in check_document(as_bytes(document)).faults}


def test_nobody_is_released_before_the_hand_over() -> None:
    """A hand-over after the release would leave the case with nobody in between."""
    for handover, fault in ((day(10), False), (day(11), True)):
        row = a_case(case_type=CaseType.CUSTODY, release_date=day(10), handover_date=handover)
        assert ("end_before_start" in codes(a_scenario(staff=[a_staff()], cases=[row]))) is fault


def test_two_reductions_for_a_month_of_a_stage() -> None:
    """Rows of one stage may follow one another, but not overlap: nobody would know which holds."""
    for begin, twice in ((9, False), (8, True)):
        later = StageReduction(stage=Stage.NEWLY_QUALIFIED, from_month=begin, to_month=12, share=0.1, source="test")
        first = later.model_copy(update={"from_month": 0, "to_month": 9})
        scenario = a_scenario(people=[a_person()], staff=[a_staff()], policy=a_policy(stage_reductions=(first, later)))
        assert ("duplicate_row" in codes(scenario)) is twice


def test_custody_case_released_in_the_horizon_needs_points_on_licence() -> None:
    """Points on licence are asked for only where the release falls into the case's span."""
    table = tuple(row for row in a_policy().tier_points if row.case_type is not CaseType.LICENCE)
    for release, fault in ((day(10), True), (day(28), False)):
        rows = [a_case(case_type=CaseType.CUSTODY, sentence_date=day(-30), release_date=release)]
        scenario = a_scenario(staff=[a_staff()], cases=rows, policy=a_policy(tier_points=table))
        assert ("points_missing" in codes(scenario)) is fault


def test_a_missing_speed_is_told_once() -> None:
    """A means of travel without a speed is one fault, however many people use it."""
    speeds = tuple(speed for speed in some_travel().speeds if speed.means == "walk")
    scenario = a_scenario(
        people=[a_person(), a_person("X000002")], staff=[a_staff()], travel=some_travel(speeds=speeds)
    )
    assert [f.code for f in check_document(canonical_json(scenario)).faults] == ["speed_missing"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("policy/full_time_hours/value", 0),
        ("policy/full_time_points/value", 0),
        ("policy/workload_ceiling/value", 0),
        ("policy/turnaround_minutes/value", 1e6),
        ("policy/turnaround_minutes/value", 7.5),
        ("policy/ete_share/value", 1.5),
        ("horizon/start", "9999-12-27"),
        ("horizon/start", "0001-01-01"),
    ],
)
def test_figures_that_would_break_the_arithmetic(path: str, value: object) -> None:
    """Figures that later arithmetic would stumble over are faults here."""
    document = rich_document()
    put(document, path, value)
    assert ("out_of_range", f"/{path}") in {(f.code, f.pointer) for f in check_document(as_bytes(document)).faults}


def test_a_horizon_on_another_day_names_the_monday_before() -> None:
    """The remedy for a horizon that starts on a Thursday is the Monday of its week."""
    document = rich_document()
    put(document, "horizon/start", date(2027, 1, 7).isoformat())
    (fault,) = [f for f in check_document(as_bytes(document)).faults if f.code == "not_a_monday"]
    assert "2027-01-04" in fault.sentence
