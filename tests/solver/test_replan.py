"""Re-planning moves what must move, and nothing else unless that is asked for."""

from __future__ import annotations

import pytest

from models.decisions import Approval
from models.errors import BadInput
from models.people import StatedNeed
from models.plan import Plan
from models.scenario import Scenario
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.replan import Absence, in_force, replan
from tests.builders import (
    a_case,
    a_facilitator,
    a_group_option,
    a_person,
    a_referral,
    a_scenario,
    a_staff,
    a_template,
    at,
    day,
)
from tests.solver.audit.sound import goals

WORK = Options(budget=Budget(work=1), seed=1)


def a_team(**parts: object) -> Scenario:
    """Nine cases for three practitioners, and a group with a facilitator of its own."""
    return a_scenario(
        staff=(a_staff("S1"), a_staff("S2"), a_staff("S3"), a_facilitator()),
        people=tuple(a_person(f"X{n}", home=at(east_km=float(n))) for n in range(9)),
        cases=tuple(a_case(f"C{n}", person=f"X{n}") for n in range(9)),
        templates=(a_template(),),
        referrals=(a_referral(person="X1"),),
        group_options=(a_group_option(),),
        **parts,
    )


def holders(plan: Plan) -> dict[str, str]:
    """Practitioner of each case."""
    return {row.case: row.practitioner for row in plan.decisions.cases}


def test_only_cases_of_the_absent_move() -> None:
    """With the fewest moves, exactly the cases of whoever is away change hands; the group stays as it is."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    before = holders(plan)
    again = replan(scenario, plan, (Absence("S1"),), WORK)
    after = holders(again.plan)
    gone = {case for case, holder in before.items() if holder == "S1"}
    assert gone
    assert again.forced == len(gone)
    assert {case for case in after if after[case] != before[case]} == gone
    assert {row.case for row in again.moved} == gone
    assert "S1" not in after.values()
    assert again.plan.decisions.groups == plan.decisions.groups
    assert audit(again.scenario, again.plan) == ()


def test_cases_of_whoever_leaves_find_others() -> None:
    """Somebody who leaves before the horizon ends has nothing that goes on beyond that day; nothing else moves."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    before = holders(plan)
    staff = tuple(row.model_copy(update={"active_until": day(13)}) if row.id == "S1" else row for row in scenario.staff)
    again = replan(scenario.model_copy(update={"staff": staff}), plan, (), WORK)
    gone = {case for case, holder in before.items() if holder == "S1"}
    assert again.forced == len(gone) > 0
    assert {row.case for row in again.moved} == gone
    assert "S1" not in holders(again.plan).values()


@pytest.mark.parametrize(("periods", "forced"), [(1, False), (4, True)])
def test_a_long_absence_takes_the_periods_that_it_covers(periods: int, forced: bool) -> None:
    """Whoever is away for 25 days of 28 hands over where a period is left without points, and only there."""
    scenario = a_team()
    scenario = scenario.model_copy(update={"horizon": scenario.horizon.model_copy(update={"periods": periods})})
    plan = make_plan(scenario, WORK)
    again = replan(scenario, plan, (Absence("S1", day(0), day(24)),), WORK)
    assert (again.forced > 0) is forced


def test_extra_moves_are_kept_within() -> None:
    """More moves than must be are allowed as far as asked for, and never make the plan dearer."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    few = replan(scenario, plan, (Absence("S1"),), WORK)
    more = replan(scenario, plan, (Absence("S1"),), WORK, extra_moves=2)
    assert len(more.moved) <= few.forced + 2
    assert more.plan.parts[0].objective <= few.plan.parts[0].objective + 1e-6


def test_new_case_finds_a_practitioner_and_all_else_stays() -> None:
    """A case that is new in the scenario is placed; nobody else's practitioner changes, and notes live on."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    first = plan.decisions.cases[0].model_copy(update={"note": "Agreed.", "approval": Approval.APPROVED})
    decisions = plan.decisions.model_copy(update={"cases": (first, *plan.decisions.cases[1:])})
    casework = scenario.casework
    more = scenario.model_copy(
        update={"casework": casework.model_copy(update={"cases": (*casework.cases, a_case("C9", person="X2"))})}
    )
    again = replan(more, plan.model_copy(update={"decisions": decisions}), (), WORK)
    assert "C9" in holders(again.plan)
    assert {case: holder for case, holder in holders(again.plan).items() if case != "C9"} == holders(plan)
    kept = next(row for row in again.plan.decisions.cases if row.case == first.case)
    assert (kept.note, kept.approval) == ("Agreed.", Approval.APPROVED)


def test_nobody_is_left_out_to_spare_a_move() -> None:
    """A new case for which one other must make room is placed, though leaving it out is cheap where nobody may move."""
    scenario = a_scenario(
        staff=(a_staff("S1", contracted_hours=1.85), a_staff("S2")),
        people=(a_person("X1"), a_person("X2")),
        cases=(a_case("C1", person="X1", current_practitioner="S1"),),
        goals=goals(workload_balance=0.0, overload=0.0, caseload_mix=0.0),
    )
    plan = make_plan(scenario, WORK)
    assert holders(plan) == {"C1": "S1"}
    new = a_case("C2", person="X2", limited_access_to=("S1",))
    casework = scenario.casework.model_copy(update={"cases": (*scenario.casework.cases, new)})
    again = replan(scenario.model_copy(update={"casework": casework}), plan, (), WORK)
    assert holders(again.plan) == {"C1": "S2", "C2": "S1"}


def test_plan_in_force_is_what_is() -> None:
    """Every case's present practitioner is the plan's."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    now = in_force(scenario, plan.decisions)
    assert {row.id: row.current_practitioner for row in now.casework.cases} == holders(plan)


def test_absences_that_cannot_be_are_told_together() -> None:
    """An unknown member of staff and days outside the horizon are both named."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    with pytest.raises(BadInput) as told:
        replan(scenario, plan, (Absence("S9"), Absence("S1", day(9999), day(9999))), WORK)
    assert [fault.id for fault in told.value.faults] == ["S9", "S1"]


def test_part_that_cannot_stay_is_named() -> None:
    """A facilitator's absence breaks the group of the plan in force, and the answer says which rule."""
    scenario = a_team()
    plan = make_plan(scenario, WORK)
    led_by = plan.decisions.groups[0].facilitators[0]
    with pytest.raises(BadInput) as told:
        replan(scenario, plan, (Absence(led_by),), WORK)
    assert {fault.id for fault in told.value.faults} >= {"facilitators"}


def test_everyone_held_comes_before_few_moves() -> None:
    """Where only a move of another case makes room, it is made, so that nobody is left without a practitioner."""
    welsh = a_person("X9", needs=(StatedNeed.WELSH,))
    scenario = a_scenario(
        staff=(
            a_staff("S1", languages=("cy",), contracted_hours=3.0),
            a_staff("S2", languages=("cy",), contracted_hours=3.0),
            a_staff("S3", contracted_hours=3.0),
        ),
        people=(welsh, a_person("X1")),
        cases=(
            a_case("C9", person="X9", current_practitioner="S1"),
            a_case("C1", person="X1", current_practitioner="S2"),
        ),
    )
    plan = make_plan(scenario, WORK)
    assert holders(plan) == {"C9": "S1", "C1": "S2"}
    again = replan(scenario, plan, (Absence("S1"),), WORK)
    assert holders(again.plan) == {"C9": "S2", "C1": "S3"}
