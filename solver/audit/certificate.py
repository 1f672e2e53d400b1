"""The check of a certificate: the bound worked out again from the prices, and where the plan loses against it.

Nothing is taken on trust: the prices may come from anywhere. What is checked is that the bound quoted follows from
them, by the formula of ``docs/formulation.md``, over all pairs and in whole numbers; every figure is priced minutes
times ``2 ** bits`` until it is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np

from models.certificate import Certificate
from models.errors import Violation
from models.goals import Part, PartGoals
from models.plan import PartResult, TierSlack
from solver.audit.allocation_costs import Scales, reckon_allocation, scales_of
from solver.audit.allocation_plan import most_moves, moves
from solver.audit.casebook import Casebook
from solver.audit.certificate_bound import BoundTerms, StaffTerm, bound_terms
from solver.audit.certificate_prices import faults_of_form, prices_of
from solver.audit.finding import agree, leeway, violation
from solver.audit.reckoning import Reckoning
from solver.audit.rows import tiers_down_to, weights_of
from solver.audit.slack import costs_alone

RULE = "certificate"
"""Name of everything that is wrong with a certificate."""
PLAN = ""
"""What the certificate of the whole plan is called beside those of tiers."""

At = Callable[[Mapping[str, float]], tuple[Scales, Reckoning]]
"""Scales, and the audit's reckoning, at given weights."""


class Share(NamedTuple):
    """What somebody or something costs the plan above the bound, in priced minutes."""

    id: str
    amount: float


@dataclass(frozen=True, slots=True)
class Excess:
    """What the plan costs above the certificate's bound: terms none of which is negative.

    A member of staff whose items are not the cheapest set at the prices loses by them, by the loads on the resources
    that are counted exactly, or by both; what no set can avoid is taken off both in proportion.

    Attributes
    ----------
    loads
        By loads beside what the prices ask for.
    items
        By items that are not where they are cheapest at the prices.
    left_out
        By items left out, or given to somebody, against their price.
    moves
        By moves allowed and not made, at their price.
    by_staff, by_item
        ``loads`` by member of staff, and ``items`` and ``left_out`` by item, most first; nobody with nothing.
    """

    loads: float
    items: float
    left_out: float
    moves: float
    by_staff: tuple[Share, ...]
    by_item: tuple[Share, ...]

    @property
    def total(self) -> float:
        """Sum of the terms."""
        return self.loads + self.items + self.left_out + self.moves


@dataclass(frozen=True, slots=True)
class CertificateReport:
    """What the check of a certificate found.

    Attributes
    ----------
    bound
        What no plan can cost less than: worked out again from the prices.
    quoted
        The certificate's own bound.
    objective
        What the plan costs, as it says.
    headline
        The bound that the plan puts forward; above the certificate's, it rests on the search.
    tolerance
        What rounding may make of ``quoted`` above ``bound``.
    excess
        What the plan costs above ``bound``, term by term; None where the plan breaks rules on pairs.
    violations
        What is wrong.
    """

    bound: float
    quoted: float
    objective: float
    headline: float
    tolerance: float
    excess: Excess | None
    violations: tuple[Violation, ...]


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
        fault = "The profile of goals is none of the scenario's, so that nothing follows from the prices."
        return {PLAN: _unread(told, told.certificate, [fault])} if told.certificate else {}
    results = {PLAN: (told, weights_of(goals, told))}
    for k, tier in enumerate(told.tiers[: len(goals.tiers)]):
        if tier.kept is not None:
            weights = weights_of(tiers_down_to(goals, k))
            cost = math.fsum(costs_alone(goals, k, at(weights)[1], tier.kept.penalty))
            results[tier.name] = (_alone(told, tier.kept, cost), weights)
    return {
        name: _report_at(a, result, result.certificate, at(weights), complete=complete)
        for name, (result, weights) in results.items()
        if result.certificate is not None
    }


def _alone(told: PartResult, kept: TierSlack, cost: float) -> PartResult:
    """The plan's result where no tier after one is there: its certificate is read like the plan's own."""
    bound, penalty, certificate = kept.bound_with_above, kept.penalty, kept.certificate
    return told.model_copy(update={"objective": cost, "bound": bound, "penalty": penalty, "certificate": certificate})


def _report_at(
    a: Casebook, told: PartResult, certificate: Certificate, at: tuple[Scales, Reckoning], *, complete: bool
) -> CertificateReport:
    """Check of one certificate."""
    faults = [*faults_of_form(a, certificate), *_faults_of_moves(a, certificate)]
    if faults:
        return _unread(told, certificate, faults)
    scales, own = at
    penalty = next((right for right in own.penalties if agree(told.penalty, right)), own.penalties[0])
    prices = prices_of(a, certificate)
    terms = bound_terms(a, scales, prices, penalty, most_moves(a) or 0)
    readable = complete and terms.placed == (a.holder >= 0).sum()
    return _report(told, certificate, terms, excess_of(a, terms, prices.of_move) if readable else None)


def _faults_of_moves(a: Casebook, told: Certificate) -> Iterator[str]:
    if told.move_price and a.change.max_moves is None:
        yield "The certificate has a price for moves, of which there may be any number."


def _unread(told: PartResult, certificate: Certificate, faults: list[str]) -> CertificateReport:
    """Report on a certificate that nothing can be worked out from."""
    return CertificateReport(
        bound=0.0,
        quoted=certificate.bound,
        objective=told.objective,
        headline=told.bound,
        tolerance=0.0,
        excess=None,
        violations=tuple(violation(RULE, Part.ALLOCATION, (Part.ALLOCATION,), fault) for fault in faults),
    )


def _report(told: PartResult, certificate: Certificate, terms: BoundTerms, excess: Excess | None) -> CertificateReport:
    bound = terms.told(terms.bound)
    numbers = len(certificate.items) + len(certificate.staff) * (len(certificate.resources) + 1)
    report = CertificateReport(
        bound=bound,
        quoted=certificate.bound,
        objective=told.objective,
        headline=told.bound,
        tolerance=terms.told(numbers) + 1e-12 * abs(bound),
        excess=excess,
        violations=(),
    )
    faults = _faults_of_figures(report, certificate)
    return replace(
        report, violations=tuple(violation(RULE, Part.ALLOCATION, (Part.ALLOCATION,), fault) for fault in faults)
    )


def _faults_of_figures(report: CertificateReport, certificate: Certificate) -> Iterator[str]:
    """What the certificate tells and its prices do not bear out."""
    quoted, bound = report.quoted, report.bound
    # No cost is negative: where prices prove less than nothing, nothing still holds.
    if quoted > max(bound, 0.0) + report.tolerance:
        yield f"The certificate's bound is {quoted:.10g}, but its prices prove no more than {bound:.10g}."
    if quoted > report.objective + leeway(report.objective):
        yield f"The certificate's bound is {quoted:.10g}, above what the plan costs: {report.objective:.10g}."
    over = report.objective - quoted
    gap = 0.0 if over <= 0.0 else over / quoted if quoted > 0.0 else None
    if (gap is None) != (certificate.gap is None) or not agree(gap or 0.0, certificate.gap or 0.0):
        yield f"The certificate's gap is told as {certificate.gap}, but follows to be {gap}."
    told = bound + report.excess.total if report.excess else report.objective
    if abs(told - report.objective) > report.tolerance + leeway(report.objective):
        yield f"The plan is said to cost {report.objective:.10g}, but costs {told:.10g}."


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
