"""Hours and points that a practitioner has available over the horizon (docs/formulation.md)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from models.policy import Policy, Stage
from models.scenario import Horizon
from models.staff import Grade, Staff

Range = tuple[date, date]
"""First and last day."""
HAIR = 1e-9
"""A whole number must not be missed by a hair of floating point."""
STAGES: dict[Grade, tuple[Stage, str]] = {
    Grade.NQO: (Stage.NEWLY_QUALIFIED, "qualified_on"),
    Grade.PQIP: (Stage.TRAINEE, "trainee_since"),
}
"""Grades whose stage of career takes hours off, and the field that says since when."""


def period_starts(horizon: Horizon) -> list[date]:
    """First day of each period, and the day after the horizon."""
    weeks = (t * horizon.weeks // horizon.periods for t in range(horizon.periods + 1))
    return [horizon.start + timedelta(weeks=week) for week in weeks]


def available_points(staff: Staff, horizon: Horizon, policy: Policy) -> list[int]:
    """Workload points that a member of staff has available in each period, short absences spread over all."""
    starts = period_starts(horizon)
    days = [starts[0] + timedelta(days=n) for n in range((starts[-1] - starts[0]).days)]
    short, long = _absences(staff, policy)
    lasting = [_hours(staff, day, policy, long) for day in days]
    whole = math.fsum(lasting)
    lost = math.fsum(hours for day, hours in zip(days, lasting, strict=True) if _within(day, short)) if short else 0.0
    present = (whole - lost) / whole if whole else 1.0
    points = []
    for first, end in pairwise((start - starts[0]).days for start in starts):
        hours = math.fsum(lasting[first:end]) / (end - first) * present
        points.append(math.floor(policy.full_time_points.value * hours / policy.full_time_hours.value + HAIR))
    return points


def _absences(staff: Staff, policy: Policy) -> tuple[list[Range], list[Range]]:
    """Absences in which work waits, and longer ones."""
    absences = [(row.first, row.last) for row in staff.leave] + [(day, day) for day in staff.training_days]
    most = policy.short_absence_days.value
    short = [row for row in absences if (row[1] - row[0]).days + 1 <= most]
    return short, [row for row in absences if row not in short]


def _within(day: date, ranges: Iterable[Range]) -> bool:
    return any(first <= day <= last for first, last in ranges)


def _hours(staff: Staff, day: date, policy: Policy, away: Iterable[Range]) -> float:
    """Weekly hours that hold on a day."""
    if staff.active_from is not None and day < staff.active_from:
        return 0.0
    if staff.active_until is not None and day > staff.active_until:
        return 0.0
    if _within(day, away):
        return 0.0
    off = sum(r.hours for r in staff.reductions if r.first <= day and (r.last is None or day <= r.last))
    return max(0.0, staff.contracted_hours - off - _stage_share(staff, day, policy) * staff.contracted_hours)


def _stage_share(staff: Staff, day: date, policy: Policy) -> float:
    stage, since_field = STAGES.get(staff.grade, (None, ""))
    since: date | None = getattr(staff, since_field) if stage is not None else None
    if since is None:
        return 0.0
    months = 12 * (day.year - since.year) + day.month - since.month - (day.day < since.day)
    return sum(r.share for r in policy.stage_reductions if r.stage is stage and r.from_month <= months < r.to_month)
