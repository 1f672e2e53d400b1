"""Points that work items bring, period by period.

A case brings those of its stages. What is to be done by a day, a report, a contact with a victim or a review of a case,
is spread evenly over the days that there are for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from models.casework import CaseType
from models.scenario import Horizon, Scenario
from solver.allocation.capacity import HAIR
from solver.allocation.problem import Ints, ItemKind, read_only
from solver.allocation.work import Item, Stage


@dataclass(frozen=True, slots=True)
class Periods:
    """The horizon's periods; ``first`` (T + 1,) are ordinals of the first days, the last one after the horizon."""

    first: Ints
    days: Ints
    weeks: Ints

    @classmethod
    def of(cls, horizon: Horizon) -> Periods:
        """Period t begins with week floor(t W / T)."""
        week = np.array([t * horizon.weeks // horizon.periods for t in range(horizon.periods + 1)], dtype=np.int64)
        return cls(horizon.start.toordinal() + 7 * week, 7 * np.diff(week), read_only(np.diff(week)))


class Task(NamedTuple):
    """What is to be done by a day, with the days from ``begins`` to ``due``, as ordinals, that there are for it.

    ``item`` is the item that brings it, ``kind`` that of the points table.
    """

    item: int
    kind: str
    begins: int
    due: int


def points_of(scenario: Scenario, items: Sequence[Item], periods: Periods) -> Ints:
    """(N, T) int64 points that each item brings in each period."""
    known: dict[tuple[tuple[Stage, ...], int], Ints] = {}
    points = np.zeros((len(items), periods.days.size), dtype=np.int64)
    table = _tier_points(scenario)
    for i, item in enumerate(items):
        if item.kind is ItemKind.CASE:
            key = item.stages, item.last
            row = known.get(key)
            if row is None:
                row = known[key] = _points_of_stages(item.stages, item.last, table, periods)
            points[i] = row
    days = scenario.policy.work_item_days.value
    worth = {row.kind: row.points * days for row in scenario.policy.work_item_points}
    for task in _tasks(scenario, items):
        points[task.item] += _points_of_task(task, worth[task.kind], items[task.item], periods)
    return read_only(points)


def _points_of_stages(
    stages: Sequence[Stage], last: int, table: dict[tuple[str, CaseType], int], periods: Periods
) -> Ints:
    ends = [*(stage.first for stage in stages[1:]), last + 1]
    total = np.zeros(periods.days.size, dtype=np.int64)
    for stage, end in zip(stages, ends, strict=True):
        days = np.minimum(periods.first[1:], end) - np.maximum(periods.first[:-1], stage.first)
        total += table[stage.tier, stage.case_type] * np.maximum(0, days)
    return np.asarray((2 * total + periods.days) // (2 * periods.days))


def _tasks(scenario: Scenario, items: Sequence[Item]) -> Iterator[Task]:
    """Reports and contacts, and the reviews that fall due before their case ends."""
    cases = {}
    for i, item in enumerate(items):
        if item.kind is ItemKind.CASE and item.case is not None:
            cases[item.id] = i, item.case.sentence_end
        else:
            yield Task(i, item.work, item.since, item.latest)
    days = max(1, int(scenario.policy.work_item_days.value))
    for review in scenario.casework.reviews:
        if review.case not in cases:
            continue
        i, sentence_end = cases[review.case]
        if review.due_on <= sentence_end:
            due = review.due_on.toordinal()
            yield Task(i, review.kind, due - days + 1, due)


def _points_of_task(task: Task, worth: float, item: Item, periods: Periods) -> Ints:
    """(T,) int64: points times days that a task is worth, shared out over its days and spread over each period."""
    begins, due = task.begins, task.due
    if due < item.first:
        begins = due = item.first
    elif item.holder is None:
        begins = max(begins, item.first)
    within = np.minimum(periods.first[1:], due + 1) - np.maximum(periods.first[:-1], max(begins, item.first))
    share = np.maximum(0, within) / (due - begins + 1)
    return np.asarray(np.floor(worth * share / periods.days + 0.5 + HAIR), dtype=np.int64)


def _tier_points(scenario: Scenario) -> dict[tuple[str, CaseType], int]:
    model = scenario.casework.tier_model
    return {(row.tier, row.case_type): row.points for row in scenario.policy.tier_points if row.tier_model == model}
