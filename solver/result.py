"""How good a part is: objective, bound, gaps and status, from what its search brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.certificate import AnyCertificate
from models.goals import Part
from models.plan import PartResult
from solver.domains import Domain
from solver.outcome import PROVED_GAP, Outcome, status_of

TINY = 1e-9
"""Priced minutes below which a difference is none."""


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """Objectives to compare a plan with, in priced minutes.

    Attributes
    ----------
    baseline
        What current practice would do.
    greedy
        The greedy that sees every cost.
    start
        Where the search began.
    """

    baseline: float
    greedy: float
    start: float


def part_result(
    part: Part,
    domain: Domain,
    problem: Any,
    outcome: Outcome[Any],
    *,
    yardsticks: Yardsticks,
    times: tuple[float, float, float] | None,
) -> PartResult:
    """Result of a part.

    Parameters
    ----------
    times
        Seconds to the first plan, wall seconds, CPU seconds; None where the plan must not depend on any clock.
    """
    tiers = domain.score(problem, outcome.solution)
    objective = float(sum(tier.cost for tier in tiers))
    bound = max(0.0, beside(outcome.bound, objective))
    first, seconds, cpu_seconds = times or (None, None, None)
    return PartResult(
        part=part,
        problem=" ".join(filter(None, (domain.problem, outcome.remark))),
        status=status_of(
            objective,
            bound,
            stopped=outcome.stopped,
            whole_costs=problem.whole_costs,
            fallback=objective >= yardsticks.start - TINY,
        ),
        objective=objective,
        bound=bound,
        gap=ratio(objective - bound, bound),
        gap_net=ratio(objective - bound, bound - problem.floor),
        floor=problem.floor,
        penalty=problem.penalty,
        baseline_objective=yardsticks.baseline,
        greedy_objective=yardsticks.greedy,
        gap_closed=share_closed(yardsticks.greedy, objective, bound),
        tiers=tiers,
        certificate=settled(outcome.certificate, objective),
        first_plan_seconds=first,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
    )


def settled(certificate: AnyCertificate | None, objective: float) -> AnyCertificate | None:
    """The certificate beside the objective of the plan: rounding apart, its bound is not above it."""
    if certificate is None:
        return None
    bound = beside(certificate.bound, objective)
    return certificate.model_copy(update={"bound": bound, "gap": ratio(objective - bound, bound)})


def beside(bound: float, objective: float) -> float:
    """A bound beside the cost of a plan: rounding is taken off it, and nothing else.

    A bound further above the plan than counts as proof is no bound, and must not be told as if it were: it is left as
    it is, so that the audit finds it.
    """
    rounding = PROVED_GAP * objective + TINY
    return objective if objective < bound <= objective + rounding else bound


def ratio(excess: float, base: float) -> float | None:
    """Excess over a base; 0 where there is no excess, None where there is one but nothing to relate it to."""
    if excess <= TINY:
        return 0.0
    return excess / base if base > TINY else None


def share_closed(greedy: float, objective: float, bound: float) -> float | None:
    """Share of what could be gained over the greedy that was gained; None where there was nothing to gain."""
    return None if greedy - bound <= TINY else (greedy - objective) / (greedy - bound)
