"""A bound by prices: no rota costs less at any prices, and those found prove more than the linear relaxation."""

from __future__ import annotations

import numpy as np
import pytest

from models.unpaid_work import ProjectKind
from solver.options import Allowance, Budget
from solver.unpaid_work import Problem, objective
from solver.unpaid_work.ascent import uphill
from solver.unpaid_work.beside import proved_beside
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.guide import Guide, follow
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import Relaxation
from solver.unpaid_work.separate import Parts, Prices, separate
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at
from tests.solver.unpaid_work.ground import compiled, every_rota


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Four people, one of whom is wanted twice a week, at two projects on two days, with two supervisors."""
    return compiled(
        a_scenario(
            people=[a_person(f"X{n:06d}", home=at(east_km=2.0 * n)) for n in range(4)],
            requirements=[
                a_requirement(f"U{n}", person=f"X{n:06d}", required_minutes=9600 if n == 0 else 2400) for n in range(4)
            ],
            projects=[
                a_project(
                    f"K{k}",
                    places=1 + k,
                    location=at(east_km=6.0 * k),
                    slots=(a_slot(f"K{k}-mon"), a_slot(f"K{k}-tue", "tue")),
                )
                for k in range(2)
            ],
            staff=[a_supervisor("V1"), a_supervisor("V2")],
        )
    )


@pytest.fixture(scope="module")
def least(problem: Problem) -> float:
    """What the cheapest of all rotas costs."""
    return min(objective(problem, rota) for rota in every_rota(problem))


def a_guide(problem: Problem, work: int = 20) -> Guide:
    """The relaxation, followed as far as its first rows."""
    purse = Purse(Allowance(Budget(seconds=None, work=work)))
    return follow(problem, formulate(problem), purse, lambda _: None, together=True, light=10**9)


def random_prices(parts: Parts, rng: np.random.Generator) -> Prices:
    """Prices of no sense, of rows of the sign that their sides ask for."""
    size = 10.0 ** rng.integers(0, 4)
    low, high = parts.limits
    row = np.clip(rng.normal(0.0, size, len(low)), low, high)
    return Prices(rng.normal(0.0, size, len(parts.seats)), rng.normal(0.0, size, len(parts.count)), row)


@pytest.mark.parametrize("seed", range(20))
def test_any_prices_prove_a_bound(problem: Problem, least: float, seed: int) -> None:
    """However little sense the prices make, no rota costs less."""
    guide = a_guide(problem)
    parts, _ = separate(problem, guide.formulation, guide.relaxation.stand)
    assert parts.bound(random_prices(parts, np.random.default_rng(seed))).value <= least + 1e-6


def test_the_prices_of_the_relaxation_prove_what_it_proves(problem: Problem, least: float) -> None:
    """Whole weeks and crowds cost no less than parts of them at the same prices."""
    guide = a_guide(problem)
    relaxed = guide.relaxation.solve().bound
    parts, prices = separate(problem, guide.formulation, guide.relaxation.stand)
    assert relaxed - 1e-3 <= parts.bound(prices).value <= least + 1e-6


def test_prices_that_are_looked_for_prove_more(problem: Problem, least: float) -> None:
    """Of what the relaxation lacks, the prices found prove a good part."""
    relaxed = Relaxation.of(problem, formulate(problem), lambda: False).solve().bound
    bounds: list[float] = []
    proved_beside(problem, Allowance(Budget(seconds=None, work=20)), bounds.append)
    assert relaxed + 0.5 * (least - relaxed) < max(bounds) <= least + 1e-6


def test_without_supervisors_of_ours_nothing_is_to_be_priced() -> None:
    """Places of a beneficiary alone: the bound of the relaxation is all there is, and it is told."""
    alone = compiled(
        a_scenario(
            people=[a_person()],
            requirements=[a_requirement("U1", person=a_person().id)],
            projects=[a_project("K1", kind=ProjectKind.INDIVIDUAL, places=1, max_supervisors=0)],
            staff=[],
        )
    )
    bounds: list[float] = []
    proved_beside(alone, Allowance(Budget(seconds=None, work=20)), bounds.append)
    assert max(bounds) == pytest.approx(min(objective(alone, rota) for rota in every_rota(alone)))


def test_uphill_ends_at_the_top_within_limits() -> None:
    """A bowl upside down whose top is out of reach on one side; and nothing at all."""
    top, limits = np.array([1.0, -2.0, 3.0]), (np.full(3, -5.0), np.array([5.0, 5.0, 2.0]))
    steep = np.array([1.0, 10.0, 100.0])

    def height(point: Floats) -> tuple[float, Floats]:
        return -float(steep @ (point - top) ** 2), -2.0 * steep * (point - top)

    found = uphill(height, np.zeros(3), limits, steps=60, least=1e-12, over=lambda: False)
    assert found == pytest.approx([1.0, -2.0, 2.0], abs=1e-4)
    nothing = np.zeros(0)
    assert uphill(height, nothing, (nothing, nothing), steps=1, least=0.0, over=lambda: False).size == 0
