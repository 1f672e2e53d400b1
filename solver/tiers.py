"""Tiers with slack: what a tier comes to alone, and the factors at which later tiers worsen it by no more than asked.

A factor on a tier's weights is the price of the demand that the tier be kept: no search needs another word for it, and
bound, certificate and audit hold for a plan with slack as for any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.goals import GoalTier, PartGoals
from models.plan import TierSlack, TierValue
from solver.options import Allowance
from solver.outcome import Outcome
from solver.result import beside, settled
from solver.way import Way

HIGHEST = 10
"""Power of two of the highest factor."""
RISE = 4
"""By how many powers a factor rises while its slack is not kept."""
TRIALS = 6
"""Sets of factors that are tried, at the most."""
ALONE, TRYING = 0.25, 0.5
"""Shares of a part's time for the tiers alone, and for trying factors."""
HAIR = 1e-6
"""Share, and priced minutes, by which a tier may be above what its slack allows."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A tier with slack, and what was found for it and those above alone.

    Attributes
    ----------
    number
        Place of the tier among the part's.
    slack
        Share by which later tiers may worsen it.
    problem, outcome
        The part's problem without any later goal, and what the search brought back.
    """

    way: Way
    number: int
    slack: float
    problem: Any
    outcome: Outcome[Any]

    def cost(self, solution: Any) -> float:
        """What the tier costs in a solution."""
        return self.way.domain.score(self.problem, solution)[-1].cost

    def keeps(self, solution: Any) -> bool:
        """Whether a solution keeps the slack."""
        most = (1.0 + self.slack) * self.cost(self.outcome.solution)
        return self.cost(solution) <= most + HAIR * max(1.0, most)

    def told(self, solution: Any) -> TierSlack:
        """How well a solution keeps the slack."""
        *above, cost = (tier.cost for tier in self.way.domain.score(self.problem, solution))
        bound = max(0.0, beside(self.outcome.bound, sum(above) + cost))
        return TierSlack(
            penalty=self.problem.penalty,
            cost=cost,
            best=self.cost(self.outcome.solution),
            bound_with_above=bound,
            bound=max(0.0, bound - sum(above)),
            kept=self.keeps(solution),
            certificate=settled(self.outcome.certificate, sum(above) + cost),
        )


@dataclass(slots=True)
class Powers:
    """Powers of two by which tiers are raised, and what is known of each tier's.

    Attributes
    ----------
    now
        Power of each tier with slack.
    low, high
        Highest power that was not enough, and lowest that was.
    """

    now: dict[int, int]
    low: dict[int, int] = field(default_factory=dict)
    high: dict[int, int] = field(default_factory=dict)

    def factors(self, tiers: int) -> tuple[int, ...]:
        """Factor of every tier of the part."""
        return tuple(2 ** self.now.get(k, 0) for k in range(tiers))

    def learn(self, kept: Mapping[int, bool]) -> bool:
        """Take in which slack is kept, and choose the next powers; false where nothing is left to try."""
        before = dict(self.now)
        for k, enough in kept.items():
            if enough:
                self.high[k] = min(self.now[k], self.high.get(k, HIGHEST))
            else:
                self.low[k] = max(self.now[k], self.low.get(k, -1))
                if self.high.get(k, HIGHEST) <= self.low[k]:
                    # What was enough beside other factors no longer is.
                    self.high.pop(k, None)
            low, high = self.low.get(k, -1), self.high.get(k)
            self.now[k] = min(HIGHEST, low + RISE) if high is None else max(low + 1, (low + high) // 2)
        return self.now != before

    def settle(self) -> None:
        """Let every tier have the lowest power that was enough, or the last one tried."""
        self.now.update(self.high)


@dataclass(frozen=True, slots=True)
class Kept:
    """A part planned so that slack is kept as far as it can be.

    Attributes
    ----------
    problem, outcome
        The problem at the weights in force, and what was found for it.
    factors
        What the weights of each tier are multiplied by.
    alone
        Tiers with slack.
    """

    problem: Any
    outcome: Outcome[Any]
    factors: tuple[int, ...]
    alone: tuple[Alone, ...]

    def told(self, tiers: Sequence[TierValue]) -> tuple[TierValue, ...]:
        """The plan's tiers with their factors, and with how well their slack is kept."""
        slack = {row.number: row.told(self.outcome.solution) for row in self.alone}
        return tuple(
            tier.model_copy(update={"factor": self.factors[k], "kept": slack.get(k)}) for k, tier in enumerate(tiers)
        )


def with_slack(goals: PartGoals) -> dict[int, float]:
    """Slack of the tiers that have one, by place; after the last tier nothing comes that could worsen it."""
    return {k: tier.slack for k, tier in enumerate(goals.tiers[:-1]) if tier.slack is not None}


def raised(goals: PartGoals, factors: Iterable[int]) -> PartGoals:
    """Goals with the weights of each tier multiplied by its factor."""
    tiers = tuple(_raised(tier, factor) for tier, factor in zip(goals.tiers, factors, strict=True))
    return goals.model_copy(update={"tiers": tiers})


def _raised(tier: GoalTier, factor: int) -> GoalTier:
    rows = tuple(row.model_copy(update={"weight": row.weight * factor}) for row in tier.goals)
    return tier.model_copy(update={"goals": rows})


def keep_slack(way: Way, goals: PartGoals, allowance: Allowance) -> Kept:
    """Plan a part that has tiers with slack: of the plans found, the cheapest of those that keep the most of them."""
    slack = with_slack(goals)
    portion = allowance.share(ALONE)
    alone = tuple(_alone(way, goals, k, portion.share(1.0 / len(slack))) for k in slack)
    portion, powers, tried = allowance.share(TRYING), Powers(dict.fromkeys(slack, 0)), 0
    plans = [row.outcome.solution for row in alone]
    while tried < TRIALS:
        problem = way.compiled(raised(goals, powers.factors(len(goals.tiers))))
        start = cheapest(way, problem, [*plans, way.first(problem)] if not tried else plans)
        plans.append(way.look(problem, portion.share(1.0 / TRIALS), start, "slack of tiers").solution)
        tried += 1
        if not powers.learn({row.number: row.keeps(plans[-1]) for row in alone}) or allowance.used_up:
            break
    powers.settle()
    factors = powers.factors(len(goals.tiers))
    problem = way.compiled(raised(goals, factors))
    found = way.search(problem, _rest(allowance, tried), cheapest(way, problem, plans, alone))
    best = cheapest(way, problem, [*plans, found.solution], alone)
    return Kept(problem, found.with_solution(best), factors, alone)


def _alone(way: Way, goals: PartGoals, number: int, allowance: Allowance) -> Alone:
    """Plan a tier and those above without any later goal."""
    tiers = goals.tiers[: number + 1]
    problem = way.compiled(goals.model_copy(update={"tiers": tiers}))
    outcome = way.look(problem, allowance, way.first(problem), f"{tiers[-1].name} alone")
    return Alone(way, number, tiers[-1].slack or 0.0, problem, outcome)


def _rest(allowance: Allowance, tried: int) -> Allowance:
    """What is left for the plan itself: the seconds, or the work that has not been given out."""
    return allowance if allowance.work is None else allowance.share(1.0 - ALONE - TRYING * tried / TRIALS)


def cheapest(way: Way, problem: Any, plans: Iterable[Any], alone: Iterable[Alone] = ()) -> Any:
    """The plan that is cheapest for a problem, of those that keep the most slack."""
    rows = tuple(alone)
    return min(plans, key=lambda plan: (sum(not row.keeps(plan) for row in rows), way.domain.objective(problem, plan)))
