"""Unpopular sessions: whoever has one is the last to be given another while others have none."""

from __future__ import annotations

from typing import Any

import pytest

from models.goals import Goal, Part
from models.people import SiteFeature
from models.policy import UnpopularSession
from models.record import Weekday
from models.scenario import Scenario
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import Problem, Solution, kpis, objective, score
from solver.unpaid_work.formulate import formulate, point_of
from tests.builders import a_person, a_policy, a_project, a_requirement, a_scenario, a_slot, clock
from tests.solver.unpaid_work.ground import compiled, every_rota, names, rota, searched

LIKED, DISLIKED = ("K1-mon", "K1-tue"), ("K1-sat", "K1-sun")


def row(**says: Any) -> UnpopularSession:
    """A row of the policy."""
    return UnpopularSession(**says, source="test")


WEEKEND = row(weekdays=(Weekday.SAT, Weekday.SUN))


def world(*rows: UnpopularSession, people: int = 2, places: int = 1, a_week: int = 2, **over: Any) -> Scenario:
    """People with two sessions a week, and a placement on four days, with a place on each."""
    slots = tuple(a_slot(id, id[-3:]) for id in (*LIKED, *DISLIKED))
    return a_scenario(
        people=[a_person(f"X{n:06d}") for n in range(people)],
        requirements=[
            a_requirement(f"U{n}", person=f"X{n:06d}", sessions_per_week=a_week if n == 0 else 2) for n in range(people)
        ],
        projects=[a_project("K1", slots=slots, **({"max_supervisors": 0, "places": places} | over))],
        policy=a_policy(
            unpopular_sessions=rows, turn_away_risk=a_policy().turn_away_risk.model_copy(update={"value": 0.0})
        ),
    )


def squares(problem: Problem, solution: Solution) -> float:
    """Sum of the squares of the numbers of unpopular slots."""
    goals = (value for tier in score(problem, solution) for value in tier.goals)
    return next(value.quantity for value in goals if value.goal is Goal.UNPOPULAR_SLOTS)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (world(), 0),
        (world(WEEKEND), 4),
        (world(row(weekdays=(Weekday.SUN,))), 1),
        (world(row(ends_after=clock("15:59"))), 4 + 4),
        (world(row(ends_after=clock("16:00"))), 0),
        (world(row(features=(SiteFeature.HEIGHTS,)), features=(SiteFeature.HEIGHTS,)), 4 + 4),
        (world(row(features=(SiteFeature.HEIGHTS,))), 0),
        (world(row(weekdays=(Weekday.SUN,), features=(SiteFeature.HEIGHTS,))), 0),
        (world(row(weekdays=(Weekday.SAT,)), row(weekdays=(Weekday.SUN,))), 4),
    ],
)
def test_sessions_are_unpopular_as_the_policy_has_it(scenario: Scenario, expected: int) -> None:
    """A slot that is all that a row says is unpopular; those of a person count by their square."""
    problem = compiled(scenario)
    standing = [("U0", slot) for slot in LIKED] + [("U1", slot) for slot in DISLIKED]
    assert squares(problem, rota(problem, standing)) == expected


def test_unpopular_sessions_are_spread() -> None:
    """Of two people who share four slots each has one of the two that nobody likes."""
    problem = compiled(world(WEEKEND))
    found = searched(problem).solution
    assert len(names(problem, found)) == 4
    assert squares(problem, found) == 2.0
    assert kpis(problem, found).several_unpopular == 0


@pytest.mark.parametrize(("a_week", "people"), [(2, 2), (3, 1), (4, 1)])
def test_search_and_bound_see_the_squares(a_week: int, people: int) -> None:
    """Of all rotas the search finds the cheapest; floor and bound are below it; the program prices each rightly."""
    problem = compiled(world(WEEKEND, people=people, a_week=a_week))
    rotas = list(every_rota(problem))
    best = min(objective(problem, one) for one in rotas)
    found = searched(problem)
    assert objective(problem, found.solution) == pytest.approx(best)
    assert max(problem.floor, found.bound) <= best + 1e-6
    formulation = formulate(problem)
    program = formulation.program
    for one in rotas:
        point = point_of(problem, formulation, one)
        activity = program.activity(point)
        assert ((activity >= program.low - 1e-9) & (activity <= program.high + 1e-9)).all()
        assert float(program.cost @ point) + formulation.constant == pytest.approx(objective(problem, one))


def test_nobody_is_left_out_for_a_session_that_nobody_likes() -> None:
    """However dear unpopular sessions are, people have all that they are to have."""
    problem = compiled(world(WEEKEND, people=1, a_week=4), unpopular_slots=1000.0)
    assert len(searched(problem).solution.standing) == 4


def test_audit_counts_the_same() -> None:
    """The audit works out the same number, penalty and key figure, and finds a plan made under other rows."""
    scenario = world(WEEKEND, people=1, a_week=4)
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))
    assert audit(scenario, plan) == ()
    figures = plan.kpis.unpaid_work
    assert figures is not None
    assert figures.several_unpopular == 1
    claimed = figures.model_copy(update={"several_unpopular": 0})
    tampered = plan.model_copy(update={"kpis": plan.kpis.model_copy(update={"unpaid_work": claimed})})
    assert {found.rule for found in audit(scenario, tampered)} == {"kpi"}
    assert "goal_value" in {found.rule for found in audit(world(people=1, a_week=4), plan)}
