"""Spare supervisors: one who is away leaves no session undone where another of the unit is free that day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.goals import Goal, Part
from models.scenario import Scenario
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import Problem, Solution, kpis, objective, score
from solver.unpaid_work.formulate import formulate, point_of, solution_of
from solver.unpaid_work.leave import with_least_leave
from tests.builders import a_person, a_policy, a_project, a_requirement, a_scenario, a_slot, a_supervisor, figure
from tests.solver.unpaid_work.ground import compiled, every_rota, names, rota, searched

MONDAY, TUESDAY = "K1-mon", "K1-tue"
ON_MONDAY = [("U0", MONDAY)]
ON_BOTH = [*ON_MONDAY, ("U1", TUESDAY)]


def world(wanted: int = 1, crew: int = 2, **first: Any) -> Scenario:
    """Two people, a project on Mondays and Tuesdays, and supervisors; ``first`` is what is special about the first."""
    return a_scenario(
        people=[a_person(f"X{n:06d}") for n in range(2)],
        requirements=[a_requirement(f"U{n}", person=f"X{n:06d}") for n in range(2)],
        projects=[a_project("K1", slots=(a_slot(MONDAY), a_slot(TUESDAY, "tue")))],
        staff=[a_supervisor(f"V{n}", **(first if n == 1 else {})) for n in range(1, crew + 1)],
        policy=a_policy(spare_supervisors=figure(wanted)),
    )


def short(problem: Problem, solution: Solution) -> float:
    """Spare supervisors too few."""
    return next(row.quantity for tier in score(problem, solution) for row in tier.goals if row.goal is Goal.SPARE_SHORT)


@pytest.mark.parametrize(
    ("scenario", "standing", "crew", "expected"),
    [
        (world(), [], [], 0),
        (world(), ON_MONDAY, [(MONDAY, "V1")], 0),
        (world(crew=1), ON_MONDAY, [(MONDAY, "V1")], 1),
        (world(2), ON_MONDAY, [(MONDAY, "V1")], 1),
        (world(0, crew=1), ON_MONDAY, [(MONDAY, "V1")], 0),
        (world(), ON_BOTH, [(MONDAY, "V2"), (TUESDAY, "V2")], 0),
        (world(contracted_hours=7.0), ON_BOTH, [(MONDAY, "V2"), (TUESDAY, "V2")], 0),
        (world(contracted_hours=7.0), ON_BOTH, [(MONDAY, "V1"), (TUESDAY, "V2")], 1),
        (world(contracted_hours=6.0), ON_BOTH, [(MONDAY, "V2"), (TUESDAY, "V2")], 2),
        (world(qualifications=(), roles=()), ON_MONDAY, [(MONDAY, "V2")], 1),
    ],
)
def test_who_is_free_with_hours_left_is_spare(
    scenario: Scenario, standing: list[tuple[str, str]], crew: list[tuple[str, str]], expected: int
) -> None:
    """On days with a session somebody else of the unit is free, and has hours left beside all turns of the week."""
    problem = compiled(scenario)
    assert short(problem, rota(problem, standing, crew)) == expected


@pytest.mark.parametrize(("wanted", "hours"), [(1, 37.0), (1, 7.0), (2, 14.0), (1, 6.0)])
def test_search_and_bound_see_spare_cover(wanted: int, hours: float) -> None:
    """Of all rotas the search finds the cheapest; floor and bound are below it; nobody is left out for a spare."""
    problem = compiled(world(wanted, contracted_hours=hours), spare_short=300.0)
    rotas = list(every_rota(problem))
    best = min(objective(problem, one) for one in rotas)
    found = searched(problem)
    assert objective(problem, found.solution) == pytest.approx(best)
    assert max(problem.floor, found.bound) <= best + 1e-6
    assert {requirement for requirement, _ in names(problem, found.solution)} == {"U0", "U1"}


def test_the_program_prices_every_rota() -> None:
    """A rota's point keeps every row of the program, costs what the goals say and gives the rota back."""
    problem = compiled(world(2, crew=3, contracted_hours=7.0))
    formulation = formulate(problem)
    program = formulation.program
    for one in every_rota(problem):
        point = point_of(problem, formulation, one)
        activity = program.activity(point)
        assert ((activity >= program.low - 1e-9) & (activity <= program.high + 1e-9)).all()
        assert ((point >= program.lower) & (point <= program.upper)).all()
        assert float(program.cost @ point) + formulation.constant == pytest.approx(objective(problem, one))
        assert np.array_equal(solution_of(problem, formulation, point).supervised, one.supervised)


def test_settling_leave_spends_no_spare() -> None:
    """Supervisors who are chosen anew leave no day short that had somebody spare, and mend what can be mended."""
    problem = compiled(world(contracted_hours=7.0))
    spent = rota(problem, ON_BOTH, [(MONDAY, "V1"), (TUESDAY, "V2")])
    mended = with_least_leave(problem, spent, lambda: False)
    assert short(problem, spent) == 1.0
    assert short(problem, mended) == 0.0
    assert kpis(problem, spent).weekdays_without_spare == 1
    assert kpis(problem, mended).weekdays_without_spare == 0


@pytest.mark.parametrize("hours", [37.0, 6.0])
def test_audit_counts_the_same(hours: float) -> None:
    """The audit works out the same number, penalty and key figure, and finds a plan that claims to lack fewer."""
    scenario = world(contracted_hours=hours)
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))
    assert audit(scenario, plan) == ()
    figures = plan.kpis.unpaid_work
    assert figures is not None
    assert figures.weekdays_without_spare == (0 if hours > 7.0 else 1)
    claimed = figures.model_copy(update={"weekdays_without_spare": figures.weekdays_without_spare + 1})
    tampered = plan.model_copy(update={"kpis": plan.kpis.model_copy(update={"unpaid_work": claimed})})
    assert {row.rule for row in audit(scenario, tampered)} == {"kpi"}
    stricter = scenario.model_copy(
        update={"policy": scenario.policy.model_copy(update={"spare_supervisors": figure(3)})}
    )
    assert "goal_value" in {row.rule for row in audit(stricter, plan)}
