"""One more facilitator, room, weekly time or venue: the plan names the one that lets most people start."""

from __future__ import annotations

from typing import Any

import pytest

from models.decisions import Decisions
from models.goals import Part
from models.one_more import OneMoreRanking, Resource
from models.plan import Plan
from models.programmes import GroupFamily, MeetingPattern, Venue
from models.record import Sex, Weekday, WeeklySlot
from models.scenario import Scenario
from solver.one_more import one_more
from solver.options import Allowance, Budget, Options
from solver.plan import make_plan
from solver.programmes.extra import extras
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
    an_office,
    at,
    clock,
    day,
)
from tests.solver.programmes.ground import referrals, scenario_of

RIVALS = (a_group_option(), a_group_option("G2"))
TWO_ROOMS = an_estate(rooms=(a_room(), a_room("R2")))
TWO_OFFICES = an_estate(offices=(an_office(), an_office(OTHER_OFFICE, location=at(east_km=30))))
TWO_STAFF = (a_facilitator(), a_facilitator("F2"))
FOUR: dict[str, Any] = {
    "referrals": referrals(4),
    "templates": (a_template(maximum_size=2),),
    "group_options": RIVALS,
}
TUESDAYS = WeeklySlot(weekday=Weekday.TUE, start=clock("09:00"), end=clock("21:00"))


def planned(scenario: Scenario) -> Plan:
    """A plan of the programmes of a small scenario."""
    return make_plan(scenario, Options(parts=(Part.PROGRAMMES,), budget=Budget(seconds=None, work=25)))


def told(scenario: Scenario) -> OneMoreRanking:
    """What the plan says of one more resource."""
    ranking = planned(scenario).one_more
    assert ranking is not None
    return ranking


def in_families(*, venue: str = OFFICE, until: str = "21:00", sex: Sex | None = None, **rows: Any) -> Scenario:
    """Groups on Tuesday evenings, formed by the planner, at a venue that is open on Tuesdays until some time."""
    pattern = MeetingPattern(id="TUE", slots=(a_group_slot("tue", "18:00"),))
    plain: dict[str, Any] = {
        "templates": (a_template(patterns=(pattern,)),),
        "group_options": (),
        "staff": (a_facilitator(pattern=(TUESDAYS,)),),
    }
    scenario = scenario_of(**(plain | rows))
    groups = {
        "venues": (Venue(office=venue, open=(TUESDAYS.model_copy(update={"end": clock(until)}),)),),
        "families": (GroupFamily(id="FAM", template="BC", sex=sex),),
    }
    return scenario.model_copy(update={"programmes": scenario.programmes.model_copy(update=groups)})


def far_from_the_venue() -> Scenario:
    """Groups could meet at an office that is too far away, and the near one is no venue."""
    return in_families(
        venue=OTHER_OFFICE,
        people=(a_person(max_minutes=20),),
        estate=TWO_OFFICES.model_copy(update={"rooms": (a_room(office=OTHER_OFFICE),)}),
    )


WOMEN = tuple(a_person(f"X{n}", group_sex=Sex.FEMALE) for n in (1, 2))

LACKING: dict[str, tuple[Scenario, Resource, str, int]] = {
    "facilitator": (scenario_of(**FOUR, estate=TWO_ROOMS), Resource.FACILITATOR, "F1", 2),
    "room": (scenario_of(**FOUR, staff=TWO_STAFF), Resource.ROOM, OFFICE, 2),
    "larger room": (
        scenario_of(
            referrals=referrals(3),
            estate=an_estate(
                offices=(an_office(), an_office(OTHER_OFFICE, location=at(east_km=30))),
                rooms=(a_room(seats=2), a_room("R2", seats=3, office=OTHER_OFFICE)),
            ),
        ),
        Resource.ROOM,
        OFFICE,
        1,
    ),
    "time": (in_families(until="12:00"), Resource.TIME, OFFICE, 1),
    "time for women": (
        in_families(until="12:00", sex=Sex.FEMALE, people=WOMEN, referrals=referrals(2)),
        Resource.TIME,
        OFFICE,
        2,
    ),
    "venue": (far_from_the_venue(), Resource.VENUE, OFFICE, 1),
}
"""What is lacking: the scenario, the resource that helps and nothing else does, and how many more start with it."""


@pytest.mark.parametrize("lacking", LACKING)
def test_what_is_lacking_comes_first(lacking: str) -> None:
    """Where exactly one resource lets a group run, or run fuller, the plan names it first and with its number."""
    scenario, resource, at_or_like, more = LACKING[lacking]
    answer = told(scenario)
    assert [(row.resource, row.at, row.more_start) for row in answer.rows] == [(resource, at_or_like, more)]
    assert answer.rows[0].searched
    assert f"at least {more} more" in answer.sentence


def test_nothing_helps_and_the_plan_says_so() -> None:
    """People whom the end of the sentence shuts out are helped by no resource: all are ruled out, in words."""
    scenario = scenario_of(**(FOUR | {"referrals": referrals(4, sentence_end=day(3))}), estate=TWO_ROOMS)
    answer = told(scenario)
    assert answer.rows == ()
    assert answer.ruled_out == answer.could > 0
    assert "With no one more" in answer.sentence
    assert "can help nobody who waits" in answer.sentence


def test_two_resources_at_once_are_not_one() -> None:
    """Where room and facilitator lack together no single one of them helps, though none is ruled out."""
    answer = told(scenario_of(**FOUR))
    assert (answer.start, answer.rows, answer.ruled_out) == (2, (), 0)
    assert answer.searched == answer.could
    assert "With no one more" in answer.sentence


def test_everybody_has_a_place() -> None:
    """A plan that leaves nobody waiting needs no resource, and says that."""
    answer = told(scenario_of())
    assert (answer.start, answer.of, answer.rows) == (1, 1, ())
    assert answer.sentence == "Everybody who waits has a place."


def test_opening_a_venue_for_longer_is_thought_of() -> None:
    """A weekly time is told with its days and hours; an office where nobody meets is thought of as a venue."""
    scenario = in_families(until="12:00", estate=TWO_OFFICES)
    assert "tue 18:00" in told(scenario).rows[0].sentence
    found = [(row.resource, row.at) for row in extras(scenario)]
    assert (Resource.TIME, OFFICE) in found
    assert (Resource.VENUE, OTHER_OFFICE) in found


def test_a_plan_without_groups_is_no_worse_a_start() -> None:
    """A plan that opens nothing is filled before anything is compared, so that no resource is praised for that."""
    scenario = scenario_of(**FOUR, estate=TWO_ROOMS, staff=TWO_STAFF)
    empty = planned(scenario).model_copy(update={"decisions": Decisions()})
    answer = one_more(scenario, empty, Allowance(Budget(seconds=None, work=5)))
    assert (answer.start, answer.rows) == (4, ())
