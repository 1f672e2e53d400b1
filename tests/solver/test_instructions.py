"""Who must be told: changed dates, and ways of travel that change while date and slot stay."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from models.decisions import Decisions
from models.people import Means
from models.plan import Plan
from models.scenario import Scenario
from models.unpaid_work import PickUp, Van
from solver.audit import audit
from solver.instructions import Ride, Told, people_told, staff_told
from solver.options import Budget, Options
from solver.plan import Part, make_plan
from solver.replan_rota import replan_rota
from solver.rota_news import News
from tests.builders import HERE, OFFICE, a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at, clock
from tests.builders import day as day_of

STOP = PickUp(id="P1", location=HERE, minutes_before=10)
AT_THE_STOP = Ride("P1", clock("08:50"), "VAN1")
MONDAYS = tuple(("K1-mon", day_of(7 * week)) for week in range(4))
SECOND = MONDAYS[1][1]


@cache
def world(*limits: int) -> Scenario:
    """A van with one seat, and car drivers forty minutes from the site, who could come alone if their limit allows."""
    return a_scenario(
        people=[a_person(f"X{n}", means=Means.CAR, max_minutes=limit, home=at()) for n, limit in enumerate(limits)],
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(len(limits))],
        projects=[a_project("K1", slots=(a_slot("K1-mon"),), location=at(east_km=40.0), pick_ups=(STOP,), places=8)],
        staff=[a_supervisor("V1")],
        vans=(Van(id="VAN1", seats=1, office=OFFICE), Van(id="VAN2", seats=1, office=OFFICE)),
    )


@cache
def planned(*limits: int) -> Plan:
    """A plan of the rota."""
    return make_plan(world(*limits), Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))


def told(old: Decisions, new: Decisions) -> tuple[Told, ...]:
    """Who must be told, with a working day of notice."""
    return people_told(old, new, 1, frozenset())


def altered(decisions: Decisions, *, van: str | None = None, on: date = SECOND, **ride: Any) -> Decisions:
    """Another ride on every date, or another van on one."""
    sessions = decisions.sessions
    if van:
        sessions = tuple(row.model_copy(update={"van": van}) if row.on == on else row for row in sessions)
    patterns = tuple(row.model_copy(update=ride) for row in decisions.patterns)
    return decisions.model_copy(update={"patterns": patterns, "sessions": sessions})


def test_a_new_start_who_needs_the_seat_takes_it_and_the_rider_is_told() -> None:
    """Whoever could come alone comes alone from then on, at the same dates, and must know."""
    plan, after = planned(60), world(60, 30)
    assert all(row.pick_up == "P1" for row in plan.decisions.patterns)
    made = replan_rota(after, plan, News())
    assert audit(made.scenario, made.plan) == ()
    rider, newcomer = made.people
    assert (rider.id, rider.no_longer, rider.instead) == ("X0", (), ())
    assert rider.travel == tuple((monday, None) for monday in MONDAYS)
    assert rider.tell_by < MONDAYS[0][1]
    assert (newcomer.id, newcomer.instead) == ("X1", MONDAYS)
    assert newcomer.travel == tuple((monday, AT_THE_STOP) for monday in MONDAYS)


def test_a_seat_gained_is_told() -> None:
    """Whoever came alone and rides now is told of place, time and van; nobody is told what stays."""
    rides = planned(60).decisions
    alone = altered(rides, pick_up=None, pick_up_at=None)
    (row,) = told(alone, rides)
    assert (row.no_longer, row.instead) == ((), ())
    assert row.travel == tuple((monday, AT_THE_STOP) for monday in MONDAYS)
    assert told(rides, rides) == told(alone, alone) == ()


TAMPERINGS = [
    ({"pick_up": "P2"}, Ride("P2", AT_THE_STOP.at, "VAN1"), 4, "calendar"),
    ({"pick_up_at": clock("08:30")}, Ride("P1", clock("08:30"), "VAN1"), 4, "calendar"),
    ({"van": "VAN2"}, Ride("P1", AT_THE_STOP.at, "VAN2"), 1, "figures"),
]


@pytest.mark.parametrize(("change", "ride", "dates", "rule"), TAMPERINGS, ids=["point", "time", "van"])
def test_another_ride_is_told_and_an_invented_one_found(
    change: dict[str, Any], ride: Ride, dates: int, rule: str
) -> None:
    """Another point, time or van is news on its dates; and the audit finds one that does not follow from the rota."""
    plan = planned(60)
    other = altered(plan.decisions, **change)
    (row,) = told(plan.decisions, other)
    assert [way for _, way in row.travel] == [ride] * dates
    assert row.travel[0][0] == (MONDAYS[0] if dates > 1 else MONDAYS[1])
    assert rule in {found.rule for found in audit(world(60), plan.model_copy(update={"decisions": other}))}


def test_the_last_day_looks_at_the_earliest_news() -> None:
    """Where only a later ride changes there is time until the working day before it."""
    decisions = planned(60).decisions
    (row,) = told(decisions, altered(decisions, van="VAN2", on=MONDAYS[2][1]))
    assert MONDAYS[1][1] < row.tell_by < MONDAYS[2][1]


def test_supervisors_are_told_when_their_session_is_stood_down() -> None:
    """Nobody is instructed any more on one day: the supervisor need not come, and hears once somebody is again."""
    full = planned(60).decisions
    sessions = tuple(
        row.model_copy(update={"instructed": 0, "expected": 0.0}) if row.on == SECOND else row for row in full.sessions
    )
    empty = full.model_copy(update={"sessions": sessions})
    (stood_down,) = staff_told(full, empty, 1, frozenset())
    assert (stood_down.id, stood_down.no_longer, stood_down.instead) == ("V1", (("K1-mon", SECOND),), ())
    (called,) = staff_told(empty, full, 1, frozenset())
    assert (called.no_longer, called.instead) == ((), (("K1-mon", SECOND),))
