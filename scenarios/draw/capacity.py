"""Available workload points of a member of staff, as ``docs/formulation.md`` reckons them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from models.policy import Policy, Stage, StageReduction
from models.record import DateRange
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
    """Points that a member of staff has available in each period, short absences spread over all of them."""
    spans, short = periods(horizon), policy.short_absence_days.value
    there, lasting = _Steps(staff, policy, away_from=1), _Steps(staff, policy, away_from=short + 1)
    actual, ignoring = (sum(steps.hours(span) for span in spans) for steps in (there, lasting))
    full = policy.full_time_points.value / policy.full_time_hours.value * (actual / ignoring if ignoring else 1.0)
    return tuple(math.floor(full * lasting.hours(span) / span.days + SLACK) for span in spans)


class _Steps:
    """A member of staff's hours a week, and the days on which they can change.

    Parameters
    ----------
    away_from
        Days that an absence lasts at least to be counted.
    """

    def __init__(self, staff: Staff, policy: Policy, away_from: float) -> None:
        self._staff = staff
        self._stages = list(_stages(staff, policy))
        absences = [*staff.leave, *(DateRange(first=day, last=day) for day in staff.training_days)]
        self._away = [days for days in absences if Span(days.first, days.last).days >= away_from]
        turns = {day for first, after, _ in self._stages for day in (first, after)}
        turns |= {day for days in self._away for day in (days.first, days.last + DAY)}
        turns |= {row.first for row in staff.reductions}
        turns |= {row.last + DAY for row in staff.reductions if row.last is not None}
        turns |= {staff.active_from} if staff.active_from else set()
        turns |= {staff.active_until + DAY} if staff.active_until else set()
        self._turns = sorted(turns)

    def hours(self, span: Span) -> float:
        """Sum over the days of a span of the hours a week that count for work."""
        after = span.last + DAY
        days = [span.first, *(day for day in self._turns if span.first < day < after), after]
        return sum(self._on(first) * (upto - first).days for first, upto in pairwise(days))

    def _on(self, day: date) -> float:
        """Hours a week as they stand on a day."""
        staff = self._staff
        if (staff.active_from and day < staff.active_from) or (staff.active_until and day > staff.active_until):
            return 0.0
        if any(days.first <= day <= days.last for days in self._away):
            return 0.0
        off = sum(row.hours for row in staff.reductions if row.first <= day and (row.last is None or day <= row.last))
        stage = sum(share for first, after, share in self._stages if first <= day < after)
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
