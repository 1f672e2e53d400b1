"""One more facilitator, room, weekly time or venue: which of them would let most people start a programme.

Each is tried on the compiled problem that has it. First groups are added to the plan as it stands; the time left goes
into a search for those that promise most, beside one without any of them, so that what a longer search finds is not
put down to a resource.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.goals import Goal, Part, PartGoals
from models.one_more import OneMore, OneMoreRanking
from models.plan import Plan
from models.scenario import Scenario
from solver.calendar import running_timetable
from solver.locked import seen_by
from solver.options import Allowance
from solver.plan import chosen_profile, goals_of
from solver.programmes import Problem, Solution, check, compile_problem, objective, search
from solver.programmes.extra import Extra, extras
from solver.programmes.filling import fill, open_the_best
from solver.programmes.goals import priority_left_out
from solver.programmes.problem import no_groups
from solver.programmes.staffing import Draft
from solver.progress import silent

FIRST_LOOK = 0.4
"""Share of the time for a first look at every resource."""
BEFORE = 0.2
"""Share of what is left that goes into the plan without any of them."""
DECIMALS = 2
"""Decimals to which priorities are told."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A resource, and the best plan known with it."""

    extra: Extra
    problem: Problem
    solution: Solution
    least_left_out: float = 0.0
    searched: bool = False

    @property
    def rank(self) -> tuple[int, float, str, str]:
        """Most people first, then most priority."""
        return (
            -started(self.solution),
            priority_left_out(self.problem, self.solution),
            self.extra.resource,
            self.extra.sentence,
        )


def one_more(scenario: Scenario, plan: Plan, allowance: Allowance, *, seed: int = 1, top: int = 5) -> OneMoreRanking:
    """Single resources in order of how many people they would let start.

    Parameters
    ----------
    scenario, plan
        A checked scenario and a plan of its programmes.
    top
        How many to name, and to search for a plan with.
    """
    goals = goals_of(chosen_profile(scenario, plan.provenance.profile), Part.PROGRAMMES)
    before = compiled(scenario, goals)
    stands = added_to(before, solution_in(before, plan))
    thought_of = extras(scenario)
    looks = first_looks(thought_of, goals, plan, allowance.share(FIRST_LOOK))
    stands, _ = searched(before, stands, allowance.share(BEFORE), seed)
    # The best plan without a resource is also one with it.
    looks = [better(tried, carried(before, stands, tried.problem)) for tried in looks]
    found = []
    for place, tried in enumerate(sorted(looks, key=lambda tried: tried.rank)[:top]):
        share = 1.0 / (top - place) if allowance.work is None else (1.0 - BEFORE) / top
        found.append(settled(tried, allowance.share(share), seed))
    rows = [row_of(tried, before, stands) for tried in sorted(found, key=lambda tried: tried.rank)]
    return OneMoreRanking(
        start=started(stands),
        of=len(set(before.person_ids)),
        could=len(thought_of),
        tried=len(looks),
        rows=tuple(rows),
    )


def compiled(scenario: Scenario, goals: PartGoals) -> Problem:
    """The programmes' problem of a scenario, beside nothing but what runs already."""
    return compile_problem(scenario, goals, seen_by(Part.PROGRAMMES, scenario, running_timetable(scenario)))


def first_looks(thought_of: list[Extra], goals: PartGoals, plan: Plan, allowance: Allowance) -> list[Tried]:
    """Resources with groups added to the plan as it stands, as many as there is time for."""
    looks: list[Tried] = []
    for extra in thought_of:
        if allowance.used_up:
            break
        problem = compiled(extra.scenario, goals)
        looks.append(Tried(extra, problem, added_to(problem, solution_in(problem, plan))))
    return looks


def solution_in(problem: Problem, plan: Plan) -> Solution:
    """The groups of a plan in a problem; a group that the problem does not know is left out."""
    solution = no_groups(problem)
    group, room, staff, referral = (
        numbered(ids) for ids in (problem.option_ids, problem.room_ids, problem.facilitator_ids, problem.referral_ids)
    )
    manager = numbered(problem.oversight.ids)
    for run in plan.decisions.groups:
        g = group.get(run.group_option)
        if g is not None:
            solution.group_of[[referral[member.referral] for member in run.members]] = g
            solution.room_of[g] = room[run.room if run.joins is None else run.group_option]
            if run.joins is not None:
                continue
            solution.team[g, [staff[id] for id in run.team]] = True
            solution.manager_of[g] = -1 if run.treatment_manager is None else manager[run.treatment_manager]
    return solution


def carried(problem: Problem, solution: Solution, into: Problem) -> Solution:
    """A solution of one problem in another that has one resource more."""
    found = no_groups(into)
    group, room, staff = numbered(into.option_ids), numbered(into.room_ids), numbered(into.facilitator_ids)
    # What is added comes last, so that numbers of managers stay.
    for g in np.flatnonzero(solution.opened).tolist():
        there = group.get(problem.option_ids[g])
        if there is not None:
            found.room_of[there] = room[problem.room_ids[solution.room_of[g]]]
            found.team[there, [staff[problem.facilitator_ids[f]] for f in np.flatnonzero(solution.team[g])]] = True
            found.manager_of[there] = solution.manager_of[g]
            found.group_of[solution.members(g)] = there
    return found


def numbered(ids: tuple[str, ...]) -> dict[str, int]:
    """Number of each id."""
    return {id: number for number, id in enumerate(ids)}


def added_to(problem: Problem, solution: Solution) -> Solution:
    """A solution with more groups and members beside those that it has."""
    draft = Draft(problem, solution)
    open_the_best(draft)
    fill(draft)
    return draft.solution


def better(tried: Tried, other: Solution) -> Tried:
    """The resource with the better of its solution and another one, to which groups are added."""
    more = added_to(tried.problem, other)
    best = min((tried.solution, more), key=lambda solution: objective(tried.problem, solution))
    return Tried(tried.extra, tried.problem, best)


def searched(problem: Problem, start: Solution, allowance: Allowance, seed: int) -> tuple[Solution, float]:
    """The best solution found from a start, and the bound."""
    if check(problem, start):
        return start, problem.floor
    outcome = search(problem, allowance, seed, start, silent)
    return outcome.solution, outcome.bound


def settled(tried: Tried, allowance: Allowance, seed: int) -> Tried:
    """The resource with the plan that a search finds."""
    solution, bound = searched(tried.problem, tried.solution, allowance, seed)
    priced = tried.problem.goals.weight_of(Goal.NOT_STARTED) * tried.problem.penalty
    # All lesser goals together cost less than the penalty, and priorities are whole in parts.
    parts = tried.problem.parts
    least = max(0, math.floor(parts * bound / priced) - parts + 1) / parts if priced > 0 else 0.0
    return Tried(tried.extra, tried.problem, solution, least_left_out=least, searched=True)


def started(solution: Solution) -> int:
    """People who start."""
    return int(np.count_nonzero(solution.group_of >= 0))


def row_of(tried: Tried, before: Problem, stands: Solution) -> OneMore:
    """What a resource brings, against the plan without it."""
    without = priority_left_out(before, stands)
    return OneMore(
        resource=tried.extra.resource,
        at=tried.extra.at,
        sentence=tried.extra.sentence,
        start=started(tried.solution),
        more_start=started(tried.solution) - started(stands),
        priority_gained=round(without - priority_left_out(tried.problem, tried.solution), DECIMALS),
        priority_at_best=round(max(0.0, without - tried.least_left_out), DECIMALS),
        searched=tried.searched,
    )
