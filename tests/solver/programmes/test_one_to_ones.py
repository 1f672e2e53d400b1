"""One-to-ones: everyone's own, near the slot held, with a facilitator of the group, when both are free."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.programmes import Module, SessionKind, TemplateSession
from models.staff import Role
from solver.calendar import Timetable
from solver.programmes import Problem, Solution, check, decisions, kpis, occupy
from solver.programmes.one_to_ones import dated, monday_of
from tests.builders import (
    a_commitment,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_person,
    a_running_group,
    a_template,
    day,
)
from tests.solver.programmes.ground import compiled, referrals, rules_broken, scenario_of, searched, solution_of


def session(kind: SessionKind, minutes: int) -> TemplateSession:
    """A session of a template."""
    return TemplateSession(name="Session", kind=kind, minutes=minutes)


TOGETHER, ALONE = session(SessionKind.GROUP, 120), session(SessionKind.ONE_TO_ONE, 60)
BETWEEN = Module(name="Module", sessions=(TOGETHER, ALONE, TOGETHER))
"""Together on the second Tuesday and on the fourth, with the slot for one-to-ones on the third."""


def opened(members: int = 3, *, modules: tuple[Module, ...] = (BETWEEN,), **over: Any) -> tuple[Problem, Solution]:
    """A group of so many on Tuesdays at ten, led by F1."""
    template = a_template(modules=modules, maximum_size=20, **over.pop("template", {}))
    rows: dict[str, Any] = {
        "templates": (template,),
        "referrals": referrals(members),
        "group_options": (a_group_option(earliest_start=day(7), slots=(a_group_slot("tue", "10:00"),)),),
    }
    problem = compiled(scenario_of(**(rows | over)))
    solution = solution_of(problem, {"G1": ("R1", ("F1",), tuple(f"A{n}" for n in range(1, members + 1)))})
    return problem, dated(problem, solution)


def test_everybody_has_one_on_a_day_of_the_group() -> None:
    """Three members are seen one after the other on the day of the slot, with the turnaround between them."""
    problem, solution = opened()
    starts = sorted(one.start for one in solution.one_to_ones)
    assert len(starts) == 3
    assert {one.start.date() for one in solution.one_to_ones} == {day(15)}
    assert all((later - one).total_seconds() >= 60 * 90 for one, later in pairwise(starts))
    assert not {"one_to_ones"} & rules_broken(check(problem, solution))


def test_a_day_of_the_group_is_full_before_another_is_taken() -> None:
    """Five have room on the day of the slot and three after the session before it; who is left is seen in between."""
    problem, solution = opened(10)
    told = kpis(problem, solution)
    assert (told.one_to_ones, told.one_to_ones_dated) == (10, 10)
    assert told.one_to_ones_near == 8
    assert not rules_broken(check(problem, solution)) & {"one_to_ones"}


def test_nobody_is_seen_when_the_week_is_taken() -> None:
    """Somebody who is free only on Tuesdays from ten to twelve is seen in the slot, and only in the slot."""
    weekdays = ("mon", "wed", "thu", "fri", "sat", "sun")
    taken = [a_commitment(name, "00:00", "23:59") for name in weekdays]
    taken += [a_commitment("tue", "00:00", "10:00"), a_commitment("tue", "12:00", "23:59")]
    _, solution = opened(1, people=(a_person("X1", commitments=tuple(taken)),))
    (one,) = solution.one_to_ones
    assert (one.start.date(), one.start.hour) == (day(15), 10)


def test_one_without_a_common_time_is_to_be_arranged() -> None:
    """Where two are free only in the slot, one is listed without a date, and keeps the slot."""
    taken = [a_commitment(name, "00:00", "23:59") for name in ("mon", "wed", "thu", "fri", "sat", "sun")]
    taken += [a_commitment("tue", "00:00", "10:00"), a_commitment("tue", "12:00", "23:59")]
    people = tuple(a_person(f"X{n}", commitments=tuple(taken)) for n in (1, 2))
    problem, solution = opened(2, people=people)
    (run,) = decisions(problem, solution).groups
    assert [row.on is None for row in run.one_to_ones].count(True) == 1
    timetable = Timetable()
    occupy(problem, solution, timetable)
    assert [len(timetable.people[person]) for person in ("X1", "X2")] == [3, 3]


def test_hours_of_the_week_are_kept() -> None:
    """A facilitator with three hours a week sees two in the week of the slot, beside the hour that is held for it."""
    problem, solution = opened(6, staff=(a_facilitator("F1", contracted_hours=3.0),))
    weeks = [one.start.date().isocalendar().week for one in solution.one_to_ones]
    assert weeks.count(day(15).isocalendar().week) == 2
    assert not rules_broken(check(problem, solution)) & {"one_to_ones"}


def test_reviews_after_a_gap_stay_near_their_slot() -> None:
    """A review six weeks after the last session lies within so many days of its slot, and before the sentence ends."""
    review = Module(name="Review", gap_weeks=6, sessions=(ALONE,))
    problem, solution = opened(
        5,
        modules=(Module(name="Module", sessions=(TOGETHER,)), review),
        template={"one_to_one_days": 2},
        referrals=referrals(5, sentence_end=day(50)),
    )
    assert {one.start.date() for one in solution.one_to_ones} <= {day(n) for n in range(48, 51)}
    assert len(solution.one_to_ones) == 5
    assert not rules_broken(check(problem, solution)) & {"one_to_ones"}


@pytest.mark.parametrize("minutes", [-60, 30, 300])
def test_another_time_is_refused(minutes: int) -> None:
    """Earlier than the hours of work, too close to another one, or with two at one time: none of them is allowed."""
    problem, solution = opened(4)
    first, second, *rest = sorted(solution.one_to_ones, key=lambda one: one.start)
    by = timedelta(minutes=minutes) if minutes > 0 else first.start.replace(hour=8) - first.start
    moved = first._replace(start=first.start + by, end=first.end + by)
    if minutes == 300:
        moved = first._replace(start=second.start, end=second.end)
    bad = replace(solution, one_to_ones=(moved, second, *rest))
    assert "one_to_ones" in rules_broken(check(problem, bad))


def test_the_search_brings_dates() -> None:
    """What the search finds has a date for every one-to-one."""
    problem, _ = opened()
    solution = searched(problem).solution
    assert len(solution.one_to_ones) == 3
    assert not check(problem, solution)


def test_hours_of_oversight_are_not_there_for_one_to_ones() -> None:
    """Four hours hold the slot and three members; with an hour for a group overseen one is seen in another week."""
    for running, seen in (((), 3), ((a_running_group(treatment_manager="F1", slots=(a_group_slot("fri"),)),), 2)):
        both = a_facilitator(contracted_hours=4.0, roles=(Role.FACILITATOR, Role.TREATMENT_MANAGER))
        problem, solution = opened(staff=(both,), running_groups=running)
        weeks = [monday_of(one.start.date()) for one in solution.one_to_ones]
        assert weeks.count(day(14)) == seen
        assert not {"one_to_ones"} & rules_broken(check(problem, solution))
        if running:
            crowded, _ = opened(staff=(both,))
            assert "one_to_ones" in rules_broken(
                check(problem, replace(solution, one_to_ones=dated(crowded, solution).one_to_ones))
            )
