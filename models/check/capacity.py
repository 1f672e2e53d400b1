"""Hours and points that a practitioner has available over the horizon (docs/formulation.md)."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise

from models.policy import Policy, Stage
from models.scenario import Horizon
from models.staff import Grade, Staff

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
    """Workload points that a member of staff has available in each period."""
    starts = period_starts(horizon)
    points = []
    for first, end in pairwise(starts):
        days = [first + timedelta(days=n) for n in range((end - first).days)]
        hours = math.fsum(_hours(staff, day, policy) for day in days) / len(days)
        points.append(math.floor(policy.full_time_points.value * hours / policy.full_time_hours.value + HAIR))
    return points


def _hours(staff: Staff, day: date, policy: Policy) -> float:
    """Weekly hours that hold on a day."""
    if staff.active_from is not None and day < staff.active_from:
        return 0.0
    if staff.active_until is not None and day > staff.active_until:
        return 0.0
    if day in staff.training_days or any(leave.first <= day <= leave.last for leave in staff.leave):
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
