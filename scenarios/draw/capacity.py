"""Available workload points of a member of staff, as ``docs/formulation.md`` reckons them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from models.policy import Policy, Stage, StageReduction
from models.scenario import Horizon
from models.staff import Grade, Staff
from scenarios.draw.workload import Points, Span, periods

SLACK = 1e-9
"""Keeps a whole number of points from being rounded down by the last binary digit."""
DAY = timedelta(days=1)
MONTHS = 12


def available_points(staff: Staff, policy: Policy, horizon: Horizon) -> int:
    """Points that a member of staff has available on the mean over the horizon's periods, rounded down."""
    points = points_by_period(staff, policy, horizon)
    return sum(points) // len(points)


def points_by_period(staff: Staff, policy: Policy, horizon: Horizon) -> Points:
    """Points that a member of staff has available in each period, from the mean hours a week over its days."""
    steps = _Steps(staff, policy)
    return tuple(
        math.floor(
            policy.full_time_points.value * _mean_hours(staff, steps, span) / policy.full_time_hours.value + SLACK
        )
        for span in periods(horizon)
    )


class _Steps:
    """What a member of staff's hours follow from, and the days on which they can change."""

    def __init__(self, staff: Staff, policy: Policy) -> None:
        self.stages = list(_stages(staff, policy))
        turns = {day for first, after, _ in self.stages for day in (first, after)}
        turns |= {day for leave in staff.leave for day in (leave.first, leave.last + DAY)}
        turns |= {day for off in staff.training_days for day in (off, off + DAY)}
        turns |= {row.first for row in staff.reductions}
        turns |= {row.last + DAY for row in staff.reductions if row.last is not None}
        turns |= {staff.active_from} if staff.active_from else set()
        turns |= {staff.active_until + DAY} if staff.active_until else set()
        self.turns = sorted(turns)


def _mean_hours(staff: Staff, steps: _Steps, span: Span) -> float:
    """Mean over the days of a span of the hours a week that count for work."""
    after = span.last + DAY
    days = [span.first, *(day for day in steps.turns if span.first < day < after), after]
    hours = sum(_hours(staff, steps, first) * (upto - first).days for first, upto in pairwise(days))
    return hours / span.days


def _hours(staff: Staff, steps: _Steps, day: date) -> float:
    """Hours a week as they stand on a day."""
    if (staff.active_from and day < staff.active_from) or (staff.active_until and day > staff.active_until):
        return 0.0
    if day in staff.training_days or any(leave.first <= day <= leave.last for leave in staff.leave):
        return 0.0
    off = sum(row.hours for row in staff.reductions if row.first <= day and (row.last is None or day <= row.last))
    stage = sum(share for first, after, share in steps.stages if first <= day < after)
    return max(0.0, staff.contracted_hours - off - stage * staff.contracted_hours)


def _stages(staff: Staff, policy: Policy) -> Iterator[tuple[date, date, float]]:
    """First day, first day after, and share of the hours taken off, of each stage of a career."""
    stage, since = _career(staff)
    if since is None:
        return
    rows: list[StageReduction] = [row for row in policy.stage_reductions if row.stage is stage]
    for row in rows:
        yield _months_later(since, row.from_month), _months_later(since, row.to_month), row.share


def _career(staff: Staff) -> tuple[Stage | None, date | None]:
    if staff.grade is Grade.NQO:
        return Stage.NEWLY_QUALIFIED, staff.qualified_on
    if staff.grade is Grade.PQIP:
        return Stage.TRAINEE, staff.trainee_since
    return None, None


def _months_later(since: date, months: int) -> date:
    """First day on which so many whole calendar months have gone by: where the month is too short, the next's first."""
    years, month = divmod(since.month - 1 + months, MONTHS)
    first = date(since.year + years, month + 1, 1)
    day = first + timedelta(days=since.day - 1)
    return day if day.month == first.month else (first + timedelta(days=31)).replace(day=1)
