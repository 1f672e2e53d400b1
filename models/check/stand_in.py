"""Sections that stand in for unreadable ones, so that the others can be judged; no verdict rests on them."""

from __future__ import annotations

from models.check.reading import Json

_FIGURES = (
    "full_time_points",
    "full_time_hours",
    "workload_ceiling",
    "work_item_days",
    "oral_report_days",
    "fast_report_days",
    "standard_report_days",
    "victim_contact_weeks",
    "short_sentence_weeks",
    "handover_weeks",
    "pre_release_weeks",
    "handover_notice_days",
    "new_cases_per_week",
    "short_absence_days",
    "unpaid_work_minimum_hours",
    "unpaid_work_maximum_hours",
    "ete_share",
    "earned_reduction_threshold",
    "earned_reduction_rate",
    "turnaround_minutes",
    "instruction_notice_days",
    "spare_supervisors",
    "off_track_minutes",
    "groups_per_treatment_manager",
    "oversight_minutes",
    "structured_sessions",
    "priority_step_weeks",
    "priority_time_left_weeks",
    "priority_waited_weeks",
    "sentence_slack_days",
    "show_up_prior_sessions",
    "late_risk_raised",
    "late_risk_high",
    "turn_away_risk",
    "shared_day_spread",
)

STAND_IN: dict[str, Json] = {
    "schema_version": "1.0",
    "id": "unreadable",
    "horizon": {"start": "2024-01-01", "weeks": 1},
    "estate": {"regions": [], "pdus": []},
    "staff": [],
    "people": [],
    "travel": {"speeds": [{"means": "walk", "km_per_hour": 1, "detour": 1, "access_minutes": 0, "source": ""}]},
    "policy": {
        "version": "unreadable",
        "effective_from": "2024-01-01",
        "tier_points": [],
        "holding_rules": [],
        "priority_weights": [],
        **{name: {"value": 1, "source": ""} for name in _FIGURES},
    },
    "goals": {"profile": "unreadable", "profiles": [{"id": "unreadable", "parts": []}]},
}
"""The smallest valid form of every section that a scenario must have."""
