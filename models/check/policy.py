"""Rule tables and goals: complete, without contradiction, with figures that can be."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from models.check.ledger import Ledger
from models.check.paths import Path
from models.check.report import Finding
from models.goals import Goal, Part

GOALS: Mapping[Part, frozenset[Goal]] = {
    Part.ALLOCATION: frozenset(
        {
            Goal.UNALLOCATED,
            Goal.WORKLOAD_BALANCE,
            Goal.OVERLOAD,
            Goal.OVERLOAD_POINTS,
            Goal.CASELOAD_MIX,
            Goal.NEW_CASES,
            Goal.PREFERENCES,
            Goal.CASE_TRAVEL,
            Goal.CONTINUITY,
            Goal.PDU_CROSSING,
        }
    ),
    Part.PROGRAMMES: frozenset(
        {Goal.NOT_STARTED, Goal.WAITING, Goal.GROUP_TRAVEL, Goal.GROUPS_OPENED, Goal.THIN_GROUPS}
    ),
    Part.REFERRALS: frozenset(
        {
            Goal.NOT_SERVED,
            Goal.SERVICE_WAITING,
            Goal.SERVICE_TRAVEL,
            Goal.SEEN_REMOTELY,
            Goal.SERVICE_CHANGE,
            Goal.GUARANTEE_UNUSED,
        }
    ),
    Part.UNPAID_WORK: frozenset(
        {
            Goal.UNMET_SESSIONS,
            Goal.MINUTES_FORGONE,
            Goal.WORK_TRAVEL,
            Goal.SUPERVISOR_SHIFTS,
            Goal.DISTINCT_PROJECTS,
            Goal.SKILLS_MISSED,
            Goal.PROJECT_LEFT,
            Goal.SHORT_NOTICE,
            Goal.SPARE_SHORT,
            Goal.STARTS_WITHOUT_PLACE,
            Goal.UNPOPULAR_SLOTS,
        }
    ),
}
"""Goals that each part of a plan has (docs/formulation.md)."""

HIGHEST: Mapping[str, float] = {
    "full_time_points": 1_000_000,
    "full_time_hours": 168,
    "workload_ceiling": 100,
    "work_item_days": 366,
    "oral_report_days": 366,
    "fast_report_days": 366,
    "standard_report_days": 366,
    "victim_contact_weeks": 520,
    "short_sentence_weeks": 5_200,
    "handover_weeks": 5_200,
    "pre_release_weeks": 5_200,
    "handover_notice_days": 366,
    "new_cases_per_week": 1_000,
    "short_absence_days": 366,
    "unpaid_work_minimum_hours": 10_000,
    "unpaid_work_maximum_hours": 10_000,
    "ete_share": 1,
    "earned_reduction_threshold": 1,
    "earned_reduction_rate": 1,
    "turnaround_minutes": 1440,
    "instruction_notice_days": 60,
    "spare_supervisors": 1_000,
    "off_track_minutes": 18_000,
    "groups_per_treatment_manager": 1_000,
    "oversight_minutes": 10_000,
    "structured_sessions": 200,
    "priority_step_weeks": 520,
    "priority_time_left_weeks": 520,
    "priority_waited_weeks": 520,
    "sentence_slack_days": 3650,
    "show_up_prior_sessions": 1000,
    "late_risk_raised": 1,
    "late_risk_high": 1,
    "turn_away_risk": 0.5,
    "shared_day_spread": 3,
}
"""Highest value that each figure of the policy can have in its unit."""

ABOVE_ZERO = frozenset(
    {"full_time_points", "full_time_hours", "workload_ceiling", "work_item_days", "priority_step_weeks"}
)
"""Figures that cannot be zero: something is divided by them, or nothing could be held at all."""

WHOLE = frozenset(
    {
        "oral_report_days",
        "fast_report_days",
        "standard_report_days",
        "victim_contact_weeks",
        "short_sentence_weeks",
        "handover_weeks",
        "pre_release_weeks",
        "handover_notice_days",
        "short_absence_days",
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
    }
)
"""Figures that are whole numbers of their unit."""


def figures(ledger: Ledger) -> Iterator[Finding]:
    """Figures of the policy that cannot be."""
    policy = ledger.scenario.policy
    for name, highest in HIGHEST.items():
        value = getattr(policy, name).value
        path = ("policy", name, "value")
        if value > highest or (value == 0 and name in ABOVE_ZERO):
            lowest = "above 0" if name in ABOVE_ZERO else "0 or more"
            yield Finding("out_of_range", path, f"The figure must be {lowest} and at most {highest:,}.")
        elif name in WHOLE and value != int(value):
            yield Finding("out_of_range", path, "The figure must be a whole number.")
    least, most = policy.unpaid_work_minimum_hours.value, policy.unpaid_work_maximum_hours.value
    if least > most:
        sentence = f"The shortest requirement ({least:g} hours) is longer than the longest ({most:g} hours)."
        yield Finding("minimum_above_maximum", ("policy", "unpaid_work_minimum_hours", "value"), sentence)
    for n, row in enumerate(policy.weekly_sessions):
        if row.minimum > row.maximum:
            sentence = f"The fewest sessions a week ({row.minimum}) are more than the most ({row.maximum})."
            yield Finding("minimum_above_maximum", ("policy", "weekly_sessions", n, "minimum"), sentence)
    for n, unpopular in enumerate(policy.unpopular_sessions):
        if not (unpopular.weekdays or unpopular.features or unpopular.ends_after is not None):
            sentence = "The row is met by every session. Say on which weekdays, how late, or with which features."
            yield Finding("row_says_nothing", ("policy", "unpopular_sessions", n), sentence)
    if policy.late_risk_raised.value > policy.late_risk_high.value:
        sentence = "A raised risk of being late is higher than a high one."
        yield Finding("minimum_above_maximum", ("policy", "late_risk_raised", "value"), sentence)


def empty_tables(ledger: Ledger) -> Iterator[Finding]:
    """Lists without which nothing can be planned."""
    scenario = ledger.scenario
    wanted: list[tuple[tuple[str, ...], Iterable[object]]] = [
        (("estate", "regions"), scenario.estate.regions),
        (("estate", "pdus"), scenario.estate.pdus),
        (("staff",), scenario.staff),
        (("people",), scenario.people),
    ]
    if scenario.casework.cases:
        wanted.append((("policy", "holding_rules"), scenario.policy.holding_rules))
    for path, rows in wanted:
        if not rows:
            yield Finding("empty_list", path, f"`{path[-1]}` is empty; without a row there is nothing to plan with.")


def rows_twice(ledger: Ledger) -> Iterator[Finding]:
    """Rows of rule tables that say something a second time, so that nobody knows which one holds."""
    scenario = ledger.scenario
    policy, travel = scenario.policy, scenario.travel
    tables: tuple[tuple[tuple[str, ...], Iterable[Any], Callable[[Any], Hashable], str], ...] = (
        (("policy", "tier_points"), policy.tier_points, lambda r: (r.tier_model, r.tier, r.case_type), "tier"),
        (("policy", "case_ceilings"), policy.case_ceilings, lambda r: r.grade, "grade"),
        (("policy", "weekly_sessions"), policy.weekly_sessions, lambda r: r.delivery, "delivery"),
        (("policy", "priority_weights"), policy.priority_weights, lambda r: r.rosh, "risk"),
        (("policy", "service_levels"), policy.service_levels, lambda r: r.complexity, "complexity"),
        (("travel", "speeds"), travel.speeds, lambda r: r.means, "means of travel"),
        (("travel", "matrix"), travel.matrix, lambda r: (r.means, r.origin, r.destination), "journey"),
        (("contact_standards",), scenario.contact_standards, lambda r: r.tier, "tier"),
    )
    for path, rows, key, what in tables:
        seen: set[Hashable] = set()
        for number, row in enumerate(rows):
            if key(row) in seen:
                yield Finding("duplicate_row", (*path, number), f"There is a row for this {what} already. Keep one.")
            seen.add(key(row))


def stages_twice(ledger: Ledger) -> Iterator[Finding]:
    """Reductions of one stage of a career that overlap, so that nobody knows which one holds."""
    rows = ledger.scenario.policy.stage_reductions
    for n, row in enumerate(rows):
        for earlier in rows[:n]:
            begin, end = max(row.from_month, earlier.from_month), min(row.to_month, earlier.to_month)
            if earlier.stage is row.stage and begin < end:
                sentence = f"There is a row for months {begin} to {end} of this stage already. Keep one."
                yield Finding("duplicate_row", ("policy", "stage_reductions", n), sentence)
                break


def points_missing(ledger: Ledger) -> Iterator[Finding]:
    """Tiers of cases for which the policy has no points; one finding for each tier and type of case."""
    casework, policy = ledger.scenario.casework, ledger.scenario.policy
    stated = {(row.tier_model, row.tier, row.case_type) for row in policy.tier_points}
    missing: dict[tuple[str, str], tuple[Path, int]] = {}
    for n, case in enumerate(casework.cases):
        row: Path = ("casework", "cases", n)
        tiers = [(case.tier, row)] + [(c.tier, (*row, "tier_changes", k)) for k, c in enumerate(case.tier_changes)]
        for tier, path in tiers:
            if (casework.tier_model, tier, case.case_type) not in stated:
                first, times = missing.get((tier, case.case_type), ((*path, "tier"), 0))
                missing[tier, case.case_type] = first, times + 1
    for (tier, case_type), (path, times) in missing.items():
        others = f", and {times - 1} more times" if times > 1 else ""
        yield Finding(
            "points_missing",
            path,
            f"The policy has no points for tier {tier}, {case_type}, under tier model {casework.tier_model} "
            f"(needed here{others}). Add the row to policy.tier_points, or correct the tier.",
        )


def speeds_missing(ledger: Ledger) -> Iterator[Finding]:
    """Means of travel that people use and that have no speed; one finding for each."""
    stated = {row.means for row in ledger.scenario.travel.speeds}
    for n, person in enumerate(ledger.scenario.people):
        means = person.travel.means
        if means not in stated:
            stated.add(means)
            sentence = f"There is no speed for {means}, by which this person travels. Add a row to travel.speeds."
            yield Finding("speed_missing", ("people", n, "travel", "means"), sentence)


def goal_profiles(ledger: Ledger) -> Iterator[Finding]:
    """Profiles that leave a part out or name it twice, and goals that stand in the wrong part or twice."""
    for n, profile in enumerate(ledger.scenario.goals.profiles):
        path = ("goals", "profiles", n, "parts")
        stated = [goals.part for goals in profile.parts]
        for part in Part:
            if part not in stated:
                sentence = f"The profile has no goals for the part {part}. Add them."
                yield Finding("part_missing", path, sentence)
        for k, part_goals in enumerate(profile.parts):
            if part_goals.part in stated[:k]:
                sentence = f"The profile has goals for {part_goals.part} already. Keep one."
                yield Finding("duplicate_row", (*path, k, "part"), sentence)
            seen: set[Goal] = set()
            for t, tier in enumerate(part_goals.tiers):
                for g, weight in enumerate(tier.goals):
                    goal_path = (*path, k, "tiers", t, "goals", g, "goal")
                    if weight.goal not in GOALS[part_goals.part]:
                        sentence = f"{weight.goal} is not a goal of the part {part_goals.part}; move it to its own."
                        yield Finding("goal_in_wrong_part", goal_path, sentence)
                    elif weight.goal in seen:
                        sentence = f"{weight.goal} has a weight in this part already. Keep one."
                        yield Finding("goal_twice", goal_path, sentence)
                    seen.add(weight.goal)
