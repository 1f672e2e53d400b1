"""Available points: what a member of staff's dated hours are worth over the horizon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from models.policy import Policy, Stage
from models.staff import Grade, Staff
from solver.allocation.problem import Floats


def available_points(staff: Staff, policy: Policy, days: Sequence[date]) -> int:
    """Whole points that a member of staff has available: ``floor(full_time_points x mean hours / full_time_hours)``."""
    mean = math.fsum(hours_by_day(staff, policy, days)) / len(days)
    # A share of hours such as 29.6 / 37 is not exact in floating point: a whole number must not be missed by a hair.
    return math.floor(policy.full_time_points.value * mean / policy.full_time_hours.value + 1e-9)


def hours_by_day(staff: Staff, policy: Policy, days: Sequence[date]) -> Floats:
    """(D,) hours a week that each day counts with: contract less reductions, 0 on leave and outside the team."""
    day = np.array([d.toordinal() for d in days])
    hours = np.full(len(days), staff.contracted_hours)
    for reduction in staff.reductions:
        last = math.inf if reduction.last is None else reduction.last.toordinal()
        hours[(day >= reduction.first.toordinal()) & (day <= last)] -= reduction.hours
    hours -= staff.contracted_hours * stage_shares(staff, policy, days)
    for leave in staff.leave:
        hours[(day >= leave.first.toordinal()) & (day <= leave.last.toordinal())] = 0.0
    if staff.active_from is not None:
        hours[day < staff.active_from.toordinal()] = 0.0
    if staff.active_until is not None:
        hours[day > staff.active_until.toordinal()] = 0.0
    return np.asarray(np.maximum(0.0, hours))


def stage_shares(staff: Staff, policy: Policy, days: Sequence[date]) -> Floats:
    """(D,) share of the contracted hours that the stage of the career takes off on each day."""
    stage, began = stage_of(staff)
    shares = np.zeros(len(days))
    rows = [row for row in policy.stage_reductions if row.stage is stage]
    if began is None or not rows:
        return shares
    months = np.array([whole_months(began, d) for d in days])
    for row in rows:
        shares[(months >= row.from_month) & (months < row.to_month)] += row.share
    return shares


def stage_of(staff: Staff) -> tuple[Stage | None, date | None]:
    """Stage of the career that takes hours off, and the day on which it began."""
    if staff.grade is Grade.NQO:
        return Stage.NEWLY_QUALIFIED, staff.qualified_on
    if staff.grade is Grade.PQIP:
        return Stage.TRAINEE, staff.trainee_since
    return None, None


def whole_months(since: date, until: date) -> int:
    """Whole calendar months from one day to another."""
    return 12 * (until.year - since.year) + until.month - since.month - (until.day < since.day)
