"""The certificate of a plan that the planner makes: sound as it stands, and found out once anybody changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.certificate import Certificate
from models.goals import Part
from models.locks import CaseLock
from models.plan import PartResult, Plan
from models.scenario import Scenario
from scenarios.generate import Scale, generate
from solver.allocation import region
from solver.audit import CertificateReport, audit, audit_with_certificates, in_words
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.builders import a_case, a_scenario, a_staff
from tests.solver.audit.sound import changed

World = tuple[Scenario, Plan]


@pytest.fixture(scope="module")
def team() -> World:
    """A team of several periods and an allocation of its work."""
    scenario = generate(Scale.TEAM, seed=2)
    scenario = changed(scenario, horizon=changed(scenario.horizon, periods=2))
    return scenario, make_plan(scenario, Options(budget=Budget(seconds=None, work=2), parts=(Part.ALLOCATION,)))


def told(plan: Plan) -> tuple[PartResult, Certificate]:
    """Result and certificate of the allocation."""
    (result,) = plan.parts
    assert isinstance(result.certificate, Certificate)
    return result, result.certificate


def with_certificate(plan: Plan, **over: Any) -> Plan:
    """The plan with another certificate; its gap follows unless it is given."""
    result, certificate = told(plan)
    bound = over.get("bound", certificate.bound)
    certificate = changed(certificate, **({"gap": (result.objective - bound) / bound if bound else None} | over))
    return changed(plan, parts=(changed(result, certificate=certificate),))


def report_on(scenario: Scenario, plan: Plan) -> CertificateReport:
    """Report on a plan that has a certificate."""
    report = audit_with_certificates(scenario, plan).certificates[Part.ALLOCATION].get("")
    assert report
    return report


def test_a_real_certificate_holds(team: World) -> None:
    """The bound follows from the prices, to a unit in the last place of each term, and the plan's excess adds up."""
    scenario, plan = team
    result, certificate = told(plan)
    report = report_on(scenario, plan)
    assert not report.violations
    assert not audit(scenario, plan)
    assert certificate.resources.index("mix") in certificate.beside
    assert report.bound == pytest.approx(certificate.bound, abs=report.tolerance)
    assert report.excess
    assert report.bound + report.excess.total == pytest.approx(result.objective, abs=report.tolerance)


def test_it_is_said_in_words(team: World) -> None:
    """The first sentence says what no plan can cost less than, the last where a higher bound comes from."""
    scenario, plan = team
    result, certificate = told(plan)
    lower = with_certificate(changed(plan, parts=(changed(result, bound=0.999 * result.objective),)))
    sentences = list(in_words(report_on(scenario, lower)))
    assert sentences[0].startswith("No plan can cost less than ")
    if certificate.bound < 0.998 * result.objective:
        assert sentences[-1].startswith("The plan puts forward a higher bound")


def test_nothing_is_said_of_a_plan_without_one(team: World) -> None:
    """A plan without a certificate has no report."""
    scenario, plan = team
    result, _ = told(plan)
    without = changed(plan, parts=(changed(result, certificate=None),))
    assert not any(audit_with_certificates(scenario, without).certificates.values())


def test_a_bound_without_a_certificate_is_found(team: World) -> None:
    """Whoever raises the bound and takes the certificate away is found out; the floor alone needs none."""
    scenario, plan = team
    result, _ = told(plan)
    for bound, rules in ((result.objective, {"certificate"}), (result.floor, set())):
        figures = {"bound": bound, "gap": (result.objective - bound) / bound, "certificate": None}
        raised = changed(plan, parts=(changed(result, **figures),))
        found = audit(scenario, raised, certificate=True)
        assert {row.rule for row in found} - {"status", "gap_net", "gap_closed"} == rules


@pytest.fixture(scope="module")
def counted() -> World:
    """A team of four periods, planned like a unit: sets that count every load prove more than two of them."""
    scenario = generate(Scale.TEAM, seed=1, periods=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(region, "SMALL", 3)
        return scenario, make_plan(scenario, Options(budget=Budget(seconds=None, work=1), parts=(Part.ALLOCATION,)))


def test_least_costs_are_proved(counted: World) -> None:
    """A bound that rests on sets which count every load holds; without them, or with more claimed, it does not."""
    scenario, plan = counted
    _, certificate = told(plan)
    report = report_on(scenario, plan)
    assert not report.violations
    assert report.excess
    assert report.bound + report.excess.total == pytest.approx(told(plan)[0].objective, abs=report.tolerance)
    assert any(certificate.least)
    more = tuple(None if number is None else number + (40 << certificate.bits) for number in certificate.least)
    for least in ((), more):
        tampered = report_on(scenario, with_certificate(plan, least=least))
        assert any("prove" in row.sentence for row in tampered.violations)


def raised(numbers: tuple[int, ...], by: int) -> tuple[int, ...]:
    """The first number raised."""
    return (numbers[0] + by, *numbers[1:])


TAMPERINGS: dict[str, tuple[Callable[[Certificate], dict[str, Any]], str]] = {
    "prices": (lambda c: {"prices": (tuple(p + (50 << c.bits) for p in c.prices[0]), *c.prices[1:])}, "prove"),
    "item price": (lambda c: {"item_prices": raised(c.item_prices, 90_000 << c.bits)}, "prove"),
    "lower item price": (lambda c: {"item_prices": raised(c.item_prices, -(90_000 << c.bits))}, "prove"),
    "bound": (lambda c: {"bound": c.bound + 1.0}, "prove"),
    "gap": (lambda c: {"gap": (c.gap or 0.0) + 0.01}, "gap"),
    "no gap": (lambda _: {"gap": None}, "gap"),
    "bits": (lambda c: {"bits": c.bits + 1}, "prove"),
    "move price": (lambda c: {"move_price": 1 << c.bits}, "price for moves"),
    "staff": (lambda c: {"staff": c.staff[::-1]}, "staff"),
    "items": (lambda c: {"items": c.items[1:]}, "items"),
    "resources": (lambda c: {"resources": ("patience", *c.resources[1:])}, "resource"),
    "a resource twice": (lambda c: {"resources": (c.resources[1], *c.resources[1:])}, "resource"),
    "shape": (lambda c: {"prices": c.prices[1:]}, "one price for every"),
    "width": (lambda c: {"prices": (c.prices[0][1:], *c.prices[1:])}, "one price for every"),
    "number of item prices": (lambda c: {"item_prices": c.item_prices[1:]}, "one price for every"),
    "main": (lambda c: {"main": (99, *c.main[1:])}, "counted exactly"),
    "beside": (lambda c: {"beside": (99, *c.beside[1:])}, "counted exactly"),
    "nothing beside": (lambda _: {"beside": ()}, "prove"),
    "number of those beside": (lambda c: {"beside": c.beside[1:]}, "one resource beside"),
    "least costs": (lambda c: {"least": (1 << 62,) * len(c.staff), "bound": 1.001 * c.bound}, "prove"),
    "number of least costs": (lambda c: {"least": (None,) * (len(c.staff) + 1)}, "one least cost"),
}


@pytest.mark.parametrize("name", TAMPERINGS, ids=[name.replace(" ", "_") for name in TAMPERINGS])
def test_tampering_with_a_certificate_is_found(team: World, name: str) -> None:
    """A change that leaves the bound quoted unproved, or unread, is found out, and nothing is quoted any more."""
    scenario, plan = team
    change, word = TAMPERINGS[name]
    report = report_on(scenario, with_certificate(plan, **change(told(plan)[1])))
    assert any(word in row.sentence for row in report.violations), [row.sentence for row in report.violations]
    assert not list(in_words(report))


def test_tampering_with_the_plan_is_found(team: World) -> None:
    """Whoever gives a case to somebody else, or changes what the plan costs, is found out: parts no longer add up."""
    scenario, plan = team
    one, *others = plan.decisions.cases
    other = next(row for row in others if row.practitioner != one.practitioner)
    cases = (changed(one, practitioner=other.practitioner), *others)
    swapped = report_on(scenario, changed(plan, decisions=changed(plan.decisions, cases=cases)))
    assert swapped.excess is None or any("costs" in row.sentence for row in swapped.violations)
    result, _ = told(plan)
    dearer = changed(plan, parts=(changed(result, objective=result.objective + 1.0),))
    assert any("said to cost" in row.sentence for row in report_on(scenario, with_certificate(dearer)).violations)


def test_other_goals_are_no_goals_of_the_plan(team: World) -> None:
    """A profile that the scenario has not leaves nothing to check the prices by."""
    scenario, plan = team
    other = changed(plan, provenance=changed(plan.provenance, profile="nobody"))
    assert report_on(scenario, other).violations


def test_the_audit_of_a_plan_takes_the_certificate_along(team: World) -> None:
    """Asked to, the audit says what the check of the certificate says."""
    scenario, plan = team
    _, certificate = told(plan)
    assert audit(scenario, plan, certificate=True) == ()
    raised_bound = with_certificate(plan, bound=certificate.bound + 1.0)
    assert audit(scenario, raised_bound) == ()
    assert audit(scenario, raised_bound, certificate=True) == report_on(scenario, raised_bound).violations


@pytest.mark.parametrize("free", [0, 5])
def test_locks_far_beyond_the_ceiling_are_proved(free: int) -> None:
    """Where locks cost more load than leaving the cases out would, the prices prove that nobody can leave them out."""
    locks = tuple(
        CaseLock(kind="case", case=f"C{n}", practitioner="S1", override=True, reason="agreed") for n in range(100)
    )
    cases = [a_case(f"C{n}") for n in range(100 + free)]
    scenario = a_scenario(staff=[a_staff("S1"), a_staff("S2")], cases=cases, locks=locks)
    plan = make_plan(scenario, Options(budget=Budget(seconds=None, work=1), parts=(Part.ALLOCATION,)))
    result, certificate = told(plan)
    assert audit(scenario, plan, certificate=True) == ()
    assert certificate.bound == pytest.approx(result.objective, rel=1e-4)


def test_a_bound_below_what_its_prices_prove_stands(team: World) -> None:
    """Who quotes less than could be proved claims nothing that is not so."""
    scenario, plan = team
    lower = report_on(scenario, with_certificate(plan, bound=0.9 * told(plan)[1].bound))
    assert not lower.violations
    assert lower.bound > lower.quoted


def test_prices_that_prove_less_than_nothing_leave_nothing(team: World) -> None:
    """No cost is negative: a bound of 0 stands whatever the prices are, and no more than that."""
    scenario, plan = team
    _, certificate = told(plan)
    item_prices = raised(certificate.item_prices, 90_000_000 << certificate.bits)
    nothing = with_certificate(plan, item_prices=item_prices, bound=0.0, gap=None)
    report = report_on(scenario, nothing)
    assert report.bound < 0.0
    assert not report.violations
    assert report_on(scenario, with_certificate(plan, item_prices=item_prices, bound=1.0)).violations
