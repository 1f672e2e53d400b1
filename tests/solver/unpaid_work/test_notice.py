"""Notice: sessions of the next days to which people are instructed already stay, unless paid for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.decisions import Decisions, StandingPattern
from models.goals import Goal, Part
from models.scenario import Scenario
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.replan import in_force
from solver.unpaid_work import Problem, Solution, objective, score
from tests.builders import a_policy, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at, clock, day, figure
from tests.solver.unpaid_work.ground import compiled, every_rota, names, rota, searched

NEAR, FAR = "K1-mon", "K2-mon"


def told(*dates: date, slot: str = FAR, requirement: str = "U1") -> StandingPattern:
    """An instruction of the plan in force."""
    return StandingPattern(
        requirement=requirement,
        person="X000001",
        project=slot[:2],
        slot=slot,
        start=clock("09:00"),
        end=clock("16:00"),
        dates=dates,
        minutes=420 * len(dates),
    )


def world(*patterns: StandingPattern, notice: int = 1, **over: Any) -> Scenario:
    """One person, a project at the door and one fifteen minutes away, on Mondays; what the person was told of."""
    return a_scenario(
        requirements=[a_requirement("U1")],
        projects=[
            a_project("K1"),
            a_project("K2", location=at(east_km=15.0), slots=(a_slot(FAR), a_slot("K2-wed", "wed"))),
        ],
        staff=[a_supervisor("V1"), a_supervisor("V2")],
        policy=a_policy(instruction_notice_days=figure(notice)),
        previous_plan=Decisions(patterns=patterns) if patterns else None,
        **over,
    )


def changed(problem: Problem, solution: Solution) -> float:
    """Instructions changed within the notice."""
    return next(
        row.quantity for tier in score(problem, solution) for row in tier.goals if row.goal is Goal.SHORT_NOTICE
    )


MONDAY_THERE = told(day(0), day(7))


@pytest.mark.parametrize(
    ("scenario", "slots", "expected"),
    [
        (world(), [NEAR], 0),
        (world(MONDAY_THERE), [FAR], 0),
        (world(MONDAY_THERE), [NEAR], 2),
        (world(MONDAY_THERE), [], 1),
        (world(MONDAY_THERE), ["K2-wed"], 1),
        (world(MONDAY_THERE, notice=0), [NEAR], 0),
        (world(MONDAY_THERE, notice=2), ["K2-wed"], 1),
        (world(MONDAY_THERE, notice=3), ["K2-wed"], 2),
        (world(MONDAY_THERE, notice=6), [NEAR], 4),
        (world(told(day(7))), [NEAR], 1),
        (world(told(day(7))), [FAR], 1),
    ],
)
def test_what_is_changed_within_the_notice_counts(scenario: Scenario, slots: list[str], expected: int) -> None:
    """An instruction not kept counts, and so does a date that the person was not told of; without instructions none."""
    problem = compiled(scenario)
    crew = [(slot, "V1") for slot in slots]
    assert changed(problem, rota(problem, [("U1", slot) for slot in slots], crew)) == expected


def test_the_search_pays_for_short_notice() -> None:
    """Somebody goes on where the person was told to come, unless the way there costs more than the change."""
    for weight, slot in ((40.0, FAR), (5.0, NEAR)):
        problem = compiled(world(MONDAY_THERE), short_notice=weight)
        assert names(problem, searched(problem).solution) == {("U1", slot)}


@pytest.mark.parametrize("notice", [1, 3, 6])
def test_search_and_bound_see_short_notice(notice: int) -> None:
    """Of all rotas the search finds the cheapest; floor and bound are below it; nobody is left out for the notice."""
    problem = compiled(world(MONDAY_THERE, notice=notice), short_notice=300.0)
    rotas = list(every_rota(problem))
    best = min(objective(problem, one) for one in rotas)
    found = searched(problem)
    assert objective(problem, found.solution) == pytest.approx(best)
    assert max(problem.floor, found.bound) <= best + 1e-6
    assert min(objective(problem, one) for one in rotas if not len(one.standing)) > best


def test_audit_counts_the_same() -> None:
    """The audit works out the same number and cost, also where a slot is gone to which somebody was told to come."""
    patterns = (MONDAY_THERE, told(day(0), slot="K2-wed").model_copy(update={"dates": (day(2),)}))
    scenario = world(*patterns, notice=4)
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))
    assert audit(scenario, plan) == ()
    after = in_force(scenario, plan.decisions)
    assert after.previous_plan is not None
    assert after.previous_plan.patterns == patterns
