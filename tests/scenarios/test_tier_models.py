"""Tiers A to G: a table that the user supplies carries a scenario all the way to an audited plan."""

from __future__ import annotations

from models.casework import CaseType, Casework, Rosh
from models.check import check_document
from models.document import canonical_json
from models.goals import Part
from models.policy import TierPoints
from models.scenario import Scenario
from models.staff import Grade
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.builders import SOURCE, a_case, a_holding_rule, a_policy, a_scenario, a_staff

COST = {"A": 200, "B": 150, "C": 110, "D": 80, "E": 60, "F": 40, "G": 20}


def a_scenario_of_seven_tiers(costs: dict[str, int]) -> Scenario:
    """A case of each tier, a PO for all of them and a PSO for D and below."""
    rows = tuple(
        TierPoints(tier_model="A-G", tier=tier, case_type=case_type, points=points, source=SOURCE)
        for tier, points in costs.items()
        for case_type in CaseType
    )
    rules = (
        a_holding_rule(Grade.PO, "ABCDEFG", Rosh.VERY_HIGH, 3),
        a_holding_rule(Grade.PSO, "DEFG", Rosh.MEDIUM, 1),
    )
    policy = a_policy()
    cases = tuple(a_case(f"C-{tier}", tier=tier) for tier in COST)
    scenario = a_scenario(
        staff=[a_staff("S1"), a_staff("S2", grade=Grade.PSO)],
        cases=cases,
        policy=policy.model_copy(update={"tier_points": (*policy.tier_points, *rows), "holding_rules": rules}),
    )
    return scenario.model_copy(update={"casework": Casework(tier_model="A-G", cases=cases)})


def test_points_of_the_users_table_are_planned_with() -> None:
    """Check finds no fault; every case is held, by a grade that may hold its letter, at the points of the table."""
    scenario = a_scenario_of_seven_tiers(COST)
    assert check_document(canonical_json(scenario)).faults == ()
    plan = make_plan(scenario, Options(parts=(Part.ALLOCATION,), seed=1, budget=Budget(seconds=None, work=1)))
    assert audit(scenario, plan) == ()
    rows = {row.case.removeprefix("C-"): row for row in plan.decisions.cases}
    assert {tier: row.points for tier, row in rows.items()} == COST
    assert {rows[tier].practitioner for tier in "ABC"} == {"S1"}
    assert any(rows[tier].practitioner == "S2" for tier in "DEFG")


def test_a_tier_without_points_is_told() -> None:
    """A tier that the user's table leaves out is a fault, though another tier model has points for such a letter."""
    scenario = a_scenario_of_seven_tiers({tier: points for tier, points in COST.items() if tier != "E"})
    assert {fault.code for fault in check_document(canonical_json(scenario)).faults} == {"points_missing"}
