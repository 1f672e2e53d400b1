"""What is told of a rota: dates in order, sessions of the day, key figures, bookings, and why somebody has no slot."""

from __future__ import annotations

from typing import Any

import pytest

from models.people import StatedNeed
from models.record import DateRange
from models.scenario import Scenario
from models.staff import Staff
from models.unpaid_work import Frequency
from solver.calendar import Timetable
from solver.unpaid_work import decisions, kpis, occupy, unplaced
from solver.unpaid_work.explain import SENTENCES
from solver.unpaid_work.rules import RULES
from tests.builders import (
    a_commitment,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    day,
)
from tests.solver.unpaid_work.ground import compiled, rota


def world(*, requirement: dict[str, object] | None = None, staff: list[Staff] | None = None) -> Scenario:
    """One person ten minutes from a project that meets on Mondays and Tuesdays."""
    return a_scenario(
        people=[a_person("X000001", home=at(east_km=10.0))],
        requirements=[a_requirement("U1", **({"sessions_per_week": 2} | (requirement or {})))],
        projects=[a_project(slots=(a_slot("A"), a_slot("B", "tue", end="13:00")))],
        staff=staff or [a_supervisor("V1")],
    )


STANDING = [("U1", "A"), ("U1", "B")]
SUPERVISED = [("A", "V1"), ("B", "V1")]


def test_dates_go_in_order_over_all_slots_until_nothing_is_left() -> None:
    """A thousand minutes are worked on Monday, Tuesday and the next Monday, the last session counting what is left."""
    problem = compiled(world(requirement={"required_minutes": 1000}))
    monday, tuesday = decisions(problem, rota(problem, STANDING, SUPERVISED)).patterns
    assert (monday.dates, monday.minutes) == ((day(0), day(7)), 420 + 340)
    assert (tuesday.dates, tuesday.minutes) == ((day(1),), 240)


def test_no_session_on_a_date_without_a_supervisor() -> None:
    """While the only supervisor is away nobody is instructed, and the minutes are worked off later."""
    away = a_supervisor("V1", leave=(DateRange(first=day(7), last=day(8)),))
    problem = compiled(world(requirement={"required_minutes": 6000}, staff=[away]))
    plan = decisions(problem, rota(problem, STANDING, SUPERVISED))
    assert plan.patterns[0].dates == (day(0), day(14), day(21))
    assert {session.on for session in plan.sessions} == {day(n) for n in (0, 1, 14, 15, 21, 22)}


def test_sessions_name_who_is_present_on_the_day() -> None:
    """With one of two supervisors away, the session names the other, and places for one."""
    scenario = a_scenario(
        requirements=[a_requirement("U1")],
        projects=[a_project(places=3, max_supervisors=2)],
        staff=[a_supervisor("V1"), a_supervisor("V2", training_days=(day(7),))],
    )
    problem = compiled(scenario)
    sessions = decisions(problem, rota(problem, [("U1", "K1-mon")], [("K1-mon", "V1"), ("K1-mon", "V2")])).sessions
    told = [(row.on, row.supervisors, row.places, row.instructed) for row in sessions[:2]]
    assert told == [(day(0), ("V1", "V2"), 6, 1), (day(7), ("V1",), 3, 1)]


def test_key_figures() -> None:
    """Key figures count dated sessions, supervisors present, minutes worked off, and journeys of those instructed."""
    problem = compiled(world(requirement={"required_minutes": 1000}))
    figures = kpis(problem, rota(problem, STANDING, SUPERVISED))
    assert (figures.requirements, figures.placed, figures.unplaced) == (1, 1, 0)
    assert (figures.minutes_placed, figures.sessions_run, figures.supervisor_shifts) == (1000, 3, 3)
    assert figures.travel_minutes == 3 * 10


def test_bookings() -> None:
    """A person is taken on the dates of attendance, a supervisor on every date of the slot, people or not."""
    problem = compiled(world(requirement={"required_minutes": 1000}))
    timetable = Timetable()
    occupy(problem, rota(problem, STANDING, SUPERVISED), timetable)
    assert {booking.start.date() for booking in timetable.people["X000001"]} == {day(0), day(1), day(7)}
    mondays, tuesdays = {day(n) for n in (0, 7, 14, 21)}, {day(n) for n in (1, 8, 15, 22)}
    assert {booking.start.date() for booking in timetable.staff["V1"]} == mondays | tuesdays


def reasons(scenario: Scenario) -> list[tuple[str, int]]:
    """Rules and options left of the only requirement, on an empty rota."""
    problem = compiled(scenario)
    (row,) = unplaced(problem, rota(problem, []))
    assert row.id == "U1"
    return [(reason.rule, reason.options_left) for reason in row.reasons]


def test_why_somebody_has_no_slot() -> None:
    """The reasons go through the rules in order and say how many slots each left, until none is left."""
    person = a_person("X000001", commitments=(a_commitment("mon"),))
    scenario = a_scenario(
        people=[person],
        requirements=[a_requirement("U1")],
        projects=[
            a_project("K1", slots=(a_slot("A"), a_slot("B", "tue"))),
            a_project("K2", slots=(a_slot("C", "wed"),), location=at(east_km=70.0)),
        ],
    )
    assert reasons(scenario) == [("available", 2), ("within_travel_limit", 1), ("supervised", 0)]


def test_why_a_minimum_keeps_somebody_out() -> None:
    """Where only the minimum number is missing, that is the reason given last."""
    scenario = a_scenario(
        requirements=[a_requirement("U1")], projects=[a_project(minimum_to_run=2)], staff=[a_supervisor()]
    )
    assert reasons(scenario) == [("minimum_to_run", 0)]


ONCE = a_project(slots=(a_slot("A", frequency=Frequency.ONCE, first=day(7)),))
POLE = a_person("X000001", needs=(StatedNeed.INTERPRETER,), language="pl")
AWAY = (DateRange(first=day(0), last=day(27)),)
MISLEADING: dict[str, tuple[dict[str, Any], str]] = {
    "the only session falls on a bank holiday": ({"projects": [ONCE], "bank_holidays": [day(7)]}, "available"),
    "the project has ended": ({"projects": [a_project(ends=day(-1))]}, "available"),
    "who speaks the language is away": (
        {
            "people": [POLE],
            "projects": [a_project()],
            "staff": [a_supervisor("V1", languages=("pl",), leave=AWAY), a_supervisor("V2")],
        },
        "language_spoken",
    ),
    "the only supervisor must not work with the person": (
        {"projects": [a_project()], "staff": [a_supervisor("V1", excluded_people=("X000001",))]},
        "not_excluded",
    ),
}
"""Cases in which no slot has a supervisor for the person, for want of something else."""


@pytest.mark.parametrize(("world", "rule"), MISLEADING.values(), ids=MISLEADING)
def test_supervisors_are_not_blamed_for_what_else_is_missing(world: dict[str, Any], rule: str) -> None:
    """Where there is a supervisor, or no date for one, the reason is what the person lacks there."""
    rows: dict[str, Any] = {"requirements": [a_requirement("U1")], "staff": [a_supervisor()]}
    assert reasons(a_scenario(**rows | world)) == [(rule, 0)]


def test_a_clash_with_another_requirement_is_told_as_one() -> None:
    """Who stands on the only slot for one requirement is not told, for another, of people whom to keep from."""
    requirements = [a_requirement("U1"), a_requirement("U2")]
    scenario = a_scenario(requirements=requirements, projects=[a_project(slots=(a_slot("A"),))], staff=[a_supervisor()])
    problem = compiled(scenario)
    (row,) = unplaced(problem, rota(problem, [("U2", "A")], [("A", "V1")]))
    assert [(reason.rule, reason.options_left) for reason in row.reasons] == [("sessions_per_week", 0)]


def test_without_any_project_no_slot_is_said_to_be_spared() -> None:
    """Where there are no slots at all, the reason is that there is none, and not what the rest of the plan needs."""
    assert reasons(a_scenario(requirements=[a_requirement("U1")], staff=[a_supervisor()])) == [("project_kind", 0)]


def test_every_reason_is_a_rule_or_a_goal() -> None:
    """Reasons are called by the names of rules, or of the goal that outweighed the person."""
    assert set(SENTENCES) - {name for name, _ in RULES} == {"unmet_sessions"}
