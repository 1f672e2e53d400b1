"""A van is off the road: another goes instead, or those who ride are found something else."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from models.errors import BadInput
from models.goals import Part
from models.plan import Plan
from models.record import Record
from models.rota_changes import RotaChanges, VanInstead
from models.scenario import Scenario
from models.unpaid_work import PickUp, Van
from solver.audit import audit
from solver.instructions import Ride
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.replan_rota import RotaReplanned, replan_rota
from solver.rota_news import News, OffRoad
from solver.unpaid_work.repair import Take
from tests.builders import (
    OFFICE,
    a_person,
    a_policy,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    clock,
    day,
    figure,
)

WORK = Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1)
SITE = at(east_km=30.0)
STOP = PickUp(id="K1-P1", location=at(), minutes_before=20)
FIRST_MONDAY, SECOND_MONDAY = day(0), day(7)
K1_THEN = ("K1-mon", SECOND_MONDAY)


def a_world(*, vans: int = 2, seats: int = 8, other_days: bool = False, limits: tuple[int, int] = (25, 25)) -> Scenario:
    """Two people who ride to a site on Mondays and a neighbour of it; on Wednesdays there may be work near by.

    Half an hour from the site without the van, the two cannot come alone unless their ``limits`` are higher.
    """
    near_by = a_project("K2", slots=(a_slot("K2-wed", "wed"),), location=at(east_km=25.0))
    return a_scenario(
        staff=(a_supervisor("V1"),),
        people=(
            *(a_person(f"X{n}", show_up_rate=1.0, max_minutes=limit) for n, limit in enumerate(limits)),
            a_person("X2", home=SITE, show_up_rate=1.0, max_minutes=5),
        ),
        requirements=tuple(a_requirement(f"U{n}", person=f"X{n}") for n in range(3)),
        projects=(a_project("K1", location=SITE, pick_ups=(STOP,)), *((near_by,) if other_days else ())),
        vans=tuple(Van(id=f"VAN{n}", seats=seats if n == 1 else 1, office=OFFICE) for n in range(1, vans + 1)),
        policy=a_policy(turn_away_risk=figure(0.0)),
    )


@cache
def planned(**world: Any) -> tuple[Scenario, Plan]:
    """A world and its plan."""
    scenario = a_world(**world)
    return scenario, make_plan(scenario, WORK)


def instructed(plan: Plan, number: int) -> dict[str, str]:
    """Slot that each person is instructed to on a day."""
    return {row.person: row.slot for row in plan.decisions.patterns if day(number) in row.dates}


def off(scenario: Scenario, plan: Plan, **over: Any) -> RotaReplanned:
    """The van of every Monday is off the road on the second one."""
    return replan_rota(scenario, plan, News(vans=(OffRoad("VAN1", SECOND_MONDAY, SECOND_MONDAY),)), **over)


def vans(plan: Plan) -> list[str | None]:
    """Vans of the Mondays."""
    return [row.van for row in plan.decisions.sessions if row.slot == "K1-mon"]


def test_another_van_goes_and_only_riders_are_told_of_it() -> None:
    """With a van to spare that has the seats, riders come as they would have, told which van takes them in."""
    scenario = a_world(vans=1)
    spare = Van(id="VAN2", seats=2, office=OFFICE)
    work = scenario.unpaid_work
    scenario = scenario.model_copy(update={"unpaid_work": work.model_copy(update={"vans": (*work.vans, spare)})})
    plan = make_plan(scenario, WORK)
    assert vans(plan) == ["VAN1"] * 4
    made = off(scenario, plan)
    assert audit(made.scenario, made.plan) == ()
    ride = Ride("K1-P1", clock("08:40"), "VAN2")
    assert {row.id: row.travel for row in made.people} == dict.fromkeys(("X0", "X1"), ((K1_THEN, ride),))
    assert {(row.no_longer, row.instead) for row in made.people} == {((), ())}
    assert [(row.id, row.travel) for row in made.staff] == [("V1", ((K1_THEN, Ride(None, None, "VAN2")),))]
    assert {point.instructions for point in made.points} == {0}
    assert vans(made.plan) == ["VAN1", "VAN2", "VAN1", "VAN1"]
    assert made.plan.decisions.patterns == plan.decisions.patterns
    again = replan_rota(made.scenario, made.plan, News(vans=(OffRoad("VAN2", SECOND_MONDAY, SECOND_MONDAY),)))
    assert audit(again.scenario, again.plan) == ()
    assert vans(again.plan) == ["VAN1", None, "VAN1", "VAN1"]


@pytest.mark.parametrize("take", Take)
def test_without_any_van_riders_stay_at_home_and_others_come(take: Take) -> None:
    """Those who ride are told, and on every other Monday nothing changes; three points are offered."""
    scenario, plan = planned(vans=1)
    made = off(scenario, plan, take=take)
    assert audit(made.scenario, made.plan) == ()
    assert instructed(made.plan, 7) == {"X2": "K1-mon"}
    assert {row.id for row in made.people} == {"X0", "X1"}
    assert instructed(made.plan, 14) == instructed(plan, 14)
    assert {point.take for point in made.points} == set(Take)


@pytest.mark.parametrize("vans", [1, 2])
def test_a_van_off_the_road_for_good(vans: int) -> None:
    """The slot keeps its van on paper: on every Monday another one goes, or nobody who rides comes; news may follow."""
    scenario, plan = planned(vans=vans)
    made = replan_rota(scenario, plan, News(vans=(OffRoad("VAN1"),)))
    assert audit(made.scenario, made.plan) == ()
    there = {row.van for row in made.plan.decisions.sessions}
    assert there == ({"VAN2"} if vans == 2 else {None})
    again = replan_rota(made.scenario, made.plan, News())
    assert audit(again.scenario, again.plan) == ()
    assert (again.people, again.staff) == ((), ())


def alone(plan: Plan) -> dict[str, tuple[date, ...]]:
    """Who comes alone on which days, though a van brings them on others."""
    return {row.person: row.alone_on for row in plan.decisions.patterns if row.alone_on}


@pytest.mark.parametrize("take", Take)
def test_without_any_van_riders_who_can_come_alone_that_day(take: Take) -> None:
    """Whoever can reach the site alone is told to, and loses no session; the supervisor is told that no van goes."""
    scenario, plan = planned(vans=1, limits=(60, 60))
    made = off(scenario, plan, take=take)
    assert audit(made.scenario, made.plan) == ()
    assert instructed(made.plan, 7) == instructed(plan, 7)
    assert alone(made.plan) == dict.fromkeys(("X0", "X1"), (SECOND_MONDAY,))
    assert {row.id: row.travel for row in (*made.people, *made.staff)} == dict.fromkeys(
        ("X0", "X1", "V1"), ((K1_THEN, None),)
    )
    assert {point.instructions for point in made.points} == {0}
    before, after = plan.kpis.unpaid_work, made.plan.kpis.unpaid_work
    assert before is not None
    assert after is not None
    assert (after.minutes_placed, after.travel_minutes) == (before.minutes_placed, before.travel_minutes + 20)
    again = replan_rota(made.scenario, made.plan, News())
    assert (again.people, again.staff, alone(again.plan)) == ((), (), alone(made.plan))


@pytest.mark.parametrize(("limits", "by_bus"), [((60, 60), "X1"), ((60, 25), "X0"), ((25, 60), "X1")])
def test_the_seat_of_another_van_goes_to_who_needs_it_most(limits: tuple[int, int], by_bus: str) -> None:
    """With one seat in the van that goes instead, it is for who cannot come alone; if both can, for one of them."""
    scenario, plan = planned(vans=2, limits=limits)
    made = off(scenario, plan)
    assert audit(made.scenario, made.plan) == ()
    assert vans(made.plan)[1] == "VAN2"
    assert instructed(made.plan, 7) == instructed(plan, 7)
    assert alone(made.plan) == {by_bus: (SECOND_MONDAY,)}


@pytest.mark.parametrize("told", [{"X0": (), "X1": (SECOND_MONDAY,)}, dict.fromkeys(("X0", "X1"), (FIRST_MONDAY,))])
def test_who_rides_on_a_day_is_audited(told: dict[str, tuple[date, ...]]) -> None:
    """Nobody is told to wait for a van that does not go, nor to come alone where there is a seat."""
    scenario, plan = planned(vans=1, limits=(60, 60))
    made = off(scenario, plan)
    rows = (row.model_copy(update={"alone_on": told.get(row.person, ())}) for row in made.plan.decisions.patterns)
    decided = made.plan.decisions.model_copy(update={"patterns": tuple(rows)})
    tampered = made.plan.model_copy(update={"decisions": decided})
    assert "seats_in_van" in {row.rule for row in audit(made.scenario, tampered)}


def test_a_small_van_brings_some_and_the_other_one_goes_elsewhere() -> None:
    """With one seat left one rider comes in the other van, and the other works on another day where there is work."""
    scenario, plan = planned(vans=2, other_days=True)
    assert instructed(plan, 7).keys() == {"X0", "X1", "X2"}
    made = off(scenario, plan)
    assert audit(made.scenario, made.plan) == ()
    assert [len(row.no_longer) for row in sorted(made.people, key=lambda row: row.no_longer)] == [0, 1]
    assert [ride.van for row in made.people for _, ride in row.travel if ride] == ["VAN2"]
    assert len(instructed(made.plan, 7)) == 2
    assert vans(made.plan)[1] == "VAN2"


@pytest.mark.parametrize(
    "instead",
    [
        VanInstead(slot="K1-mon", on=day(8), van="VAN2"),
        VanInstead(slot="K1-mon", on=SECOND_MONDAY, van="VAN1"),
        VanInstead(slot="K1-mon", on=FIRST_MONDAY, van="VAN1"),
    ],
)
def test_vans_that_cannot_go_are_found(instead: VanInstead) -> None:
    """A van instead of another must be another one, on the road, on a day of the slot."""
    scenario, plan = planned(vans=2)
    made = off(scenario, plan)
    changes = made.plan.decisions.rota_changes
    told: Record = RotaChanges(**dict(changes) | {"vans": (*changes.vans, instead)})
    decided = made.plan.decisions.model_copy(update={"rota_changes": told})
    tampered = made.plan.model_copy(update={"decisions": decided})
    assert "dated_changes" in {row.rule for row in audit(made.scenario, tampered)}


@pytest.mark.parametrize("van", [OffRoad("VAN9"), OffRoad("VAN1", day(-1), day(2)), OffRoad("VAN1", day(3), day(2))])
def test_news_of_vans_that_cannot_be_is_refused(van: OffRoad) -> None:
    """A van must be there, and days must lie in the horizon in order."""
    scenario, plan = planned(vans=2)
    with pytest.raises(BadInput):
        replan_rota(scenario, plan, News(vans=(van,)))
