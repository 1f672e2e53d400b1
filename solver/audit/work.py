"""Dates of unpaid work: when slots run, what is left of a requirement, and from when it can be worked off."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil

from models.locks import Force, UnpaidWorkLock
from models.policy import Figure, Policy
from models.scenario import Horizon
from models.unpaid_work import EarnedReduction, Project, ProjectKind, ProjectSlot, Requirement
from solver.audit.dates import WEEK, Taken, minute, slot_dates
from solver.audit.rows import Rows

KINDS = frozenset(ProjectKind) - {ProjectKind.INDUCTION}
"""Kinds of project at which hours are worked off."""


def minutes_left(requirement: Requirement, policy: Policy) -> int:
    """Minutes still to be worked; for somebody who qualifies for the earned reduction, some count for more than one."""
    left = requirement.required_minutes + requirement.adjustment_minutes - requirement.completed_minutes
    if requirement.earned_reduction is EarnedReduction.QUALIFYING:
        share, rate = (_fraction(figure.value) for figure in _of_reduction(policy))
        threshold = share * requirement.required_minutes
        earned = rate * max(Fraction(0), requirement.completed_minutes - threshold)
        still_plain = max(Fraction(0), threshold - requirement.completed_minutes)
        owed = left - earned
        left = ceil(owed if owed <= still_plain else still_plain + (owed - still_plain) / (1 + rate))
    return max(0, left)


@lru_cache(maxsize=64)
def _fraction(value: float) -> Fraction:
    return Fraction(value).limit_denominator(10**6)


def _of_reduction(policy: Policy) -> tuple[Figure, Figure]:
    return policy.earned_reduction_threshold, policy.earned_reduction_rate


def ete_minutes_left(requirement: Requirement, policy: Policy) -> int:
    """Minutes that may still be education, training and employment."""
    most = Fraction(policy.ete_share.value).limit_denominator(10**6) * requirement.required_minutes
    return max(0, int(most) - requirement.ete_minutes)


def first_usable_monday(requirement: Requirement, horizon: Horizon) -> date:
    """Monday from which on weeks are usable: none of them begins before the day after the sentence."""
    first = max(horizon.start, requirement.sentence_date + timedelta(days=1))
    return horizon.start + WEEK * (-(-(first - horizon.start).days // 7))


def in_need_of_induction(rows: Rows) -> list[Requirement]:
    """Requirements with minutes left of people who have had no induction, in regions that have a project for it."""
    work = rows.scenario.unpaid_work
    regions = {rows.region_of_pdu[row.pdu] for row in work.projects if row.kind == ProjectKind.INDUCTION}
    done = {row.person for row in rows.requirements if row.induction_done}
    return [
        row
        for row in rows.requirements
        if row.person not in done
        and minutes_left(row, rows.scenario.policy)
        and rows.region_of(rows.people[row.person]) in regions
    ]


def slots_by_id(rows: Rows) -> dict[str, tuple[Project, ProjectSlot]]:
    """Every project slot with its project."""
    return {slot.id: (project, slot) for project in rows.scenario.unpaid_work.projects for slot in project.slots}


def locked_dates(rows: Rows) -> dict[str, list[Taken]]:
    """What locks on unpaid work take of people's time: the slot's dates in the usable weeks, by person."""
    taken: dict[str, list[Taken]] = defaultdict(list)
    slots = slots_by_id(rows)
    requirements = {row.id: row for row in rows.requirements}
    for lock in rows.scenario.locks:
        if not isinstance(lock, UnpaidWorkLock) or lock.force != Force.MUST:
            continue
        requirement = requirements[lock.requirement]
        if minutes_left(requirement, rows.scenario.policy):
            first = first_usable_monday(requirement, rows.scenario.horizon)
            project, slot = slots[lock.slot]
            taken[requirement.person] += [
                Taken(day, minute(slot.start), minute(slot.end))
                for day in slot_dates(project, slot, rows.scenario.horizon)
                if day >= first
            ]
    return taken
