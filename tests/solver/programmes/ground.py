"""What the tests of programme groups stand on: problems compiled from a few rows, solutions written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.goals import Part
from models.locks import Force, ProgrammeLock
from models.scenario import Scenario
from solver.calendar import Timetable, running_timetable
from solver.options import Allowance, Budget
from solver.outcome import Outcome
from solver.programmes import Problem, Solution, compile_problem, search
from solver.programmes.columns import Generated, generate
from solver.programmes.exact import Best, whole
from solver.programmes.pool import pooled
from solver.programmes.problem import no_groups
from solver.progress import silent
from tests.builders import a_facilitator, a_group_option, a_referral, a_scenario, a_template, part_goals

Groups = dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]
"""Room, facilitators and referrals of each group that opens, by option."""

ONE_GROUP: Groups = {"G1": ("R1", ("F1",), ("A1",))}
"""The plan that the plain scenario allows."""


def scenario_of(**rows: Any) -> Scenario:
    """One referral, one group option, one facilitator, unless ``rows`` say otherwise."""
    plain: dict[str, Any] = {
        "templates": (a_template(),),
        "referrals": (a_referral(),),
        "group_options": (a_group_option(),),
        "staff": (a_facilitator(),),
    }
    return a_scenario(**(plain | rows))


def compiled(scenario: Scenario, taken: Timetable | None = None, **weights: float) -> Problem:
    """The problem of a scenario under the default goals with some weights changed."""
    return compile_problem(scenario, part_goals(Part.PROGRAMMES, **weights), taken or running_timetable(scenario))


def solution_of(problem: Problem, groups: Groups) -> Solution:
    """The solution that opens these groups, the first treatment manager overseeing where one is asked for."""
    solution = no_groups(problem)
    for option, (room, facilitators, referrals) in groups.items():
        g = problem.option_ids.index(option)
        solution.room_of[g] = problem.room_ids.index(room)
        if problem.oversight.wanted[g] and problem.oversight.ids:
            solution.manager_of[g] = 0
        for facilitator in facilitators:
            solution.team[g, problem.facilitator_ids.index(facilitator)] = True
        for referral in referrals:
            solution.group_of[problem.referral_ids.index(referral)] = g
    return solution


def searched(problem: Problem, *, work: int = 5, seed: int = 1, start: Solution | None = None) -> Outcome[Solution]:
    """What the search finds from nothing."""
    begin = no_groups(problem) if start is None else start
    return search(problem, Allowance(Budget(work=work)), seed, begin, silent)


def must(referral: str, option: str) -> ProgrammeLock:
    """A lock that demands a place."""
    return lock(referral, option, Force.MUST)


def lock(referral: str, option: str, force: Force) -> ProgrammeLock:
    """A lock."""
    return ProgrammeLock(kind="programme", referral=referral, group_option=option, force=force, reason="test")


def locked(scenario: Scenario, groups: Groups) -> Scenario:
    """The scenario with a lock for every place in these groups."""
    locks = tuple(must(referral, option) for option, (_, _, members) in groups.items() for referral in members)
    return scenario.model_copy(update={"locks": (*scenario.locks, *locks)})


def referrals(number: int, **over: Any) -> tuple[Any, ...]:
    """Referrals ``A1``, ``A2`` and so on of as many people."""
    return tuple(a_referral(f"A{n}", person=f"X{n}", **over) for n in range(1, number + 1))


def rules_broken(violations: Iterable[Any]) -> set[str]:
    """Names of the rules that are broken."""
    return {violation.rule for violation in violations}


def unheard(cost: float, bound: float | None = None) -> None:
    """Nobody listens to what the program tells."""


def best_of(problem: Problem) -> float:
    """Cost of the best plan, proved by the program of all groups."""
    best = Best(problem, no_groups(problem), keeps_rules=True)
    bound = whole(best, Allowance(Budget(work=60)), seed=1, tell=unheard)
    assert best.cost - bound < 1.0
    return best.cost


def priced(problem: Problem) -> Generated:
    """What the relaxation over all groups brings."""
    pool = pooled(problem)
    kinds = problem.pair_rules[0].column_of[pool.groups]
    return generate(pool, kinds, (), enough=lambda work: False, seconds_left=lambda: None, tell=lambda bound: None)
