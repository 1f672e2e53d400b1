"""What the scenario's rows become as arrays: clashes with bookings, costs, penalty, floor."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.locks import Force
from solver.calendar import Timetable, booking
from solver.programmes import Problem, objective
from solver.programmes.problem import no_groups
from tests.builders import (
    a_group_option,
    a_person,
    a_referral,
    a_room,
    a_running_group,
    a_template,
    an_estate,
    at,
    clock,
    day,
)
from tests.solver.programmes.ground import compiled, lock, must, referrals, scenario_of


def pair(problem: Problem, name: str) -> list[list[bool]]:
    """What a rule on pairs keeps."""
    kept: list[list[bool]] = next(rule.keeps for rule in problem.pair_rules if rule.name == name).tolist()
    return kept


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [("08:00", "09:30", True), ("08:00", "09:31", False), ("12:30", "13:00", True), ("12:29", "13:00", False)],
)
def test_bookings_of_people_keep_their_turnaround(start: str, end: str, *, free: bool) -> None:
    """Half an hour must lie between what a person is booked for and a session from ten to noon."""
    taken = Timetable()
    taken.people["X000001"].append(booking(day(8), clock(start), clock(end)))
    assert pair(compiled(scenario_of(), taken=taken), "available_every_week") == [[free]]


def test_bookings_on_other_days_are_in_nobodys_way() -> None:
    """Only bookings on a session day clash."""
    taken = Timetable()
    taken.people["X000001"].append(booking(day(9), clock("10:00"), clock("12:00")))
    assert pair(compiled(scenario_of(), taken=taken), "available_every_week") == [[True]]


def test_bookings_of_staff_count_against_the_weeks_hours() -> None:
    """A facilitator's running group takes from the hours of its weeks, and of no others."""
    running = a_running_group(room="R2", facilitators=("F1",), minutes=90, last=day(6))
    estate = an_estate(rooms=(a_room(), a_room("R2")))
    problem = compiled(scenario_of(running_groups=(running,), estate=estate))
    assert problem.minutes_left.tolist() == [[37 * 60 - 90, 37 * 60]]


def test_rooms_need_no_turnaround() -> None:
    """A room is free the minute the last booking ends."""
    for end, free in (("10:00", True), ("10:01", False)):
        taken = Timetable()
        taken.rooms["R1"].append(booking(day(1), clock("08:00"), clock(end)))
        assert compiled(scenario_of(), taken=taken).room_free.tolist() == [[free]]


def test_must_locks_leave_a_referral_no_other_group() -> None:
    """A lock ties its referral to its group; other referrals keep their choice."""
    options = (a_group_option(), a_group_option("G2"))
    problem = compiled(scenario_of(referrals=referrals(2), group_options=options, locks=(must("A1", "G2"),)))
    assert problem.allowed.tolist() == [[False, True], [True, True]]


def test_must_not_locks_take_one_pair_away() -> None:
    """A lock that forbids a place leaves the rest as it was."""
    options = (a_group_option(), a_group_option("G2"))
    problem = compiled(scenario_of(group_options=options, locks=(lock("A1", "G2", Force.MUST_NOT),)))
    assert problem.allowed.tolist() == [[True, False]]


def test_penalty_is_above_all_that_lesser_goals_could_cost() -> None:
    """The penalty is the first whole number above everyone's dearest group and the groups they could fill."""
    people = (a_person("X1", home=at(east_km=30)), a_person("X2", home=at(east_km=10)))
    options = (a_group_option(), a_group_option("G2", earliest_start=day(14)))
    problem = compiled(scenario_of(people=people, referrals=referrals(2), group_options=options))
    assert problem.penalty == 2 * 5 * 2 + 30 + 10 + 2 * 150 + 1


def test_groups_in_the_penalty_are_no_more_than_people_could_fill() -> None:
    """Two people can fill one group of at least two, however many could open."""
    options = (a_group_option(), a_group_option("G2"), a_group_option("G3"))
    rows = {"referrals": referrals(2), "group_options": options, "templates": (a_template(minimum_size=2),)}
    assert compiled(scenario_of(**rows)).penalty == 150 + 1


def test_penalty_is_a_whole_number() -> None:
    """Costs that are not whole make a whole penalty, and are not called whole."""
    problem = compiled(scenario_of(people=(a_person(home=at(east_km=3)),)), group_travel=0.5)
    assert problem.penalty == math.floor(1.5 + 150) + 1
    assert not problem.whole_costs
    assert compiled(scenario_of()).whole_costs


def test_without_pairs_penalty_is_one_and_floor_is_everything() -> None:
    """Where nobody can go anywhere, leaving all out costs their priorities, and that is known from the start."""
    problem = compiled(scenario_of(group_options=(), referrals=(a_referral(priority=4),)))
    assert (problem.penalty, problem.floor) == (1.0, 4.0)
    assert objective(problem, no_groups(problem)) == 4.0


def test_floor_takes_the_cheapest_of_each_referral() -> None:
    """The floor looks at each referral alone: nearest allowed group, or left out where there is none."""
    people = (a_person("X1", home=at(east_km=7)), a_person("X2", home=at(east_km=500)))
    problem = compiled(scenario_of(people=people, referrals=referrals(2, priority=2)))
    assert problem.floor == 7 + 2 * problem.penalty


def test_waiting_days_are_never_below_zero() -> None:
    """A referral that comes after the first session has waited no day."""
    problem = compiled(scenario_of(referrals=(a_referral(referred_on=day(3)),)))
    assert problem.days_waited(np.array([0]), np.array([0])).tolist() == [0]


def test_arrays_cannot_be_written() -> None:
    """Nobody changes a compiled problem."""
    problem = compiled(scenario_of())
    for name in problem.__slots__:
        array = getattr(problem, name)
        if isinstance(array, np.ndarray):
            assert not array.flags.writeable, name
