"""Plans that the planner makes pass the audit, and stop passing once somebody changes them."""

from __future__ import annotations

import pytest

from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from scenarios.generate import Scale, generate
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.solver.audit.sound import changed

World = tuple[Scenario, Plan]


@pytest.fixture(scope="module")
def town() -> World:
    """A small town and a plan of all its parts."""
    scenario = generate(Scale.TOWN, seed=2)
    return scenario, make_plan(scenario, Options(budget=Budget(seconds=None, work=2)))


def test_a_real_plan_passes(town: World) -> None:
    """A plan of all parts, made from a realistic scenario, has no violation."""
    scenario, plan = town
    assert {row.part for row in plan.parts} == set(Part)
    assert audit(scenario, plan) == ()


def test_a_plan_is_of_one_scenario(town: World) -> None:
    """A plan does not pass for any other scenario than the one it was made from."""
    scenario, plan = town
    later = changed(scenario, horizon=changed(scenario.horizon, bank_holidays=()))
    assert "provenance" in {row.rule for row in audit(later, plan)}


def test_two_cases_swapped_by_hand_are_found(town: World) -> None:
    """Whoever swaps the practitioners of two cases in a plan is found out by its numbers at the least."""
    scenario, plan = town
    one, *others = plan.decisions.cases
    other = next(row for row in others if row.practitioner != one.practitioner)
    swap = {one.case: other.practitioner, other.case: one.practitioner}
    cases = tuple(changed(row, practitioner=swap.get(row.case, row.practitioner)) for row in plan.decisions.cases)
    assert audit(scenario, changed(plan, decisions=changed(plan.decisions, cases=cases)))
