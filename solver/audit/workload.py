"""Workload points of work items, period by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from models.casework import Case, CaseType, CourtReport, VictimContact
from models.policy import Policy
from models.scenario import Horizon, Scenario
from solver.audit.items import WorkItem
from solver.audit.pairs import Index

ROUNDING = 1e-9
"""Added before rounding down, so that 999.9999999999 is 1000."""


def period_starts(horizon: Horizon) -> Index:
    """(T + 1,) int64 ordinals of the first day of each period, and of the day after the horizon."""
    weeks = np.arange(horizon.periods + 1) * horizon.weeks // horizon.periods
    return np.asarray(horizon.start.toordinal() + 7 * weeks, dtype=np.int64)


def round_half_up(numerator: Index, denominator: Index) -> Index:
    """Quotients of whole numbers, not below 0, rounded half up."""
    return np.asarray((2 * numerator + denominator) // (2 * denominator))


def stages(case: Case, first: date, last: date) -> Iterator[tuple[date, str, CaseType]]:
    """First day, tier and type of each stretch of a case between two days, in order."""
    changes = [change.on for change in case.tier_changes]
    if case.case_type == CaseType.CUSTODY and case.release_date:
        changes.append(case.release_date)
    for day in sorted({first, *(day for day in changes if first < day <= last)}):
        yield day, tier_on(case, day), type_on(case, day)


def tier_on(case: Case, day: date) -> str:
    """Tier of a case on a day: changes up to that day count."""
    return next((change.tier for change in reversed(case.tier_changes) if change.on <= day), case.tier)


def type_on(case: Case, day: date) -> CaseType:
    """Type of a case on a day: after release, a custody case is one on licence."""
    released = case.case_type == CaseType.CUSTODY and case.release_date is not None and day >= case.release_date
    return CaseType.LICENCE if released else case.case_type


def points_of_items(scenario: Scenario, items: Sequence[WorkItem]) -> Index:
    """(I, T) int64 points of each item in each period."""
    starts, policy = period_starts(scenario.horizon), scenario.policy
    points = _points_of_cases(scenario, items, starts)
    for i, item in enumerate(items):
        if isinstance(item.row, CourtReport):
            points[i] += points_of_work(item.kind, item, (item.row.requested_on, item.latest), policy, starts)
        elif isinstance(item.row, VictimContact):
            points[i] += points_of_work(item.kind, item, (item.row.sentence_date, item.latest), policy, starts)
    cases = {item.row.id: (i, item.row) for i, item in enumerate(items) if isinstance(item.row, Case)}
    month = timedelta(days=max(0, int(policy.work_item_days.value) - 1))
    for review in scenario.casework.reviews:
        if review.case not in cases:
            continue
        i, case = cases[review.case]
        if review.due_on <= case.sentence_end:
            days = review.due_on - month, review.due_on
            points[i] += points_of_work(review.kind, items[i], days, policy, starts)
    return points


def _points_of_cases(scenario: Scenario, items: Sequence[WorkItem], starts: Index) -> Index:
    """(I, T) int64: mean points of a day over each period, from the stretches of every case."""
    table = {(row.tier_model, row.tier, row.case_type): row.points for row in scenario.policy.tier_points}
    model = scenario.casework.tier_model
    stretches: list[tuple[int, int, int, int]] = []
    for i, item in enumerate(items):
        if isinstance(item.row, Case):
            parts = list(stages(item.row, item.first, item.last))
            days = [day.toordinal() for day, *_ in parts[1:]] + [item.last.toordinal() + 1]
            stretches += [
                (i, day.toordinal(), until, table[model, tier, case_type])
                for (day, tier, case_type), until in zip(parts, days, strict=True)
            ]
    of, first, until, points = np.array(stretches, dtype=np.int64).reshape(-1, 4).T
    total = np.zeros((len(items), starts.size - 1), dtype=np.int64)
    for t, (begin, end) in enumerate(pairwise(starts.tolist())):
        overlap = np.maximum(0, np.minimum(until, end) - np.maximum(first, begin))
        np.add.at(total[:, t], of, points * overlap)
    return round_half_up(total, np.diff(starts)[None, :])


def points_of_work(kind: str, item: WorkItem, days: tuple[date, date], policy: Policy, starts: Index) -> Index:
    """(T,) int64 points of work that an item brings and that is done evenly on some days, by the last of them.

    What nobody has yet begins with the item's span; what is overdue by then is done on the first day of it.
    """
    monthly = next(row.points for row in policy.work_item_points if row.kind == kind)
    first, last = days
    if last < item.first:
        first = last = item.first
    elif item.now is None and first < item.first:
        first = item.first
    all_days = (last - first).days + 1
    begin, end = max(first, item.first).toordinal(), last.toordinal() + 1
    inside = np.maximum(0, np.minimum(starts[1:], end) - np.maximum(starts[:-1], begin))
    exact = monthly * policy.work_item_days.value * inside / (all_days * np.diff(starts))
    return np.asarray(np.floor(exact + 0.5 + ROUNDING), dtype=np.int64)
