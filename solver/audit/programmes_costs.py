"""Programmes: what they cost, what leaving a referral without a place costs, and their key figures."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import pstdev
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal
from models.plan import ProgrammeKPIs
from models.programmes import SessionKind
from models.staff import Role
from solver.audit.dates import last_day
from solver.audit.one_to_ones import dated, run_of
from solver.audit.pairs import Index
from solver.audit.programmes import by_team_member, minutes_by_week, places, sessions_of
from solver.audit.programmes_finish import expected_finishers, expected_lasting
from solver.audit.programmes_members import allowed, travel_of
from solver.audit.programmes_priority import parts_of, priorities_of
from solver.audit.programmes_thin import lacking, lacks
from solver.audit.reckoning import Reckoning, free_of_rounding
from solver.audit.waitlist import Waitlist

SOON_DAYS = 12 * 7
"""Days from the horizon's start within which a first session counts as soon."""


def reckon_programmes(w: Waitlist, weights: Mapping[str, float]) -> Reckoning:
    """Quantities, penalty, floor and key figures of the programmes.

    Parameters
    ----------
    weights
        Weight of each goal of the part, as the profile states it.
    """
    given = sorted(set(places(w)))
    placed = {r for r, _ in given}
    opened = len({run.group_option for run in w.opened})
    minutes = sum(int(travel_of(w, r)[g]) for r, g in given)
    exact, parts = priorities_of(w.rows), parts_of(w.rows)
    priority = np.array([float(own) for own in exact])
    dearest, cheapest = _over_allowed_places(w, weights)
    left_out = weights.get(Goal.NOT_STARTED, 0.0)
    return Reckoning(
        quantities={
            Goal.NOT_STARTED: float(sum(own for r, own in enumerate(exact) if r not in placed)),
            Goal.WAITING: float(sum(int(whole_weeks(w)[g]) for _, g in given)),
            Goal.GROUP_TRAVEL: float(minutes),
            Goal.GROUPS_OPENED: float(opened),
            Goal.THIN_GROUPS: float(lacking(w)),
        },
        dearest=dearest,
        multiple=parts,
        floor=lambda penalty: float(np.minimum(priority * left_out * penalty, cheapest).sum()),
        kpis=_kpis(w, given, opened=opened, minutes=minutes),
        whole=all(weight.is_integer() for goal, weight in weights.items() if goal != Goal.NOT_STARTED),
        exact=free_of_rounding(weights),
    )


def _kpis(w: Waitlist, given: list[tuple[int, int]], *, opened: int, minutes: int) -> ProgrammeKPIs:
    placed = len({r for r, _ in given})
    soon = w.rows.scenario.horizon.start.toordinal() + SOON_DAYS
    return ProgrammeKPIs(
        referrals=len(w.referrals),
        placed=placed,
        unplaced=len(w.referrals) - placed,
        groups_opened=opened,
        joined_running=len({r for r, g in given if g in w.joined}),
        expected_finishers=expected_finishers(w),
        expected_lasting=expected_lasting(w),
        **_load(w),
        **_one_to_ones(w),
        started_within_12_weeks=sum(int(w.first_day[g]) < soon for _, g in given),
        waiting_days=sum(max(0, int(w.first_day[g]) - w.referrals[r].referred_on.toordinal()) for r, g in given),
        waiting_days_of_all=_waited_by_all(w, given),
        travel_minutes=minutes,
    )


def _waited_by_all(w: Waitlist, given: list[tuple[int, int]]) -> int:
    """Days that everybody waits from referral: to the first session, or to the horizon's end without a place."""
    starts = {r: int(w.first_day[g]) for r, g in given}
    end = last_day(w.rows.scenario.horizon).toordinal() + 1
    return sum(max(0, starts.get(r, end) - row.referred_on.toordinal()) for r, row in enumerate(w.referrals))


def _load(w: Waitlist) -> dict[str, Any]:
    """Minutes that facilitators lead or cover in the groups that open: most in a week, and spread over all of them."""
    teams = by_team_member(w)
    work = [
        minutes_by_week([taken for run in teams.get(row.id, []) for taken in sessions_of(w, run)])
        for row in w.rows.scenario.staff
        if Role.FACILITATOR in row.roles
    ]
    return {
        "busiest_week_minutes": max((minutes for weeks in work for minutes in weeks.values()), default=0),
        "facilitator_minutes_spread": pstdev(sum(weeks.values()) for weeks in work) if work else 0.0,
    }


def _one_to_ones(w: Waitlist) -> dict[str, int]:
    """How many members are to have, how many of these have a date, and how many on a day on which the group meets."""
    held = [(run, one) for run in w.runs for one in dated(w, run)]
    due = [sum(s.kind == SessionKind.ONE_TO_ONE for s in run_of(w, run)) * len(run.members) for run in w.runs]
    near = sum(any(s.taken.on == one.taken.on for s in run_of(w, run)) for run, one in held)
    return {"one_to_ones": sum(due), "one_to_ones_dated": len(held), "one_to_ones_near": near}


def whole_weeks(w: Waitlist) -> Index:
    """(G,) whole weeks from the horizon's start to each group's first session."""
    return (w.first_day - w.rows.scenario.horizon.start.toordinal()) // 7


def _over_allowed_places(w: Waitlist, weights: Mapping[str, float]) -> tuple[float | None, NDArray[np.float64]]:
    """All that the lesser goals could cost (None: no place is allowed), and (R,) each referral's cheapest place.

    Groups that run already cost nothing to open.

    The cheapest place of a referral without an allowed one is infinite.
    """
    waiting = weights.get(Goal.WAITING, 0.0) * whole_weeks(w)
    cheapest = np.full(len(w.referrals), np.inf)
    dearest: list[float] = []
    fillable: set[int] = set()
    for r in range(len(w.referrals)):
        may = allowed(w, r)
        costs = (waiting + weights.get(Goal.GROUP_TRAVEL, 0.0) * travel_of(w, r))[may]
        cheapest[r] = costs.min(initial=np.inf)
        if costs.size:
            dearest.append(float(costs.max()))
            fillable.update(set(np.flatnonzero(may).tolist()) - set(w.joined))
    if not fillable:
        return (sum(dearest) if dearest else None), cheapest
    smallest = max(1, min(w.templates[g].minimum_size for g in fillable))
    groups = min(len(fillable), len(dearest) // smallest)
    programmes = {w.templates[g].id: w.templates[g] for g in fillable}
    thinnest = max(lacks(template, template.minimum_size) for template in programmes.values())
    each = weights.get(Goal.GROUPS_OPENED, 0.0) + weights.get(Goal.THIN_GROUPS, 0.0) * thinnest
    return sum(dearest) + each * groups, cheapest
