"""Vans: who rides, how many fit in, and that none is in two places at once."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from models.people import ExclusionZone, Means
from models.record import DateRange
from models.scenario import Scenario
from models.unpaid_work import PickUp, Van
from solver.unpaid_work import Problem, Solution, check, decisions, objective, units, unplaced
from solver.unpaid_work.formulate import formulate, point_of, solution_of
from tests.builders import (
    MONDAY,
    OFFICE,
    OTHER_OFFICE,
    OTHER_PDU,
    OTHER_TEAM,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    day,
)
from tests.solver.unpaid_work.ground import compiled, every_rota, searched

STOP = PickUp(id="P1", location=at(east_km=5.0), minutes_before=15)
FARTHER = PickUp(id="P2", location=at(east_km=35.0), minutes_before=10)


def out_of_town(
    people: int = 3,
    *,
    seats: int = 8,
    vans: int = 1,
    projects: int = 1,
    off_road: tuple[DateRange, ...] = (),
    **over: Any,
) -> Scenario:
    """Walkers a quarter of an hour from the van's first stop; the sites are too far to walk to."""
    stops = {"pick_ups": (STOP, FARTHER), "location": at(east_km=60.0), "places": 8, "max_supervisors": 1}
    mine = [
        a_project(f"K{n}", **(stops | {"pick_ups": tuple(_named(stop, n) for stop in stops["pick_ups"])} | over))
        for n in range(1, projects + 1)
    ]
    return a_scenario(
        people=[a_person(f"X{n}", means=Means.WALK, max_minutes=45) for n in range(people)],
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(people)],
        projects=mine,
        staff=tuple(a_supervisor(f"V{n}") for n in range(1, projects + 1)),
        vans=tuple(Van(id=f"VAN{n}", seats=seats, office=OFFICE, off_road=off_road) for n in range(1, vans + 1)),
    )


def _named(stop: PickUp, number: int) -> PickUp:
    return stop.model_copy(update={"id": f"K{number}-{stop.id}"})


def riding(problem: Problem, solution: Solution) -> list[int]:
    """People on each slot."""
    return np.bincount(solution.standing[:, 1], minlength=len(problem.slots.ids)).tolist()


def test_whoever_is_nearer_to_a_stop_than_to_the_site_rides_from_the_best_stop() -> None:
    """The way to the stop and the ride count together; a neighbour of the site comes without the van."""
    scenario = out_of_town(2)
    neighbour = a_person("X1", home=at(east_km=60.0))
    problem = compiled(scenario.model_copy(update={"people": (scenario.people[0], neighbour)}))
    assert problem.pick_up[:, 0].tolist() == [0, -1]
    assert problem.travel[0, 0] == 15 + 15
    assert problem.options.rides.tolist() == [True, False]


def test_nobody_waits_inside_an_exclusion_zone() -> None:
    """A stop inside a zone of the person is passed over; the next one counts."""
    scenario = out_of_town(1)
    zone = ExclusionZone(centre=STOP.location, radius_km=0.5)
    person = a_person("X0", means=Means.WALK, max_minutes=90, exclusion_zones=(zone,))
    problem = compiled(scenario.model_copy(update={"people": (person,)}))
    assert problem.pick_up[0, 0] == 1
    assert problem.travel[0, 0] == 45 + 10


@pytest.mark.parametrize("over", [{"vans": 0}, {"seats": 0}, {"max_supervisors": 0}])
def test_without_van_or_driver_nobody_rides(over: dict[str, Any]) -> None:
    """Stops say nothing where no van of the unit has seats, or nobody of ours is there to drive."""
    problem = compiled(out_of_town(1, **over))
    assert problem.pick_up.tolist() == [[-1]]
    assert len(problem.options.slot) == 0


def test_seats_hold_however_unlikely_people_are_to_turn_up() -> None:
    """With two seats two people ride, the third has no place; one more seat and all do."""
    for seats, placed in ((2, 2), (3, 3)):
        problem = compiled(out_of_town(3, seats=seats))
        found = searched(problem)
        assert riding(problem, found.solution) == [placed]
        assert check(problem, found.solution) == []
        full = Solution.of(np.array([[n, 0] for n in range(3)]), np.array([[0, 0]]), np.array([[0, 0]]))
        assert [row.rule for row in check(problem, full)] == ["seats_in_van"] * (3 - placed)
    assert [row.rule for row in check(problem, Solution.of(full.standing, full.supervised))] == ["seats_in_van"]


def test_who_is_left_without_a_seat_is_told_so() -> None:
    """The reasons of somebody without a place name the van, and nobody else."""
    problem = compiled(out_of_town(3, seats=2))
    (row,) = unplaced(problem, searched(problem).solution)
    assert row.reasons[-1].rule == "seats_in_van"
    assert "X" not in row.reasons[-1].sentence


@pytest.mark.parametrize(("start", "together"), [("09:00", False), ("16:29", False), ("16:30", True)])
def test_a_van_is_out_for_one_slot_at_a_time(start: str, together: bool) -> None:
    """One van serves two slots of a day only where it is back at its first stop before it has to leave there again."""
    day_slot, other = a_slot("K1-mon", "mon", "09:00", "16:00"), a_slot("K2-mon", "mon", start, "19:00")
    scenario = out_of_town(4, projects=2, seats=2)
    projects = tuple(
        row.model_copy(update={"slots": (slot,)})
        for row, slot in zip(scenario.unpaid_work.projects, (day_slot, other), strict=True)
    )
    late = tuple(a_supervisor(f"V{n}", pattern=(a_slot("W", "mon", "08:00", "20:00"),)) for n in (1, 2))
    work = scenario.unpaid_work.model_copy(update={"projects": projects})
    problem = compiled(scenario.model_copy(update={"unpaid_work": work, "staff": late}))
    found = searched(problem)
    assert sorted(riding(problem, found.solution)) == ([2, 2] if together else [0, 2])
    both = Solution.of(np.array([[0, 0], [1, 1]]), np.array([[0, 0], [1, 1]]), np.array([[0, 0], [1, 0]]))
    assert [row.rule for row in check(problem, both)] == ([] if together else ["vans_not_double_booked"])


def test_vans_that_are_alike_are_counted() -> None:
    """Two vans serve two slots of one hour; program and rota say the same of what that costs."""
    problem = compiled(out_of_town(4, projects=2, seats=2, vans=2))
    found = searched(problem)
    assert sorted(riding(problem, found.solution)) == [2, 2]
    assert len(set(found.solution.driven[:, 1].tolist())) == 2
    formulation = formulate(problem)
    point = point_of(problem, formulation, found.solution)
    again = solution_of(problem, formulation, point)
    assert check(problem, again) == []
    assert formulation.program.cost @ point + formulation.constant == pytest.approx(objective(problem, again))


def test_no_rota_is_cheaper_than_the_one_that_the_search_proves() -> None:
    """On a tiny case the search finds the best of all rotas, vans counted, and its bound says so."""
    problem = compiled(out_of_town(3, projects=2, seats=2, vans=1))
    found = searched(problem)
    trips = [np.zeros((0, 2)), np.array([[0, 0]]), np.array([[1, 0]])]
    costs = [
        objective(problem, whole)
        for rota, driven in itertools.product(every_rota(problem, checked=False), trips)
        if not check(problem, whole := Solution.of(rota.standing, rota.supervised, driven))
    ]
    assert objective(problem, found.solution) == pytest.approx(min(costs))
    assert found.bound <= min(costs) + 1e-6


def test_a_van_off_the_road_leaves_its_riders_at_home() -> None:
    """On a day without the van those who ride are not instructed; the session has one on other days alone."""
    problem = compiled(out_of_town(2, off_road=(DateRange(first=MONDAY, last=day(3)),)))
    plan = decisions(problem, searched(problem).solution)
    assert all(row.dates[0] == day(7) for row in plan.patterns)
    assert {row.on: row.van for row in plan.sessions}[MONDAY] is None
    assert {row.on: row.van for row in plan.sessions}[day(7)] == "VAN1"
    (one, *_) = plan.patterns
    assert (one.pick_up, str(one.pick_up_at)) == ("K1-P1", "08:45:00")


def test_units_keep_their_vans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut into units and put together again, a rota has the same vans at the same slots."""
    monkeypatch.setattr(units, "MOST_OPTIONS", 0)
    scenario = out_of_town(4, projects=2, vans=1)
    here, there = scenario.unpaid_work.projects
    people = tuple(
        person.model_copy(update={"pdu": OTHER_PDU}) if n % 2 else person for n, person in enumerate(scenario.people)
    )
    work = scenario.unpaid_work.model_copy(
        update={
            "projects": (here, there.model_copy(update={"pdu": OTHER_PDU})),
            "vans": (*scenario.unpaid_work.vans, Van(id="VAN2", seats=8, office=OTHER_OFFICE)),
        }
    )
    staff = (a_supervisor("V1"), a_supervisor("V2", team=OTHER_TEAM))
    problem = compiled(scenario.model_copy(update={"unpaid_work": work, "people": people, "staff": staff}))
    found = Solution.of(
        np.array([[0, 0], [2, 0], [1, 1], [3, 1]]), np.array([[0, 0], [1, 1]]), np.array([[0, 0], [1, 1]])
    )
    assert check(problem, found) == []
    parts = units.pieces(problem)
    assert [piece.problem.vans.ids for piece in parts] == [("VAN1",), ("VAN2",)]
    again = units.united([(piece, piece.within(found)) for piece in parts])
    assert again.driven.tolist() == found.driven.tolist()
    assert again.standing.tolist() == found.standing.tolist()
    assert check(problem, searched(problem).solution) == []
