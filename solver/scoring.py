"""From the amounts of goals to what tiers cost: alike for every part that can tell the amount of each goal."""

from __future__ import annotations

from collections.abc import Mapping

from models.goals import Goal, GoalWeight, PartGoals
from models.plan import GoalValue, TierValue

LEFT_OUT = frozenset({Goal.NOT_STARTED, Goal.NOT_SERVED})
"""Goals whose weight is a multiple of the penalty for leaving one out."""


def tier_values(
    goals: PartGoals, amounts: Mapping[Goal, float], *, penalty: float, whole_costs: bool
) -> tuple[TierValue, ...]:
    """What every tier and goal came to.

    Parameters
    ----------
    amounts
        Amount of every goal in its own unit.
    whole_costs
        Every cost is a whole number; parts of amounts leave a dust of rounding that is taken off.
    """
    rows = []
    for tier in goals.tiers:
        values = tuple(_value(row, amounts[row.goal], penalty, whole_costs=whole_costs) for row in tier.goals)
        cost = float(sum(value.cost for value in values))
        rows.append(TierValue(name=tier.name, slack=tier.slack, cost=cost, goals=values))
    return tuple(rows)


def _value(row: GoalWeight, amount: float, penalty: float, *, whole_costs: bool) -> GoalValue:
    weight = row.weight * penalty if row.goal in LEFT_OUT else row.weight
    cost = weight * amount
    return GoalValue(goal=row.goal, weight=weight, quantity=amount, cost=float(round(cost)) if whole_costs else cost)
