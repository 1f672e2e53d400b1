"""Inductions: who has one when, and that no other session comes before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from models.attendance import AttendanceOutcome, Outcome
from models.decisions import StandingPattern
from models.goals import Part
from models.people import Person
from models.plan import Plan
from models.scenario import Scenario
from models.unpaid_work import Closure, Project, ProjectKind, Requirement
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.replan_rota import replan_rota
from solver.rota_news import News
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

WORK = Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1)


def inductions(id: str = "I1", **over: Any) -> Project:
    """Inductions on Tuesday mornings."""
    row: dict[str, Any] = {
        "kind": ProjectKind.INDUCTION,
        "slots": (a_slot(f"{id}-tue", "tue", "09:30", "12:30"),),
        "max_supervisors": 0,
    }
    return a_project(id, **(row | over))


def newcomers(number: int) -> list[Requirement]:
    """People who have had no induction."""
    return [a_requirement(f"U{n}", person=f"X{n}", induction_done=False) for n in range(number)]


def world(
    requirements: Sequence[Requirement], *projects: Project, people: Sequence[Person] = (), **over: Any
) -> Scenario:
    """A project on Mondays with a supervisor, and inductions."""
    known = {person.id for person in people}
    others = [a_person(row.person, show_up_rate=1.0) for row in requirements if row.person not in known]
    return a_scenario(
        people=[*people, *{person.id: person for person in others}.values()],
        requirements=requirements,
        projects=[a_project("K1"), *projects],
        staff=[a_supervisor("V1")],
        **over,
    )


def dates(plan: Plan, *, inducted: bool) -> dict[str, tuple[date, ...]]:
    """Dates of inductions, or of everything else, by requirement."""
    return {row.requirement: row.dates for row in plan.decisions.patterns if row.one_off is inducted}


def test_an_induction_comes_before_any_other_session() -> None:
    """Somebody inducted on the first Tuesday works from the second Monday on."""
    plan = make_plan(world(newcomers(1), inductions()), WORK)
    assert dates(plan, inducted=True) == {"U0": (day(1),)}
    assert dates(plan, inducted=False) == {"U0": (day(7), day(14), day(21))}
    assert plan.kpis.unpaid_work is not None
    assert plan.kpis.unpaid_work.minutes_placed == 3 * 420
    assert plan.kpis.unpaid_work.attendances == 4


def test_no_induction_after_the_sentence_too_soon_or_for_whoever_has_had_it() -> None:
    """The first date is one in the usable weeks; any requirement with the induction done stands for the person."""
    late = a_requirement("U0", person="X0", induction_done=False, sentence_date=day(2))
    done = [a_requirement("U1", person="X1", induction_done=False), a_requirement("U2", person="X1")]
    plan = make_plan(world([late, *done], inductions()), WORK)
    assert dates(plan, inducted=True) == {"U0": (day(8),)}


@pytest.mark.parametrize(
    ("outcome", "inducted"), [(Outcome.ATTENDED, {}), (Outcome.FAILED_TO_ATTEND, {"U0": (day(1),)})]
)
def test_whoever_has_come_to_an_induction_since_the_record_needs_none(
    outcome: Outcome, inducted: dict[str, tuple[date, ...]]
) -> None:
    """The outcome of an induction counts as having had it, unless the person has stayed away."""
    row = AttendanceOutcome(requirement="U0", on=day(-6), slot="I1-tue", outcome=outcome, minutes=0)
    sentenced = a_requirement("U0", person="X0", induction_done=False, sentence_date=day(-14))
    plan = make_plan(world([sentenced], inductions(), outcomes=[row]), WORK)
    assert dates(plan, inducted=True) == inducted


def test_a_finish_is_expected_at_the_pace_of_the_sessions_after_the_induction() -> None:
    """The days up to the first session make the pace no slower: eight sessions from the second Monday on."""
    late = a_requirement("U0", person="X0", induction_done=False, deadline=day(20), required_minutes=8 * 420)
    (row,) = make_plan(world([late], inductions()), WORK).off_track
    assert row.expected_finish == day(7 + 7 * 7)


def test_places_go_so_that_most_people_begin_and_wait_least() -> None:
    """With two places a week, four people have theirs in two weeks, and nobody is left out."""
    plan = make_plan(world(newcomers(4), inductions(places=2)), WORK)
    assert sorted(dates(plan, inducted=True).values()) == [(day(1),), (day(1),), (day(8),), (day(8),)]


def test_whoever_can_have_no_induction_is_given_nothing_and_told_why() -> None:
    """Somebody who is never free for the induction stands nowhere, for that reason."""
    busy = a_person("X0", commitments=(a_commitment("tue", "08:00", "13:00"),))
    plan = make_plan(world(newcomers(1), inductions(), people=[busy]), WORK)
    assert plan.decisions.patterns == ()
    (left,) = plan.unplaced
    assert left.reasons[-1].rule == "induction_first"
    assert plan.parts[0].tiers[0].goals[0].quantity == 4.0


def test_where_inductions_are_held_elsewhere_nobody_waits() -> None:
    """Without a project for inductions in the region people work from the first week on."""
    plan = make_plan(world(newcomers(1)), WORK)
    assert dates(plan, inducted=False) == {"U0": (day(0), day(7), day(14), day(21))}


def test_people_who_must_not_meet_have_their_inductions_apart() -> None:
    """Of three people, two of whom must not meet a third, one goes a week later, or two do."""
    people = [a_person("X0", non_associations=("X1",)), a_person("X1"), a_person("X2", non_associations=("X1",))]
    plan = make_plan(world(newcomers(3), inductions(), people=people), WORK)
    assert dates(plan, inducted=True) == {"U0": (day(1),), "U1": (day(8),), "U2": (day(1),)}


def test_days_come_before_journeys() -> None:
    """The nearer of two inductions is taken on the same day, the sooner of two whatever the journey."""
    near = inductions("I2", location=at(east_km=1.0))
    far = inductions("I1", location=at(east_km=6.0))
    plan = make_plan(world(newcomers(1), far, near), WORK)
    assert {row.slot for row in plan.decisions.patterns if row.one_off} == {"I2-tue"}
    later = inductions("I2", location=at(east_km=1.0), slots=(a_slot("I2-wed", "wed"),))
    plan = make_plan(world(newcomers(1), far, later), WORK)
    assert {row.slot for row in plan.decisions.patterns if row.one_off} == {"I1-tue"}


def test_news_leaves_inductions_as_they_are_unless_they_fall_out() -> None:
    """A newcomer moves nobody; a closed session sends its people to the next one, and their work begins later."""
    few = world(newcomers(1), inductions(places=1))
    plan = make_plan(few, WORK)
    after = replan_rota(world(newcomers(2), inductions(places=1)), plan, News())
    assert dates(after.plan, inducted=True) == {"U0": (day(1),), "U1": (day(8),)}
    snow = News(closures=(Closure(project="I1", first=day(1), last=day(1)),))
    after = replan_rota(few, plan, snow)
    assert dates(after.plan, inducted=True) == {"U0": (day(8),)}
    assert dates(after.plan, inducted=False) == {"U0": (day(14), day(21))}


def moved(row: StandingPattern, on: date) -> StandingPattern:
    """The induction on another day."""
    return row.model_copy(update={"dates": (on,)}) if row.one_off else row


@pytest.mark.parametrize("on", [day(8), day(2)], ids=["together", "no such day"])
def test_the_audit_finds_inductions_that_cannot_be(on: date) -> None:
    """Two who must not meet in one session, and a day without a session, are found."""
    people = [a_person("X0", non_associations=("X1",)), a_person("X1")]
    scenario = world(newcomers(2), inductions(), people=people)
    plan = make_plan(scenario, WORK)
    rows = tuple(moved(row, on) for row in plan.decisions.patterns)
    plan = plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"patterns": rows})})
    assert "induction_first" in {found.rule for found in audit(scenario, plan)}
