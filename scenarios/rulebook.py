"""Policy, goals, speeds, programme templates and contact standards as documents, made from the reference tables."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from itertools import groupby
from typing import Any

from models.casework import CaseType, Rosh
from models.goals import Goal, GoalProfile, Goals, GoalTier, GoalWeight, Part, PartGoals
from models.people import Means, SiteFeature
from models.policy import (
    CaseCeiling,
    Figure,
    HoldingRule,
    Policy,
    PriorityWeight,
    Stage,
    StageReduction,
    TierPoints,
    UnpopularSession,
    WeeklySessions,
    WorkItemPoints,
)
from models.programmes import (
    GroupSlot,
    MeetingPattern,
    Module,
    ProgrammeKind,
    ProgrammeTemplate,
    SessionKind,
    TemplateSession,
)
from models.record import Weekday
from models.services import Complexity, ContactStandard, ServiceLevel
from models.staff import Grade
from models.travel import Speed, Travel
from models.unpaid_work import Delivery
from scenarios.tables import document, rows

TIER_MODEL = "A-D"
"""Tier model with public points; there are none for tiers A to G."""


@cache
def policy() -> Policy:
    """The rule tables."""
    figures = {r["figure"]: Figure(value=float(r["value"]), source=r["source"]) for r in rows("policy_figures.csv")}
    return Policy(
        version="reference-2026",
        effective_from=date(2026, 4, 1),
        tier_points=_tier_points(),
        work_item_points=tuple(
            WorkItemPoints(kind=r["kind"], points=int(r["points"]), source=r["source"])
            for r in rows("work_item_points.csv")
        ),
        stage_reductions=_stage_reductions(),
        holding_rules=_holding_rules(),
        priority_weights=tuple(
            PriorityWeight(rosh=Rosh(r["rosh"]), weight=int(r["weight"]), source=r["source"])
            for r in rows("priority_weights.csv")
        ),
        weekly_sessions=tuple(
            WeeklySessions(
                delivery=Delivery(r["delivery"]),
                minimum=int(r["minimum"]),
                maximum=int(r["maximum"]),
                source=r["source"],
            )
            for r in rows("weekly_sessions.csv")
        ),
        unpopular_sessions=tuple(
            UnpopularSession(
                weekdays=tuple(Weekday(day) for day in r["weekdays"].split()),
                ends_after=time.fromisoformat(r["ends_after"]) if r["ends_after"] else None,
                features=tuple(SiteFeature(name) for name in r["features"].split()),
                source=r["source"],
            )
            for r in rows("unpopular_sessions.csv")
        ),
        case_ceilings=tuple(
            CaseCeiling(grade=Grade(r["grade"]), cases=int(r["cases"]), source=r["source"])
            for r in rows("case_ceilings.csv")
        ),
        service_levels=_service_levels(),
        **figures,
    )


def _tier_points() -> tuple[TierPoints, ...]:
    return tuple(
        TierPoints(
            tier_model=r["tier_model"],
            tier=r["tier"],
            case_type=CaseType(r["case_type"]),
            points=int(r["points"]),
            source=r["source"],
        )
        for r in rows("tier_points.csv")
    )


def _stage_reductions() -> tuple[StageReduction, ...]:
    return tuple(
        StageReduction(
            stage=Stage(r["stage"]),
            from_month=int(r["from_month"]),
            to_month=int(r["to_month"]),
            share=float(r["share"]),
            source=r["source"],
        )
        for r in rows("stage_reductions.csv")
    )


def _service_levels() -> tuple[ServiceLevel, ...]:
    return tuple(
        ServiceLevel(
            complexity=Complexity(r["complexity"]),
            sessions=int(r["sessions"]),
            weight=int(r["weight"]),
            source=r["source"],
        )
        for r in rows("service_levels.csv")
    )


def _holding_rules() -> tuple[HoldingRule, ...]:
    return tuple(
        HoldingRule(
            grade=Grade(r["grade"]),
            case_types=tuple(CaseType(name) for name in r["case_types"].split()),
            tiers=tuple(r["tiers"].split()),
            max_rosh=Rosh(r["max_rosh"]),
            max_mappa_level=int(r["max_mappa_level"]),
            life_sentences=r["life_sentences"] == "yes",
            source=r["source"],
        )
        for r in rows("holding_rules.csv")
    )


@cache
def goals() -> Goals:
    """The goal profiles; each states only how it differs from ``standard``."""
    table = document("goal_profiles.json")
    standard: dict[str, float] = table["profiles"]["standard"]
    profiles = tuple(
        GoalProfile(id=name, parts=_parts(table["parts"] | table["tiers_of"].get(name, {}), standard | changes))
        for name, changes in table["profiles"].items()
    )
    return Goals(profile=table["in_force"], profiles=profiles)


def _parts(parts: dict[str, list[list[Any]]], weights: dict[str, float]) -> tuple[PartGoals, ...]:
    """Goals of every part; a row is a tier, its goals and, where it has one, its slack."""
    return tuple(
        PartGoals(
            part=Part(part),
            tiers=tuple(
                GoalTier(
                    name=tier,
                    goals=tuple(GoalWeight(goal=Goal(goal), weight=float(weights[goal])) for goal in members),
                    slack=slack[0] if slack else None,
                )
                for tier, members, *slack in tiers
            ),
        )
        for part, tiers in parts.items()
    )


@cache
def travel() -> Travel:
    """The speed model; no journeys are known beforehand."""
    return Travel(
        speeds=tuple(
            Speed(
                means=Means(r["means"]),
                km_per_hour=float(r["km_per_hour"]),
                detour=float(r["detour"]),
                access_minutes=float(r["access_minutes"]),
                source=r["source"],
            )
            for r in rows("speeds.csv")
        )
    )


@cache
def programme_templates() -> tuple[ProgrammeTemplate, ...]:
    """The programmes, with modules and sessions in order."""
    sessions = {key: list(each) for key, each in groupby(rows("programme_sessions.csv"), key=lambda r: r["template"])}
    return tuple(
        ProgrammeTemplate(
            id=r["id"],
            name=r["name"],
            kind=ProgrammeKind(r["kind"]),
            modules=_modules(sessions[r["id"]]),
            minimum_size=int(r["minimum_size"]),
            maximum_size=int(r["maximum_size"]),
            facilitators=int(r["facilitators"]),
            cover=int(r["cover"]),
            treatment_manager=r["treatment_manager"] == "yes",
            qualification=r["qualification"],
            start_rate=float(r["start_rate"]),
            drop_out_rate=float(r["drop_out_rate"]),
            missed_rate=float(r["missed_rate"]),
            rolling=r["rolling"] == "yes",
            one_to_one_days=int(r["one_to_one_days"]),
            sessions_per_week=int(r["sessions_per_week"]),
            patterns=_patterns(r["id"]),
            source=r["source"],
        )
        for r in rows("programme_templates.csv")
    )


def _patterns(template: str) -> tuple[MeetingPattern, ...]:
    mine = [r for r in rows("programme_patterns.csv") if r["template"] == template]
    return tuple(
        MeetingPattern(
            id=name,
            slots=tuple(GroupSlot(weekday=Weekday(r["weekday"]), start=time.fromisoformat(r["start"])) for r in each),
        )
        for name, each in groupby(mine, key=lambda r: r["pattern"])
    )


def _modules(sessions: list[dict[str, str]]) -> tuple[Module, ...]:
    return tuple(
        Module(
            name=name,
            gap_weeks=gap,
            sessions=tuple(
                TemplateSession(name=r["session"], kind=SessionKind(r["kind"]), minutes=int(r["minutes"])) for r in each
            ),
        )
        for (_, name, gap), each in groupby(
            sessions, key=lambda r: (r["module_number"], r["module"], int(r["gap_weeks"]))
        )
    )


@cache
def contact_standards() -> tuple[ContactStandard, ...]:
    """How often each tier is to be seen; tiers of suspended contact are not."""
    return tuple(
        ContactStandard(
            tier=f"{r['tier_letter']}{number}",
            contacts_per_four_weeks=float(r["contacts_per_four_weeks"]),
            minutes=int(r["minutes"]),
            source=r["source"],
        )
        for r in rows("contact_standards.csv")
        for number in range(4)
    )
