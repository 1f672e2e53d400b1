"""Every number that a plan reports of a part, laid beside the audit's own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from models.errors import Violation
from models.goals import PartGoals
from models.plan import GoalValue, PartResult, Status
from models.record import Record
from solver.audit.finding import Findings, agree, leeway, violation
from solver.audit.reckoning import LEFT_OUT, Reckoning


class Figures(NamedTuple):
    """What a plan reports of a part, and what it should be laid beside.

    Attributes
    ----------
    told
        The plan's result of the part.
    kpis, yardstick
        The plan's key figures of the part, and those of current practice; None where it has none.
    goals
        Goals of the part in the profile in force.
    own
        The audit's reckoning.
    """

    told: PartResult
    kpis: Record | None
    yardstick: Record | None
    goals: PartGoals
    own: Reckoning


NOTHING = 1e-9
"""Priced minutes below which a difference is none."""

GIVEN = frozenset({"cases", "practitioners", "requirements", "referrals"})
"""Key figures that do not depend on any decision."""

PROVED_SHARE = 1e-4
"""Share by which objective and bound of a proved optimum may differ (``docs/formulation.md``)."""


def finite(f: Figures) -> Findings:
    """Every figure is a finite number; the yardsticks, which nothing here could work out again, are only checked so."""
    told = f.told
    numbers = [told.objective, told.bound, told.floor, told.penalty, told.baseline_objective, told.greedy_objective]
    numbers += [number for number in (told.gap, told.gap_net, told.gap_closed) if number is not None]
    numbers += [number for tier in told.tiers for number in (tier.cost, tier.slack or 0.0)]
    numbers += [n for tier in told.tiers if tier.kept for n in _numbers(tier.kept).values()]
    numbers += [n for tier in told.tiers for row in tier.goals for n in (row.weight, row.quantity, row.cost)]
    numbers += [*_numbers(f.kpis).values(), *_numbers(f.yardstick).values()]
    if not all(math.isfinite(number) for number in numbers):
        yield violation("finite", told.part, (told.part,), f"A figure of {told.part} is not a finite number.")


def penalty(f: Figures) -> Findings:
    """The penalty is what the data give."""
    if not any(agree(f.told.penalty, right) for right in f.own.penalties):
        yield _wrong("penalty", f, f.told.penalty, f.own.penalties[-1])


def tier_value(f: Figures) -> Findings:
    """Tiers are the profile's, with its slack, and cost what their goals cost."""
    if [(tier.name, tier.slack) for tier in f.told.tiers] != [(tier.name, tier.slack) for tier in f.goals.tiers]:
        sentence = f"The tiers of {f.told.part}, or their slack, are not those of the profile."
        yield violation("tier_value", f.told.part, (f.told.part,), sentence)
    for tier in f.told.tiers:
        cost = math.fsum(goal.cost for goal in tier.goals)
        if not agree(tier.cost, cost):
            yield _wrong("tier_value", f, tier.cost, cost, tier.name)


def goal_value(f: Figures) -> Findings:
    """Goals are the profile's, with its weights, the quantity that the decisions come to, and the cost of both."""
    for tier, wanted in zip(f.told.tiers, f.goals.tiers, strict=False):
        if [row.goal for row in tier.goals] != [row.goal for row in wanted.goals]:
            sentence = f"The goals of tier {wanted.name} are not those of the profile."
            yield violation("goal_value", f.told.part, (wanted.name,), sentence)
            continue
        for row, asked in zip(tier.goals, wanted.goals, strict=True):
            yield from _goal(f, row, tier.factor * asked.weight)


def _goal(f: Figures, row: GoalValue, asked: float) -> Findings:
    weight = asked * (f.told.penalty if row.goal in LEFT_OUT else 1.0)
    quantity = f.own.quantities.get(row.goal, 0.0)
    for number, right in ((row.weight, weight), (row.quantity, quantity), (row.cost, row.weight * row.quantity)):
        if not agree(number, right):
            yield _wrong("goal_value", f, number, right, row.goal)


def objective(f: Figures) -> Findings:
    """The objective is the sum of the tiers."""
    total = math.fsum(tier.cost for tier in f.told.tiers)
    if not agree(f.told.objective, total):
        yield _wrong("objective", f, f.told.objective, total)


def floor(f: Figures) -> Findings:
    """The floor is the cost of everyone's cheapest option, each looked at alone."""
    right = f.own.floor(f.told.penalty)
    if not agree(f.told.floor, right):
        yield _wrong("floor", f, f.told.floor, right)


def bound(f: Figures) -> Findings:
    """No plan that keeps the rules costs less than the bound: neither this one nor the greedy's."""
    for name, cost in (("objective", f.told.objective), ("greedy_objective", f.told.greedy_objective)):
        if f.told.bound > cost + leeway(cost):
            sentence = f"The bound of {f.told.part} is {f.told.bound:.10g}, above the {name} of {cost:.10g}."
            yield violation("bound", f.told.part, (f.told.part,), sentence)


def status(f: Figures) -> Findings:
    """Optimality is claimed where objective and bound prove it and nowhere else; a plan in hand is never unknown."""
    excess = f.told.objective - f.told.bound
    agreed = excess <= max(PROVED_SHARE * f.told.bound, 1e-6)
    proved = agreed or (_whole(f) and excess < 1.0 - 1e-6)
    claimed = f.told.status == Status.PROVED_OPTIMAL
    if (
        (claimed and not proved)
        or (agreed and not claimed)
        or f.told.status in {Status.UNKNOWN, Status.INFEASIBLE_PROVED}
    ):
        sentence = f"{f.told.part} is called {f.told.status}, which its objective and bound do not bear out."
        yield violation("status", f.told.part, (f.told.part,), sentence)


def _whole(f: Figures) -> bool:
    """Whether every cost is a whole number, that of leaving someone out included."""
    left_out = (row.weight for tier in f.told.tiers for row in tier.goals if row.goal in LEFT_OUT)
    return f.own.whole and all(weight.is_integer() for weight in left_out)


def gap(f: Figures) -> Findings:
    """Gap is (objective - bound) / bound."""
    yield from _share(f, "gap", f.told.gap, f.told.objective - f.told.bound, f.told.bound)


def gap_net(f: Figures) -> Findings:
    """Net gap is (objective - bound) / (bound - floor)."""
    yield from _share(f, "gap_net", f.told.gap_net, f.told.objective - f.told.bound, f.told.bound - f.told.floor)


def gap_closed(f: Figures) -> Findings:
    """Share closed is (greedy - objective) / (greedy - bound)."""
    gained, to_gain = f.told.greedy_objective - f.told.objective, f.told.greedy_objective - f.told.bound
    yield from _share(f, "gap_closed", f.told.gap_closed, gained, to_gain)


def _share(f: Figures, rule: str, told: float | None, over: float, base: float) -> Findings:
    """A share is over / base; 0 for a gap without excess, none where there is nothing to relate it to."""
    settled = rule != "gap_closed" and over <= NOTHING
    right = 0.0 if settled else over / base if base > NOTHING else None
    if told is None or right is None:
        # Where the base is nothing but rounding, a number and none are equally right.
        wrong = told is not right and abs(base) > leeway(f.told.bound)
    else:
        wrong = not agree(told, right)
    if wrong:
        sentence = f"The {rule} of {f.told.part} is told as {told}, but follows to be {right}."
        yield violation(rule, f.told.part, (f.told.part,), sentence)


def kpi(f: Figures) -> Findings:
    """Key figures are what the decisions come to; current practice has as many to place and to place them with."""
    told, yardstick = _numbers(f.kpis), _numbers(f.yardstick)
    for name, right in _numbers(f.own.kpis).items():
        if not agree(told.get(name, math.nan), right):
            yield _wrong("kpi", f, told.get(name, math.nan), right, name)
        if name in GIVEN and not agree(yardstick.get(name, math.nan), right):
            yield _wrong("kpi", f, yardstick.get(name, math.nan), right, f"{name} of current practice")
    for name, table in f.own.kpis:
        if isinstance(table, tuple) and getattr(f.kpis, name, None) != table:
            sentence = f"The table {name} among the key figures of {f.told.part} is not what the decisions come to."
            yield violation("kpi", f.told.part, (f.told.part,), sentence)


def _numbers(row: Record | None) -> dict[str, float]:
    return {} if row is None else {name: float(n) for name, n in row if isinstance(n, int | float)}


def _wrong(rule: str, f: Figures, number: float, right: float, what: str = "") -> Violation:
    name = f"{rule} {what}".strip()
    sentence = f"The plan tells {number:.10g} as {name} of {f.told.part}, but it is {right:.10g}."
    return violation(rule, f.told.part, (f.told.part,), sentence)


CHECKS: tuple[Callable[[Figures], Findings], ...] = (
    finite,
    penalty,
    tier_value,
    goal_value,
    objective,
    floor,
    bound,
    status,
    gap,
    gap_net,
    gap_closed,
    kpi,
)
"""Checks of the numbers of a part, in order."""


def wrong_figures(f: Figures) -> Findings:
    """Every number of a part that is not what the scenario and the decisions come to."""
    for check in CHECKS:
        found = list(check(f))
        yield from found
        if found and check is finite:
            return
