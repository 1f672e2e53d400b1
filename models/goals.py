"""Goals: what a plan should be good at, in ordered tiers, with published rates of exchange inside a tier."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.record import Id, Record, Share


class Part(StrEnum):
    """A part of the plan."""

    ALLOCATION = "allocation"
    UNPAID_WORK = "unpaid_work"
    PROGRAMMES = "programmes"
    REFERRALS = "referrals"


class Goal(StrEnum):
    """Something that a plan should be good at; ``docs/formulation.md`` gives each one's formula and unit."""

    UNALLOCATED = "unallocated"
    WORKLOAD_BALANCE = "workload_balance"
    OVERLOAD = "overload"
    OVERLOAD_POINTS = "overload_points"
    CASELOAD_MIX = "caseload_mix"
    NEW_CASES = "new_cases"
    PREFERENCES = "preferences"
    CASE_TRAVEL = "case_travel"
    CONTINUITY = "continuity"
    PDU_CROSSING = "pdu_crossing"
    UNMET_SESSIONS = "unmet_sessions"
    MINUTES_FORGONE = "minutes_forgone"
    WORK_TRAVEL = "work_travel"
    SUPERVISOR_SHIFTS = "supervisor_shifts"
    DISTINCT_PROJECTS = "distinct_projects"
    SKILLS_MISSED = "skills_missed"
    PROJECT_LEFT = "project_left"
    SHORT_NOTICE = "short_notice"
    SPARE_SHORT = "spare_short"
    STARTS_WITHOUT_PLACE = "starts_without_place"
    UNPOPULAR_SLOTS = "unpopular_slots"
    NOT_STARTED = "not_started"
    WAITING = "waiting"
    GROUP_TRAVEL = "group_travel"
    GROUPS_OPENED = "groups_opened"
    THIN_GROUPS = "thin_groups"
    NOT_SERVED = "not_served"
    SERVICE_WAITING = "service_waiting"
    SERVICE_TRAVEL = "service_travel"
    SEEN_REMOTELY = "seen_remotely"
    SERVICE_CHANGE = "service_change"
    GUARANTEE_UNUSED = "guarantee_unused"


class GoalWeight(Record):
    """Weight of a goal in its tier."""

    goal: Goal
    """Goal."""
    weight: Annotated[float, Field(ge=0.0, le=1_000_000.0)]
    """Priced minutes for a unit of the goal; a multiple of the derived penalty for leaving someone out."""


class GoalTier(Record):
    """Goals that are exchanged against each other at published rates."""

    name: Id
    """Name of the tier."""
    goals: Annotated[tuple[GoalWeight, ...], Field(min_length=1)]
    """Goals in it."""
    slack: Share | None = None
    """Share by which later tiers may worsen this one; left out: as far as the weights have it."""


class PartGoals(Record):
    """Tiers of goals for a part of the plan, most important first."""

    part: Part
    """Part."""
    tiers: Annotated[tuple[GoalTier, ...], Field(min_length=1)]
    """Tiers, most important first."""

    def weight_of(self, goal: Goal) -> float:
        """Weight of a goal; 0 where the profile leaves it out."""
        return sum(row.weight for tier in self.tiers for row in tier.goals if row.goal is goal)


class GoalProfile(Record):
    """A named set of goals."""

    id: Id
    """Name of the profile."""
    parts: tuple[PartGoals, ...]
    """Goals for each part."""


class Goals(Record):
    """The profiles that the scenario offers, and the one in force."""

    profile: Id
    """Profile in force."""
    profiles: Annotated[tuple[GoalProfile, ...], Field(min_length=1)]
    """Profiles to choose from."""
