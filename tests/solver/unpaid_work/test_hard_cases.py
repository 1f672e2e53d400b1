"""Cases that schedulers stumble over, planned and audited as a whole: nobody, one place, holidays, the last hour."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.goals import Part
from models.plan import Plan
from models.scenario import Horizon, Scenario
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.builders import (
    a_commitment,
    a_person,
    a_policy,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    day,
    figure,
)

DAYS = ("mon", "tue", "wed", "thu", "fri")
CERTAIN = {"policy": a_policy(turn_away_risk=figure(0.0))}


def planned(scenario: Scenario, work: int = 1) -> Plan:
    """The plan, which has passed the audit."""
    return make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=work), seed=1))


def people(number: int, **over: Any) -> dict[str, Any]:
    """So many people, each with a requirement of one session a week."""
    return {
        "people": [a_person(f"X{n}", **over) for n in range(number)],
        "requirements": [a_requirement(f"U{n}", person=f"X{n}") for n in range(number)],
    }


def placed(plan: Plan) -> set[str]:
    """People with a standing slot."""
    return {row.person for row in plan.decisions.patterns}


def test_nobody_is_available() -> None:
    """Everyone works whenever there is a session: nobody is placed, everybody is told why, and no session runs."""
    busy = tuple(a_commitment(weekday) for weekday in DAYS)
    plan = planned(a_scenario(**people(3, commitments=busy), projects=[a_project()], staff=(a_supervisor(),)))
    assert plan.decisions.patterns == plan.decisions.sessions == ()
    assert {(row.id, row.reasons[-1].rule) for row in plan.unplaced} == {(f"U{n}", "available") for n in range(3)}


def test_a_single_place() -> None:
    """One place, three people who always come: one of them has it, and the other two are told that there is no room."""
    staff = (a_supervisor(),)
    plan = planned(a_scenario(**people(3, show_up_rate=1.0), projects=[a_project(places=1)], staff=staff, **CERTAIN))
    assert len(placed(plan)) == 1
    assert {row.reasons[-1].rule for row in plan.unplaced} == {"within_places"}
    assert all(session.instructed == 1 for session in plan.decisions.sessions)


def test_everyone_must_be_kept_from_everyone() -> None:
    """Four people who must never meet and two slots: one person stands on each, the others on none."""
    names = tuple(f"X{n}" for n in range(4))
    scenario = a_scenario(
        people=[a_person(name, non_associations=tuple(other for other in names if other != name)) for name in names],
        requirements=people(4)["requirements"],
        projects=[a_project(slots=(a_slot("K1-mon"), a_slot("K1-tue", "tue")))],
        staff=(a_supervisor(),),
    )
    plan = planned(scenario)
    assert sorted(row.slot for row in plan.decisions.patterns) == ["K1-mon", "K1-tue"]
    assert {row.reasons[-1].rule for row in plan.unplaced} == {"keep_apart"}


def test_a_project_ends_in_mid_horizon() -> None:
    """Nobody is instructed after the last day, and a project that goes on is preferred, though it is farther away."""
    alone = a_scenario(**people(2), projects=[a_project(ends=day(13))], staff=(a_supervisor(),))
    plan = planned(alone)
    assert {on for row in plan.decisions.patterns for on in row.dates} == {day(0), day(7)}
    lasting = a_project("K2", slots=(a_slot("K2-tue", "tue"),))
    both = a_scenario(**people(2), projects=[a_project(ends=day(13)), lasting], staff=(a_supervisor(),))
    assert {row.project for row in planned(both).decisions.patterns} == {"K2"}


def test_christmas_fortnight() -> None:
    """On bank holidays no session is held; places stay held, and those who lose the days come in the weeks around."""
    holidays = (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
    scenario = a_scenario(
        **people(2),
        projects=[a_project(slots=(a_slot("K1-mon"), a_slot("K1-fri", "fri")))],
        staff=(a_supervisor(),),
    )
    horizon = Horizon(start=date(2026, 12, 14), weeks=4, bank_holidays=holidays)
    requirements = tuple(
        row.model_copy(update={"sessions_per_week": 2, "sentence_date": date(2026, 9, 1)})
        for row in scenario.unpaid_work.requirements
    )
    work = scenario.unpaid_work.model_copy(update={"requirements": requirements})
    plan = planned(scenario.model_copy(update={"horizon": horizon, "unpaid_work": work}))
    assert placed(plan) == {"X0", "X1"}
    days = {on for row in plan.decisions.patterns for on in row.dates}
    assert not days & set(holidays)
    assert days == {date(2026, 12, n) for n in (14, 18, 21)} | {date(2027, 1, n) for n in (4, 8)}


def test_one_hour_left() -> None:
    """Whoever has an hour left is instructed once, works it off, and takes up no later place."""
    requirement = a_requirement("U0", person="X0", required_minutes=6000, completed_minutes=5940)
    other = a_requirement("U1", person="X1")
    project = a_project(places=1)
    plan = planned(
        a_scenario(
            people=[a_person("X0", show_up_rate=1.0), a_person("X1", show_up_rate=1.0)],
            requirements=[requirement, other],
            projects=[project],
            staff=(a_supervisor(),),
            **CERTAIN,
        )
    )
    mine = [row for row in plan.decisions.patterns if row.person == "X0"]
    assert sum(row.minutes for row in mine) in (0, 60)
    assert sum(len(row.dates) for row in mine) == (1 if mine else 0)
    alone = planned(
        a_scenario(people=[a_person("X0")], requirements=[requirement], projects=[project], staff=(a_supervisor(),))
    )
    (row,) = alone.decisions.patterns
    assert (row.minutes, len(row.dates)) == (60, 1)


@pytest.mark.parametrize(("rate", "instructed", "there"), [(1.0, 2, 2.0), (0.0, 6, 0.0)])
def test_show_up_rates_of_none_and_all(rate: float, instructed: int, there: float) -> None:
    """Of people who always come as many are instructed as there are places; of people who never do, all."""
    scenario = a_scenario(**people(6, show_up_rate=rate), projects=[a_project(places=2)], staff=(a_supervisor(),))
    plan = planned(scenario)
    first = plan.decisions.sessions[0]
    assert (first.instructed, first.expected, first.turn_away_chance) == (instructed, there, 0.0)


def test_two_supervisors_for_thirty_sessions() -> None:
    """Two supervisors run ten of thirty slots at the most, within their hours, and the places there are filled."""
    projects = [
        a_project(f"K{n}", places=2, slots=tuple(a_slot(f"K{n}-{weekday}", weekday) for weekday in DAYS))
        for n in range(6)
    ]
    staff = (a_supervisor("V1"), a_supervisor("V2"))
    plan = planned(a_scenario(**people(30, show_up_rate=1.0), projects=projects, staff=staff, **CERTAIN), work=2)
    slots = {row.slot for row in plan.decisions.sessions}
    assert len(slots) == 10
    assert len(placed(plan)) == 20
    assert all([reason.rule for reason in row.reasons] == ["supervised", "within_places"] for row in plan.unplaced)


def test_three_hundred_hours_in_four_weeks() -> None:
    """What cannot be done in time is told: the requirement is late, by how much, and none of its hours are hidden."""
    requirement = a_requirement(
        "U0", person="X0", required_minutes=18_000, sessions_per_week=5, sentence_date=day(-30), deadline=day(27)
    )
    project = a_project(slots=tuple(a_slot(f"K1-{weekday}", weekday) for weekday in DAYS))
    person = a_person("X0", show_up_rate=1.0)
    scenario = a_scenario(people=[person], requirements=[requirement], projects=[project], staff=(a_supervisor(),))
    plan = planned(scenario)
    assert sum(row.minutes for row in plan.decisions.patterns) == 4 * 5 * 420
    (late,) = plan.off_track
    assert late.minutes_left == 18_000
    assert late.expected_finish is not None
    assert late.expected_finish > requirement.deadline
    assert late.weeks_late == 5
