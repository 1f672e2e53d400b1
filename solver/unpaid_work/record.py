"""What has come of a requirement so far: the outcomes of sessions added to what the scenario states up to a day."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from models.attendance import AttendanceOutcome
from models.policy import Policy
from models.scenario import Scenario
from models.unpaid_work import Delivery, EarnedReduction, ProjectKind, Requirement
from solver.unpaid_work.hours import LEEWAY


def brought_up_to_date(scenario: Scenario) -> tuple[Requirement, ...]:
    """Requirements with every outcome after ``recorded_to`` added, and as many sessions a week as the policy wants."""
    limits = {row.delivery: (row.minimum, row.maximum) for row in scenario.policy.weekly_sessions}
    return tuple(_within(row, limits) for row in _with_outcomes(scenario))


def _within(requirement: Requirement, limits: Mapping[Delivery, tuple[int, int]]) -> Requirement:
    stated = requirement.sessions_per_week
    least, most = limits.get(requirement.delivery, (stated, stated))
    a_week = max(least, min(most, stated))
    return requirement if a_week == stated else requirement.model_copy(update={"sessions_per_week": a_week})


def _with_outcomes(scenario: Scenario) -> tuple[Requirement, ...]:
    work = scenario.unpaid_work
    if not work.outcomes:
        return work.requirements
    kinds = {slot.id: project.kind for project in work.projects for slot in project.slots}
    rows: dict[str, list[AttendanceOutcome]] = defaultdict(list)
    for row in work.outcomes:
        rows[row.requirement].append(row)
    return tuple(
        _with(requirement, new, kinds, scenario.policy)
        if (new := [row for row in rows[requirement.id] if row.on > (requirement.recorded_to or date.min)])
        else requirement
        for requirement in work.requirements
    )


def _with(
    requirement: Requirement, rows: Sequence[AttendanceOutcome], kinds: Mapping[str, ProjectKind], policy: Policy
) -> Requirement:
    standing, earned = _earned(requirement, rows, policy)
    of_kind = {row: kinds.get(row.slot or "") for row in rows}
    return requirement.model_copy(
        update={
            "completed_minutes": requirement.completed_minutes + sum(row.minutes for row in rows),
            "adjustment_minutes": requirement.adjustment_minutes - earned,
            "ete_minutes": requirement.ete_minutes
            + sum(row.minutes for row, kind in of_kind.items() if kind is ProjectKind.ETE),
            "earned_reduction": standing,
            "induction_done": requirement.induction_done
            or any(row.outcome.turned_up and kind is ProjectKind.INDUCTION for row, kind in of_kind.items()),
            "sessions_instructed": requirement.sessions_instructed + sum(row.outcome.counts for row in rows),
            "sessions_attended": requirement.sessions_attended + sum(row.outcome.turned_up for row in rows),
        }
    )


def _earned(requirement: Requirement, rows: Sequence[AttendanceOutcome], policy: Policy) -> tuple[EarnedReduction, int]:
    """Standing with the earned reduction after the rows, and minutes that a failure has left of what was earned.

    On one day a failure comes first: nothing of that day earns any more.
    """
    threshold = policy.earned_reduction_threshold.value * requirement.required_minutes
    standing, done, kept = requirement.earned_reduction, requirement.completed_minutes, 0
    for row in sorted(rows, key=lambda row: (row.on, not row.outcome.enforceable)):
        if row.outcome.enforceable and standing in (EarnedReduction.ELIGIBLE, EarnedReduction.QUALIFYING):
            if standing is EarnedReduction.QUALIFYING:
                beyond = max(0.0, done - threshold)
                kept = math.floor(policy.earned_reduction_rate.value * beyond + LEEWAY)
            standing = EarnedReduction.DISQUALIFIED
        done += row.minutes
        if standing is EarnedReduction.ELIGIBLE and row.minutes and done >= threshold:
            standing = EarnedReduction.QUALIFYING
    return standing, kept
