"""The certificate of the commissioned services: sound as it stands, and found out once anybody changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from models.certificate import Certificate, PlacePrices
from models.goals import Part
from models.plan import PartResult, Plan
from models.scenario import Scenario
from scenarios.generate import Scale, generate
from solver.audit import CertificateReport, audit, audit_with_certificates, in_words
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.solver.audit.sound import changed

World = tuple[Scenario, Plan]


@pytest.fixture(scope="module")
def town() -> World:
    """A town in which places are short, and a plan of its services."""
    scenario = generate(Scale.TOWN, seed=2)
    tight = tuple(
        changed(row, places_per_month=max(1, row.places_per_month // 3), taken_up=0, guaranteed_per_month=1)
        for row in scenario.services.contracts
    )
    scenario = changed(scenario, services=changed(scenario.services, contracts=tight))
    return scenario, make_plan(scenario, Options(budget=Budget(seconds=None, work=2), parts=(Part.REFERRALS,)))


def told(plan: Plan) -> tuple[PartResult, PlacePrices]:
    """Result and certificate of the services."""
    (result,) = plan.parts
    assert isinstance(result.certificate, PlacePrices)
    return result, result.certificate


def with_certificate(plan: Plan, **over: Any) -> Plan:
    """The plan with another certificate; its gap follows unless it is given."""
    result, certificate = told(plan)
    bound = over.get("bound", certificate.bound)
    gap = max(0.0, result.objective - bound) / bound if bound else None
    return changed(plan, parts=(changed(result, certificate=changed(certificate, **({"gap": gap} | over))),))


def report_on(scenario: Scenario, plan: Plan) -> CertificateReport:
    """Report on a plan that has a certificate."""
    return audit_with_certificates(scenario, plan).certificates[Part.REFERRALS][""]


def test_a_real_certificate_holds(town: World) -> None:
    """The bound follows from the prices of places, some of which are short, and is the plan's own or below it."""
    scenario, plan = town
    result, certificate = told(plan)
    report = report_on(scenario, plan)
    assert not report.violations
    assert not audit(scenario, plan, certificate=True)
    assert any(row.price for row in certificate.places)
    assert report.bound == pytest.approx(certificate.bound, abs=report.tolerance)
    assert certificate.bound <= result.bound + 1e-6
    assert next(in_words(report)).startswith("No plan can cost less than ")


def test_any_prices_prove_no_more_than_the_plan_costs(town: World) -> None:
    """Prices drawn at random, below nothing too, never prove more than what a plan costs."""
    scenario, plan = town
    result, certificate = told(plan)
    dice = np.random.default_rng(1)
    for _ in range(5):
        places = tuple(
            changed(row, price=int(dice.integers(-abs(row.price), 2 * abs(row.price) + 2)))
            for row in certificate.places
        )
        report = report_on(scenario, with_certificate(plan, places=places, bound=0.0))
        assert not report.violations
        assert report.bound <= result.objective + 1e-6


DEAR = 10**6
"""Priced minutes above anything that a place could save."""
TAMPERINGS: dict[str, tuple[Callable[[PlacePrices], dict[str, Any]], str]] = {
    "price": (
        lambda c: {"places": (changed(c.places[0], price=c.places[0].price + (DEAR << c.bits)), *c.places[1:])},
        "prove",
    ),
    "no prices": (lambda _: {"places": ()}, "prove"),
    "bound": (lambda c: {"bound": c.bound + 1.0}, "prove"),
    "gap": (lambda c: {"gap": (c.gap or 0.0) + 0.01}, "gap"),
    "no gap": (lambda _: {"gap": None}, "gap"),
    "a place twice": (lambda c: {"places": (*c.places, c.places[0])}, "twice"),
    "no such place": (lambda c: {"places": (changed(c.places[0], contract="elsewhere"), *c.places[1:])}, "not"),
}


@pytest.mark.parametrize("name", TAMPERINGS, ids=[name.replace(" ", "_") for name in TAMPERINGS])
def test_tampering_with_a_certificate_is_found(town: World, name: str) -> None:
    """A change that leaves the bound quoted unproved, or unread, is found out, and nothing is quoted any more."""
    scenario, plan = town
    change, word = TAMPERINGS[name]
    report = report_on(scenario, with_certificate(plan, **change(told(plan)[1])))
    assert any(word in row.sentence for row in report.violations), [row.sentence for row in report.violations]
    assert not list(in_words(report))


def test_another_parts_certificate_is_none(town: World) -> None:
    """A certificate in the form of the allocation's proves nothing about services."""
    scenario, plan = town
    result, own = told(plan)
    rows: dict[str, Any] = dict.fromkeys(("resources", "staff", "prices", "main", "items", "item_prices"), ())
    other = Certificate(bits=0, bound=own.bound, gap=own.gap, **rows)
    report = report_on(scenario, changed(plan, parts=(changed(result, certificate=other),)))
    assert any("commissioned services" in row.sentence for row in report.violations)
