"""Goals of programme groups: quantities and costs, computed anew from a solution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal, PartGoals
from models.plan import TierValue
from solver.programmes.problem import Problem, Solution
from solver.scoring import tier_values


def pair_costs(goals: PartGoals, waiting: NDArray[np.int64], travel: NDArray[np.int64]) -> NDArray[np.float64]:
    """Priced minutes of waiting weeks and travel minutes, pair by pair."""
    wait = goals.weight_of(Goal.WAITING) * waiting
    return np.asarray(wait + goals.weight_of(Goal.GROUP_TRAVEL) * travel, dtype=np.float64)


def joining_costs(problem: Problem, referrals: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Priced minutes of waiting and travel of referrals in groups, pair by pair."""
    return pair_costs(problem.goals, problem.waiting[groups], problem.minutes(referrals, groups))


def missing_costs(problem: Problem) -> NDArray[np.float64]:
    """(R,) priced minutes of leaving each referral without a place."""
    return left_out_costs(problem.goals, problem.priority, problem.parts, problem.penalty)


def left_out_costs(goals: PartGoals, priority: NDArray[np.int64], parts: int, penalty: float) -> NDArray[np.float64]:
    """(R,) the same before there is a problem; whole where weight is, since the penalty is a multiple of the parts."""
    return np.asarray(priority * (goals.weight_of(Goal.NOT_STARTED) * (penalty / parts)), dtype=np.float64)


def opening_costs(problem: Problem) -> NDArray[np.float64]:
    """(G,) priced minutes of opening each group; people who join one that is running open none."""
    return np.asarray(problem.goals.weight_of(Goal.GROUPS_OPENED) * problem.intakes.opens, dtype=np.float64)


def thin_costs(problem: Problem) -> NDArray[np.float64]:
    """(T, S) priced minutes for what groups of each programme and size lack in the end."""
    return np.asarray(problem.goals.weight_of(Goal.THIN_GROUPS) * problem.thin, dtype=np.float64)


def smallest_costs(problem: Problem, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Priced minutes of opening each group with the fewest members."""
    thinnest = thin_costs(problem)[problem.thin_row[groups], problem.minimum[groups]]
    return np.asarray(opening_costs(problem)[groups] + thinnest)


def fuller_savings(problem: Problem, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """(groups, S) what each member beyond the fewest saves by making the group fuller, first to last; never more."""
    costs, rows, fewest = thin_costs(problem), problem.thin_row[groups], problem.minimum[groups]
    sizes = fewest[:, None] + np.arange(costs.shape[1])[None, :]
    most = np.minimum(problem.maximum[groups], costs.shape[1] - 1)[:, None]
    before, after = np.minimum(sizes, most), np.minimum(sizes + 1, most)
    return np.asarray(costs[rows[:, None], before] - costs[rows[:, None], after])


def lacking(problem: Problem, solution: Solution) -> float:
    """Hundredths of members that open groups lack in the end."""
    opened = np.flatnonzero(solution.opened)
    sizes = np.bincount(solution.group_of[solution.group_of >= 0], minlength=len(problem.option_ids))[opened]
    return float(problem.thin[problem.thin_row[opened], np.minimum(sizes, problem.thin.shape[1] - 1)].sum())


def quantities(problem: Problem, solution: Solution) -> dict[Goal, float]:
    """Amount of every goal in its own unit."""
    placed = np.flatnonzero(solution.group_of >= 0)
    groups = solution.group_of[placed]
    return {
        Goal.NOT_STARTED: priority_left_out(problem, solution),
        Goal.WAITING: float(problem.waiting[groups].sum()),
        Goal.GROUP_TRAVEL: float(problem.minutes(placed, groups).sum()),
        Goal.GROUPS_OPENED: float((solution.opened & problem.intakes.opens).sum()),
        Goal.THIN_GROUPS: lacking(problem, solution),
    }


def priority_left_out(problem: Problem, solution: Solution) -> float:
    """Priorities of referrals without a place."""
    return float(problem.priority[solution.group_of < 0].sum()) / problem.parts


def score(problem: Problem, solution: Solution) -> tuple[TierValue, ...]:
    """What every tier and goal came to."""
    amounts = quantities(problem, solution)
    return tier_values(problem.goals, amounts, penalty=problem.penalty, whole_costs=problem.whole_costs)


def objective(problem: Problem, solution: Solution) -> float:
    """Priced minutes of a solution."""
    return float(sum(tier.cost for tier in score(problem, solution)))
