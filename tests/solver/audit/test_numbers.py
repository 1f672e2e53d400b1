"""Every number that a plan reports is worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from models.casework import Rosh
from models.goals import Part
from models.plan import KPIs, PartResult, Plan, Status
from models.scenario import Scenario
from solver.audit import audit
from solver.audit.figures import CHECKS
from tests.builders import part_goals
from tests.solver.audit.changes import applied, case, planned, staff, together
from tests.solver.audit.sound import a_sound_plan, a_sound_scenario, changed, goals
from tests.solver.audit.sound_results import allocation_result, programme_result

Path = tuple[str | int, ...]
FREE = {"baseline_objective"}
"""Numbers that nothing in the two documents fixes; only whether they are finite is looked at."""


def numbers_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of all numbers in a document."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from numbers_in(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for n, row in enumerate(value):
            yield from numbers_in(row, (*path, n))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def raised(value: Any, path: Path, by: float) -> Any:
    """The document with the number at a path raised."""
    if not path:
        return type(value)(value + by)
    at, rest = path[0], path[1:]
    if isinstance(at, int):
        return (*value[:at], raised(value[at], rest, by), *value[at + 1 :])
    return changed(value, **{str(at): raised(getattr(value, str(at)), rest, by)})


def rules(scenario: Scenario, plan: Plan) -> set[str]:
    """Rules that the audit finds broken."""
    return {violation.rule for violation in audit(scenario, plan)}


SOUND_SCENARIO = a_sound_scenario()
SOUND_PLAN = a_sound_plan(SOUND_SCENARIO)
REPORTED = [
    path
    for field in ("parts", "kpis")
    for path in numbers_in(getattr(SOUND_PLAN, field), (field,))
    if path[-1] not in FREE
]


@pytest.mark.parametrize("path", REPORTED, ids=[".".join(map(str, path)) for path in REPORTED])
def test_every_reported_number_is_checked(path: Path) -> None:
    """A reported number that is not so is found, however little it is out."""
    assert rules(SOUND_SCENARIO, raised(SOUND_PLAN, path, 1))
    if path[0] == "parts" and path[-1] != "factor":
        # A factor is a whole number: there is no little for it to be out by.
        assert rules(SOUND_SCENARIO, raised(SOUND_PLAN, path, 2e-6 * 27762.13 + 2e-6))


def with_result(**over: Any) -> Plan:
    """The sound plan with another result of the programmes."""
    parts = tuple(changed(row, **over) if row.part == Part.PROGRAMMES else row for row in SOUND_PLAN.parts)
    return changed(SOUND_PLAN, parts=parts)


@pytest.mark.parametrize(
    ("rule", "over"),
    [
        ("penalty", {"penalty": 165.0}),
        ("objective", {"objective": 332.0}),
        ("floor", {"floor": 182.0}),
        ("bound", {"bound": 332.0}),
        ("bound", {"greedy_objective": 299.0}),
        ("gap", {"gap": 0.1}),
        ("gap", {"gap": None}),
        ("gap_net", {"gap_net": 0.26}),
        ("gap_net", {"gap_net": None}),
        ("gap_closed", {"gap_closed": 0.26}),
        ("gap_closed", {"gap_closed": None}),
        ("status", {"status": Status.PROVED_OPTIMAL}),
        ("status", {"status": Status.UNKNOWN}),
        ("status", {"status": Status.INFEASIBLE_PROVED}),
        ("finite", {"baseline_objective": float("nan")}),
        ("finite", {"greedy_objective": float("inf")}),
        ("tier_value", {"tiers": programme_result().tiers[:1]}),
        ("goal_value", {"tiers": allocation_result().tiers}),
    ],
)
def test_each_figure_is_found_by_its_name(rule: str, over: dict[str, Any]) -> None:
    """A wrong figure is found under the name of the check that it fails."""
    assert rule in rules(SOUND_SCENARIO, with_result(**over))


def test_every_check_of_figures_has_a_tampering() -> None:
    """No check of the numbers is without a test that it fails."""
    marks: Any = test_each_figure_is_found_by_its_name
    tried = {row[0] for row in marks.pytestmark[0].args[1]} | {"kpi"}
    assert {check.__name__ for check in CHECKS} == tried


def settled(objective: float, bound: float, **over: Any) -> dict[str, Any]:
    """Figures that follow from an objective, a bound, a floor of 181 and a greedy of 341."""
    excess = objective - bound
    return {
        "bound": bound,
        "gap": excess / bound,
        "gap_net": excess / (bound - 181.0),
        "gap_closed": 10.0 / (341.0 - bound),
        **over,
    }


@pytest.mark.parametrize(
    ("bound", "status", "right"),
    [
        (331.0, Status.PROVED_OPTIMAL, True),
        (331.0, Status.FEASIBLE, False),
        (330.0001, Status.PROVED_OPTIMAL, True),
        (330.0, Status.PROVED_OPTIMAL, False),
        (330.0, Status.FEASIBLE, True),
        (330.0, Status.STOPPED, True),
        (330.0, Status.FALLBACK, True),
    ],
)
def test_optimality_is_claimed_exactly_where_it_is_proved(bound: float, status: Status, *, right: bool) -> None:
    """Where every cost is whole, a bound within one of the objective proves it; a plan proved says so."""
    assert ("status" not in rules(SOUND_SCENARIO, with_result(**settled(331.0, bound, status=status)))) == right


def test_no_gap_where_there_is_nothing_to_relate_it_to() -> None:
    """Without a bound there is no gap, and where the greedy meets the bound nothing could be closed."""
    floor = {"bound": 181.0, "gap": 150.0 / 181.0, "gap_net": None, "gap_closed": 10.0 / 160.0}
    assert not rules(SOUND_SCENARIO, with_result(**floor))
    none = settled(331.0, 331.0, greedy_objective=331.0, gap_closed=None, status=Status.PROVED_OPTIMAL)
    assert not rules(SOUND_SCENARIO, with_result(**none))
    zero = {"bound": 0.0, "gap": None, "gap_net": None, "gap_closed": 10.0 / 341.0}
    assert not rules(SOUND_SCENARIO, with_result(**zero))


def test_yardsticks_of_current_practice_are_of_the_same_work() -> None:
    """Current practice has as many cases, requirements and referrals to place as the plan."""
    kpis = SOUND_PLAN.kpis
    assert kpis.programmes
    other = changed(kpis, programmes=changed(kpis.programmes, referrals=3))
    assert rules(SOUND_SCENARIO, changed(SOUND_PLAN, baseline=other)) == {"kpi"}
    better = changed(kpis, programmes=changed(kpis.programmes, placed=2, unplaced=0))
    assert not rules(SOUND_SCENARIO, changed(SOUND_PLAN, baseline=better))


def test_key_figures_belong_to_planned_parts() -> None:
    """A planned part without key figures, and key figures of a part that was not planned, are found."""
    assert rules(SOUND_SCENARIO, changed(SOUND_PLAN, kpis=KPIs())) >= {"provenance", "kpi"}
    fewer = changed(SOUND_PLAN.provenance, parts=(Part.PROGRAMMES,))
    assert rules(SOUND_SCENARIO, changed(SOUND_PLAN, provenance=fewer)) >= {"provenance", "accounted_for"}


def test_weights_are_those_of_the_profile_in_force() -> None:
    """Weights that are not the profile's are found, and so is a profile that lacks a planned part."""
    dearer = changed(SOUND_SCENARIO, goals=goals(continuity=61))
    assert "goal_value" in rules(*applied(lambda _, plan: (dearer, plan), SOUND_SCENARIO, SOUND_PLAN))
    profile = changed(dearer.goals.profiles[0], parts=(dearer.goals.profiles[0].parts[0], part_goals(Part.PROGRAMMES)))
    lacking = changed(SOUND_SCENARIO, goals=changed(dearer.goals, profiles=(profile,)))
    assert rules(*applied(lambda _, plan: (lacking, plan), SOUND_SCENARIO, SOUND_PLAN)) == {"goal_value"}


def test_penalty_of_a_case_that_nobody_may_hold() -> None:
    """Where no pair is allowed, the penalty is 1."""
    nobody = together(
        staff("S1", active_until=SOUND_SCENARIO.horizon.start), staff("S2", team="T9"), staff("D1", roles=())
    )
    scenario, plan = applied(together(nobody, planned()), SOUND_SCENARIO, SOUND_PLAN)
    told = [row.sentence for row in audit(scenario, plan) if row.rule == "penalty" and row.part == "allocation"]
    assert told == ["The plan tells 13664 as penalty of allocation, but it is 1."]


def test_priority_follows_the_risk() -> None:
    """Leaving out a case of very high risk weighs four times one of low risk, here twice the medium one."""
    scenario, plan = applied(case("C3", rosh=Rosh.VERY_HIGH), SOUND_SCENARIO, SOUND_PLAN)
    assert {"goal_value", "floor"} <= rules(scenario, plan)


def result_of(part: Part) -> PartResult:
    """Result of a part in the sound plan."""
    return next(row for row in SOUND_PLAN.parts if row.part == part)


def test_rounding_is_no_violation() -> None:
    """A number out by less than a millionth passes."""
    told = result_of(Part.ALLOCATION)
    tiny = changed(told, objective=told.objective + 1e-4, floor=told.floor - 1e-4)
    parts = tuple(tiny if row.part == told.part else row for row in SOUND_PLAN.parts)
    assert not {"objective", "floor"} & rules(SOUND_SCENARIO, changed(SOUND_PLAN, parts=parts))
