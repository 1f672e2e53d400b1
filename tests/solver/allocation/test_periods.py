"""Bounds over several periods and resources, against every plan of tiny scenarios; prices where little is to do."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from models.policy import CaseCeiling
from models.scenario import Scenario
from models.staff import Grade
from solver.allocation import check, objective
from solver.allocation.blocks import block_of
from solver.allocation.bound import prove
from solver.allocation.newton import fair_prices
from solver.allocation.prices import plain_bound
from tests.builders import MONDAY, a_case, a_scenario, a_staff
from tests.solver.allocation.instances import a_tiny_scenario, compiled, least_cost, searched


def over_periods(seed: int, periods: int) -> Scenario:
    """A tiny scenario over several periods, whose cases end in any of them, with a ceiling on cases."""
    rng = np.random.default_rng(seed)
    plain = a_tiny_scenario(seed, cases=4)
    horizon = plain.horizon.model_copy(update={"periods": periods})
    last = 7 * horizon.weeks
    ends = [MONDAY + timedelta(days=int(day)) for day in rng.integers(1, 2 * last, len(plain.casework.cases))]
    cases = tuple(
        case.model_copy(update={"sentence_end": end}) for case, end in zip(plain.casework.cases, ends, strict=True)
    )
    casework = plain.casework.model_copy(update={"cases": cases})
    ceilings = tuple(CaseCeiling(grade=grade, cases=6, source="made up") for grade in Grade)
    policy = plain.policy.model_copy(update={"case_ceilings": ceilings})
    return plain.model_copy(update={"horizon": horizon, "casework": casework, "policy": policy})


@pytest.mark.parametrize("kinked", [False, True])
@pytest.mark.parametrize("periods", [2, 4])
@pytest.mark.parametrize("seed", range(4))
def test_bounds_over_periods_lie_below_every_plan(seed: int, periods: int, kinked: bool) -> None:
    """Whatever the prices of periods, cases, mix and new cases, no bound is above the best of all plans."""
    weights = {"overload": 0.0, "overload_points": 20.0} if kinked else {}
    problem = compiled(over_periods(seed, periods), **weights)
    best, block = least_cost(problem), block_of(problem, problem.areas[0])
    rng = np.random.default_rng(seed)
    fair = fair_prices(block)
    assert block.num_resources >= periods + 2
    for prices in (fair, fair + rng.normal(0.0, 1.0, fair.shape), rng.normal(0.0, 5.0, fair.shape)):
        assert plain_bound(block, prices) <= best + 1e-9
        assert prove(block, prices).bound <= best + 1e-9


@pytest.mark.parametrize("periods", [3, 4])
def test_plan_over_periods_is_the_best_of_all(periods: int) -> None:
    """A tiny scenario over many periods is solved, whatever ends when."""
    problem = compiled(over_periods(3, periods))
    outcome = searched(problem)
    assert check(problem, outcome.solution) == []
    assert outcome.bound <= least_cost(problem) + 1e-9
    assert objective(problem, outcome.solution) == pytest.approx(least_cost(problem), rel=1e-4)


def test_prices_of_staff_who_compete_for_little() -> None:
    """Two members of staff who share little work have no price above nothing, and the bound is nearly the plan."""
    problem = compiled(a_scenario(staff=[a_staff("S1"), a_staff("S2")], cases=[a_case(f"C{i}") for i in range(12)]))
    block = block_of(problem, problem.areas[0])
    prices = fair_prices(block)
    outcome = searched(problem)
    assert (prices[:, 0] <= 1e-9).all()
    assert plain_bound(block, prices) >= 0.99 * objective(problem, outcome.solution)
