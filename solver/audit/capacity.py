"""Capacity: the hours that a member of staff has, the points that follow from them, and limits on cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.policy import Policy, Stage
from models.scenario import Scenario
from models.staff import Grade, Staff
from solver.audit.dates import days_of, whole_months
from solver.audit.pairs import Index
from solver.audit.workload import ROUNDING, period_starts

Hours = NDArray[np.float64]

NO_CEILING = 1 << 40
"""More cases than anybody ever holds."""


def hours_by_day(staff: Staff, days: Sequence[date], policy: Policy) -> Hours:
    """(2, D) float64 hours a week as they stand on each of successive days: as they are, and without short absences."""
    hours = np.full(len(days), staff.contracted_hours)
    for row in staff.reductions:
        hours[_stretch(row.first, row.last, days)] -= row.hours
    if _stage_since(staff):
        hours -= staff.contracted_hours * np.array([_stage_share(staff, day, policy) for day in days])
    there = np.zeros((2, len(days)), dtype=np.bool_)
    there[:, _stretch(staff.active_from or days[0], staff.active_until, days)] = True
    for first, last in (*((row.first, row.last) for row in staff.leave), *((day, day) for day in staff.training_days)):
        there[: 1 if _is_short(first, last, policy) else 2, _stretch(first, last, days)] = False
    return np.where(there, np.maximum(hours, 0.0), 0.0)


def _is_short(first: date, last: date, policy: Policy) -> bool:
    """Whether an absence is one in which work waits rather than being handed over."""
    return (last - first).days < policy.short_absence_days.value


def _stretch(first: date, last: date | None, days: Sequence[date]) -> slice:
    """Places of the days from one day to another, both included."""
    begin = max(0, (first - days[0]).days)
    return slice(begin, len(days) if last is None else max(begin, (last - days[0]).days + 1))


def _stage_since(staff: Staff) -> tuple[Stage, date] | None:
    """Stage of a career that takes hours off, and when it began."""
    if staff.grade == Grade.NQO and staff.qualified_on:
        return Stage.NEWLY_QUALIFIED, staff.qualified_on
    if staff.grade == Grade.PQIP and staff.trainee_since:
        return Stage.TRAINEE, staff.trainee_since
    return None


def _stage_share(staff: Staff, day: date, policy: Policy) -> float:
    """Share of the contracted hours that the stage of a career takes off on a day."""
    began = _stage_since(staff)
    if began is None:
        return 0.0
    stage, since = began
    months = whole_months(since, day)
    rows = policy.stage_reductions
    return sum(row.share for row in rows if row.stage == stage and row.from_month <= months < row.to_month)


def capacities(scenario: Scenario, staff: Sequence[Staff]) -> tuple[Index, Hours]:
    """(J, T) int64 available points, and (J,) float64 mean hours over the horizon."""
    days = days_of(scenario.horizon)
    policy = scenario.policy
    hours = np.array([hours_by_day(row, days, policy) for row in staff]).reshape(len(staff), 2, len(days))
    actual, lasting = hours.mean(axis=2).T
    present = np.divide(actual, lasting, out=np.ones_like(actual), where=lasting > 0.0)
    starts = period_starts(scenario.horizon)
    means = np.add.reduceat(hours[:, 1], starts[:-1] - starts[0], axis=1) / np.diff(starts) * present[:, None]
    points = np.floor(policy.full_time_points.value * means / policy.full_time_hours.value + ROUNDING)
    return points.astype(np.int64), np.asarray(actual)


def easy_new_cases(scenario: Scenario, mean_hours: Hours) -> Index:
    """(J,) int64 new cases that each can take on without strain."""
    policy = scenario.policy
    number = policy.new_cases_per_week.value * scenario.horizon.weeks * mean_hours / policy.full_time_hours.value
    return np.floor(number + 0.5 + ROUNDING).astype(np.int64)


def case_ceilings(policy: Policy, staff: Sequence[Staff]) -> Index:
    """(J,) int64 most cases that each may hold; ``NO_CEILING`` for a grade without a ceiling."""
    by_grade = {row.grade: row.cases for row in policy.case_ceilings}
    return np.array(
        [
            math.floor(by_grade[row.grade] * row.contracted_hours / policy.full_time_hours.value + ROUNDING)
            if row.grade in by_grade
            else NO_CEILING
            for row in staff
        ],
        dtype=np.int64,
    )
