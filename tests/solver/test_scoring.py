"""From amounts to tiers: weights, the penalty, and whole numbers."""

from __future__ import annotations

from models.goals import Goal, Part
from solver.scoring import tier_values
from tests.builders import part_goals


def test_amounts_are_priced_by_tier() -> None:
    """People left out cost the penalty, everything else its weight; a tier costs the sum."""
    goals = part_goals(Part.PROGRAMMES, waiting=5.0)
    amounts = dict.fromkeys(Goal, 0.0) | {Goal.NOT_STARTED: 2.5, Goal.WAITING: 3.0}
    first, second = tier_values(goals, amounts, penalty=100.0, whole_costs=True)
    assert (first.cost, second.cost) == (250.0, 15.0)
    assert [row.weight for row in first.goals] == [100.0]


def test_dust_is_taken_off_only_where_costs_are_whole() -> None:
    """A third of a penalty of 300 is 100, and stays what it is where costs need not be whole."""
    goals = part_goals(Part.PROGRAMMES)
    amounts = dict.fromkeys(Goal, 0.0) | {Goal.NOT_STARTED: 1.0 / 3.0 + 1e-12}
    costs = [tier_values(goals, amounts, penalty=300.0, whole_costs=whole)[0].cost for whole in (True, False)]
    assert costs[0] == 100.0 < costs[1]


def test_a_goal_that_is_left_out_has_no_weight() -> None:
    """The weight of a goal is 0 where the profile does not name it."""
    goals = part_goals(Part.PROGRAMMES)
    assert goals.weight_of(Goal.NOT_SERVED) == 0.0
    assert goals.weight_of(Goal.NOT_STARTED) == 1.0
