"""Who is behind with the hours, or will not be done in time: a list for review, worst first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from models.attendance import OffTrack
from models.decisions import Decisions, StandingPattern
from models.scenario import Scenario
from models.unpaid_work import ProjectKind, Requirement
from solver.unpaid_work.attending import Attendance
from solver.unpaid_work.hours import LEEWAY, minutes_left
from solver.unpaid_work.problem import Problem, Requirements, Solution
from solver.unpaid_work.record import brought_up_to_date
from solver.unpaid_work.showing_up import average_rates, show_up_rates

MOST_WEEKS = 1040
"""Weeks beyond which no finish is told."""
A_YEAR = timedelta(days=365)


def off_track(scenario: Scenario, decisions: Decisions) -> tuple[OffTrack, ...]:
    """Requirements with hours left that are too far behind, or will be done late or nobody knows when."""
    start, spread = scenario.horizon.start, scenario.policy.shared_day_spread.value
    patterns: dict[str, list[StandingPattern]] = defaultdict(list)
    inductions = {
        slot.id
        for project in scenario.unpaid_work.projects
        if project.kind is ProjectKind.INDUCTION
        for slot in project.slots
    }
    for pattern in decisions.patterns:
        if pattern.slot not in inductions:
            patterns[pattern.requirement].append(pattern)
    rates = show_up_rates(scenario)
    average = dict(zip(rates, average_rates(np.array(list(rates.values())), spread).tolist(), strict=True))
    failures = Counter(
        row.requirement for row in scenario.unpaid_work.outcomes if row.outcome.enforceable and row.on >= start - A_YEAR
    )
    rows = []
    for requirement in brought_up_to_date(scenario):
        left = minutes_left(requirement, scenario.policy)
        if left == 0:
            continue
        behind = _behind(requirement, left, start)
        finish = _finish(patterns[requirement.id], left, average[requirement.person])
        late = None if finish is None else max(0, math.ceil((finish - requirement.deadline).days / 7))
        if behind >= scenario.policy.off_track_minutes.value or late != 0:
            rows.append(
                OffTrack(
                    requirement=requirement.id,
                    person=requirement.person,
                    minutes_left=left,
                    minutes_behind=behind,
                    expected_finish=finish,
                    weeks_late=late,
                    failures=failures[requirement.id],
                )
            )
    return tuple(sorted(rows, key=_worst_first))


def _worst_first(row: OffTrack) -> tuple[float, int, str]:
    return -math.inf if row.weeks_late is None else -row.weeks_late, -row.minutes_behind, row.requirement


def _behind(requirement: Requirement, left: int, start: date) -> int:
    """Minutes that the straight line from sentence to deadline is ahead of the work at the horizon's start."""
    whole, gone = (requirement.deadline - requirement.sentence_date).days, (start - requirement.sentence_date).days
    done = requirement.completed_minutes
    if gone >= whole:
        return left
    return max(0, -(-max(0, gone) * (done + left) // whole) - done)


def _finish(patterns: Sequence[StandingPattern], left: int, rate: float) -> date | None:
    """Day on which the hours will be done if the sessions planned go on as they are, at the rate to be expected."""
    days = [day for pattern in patterns for day in pattern.dates]
    minutes = sum(pattern.minutes for pattern in patterns)
    if not days or minutes * rate == 0.0:
        return None
    first = min(days)
    weeks = weeks_to_go((max(days) - first).days // 7 + 1, minutes * rate, left)
    return first + timedelta(weeks=weeks - 1) if weeks <= MOST_WEEKS else None


def weeks_to_go(planned: int, minutes: float, left: int) -> int:
    """Weeks that the minutes left take, where so many are expected in the weeks planned."""
    return math.ceil(left * planned / minutes - LEEWAY)


def done_in_time(problem: Problem, solution: Solution, dated: Attendance) -> int:
    """Requirements that will be done by the deadline, as far as their sessions go on at the rate to be expected."""
    row, week = np.nonzero(dated.instructed)
    requirement = solution.standing[row, 0]
    day = problem.horizon_start.toordinal() + 7 * week + problem.slots.weekday[solution.standing[row, 1]]
    first = np.full(len(problem.requirements.ids), np.iinfo(np.int64).max)
    last, minutes = np.zeros_like(first), np.zeros_like(first)
    np.minimum.at(first, requirement, day)
    np.maximum.at(last, requirement, day)
    np.add.at(minutes, requirement, dated.minutes[row, week])
    pace = minutes * average_rates(problem.requirements.rate, problem.spread)
    return sum(
        _in_time(problem.requirements, r, int(first[r]), int(last[r]), pace[r]) for r in np.flatnonzero(pace).tolist()
    )


def _in_time(rows: Requirements, r: int, first: int, last: int, minutes: float) -> bool:
    weeks = weeks_to_go((last - first) // 7 + 1, minutes, int(rows.remaining[r]))
    return weeks <= MOST_WEEKS and first + 7 * (weeks - 1) <= int(rows.deadline_day[r])
