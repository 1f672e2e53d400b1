"""Available points: what a member of staff's dated hours are worth in each period."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from models.policy import Policy, Stage
from models.staff import Grade, Staff
from solver.allocation.problem import Floats, Ints

HAIR = 1e-9
"""A share of hours such as 29.6 / 37 is not exact in floating point: a whole number must not be missed by a hair."""


class Hours(NamedTuple):
    """Hours a week that each day of the horizon counts with: (D,) each.

    Attributes
    ----------
    actual
        Contract less reductions; 0 on days away or outside the team.
    lasting
        The same with short absences ignored.
    """

    actual: Floats
    lasting: Floats


def available_points(hours: Hours, policy: Policy, days_of_period: Ints) -> list[int]:
    """(T,) points available in each period: ``floor(full_time_points x hours / full_time_hours)``.

    Work waits for whoever is away for a while and is caught up with: short absences are spread over the horizon.
    """
    points, full_time = policy.full_time_points.value, policy.full_time_hours.value
    lasting = math.fsum(hours.lasting)
    present = math.fsum(hours.actual) / lasting if lasting else 1.0
    return [
        math.floor(points * mean_hours(part) * present / full_time + HAIR)
        for part in np.split(hours.lasting, np.cumsum(days_of_period)[:-1])
    ]


def easy_cases(hours: Hours, policy: Policy) -> int:
    """New cases that can be taken on over the horizon without strain, by the mean of the actual hours of its days."""
    weeks, mean = hours.actual.size // 7, mean_hours(hours.actual)
    return math.floor(policy.new_cases_per_week.value * weeks * mean / policy.full_time_hours.value + 0.5 + HAIR)


def mean_hours(hours: Floats) -> float:
    """Mean of hours a week over some days."""
    return math.fsum(hours) / hours.size


def hours_by_day(staff: Staff, policy: Policy, days: Sequence[date]) -> Hours:
    """Hours a week that each day counts with, for a member of staff."""
    day = np.arange(days[0].toordinal(), days[0].toordinal() + len(days))
    lasting = np.full(len(days), staff.contracted_hours)
    for reduction in staff.reductions:
        last = math.inf if reduction.last is None else reduction.last.toordinal()
        lasting[(day >= reduction.first.toordinal()) & (day <= last)] -= reduction.hours
    lasting -= staff.contracted_hours * stage_shares(staff, policy, days)
    lasting = np.maximum(0.0, lasting)
    if staff.active_from is not None:
        lasting[day < staff.active_from.toordinal()] = 0.0
    if staff.active_until is not None:
        lasting[day > staff.active_until.toordinal()] = 0.0
    absences = [(leave.first.toordinal(), leave.last.toordinal()) for leave in staff.leave]
    absences += [(training.toordinal(), training.toordinal()) for training in staff.training_days]
    actual = lasting.copy()
    for first, last in absences:
        away = (day >= first) & (day <= last)
        actual[away] = 0.0
        if last - first + 1 > policy.short_absence_days.value:
            lasting[away] = 0.0
    return Hours(actual, lasting)


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
