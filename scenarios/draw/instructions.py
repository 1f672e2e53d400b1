"""Instructions of the plan in force: where people who are at work on a project are told to come in the first weeks."""

from __future__ import annotations

from datetime import date, timedelta

from models.decisions import StandingPattern
from models.record import Weekday
from models.scenario import Horizon
from models.unpaid_work import Frequency, Project, ProjectSlot, Requirement
from scenarios.draw.dice import Dice
from scenarios.draw.people import PersonDraft

TOLD_SHARE = 0.8
"""Share of those who go to a project who are told already when to come."""
TOLD_WEEKS = 2
"""Weeks that they are told of."""
WEEKDAYS = tuple(Weekday)


def draw_instructions(
    requirements: list[Requirement],
    people: list[PersonDraft],
    projects: list[Project],
    horizon: Horizon,
    dice: Dice,
) -> list[StandingPattern]:
    """Standing slots at the projects that people go to now, on a day on which they are free."""
    drafts, sites = {person.id: person for person in people}, {project.id: project for project in projects}
    rows = []
    for row in requirements:
        project = sites.get(row.current_project or "")
        if project is None or not dice.chance(TOLD_SHARE):
            continue
        slots = [slot for slot in project.slots if _free(drafts[row.person], slot)]
        left = row.required_minutes + row.adjustment_minutes - row.completed_minutes
        if slots and left > 0:
            rows.append(_pattern(row, project, dice.pick(slots), left, horizon))
    return rows


def _free(person: PersonDraft, slot: ProjectSlot) -> bool:
    """Whether the slot comes every week and meets none of the person's commitments."""
    busy = any(
        row.weekday is slot.weekday and row.start < slot.end and slot.start < row.end for row in person.commitments
    )
    return slot.frequency is Frequency.WEEKLY and slot.first is None and not busy


def _pattern(row: Requirement, project: Project, slot: ProjectSlot, left: int, horizon: Horizon) -> StandingPattern:
    length = 60 * (slot.end.hour - slot.start.hour) + slot.end.minute - slot.start.minute
    dates = _dates(slot, horizon)[: -(-left // length)]
    return StandingPattern(
        requirement=row.id,
        person=row.person,
        project=project.id,
        slot=slot.id,
        start=slot.start,
        end=slot.end,
        dates=tuple(dates),
        minutes=min(left, len(dates) * length),
    )


def _dates(slot: ProjectSlot, horizon: Horizon) -> list[date]:
    first = horizon.start + timedelta(days=WEEKDAYS.index(slot.weekday))
    days = [first + timedelta(weeks=n) for n in range(min(TOLD_WEEKS, horizon.weeks))]
    return [day for day in days if day not in horizon.bank_holidays]
