"""Tamperings with the unpaid-work rota."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.locks import Force
from models.people import EquipmentSize, ExclusionZone, Means, SiteFeature, StatedNeed, TravelLimit
from models.plan import Plan
from models.record import DateRange
from models.scenario import Scenario
from models.staff import RegisterEntry, Role
from models.unpaid_work import EquipmentStock, PickUp, Project, ProjectKind, Van
from tests.builders import (
    FAR_PDU,
    FAR_TEAM,
    HERE,
    OFFICE,
    OTHER_OFFICE,
    a_commitment,
    a_group_slot,
    a_project,
    a_running_group,
    a_slot,
    a_supervisor,
    at,
    clock,
    day,
)
from tests.solver.audit.changes import (
    Change,
    World,
    decided,
    hired,
    locked,
    person,
    policy,
    project,
    requirement,
    running,
    staff,
    together,
)
from tests.solver.audit.sound import changed, session, stands
from tests.solver.audit.tampering import (
    MONDAY_SLOT,
    MONDAYS,
    ONE_PERSON_TWICE,
    TUESDAY,
    Tampering,
    U,
    patterns,
    sessions,
    slot_lock,
)

WITHIN_THREE = TravelLimit(means=Means.CAR, max_minutes=3)
ZONE_AROUND_PROJECT = ExclusionZone(centre=at(east_km=4.5), radius_km=1.0)
EVENING = a_slot("K1-eve", "mon", "17:00", "19:00")
TWO_SUPERVISORS = together(
    hired(a_supervisor("V2")),
    decided(
        sessions=tuple(
            session(on, number, supervisors=("V1", "V2"), places=16)
            for on, number in ((day(0), 2), (day(7), 2), (day(21), 1))
        )
    ),
)

INDUCTIONS = a_project(
    "I1", kind=ProjectKind.INDUCTION, slots=(a_slot("I1-tue", "tue", "09:30", "12:30"),), max_supervisors=0
)
AT_ONE = {"project": "I1", "start": clock("09:30"), "end": clock("12:30")}
INDUCTED_AGAIN = together(
    patterns(stands("U1", "X6", [day(1)], 0, "I1-tue").model_copy(update=AT_ONE | {"one_off": True})),
    sessions(
        *(
            session(day(n), int(n == 1), "I1-tue", supervisors=(), places=8).model_copy(update=AT_ONE)
            for n in (1, 8, 15, 22)
        )
    ),
)


def also(row: Project) -> Change:
    """One more project."""

    def change(scenario: Scenario, plan: Plan) -> World:
        work = changed(scenario.unpaid_work, projects=(*scenario.unpaid_work.projects, row))
        return changed(scenario, unpaid_work=work), plan

    return change


STOP = PickUp(id="K1-P1", location=HERE, minutes_before=3)
LONG_WAY = PickUp(id="K1-P2", location=HERE, minutes_before=61)
EVENINGS = MONDAYS.model_copy(update={"end": clock("19:00")})
AT_SEVENTEEN = {"start": clock("17:00"), "end": clock("19:00")}


def driven(*vans: Van, going: str | None = "VAN1", stops: tuple[PickUp, ...] = (STOP,)) -> Change:
    """Everyone rides to project K1, and one of the vans goes there."""

    def change(scenario: Scenario, plan: Plan) -> World:
        work = changed(scenario.unpaid_work, vans=vans)
        return changed(scenario, unpaid_work=work), plan

    picked_up = {"pick_up": "K1-P1", "pick_up_at": clock("08:57")}
    return together(
        project("K1", pick_ups=stops),
        change,
        decided(
            patterns=lambda now: tuple(row.model_copy(update=picked_up) for row in now.patterns),
            sessions=lambda now: tuple(row.model_copy(update={"van": going}) for row in now.sessions),
        ),
    )


def unseated(person: str) -> Change:
    """Somebody is told to come without the van."""
    return _otherwise(person, pick_up=None, pick_up_at=None)


def alone_on(*days: date) -> Change:
    """Somebody whom the van brings is told to come alone on some days."""
    return _otherwise("X6", alone_on=days)


def _otherwise(person: str, **way: Any) -> Change:
    return decided(
        patterns=lambda now: tuple(row.model_copy(update=way) if row.person == person else row for row in now.patterns)
    )


def clothing(sets: int) -> Change:
    """So many sets of hi-vis clothing at the office."""
    return stocked(EquipmentStock(office=OFFICE, kind="hi_vis", sets=sets))


def boots(pairs: int) -> Change:
    """So many pairs of boots of size 9 at the office, and of no other."""
    return stocked(EquipmentStock(office=OFFICE, kind="boots", size="9", sets=pairs))


def stocked(*rows: EquipmentStock) -> Change:
    """So much equipment at the office."""
    return lambda scenario, plan: (changed(scenario, unpaid_work=changed(scenario.unpaid_work, equipment=rows)), plan)


A_VAN, NO_SEATS = Van(id="VAN1", seats=8, office=OFFICE), Van(id="VAN1", seats=1, office=OFFICE)
ELSEWHERE = Van(id="VAN2", seats=8, office=OTHER_OFFICE)
BOTH_SLOTS = together(
    driven(A_VAN, stops=(STOP, LONG_WAY)),
    hired(a_supervisor("V2", pattern=(EVENINGS,))),
    project("K1", slots=(MONDAY_SLOT, EVENING)),
    requirement("U4", completed_minutes=5880),
    patterns(
        stands("U4", "X9", [day(0)], 120, "K1-eve").model_copy(
            update=AT_SEVENTEEN | {"pick_up": "K1-P1", "pick_up_at": clock("16:57")}
        )
    ),
    sessions(
        *(
            session(day(n), int(n == 0), "K1-eve", supervisors=("V2",), van="VAN1").model_copy(update=AT_SEVENTEEN)
            for n in (0, 7, 21)
        )
    ),
)


OF_UNPAID_WORK: tuple[Tampering, ...] = (
    Tampering("induction_first", U, together(also(INDUCTIONS), requirement("U1", induction_done=False))),
    Tampering("induction_first", U, together(also(INDUCTIONS), INDUCTED_AGAIN)),
    Tampering("project_kind", U, project("K1", kind=ProjectKind.INDUCTION)),
    Tampering("stated_needs", U, together(project("K1", step_free=False), person("X6", needs=(StatedNeed.STEP_FREE,)))),
    Tampering(
        "stated_needs",
        U,
        together(
            project("K1", max_supervisors=0),
            hired(a_supervisor("V2", languages=("cy",))),
            person("X6", needs=(StatedNeed.WELSH,)),
        ),
        ("supervised", "language_spoken"),
    ),
    Tampering(
        "language_spoken",
        U,
        together(
            hired(a_supervisor("V2", languages=("pl",))), person("X6", needs=(StatedNeed.INTERPRETER,), language="pl")
        ),
    ),
    Tampering(
        "ete_hours_left",
        U,
        together(project("K1", kind=ProjectKind.ETE), requirement("U1", ete_minutes=1381)),
        ("attendance_dates", "figures"),
    ),
    Tampering(
        "within_ete_share",
        U,
        together(
            project("K1", kind=ProjectKind.ETE, slots=(MONDAY_SLOT, TUESDAY)),
            requirement("U1", sessions_per_week=2, ete_minutes=120),
            patterns(stands("U1", "X6", [day(n) for n in (1, 8, 15, 22)], 1680, "K1-tue")),
            sessions(*(session(day(n), 1, "K1-tue") for n in (1, 8, 15, 22))),
        ),
    ),
    Tampering("in_region", U, person("X6", pdu=FAR_PDU)),
    Tampering("available", U, person("X6", commitments=(a_commitment("mon", "15:59", "20:00"),))),
    Tampering(
        "attendance_dates",
        U,
        person("X6", commitments=(a_commitment("mon", first=day(7), every_weeks=2),)),
        ("figures",),
    ),
    Tampering("within_travel_limit", U, person("X6", travel=WITHIN_THREE)),
    Tampering(
        "restrictions",
        U,
        together(project("K1", features=(SiteFeature.SCHOOL,)), person("X6", restricted_from=(SiteFeature.SCHOOL,))),
    ),
    Tampering("outside_exclusion_zones", U, person("X6", exclusion_zones=(ZONE_AROUND_PROJECT,))),
    Tampering("women_only", U, project("K1", women_only=True)),
    Tampering("certificates", U, project("K1", certificates=("cscs",))),
    Tampering(
        "no_clash",
        U,
        running(a_running_group(members=("X6",), slots=(a_group_slot("mon", "16:29"),))),
        ("one_place_at_a_time",),
    ),
    Tampering("sessions_per_week", U, ONE_PERSON_TWICE, ("one_place_at_a_time",)),
    Tampering(
        "sessions_per_week",
        U,
        together(
            project("K1", slots=(MONDAY_SLOT, TUESDAY)),
            patterns(stands("U1", "X6", [day(n) for n in (1, 8, 15, 22)], 1680, "K1-tue")),
            sessions(*(session(day(n), 1, "K1-tue") for n in (1, 8, 15, 22))),
        ),
    ),
    Tampering("within_places", U, project("K1", places=1), ("figures",)),
    Tampering(
        "within_places",
        U,
        together(project("K1", places=1), person("X6", show_up_rate=0.35), policy(shared_day_spread=0)),
        ("figures",),
    ),
    Tampering("attendance_dates", U, staff("V1", leave=(DateRange(first=day(7), last=day(7)),)), ("figures",)),
    Tampering("supervised", U, staff("V1", roles=(Role.FACILITATOR,))),
    Tampering("supervised", U, staff("V1", team=FAR_TEAM)),
    Tampering("supervised", U, staff("V1", active_until=day(26))),
    Tampering("supervised", U, project("K1", supervisor_qualifications=("chainsaw",))),
    Tampering(
        "supervised",
        U,
        together(
            project("K1", supervisor_qualifications=("chainsaw",)),
            staff(
                "V1",
                qualifications=("chainsaw",),
                register_entries=(RegisterEntry(qualification="chainsaw", expires=day(26)),),
            ),
        ),
    ),
    Tampering("supervised", U, staff("V1", pattern=(MONDAYS.model_copy(update={"end": clock("15:59")}),))),
    Tampering("supervised", U, TWO_SUPERVISORS),
    Tampering("not_excluded", U, staff("V1", excluded_people=("X6",))),
    Tampering("not_excluded", U, person("X6", excluded_staff=("V1",))),
    Tampering("supervised", U, project("K1", max_supervisors=0)),
    Tampering("supervisors_not_double_booked", U, staff("V1", contracted_hours=6.9)),
    Tampering(
        "supervisors_not_double_booked",
        U,
        running(a_running_group(facilitators=("V1",), slots=(a_group_slot("mon", "16:29"),))),
        ("one_place_at_a_time",),
    ),
    Tampering(
        "supervisors_not_double_booked",
        U,
        together(
            project("K1", slots=(MONDAY_SLOT, EVENING)),
            staff("V1", pattern=(MONDAYS.model_copy(update={"end": clock("19:00")}),)),
            requirement("U4", completed_minutes=5880),
            patterns(
                stands("U4", "X9", [day(0)], 120, "K1-eve").model_copy(
                    update={"start": clock("17:00"), "end": clock("19:00")}
                )
            ),
            sessions(
                *(
                    session(day(n), int(n == 0), "K1-eve").model_copy(
                        update={"start": clock("17:00"), "end": clock("19:00")}
                    )
                    for n in (0, 7, 21)
                )
            ),
        ),
    ),
    Tampering("seats_in_van", U, driven(NO_SEATS)),
    Tampering("seats_in_van", U, driven(A_VAN, going=None)),
    Tampering("seats_in_van", U, together(driven(A_VAN), unseated("X8"))),
    Tampering("seats_in_van", U, together(driven(NO_SEATS), unseated("X6"))),
    Tampering("seats_in_van", U, together(driven(A_VAN), alone_on(day(0)))),
    Tampering("vans_not_double_booked", U, driven(A_VAN, ELSEWHERE, going="VAN2")),
    Tampering(
        "vans_not_double_booked",
        U,
        together(
            driven(A_VAN, A_VAN.model_copy(update={"id": "VAN3"})),
            decided(sessions=lambda now: (now.sessions[0].model_copy(update={"van": "VAN3"}), *now.sessions[1:])),
        ),
        ("figures",),
    ),
    Tampering("vans_not_double_booked", U, BOTH_SLOTS),
    Tampering("equipment_stock", U, together(project("K1", equipment=("hi_vis",), depot=OFFICE), clothing(1))),
    Tampering("equipment_stock", U, together(project("K1", equipment=("boots",), depot=OFFICE), boots(1))),
    Tampering(
        "equipment_stock",
        U,
        together(
            project("K1", equipment=("boots",), depot=OFFICE),
            boots(4),
            person("X6", sizes=(EquipmentSize(kind="boots", size="12"),)),
        ),
    ),
    Tampering("calendar", U, together(driven(A_VAN), project("K1", pick_ups=(LONG_WAY,)))),
    Tampering("minimum_to_run", U, project("K1", minimum_to_run=3)),
    Tampering(
        "minimum_to_run",
        U,
        together(project("K1", slots=(MONDAY_SLOT, TUESDAY)), sessions(session(day(1), 0, "K1-tue"))),
    ),
    Tampering("keep_apart", U, person("X6", non_associations=("X8",))),
    Tampering("within_remaining_hours", U, requirement("U3", completed_minutes=5501), ("figures",)),
    Tampering("locks_kept", U, locked(slot_lock("U1", force=Force.MUST_NOT))),
    Tampering("locks_kept", U, locked(slot_lock("U2"))),
)
