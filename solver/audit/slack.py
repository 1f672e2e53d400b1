"""Tiers with slack: whether what the plan tells of them is so."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from models.errors import Violation
from models.goals import PartGoals
from models.plan import PartResult, TierSlack, TierValue
from solver.audit.finding import Findings, agree, leeway, violation
from solver.audit.reckoning import LEFT_OUT, Reckoning
from solver.audit.rows import tiers_down_to, weights_of

FACTORS = frozenset(2**power for power in range(11))
"""What the weights of a tier with slack can be multiplied by."""
Reckon = Callable[[Mapping[str, float]], Reckoning]
"""The audit's reckoning of a part at given weights."""


def with_slack(goals: PartGoals) -> list[int]:
    """Places of the tiers with slack; nothing comes after the last one."""
    return [k for k, tier in enumerate(goals.tiers[:-1]) if tier.slack is not None]


def costs_alone(goals: PartGoals, number: int, own: Reckoning, penalty: float) -> list[float]:
    """What the plan's tiers down to one cost where no later tier is there."""
    return [
        math.fsum(
            row.weight * (penalty if row.goal in LEFT_OUT else 1.0) * own.quantities.get(row.goal, 0.0)
            for row in tier.goals
        )
        for tier in goals.tiers[: number + 1]
    ]


def tier_slack(told: PartResult, goals: PartGoals, reckon: Reckon) -> Findings:
    """Factors stand where there is slack, and what is told of a tier with slack is so."""
    asked = with_slack(goals)
    for k, (tier, wanted) in enumerate(zip(told.tiers, goals.tiers, strict=False)):
        if (tier.kept is None) == (k in asked) or tier.factor not in (FACTORS if k in asked else {1}):
            yield _wrong(told, tier, "has a factor or tells of slack where there is none, or does not where there is")
        elif tier.kept is not None:
            own = reckon(weights_of(tiers_down_to(goals, k)))
            costs = costs_alone(goals, k, own, tier.kept.penalty)
            for fault in _faults(tier.kept, wanted.slack or 0.0, costs, own.penalties):
                yield _wrong(told, tier, fault)


def _faults(kept: TierSlack, slack: float, costs: list[float], penalties: tuple[float, ...]) -> Iterator[str]:
    *above, cost = costs
    if not any(agree(kept.penalty, right) for right in penalties):
        yield f"has the penalty {kept.penalty:.10g}, but the data give {penalties[-1]:.10g}"
    if not agree(kept.cost, cost):
        yield f"is said to cost {kept.cost:.10g} alone, but costs {cost:.10g}"
    bound = max(0.0, kept.bound_with_above - math.fsum(above))
    # Sums far larger than the tier lie between its bound and the one that it follows from.
    if abs(kept.bound - bound) > leeway(bound, kept.bound_with_above):
        yield f"has the bound {kept.bound:.10g}, but {bound:.10g} follows"
    together = math.fsum(costs)
    if kept.bound_with_above > together + leeway(together):
        yield f"is said to cost at least {kept.bound_with_above:.10g} with those above, but costs {together:.10g}"
    most = (1.0 + slack) * kept.best
    if kept.kept != (kept.cost <= most) and not agree(kept.cost, most):
        yield f"costs {kept.cost:.10g}, may cost {most:.10g}, and is said the other way round to keep its slack"


def _wrong(told: PartResult, tier: TierValue, fault: str) -> Violation:
    return violation("tier_slack", told.part, (tier.name,), f"The tier {tier.name} of {told.part} {fault}.")
