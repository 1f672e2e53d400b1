"""Hours count beside journeys, current practice is what services do today, and both are told with what is in time."""

from __future__ import annotations

from datetime import date

import pytest

from models.decisions import Decisions, StandingPattern
from models.goals import Goal
from models.scenario import Scenario
from solver.baseline.unpaid_work import current_practice
from solver.unpaid_work import check, kpis, score
from tests.builders import (
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
from tests.solver.unpaid_work.ground import compiled, names, rota, searched


def world(km: float = 10.0, *, policy: dict[str, float] | None = None, **requirement: object) -> Scenario:
    """One person with a short day at the door, and a long one so many minutes away."""
    return a_scenario(
        requirements=[a_requirement("U1", **requirement)],
        projects=[
            a_project("K1", slots=(a_slot("K1-mon", end="13:00"),)),
            a_project("K2", location=at(east_km=km)),
        ],
        staff=[a_supervisor("V1"), a_supervisor("V2")],
        policy=a_policy(**{name: figure(value) for name, value in (policy or {}).items()}),
    )


@pytest.mark.parametrize(("left", "short", "long"), [(6000, 4 * 180, 0), (700, 0, 0), (1300, 1300 - 4 * 240, 0)])
def test_minutes_forgone_are_those_that_another_slot_would_hold(left: int, short: int, long: int) -> None:
    """A slot forgoes what the one that holds most would hold beyond it, and none beyond the minutes left."""
    problem = compiled(world(required_minutes=left))
    for slot, forgone in (("K1-mon", short), ("K2-mon", long)):
        tiers = score(problem, rota(problem, [("U1", slot)], [(slot, "V1")]))
        assert [row.quantity for tier in tiers for row in tier.goals if row.goal is Goal.MINUTES_FORGONE] == [forgone]


@pytest.mark.parametrize(("km", "slot"), [(40.0, "K2-mon"), (50.0, "K1-mon")])
def test_the_search_weighs_hours_against_journeys(km: float, slot: str) -> None:
    """Three hours more are worth 45 minutes more each way at a weight of a quarter, and no more."""
    problem = compiled(world(km))
    found = searched(problem)
    assert names(problem, found.solution) == {("U1", slot)}
    assert found.bound <= sum(tier.cost for tier in score(problem, found.solution)) + 1e-6


def test_current_practice_leaves_people_where_they_are() -> None:
    """Whoever goes to a project now, or is told of a slot, stays; others go to the nearest."""
    told = StandingPattern(
        requirement="U1",
        person="X000001",
        project="K2",
        slot="K2-mon",
        start=clock("09:00"),
        end=clock("16:00"),
        dates=(day(0),),
        minutes=420,
    )
    new, settled = world(), world(current_project="K2")
    informed = new.model_copy(update={"previous_plan": Decisions(patterns=(told,))})
    for scenario, slot in ((new, "K1-mon"), (settled, "K2-mon"), (informed, "K2-mon")):
        problem = compiled(scenario)
        assert names(problem, current_practice(problem)) == {("U1", slot)}


@pytest.mark.parametrize(("rate", "risk", "there"), [(0.5, 0.1, 8), (0.5, 0.0, 4), (1.0, 0.1, 4), (0.0, 0.1, 9)])
def test_current_practice_over_books_by_a_rule_of_thumb(rate: float, risk: float, there: int) -> None:
    """As many are sent as make as many come as there are places, at the mean rate; nothing but places is broken."""
    problem = compiled(
        a_scenario(
            people=[a_person(f"X{n}", show_up_rate=rate) for n in range(9)],
            requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(9)],
            projects=[a_project(places=4)],
            staff=[a_supervisor()],
            policy=a_policy(turn_away_risk=figure(risk)),
        )
    )
    practice = current_practice(problem)
    assert len(practice.standing) == there
    assert {violation.rule for violation in check(problem, practice)} <= {"within_places"}


@pytest.mark.parametrize(("weeks", "done"), [(6, 0), (7, 1)])
def test_done_in_time_goes_by_the_deadline(weeks: int, done: int) -> None:
    """Six sessions from the first Monday on are done on the sixth, which a deadline may be on or after."""
    deadline = date.fromordinal(day(0).toordinal() + 7 * (weeks - 2))
    problem = compiled(world(required_minutes=6 * 420, deadline=deadline))
    assert kpis(problem, rota(problem, [("U1", "K2-mon")], [("K2-mon", "V1")])).done_in_time == done
    assert kpis(problem, rota(problem, [])).done_in_time == 0
