"""Tamperings of the allocation: a sound plan or its scenario, with one thing changed that a rule forbids."""

from __future__ import annotations

from datetime import time
from typing import Any

from models.casework import CaseType, ReportKind, Rosh, TierChange
from models.change import Change as Limits
from models.locks import CaseLock, Force
from models.people import StatedNeed
from models.policy import HoldingRule
from models.record import DateRange, Weekday, WeeklySlot
from models.staff import Grade, RegisterEntry, Role
from tests.builders import (
    FAR_PDU,
    FAR_TEAM,
    OTHER_TEAM,
    a_staff,
    day,
)
from tests.solver.audit.changes import (
    Change,
    case,
    case_ceilings,
    contact,
    decided,
    first,
    hired,
    holding_rules,
    locked,
    person,
    report,
    staff,
    together,
    told,
)
from tests.solver.audit.sound import MOVED, held
from tests.solver.audit.tampering import (
    A,
    Tampering,
)

SEXUAL = "sexual_offending"
NO_LICENCE: dict[str, Any] = {
    "case_types": (CaseType.CUSTODY,),
    "tiers": ("A", "B", "C", "D"),
    "max_rosh": Rosh.VERY_HIGH,
    "max_mappa_level": 3,
    "source": "r",
}


def case_lock(case: str, practitioner: str, force: Force = Force.MUST) -> CaseLock:
    """A lock on a case."""
    return CaseLock(kind="case", case=case, practitioner=practitioner, force=force, reason="r")


def contact_of(officer: str) -> Change:
    """The victim has another liaison officer already, who can stay."""
    another = a_staff(officer, grade=Grade.OTHER, roles=(Role.VICTIM_LIAISON,))
    return together(hired(another), contact("B1", liaison_officer=officer))


OF_ALLOCATION: tuple[Tampering, ...] = (
    Tampering("role", A, staff("D1", roles=(Role.COURT_DUTY, Role.VICTIM_LIAISON))),
    Tampering(
        "role",
        A,
        together(
            report("R1", kind=ReportKind.ORAL, due_on=day(0)),
            staff("D1", roles=(Role.REPORT_AUTHOR, Role.VICTIM_LIAISON)),
        ),
        ("figures",),
    ),
    Tampering("role", A, staff("D1", roles=(Role.COURT_DUTY, Role.REPORT_AUTHOR))),
    Tampering("role", A, first("cases", practitioner="D1", **MOVED), ("grade_may_hold",)),
    Tampering("grade_may_hold", A, staff("S2", grade=Grade.PSO)),
    Tampering(
        "grade_may_hold",
        A,
        together(staff("S1", grade=Grade.PQIP), case("C1", tier_changes=(TierChange(on=day(27), tier="B2"),))),
        ("figures",),
    ),
    Tampering(
        "grade_may_hold",
        A,
        together(
            holding_rules(HoldingRule(**(NO_LICENCE | {"grade": Grade.NQO}))),
            staff("S1", grade=Grade.NQO),
            case("C1", case_type=CaseType.CUSTODY, release_date=day(27), sentence_date=day(-350)),
        ),
        ("figures",),
    ),
    Tampering("grade_may_hold", A, together(staff("S1", grade=Grade.PQIP), case("C1", mappa_level=1))),
    Tampering("grade_may_hold", A, together(staff("S1", grade=Grade.NQO), case("C1", life_sentence=True))),
    Tampering("qualified", A, case("C2", requires=(SEXUAL,))),
    Tampering(
        "qualified",
        A,
        together(
            case("C2", requires=(SEXUAL,)),
            staff(
                "S2",
                qualifications=(SEXUAL,),
                register_entries=(RegisterEntry(qualification=SEXUAL, expires=day(26)),),
            ),
        ),
    ),
    Tampering("qualified", A, report("R1", requires=(SEXUAL,))),
    Tampering(
        "qualified",
        A,
        together(
            report("R1", requires=(SEXUAL,)),
            staff(
                "D1",
                qualifications=(SEXUAL,),
                register_entries=(RegisterEntry(qualification=SEXUAL, expires=day(6)),),
            ),
        ),
    ),
    Tampering("specialist_team", A, case("C2", specialist_team=OTHER_TEAM)),
    Tampering("not_excluded", A, staff("D1", excluded_people=("X2",))),
    Tampering("not_excluded", A, staff("S2", excluded_people=("X2",))),
    Tampering("not_excluded", A, person("X2", excluded_staff=("S2",))),
    Tampering("limited_access", A, case("C2", limited_access_to=("S1",))),
    Tampering("stated_needs", A, person("X2", needs=(StatedNeed.WELSH,))),
    Tampering("stated_needs", A, person("X2", needs=(StatedNeed.WOMAN_PRACTITIONER,))),
    Tampering(
        "stated_needs",
        A,
        together(person("X2", needs=(StatedNeed.INTERPRETER,), language="pl"), staff("S1", languages=("pl",))),
    ),
    Tampering("stated_needs", A, together(case("C2", person="X9"), person("X2", needs=(StatedNeed.WELSH,)))),
    Tampering("active_in_region", A, staff("S2", active_until=day(26))),
    Tampering("active_in_region", A, staff("D1", active_from=day(1))),
    Tampering("active_in_region", A, staff("D1", team=FAR_TEAM)),
    Tampering("active_in_region", A, staff("S2", active_from=day(1))),
    Tampering("active_in_region", A, person("X2", pdu=FAR_PDU)),
    Tampering("active_in_region", A, case("C2", transfer_complete=False)),
    Tampering("at_work", A, staff("D1", pattern=(WeeklySlot(weekday=Weekday.SAT, start=time(9), end=time(17)),))),
    Tampering("at_work", A, staff("D1", leave=(DateRange(first=day(0), last=day(7)),))),
    Tampering("has_capacity", A, staff("S2", contracted_hours=0.0), ("within_ceiling",)),
    Tampering("has_capacity", A, staff("S2", leave=(DateRange(first=day(14), last=day(41)),)), ("within_ceiling",)),
    Tampering(
        "keep_apart",
        A,
        together(
            case("C1", co_defendants=("C2",)),
            decided(
                cases=lambda now: (held("C1", "S2", 50, 65, **MOVED), now.cases[1]),
            ),
        ),
    ),
    Tampering(
        "keep_apart",
        A,
        together(
            staff("S2", roles=(Role.PRACTITIONER, Role.VICTIM_LIAISON)),
            decided(duties=lambda now: (now.duties[0], now.duties[1].model_copy(update={"staff": "S2"}))),
        ),
    ),
    Tampering("within_ceiling", A, staff("S2", existing_points=1001)),
    Tampering(
        "within_ceiling",
        A,
        together(staff("S1", existing_points=21, leave=(DateRange(first=day(15), last=day(41)),))),
    ),
    Tampering("within_case_ceiling", A, together(case_ceilings(PO=2), staff("S2", existing_cases=2))),
    Tampering(
        "within_case_ceiling",
        A,
        together(case_ceilings(PO=1), staff("S2", contracted_hours=36.9)),
    ),
    Tampering("within_max_moves", A, told(change=Limits(max_moves=0))),
    Tampering("stays_near_end", A, together(told(change=Limits(settled_weeks=10)), case("C2", sentence_end=day(69)))),
    Tampering("only_new", A, told(change=Limits(only_new=True))),
    Tampering(
        "only_new",
        A,
        together(told(change=Limits(only_new=True)), case("C2", current_practitioner="S2"), contact_of("D2")),
        ("figures",),
    ),
    Tampering("locks_kept", A, locked(case_lock("C2", "S2", Force.MUST_NOT))),
    Tampering("locks_kept", A, locked(case_lock("C2", "S1"))),
)
