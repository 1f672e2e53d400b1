"""Commissioned services: what they cost, what leaving a referral without a place costs, and their key figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from models.goals import Goal
from models.plan import CategoryKPIs, ReferralKPIs
from models.services import ServiceCategory
from solver.audit.dates import last_day
from solver.audit.reckoning import Reckoning, free_of_rounding
from solver.audit.referrals import at
from solver.audit.services import Services, minutes_to
from solver.audit.services_offers import Offer


def reckon_services(s: Services, offers: Sequence[Sequence[Offer]], weights: Mapping[str, float]) -> Reckoning:
    """Quantities, penalty, floor and key figures of the commissioned services.

    Parameters
    ----------
    offers
        What every referral could be given.
    weights
        Weight of each goal of the part, as the profile states it.
    """
    placed = {at(s, row)[0] for row in s.placements}
    costs = [offer_costs(s, r, mine, weights) for r, mine in enumerate(offers)]
    need = np.array([s.need(r) for r in range(len(s.referrals))], dtype=np.float64)
    promises = sum(promised(s, c, month) for c in range(len(s.contracts)) for month in months(s))
    dearest = sum(float(mine.max()) for mine in costs if mine.size)
    cheapest = np.array([mine.min(initial=np.inf) for mine in costs], dtype=np.float64)
    left_out = weights.get(Goal.NOT_SERVED, 0.0)
    return Reckoning(
        quantities={
            Goal.NOT_SERVED: float(sum(s.need(r) for r in range(len(s.referrals)) if r not in placed)),
            Goal.SERVICE_WAITING: float(sum((row.start - s.earliest(at(s, row)[0])).days // 7 for row in s.placements)),
            Goal.SERVICE_TRAVEL: float(sum(journeys(s))),
            Goal.SEEN_REMOTELY: float(sum(row.remote for row in s.placements)),
            Goal.SERVICE_CHANGE: float(_changes(s)),
            Goal.GUARANTEE_UNUSED: float(_unused(s)),
        },
        dearest=dearest + weights.get(Goal.GUARANTEE_UNUSED, 0.0) * promises if np.isfinite(cheapest).any() else None,
        floor=lambda penalty: float(np.minimum(need * left_out * penalty, cheapest).sum()),
        kpis=_kpis(s),
        whole=all(weight.is_integer() for goal, weight in weights.items() if goal != Goal.NOT_SERVED),
        exact=free_of_rounding(weights),
    )


def offer_costs(s: Services, r: int, offers: Sequence[Offer], weights: Mapping[str, float]) -> np.ndarray:
    """Cost of every offer of a referral on every day."""
    current = s.referrals[r].current_service
    parts = [
        weights.get(Goal.SERVICE_WAITING, 0.0) * offer.weeks
        + weights.get(Goal.SERVICE_TRAVEL, 0.0) * offer.journey
        + weights.get(Goal.SEEN_REMOTELY, 0.0) * offer.remote
        + weights.get(Goal.SERVICE_CHANGE, 0.0) * (current not in {None, s.contracts[offer.contract].id})
        for offer in offers
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def journeys(s: Services) -> list[int]:
    """Minutes one way of every placement, 0 where the person is seen remotely or in prison to the last."""
    minutes = []
    for row in s.placements:
        r, c = at(s, row)
        release = s.release(r)
        inside = release is not None and bool(row.appointments) and row.appointments[-1].on < release
        minutes.append(0 if row.remote or inside else minutes_to(s, r, c))
    return minutes


def _changes(s: Services) -> int:
    current = {row.id: row.current_service for row in s.referrals}
    return sum(current[row.referral] not in {None, row.contract} for row in s.placements)


def months(s: Services) -> list[date]:
    """First days of the horizon's calendar months."""
    horizon = s.rows.scenario.horizon
    days = (horizon.start + timedelta(days=n) for n in range(7 * horizon.weeks))
    return list(dict.fromkeys(day.replace(day=1) for day in days))


def promised(s: Services, c: int, month: date) -> int:
    """Places promised in a month and not taken up yet; none in a month of which the horizon has not the last day."""
    horizon, contract = s.rows.scenario.horizon, s.contracts[c]
    following = (month + timedelta(days=31)).replace(day=1)
    if following - timedelta(days=1) > last_day(horizon):
        return 0
    taken = contract.taken_up if month == horizon.start.replace(day=1) else 0
    return max(0, contract.guaranteed_per_month - taken)


def _unused(s: Services) -> int:
    started = Counter((at(s, row)[1], row.start.replace(day=1)) for row in s.placements)
    return sum(
        max(0, promised(s, c, month) - started[c, month]) for c in range(len(s.contracts)) for month in months(s)
    )


def _kpis(s: Services) -> ReferralKPIs:
    placed = len({row.referral for row in s.placements})
    referred = {row.id: row.referred_on for row in s.referrals}
    return ReferralKPIs(
        referrals=len(s.referrals),
        placed=placed,
        unplaced=len(s.referrals) - placed,
        started_before_release=sum(s.release(at(s, row)[0]) is not None for row in s.placements),
        seen_remotely=sum(row.remote for row in s.placements),
        changes_of_service=_changes(s),
        waiting_days=sum(max(0, (row.start - referred[row.referral]).days) for row in s.placements),
        travel_minutes=sum(journeys(s)),
        by_category=tuple(
            _of_category(s, name) for name in ServiceCategory if any(name == r.category for r in s.referrals)
        ),
    )


def _of_category(s: Services, name: ServiceCategory) -> CategoryKPIs:
    mine = {row.id: row.referred_on for row in s.referrals if row.category == name}
    placed = [row for row in s.placements if row.referral in mine]
    return CategoryKPIs(
        category=name,
        referrals=len(mine),
        placed=len({row.referral for row in placed}),
        waiting_days=sum(max(0, (row.start - mine[row.referral]).days) for row in placed),
    )
