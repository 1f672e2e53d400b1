"""Available points: what a member of staff's dated hours are worth in each period."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from models.policy import Policy, Stage
from models.staff import Grade, Staff
from solver.allocation.problem import Floats, Ints

HAIR = 1e-9
"""A share of hours such as 29.6 / 37 is not exact in floating point: a whole number must not be missed by a hair."""


def available_points(hours: Floats, policy: Policy, days_of_period: Ints) -> list[int]:
    """(T,) points available in each period: ``floor(full_time_points x mean hours / full_time_hours)``."""
    points, full_time = policy.full_time_points.value, policy.full_time_hours.value
    return [
        math.floor(points * mean_hours(part) / full_time + HAIR)
        for part in np.split(hours, np.cumsum(days_of_period)[:-1])
    ]


def easy_cases(hours: Floats, policy: Policy) -> int:
    """New cases that can be taken on over the horizon without strain, by the mean of the hours of its days."""
    weeks = hours.size // 7
    return math.floor(
        policy.new_cases_per_week.value * weeks * mean_hours(hours) / policy.full_time_hours.value + 0.5 + HAIR
    )


def mean_hours(hours: Floats) -> float:
    """Mean of hours a week over some days."""
    return math.fsum(hours) / hours.size


def hours_by_day(staff: Staff, policy: Policy, days: Sequence[date]) -> Floats:
    """(D,) hours a week that each day counts with: contract less reductions, 0 when away or outside the team."""
    day = np.arange(days[0].toordinal(), days[0].toordinal() + len(days))
    hours = np.full(len(days), staff.contracted_hours)
    for reduction in staff.reductions:
        last = math.inf if reduction.last is None else reduction.last.toordinal()
        hours[(day >= reduction.first.toordinal()) & (day <= last)] -= reduction.hours
    hours -= staff.contracted_hours * stage_shares(staff, policy, days)
    for leave in staff.leave:
        hours[(day >= leave.first.toordinal()) & (day <= leave.last.toordinal())] = 0.0
    if staff.training_days:
        hours[np.isin(day, [training.toordinal() for training in staff.training_days])] = 0.0
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
