"""Commissioned services, and referrals to them."""

from __future__ import annotations

from datetime import timedelta

from models.services import CommissionedService, Complexity, ServiceCategory, ServiceReferral, Services
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft
from scenarios.draw.ground import Ground

REFERRALS_SHARE = 0.05
"""Referrals for each case of the unit."""


def draw_services(brief: Brief, grounds: list[Ground], cases: list[CaseDraft]) -> Services:
    """One contract for each category over all units of the scenario, and referrals of some people."""
    dice = brief.dice("services")
    pdus = tuple(ground.unit.code for ground in grounds)
    offices = [office for ground in grounds for office in ground.offices]
    referrals = [
        ServiceReferral(
            id=f"{case.person.id}-1-CRS",
            person=case.person.id,
            category=dice.pick(tuple(c for c in ServiceCategory if c is not ServiceCategory.WOMEN)),
            complexity=dice.pick(tuple(Complexity)),
            referred_on=brief.horizon.start - timedelta(days=dice.between(1, 60)),
        )
        for case in dice.sample(cases, round(len(cases) * REFERRALS_SHARE))
    ]
    contracts = tuple(
        CommissionedService(
            id=f"CRS-{category.value}",
            provider=f"provider-{1 + n % 4}",
            category=category,
            pdus=pdus,
            places_per_month=max(2, round(len(referrals) / len(ServiceCategory) / 2)),
            location=dice.pick(offices).location,
            remote=n % 2 == 0,
            women_only=category is ServiceCategory.WOMEN,
        )
        for n, category in enumerate(ServiceCategory)
    )
    return Services(contracts=contracts, referrals=tuple(referrals))
