"""One more facilitator, room, weekly time or venue: ranked by how many people it lets start."""

from __future__ import annotations

from typing import Any

from models.decisions import Decisions
from models.goals import Part
from models.one_more import OneMoreRanking, Resource
from models.plan import Plan
from models.programmes import GroupFamily, MeetingPattern, Venue
from models.record import Weekday, WeeklySlot
from models.scenario import Scenario
from solver.one_more import one_more
from solver.options import Allowance, Budget, Options
from solver.plan import make_plan
from solver.programmes.extra import extras
from tests.builders import (
    OTHER_OFFICE,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_room,
    a_template,
    an_estate,
    an_office,
    at,
    clock,
)
from tests.solver.programmes.ground import referrals, scenario_of

RIVALS = (a_group_option(), a_group_option("G2"))
TWO_ROOMS = an_estate(rooms=(a_room(), a_room("R2")))
FOUR = {"referrals": referrals(4), "templates": (a_template(maximum_size=2),), "group_options": RIVALS}


def ranked(**rows: Any) -> OneMoreRanking:
    """Ranking of all resources of a scenario whose plan has had little time."""
    scenario = scenario_of(**rows)
    plan = make_plan(scenario, Options(parts=(Part.PROGRAMMES,), budget=Budget(seconds=None, work=1)))
    return one_more(scenario, plan, Allowance(Budget(seconds=None, work=5)), top=3)


def test_the_facilitator_who_is_lacking_comes_first() -> None:
    """With two rooms and one facilitator for four people in two groups, one more facilitator lets two more start."""
    answer = ranked(**FOUR, estate=TWO_ROOMS)
    best = answer.rows[0]
    assert (answer.start, answer.of, best.start, best.more_start) == (2, 4, 4, 2)
    assert (best.resource, best.at) == (Resource.FACILITATOR, "F1")
    assert best.priority_gained == best.priority_at_best == 2
    assert all(row.more_start == 0 for row in answer.rows[1:])


def test_the_room_that_is_lacking_comes_first() -> None:
    """With two facilitators and one room, it is the room."""
    answer = ranked(**FOUR, staff=(a_facilitator(), a_facilitator("F2")))
    assert (answer.rows[0].resource, answer.rows[0].more_start) == (Resource.ROOM, 2)


def a_closed_venue() -> Scenario:
    """A venue that is closed when the programme's only pattern meets, and an office at which nobody meets."""
    pattern = MeetingPattern(id="TUE", slots=(a_group_slot("tue", "18:00"),))
    morning = WeeklySlot(weekday=Weekday.TUE, start=clock("09:00"), end=clock("12:00"))
    scenario = scenario_of(
        templates=(a_template(patterns=(pattern,)),),
        group_options=(),
        estate=an_estate(offices=(an_office(), an_office(OTHER_OFFICE, location=at(east_km=1)))),
        staff=(a_facilitator(pattern=(WeeklySlot(weekday=Weekday.TUE, start=clock("12:00"), end=clock("21:00")),)),),
    )
    groups = {
        "venues": (Venue(office=an_office().id, open=(morning,)),),
        "families": (GroupFamily(id="FAM", template="BC"),),
    }
    return scenario.model_copy(update={"programmes": scenario.programmes.model_copy(update=groups)})


def test_opening_a_venue_for_longer_is_thought_of() -> None:
    """Where nothing but the opening times stands in the way, the weekly time comes first, with its day and hour."""
    scenario = a_closed_venue()
    found = [(row.resource, row.at) for row in extras(scenario)]
    assert (Resource.TIME, an_office().id) in found
    assert (Resource.VENUE, OTHER_OFFICE) in found
    plan = make_plan(scenario, Options(parts=(Part.PROGRAMMES,), budget=Budget(seconds=None, work=1)))
    best = one_more(scenario, plan, Allowance(Budget(seconds=None, work=5))).rows[0]
    assert (best.resource, best.more_start) == (Resource.TIME, 1)
    assert "tue 18:00" in best.sentence


def test_a_plan_without_groups_is_no_worse_a_start() -> None:
    """A plan that opens nothing is filled before anything is compared, so that no resource is praised for that."""
    scenario = scenario_of(**FOUR, estate=TWO_ROOMS, staff=(a_facilitator(), a_facilitator("F2")))
    plan = make_plan(scenario, Options(parts=(Part.PROGRAMMES,), budget=Budget(seconds=None, work=1)))
    empty: Plan = plan.model_copy(update={"decisions": Decisions()})
    answer = one_more(scenario, empty, Allowance(Budget(seconds=None, work=5)))
    assert answer.start == 4
    assert all(row.more_start == 0 for row in answer.rows)
