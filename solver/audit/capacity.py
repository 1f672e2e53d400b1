"""Points: what a case weighs, and what a practitioner has available."""

from __future__ import annotations

import math
from datetime import date

from models.casework import Case
from models.policy import Policy, Stage
from models.scenario import Horizon, Scenario
from models.staff import Grade, Staff
from solver.audit.dates import active_on, days_of, on_leave, whole_months

ROUNDING = 1e-9
"""Added before rounding down, so that 999.9999999999 points are 1000."""


def tier_at_start(case: Case, horizon: Horizon) -> str:
    """Tier of a case on the horizon's first day: changes up to that day count."""
    return next((change.tier for change in reversed(case.tier_changes) if change.on <= horizon.start), case.tier)


def points_of_cases(scenario: Scenario) -> list[int]:
    """Points of each case, in the scenario's order."""
    table = {(row.tier_model, row.tier, row.case_type): row.points for row in scenario.policy.tier_points}
    model = scenario.casework.tier_model
    horizon = scenario.horizon
    return [table[model, tier_at_start(case, horizon), case.case_type] for case in scenario.casework.cases]


def available_points(staff: Staff, scenario: Scenario) -> int:
    """Points that a practitioner has for cases over the horizon."""
    days = days_of(scenario.horizon)
    hours = sum(_hours_on(staff, day, scenario.policy) for day in days) / len(days)
    policy = scenario.policy
    return math.floor(policy.full_time_points.value * hours / policy.full_time_hours.value + ROUNDING)


def _hours_on(staff: Staff, day: date, policy: Policy) -> float:
    """Hours a week for cases, as they stand on a day."""
    if not active_on(staff, day) or on_leave(staff, day):
        return 0.0
    off = sum(row.hours for row in staff.reductions if row.first <= day and (row.last is None or day <= row.last))
    return max(0.0, staff.contracted_hours - off - staff.contracted_hours * _stage_share(staff, day, policy))


def _stage_share(staff: Staff, day: date, policy: Policy) -> float:
    """Share of the contracted hours that the stage of a career takes off on a day."""
    stages = {Grade.NQO: (Stage.NEWLY_QUALIFIED, staff.qualified_on), Grade.PQIP: (Stage.TRAINEE, staff.trainee_since)}
    stage, since = stages.get(staff.grade, (None, None))
    if since is None:
        return 0.0
    months = whole_months(since, day)
    rows = policy.stage_reductions
    return sum(row.share for row in rows if row.stage == stage and row.from_month <= months < row.to_month)
