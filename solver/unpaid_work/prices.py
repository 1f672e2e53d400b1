"""What standing somewhere costs in priced minutes, and the penalty, floor and weights that follow from it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal, PartGoals
from models.unpaid_work import Project, Requirement
from solver.unpaid_work.attending import held_dates, held_minutes, served_weeks
from solver.unpaid_work.eligibility import Roll
from solver.unpaid_work.notice import kept_and_fresh, told_already, within_notice
from solver.unpaid_work.problem import Bools, Floats, Ints, Newcomers, PairOptions, Requirements, Slots, Weights, frozen
from solver.unpaid_work.spare import dearest_turn
from solver.unpaid_work.unpopular import dearest_again


def plain_weights(goals: PartGoals) -> Weights:
    """Weights as the goals state them, before the penalty is known."""
    return Weights(
        unmet=goals.weight_of(Goal.UNMET_SESSIONS),
        forgone=goals.weight_of(Goal.MINUTES_FORGONE),
        travel=goals.weight_of(Goal.WORK_TRAVEL),
        shift=goals.weight_of(Goal.SUPERVISOR_SHIFTS),
        project=goals.weight_of(Goal.DISTINCT_PROJECTS),
        skills=goals.weight_of(Goal.SKILLS_MISSED),
        left=goals.weight_of(Goal.PROJECT_LEFT),
        notice=goals.weight_of(Goal.SHORT_NOTICE),
        spare=goals.weight_of(Goal.SPARE_SHORT),
        unpopular=goals.weight_of(Goal.UNPOPULAR_SLOTS),
        starts=goals.weight_of(Goal.STARTS_WITHOUT_PLACE),
    )


def unskilled(requirements: tuple[Requirement, ...], projects: tuple[Project, ...]) -> Bools:
    """(R, K) bool: the plan of the person asks for skills, and the project offers none of them."""
    known = sorted({skill for row in requirements for skill in row.wanted_skills})
    wanted = np.array([[skill in row.wanted_skills for skill in known] for row in requirements], dtype=np.int32)
    offered = np.array([[skill in row.skills_offered for skill in known] for row in projects], dtype=np.int32)
    wanted, offered = wanted.reshape(len(requirements), len(known)), offered.reshape(len(projects), len(known))
    return frozen((wanted.sum(axis=1) > 0)[:, None] & (wanted @ offered.T == 0))


def leaves(requirements: tuple[Requirement, ...], projects: tuple[Project, ...]) -> Bools:
    """(R, K) bool: the person goes to another project now."""
    number = {project.id: k for k, project in enumerate(projects)}
    goes_to = [-1 if row.current_project is None else number[row.current_project] for row in requirements]
    now = np.array(goes_to, dtype=np.int64)
    return frozen((now >= 0)[:, None] & (now[:, None] != np.arange(len(projects))))


def pair_cost(
    roll: Roll, requirements: Requirements, slots: Slots, weights: Weights, *, pairs: tuple[Ints, Ints]
) -> Floats:
    """Travel, missed skills and minutes forgone of pairs over the held dates, and what standing there costs once.

    Once: leaving the project of now, dates of which nobody was told, and a first unpopular slot.

    In priced minutes; (requirement, slot) pairs in rising order.
    """
    requirement, slot = pairs
    held = held_dates(requirements, slots, requirement, slot)
    forgone = requirements.most_held[requirement] - held_minutes(requirements, slots, requirement, slot)
    project = roll.slot_project[slot]
    a_date = weights.travel * roll.travel[requirement, project] + weights.skills * roll.unskilled[requirement, project]
    _, fresh = kept_and_fresh(told_already(roll), within_notice(roll), requirement, slot, held)
    once = weights.left * roll.leaves[requirement, project] + weights.notice * fresh
    once = once + weights.unpopular * roll.unpopular[slot] + weights.forgone * forgone
    return np.asarray(a_date * held.sum(axis=1) + once, dtype=np.float64)


def detour(roll: Roll, weights: Weights, requirement: Ints, slot: Ints, held: Bools) -> Floats:
    """What coming alone costs more than riding, over the held dates of pairs, for those who could do both."""
    project = roll.slot_project[slot]
    alone, by_van = roll.alone[requirement, project], roll.travel[requirement, project]
    return np.asarray(weights.travel * np.where(alone >= 0, alone - by_van, 0) * held.sum(axis=1), dtype=np.float64)


def penalty_of(
    roll: Roll,
    requirements: Requirements,
    slots: Slots,
    newcomers: Newcomers,
    *,
    broken: NDArray[np.uint16],
    weights: Weights,
) -> float:
    """The first whole number above what a session a week could cost, with all that is opened for it."""
    requirement, slot = (axis.astype(np.int32) for axis in np.nonzero(broken == 0))
    served = served_weeks(requirements, slots, requirement, slot).sum(axis=1)
    requirement, slot, served = (axis[served > 0] for axis in (requirement, slot, served))
    supervised = np.array([project.max_supervisors > 0 for project in roll.projects], dtype=bool)[roll.slot_project]
    turn = weights.shift * roll.has_date.sum(axis=1)
    turn = turn + dearest_turn(weights.spare, int(roll.scenario.policy.spare_supervisors.value))
    once = weights.project + turn * supervised + weights.starts * (newcomers.counts > 0)
    again = dearest_again(weights.unpopular, requirements.sessions_per_week)
    opened = once[slot] + again[requirement] * roll.unpopular[slot]
    held = held_dates(requirements, slots, requirement, slot)
    standing = pair_cost(roll, requirements, slots, weights, pairs=(requirement, slot))
    cost = (standing + detour(roll, weights, requirement, slot, held) + opened) / served
    return float(math.floor(cost.max(initial=0.0)) + 1)


def floor_of(requirements: Requirements, slots: Slots, options: PairOptions, weights: Weights) -> float:
    """What no rota costs less than: every session a week at the cheapest of its slots, or unmet."""
    cheapest = weights.unmet * requirements.urgency.astype(np.float64)
    served = served_weeks(requirements, slots, options.requirement, options.slot).sum(axis=1)
    some = served > 0
    np.minimum.at(cheapest, options.requirement[some], options.cost[some] / served[some])
    return float((requirements.sessions_per_week * requirements.active_weeks * cheapest).sum())


def are_whole(weights: Weights, options: PairOptions) -> bool:
    """Whether every cost is a whole number of priced minutes."""
    w = weights
    once = [w.unmet, w.shift, w.project, w.skills, w.left, w.notice, w.spare, w.unpopular, w.starts]
    prices: Floats = np.concatenate([options.cost, options.gain, options.detour, once])
    return bool((prices == np.round(prices)).all())
