"""What the check of a certificate says: what its prices prove beside what it tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models.certificate import AnyCertificate
from models.errors import Violation
from models.goals import PartGoals
from models.plan import PartResult, TierSlack
from solver.audit.finding import agree, leeway, violation
from solver.audit.reckoning import Reckoning
from solver.audit.rows import tiers_down_to, weights_of
from solver.audit.slack import costs_alone

RULE = "certificate"
"""Name of everything that is wrong with a certificate."""
PLAN = ""
"""What the certificate of the whole plan is called beside those of tiers."""


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


def certified(
    told: PartResult, goals: PartGoals, reckon: Callable[[Mapping[str, float]], Reckoning]
) -> Iterator[tuple[str, PartResult, AnyCertificate, dict[str, float]]]:
    """What has a certificate in a part's result, and the weights that it is for: all of it, called "", and tiers."""
    if told.certificate is not None:
        yield PLAN, told, told.certificate, weights_of(goals, told)
    for k, tier in enumerate(told.tiers[: len(goals.tiers)]):
        if tier.kept is not None and tier.kept.certificate is not None:
            weights = weights_of(tiers_down_to(goals, k))
            cost = math.fsum(costs_alone(goals, k, reckon(weights), tier.kept.penalty))
            yield tier.name, _alone(told, tier.kept, cost), tier.kept.certificate, weights


def _alone(told: PartResult, kept: TierSlack, cost: float) -> PartResult:
    """The plan's result where no tier after one is there: its certificate is read like the plan's own."""
    bound, penalty, certificate = kept.bound_with_above, kept.penalty, kept.certificate
    return told.model_copy(update={"objective": cost, "bound": bound, "penalty": penalty, "certificate": certificate})


def uncertified(told: PartResult) -> tuple[Violation, ...]:
    """A bound above the floor, which the audit works out itself, that follows from no certificate."""
    if told.certificate is not None or told.bound <= told.floor + leeway(told.floor):
        return ()
    fault = f"The plan puts forward a bound of {told.bound:.10g}, but carries no certificate that it follows from."
    return found_wrong(told, [fault])


def foreign(told: PartResult) -> dict[str, CertificateReport]:
    """Report on a certificate under a profile that is none of the scenario's."""
    fault = "The profile of goals is none of the scenario's, so that nothing follows from the prices."
    return {PLAN: unread(told, told.certificate, [fault])} if told.certificate else {}


def unread(told: PartResult, certificate: AnyCertificate, faults: Iterable[str]) -> CertificateReport:
    """Report on a certificate that nothing can be worked out from."""
    return CertificateReport(
        bound=0.0,
        quoted=certificate.bound,
        objective=told.objective,
        headline=told.bound,
        tolerance=0.0,
        excess=None,
        violations=found_wrong(told, faults),
    )


def found_wrong(told: PartResult, faults: Iterable[str]) -> tuple[Violation, ...]:
    """What is wrong with a certificate of a part."""
    return tuple(violation(RULE, told.part, (str(told.part),), fault) for fault in faults)


def read(
    told: PartResult, certificate: AnyCertificate, bound: float, *, tolerance: float, excess: Excess | None = None
) -> CertificateReport:
    """Report on a certificate whose prices prove a bound, give or take what rounding may be."""
    faults = _faults_of_figures(told, certificate, bound, tolerance, excess)
    return CertificateReport(
        bound=bound,
        quoted=certificate.bound,
        objective=told.objective,
        headline=told.bound,
        tolerance=tolerance,
        excess=excess,
        violations=found_wrong(told, faults),
    )


def _faults_of_figures(
    told: PartResult, certificate: AnyCertificate, bound: float, tolerance: float, excess: Excess | None
) -> Iterator[str]:
    """What the certificate tells and its prices do not bear out."""
    quoted, objective = certificate.bound, told.objective
    # No cost is negative: where prices prove less than nothing, nothing still holds.
    if quoted > max(bound, 0.0) + tolerance:
        yield f"The certificate's bound is {quoted:.10g}, but its prices prove no more than {bound:.10g}."
    if quoted > objective + leeway(objective):
        yield f"The certificate's bound is {quoted:.10g}, above what the plan costs: {objective:.10g}."
    over = objective - quoted
    gap = 0.0 if over <= 0.0 else over / quoted if quoted > 0.0 else None
    if (gap is None) != (certificate.gap is None) or not agree(gap or 0.0, certificate.gap or 0.0):
        yield f"The certificate's gap is told as {certificate.gap}, but follows to be {gap}."
    costs = bound + excess.total if excess else objective
    if abs(costs - objective) > tolerance + leeway(objective):
        yield f"The plan is said to cost {objective:.10g}, but costs {costs:.10g}."
