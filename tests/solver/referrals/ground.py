"""Small problems of commissioned services, compiled and searched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from models.goals import Part
from models.people import Person
from models.scenario import Scenario
from models.services import CommissionedService, ServiceReferral
from solver.calendar import Timetable, running_timetable
from solver.options import Allowance, Budget
from solver.outcome import Outcome
from solver.progress import silent
from solver.referrals import Problem, Solution, check, compile_problem, objective, search
from solver.referrals.problem import nobody_placed
from tests.builders import a_commitment, a_contract, a_scenario, a_service_referral, part_goals

ONE_HOUR = (
    *(a_commitment(day, "00:00", "23:59") for day in ("tue", "wed", "thu", "fri", "sat", "sun")),
    a_commitment("mon", "00:00", "09:00"),
    a_commitment("mon", "10:00", "23:59"),
)
"""A week in which only Mondays from nine to ten are free."""


def scenario_of(
    referrals: Sequence[ServiceReferral] = (a_service_referral(),),
    contracts: Sequence[CommissionedService] = (a_contract(),),
    people: Sequence[Person] = (),
    **over: Any,
) -> Scenario:
    """A scenario with services alone."""
    return a_scenario(people=people, contracts=contracts, service_referrals=referrals, **over)


def compiled(scenario: Scenario, taken: Timetable | None = None, **weights: float) -> Problem:
    """The problem of a scenario at the default weights, or others."""
    return compile_problem(scenario, part_goals(Part.REFERRALS, **weights), taken or running_timetable(scenario))


def searched(problem: Problem, start: Solution | None = None) -> Outcome[Solution]:
    """What the search brings back with a work budget, whose solution keeps every rule."""
    allowance = Allowance(Budget(seconds=None, work=5))
    outcome = search(problem, allowance, 1, start or nobody_placed(problem), silent)
    assert check(problem, outcome.solution) == []
    assert outcome.bound <= objective(problem, outcome.solution) + 1e-6
    return outcome


def placed(problem: Problem, solution: Solution) -> dict[str, str]:
    """Contract by referral."""
    return {problem.referral_ids[r]: problem.contract_ids[solution.contract_of[r]] for r in solution.placed.tolist()}


def cheapest_of_all(problem: Problem) -> float:
    """Cost of the best of all solutions, tried one by one."""
    options = []
    for r in range(len(problem.referral_ids)):
        ways = problem.ways.of_referral(r)
        runs = [
            (int(problem.ways.contract[w]), bool(problem.ways.remote[w]), time, int(problem.ways.day[w]) // 7)
            for w in range(ways.start, ways.stop)
            for time in problem.times_on(r, int(problem.ways.contract[w]), int(problem.ways.day[w])).tolist()
        ]
        options.append([(-1, False, 0, 0), *runs])
    best = np.inf
    for chosen in product(*options):
        columns = [np.array(column) for column in zip(*chosen, strict=True)]
        solution = Solution(columns[0], columns[1].astype(np.bool_), columns[2], columns[3])
        if objective(problem, solution) < best and not check(problem, solution):
            best = objective(problem, solution)
    return float(best)
