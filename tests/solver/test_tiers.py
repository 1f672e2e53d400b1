"""Tiers with slack: later tiers worsen them by no more than asked, and the plan's word on it can be checked."""

from __future__ import annotations

from typing import Any

import pytest

from models.certificate import Certificate
from models.document import canonical_json
from models.goals import Goal, GoalTier, GoalWeight, Part
from models.plan import Plan, TierValue
from models.scenario import Scenario
from solver.audit import audit, audit_with_certificates
from solver.options import Budget, Options
from solver.plan import goals_of_plan, make_plan
from solver.tiers import HIGHEST, TRIALS, Powers
from tests.builders import OTHER_OFFICE, a_case, a_scenario, a_staff, some_goals
from tests.solver.audit.changes import changed

FAIR = 1
"""Place of the tier with slack."""


def two_offices(slack: float | None, balance: float = 0.6) -> Scenario:
    """Five cases beside S1's office, twenty minutes from S2's; S3 is full, so that loads can never be even."""
    goals = some_goals()
    (profile,) = goals.profiles
    fair = GoalTier(name="fair", goals=(GoalWeight(goal=Goal.WORKLOAD_BALANCE, weight=balance),), slack=slack)
    near = GoalTier(name="near", goals=(GoalWeight(goal=Goal.CASE_TRAVEL, weight=1.0),))
    parts = tuple(
        row.model_copy(update={"tiers": (row.tiers[0], fair, near)}) if row.part is Part.ALLOCATION else row
        for row in profile.parts
    )
    return a_scenario(
        staff=(a_staff("S1"), a_staff("S2", office=OTHER_OFFICE), a_staff("S3", existing_points=900)),
        cases=tuple(a_case(f"C{n}") for n in range(5)),
        goals=goals.model_copy(update={"profiles": (profile.model_copy(update={"parts": parts}),)}),
    )


def planned(scenario: Scenario) -> Plan:
    """The allocation, with a work budget."""
    return make_plan(scenario, Options(parts=(Part.ALLOCATION,), budget=Budget(work=2)))


def fair(plan: Plan) -> TierValue:
    """The tier with slack."""
    return plan.parts[0].tiers[FAIR]


def travel(plan: Plan) -> int:
    """Minutes of travel."""
    assert plan.kpis.allocation
    return plan.kpis.allocation.travel_minutes


@pytest.fixture(scope="module")
def strict() -> tuple[Scenario, Plan]:
    """A plan whose fair tier must not be worsened at all."""
    scenario = two_offices(0.0)
    return scenario, planned(scenario)


def test_without_slack_nothing_is_asked() -> None:
    """Where no tier has a slack, weights are the profile's and nothing is told of slack."""
    plan = planned(two_offices(None))
    assert [(tier.factor, tier.kept) for tier in plan.parts[0].tiers] == [(1, None)] * 3
    assert travel(plan) == 0


def test_a_wide_slack_changes_nothing() -> None:
    """A tier that may become twice as dear is left to its weights."""
    plan = planned(two_offices(1.0))
    assert fair(plan).factor == 1
    assert fair(plan).kept
    assert travel(plan) == 0


def test_no_slack_makes_later_tiers_give_way(strict: tuple[Scenario, Plan]) -> None:
    """Where a tier must not be worsened, travel goes up until loads are as even as they can be."""
    tier = fair(strict[1])
    assert travel(strict[1]) == 40
    assert tier.factor > 1
    assert tier.kept
    assert tier.kept.kept
    assert tier.kept.cost == pytest.approx(tier.kept.best)
    assert tier.kept.bound == pytest.approx(tier.kept.best, rel=1e-3)
    assert tier.goals[0].weight == pytest.approx(0.6 * tier.factor)


def test_some_slack_is_used(strict: tuple[Scenario, Plan]) -> None:
    """Between the two, the tier is worsened by some of what it may be, and travel is between the two."""
    plan = planned(two_offices(0.05))
    kept = fair(plan).kept
    assert kept
    assert kept.best < kept.cost <= 1.05 * kept.best
    assert 0 < travel(plan) < travel(strict[1])


def test_weights_that_no_factor_lifts_far_enough() -> None:
    """Where not even the highest factor outbids later tiers, the plan of the tier alone keeps its slack."""
    plan = planned(two_offices(0.0, balance=1e-5))
    assert fair(plan).kept
    assert fair(plan).kept.kept
    assert travel(plan) == 40


def test_slack_in_every_part_keeps_to_the_budget_of_work() -> None:
    """Any part can have slack, and the same work gives the same bytes."""
    goals = some_goals()
    (profile,) = goals.profiles
    parts = tuple(
        row.model_copy(update={"tiers": (changed(row.tiers[0], slack=0.0), *row.tiers[1:])}) for row in profile.parts
    )
    goals = goals.model_copy(update={"profiles": (profile.model_copy(update={"parts": parts}),)})
    scenario = changed(two_offices(None), goals=goals)
    plans = [make_plan(scenario, Options(budget=Budget(work=3))) for _ in range(2)]
    assert canonical_json(plans[0]) == canonical_json(plans[1])
    assert all(row.tiers[0].kept and row.tiers[0].kept.kept for row in plans[0].parts)


def test_the_weights_in_force_are_those_of_the_plan(strict: tuple[Scenario, Plan]) -> None:
    """Whoever looks at a plan afterwards prices as the plan did."""
    goals = goals_of_plan(*strict, Part.ALLOCATION)
    assert goals.tiers[FAIR].goals[0].weight == fair(strict[1]).goals[0].weight


def test_its_certificate_proves_the_tier(strict: tuple[Scenario, Plan]) -> None:
    """The bound of the tier and those above follows from its prices."""
    reports = audit_with_certificates(*strict).certificates[Part.ALLOCATION]
    assert reports.keys() == {"", "fair"}
    assert not reports["fair"].violations
    assert reports["fair"].bound == pytest.approx(fair(strict[1]).kept.bound_with_above, rel=1e-6)  # type: ignore[union-attr]


def with_tier(plan: Plan, **over: Any) -> Plan:
    """The plan with another fair tier."""
    (result,) = plan.parts
    tiers = tuple(changed(tier, **over) if tier.name == "fair" else tier for tier in result.tiers)
    return changed(plan, parts=(changed(result, tiers=tiers),))


@pytest.mark.parametrize(
    ("name", "amount"),
    [("cost", 1.0), ("best", -1.0), ("bound", 1.0), ("bound_with_above", 1e6), ("penalty", 1.0)],
)
def test_every_number_of_slack_is_checked(strict: tuple[Scenario, Plan], name: str, amount: float) -> None:
    """A number of a tier with slack that is not so is found."""
    scenario, plan = strict
    kept = fair(plan).kept
    told = with_tier(plan, kept=changed(kept, **{name: getattr(kept, name) + amount}))
    assert "tier_slack" in {found.rule for found in audit(scenario, told)}


@pytest.mark.parametrize("over", [{"kept": None}, {"factor": 1}, {"factor": 3}, {"slack": 0.5}])
def test_every_word_on_slack_is_checked(strict: tuple[Scenario, Plan], over: dict[str, Any]) -> None:
    """A tier that says nothing of its slack, or has another factor or slack than the weights show, is found."""
    scenario, plan = strict
    found = {row.rule for row in audit(scenario, with_tier(plan, **over))}
    assert found & {"tier_slack", "tier_value", "goal_value"}


def test_a_slack_said_not_to_be_kept_is_found() -> None:
    """A tier that is well within its slack is not told as broken."""
    scenario = two_offices(1.0)
    plan = planned(scenario)
    told = with_tier(plan, kept=changed(fair(plan).kept, kept=False))
    assert "tier_slack" in {found.rule for found in audit(scenario, told)}


def test_a_tampered_certificate_of_a_tier_is_found(strict: tuple[Scenario, Plan]) -> None:
    """Prices that do not prove the bound quoted are found in a tier's certificate, too."""
    scenario, plan = strict
    kept = fair(plan).kept
    assert kept
    assert isinstance(kept.certificate, Certificate)
    certificate = changed(kept.certificate, item_prices=(kept.certificate.item_prices[0] + (90_000 << 16),) * 5)
    told = with_tier(plan, kept=changed(kept, certificate=certificate))
    assert "certificate" in {found.rule for found in audit(scenario, told, certificate=True)}


@pytest.mark.parametrize("enough", range(HIGHEST + 1))
def test_powers_settle_on_the_lowest_that_is_enough(enough: int) -> None:
    """Whatever power is needed, it is found within the trials that there are."""
    powers, tried = Powers({1: 0}), 1
    while powers.learn({1: powers.now[1] >= enough}):
        tried += 1
    powers.settle()
    assert powers.now == {1: enough}
    assert tried <= TRIALS
