"""The check of a certificate: the bound worked out again from the prices, and where the plan loses against it.

Nothing is taken on trust: the prices may come from anywhere. What is checked is that the bound quoted follows from
them, by the formula of ``docs/formulation.md``, over all pairs and in whole numbers; every figure is priced minutes
times ``2 ** bits`` until it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

import numpy as np

from models.certificate import AnyCertificate, Certificate
from models.goals import PartGoals
from models.plan import PartResult
from solver.audit.allocation_costs import Scales, reckon_allocation, scales_of
from solver.audit.allocation_plan import most_moves, moves
from solver.audit.casebook import Casebook
from solver.audit.certificate_bound import BoundTerms, StaffTerm, bound_terms
from solver.audit.certificate_prices import faults_of_form, prices_of
from solver.audit.certificate_report import CertificateReport, Excess, Share, certified, foreign, read, unread
from solver.audit.finding import agree
from solver.audit.reckoning import Reckoning

At = Callable[[Mapping[str, float]], tuple[Scales, Reckoning]]
"""Scales, and the audit's reckoning, at given weights."""


def reckonings(a: Casebook) -> At:
    """The audit's reckoning of an allocation at any weights, each worked out once."""

    @cache
    def at(weights: tuple[tuple[str, float], ...]) -> tuple[Scales, Reckoning]:
        scales = scales_of(a, dict(weights))
        return scales, reckon_allocation(a, scales)

    return lambda weights: at(tuple(weights.items()))


def reports_at(
    a: Casebook, told: PartResult, goals: PartGoals | None, at: At, *, complete: bool = True
) -> dict[str, CertificateReport]:
    """Check of the certificates in an allocation's result: its own, called "", and those of tiers with slack, by tier.

    Parameters
    ----------
    goals
        Goals of the profile in force; None where the scenario has no such profile.
    complete
        Whether every line of the plan is in the casebook.
    """
    if goals is None:
        return foreign(told)
    return {
        name: _report_at(a, result, certificate, at(weights), complete=complete)
        for name, result, certificate, weights in certified(told, goals, lambda weights: at(weights)[1])
    }


def _report_at(
    a: Casebook, told: PartResult, certificate: AnyCertificate, at: tuple[Scales, Reckoning], *, complete: bool
) -> CertificateReport:
    """Check of one certificate."""
    if not isinstance(certificate, Certificate):
        return unread(told, certificate, ["The certificate is not that of an allocation."])
    faults = [*faults_of_form(a, certificate), *_faults_of_moves(a, certificate)]
    if faults:
        return unread(told, certificate, faults)
    scales, own = at
    penalty = next((right for right in own.penalties if agree(told.penalty, right)), own.penalties[0])
    prices = prices_of(a, certificate)
    terms = bound_terms(a, scales, prices, penalty, most_moves(a) or 0)
    readable = complete and terms.placed == (a.holder >= 0).sum()
    bound = terms.told(terms.bound)
    numbers = len(certificate.items) + len(certificate.staff) * (len(certificate.resources) + 1)
    tolerance = terms.told(numbers) + 1e-12 * abs(bound)
    excess = excess_of(a, terms, prices.of_move) if readable else None
    return read(told, certificate, bound, tolerance=tolerance, excess=excess)


def _faults_of_moves(a: Casebook, told: Certificate) -> Iterator[str]:
    if told.move_price and a.change.max_moves is None:
        yield "The certificate has a price for moves, of which there may be any number."


def excess_of(a: Casebook, terms: BoundTerms, of_move: int) -> Excess:
    """Where the plan loses against the bound; every item that it gives out is allowed where it is."""
    by_staff = {a.staff[j].id: _lost_by_loads(term) for j, term in terms.of_staff.items()}
    by_item = [0] * len(a.items)
    for term in terms.of_staff.values():
        lost, raw = _lost_by_items(term), sum(amount for _, amount in term.regrets)
        shared = upto = 0
        for i, amount in term.regrets:
            # Shares of what is lost up to each item, so that the parts add up to it.
            upto += amount
            by_item[i] += lost * upto // raw - shared
            shared = lost * upto // raw
    items = sum(by_item)
    for i, amount in enumerate(terms.leaving_out.tolist()):
        by_item[i] += max(0, amount if a.holder[i] < 0 else -amount)
    held = np.flatnonzero(a.holder >= 0)
    made = int(moves(a, held, a.holder[held]).sum())
    return Excess(
        loads=terms.told(sum(by_staff.values())),
        items=terms.told(items),
        left_out=terms.told(sum(by_item) - items),
        moves=terms.told(terms.of_moves - of_move * made),
        by_staff=_most_first(terms, by_staff.items()),
        by_item=_most_first(terms, zip((item.row.id for item in a.items), by_item, strict=True)),
    )


def _most_first(terms: BoundTerms, rows: Iterable[tuple[str, int]]) -> tuple[Share, ...]:
    """Shares that are not nothing, the largest first."""
    ordered = sorted(((amount, id) for id, amount in rows if amount), key=lambda row: (-row[0], row[1]))
    return tuple(Share(id, terms.told(amount)) for amount, id in ordered)


def _lost_by_items(term: StaffTerm) -> int:
    """What the items lose of what they and the exact loads cost above the cheapest set, in proportion."""
    items, loads = term.items - term.least.items, term.loads - term.least.loads
    return (term.items + term.loads - term.least.value) * items // (items + loads) if items + loads else 0


def _lost_by_loads(term: StaffTerm) -> int:
    """What the exact loads lose of that, and all other loads."""
    both = term.items + term.loads - term.least.value
    return both - _lost_by_items(term) + term.plan_other_loads - term.other_loads
