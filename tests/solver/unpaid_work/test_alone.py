"""A van that is full keeps nobody away who could come alone."""

from __future__ import annotations

import numpy as np
import pytest

from models.goals import Part
from models.people import Means
from models.plan import Plan
from models.record import DateRange
from models.scenario import Scenario
from models.unpaid_work import PickUp, Van
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import check, objective
from solver.unpaid_work.formulate import formulate, point_of
from tests.builders import HERE, OFFICE, a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at, day
from tests.solver.unpaid_work.ground import compiled, searched

STOP = PickUp(id="P1", location=HERE, minutes_before=10)
NEAR_STOP, FAR_STOP = at(), at(north_km=-4.0)


def world(*limits: int, seats: int = 1, off_road: tuple[DateRange, ...] = ()) -> Scenario:
    """Car drivers forty minutes from the site and next to the stop, every second one a little farther from both."""
    return a_scenario(
        people=[
            a_person(f"X{n}", means=Means.CAR, max_minutes=limit, home=(NEAR_STOP, FAR_STOP)[n % 2])
            for n, limit in enumerate(limits)
        ],
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(len(limits))],
        projects=[
            a_project("K1", slots=(a_slot("K1-mon"),), location=at(east_km=40.0), pick_ups=(STOP,), places=8),
        ],
        staff=[a_supervisor("V1")],
        vans=(Van(id="VAN1", seats=seats, office=OFFICE, off_road=off_road),),
    )


def made(scenario: Scenario) -> Plan:
    """A plan of the rota."""
    return make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))


def rides(plan: Plan) -> dict[str, bool]:
    """Who is picked up."""
    return {row.person: row.pick_up is not None for row in plan.decisions.patterns}


@pytest.mark.parametrize(
    ("limits", "seats", "expected"),
    [
        ((60, 60, 60), 1, {"X0": True, "X1": False, "X2": False}),
        ((60, 30, 60), 1, {"X0": False, "X1": True, "X2": False}),
        ((60, 60, 60), 3, {"X0": True, "X1": True, "X2": True}),
        ((30, 30, 60), 1, {"X0": True, "X2": False}),
    ],
)
def test_seats_go_to_those_who_need_them(limits: tuple[int, ...], seats: int, expected: dict[str, bool]) -> None:
    """Who could not come otherwise has a seat first, then who saves most minutes; the others come alone."""
    scenario = world(*limits, seats=seats)
    plan = made(scenario)
    assert audit(scenario, plan) == ()
    told = rides(plan)
    assert len(told) == len(expected)
    assert sum(told.values()) == sum(expected.values())
    assert told["X2"] == expected["X2"]


def test_way_and_figures_follow() -> None:
    """Who comes alone has the longer way in the key figures, and is instructed to as many sessions."""
    both, one = (made(world(60, 60, seats=seats)) for seats in (2, 1))
    longer = one.kpis.unpaid_work, both.kpis.unpaid_work
    assert longer[0] is not None
    assert longer[1] is not None
    assert longer[0].attendances == longer[1].attendances
    assert longer[0].travel_minutes > longer[1].travel_minutes


def test_whoever_comes_alone_comes_while_the_van_is_away() -> None:
    """On a date on which the van is off the road those attend who do not ride."""
    scenario = world(60, 30, off_road=(DateRange(first=day(7), last=day(7)),))
    plan = made(scenario)
    assert audit(scenario, plan) == ()
    assert {row.person: day(7) in row.dates for row in plan.decisions.patterns} == {"X0": True, "X1": False}


def test_whoever_rides_and_can_comes_alone_while_the_van_is_away() -> None:
    """On a date on which the van is off the road those who ride come alone where they can, and are told so."""
    scenario = world(60, 30, seats=2, off_road=(DateRange(first=day(7), last=day(7)),))
    plan = made(scenario)
    assert audit(scenario, plan) == ()
    assert rides(plan) == {"X0": True, "X1": True}
    assert {row.person: day(7) in row.dates for row in plan.decisions.patterns} == {"X0": True, "X1": False}
    assert {row.person: row.alone_on for row in plan.decisions.patterns} == {"X0": (day(7),), "X1": ()}


@pytest.mark.parametrize("limits", [(60, 60, 60), (60, 30, 60)])
def test_the_program_prices_who_comes_alone(limits: tuple[int, ...]) -> None:
    """The point of a rota keeps every row, costs what the goals say, and the bound is no higher."""
    problem = compiled(world(*limits))
    found = searched(problem)
    assert check(problem, found.solution) == []
    assert len(found.solution.standing) == 3
    formulation = formulate(problem)
    program, point = formulation.program, point_of(problem, formulation, found.solution)
    activity = program.activity(point)
    assert ((activity >= program.low - 1e-9) & (activity <= program.high + 1e-9)).all()
    assert np.isclose(float(program.cost @ point) + formulation.constant, objective(problem, found.solution))
    assert found.bound <= objective(problem, found.solution) + 1e-6


@pytest.mark.parametrize("person", ["X0", "X1"])
def test_an_invented_way_is_found(person: str) -> None:
    """Who must ride cannot be told to come alone, and nobody is told of a seat that is not there."""
    scenario = world(60, 30)
    plan = made(scenario)
    other = {"X0": {"pick_up": "P1", "pick_up_at": plan.decisions.patterns[1].pick_up_at}, "X1": {"pick_up": None}}
    patterns = tuple(
        row.model_copy(update=other[person]) if row.person == person else row for row in plan.decisions.patterns
    )
    tampered = plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"patterns": patterns})})
    found = {row.rule for row in audit(scenario, tampered)}
    assert ("seats_in_van" if person == "X0" else "calendar") in found
