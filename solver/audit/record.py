"""Unpaid work: what has come of each requirement so far, as the audit reckons it from the outcomes of sessions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import floor

from models.attendance import AttendanceOutcome, Outcome
from models.policy import WeeklySessions
from models.scenario import Scenario
from models.unpaid_work import EarnedReduction, ProjectKind, Requirement

FAILURES = frozenset({Outcome.FAILED_TO_ATTEND, Outcome.FAILED_TO_COMPLY, Outcome.SENT_HOME})
"""Outcomes that end the earned reduction."""
NOT_THERE = frozenset({Outcome.FAILED_TO_ATTEND, Outcome.ACCEPTABLE_ABSENCE})
"""Outcomes of sessions that the person has not come to."""


def requirements_now(scenario: Scenario) -> tuple[Requirement, ...]:
    """Requirements with what came of sessions after the day recorded to, and the policy's weekly number."""
    work = scenario.unpaid_work
    after: dict[str, list[AttendanceOutcome]] = defaultdict(list)
    for outcome in work.outcomes:
        after[outcome.requirement].append(outcome)
    kind_of = {slot.id: project.kind for project in work.projects for slot in project.slots}
    now = (_now(scenario, row, after[row.id], kind_of) if row.id in after else row for row in work.requirements)
    wanted = {row.delivery: row for row in scenario.policy.weekly_sessions}
    return tuple(_as_often(row, wanted[row.delivery]) if row.delivery in wanted else row for row in now)


def _as_often(row: Requirement, wanted: WeeklySessions) -> Requirement:
    """The requirement with no fewer and no more sessions a week than the policy has for its delivery."""
    if wanted.minimum <= row.sessions_per_week <= wanted.maximum:
        return row
    few = row.sessions_per_week < wanted.minimum
    return row.model_copy(update={"sessions_per_week": wanted.minimum if few else wanted.maximum})


def _now(
    scenario: Scenario, row: Requirement, outcomes: list[AttendanceOutcome], kind_of: dict[str, ProjectKind]
) -> Requirement:
    share, rate = (
        Fraction(figure.value).limit_denominator(10**6)
        for figure in (scenario.policy.earned_reduction_threshold, scenario.policy.earned_reduction_rate)
    )
    threshold = share * row.required_minutes
    sums = {
        name: getattr(row, name)
        for name in ("completed_minutes", "ete_minutes", "sessions_instructed", "sessions_attended")
    }
    standing, adjustment, inducted = row.earned_reduction, row.adjustment_minutes, row.induction_done
    by_day: dict[date, list[AttendanceOutcome]] = defaultdict(list)
    for outcome in outcomes:
        if row.recorded_to is None or outcome.on > row.recorded_to:
            by_day[outcome.on].append(outcome)
    for day in sorted(by_day):
        if any(outcome.outcome in FAILURES for outcome in by_day[day]):
            if standing is EarnedReduction.QUALIFYING:
                adjustment -= floor(rate * max(Fraction(0), sums["completed_minutes"] - threshold))
            if standing is not EarnedReduction.INELIGIBLE:
                standing = EarnedReduction.DISQUALIFIED
        for outcome in by_day[day]:
            there = outcome.outcome not in NOT_THERE
            kind = kind_of.get(outcome.slot) if outcome.slot else None
            sums["completed_minutes"] += outcome.minutes
            sums["ete_minutes"] += outcome.minutes if kind is ProjectKind.ETE else 0
            sums["sessions_instructed"] += outcome.outcome is not Outcome.ACCEPTABLE_ABSENCE
            sums["sessions_attended"] += there
            inducted = inducted or (there and kind is ProjectKind.INDUCTION)
        credited = any(outcome.minutes for outcome in by_day[day])
        if standing is EarnedReduction.ELIGIBLE and credited and sums["completed_minutes"] >= threshold:
            standing = EarnedReduction.QUALIFYING
    changed = {"earned_reduction": standing, "adjustment_minutes": adjustment, "induction_done": inducted}
    return row.model_copy(update=sums | changed)
