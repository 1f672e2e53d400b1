"""What an allocation costs, goal by goal, in priced minutes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.goals import Goal, GoalWeight
from models.plan import GoalValue, TierValue
from solver.allocation.problem import NOBODY, Floats, Indices, Problem, Solution, loads

Quantity = Callable[[Problem, Solution], float]


def unallocated(problem: Problem, solution: Solution) -> float:
    """Sum of the priorities of the cases without a practitioner."""
    return float(problem.priority[solution.holder == NOBODY].sum())


def workload_balance(problem: Problem, solution: Solution) -> float:
    """Sum of ``C (L/C - u)^2`` over practitioners with available points."""
    able = problem.available > 0
    c = problem.available[able].astype(np.float64)
    share = loads(problem, solution.holder)[able] / c
    return float((c * (share - problem.target) ** 2).sum())


def overload(problem: Problem, solution: Solution) -> float:
    """Sum of ``C max(0, L/C - 1)^2`` over practitioners with available points."""
    able = problem.available > 0
    c = problem.available[able].astype(np.float64)
    share = loads(problem, solution.holder)[able] / c
    return float((c * np.maximum(0.0, share - 1.0) ** 2).sum())


def case_travel(problem: Problem, solution: Solution) -> float:
    """Minutes one way from home to the practitioner's office, summed over the cases held."""
    cases, holders = held(solution)
    return float(problem.minutes[cases, problem.office[holders]].sum(dtype=np.int64))


def continuity(problem: Problem, solution: Solution) -> float:
    """Cases held by another practitioner than the present one, where there is one."""
    cases, holders = held(solution)
    return float(np.count_nonzero(problem.has_current[cases] & (problem.current[cases] != holders)))


def pdu_crossing(problem: Problem, solution: Solution) -> float:
    """Cases held by a practitioner of another unit than the person's."""
    cases, holders = held(solution)
    return float(np.count_nonzero(problem.case_pdu[cases] != problem.practitioner_pdu[holders]))


def held(solution: Solution) -> tuple[Indices, Indices]:
    """Cases with a practitioner, and these practitioners."""
    cases = np.flatnonzero(solution.holder != NOBODY).astype(np.int32)
    return cases, solution.holder[cases]


def pair_costs(problem: Problem, cases: Indices, practitioners: Indices) -> Floats:
    """Travel, continuity and crossing cost of pairs inside a region, by broadcasting, in priced minutes."""
    weights = problem.weights
    cost = weights.case_travel * problem.minutes[cases, problem.office[practitioners]]
    cost = cost + weights.continuity * (problem.has_current[cases] & (problem.current[cases] != practitioners))
    return np.asarray(
        cost + weights.pdu_crossing * (problem.case_pdu[cases] != problem.practitioner_pdu[practitioners])
    )


def load_costs(problem: Problem, practitioners: Indices, load: Floats) -> Floats:
    """Balance and overload cost of practitioners with available points at given loads, in priced minutes."""
    c = problem.available[practitioners].astype(np.float64)
    balance = problem.weights.workload_balance * c * (load / c - problem.target) ** 2
    return np.asarray(balance + problem.weights.overload * c * np.maximum(0.0, load / c - 1.0) ** 2)


def leaving_out_costs(problem: Problem) -> Floats:
    """(N,) priced minutes that leaving each case without a practitioner costs."""
    return np.asarray(problem.priority * (problem.weights.unallocated * problem.penalty), dtype=np.float64)


def score(problem: Problem, solution: Solution) -> tuple[TierValue, ...]:
    """Every goal's value by tier, most important first."""
    return tuple(
        _tier(tier.name, tier.slack, [_value(problem, solution, row) for row in tier.goals])
        for tier in problem.goals.tiers
    )


def objective(problem: Problem, solution: Solution) -> float:
    """Priced total: the sum of the tiers."""
    return sum(tier.cost for tier in score(problem, solution))


def _tier(name: str, slack: float, values: list[GoalValue]) -> TierValue:
    return TierValue(name=name, slack=slack, cost=sum(value.cost for value in values), goals=tuple(values))


def _value(problem: Problem, solution: Solution, row: GoalWeight) -> GoalValue:
    quantity = GOALS[row.goal](problem, solution)
    weight = row.weight * problem.penalty if row.goal is Goal.UNALLOCATED else row.weight
    return GoalValue(goal=row.goal, weight=weight, quantity=quantity, cost=weight * quantity)


GOALS: dict[Goal, Quantity] = {
    Goal.UNALLOCATED: unallocated,
    Goal.WORKLOAD_BALANCE: workload_balance,
    Goal.OVERLOAD: overload,
    Goal.CASE_TRAVEL: case_travel,
    Goal.CONTINUITY: continuity,
    Goal.PDU_CROSSING: pdu_crossing,
}
"""Every goal of this part, in the order of docs/formulation.md."""
