"""What a rota costs: every goal's quantity, priced, by tier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal, GoalTier
from models.plan import GoalValue, TierValue
from solver.unpaid_work.attending import held_dates, held_minutes, served_weeks
from solver.unpaid_work.newcomers import too_few_places
from solver.unpaid_work.notice import kept_and_fresh
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.riding import minutes_one_way, riders
from solver.unpaid_work.spare import too_few
from solver.unpaid_work.unpopular import unpopular_of


def unmet_sessions(problem: Problem, solution: Solution) -> float:
    """Sum over requirements of urgency x (sessions_per_week x active weeks - served weeks of the standing slots)."""
    rows = problem.requirements
    wanted = (rows.urgency.astype(np.int64) * rows.sessions_per_week * rows.active_weeks).sum()
    return float(wanted - (rows.urgency[solution.standing[:, 0]] * _served_weeks(problem, solution)).sum())


def minutes_forgone(problem: Problem, solution: Solution) -> float:
    """Sum over standing slots of requirements of the minutes that they hold less than the slot that would hold most."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_minutes(problem.requirements, problem.slots, requirement, slot)
    return float((problem.requirements.most_held[requirement].astype(np.int64) - held).sum())


def work_travel(problem: Problem, solution: Solution) -> float:
    """Sum over standing slots of requirements of travel minutes x held dates."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_dates(problem.requirements, problem.slots, requirement, slot)
    rides = riders(problem, solution.standing, solution.driven, held)
    minutes = minutes_one_way(problem, solution.standing, rides)
    return float((minutes * held.sum(axis=1)).sum())


def supervisor_shifts(problem: Problem, solution: Solution) -> float:
    """Sum over standing supervisors of the weeks of the horizon on which their slot has a date."""
    return float(problem.slots.has_date.sum(axis=1)[solution.supervised[:, 0]].sum())


def distinct_projects(problem: Problem, solution: Solution) -> float:
    """Sum over requirements of the number of different projects they stand at."""
    requirement, slot = solution.standing[:, 0].astype(np.int64), solution.standing[:, 1]
    num_projects = max(1, len(problem.slots.project_ids))
    return float(len(np.unique(requirement * num_projects + problem.slots.project[slot])))


def skills_missed(problem: Problem, solution: Solution) -> float:
    """Sum over standing slots of held dates, where the plan asks for skills and the project offers none of them."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_dates(problem.requirements, problem.slots, requirement, slot).sum(axis=1)
    return float(held[problem.unskilled[requirement, problem.slots.project[slot]]].sum())


def project_left(problem: Problem, solution: Solution) -> float:
    """Standing slots of requirements at another project than the one that the person goes to now."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    return float(problem.leaves[requirement, problem.slots.project[slot]].sum())


def short_notice(problem: Problem, solution: Solution) -> float:
    """Instructions within the notice that are not kept, and held dates within it of which the person was not told."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_dates(problem.requirements, problem.slots, requirement, slot)
    kept, fresh = kept_and_fresh(problem.told, problem.short, requirement, slot, held)
    return float(len(problem.told) - kept.sum() + fresh.sum())


def spare_short(problem: Problem, solution: Solution) -> float:
    """Spare supervisors too few, summed over units and weekdays."""
    return float(too_few(problem, solution.supervised).sum())


def starts_without_place(problem: Problem, solution: Solution) -> float:
    """People expected to start for whom no place is left, summed over units."""
    return float(too_few_places(problem, solution).sum())


def unpopular_slots(problem: Problem, solution: Solution) -> float:
    """Sum over requirements of the square of the number of unpopular slots that they stand on."""
    return float((unpopular_of(problem, solution.standing) ** 2).sum())


def _served_weeks(problem: Problem, solution: Solution) -> NDArray[np.int64]:
    """(N,) int64: served weeks of each standing pair."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    weeks = served_weeks(problem.requirements, problem.slots, requirement, slot)
    return np.asarray(weeks.sum(axis=1), dtype=np.int64)


GOALS = {
    Goal.UNMET_SESSIONS: unmet_sessions,
    Goal.MINUTES_FORGONE: minutes_forgone,
    Goal.WORK_TRAVEL: work_travel,
    Goal.SUPERVISOR_SHIFTS: supervisor_shifts,
    Goal.DISTINCT_PROJECTS: distinct_projects,
    Goal.SKILLS_MISSED: skills_missed,
    Goal.PROJECT_LEFT: project_left,
    Goal.SHORT_NOTICE: short_notice,
    Goal.SPARE_SHORT: spare_short,
    Goal.STARTS_WITHOUT_PLACE: starts_without_place,
    Goal.UNPOPULAR_SLOTS: unpopular_slots,
}
"""Quantity of each goal in its own unit."""


def score(problem: Problem, solution: Solution) -> tuple[TierValue, ...]:
    """Every goal's value, by tier, most important first."""
    return tuple(_tier_value(problem, solution, tier) for tier in problem.tiers)


def objective(problem: Problem, solution: Solution) -> float:
    """Cost of a rota in priced minutes."""
    return sum((tier.cost for tier in score(problem, solution)), start=0.0)


def _tier_value(problem: Problem, solution: Solution, tier: GoalTier) -> TierValue:
    goals = tuple(_goal_value(problem, solution, row.goal, row.weight) for row in tier.goals if row.goal in GOALS)
    return TierValue(name=tier.name, slack=tier.slack, cost=sum((g.cost for g in goals), start=0.0), goals=goals)


def _goal_value(problem: Problem, solution: Solution, goal: Goal, weight: float) -> GoalValue:
    quantity = GOALS[goal](problem, solution)
    in_force = weight * problem.penalty if goal is Goal.UNMET_SESSIONS else weight
    return GoalValue(goal=goal, weight=in_force, quantity=quantity, cost=in_force * quantity)
