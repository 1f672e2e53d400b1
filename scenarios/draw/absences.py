"""Days on which a member of staff is not there: leave, training, parental leave, joining, leaving."""

from __future__ import annotations

from datetime import date, timedelta

from models.record import DateRange
from models.scenario import Horizon
from models.staff import Staff
from scenarios.draw.dice import Dice
from scenarios.draw.sentences import QUARTER_WEEKS
from scenarios.draw.workload import WEEK, Points, Span, whole
from scenarios.tables import share

LEAVE_BLOCK_WEEKS = 6
"""Weeks in which most people take a week of leave."""
LEAVE_CHANCE = 0.66
TRAINING_SHARE = 0.5
WORKING_DAYS = 5
LONG_LEAVE = timedelta(weeks=26)
"""What lies outside the horizon of parental leave, or of a long sickness."""


def annual_leave(horizon: Horizon, dice: Dice) -> tuple[DateRange, ...]:
    """A week of leave, Monday to Sunday, in most stretches of six weeks."""
    ranges = []
    for block in range(0, horizon.weeks, LEAVE_BLOCK_WEEKS):
        width = min(LEAVE_BLOCK_WEEKS, horizon.weeks - block)
        if dice.chance(LEAVE_CHANCE * width / LEAVE_BLOCK_WEEKS):
            week = block + dice.between(0, width - 1)
            monday = horizon.start + timedelta(weeks=week)
            ranges.append(DateRange(first=monday, last=monday + timedelta(days=6)))
    return tuple(ranges)


def training_days(horizon: Horizon, leave: tuple[DateRange, ...], dice: Dice) -> tuple[date, ...]:
    """A day or two of training for some."""
    if not dice.chance(TRAINING_SHARE * min(1.0, horizon.weeks / QUARTER_WEEKS)):
        return ()
    span = whole(horizon)
    days = {_working_day(span, dice) for _ in range(dice.between(1, 2))}
    return tuple(sorted(day for day in days if day not in horizon.bank_holidays and not _away(leave, day)))


def _working_day(span: Span, dice: Dice) -> date:
    return (
        span.first + dice.between(0, span.days // WEEK.days - 1) * WEEK + timedelta(dice.between(0, WORKING_DAYS - 1))
    )


def _away(leave: tuple[DateRange, ...], day: date) -> bool:
    return any(days.first <= day <= days.last for days in leave)


def with_turn(member: Staff, horizon: Horizon, dice: Dice) -> Staff:
    """The member of staff, who may join or leave the team inside the horizon, or go or come back from long leave."""
    days, part = whole(horizon), horizon.weeks / QUARTER_WEEKS
    early = dice.day(days.first + WEEK, days.first + timedelta(days.days // 3))
    late = dice.day(days.first + timedelta(days.days // 2), days.last - WEEK)
    luck = dice.unit() / part
    turns: dict[str, dict[str, object]] = {
        "joining": {"active_from": early},
        "leaving": {"active_until": late},
        "going_on_long_leave": {"leave": (DateRange(first=late, last=days.last + LONG_LEAVE),)},
        "back_from_long_leave": {"leave": (DateRange(first=days.first - LONG_LEAVE, last=early),)},
    }
    for name, change in turns.items():
        luck -= share(name)
        if luck < 0:
            return member.model_copy(update=change)
    return member


def is_steady(member: Staff, points: Points, horizon: Horizon) -> bool:
    """Whether a member of staff is in the team, and has points, from the horizon's first day to its last."""
    days = whole(horizon)
    here = member.active_from is None or member.active_from <= days.first
    stays = member.active_until is None or member.active_until >= days.last
    return here and stays and min(points) > 0
