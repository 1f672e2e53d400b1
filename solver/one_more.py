"""One more facilitator, room, weekly time or venue: which of them would help a plan that is there already most."""

from __future__ import annotations

from models.goals import Part
from models.one_more import OneMoreRanking
from models.plan import Plan
from models.scenario import Scenario
from solver.calendar import running_timetable
from solver.locked import seen_by
from solver.options import Allowance
from solver.plan import chosen_profile, goals_of
from solver.programmes import Problem, Solution, compile_problem
from solver.programmes import one_more as programmes
from solver.programmes.filling import fill, open_the_best
from solver.programmes.offers import numbered
from solver.programmes.problem import no_groups
from solver.programmes.staffing import Draft
from solver.progress import OnProgress, Progress, silent
from solver.strangers import refuse_strangers


def one_more(
    scenario: Scenario,
    plan: Plan,
    allowance: Allowance,
    *,
    seed: int = 1,
    top: int = 5,
    on_progress: OnProgress = silent,
) -> OneMoreRanking:
    """Single resources in order of how many people they would let start.

    Parameters
    ----------
    scenario, plan
        A checked scenario and a plan of its programmes.
    top
        How many to name at the most, and to search all groups with.

    Raises
    ------
    BadInput
        The plan is one of another scenario.
    """
    refuse_strangers(scenario, plan)
    goals = goals_of(chosen_profile(scenario, plan.provenance.profile), Part.PROGRAMMES)
    taken = seen_by(Part.PROGRAMMES, scenario, running_timetable(scenario))
    problem = compile_problem(scenario, goals, taken)
    stands = added_to(problem, solution_in(problem, plan))
    beside = programmes.Beside(scenario, goals, taken, problem, stands)

    def tell(phase: str) -> None:
        on_progress(Progress(Part.PROGRAMMES, phase))

    return programmes.one_more(beside, allowance, seed=seed, top=top, tell=tell)[0]


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


def added_to(problem: Problem, solution: Solution) -> Solution:
    """A solution with more groups and members beside those that it has."""
    draft = Draft(problem, solution)
    open_the_best(draft)
    fill(draft)
    return draft.solution
