"""Outcomes of the last weeks' sessions of unpaid work: the end of each history told session by session."""

from __future__ import annotations

from datetime import date, timedelta

from models.attendance import AttendanceOutcome, Outcome
from models.record import Weekday
from models.scenario import Horizon
from models.unpaid_work import EarnedReduction, Frequency, Project, ProjectSlot, Requirement
from scenarios.draw.dice import Dice

MOST = 3
"""Sessions attended that are told one by one."""
LATE_SHARE, ABSENCE_SHARE = 0.12, 0.1
LATE_MINUTES = 60
WEEKDAYS = tuple(Weekday)


def told_one_by_one(
    requirements: list[Requirement], projects: list[Project], horizon: Horizon, dice: Dice
) -> tuple[list[Requirement], list[AttendanceOutcome]]:
    """Requirements with their last sessions taken off the history, and the outcomes that make up for them."""
    slots = {project.id: project.slots[0] for project in projects}
    rows, outcomes = [], []
    for row in requirements:
        slot = slots.get(row.current_project or "")
        told = _last(row, slot, horizon, dice) if slot is not None and slot.frequency is Frequency.WEEKLY else []
        rows.append(_before(row, told, horizon) if told else row)
        outcomes += told
    return rows, outcomes


def _last(row: Requirement, slot: ProjectSlot, horizon: Horizon, dice: Dice) -> list[AttendanceOutcome]:
    """Outcomes of the last weeks, a session a week, beginning with the first."""
    length = 60 * (slot.end.hour - slot.start.hour) + slot.end.minute - slot.start.minute
    kinds = [
        Outcome.LATE if dice.chance(LATE_SHARE) else Outcome.ATTENDED
        for _ in range(min(MOST, row.sessions_attended - 1, (row.completed_minutes - 30) // length))
    ]
    compliant = row.earned_reduction in (EarnedReduction.ELIGIBLE, EarnedReduction.QUALIFYING)
    if row.sessions_instructed > row.sessions_attended and not compliant:
        kinds.insert(dice.between(0, len(kinds)), Outcome.FAILED_TO_ATTEND)
    if kinds and dice.chance(ABSENCE_SHARE):
        kinds.insert(dice.between(0, len(kinds)), Outcome.ACCEPTABLE_ABSENCE)
    last = horizon.start - timedelta(days=7 - WEEKDAYS.index(slot.weekday))
    days = [last - timedelta(weeks=back) for back in reversed(range(len(kinds)))]
    return [
        AttendanceOutcome(requirement=row.id, on=day, slot=slot.id, outcome=kind, minutes=_credited(kind, length))
        for day, kind in zip(days, kinds, strict=True)
        if day > row.sentence_date
    ]


def _credited(kind: Outcome, length: int) -> int:
    return length - (LATE_MINUTES if kind is Outcome.LATE else 0) if kind.turned_up else 0


def _before(row: Requirement, told: list[AttendanceOutcome], horizon: Horizon) -> Requirement:
    """The requirement as it was before these sessions."""
    completed = row.completed_minutes - sum(outcome.minutes for outcome in told)
    standing = row.earned_reduction
    if standing is EarnedReduction.QUALIFYING and 4 * completed < row.required_minutes:
        standing = EarnedReduction.ELIGIBLE
    first: date = told[0].on
    return row.model_copy(
        update={
            "completed_minutes": completed,
            "ete_minutes": min(row.ete_minutes, completed),
            "earned_reduction": standing,
            "sessions_instructed": row.sessions_instructed - sum(outcome.outcome.counts for outcome in told),
            "sessions_attended": row.sessions_attended - sum(outcome.outcome.turned_up for outcome in told),
            "recorded_to": first - timedelta(days=1),
        }
    )
