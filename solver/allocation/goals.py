"""What an allocation costs, goal by goal, in priced minutes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.goals import Goal, GoalWeight
from models.plan import GoalValue, TierValue
from solver.allocation.problem import NOBODY, Floats, Indices, Problem
from solver.allocation.solution import Solution, loads, moved

Quantity = Callable[[Problem, Solution], float]


def unallocated(problem: Problem, solution: Solution) -> float:
    """Sum of the priorities of the items without anyone."""
    return float(problem.priority[solution.holder == NOBODY].sum())


def workload_balance(problem: Problem, solution: Solution) -> float:
    """Mean over periods of the sum of ``C (L/C - u)^2`` over staff with available points."""
    c, share, target = _shares(problem, solution)
    return float((c * (share - target) ** 2).sum()) / problem.num_periods


def overload(problem: Problem, solution: Solution) -> float:
    """Mean over periods of the sum of ``C max(0, L/C - 1)^2`` over staff with available points."""
    c, share, _ = _shares(problem, solution)
    return float((c * np.maximum(0.0, share - 1.0) ** 2).sum()) / problem.num_periods


def overload_points(problem: Problem, solution: Solution) -> float:
    """Mean over periods of the points above the available ones, over staff with any."""
    over = np.maximum(0, loads(problem, solution.holder) - problem.available)
    return float(over[problem.available > 0].sum()) / problem.num_periods


def caseload_mix(problem: Problem, solution: Solution) -> float:
    """Sum of ``C (H/C - h)^2`` over staff who may hold cases of high risk."""
    held = solution.holder != NOBODY
    high = np.zeros(problem.num_staff, dtype=np.int64)
    np.add.at(high, solution.holder[held], problem.mix[held])
    c = problem.mean_available[problem.mixed].astype(np.float64)
    return float((c * (high[problem.mixed] / c - problem.mix_target) ** 2).sum())


def new_cases(problem: Problem, solution: Solution) -> float:
    """New cases beyond what each member of staff can take on without strain."""
    new = (solution.holder != NOBODY) & problem.is_case & (problem.current != solution.holder)
    taken_on = np.bincount(solution.holder[new], minlength=problem.num_staff)
    return float(np.maximum(0, taken_on - problem.easy_cases).sum())


def preferences(problem: Problem, solution: Solution) -> float:
    """Cases held by somebody who would rather not hold such a case."""
    items, holders = held(solution)
    return float(np.count_nonzero(problem.rather_not[problem.taste[items], holders]))


def case_travel(problem: Problem, solution: Solution) -> float:
    """Minutes one way from home to the office, summed over the items held."""
    items, holders = held(solution)
    return float(problem.minutes[items, problem.office[holders]].sum(dtype=np.int64))


def continuity(problem: Problem, solution: Solution) -> float:
    """Items that go to another than the one who has them now."""
    return float(np.count_nonzero(moved(problem, solution.holder)))


def pdu_crossing(problem: Problem, solution: Solution) -> float:
    """Items held by somebody of another unit than their own."""
    items, holders = held(solution)
    return float(np.count_nonzero(problem.item_pdu[items] != problem.staff_pdu[holders]))


def held(solution: Solution) -> tuple[Indices, Indices]:
    """Items that somebody has, and who has them."""
    items = np.flatnonzero(solution.holder != NOBODY).astype(np.int32)
    return items, solution.holder[items]


def _shares(problem: Problem, solution: Solution) -> tuple[Floats, Floats, Floats]:
    """Available points, workload shares and targets of every member of staff and period with available points."""
    able = problem.available > 0
    c = problem.available[able].astype(np.float64)
    return c, loads(problem, solution.holder)[able] / c, problem.target[able]


def pair_costs(problem: Problem, items: Indices, staff: Indices) -> Floats:
    """Travel, continuity, preference and crossing cost of pairs inside a region, by broadcasting, in priced minutes."""
    weights = problem.weights
    cost = weights.case_travel * problem.minutes[items, problem.office[staff]]
    cost = cost + weights.continuity * (problem.has_current[items] & (problem.current[items] != staff))
    if weights.preferences:
        cost += weights.preferences * problem.rather_not[problem.taste[items], staff]
    cost += weights.pdu_crossing * (problem.item_pdu[items] != problem.staff_pdu[staff])
    return np.asarray(cost)


def leaving_out_costs(problem: Problem) -> Floats:
    """(N,) priced minutes that leaving each item without anyone costs."""
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


def _tier(name: str, slack: float | None, values: list[GoalValue]) -> TierValue:
    return TierValue(name=name, slack=slack, cost=sum(value.cost for value in values), goals=tuple(values))


def _value(problem: Problem, solution: Solution, row: GoalWeight) -> GoalValue:
    quantity = GOALS[row.goal](problem, solution)
    weight = row.weight * problem.penalty if row.goal is Goal.UNALLOCATED else row.weight
    return GoalValue(goal=row.goal, weight=weight, quantity=quantity, cost=weight * quantity)


GOALS: dict[Goal, Quantity] = {
    Goal.UNALLOCATED: unallocated,
    Goal.WORKLOAD_BALANCE: workload_balance,
    Goal.OVERLOAD: overload,
    Goal.OVERLOAD_POINTS: overload_points,
    Goal.CASELOAD_MIX: caseload_mix,
    Goal.NEW_CASES: new_cases,
    Goal.PREFERENCES: preferences,
    Goal.CASE_TRAVEL: case_travel,
    Goal.CONTINUITY: continuity,
    Goal.PDU_CROSSING: pdu_crossing,
}
"""Every goal of this part, in the order of docs/formulation.md."""
