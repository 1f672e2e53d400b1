"""The rows of a scenario in the order of the arrays: requirements with hours left, slots, and the dates of these."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from models.scenario import Scenario
from models.unpaid_work import Frequency, Project, ProjectSlot
from solver.calendar import WEEKDAYS, Timetable, minutes_of
from solver.directory import Directory
from solver.unpaid_work.eligibility import Roll
from solver.unpaid_work.hours import minutes_left
from solver.unpaid_work.prices import leaves, unskilled
from solver.unpaid_work.problem import Bools, frozen, ints
from solver.unpaid_work.record import brought_up_to_date
from solver.unpaid_work.unpopular import are_unpopular
from solver.unpaid_work.vans import journeys


def roll_of(scenario: Scenario, taken: Timetable) -> Roll:
    """Everything of a scenario that has hours left or can be worked at, before any induction."""
    directory = Directory.of(scenario)
    requirements = tuple(row for row in brought_up_to_date(scenario) if minutes_left(row, scenario.policy) > 0)
    people = tuple(directory.people[row.person] for row in requirements)
    projects = scenario.unpaid_work.projects
    slots = tuple((project, slot) for project in projects for slot in project.slots)
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    ways = journeys(scenario, people, projects)
    first_week = [min(weeks, first_usable_week(start, row.sentence_date)) for row in requirements]
    return Roll(
        scenario=scenario,
        directory=directory,
        taken=taken,
        requirements=requirements,
        people=people,
        projects=projects,
        slots=slots,
        slot_project=ints([k for k, project in enumerate(projects) for _ in project.slots]),
        slot_weekday=ints([WEEKDAYS[slot.weekday] for _, slot in slots]),
        slot_start=ints([minutes_of(slot.start) for _, slot in slots]),
        slot_end=ints([minutes_of(slot.end) for _, slot in slots]),
        travel=ways.travel,
        pick_up=ways.pick_up,
        alone=ways.alone,
        unskilled=unskilled(requirements, projects),
        leaves=leaves(requirements, projects),
        first_week=ints(first_week),
        has_date=frozen(_dates(scenario, slots, set(scenario.horizon.bank_holidays))),
        serves=frozen(_dates(scenario, slots, set())),
        closed=frozen(_closed(scenario, slots)),
        without_induction=frozen(np.zeros(len(requirements), dtype=bool)),
        unpopular=are_unpopular(scenario, slots),
    )


def times_of(roll: Roll) -> tuple[list[int], list[int], list[int]]:
    """Weekday, start and end of every slot."""
    return roll.slot_weekday.tolist(), roll.slot_start.tolist(), roll.slot_end.tolist()


def first_usable_week(start: date, sentence: date) -> int:
    """First week of the horizon whose Monday is on or after the day after the sentence."""
    return max(0, math.ceil(((sentence + timedelta(days=1)) - start).days / 7))


def runs_on(day: date, project: Project, slot: ProjectSlot, anchor: date) -> bool:
    """Whether a slot has a date on a day of its weekday; fortnights count from ``first``, or else from ``anchor``."""
    if (slot.first is not None and day < slot.first) or (slot.last is not None and day > slot.last):
        return False
    if project.ends is not None and day > project.ends:
        return False
    if slot.frequency is Frequency.ONCE:
        return day == slot.first
    if slot.frequency is Frequency.FORTNIGHTLY:
        return (day - (slot.first or anchor)).days // 7 % 2 == 0
    return True


def _dates(scenario: Scenario, slots: Sequence[tuple[Project, ProjectSlot]], holidays: set[date]) -> Bools:
    start = scenario.horizon.start
    has_date = np.zeros((len(slots), scenario.horizon.weeks), dtype=bool)
    for s, (project, slot) in enumerate(slots):
        for w in range(scenario.horizon.weeks):
            day = start + timedelta(days=7 * w + WEEKDAYS[slot.weekday])
            has_date[s, w] = day not in holidays and runs_on(day, project, slot, start)
    return has_date


def _closed(scenario: Scenario, slots: Sequence[tuple[Project, ProjectSlot]]) -> Bools:
    """(S, W) bool: the slot's day in the week lies in a closure of the slot or of its whole project."""
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    closed = np.zeros((len(slots), weeks), dtype=bool)
    for row in scenario.unpaid_work.closures:
        for s, (project, slot) in enumerate(slots):
            if project.id == row.project and row.slot in (None, slot.id):
                days = [start + timedelta(days=7 * w + WEEKDAYS[slot.weekday]) for w in range(weeks)]
                closed[s] |= [row.first <= day <= row.last for day in days]
    return closed
