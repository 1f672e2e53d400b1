"""Builders of the policy, the goals and the speeds of travel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from models.casework import CaseType, Rosh
from models.goals import Goal, GoalProfile, Goals, GoalTier, GoalWeight, Part, PartGoals
from models.people import Means
from models.policy import Figure, HoldingRule, Policy, PriorityWeight, Stage, StageReduction, TierPoints, WorkItemPoints
from models.services import Complexity, ServiceLevel
from models.staff import Grade
from models.travel import Speed, Travel
from tests.builders.world import (
    SOURCE,
    TIER_COST,
    WORK_ITEM_COST,
)


def figure(value: float) -> Figure:
    """A figure of the policy."""
    return Figure(value=value, source=SOURCE)


def a_policy(**over: Any) -> Policy:
    """Rule tables with round numbers: PO everything, NQO up to high risk, PSO medium, PQiP medium in tiers C and D."""
    row: dict[str, Any] = {
        "version": "tests",
        "effective_from": date(2026, 1, 1),
        "tier_points": _tier_points(),
        "work_item_points": tuple(
            WorkItemPoints(kind=kind, points=points, source=SOURCE) for kind, points in WORK_ITEM_COST.items()
        ),
        "stage_reductions": (
            StageReduction(stage=Stage.NEWLY_QUALIFIED, from_month=0, to_month=9, share=0.2, source=SOURCE),
            StageReduction(stage=Stage.TRAINEE, from_month=0, to_month=6, share=0.8, source=SOURCE),
        ),
        "holding_rules": (
            a_holding_rule(Grade.PO, "ABCD", Rosh.VERY_HIGH, 3, life_sentences=True),
            a_holding_rule(Grade.NQO, "ABCD", Rosh.HIGH, 1),
            a_holding_rule(Grade.PSO, "BCD", Rosh.MEDIUM, 1),
            a_holding_rule(Grade.PQIP, "CD", Rosh.MEDIUM, 0),
        ),
        "priority_weights": tuple(
            PriorityWeight(rosh=rosh, weight=number, source=SOURCE) for number, rosh in enumerate(Rosh, start=1)
        ),
        "service_levels": tuple(
            ServiceLevel(complexity=complexity, sessions=2 * number, weight=number, source=SOURCE)
            for number, complexity in enumerate(Complexity, start=1)
        ),
        "full_time_points": figure(1000),
        "full_time_hours": figure(37),
        "workload_ceiling": figure(1.2),
        "work_item_days": figure(30),
        "oral_report_days": figure(0),
        "fast_report_days": figure(5),
        "standard_report_days": figure(15),
        "victim_contact_weeks": figure(8),
        "short_sentence_weeks": figure(43),
        "handover_weeks": figure(34),
        "pre_release_weeks": figure(12),
        "handover_notice_days": figure(5),
        "new_cases_per_week": figure(1),
        "short_absence_days": figure(21),
        "unpaid_work_minimum_hours": figure(40),
        "unpaid_work_maximum_hours": figure(300),
        "ete_share": figure(0.3),
        "earned_reduction_threshold": figure(0.25),
        "earned_reduction_rate": figure(0.5),
        "turnaround_minutes": figure(30),
        "instruction_notice_days": figure(1),
        "spare_supervisors": figure(0),
        "off_track_minutes": figure(420),
        "groups_per_treatment_manager": figure(2),
        "oversight_minutes": figure(60),
        "structured_sessions": figure(4),
        "priority_step_weeks": figure(4),
        "priority_time_left_weeks": figure(0),
        "priority_waited_weeks": figure(0),
        "sentence_slack_days": figure(0),
        "show_up_prior_sessions": figure(8),
        "late_risk_raised": figure(0.1),
        "late_risk_high": figure(0.5),
        "turn_away_risk": figure(0.1),
        "shared_day_spread": figure(0.3),
    }
    return Policy(**(row | over))


def a_holding_rule(
    grade: Grade, tiers: Iterable[str], max_rosh: Rosh, max_mappa_level: int, *, life_sentences: bool = False
) -> HoldingRule:
    """A row of the matrix of who may hold what, for every type of case."""
    return HoldingRule(
        grade=grade,
        case_types=tuple(CaseType),
        tiers=tuple(tiers),
        max_rosh=max_rosh,
        max_mappa_level=max_mappa_level,
        life_sentences=life_sentences,
        source=SOURCE,
    )


def _tier_points() -> tuple[TierPoints, ...]:
    return tuple(
        TierPoints(
            tier_model="A-D",
            tier=f"{letter}{number}",
            case_type=case_type,
            points=cost // 2 if case_type is CaseType.CUSTODY else cost,
            source=SOURCE,
        )
        for letter, cost in TIER_COST.items()
        for number in range(4)
        for case_type in CaseType
    )


WEIGHTS: dict[Part, tuple[tuple[str, dict[Goal, float]], ...]] = {
    Part.ALLOCATION: (
        ("everyone_held", {Goal.UNALLOCATED: 1}),
        (
            "fair_and_near",
            {
                Goal.WORKLOAD_BALANCE: 20,
                Goal.OVERLOAD: 100,
                Goal.OVERLOAD_POINTS: 0,
                Goal.CASELOAD_MIX: 5,
                Goal.NEW_CASES: 10,
                Goal.PREFERENCES: 15,
                Goal.CASE_TRAVEL: 1,
                Goal.CONTINUITY: 60,
                Goal.PDU_CROSSING: 90,
            },
        ),
    ),
    Part.PROGRAMMES: (
        ("everyone_started", {Goal.NOT_STARTED: 1}),
        ("soon_and_near", {Goal.WAITING: 5, Goal.GROUP_TRAVEL: 1, Goal.GROUPS_OPENED: 150, Goal.THIN_GROUPS: 1}),
    ),
    Part.UNPAID_WORK: (
        ("everyone_working", {Goal.UNMET_SESSIONS: 1}),
        (
            "near_and_lean",
            {
                Goal.MINUTES_FORGONE: 0.25,
                Goal.WORK_TRAVEL: 1,
                Goal.SUPERVISOR_SHIFTS: 50,
                Goal.DISTINCT_PROJECTS: 60,
                Goal.SKILLS_MISSED: 5,
                Goal.PROJECT_LEFT: 30,
                Goal.SHORT_NOTICE: 40,
                Goal.SPARE_SHORT: 30,
                Goal.STARTS_WITHOUT_PLACE: 100,
                Goal.UNPOPULAR_SLOTS: 20,
            },
        ),
    ),
    Part.REFERRALS: (
        ("everyone_served", {Goal.NOT_SERVED: 1}),
        (
            "soon_and_well",
            {
                Goal.SERVICE_WAITING: 5,
                Goal.SERVICE_TRAVEL: 1,
                Goal.SEEN_REMOTELY: 15,
                Goal.SERVICE_CHANGE: 60,
                Goal.GUARANTEE_UNUSED: 10,
            },
        ),
    ),
}
"""The default weights of ``docs/formulation.md``."""


def part_goals(part: Part, **weights: float) -> PartGoals:
    """Goals of a part with the default weights; ``part_goals(Part.ALLOCATION, continuity=0)`` changes some."""
    tiers = tuple(
        GoalTier(
            name=name,
            goals=tuple(
                GoalWeight(goal=goal, weight=float(weights.get(goal.value, weight))) for goal, weight in row.items()
            ),
        )
        for name, row in WEIGHTS[part]
    )
    return PartGoals(part=part, tiers=tiers)


def some_goals(**weights: float) -> Goals:
    """The default goals of every part as the profile ``standard``."""
    profile = GoalProfile(id="standard", parts=tuple(part_goals(part, **weights) for part in WEIGHTS))
    return Goals(profile="standard", profiles=(profile,))


def some_travel(**over: Any) -> Travel:
    """Speeds: by car a kilometre is a minute, every other means takes ten minutes more."""
    speeds = tuple(
        Speed(
            means=means,
            km_per_hour=60.0,
            detour=1.0,
            access_minutes=0.0 if means is Means.CAR else 10.0,
            source=SOURCE,
        )
        for means in Means
    )
    return Travel(**({"speeds": speeds} | over))
