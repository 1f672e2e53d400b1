"""The check of the services' certificate: the bound worked out again from the prices of places.

Whatever the prices are, no plan costs less than every referral at the cheapest of its offers, price of the place
included, or left out, less the most that the places could earn: the formula of ``docs/formulation.md``, over all
offers, in whole numbers that are rounded downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

import numpy as np

from models.certificate import AnyCertificate, PlacePrices
from models.goals import Goal, PartGoals
from models.plan import PartResult
from solver.audit.certificate_report import CertificateReport, certified, foreign, read, unread
from solver.audit.finding import agree
from solver.audit.pairs import Index
from solver.audit.reckoning import Reckoning
from solver.audit.referrals import places_left
from solver.audit.services import Services
from solver.audit.services_costs import months, offer_costs, promised, reckon_services
from solver.audit.services_offers import Offer


def reports_of_services(
    s: Services, offers: Sequence[Sequence[Offer]], told: PartResult, goals: PartGoals | None
) -> dict[str, CertificateReport]:
    """Check of the certificates in the services' result: its own, called "", and those of tiers with slack, by tier."""

    def reckon(weights: Mapping[str, float]) -> Reckoning:
        return reckon_services(s, offers, weights)

    if goals is None:
        return foreign(told)
    return {
        name: _report(s, offers, result, certificate, weights)
        for name, result, certificate, weights in certified(told, goals, reckon)
    }


def _report(
    s: Services,
    offers: Sequence[Sequence[Offer]],
    told: PartResult,
    certificate: AnyCertificate,
    weights: Mapping[str, float],
) -> CertificateReport:
    """Check of one certificate."""
    if not isinstance(certificate, PlacePrices):
        return unread(told, certificate, ["The certificate is not that of commissioned services."])
    faults = list(faults_of_places(s, certificate))
    if faults:
        return unread(told, certificate, faults)
    penalties = reckon_services(s, offers, weights).penalties
    penalty = next((right for right in penalties if agree(told.penalty, right)), penalties[0])
    unit = 2**certificate.bits
    bound = bound_in_units(s, offers, certificate, weights, penalty) / unit
    numbers = len(s.referrals) + len(s.contracts) * len(months(s))
    return read(told, certificate, bound, tolerance=numbers / unit + 1e-12 * abs(bound))


def faults_of_places(s: Services, certificate: PlacePrices) -> Iterator[str]:
    """What keeps a certificate from being read: places that there are not, or that are priced twice."""
    told = [(row.contract, row.month) for row in certificate.places]
    there = {(contract.id, month) for contract in s.contracts for month in months(s)}
    if len(set(told)) < len(told) or not set(told) <= there:
        yield "The certificate prices a place that there is not, or one of them twice."


def bound_in_units(
    s: Services,
    offers: Sequence[Sequence[Offer]],
    certificate: PlacePrices,
    weights: Mapping[str, float],
    penalty: float,
) -> int:
    """What no plan can cost less than, in units of ``2 ** -bits``."""
    unit, number = 2**certificate.bits, {month: n for n, month in enumerate(months(s))}
    prices = np.zeros((len(s.contracts), len(number)), dtype=np.int64)
    for row in certificate.places:
        prices[s.contract_at[row.contract], number[row.month]] = row.price
    start = s.rows.scenario.horizon.start
    month_of = [number[(start + timedelta(days=n)).replace(day=1)] for n in range(7 * s.rows.scenario.horizon.weeks)]
    total = 0
    for r, mine in enumerate(offers):
        left_out = rounded_down(s.need(r) * weights.get(Goal.NOT_SERVED, 0.0) * penalty, unit)
        placed = cheapest(s, r, mine, prices=prices[:, month_of], weights=weights, unit=unit)
        must = s.referrals[r].id in s.must
        total += left_out if placed is None else placed if must else min(left_out, placed)
    promise = rounded_down(weights.get(Goal.GUARANTEE_UNUSED, 0.0), unit)
    for c in range(len(s.contracts)):
        for month, n in number.items():
            left, price = places_left(s, c, month), int(prices[c, n])
            kept = min(promised(s, c, month), left)
            # The first places keep a promise beside what they earn; no number of them saves more than these.
            total += promise * promised(s, c, month) + min(0, -(promise + price) * kept, -promise * kept - price * left)
    return total


def cheapest(
    s: Services, r: int, offers: Sequence[Offer], *, prices: Index, weights: Mapping[str, float], unit: int
) -> int | None:
    """The cheapest offer of a referral with the price of its place, in units; None where it has no offer.

    Parameters
    ----------
    prices
        (contracts, days) price of a place that is taken on a day.
    """
    costs = [
        np.floor(offer_costs(s, r, [offer], weights) * unit).astype(np.int64) + prices[offer.contract, offer.days]
        for offer in offers
    ]
    return min((int(cost.min()) for cost in costs if cost.size), default=None)


def rounded_down(amount: float, unit: int) -> int:
    """Whole units in an amount."""
    return int(Fraction(amount) * unit // 1)
