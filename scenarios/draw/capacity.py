"""Available workload points of a practitioner over a horizon, as ``docs/formulation.md`` reckons them."""

from __future__ import annotations

import math
from datetime import date, timedelta

from models.policy import Policy, Stage
from models.scenario import Horizon
from models.staff import Grade, Staff

SLACK = 1e-9
"""Keeps a whole number of points from being rounded down by the last binary digit."""


def available_points(staff: Staff, policy: Policy, horizon: Horizon) -> int:
    """Points that a practitioner has available, from the mean hours a week over the days of the horizon."""
    days = [horizon.start + timedelta(days=n) for n in range(7 * horizon.weeks)]
    hours = sum(_hours(staff, policy, day) for day in days) / len(days)
    return math.floor(policy.full_time_points.value * hours / policy.full_time_hours.value + SLACK)


def _hours(staff: Staff, policy: Policy, day: date) -> float:
    if any(leave.first <= day <= leave.last for leave in staff.leave):
        return 0.0
    reduced = sum(r.hours for r in staff.reductions if r.first <= day and (r.last is None or day <= r.last))
    return max(0.0, staff.contracted_hours * (1.0 - _stage_share(staff, policy, day)) - reduced)


def _stage_share(staff: Staff, policy: Policy, day: date) -> float:
    if staff.grade is Grade.NQO and staff.qualified_on is not None:
        stage, began = Stage.NEWLY_QUALIFIED, staff.qualified_on
    elif staff.grade is Grade.PQIP and staff.trainee_since is not None:
        stage, began = Stage.TRAINEE, staff.trainee_since
    else:
        return 0.0
    months = _whole_months(began, day)
    return sum(
        row.share for row in policy.stage_reductions if row.stage is stage and row.from_month <= months < row.to_month
    )


def _whole_months(since: date, day: date) -> int:
    return 12 * (day.year - since.year) + day.month - since.month - (day.day < since.day)
