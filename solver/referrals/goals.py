"""Goals of commissioned services: quantities and costs, computed anew from a solution."""

from __future__ import annotations

import numpy as np

from models.goals import Goal
from models.plan import TierValue
from solver.referrals.calendar import Whole
from solver.referrals.choices import Costs
from solver.referrals.problem import NONE, Problem, Solution, starts
from solver.scoring import tier_values


def missing_costs(problem: Problem) -> Costs:
    """(R,) priced minutes of leaving each referral without a place."""
    return np.asarray(problem.need * problem.goals.weight_of(Goal.NOT_SERVED) * problem.penalty)


def quantities(problem: Problem, solution: Solution) -> dict[Goal, float]:
    """Amount of every goal in its own unit."""
    placed = solution.placed
    contracts = solution.contract_of[placed]
    current = problem.current[placed]
    return {
        Goal.NOT_SERVED: float(problem.need[solution.contract_of == NONE].sum()),
        Goal.SERVICE_WAITING: float(weeks_waited(problem, solution).sum()),
        Goal.SERVICE_TRAVEL: float(journeys(problem, solution).sum()),
        Goal.SEEN_REMOTELY: float(solution.remote[placed].sum()),
        Goal.SERVICE_CHANGE: float(((current != NONE) & (current != contracts)).sum()),
        Goal.GUARANTEE_UNUSED: float(np.maximum(0, problem.guaranteed - starts(problem, solution)).sum()),
    }


def first_days(problem: Problem, solution: Solution) -> Whole:
    """Ordinals of the first appointments of placed referrals."""
    placed = solution.placed
    return problem.calendar.first + problem.day_of(solution.time_of[placed], solution.week_of[placed])


def weeks_waited(problem: Problem, solution: Solution) -> Whole:
    """Whole weeks from the earliest day to the first appointment of placed referrals."""
    return np.asarray((first_days(problem, solution) - problem.earliest[solution.placed]) // 7)


def journeys(problem: Problem, solution: Solution) -> Whole:
    """Minutes one way of placed referrals who are seen in person, outside prison at least once."""
    placed = solution.placed
    runs = zip(placed.tolist(), solution.time_of[placed].tolist(), solution.week_of[placed].tolist(), strict=True)
    last = np.array([problem.appointments(r, time, week)[-1] for r, time, week in runs], dtype=np.int64)
    travels = ~solution.remote[placed] & (last >= problem.released[placed])
    return np.where(travels, problem.travel[placed, solution.contract_of[placed]], 0)


def score(problem: Problem, solution: Solution) -> tuple[TierValue, ...]:
    """What every tier and goal came to."""
    amounts = quantities(problem, solution)
    return tier_values(problem.goals, amounts, penalty=problem.penalty, whole_costs=problem.whole_costs)


def objective(problem: Problem, solution: Solution) -> float:
    """Priced minutes of a solution."""
    return float(sum(tier.cost for tier in score(problem, solution)))
