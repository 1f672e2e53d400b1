"""Tamperings: for every rule, the sound scenario or plan with one thing changed that the rule forbids.

``also`` names the rules that the same change cannot help breaking. Numbers that follow from a changed scenario are
left as they are: what the checks of the figures say of them is looked at elsewhere.
"""

from __future__ import annotations

from datetime import date

from models.decisions import Appointment, DutyKind
from models.goals import Part
from models.locks import Force, ProgrammeLock, ServiceLock
from models.people import ExclusionZone, Means, StatedNeed, TravelLimit
from models.programmes import Cohort
from models.record import DateRange, Sex
from models.rota_changes import PlaceChange, RotaChanges
from models.services import ServiceCategory
from models.staff import RegisterEntry, Role
from tests.builders import (
    FAR_PDU,
    FAR_TEAM,
    HERE,
    OTHER_OFFICE,
    OTHER_PDU,
    a_commitment,
    a_group_slot,
    a_running_group,
    at,
    clock,
    day,
)
from tests.solver.audit.changes import (
    Change,
    case,
    contact,
    contract,
    decided,
    first,
    first_group_session,
    group_option,
    locked,
    office,
    person,
    planned,
    policy,
    project,
    referral,
    report,
    requirement,
    review,
    room,
    running,
    service_referral,
    staff,
    template,
    together,
    told,
    unplaced_too,
    without,
)
from tests.solver.audit.sound import left_out, opened, served, session, stands
from tests.solver.audit.tampering import (
    MONDAY_SLOT,
    MONDAYS,
    ONE_PERSON_TWICE,
    TUESDAY,
    A,
    P,
    S,
    Tampering,
    U,
    W,
    patterns,
    sessions,
    slot_lock,
)
from tests.solver.audit.tamperings_allocation import OF_ALLOCATION
from tests.solver.audit.tamperings_oversight import OF_OVERSIGHT
from tests.solver.audit.tamperings_programmes import OF_GROUPS
from tests.solver.audit.tamperings_rolling import OF_ROLLING
from tests.solver.audit.tamperings_unpaid_work import OF_UNPAID_WORK

SEXUAL = "sexual_offending"
WITHIN_NINE = TravelLimit(means=Means.CAR, max_minutes=9)
ZONE = ExclusionZone(centre=HERE, radius_km=1.0)
ZONE_AROUND_SERVICE = ExclusionZone(centre=at(east_km=6.0), radius_km=1.0)


def place_lock(referral: str, force: Force = Force.MUST) -> ProgrammeLock:
    """A lock on a place in group G1."""
    return ProgrammeLock(kind="programme", referral=referral, group_option="G1", force=force, reason="r")


TWO_IN_GROUP = together(
    referral("A2", ldc=False),
    without("A2"),
    decided(groups=(opened("G1", [("A1", "X4"), ("A2", "X5")], [day(8), day(15)]),)),
)


OF_PROGRAMMES: tuple[Tampering, ...] = (
    Tampering("eligible", P, group_option("G1", cohort=Cohort.SEXUAL)),
    Tampering("eligible", P, group_option("G1", ldc=True)),
    Tampering("eligible", P, referral("A1", ldc=True)),
    Tampering("eligible", P, group_option("G1", sex=Sex.FEMALE)),
    Tampering(
        "one_group_per_person", P, running(a_running_group(members=("X4",), slots=(a_group_slot("fri", "10:00"),)))
    ),
    Tampering(
        "one_group_per_person",
        P,
        together(
            referral("A2", ldc=False, person="X4"),
            without("A2"),
            decided(groups=(opened("G1", [("A1", "X4"), ("A2", "X4")], [day(8), day(15)]),)),
        ),
        ("one_place_at_a_time",),
    ),
    Tampering("group_size", P, template("BC", minimum_size=2), ("figures",)),
    Tampering("group_size", P, together(TWO_IN_GROUP, template("BC", maximum_size=1))),
    Tampering("facilitators", P, template("BC", facilitators=2)),
    Tampering("facilitators", P, staff("F1", leave=(DateRange(first=day(15), last=day(15)),))),
    Tampering("facilitators", P, staff("F1", training_days=(day(8),))),
    Tampering("facilitators", P, staff("F1", pattern=(MONDAYS,))),
    Tampering("facilitators", P, staff("F1", active_until=day(14))),
    Tampering("facilitators", P, staff("F1", qualifications=())),
    Tampering("facilitators", P, staff("F1", register_entries=(RegisterEntry(qualification="bc", expires=day(14)),))),
    Tampering("facilitators", P, staff("F1", roles=(Role.SUPERVISOR,))),
    Tampering("facilitators", P, staff("F1", team=FAR_TEAM)),
    Tampering("facilitators_not_double_booked", P, staff("F1", contracted_hours=1.9)),
    Tampering(
        "facilitators_not_double_booked",
        P,
        together(
            staff("F1", contracted_hours=3.9),
            running(a_running_group(facilitators=("F1",), slots=(a_group_slot("fri", "10:00"),))),
        ),
    ),
    Tampering(
        "facilitators_not_double_booked",
        P,
        running(a_running_group(facilitators=("F1",), slots=(a_group_slot("tue", "12:29"),))),
        ("one_place_at_a_time",),
    ),
    Tampering("room_free", P, room(seats=0)),
    Tampering("room_free", P, room(office=OTHER_OFFICE)),
    Tampering(
        "room_free", P, running(a_running_group(slots=(a_group_slot("tue", "11:59"),))), ("one_place_at_a_time",)
    ),
    Tampering("available_every_week", P, person("X4", commitments=(a_commitment("tue", "11:59", "13:00"),))),
    Tampering(
        "available_every_week",
        P,
        together(
            requirement("U4", completed_minutes=0, person="X4"),
            project("K1", slots=(MONDAY_SLOT, TUESDAY)),
            locked(slot_lock("U4", "K1-tue")),
        ),
        ("accounted_for", "locks_kept"),
    ),
    Tampering("within_travel_limit", P, person("X4", travel=WITHIN_NINE)),
    Tampering("within_travel_limit", P, person("X4", exclusion_zones=(ZONE,))),
    Tampering("within_travel_limit", P, together(person("X4", needs=(StatedNeed.STEP_FREE,)), office(step_free=False))),
    Tampering("in_region", P, referral("A1", pdus=(OTHER_PDU,))),
    Tampering("in_region", P, person("X4", pdu=FAR_PDU)),
    Tampering("finish_before_sentence_end", P, referral("A1", sentence_end=day(14))),
    Tampering("keep_apart", P, together(TWO_IN_GROUP, person("X5", non_associations=("X4",)))),
    Tampering("not_excluded", P, person("X4", excluded_staff=("F1",))),
    Tampering("not_excluded", P, staff("F1", excluded_people=("X4",))),
    Tampering("locks_kept", P, locked(place_lock("A1", Force.MUST_NOT))),
    Tampering("locks_kept", P, locked(place_lock("A2"))),
)

OFFICE_VISIT = Appointment(
    case="C1", person="X1", practitioner="S1", on=day(2), start=clock("09:00"), end=clock("10:00")
)
EARLY_GROUP = a_running_group(members=("X10",), slots=(a_group_slot("tue", "08:00"),), minutes=60)


def expecting(month: date | None) -> Change:
    """The referral that waits is told to expect another month."""
    return together(
        without("SR2"), unplaced_too(left_out(Part.REFERRALS, "SR2", "X11", "within_places", expected_start=month))
    )


def told_of_waiting(**dates: date | None) -> Change:
    """The referral to a group that waits is told other dates."""
    return together(without("A2"), unplaced_too(left_out(Part.PROGRAMMES, "A2", "X5", "eligible", **dates)))


def service_lock(referral: str, force: Force = Force.MUST) -> Change:
    """A lock on contract CS1."""
    return locked(ServiceLock(kind="service", service_referral=referral, contract="CS1", force=force, reason="r"))


OF_SERVICES: tuple[Tampering, ...] = (
    Tampering("category", S, service_referral("SR1", category=ServiceCategory.FINANCE)),
    Tampering("in_area", S, person("X10", pdu=OTHER_PDU)),
    Tampering("women_only", S, contract("CS1", women_only=True), ("waiting_list",)),
    Tampering("stated_needs", S, person("X10", needs=(StatedNeed.WELSH,))),
    Tampering(
        "stated_needs",
        S,
        together(contract("CS1", woman_worker=False), person("X10", needs=(StatedNeed.WOMAN_PRACTITIONER,))),
    ),
    Tampering("before_release", S, service_referral("SR1", release_date=day(10))),
    Tampering(
        "before_release", S, together(contract("CS1", in_prison=True), service_referral("SR1", release_date=day(1)))
    ),
    Tampering("within_travel_limit", S, person("X10", travel=TravelLimit(means=Means.CAR, max_minutes=5))),
    Tampering("within_travel_limit", S, person("X10", exclusion_zones=(ZONE_AROUND_SERVICE,))),
    Tampering(
        "within_travel_limit",
        S,
        together(contract("CS1", step_free=False), person("X10", needs=(StatedNeed.STEP_FREE,))),
    ),
    Tampering(
        "within_travel_limit",
        S,
        together(first("services", remote=True), person("X10", needs=(StatedNeed.NO_INTERNET,))),
    ),
    Tampering("start_in_time", S, service_referral("SR1", start_from=day(2))),
    Tampering("available", S, person("X10", commitments=(a_commitment("tue", first=day(1), every_weeks=2),))),
    Tampering("available", S, person("X10", commitments=(a_commitment("tue", "09:30", "12:00"),))),
    Tampering("no_clash", S, running(EARLY_GROUP), ("one_place_at_a_time",)),
    Tampering(
        "no_clash",
        S,
        together(
            contract("CS1", places_per_month=3),
            service_referral("SR2", person="X10"),
            without("SR2"),
            decided(services=lambda now: (*now.services, served("SR2", "X10", [day(8), day(15)]))),
        ),
        ("one_place_at_a_time",),
    ),
    Tampering("finish_before_sentence_end", S, service_referral("SR1", sentence_end=day(7))),
    Tampering("within_places", S, contract("CS1", taken_up=2)),
    Tampering("locks_kept", S, service_lock("SR1", Force.MUST_NOT)),
    Tampering("locks_kept", S, service_lock("SR2")),
)

OF_THE_PLAN: tuple[Tampering, ...] = (
    Tampering("unknown_id", A, first("cases", practitioner="S9"), ("accounted_for",)),
    Tampering("unknown_id", A, first("cases", practitioner="F1"), ("accounted_for",)),
    Tampering("unknown_id", A, first("duties", id="R9"), ("accounted_for",)),
    Tampering("unknown_id", A, first("duties", kind=DutyKind.VICTIM_CONTACT), ("accounted_for",)),
    Tampering("unknown_id", A, first("duties", staff="F1"), ("accounted_for",)),
    Tampering("unknown_id", A, case("C1", sentence_end=day(-1))),
    Tampering("unknown_id", A, report("R1", requested_on=day(28), due_on=day(30))),
    Tampering("unknown_id", A, contact("B1", sentence_date=day(28))),
    Tampering("unknown_id", P, first("groups", room="R9"), ("accounted_for",)),
    Tampering("unknown_id", U, first("sessions", supervisors=("V9",)), ("figures",)),
    Tampering("unknown_id", U, patterns(stands("U4", "X9", [day(0)], 420))),
    Tampering("accounted_for", A, without("C3")),
    Tampering("accounted_for", A, unplaced_too(left_out(Part.ALLOCATION, "C1", "X1", "grade_may_hold"))),
    Tampering("accounted_for", A, together(without("C3"), unplaced_too(left_out(Part.ALLOCATION, "C3", "X1", "r")))),
    Tampering("accounted_for", A, unplaced_too(left_out(Part.ALLOCATION, "C3", "X3", "active_in_region"))),
    Tampering("accounted_for", U, unplaced_too(left_out(Part.UNPAID_WORK, "U4", "X9", "available"))),
    Tampering("accounted_for", A, decided(cases=lambda now: (*now.cases, now.cases[0]))),
    Tampering("accounted_for", A, decided(duties=lambda now: now.duties[1:])),
    Tampering("accounted_for", A, decided(duties=lambda now: (*now.duties, now.duties[0]))),
    Tampering(
        "accounted_for",
        A,
        together(
            decided(duties=lambda now: now.duties[1:]), unplaced_too(left_out(Part.ALLOCATION, "R1", "X1", "role"))
        ),
    ),
    Tampering("accounted_for", P, without("A2")),
    Tampering("accounted_for", U, without("U2")),
    Tampering("accounted_for", W, decided(appointments=(OFFICE_VISIT,))),
    Tampering("accounted_for", S, without("SR2")),
    Tampering("accounted_for", S, decided(services=())),
    Tampering("unknown_id", S, first("services", contract="CS9"), ("accounted_for",)),
    Tampering("unknown_id", S, first("services", person="X11"), ("accounted_for",)),
    Tampering("calendar", S, first("services", appointments=served("SR1", "X10", [day(1)]).appointments)),
    Tampering("calendar", S, first("services", start=day(2))),
    Tampering("calendar", S, contract("CS1", minutes=45)),
    Tampering("waiting_list", S, expecting(None)),
    Tampering("waiting_list", S, expecting(day(59))),
    Tampering("waiting_list", S, contract("CS1", category=ServiceCategory.FINANCE), ("category",)),
    Tampering("waiting_list", P, told_of_waiting(expected_start=day(28))),
    Tampering("waiting_list", P, told_of_waiting()),
    Tampering("waiting_list", P, referral("A2", sentence_end=day(60))),
    Tampering("provenance", W, told(scenario_hash="0" * 64)),
    Tampering("provenance", W, told(scenario="another")),
    Tampering("provenance", W, told(profile="nobody")),
    Tampering("provenance", W, told(wall_seconds=1.0)),
    Tampering("provenance", W, planned(parts=())),
    Tampering("one_place_at_a_time", W, ONE_PERSON_TWICE, ("sessions_per_week",)),
    Tampering("calendar", P, first_group_session(on=day(9))),
    Tampering("calendar", P, first_group_session(end=clock("12:01"))),
    Tampering("calendar", P, first_group_session(name="Another")),
    Tampering("figures", P, first_group_session(expected=0.9)),
    Tampering("figures", P, first("groups", thin_chance=0.5)),
    Tampering("figures", P, template("BC", start_rate=0.9)),
    Tampering("figures", P, template("BC", drop_out_rate=0.1)),
    Tampering("calendar", U, first("sessions", start=clock("08:00"))),
    Tampering("calendar", U, sessions(session(day(14), 0))),
    Tampering("calendar", U, sessions(session(day(0), 2)), ("figures", "one_place_at_a_time")),
    Tampering("calendar", U, first("patterns", end=clock("17:00"))),
    Tampering("attendance_dates", U, first("patterns", dates=(day(0), day(7))), ("figures",)),
    Tampering("attendance_dates", U, first("patterns", dates=(day(7), day(0), day(21)))),
    Tampering(
        "dated_changes",
        U,
        decided(
            rota_changes=lambda now: RotaChanges(
                places=(PlaceChange(requirement="U1", person="X6", slot="K1-mon", on=day(1)),)
            )
        ),
    ),
    Tampering("figures", A, first("cases", points=66)),
    Tampering("figures", A, first("cases", points_by_period=(65, 50))),
    Tampering("figures", A, first("cases", points_by_period=())),
    Tampering("figures", A, first("cases", tell_by=day(-7))),
    Tampering(
        "figures", A, decided(cases=lambda now: (now.cases[0], now.cases[1].model_copy(update={"tell_by": None})))
    ),
    Tampering("figures", A, first("cases", pre_release_from=day(0))),
    Tampering("figures", A, first("cases", override_reason="agreed with the head of service")),
    Tampering("figures", A, first("duties", points=59)),
    Tampering("figures", A, first("duties", first=day(1))),
    Tampering("figures", A, first("duties", latest=day(8))),
    Tampering("figures", A, first("duties", moved_from="D1")),
    Tampering("figures", A, report("R1", due_on=day(6))),
    Tampering("figures", A, review("W1", due_on=day(42))),
    Tampering("figures", A, first("cases", first=day(1))),
    Tampering("figures", A, policy(handover_notice_days=6)),
    Tampering("figures", A, case("C2", sentence_end=day(15), tier_changes=())),
    Tampering("figures", A, first("cases", moved_from="S2")),
    Tampering("figures", U, first("patterns", minutes=1259)),
    Tampering("figures", U, first("sessions", places=9)),
    Tampering("figures", U, first("sessions", instructed=3)),
    Tampering("figures", U, first("sessions", expected=1.9)),
    Tampering("figures", U, first("sessions", turn_away_chance=0.1)),
    Tampering("figures", U, person("X6", show_up_rate=0.5)),
)

TAMPERINGS = (
    *OF_ALLOCATION,
    *OF_PROGRAMMES,
    *OF_GROUPS,
    *OF_OVERSIGHT,
    *OF_ROLLING,
    *OF_UNPAID_WORK,
    *OF_SERVICES,
    *OF_THE_PLAN,
)
