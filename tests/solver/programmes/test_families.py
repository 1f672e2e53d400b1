"""Groups that the planner forms by itself: which there are, that the audit sees the same, and the search among many."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from models.programmes import GroupFamily, MeetingPattern, Venue
from models.record import Weekday, WeeklySlot
from models.scenario import Scenario
from solver.audit.formed import Groups
from solver.baseline.programmes import current_practice, greedy
from solver.options import Allowance, Budget
from solver.programmes import check, objective, search
from solver.programmes.candidates import Candidates
from solver.programmes.exact import SMALL
from solver.programmes.mip import can_open
from solver.programmes.pool import pooled
from solver.programmes.prices import Prices, evaluated
from solver.programmes.problem import no_groups
from solver.programmes.rounding import SHARES, plans_by_prices
from solver.progress import silent
from tests.builders import (
    OFFICE,
    OTHER_OFFICE,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_person,
    a_room,
    a_template,
    an_estate,
    at,
    clock,
    day,
)
from tests.solver.programmes.ground import best_of, compiled, priced, referrals, scenario_of

DAYS = ("mon", "tue", "wed", "thu")


def a_venue(office: str = OFFICE, start: str = "09:00", end: str = "17:00") -> Venue:
    """A venue that is open at the same hours from Monday to Thursday."""
    hours = tuple(WeeklySlot(weekday=Weekday(name), start=clock(start), end=clock(end)) for name in DAYS)
    return Venue(office=office, open=hours)


def a_pattern(id: str, weekday: str, start: str) -> MeetingPattern:
    """Once a week."""
    return MeetingPattern(id=id, slots=(a_group_slot(weekday, start),))


def with_families(rows: dict[str, Any], *families: GroupFamily, venues: tuple[Venue, ...] = (a_venue(),)) -> Scenario:
    """A scenario with families beside its options."""
    scenario = scenario_of(**rows)
    programmes = scenario.programmes.model_copy(update={"families": families, "venues": venues})
    return scenario.model_copy(update={"programmes": programmes})


PATTERNS = (a_pattern("AM", "tue", "10:00"), a_pattern("PM", "wed", "14:00"), a_pattern("LATE", "tue", "16:00"))


def ids(scenario: Scenario) -> list[str]:
    """Names of all groups that could open."""
    return [option.id for option in Candidates.of(scenario).options]


def test_every_venue_pattern_and_week_is_thought_of() -> None:
    """A family stands for each venue, each pattern for which the venue is open long enough, and each start week."""
    family = GroupFamily(id="BC", template="BC", first_week=1, every_weeks=2)
    rows = {"templates": (a_template(patterns=PATTERNS),), "group_options": ()}
    found = ids(with_families(rows, family, venues=(a_venue(), a_venue(OTHER_OFFICE, "12:00"))))
    both = {f"BC+{OFFICE}+{pattern}+{week}" for pattern in ("AM", "PM") for week in ("01", "03")}
    assert set(found) == both | {f"BC+{OTHER_OFFICE}+PM+{week}" for week in ("01", "03")}


def test_a_family_keeps_to_its_offices_and_last_week() -> None:
    """Offices that a family names, and its last week, limit it."""
    family = GroupFamily(id="BC", template="BC", offices=(OTHER_OFFICE,), last_week=0)
    rows = {"templates": (a_template(patterns=PATTERNS[:1]),), "group_options": ()}
    assert ids(with_families(rows, family, venues=(a_venue(), a_venue(OTHER_OFFICE)))) == [f"BC+{OTHER_OFFICE}+AM+00"]


def test_a_group_thought_of_by_hand_takes_the_place_of_its_like() -> None:
    """A group of a family with kind, office and sessions of an option falls away; the option comes first."""
    rows = {"templates": (a_template(patterns=PATTERNS[:1]),), "group_options": (a_group_option(),)}
    family = GroupFamily(id="BC", template="BC")
    assert ids(with_families(rows, family)) == ["G1", *(f"BC+{OFFICE}+AM+0{week}" for week in (1, 2, 3))]


def test_weeks_that_a_holiday_makes_alike_count_once() -> None:
    """Where a bank holiday moves a first session to the next week's, only one of the two groups is kept."""
    rows = {"templates": (a_template(patterns=PATTERNS[:1]),), "group_options": (), "bank_holidays": (day(1),)}
    assert ids(with_families(rows, GroupFamily(id="BC", template="BC", last_week=1))) == [f"BC+{OFFICE}+AM+00"]


def many(seed: int) -> Scenario:
    """A dozen people, two venues, four patterns, four weeks: more groups than the whole program has alone."""
    dice = random.Random(seed)
    patterns = (*PATTERNS[:2], a_pattern("MO", "mon", "10:00"), a_pattern("TH", "thu", "10:00"))
    people = tuple(a_person(f"X{n}", home=at(east_km=dice.choice((0, 8, 20)))) for n in range(1, 13))
    people = (*people[:1], people[1].model_copy(update={"non_associations": ("X1",)}), *people[2:])
    rows = {
        "templates": (a_template(sessions=3, minimum_size=3, maximum_size=5, facilitators=2, patterns=patterns),),
        "people": people,
        "referrals": referrals(12),
        "group_options": (a_group_option(earliest_start=day(7), slots=(a_group_slot("fri", "10:00"),)),),
        "estate": an_estate(rooms=(a_room(seats=4), a_room("R2", office=OTHER_OFFICE, seats=5))),
        "staff": tuple(a_facilitator(f"F{n}", training_days=(day(dice.randint(0, 25)),)) for n in range(1, 5)),
    }
    return with_families(rows, GroupFamily(id="BC", template="BC"), venues=(a_venue(), a_venue(OTHER_OFFICE)))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_audit_thinks_of_the_same_groups(seed: int) -> None:
    """Names and sessions of all groups are those that the audit works out with code of its own."""
    scenario = many(seed)
    own, candidates = Groups(scenario), Candidates.of(scenario)
    assert [row.id for row in own.options] == [row.id for row in candidates.options]
    for g, number in enumerate(own.timeline_of):
        days = [session.on for session in candidates.calendars[candidates.calendar_of[g]]]
        assert [sitting.taken.on for sitting in own.timelines[number]] == days


@pytest.mark.parametrize("seed", [1, 2])
def test_search_by_prices_agrees_with_the_whole_program(seed: int) -> None:
    """Among many groups the search finds and bounds what the program of all groups proves, whatever the prices."""
    problem = compiled(many(seed))
    assert len(can_open(problem)) > SMALL
    outcome = search(problem, Allowance(Budget(work=20)), 1, greedy(problem), silent)
    optimum = best_of(problem)
    assert not check(problem, outcome.solution)
    assert objective(problem, outcome.solution) == pytest.approx(optimum)
    assert outcome.bound <= optimum + 1e-6
    assert problem.floor <= priced(problem).priced.bound <= optimum + 1e-6


def test_plans_made_from_prices_keep_every_rule() -> None:
    """Filled at the prices of the relaxation, groups are as large as they must be, and staffed, whatever the share."""
    problem = compiled(many(2))
    found = priced(problem)
    plans = list(plans_by_prices(problem, pooled(problem), found))
    assert len(plans) == len(SHARES)
    for plan in plans:
        assert not check(problem, plan)
        assert found.priced.bound <= objective(problem, plan) < objective(problem, no_groups(problem))


def test_any_prices_give_a_bound() -> None:
    """Prices drawn at random never prove more than the best plan costs."""
    problem = compiled(many(3))
    pool, dice, optimum = pooled(problem), np.random.default_rng(1), best_of(problem)
    sizes = (pool.people, len(pool.room_for), len(pool.course_ids), len(pool.shift_staff), 0)
    for scale in (0.01, 0.1, 0.5, 1.0, 2.0):
        prices = Prices(*(scale * problem.penalty * dice.random(size) for size in sizes))
        assert evaluated(pool, prices).bound <= optimum + 1e-6


def test_current_practice_fills_what_somebody_has_thought_of() -> None:
    """Groups that the planner forms are not known to whoever fills groups by hand."""
    problem = compiled(many(1))
    assert not current_practice(problem).opened[~problem.by_hand].any()


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ((), True),
        ((WeeklySlot(weekday=Weekday.TUE, start=clock("10:00"), end=clock("12:00")),), True),
        ((WeeklySlot(weekday=Weekday.TUE, start=clock("10:00"), end=clock("11:59")),), False),
        ((WeeklySlot(weekday=Weekday.WED, start=clock("09:00"), end=clock("17:00")),), False),
    ],
)
def test_facilitators_lead_within_their_working_pattern(pattern: tuple[WeeklySlot, ...], *, fits: bool) -> None:
    """A session from ten to noon on Tuesdays needs somebody who works then; without a pattern, nine to five counts."""
    problem = compiled(scenario_of(staff=(a_facilitator(pattern=pattern),)))
    assert problem.facilitator_fits.tolist() == [[fits]]
