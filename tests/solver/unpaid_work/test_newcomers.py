"""People who are expected to start: places are left for them where that costs less than leaving them without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.check import check_document
from models.document import canonical_json
from models.goals import Goal, Part
from models.scenario import Scenario
from models.unpaid_work import NewStarts, ProjectKind
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import Problem, Solution, kpis, objective, outlook, score
from solver.unpaid_work.annealer import anneal
from solver.unpaid_work.formulate import formulate, point_of
from solver.unpaid_work.newcomers import too_few_places
from solver.unpaid_work.rota import Rota
from tests.builders import (
    PDU_ID,
    a_person,
    a_policy,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    day,
    figure,
)
from tests.solver.unpaid_work.ground import compiled, every_rota, names, rota, searched

MON, TUE = "K1-mon", "K2-tue"
FORKLIFT = "forklift"


def world(expected: int = 3, week: int = 0, weeks: int = 4, risk: float = 0.0, **over: Any) -> Scenario:
    """Two people with one session a week, and two projects of two places, the second of which is farther away."""
    project = {"places": 2} | over
    return a_scenario(
        weeks=weeks,
        people=[a_person(f"X{n:06d}") for n in range(2)],
        requirements=[a_requirement(f"U{n}", person=f"X{n:06d}") for n in range(2)],
        projects=[
            a_project("K1", slots=(a_slot(MON),), **project),
            a_project("K2", slots=(a_slot(TUE, "tue"),), location=at(east_km=9.0), **project),
        ],
        staff=[a_supervisor("V1")],
        policy=a_policy(turn_away_risk=figure(risk)),
        new_starts=(NewStarts(pdu=PDU_ID, week=day(7 * week), people=expected),) if expected else (),
    )


def short(problem: Problem, solution: Solution) -> float:
    """People expected for whom no place is left."""
    goals = (value for tier in score(problem, solution) for value in tier.goals)
    return next(value.quantity for value in goals if value.goal is Goal.STARTS_WITHOUT_PLACE)


BOTH_ON_ONE = ([("U0", MON), ("U1", MON)], [(MON, "V1")])
ONE_EACH = ([("U0", MON), ("U1", TUE)], [(MON, "V1"), (TUE, "V1")])


@pytest.mark.parametrize(
    ("scenario", "at_places", "expected"),
    [
        (world(3), BOTH_ON_ONE, 3),
        (world(3), ONE_EACH, 1),
        (world(0), BOTH_ON_ONE, 0),
        (world(3, places=5), BOTH_ON_ONE, 0),
        (world(3, certificates=("cscs",)), ([], []), 3),
        (world(3, max_supervisors=0, kind=ProjectKind.INDIVIDUAL), ([], []), 0),
        (world(5, max_supervisors=0, kind=ProjectKind.INDIVIDUAL), ([("U0", MON)], []), 2),
        (world(5, max_supervisors=0, minimum_to_run=2, kind=ProjectKind.INDIVIDUAL), ([], []), 5),
        (world(5, max_supervisors=0, kind=ProjectKind.ETE), ([], []), 5),
    ],
)
def test_places_left_are_counted(scenario: Scenario, at_places: tuple[Any, Any], expected: int) -> None:
    """Open sessions count for their places, less those who hold one; projects that not everybody may come to do not."""
    problem = compiled(scenario)
    assert short(problem, rota(problem, *at_places)) == expected


def test_those_who_will_be_done_make_room() -> None:
    """Who has worked off everything before the week that is looked at holds no place then."""
    scenario = world(3, week=1)
    rows = tuple(
        row.model_copy(update={"completed_minutes": row.required_minutes - 600})
        for row in scenario.unpaid_work.requirements
    )
    scenario = scenario.model_copy(
        update={"unpaid_work": scenario.unpaid_work.model_copy(update={"requirements": rows})}
    )
    problem = compiled(scenario)
    assert short(problem, rota(problem, *BOTH_ON_ONE)) == 1


def test_more_are_counted_on_than_there_are_places() -> None:
    """Where not everybody turns up, a session counts for more people than it has places."""
    certain, usual = world(9, risk=0.2, places=4), world(9, risk=0.2, places=4)
    people = tuple(row.model_copy(update={"show_up_rate": 0.5}) for row in usual.people)
    usual = usual.model_copy(update={"people": people})
    left = [compiled(one).newcomers.counts.tolist() for one in (certain, usual)]
    assert left[0] == [4, 4]
    assert min(left[1]) > 4


@pytest.mark.parametrize(("expected", "weight"), [(3, 1000.0), (3, 1.0), (1, 100.0), (0, 100.0)])
def test_search_and_bound_see_places_left(expected: int, weight: float) -> None:
    """Of all rotas the search finds the cheapest; floor and bound are below it; the program prices each rightly."""
    problem = compiled(world(expected), starts_without_place=weight)
    rotas = list(every_rota(problem))
    best = min(objective(problem, one) for one in rotas)
    found = searched(problem)
    assert objective(problem, found.solution) == pytest.approx(best)
    assert max(problem.floor, found.bound) <= best + 1e-6
    assert len(found.solution.standing) == 2
    formulation = formulate(problem)
    program = formulation.program
    for one in rotas:
        point = point_of(problem, formulation, one)
        activity = program.activity(point)
        assert ((activity >= program.low - 1e-9) & (activity <= program.high + 1e-9)).all()
        assert ((point >= program.lower) & (point <= program.upper)).all()
        assert float(program.cost @ point) + formulation.constant == pytest.approx(objective(problem, one))


def test_a_session_is_opened_for_those_who_are_to_come() -> None:
    """Where the forecast weighs enough a second session runs, and the plan says for how many there is a place."""
    problem = compiled(world(3), starts_without_place=1000.0)
    found = searched(problem).solution
    assert len(found.supervised) == 2
    (row,) = outlook(problem, found)["new_starts"]
    assert (row.people, row.places, row.week) == (3, 2, day(7))
    assert (kpis(problem, found).expected_starts, kpis(problem, found).starts_with_place) == (3, 2)


@pytest.mark.parametrize("week", [0, 2, 3])
def test_audit_counts_the_same(week: int) -> None:
    """The audit works out the same number, penalty, key figures and rows."""
    scenario = world(3, week=week, risk=0.1, max_supervisors=2)
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))
    assert audit(scenario, plan) == ()
    assert plan.new_starts[0].people == 3


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((NewStarts(pdu=PDU_ID, week=day(1), people=1),), "not_a_monday"),
        ((NewStarts(pdu=PDU_ID, week=day(28), people=1),), "out_of_range"),
        ((NewStarts(pdu=PDU_ID, week=day(7), people=1),) * 2, "duplicate_row"),
        ((NewStarts(pdu="NOWHERE", week=day(7), people=1),), "unknown_id"),
    ],
)
def test_forecasts_that_cannot_be(rows: tuple[NewStarts, ...], code: str) -> None:
    """A forecast is for a unit that is there and a week of the horizon, from its Monday, and stated once."""
    scenario = world()
    scenario = scenario.model_copy(update={"unpaid_work": scenario.unpaid_work.model_copy(update={"new_starts": rows})})
    assert {fault.code for fault in check_document(canonical_json(scenario)).faults} == {code}


@pytest.mark.parametrize("kind", [ProjectKind.GROUP, ProjectKind.INDEPENDENT])
def test_a_rota_in_the_making_knows_who_lacks_a_place(kind: ProjectKind) -> None:
    """However a rota came about, it counts the people for whom no place is left as the goal does."""
    over = {} if kind is ProjectKind.GROUP else {"max_supervisors": 0, "kind": kind, "minimum_to_run": 2}
    problem = compiled(world(**over))
    for one in every_rota(problem):
        made = Rota(problem, one)
        assert (np.maximum(0, made.lacking) == too_few_places(problem, one)).all()
        for s in set(one.standing[:, 1].tolist()):
            made.close(s)
        assert (np.maximum(0, made.lacking) == too_few_places(problem, made.solution())).all()


def test_annealing_leaves_places_to_those_who_are_to_start() -> None:
    """Somebody moves from the session that those who are to start could join to one that asks for a certificate."""
    scenario = world()
    near, far = scenario.unpaid_work.projects
    asking = far.model_copy(update={"certificates": (FORKLIFT,)})
    parts = scenario.unpaid_work.model_copy(update={"projects": (near, asking)})
    people = tuple(one.model_copy(update={"skills": (FORKLIFT,)}) for one in scenario.people)
    problem = compiled(scenario.model_copy(update={"unpaid_work": parts, "people": people}), starts_without_place=500.0)
    start = rota(problem, BOTH_ON_ONE[0], [(MON, "V1"), (TUE, "V1")])
    found = anneal(problem, Rota(problem, start), steps=2000, seed=1)
    assert {slot for _, slot in names(problem, found)} == {MON, TUE}
