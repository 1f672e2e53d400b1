"""A rota in force meets news: the dates in question are repaired, and everything else stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from models.errors import BadInput
from models.goals import Part
from models.locks import UnpaidWorkLock
from models.people import SiteFeature
from models.plan import Plan
from models.record import DateRange
from models.rota_changes import Cover, PlaceChange, RotaChanges
from models.scenario import Scenario
from models.unpaid_work import EquipmentStock
from solver.audit import audit
from solver.closures import cancelled, snowed_in
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.replan import Absence
from solver.replan_rota import RotaReplanned, replan_rota
from solver.rota_news import News
from solver.unpaid_work.mip import Branched, Limits, branch
from solver.unpaid_work.program import Program
from solver.unpaid_work.repair import Take
from tests.builders import (
    OFFICE,
    OTHER_OFFICE,
    OTHER_PDU,
    PDU_ID,
    REGION,
    a_commitment,
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

WORK = Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1)
SECOND_MONDAY = day(7)


def a_world(*, supervisors: int = 2, places: int = 4, **parts: object) -> Scenario:
    """Three people near a project on Mondays, and one who is kept on Tuesdays, where there is room for them all."""
    row: dict[str, object] = {
        "staff": tuple(a_supervisor(f"V{n}") for n in range(1, supervisors + 1)),
        "people": tuple(a_person(f"X{n}", show_up_rate=1.0) for n in range(5)),
        "projects": (
            a_project("K1", places=places, minimum_to_run=1, slots=(a_slot("K1-mon", "mon"),)),
            a_project("K2", places=places, minimum_to_run=1, slots=(a_slot("K2-tue", "tue"),), location=at(north_km=9)),
        ),
        "requirements": (
            *(a_requirement(f"U{n}", person=f"X{n}") for n in range(3)),
            a_requirement("U3", person="X3"),
        ),
        "locks": tuple(
            UnpaidWorkLock(kind="unpaid_work", requirement=f"U{n}", slot=slot, reason="r")
            for n, slot in enumerate(("K1-mon", "K1-mon", "K1-mon", "K2-tue"))
        ),
        "policy": a_policy(turn_away_risk=figure(0.0)),
    }
    return a_scenario(**(row | parts))


@cache
def planned(**world: int) -> tuple[Scenario, Plan]:
    """A world and its plan."""
    scenario = a_world(**world)
    return scenario, make_plan(scenario, WORK)


def instructed(plan: Plan, on: date) -> dict[str, str]:
    """Slot that each person is instructed to on a day."""
    return {row.person: row.slot for row in plan.decisions.patterns if on in row.dates}


def on_duty(plan: Plan, on: date) -> set[str]:
    """Supervisors named on a day."""
    return {id for row in plan.decisions.sessions if row.on == on for id in row.supervisors}


def supervisor_on(plan: Plan, on: date) -> str:
    """The supervisor of a day."""
    (id,) = on_duty(plan, on)
    return id


def sound(made: RotaReplanned) -> bool:
    """Whether the audit finds nothing in the new plan."""
    return audit(made.scenario, made.plan) == ()


def test_nobody_is_sent_to_a_date_on_which_they_are_not_free() -> None:
    """Without anybody to step in on Monday people are sent to Tuesday, unless a commitment takes that Tuesday."""
    tuesday = a_commitment("tue", first=day(8), last=day(8))
    busy = tuple(a_person(f"X{n}", show_up_rate=1.0, commitments=(tuesday,) if n < 3 else ()) for n in range(5))
    free, away = a_world(supervisors=1), a_world(supervisors=1, people=busy)
    made, stayed = (
        replan_rota(scenario, make_plan(scenario, WORK), News((Absence("V1", SECOND_MONDAY, SECOND_MONDAY),)))
        for scenario in (free, away)
    )
    assert sound(made)
    assert sound(stayed)
    assert set(instructed(made.plan, day(8))) == {"X0", "X1", "X2", "X3"}
    assert set(instructed(stayed.plan, day(8))) == {"X3"}
    found = audit(made.scenario.model_copy(update={"people": busy}), made.plan)
    assert "dated_changes" in {finding.rule for finding in found}


def test_spare_cover_steps_in_and_nobody_is_moved() -> None:
    """With a supervisor to spare, an absence changes that one's instructions and nobody else's."""
    scenario, plan = planned()
    away = supervisor_on(plan, SECOND_MONDAY)
    made = replan_rota(scenario, plan, News((Absence(away, SECOND_MONDAY, SECOND_MONDAY),)))
    assert sound(made)
    assert made.people == ()
    assert away not in on_duty(made.plan, SECOND_MONDAY)
    assert on_duty(made.plan, SECOND_MONDAY)
    assert {row.id for row in made.staff} == {away} | on_duty(made.plan, SECOND_MONDAY)
    assert instructed(made.plan, SECOND_MONDAY) == instructed(plan, SECOND_MONDAY)
    assert made.plan.parts[0].objective == plan.parts[0].objective


def test_without_cover_people_go_elsewhere_or_stay_away() -> None:
    """With nobody to step in, no session runs that day; whoever can go on another day of the week does, if wanted."""
    scenario, plan = planned(supervisors=1)
    made = replan_rota(scenario, plan, News((Absence("V1", SECOND_MONDAY, SECOND_MONDAY),)), take=Take.MOST)
    assert sound(made)
    assert instructed(made.plan, SECOND_MONDAY) == {}
    lost = instructed(plan, SECOND_MONDAY).keys()
    assert {row.id for row in made.people} >= lost
    moved = instructed(made.plan, day(8)).keys() & lost
    assert moved == lost


@pytest.mark.parametrize("take", Take)
def test_few_changes_cost_more(take: Take) -> None:
    """Fewer changed instructions never cost less, and each point is kept by an audited plan."""
    scenario, plan = planned()
    made = replan_rota(scenario, plan, News(closures=cancelled(scenario, ["K1-mon"], day(0), day(7))), take=take)
    assert sound(made)
    fewest, balanced, most = made.points
    assert fewest.instructions <= balanced.instructions <= most.instructions
    assert fewest.cost >= balanced.cost >= most.cost
    assert made.taken is take


def test_nobody_is_at_a_cancelled_session() -> None:
    """A cancelled session is told of no more; standing slots stay, and so do all other dates."""
    scenario, plan = planned()
    made = replan_rota(scenario, plan, News(closures=cancelled(scenario, ["K1-mon"], SECOND_MONDAY, SECOND_MONDAY)))
    assert sound(made)
    assert "K1-mon" not in instructed(made.plan, SECOND_MONDAY).values()
    assert not [row for row in made.plan.decisions.sessions if (row.slot, row.on) == ("K1-mon", SECOND_MONDAY)]
    assert instructed(made.plan, day(14)) == instructed(plan, day(14))


def test_snow_closes_an_area_for_some_days() -> None:
    """Nobody is anywhere on days of snow; a region, a unit and its nearest office close the same projects here."""
    scenario, plan = planned()
    closures = snowed_in(scenario, None, day(7), day(8))
    made = replan_rota(scenario, plan, News(closures=closures))
    assert sound(made)
    assert not instructed(made.plan, day(7))
    assert not instructed(made.plan, day(8))
    assert all(snowed_in(scenario, area, day(7), day(8)) == closures for area in (REGION, PDU_ID, OFFICE))
    assert snowed_in(scenario, OTHER_PDU, day(7), day(8)) == snowed_in(scenario, OTHER_OFFICE, day(7), day(8)) == ()


def test_nobody_is_sent_where_equipment_is_lacking() -> None:
    """Of three people whose session falls out, one takes the pair of boots that is left on Tuesday."""
    scenario = a_world()
    work = scenario.unpaid_work
    first, second = work.projects
    given: dict[str, object] = {
        "projects": (first, second.model_copy(update={"equipment": ("boots",), "depot": OFFICE})),
        "equipment": (
            EquipmentStock(office=OFFICE, kind="boots", size="9", sets=2),
            EquipmentStock(office=OFFICE, kind="boots", size="8", sets=1),
        ),
    }
    scenario = scenario.model_copy(update={"unpaid_work": work.model_copy(update=given)})
    closures = cancelled(scenario, ["K1-mon"], SECOND_MONDAY, SECOND_MONDAY)
    made = replan_rota(scenario, make_plan(scenario, WORK), News(closures=closures), take=Take.MOST)
    assert sound(made)
    assert len(instructed(made.plan, day(8))) == 2


def test_who_stays_away_leaves_the_boots_to_others() -> None:
    """Boots of somebody whose session falls out are free for somebody who is sent to another one that day."""
    needs = {"minimum_to_run": 1, "equipment": ("boots",), "depot": OFFICE}
    scenario = a_world(
        people=tuple(
            a_person(f"X{n}", show_up_rate=1.0, restricted_from=(SiteFeature.HEIGHTS,) if n == 0 else ())
            for n in range(3)
        ),
        requirements=tuple(a_requirement(f"U{n}", person=f"X{n}") for n in range(3)),
        projects=(
            a_project("K1", slots=(a_slot("K1-thu", "thu"),), **needs),
            a_project("K2", slots=(a_slot("K2-mon", "mon"),), minimum_to_run=1),
            a_project("K3", slots=(a_slot("K3-thu", "thu"),), features=(SiteFeature.HEIGHTS,), **needs),
        ),
        locks=tuple(
            UnpaidWorkLock(kind="unpaid_work", requirement=f"U{n}", slot=slot, reason="r")
            for n, slot in enumerate(("K1-thu", "K2-mon", "K3-thu"))
        ),
    )
    boots = (EquipmentStock(office=OFFICE, kind="boots", sets=2),)
    scenario = scenario.model_copy(update={"unpaid_work": scenario.unpaid_work.model_copy(update={"equipment": boots})})
    monday = cancelled(scenario, ["K2-mon"], SECOND_MONDAY, SECOND_MONDAY)
    news = News(closures=(*monday, *cancelled(scenario, ["K1-thu"], day(10), day(10))))
    made = replan_rota(scenario, make_plan(scenario, WORK), news, take=Take.MOST)
    assert sound(made)
    assert instructed(made.plan, day(10)) == {"X1": "K3-thu", "X2": "K3-thu"}


def test_a_new_start_finds_a_place_and_nobody_else_is_moved() -> None:
    """A requirement that the plan does not know is given a slot; all other instructions stay as they were."""
    scenario, plan = planned()
    work = scenario.unpaid_work
    more = work.model_copy(update={"requirements": (*work.requirements, a_requirement("U9", person="X4"))})
    made = replan_rota(scenario.model_copy(update={"unpaid_work": more}), plan, News())
    assert sound(made)
    assert {row.id for row in made.people} == {"X4"}
    assert made.points[0].instructions == 0
    assert made.plan.parts[0].bound <= made.plan.parts[0].objective


@pytest.mark.parametrize(("minimum", "slot"), [(1, "K3-fri"), (2, None)])
def test_a_new_start_opens_what_needs_nobody_else(minimum: int, slot: str | None) -> None:
    """With all places taken, a placement without supervisors of ours is opened; else it is said who has no slot."""
    scenario = a_world(places=3)
    work = scenario.unpaid_work
    placement = a_project("K3", places=2, minimum_to_run=minimum, max_supervisors=0, slots=(a_slot("K3-fri", "fri"),))
    projects = (work.projects[0], placement)
    mondays = work.model_copy(update={"projects": projects, "requirements": work.requirements[:3]})
    before = scenario.model_copy(update={"unpaid_work": mondays, "locks": scenario.locks[:3]})
    more = mondays.model_copy(update={"requirements": (*mondays.requirements, a_requirement("U9", person="X4"))})
    made = replan_rota(before.model_copy(update={"unpaid_work": more}), make_plan(before, WORK), News())
    assert sound(made)
    assert instructed(made.plan, day(4)).get("X4") == slot
    assert [row.id for row in made.without] == ([] if slot else ["U9"])


def test_second_repair_keeps_the_first() -> None:
    """News after news: what was repaired first stays repaired."""
    scenario, plan = planned()
    first = replan_rota(scenario, plan, News(closures=cancelled(scenario, ["K1-mon"], day(7), day(7))), take=Take.MOST)
    again = replan_rota(first.scenario, first.plan, News(closures=cancelled(scenario, ["K1-mon"], day(14), day(14))))
    assert sound(again)
    assert again.plan.decisions.rota_changes.places[: len(first.plan.decisions.rota_changes.places)]
    assert instructed(again.plan, day(8)) == instructed(first.plan, day(8))
    nothing = replan_rota(again.scenario, again.plan, News())
    assert (nothing.people, nothing.staff) == ((), ())


def test_supervisor_away_for_good() -> None:
    """An absence over the whole horizon is repaired date by date, and the plan still says who stands where."""
    scenario, plan = planned(supervisors=1)
    made = replan_rota(scenario, plan, News((Absence("V1"),)))
    assert sound(made)
    assert made.plan.decisions.sessions == ()
    assert all(row.dates == () for row in made.plan.decisions.patterns)
    assert made.plan.parts[0].objective == plan.parts[0].objective


def test_spare_supervisor_away_for_good() -> None:
    """Nobody stands anywhere else for it, but what the plan tells of spare supervisors is told anew."""
    scenario = a_world(policy=a_policy(turn_away_risk=figure(0.0), spare_supervisors=figure(1)))
    plan = make_plan(scenario, WORK)
    (spare,) = {"V1", "V2"} - on_duty(plan, SECOND_MONDAY)
    made = replan_rota(scenario, plan, News((Absence(spare),)))
    assert sound(made)
    assert made.people == ()
    assert made.plan.parts[0].objective > plan.parts[0].objective


def test_a_choice_that_is_broken_off_is_the_one_that_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where branch and cut is ended the repair with the fewest changes stays, and nothing is said to be proved."""
    scenario, plan = planned(supervisors=1)
    news = News((Absence("V1", SECOND_MONDAY, SECOND_MONDAY),))

    def broken_off(program: Program, limits: Limits, **given: Any) -> Branched:
        return branch(program, limits) if limits.looks is None else Branched(given["start"], -np.inf)

    assert all(point.proved for point in replan_rota(scenario, plan, news).points)
    monkeypatch.setattr("solver.unpaid_work.repair.branch", broken_off)
    made = replan_rota(scenario, plan, news, take=Take.MOST)
    assert sound(made)
    assert not any(point.proved for point in made.points)


def test_notice_is_kept() -> None:
    """Nobody is sent anywhere before the notice has passed, and the last day to tell them says so."""
    scenario, plan = planned(supervisors=1)
    news = News((Absence("V1", SECOND_MONDAY, SECOND_MONDAY),))
    made = replan_rota(scenario, plan, news, take=Take.MOST, notice=3)
    assert sound(made)
    assert instructed(made.plan, day(8)) == instructed(plan, day(8))
    assert all(row.tell_by == day(2) for row in made.people + made.staff)


def test_nobody_need_be_told_at_a_weekend() -> None:
    """With a working day's notice of a Monday the Friday before is the last day."""
    scenario, plan = planned(supervisors=1)
    made = replan_rota(scenario, plan, News((Absence("V1", SECOND_MONDAY, SECOND_MONDAY),)), notice=1)
    assert {row.tell_by for row in made.people + made.staff} == {day(4)}


@pytest.mark.parametrize(
    "change",
    [
        lambda told: {"covers": (*told.covers, *told.covers)},
        lambda told: {"covers": tuple(row.model_copy(update={"on": day(9)}) for row in told.covers)},
        lambda told: {"covers": tuple(row.model_copy(update={"leaves": "K2-tue"}) for row in told.covers)},
        lambda told: {"places": (PlaceChange(requirement="U0", person="X0", slot="K2-tue", on=day(9)),)},
        lambda told: {"places": (_sent("K1-mon", day(14)),)},
        lambda told: {"places": (_sent("K2-tue", day(9)),)},
        lambda told: {"places": (_sent("K2-tue", None),)},
        lambda told: {"supervision": (*told.supervision, *told.supervision)},
    ],
    ids=["twice", "no session", "never there", "no place", "other week", "no date", "no day", "two crews"],
)
def test_changes_that_cannot_be_are_found(change: Callable[[RotaChanges], dict[str, object]]) -> None:
    """The audit finds every dated change that could not be made."""
    scenario, plan = planned()
    made = replan_rota(scenario, plan, News((Absence(supervisor_on(plan, day(0)), day(0), day(0)),)))
    told = made.plan.decisions.rota_changes
    assert told.covers
    wrong = made.plan.decisions.model_copy(update={"rota_changes": told.model_copy(update=change(told))})
    found = audit(made.scenario, made.plan.model_copy(update={"decisions": wrong}))
    assert "dated_changes" in {row.rule for row in found}


def _sent(slot: str, on: date | None) -> PlaceChange:
    return PlaceChange(requirement="U0", person="X0", slot="K1-mon", on=SECOND_MONDAY, to_slot=slot, to_on=on)


def test_absent_supervisor_named_at_a_session_is_found() -> None:
    """A plan that still names whoever is away, or sends people to a closed session, does not pass."""
    scenario, plan = planned()
    made = replan_rota(scenario, plan, News((Absence(supervisor_on(plan, day(0)), day(0), day(0)),)))
    old = made.plan.model_copy(update={"decisions": plan.decisions})
    assert "figures" in {row.rule for row in audit(made.scenario, old)}
    closed = replan_rota(scenario, plan, News(closures=cancelled(scenario, ["K1-mon"], day(0), day(0))))
    old = closed.plan.model_copy(update={"decisions": plan.decisions})
    assert "attendance_dates" in {row.rule for row in audit(closed.scenario, old)}


def test_strangers_in_a_change_are_found() -> None:
    """A change that names nobody of the scenario is left out and told of."""
    scenario, plan = planned()
    told = RotaChanges(covers=(Cover(slot="K1-mon", on=day(0), supervisor="V99"),))
    wrong = plan.decisions.model_copy(update={"rota_changes": told})
    assert {row.rule for row in audit(scenario, plan.model_copy(update={"decisions": wrong}))} == {"unknown_id"}


def test_news_that_cannot_be_is_refused() -> None:
    """A slot, an area or a supervisor that nobody knows is refused, and so is a plan without a rota."""
    scenario, plan = planned()
    for news in (
        lambda: cancelled(scenario, ["K9"], day(0), day(0)),
        lambda: snowed_in(scenario, "nowhere", day(0), day(0)),
        lambda: replan_rota(scenario, plan, News((Absence("V99"),))),
        lambda: replan_rota(
            scenario,
            plan.model_copy(update={"provenance": plan.provenance.model_copy(update={"parts": (Part.ALLOCATION,)})}),
            News(),
        ),
    ):
        with pytest.raises(BadInput):
            news()


def test_closures_hold_for_a_new_plan_too() -> None:
    """A plan made afresh has no session on a closed day, and leave in the scenario is no dated change."""
    scenario, _ = planned()
    work = scenario.unpaid_work.model_copy(update={"closures": cancelled(scenario, ["K1-mon"], day(7), day(7))})
    leave = (DateRange(first=day(8), last=day(8)),)
    staff = (scenario.staff[0].model_copy(update={"leave": leave}), *scenario.staff[1:])
    plan = make_plan(scenario.model_copy(update={"unpaid_work": work, "staff": staff}), WORK)
    assert "K1-mon" not in instructed(plan, day(7)).values()
    assert plan.decisions.rota_changes == RotaChanges()
