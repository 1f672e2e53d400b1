"""First draws in which heavy cases stay where column generation has them."""

from __future__ import annotations

import numpy as np
import pytest

from solver.allocation import check, objective, region
from solver.allocation.blocks import block_of
from solver.allocation.bound import draws_of, prove, resource_beside
from solver.allocation.effort import Effort
from solver.allocation.newton import fair_prices
from solver.allocation.region import Region, share_out
from solver.allocation.rounding import round_off
from solver.options import Allowance, Budget
from tests.solver.allocation.instances import a_tiny_scenario, compiled, least_cost, searched


@pytest.mark.parametrize("seed", range(4))
def test_only_heavy_cases_are_settled(seed: int) -> None:
    """A case is given to one practitioner only if it is heavy; draws begin at columns that keep every rule."""
    problem = compiled(a_tiny_scenario(seed, cases=12, practitioners=4))
    block = block_of(problem, problem.areas[0])
    prices = fair_prices(block)
    found = Region.begin(block, round_off(block, prices))
    found.proof = prove(block, prices)
    effort = Effort.share_of(Allowance(Budget(work=1)), 1.0, 1.0)
    settled, begin = share_out(found, block, effort, np.random.default_rng(seed))
    barred = np.isinf(settled.cost) & np.isfinite(block.cost)
    heavy = draws_of(block, resource_beside(block))
    assert not barred[~heavy].any()
    assert not barred[:, -1].any()
    assert block.keeps_rules(begin())


@pytest.mark.parametrize("seed", range(3))
def test_plan_and_bound_hold_where_heavy_cases_are_settled(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is settled in the first draws, no plan costs less than the bound, and every rule is kept."""
    monkeypatch.setattr(region, "SMALL", 0)
    monkeypatch.setattr(region, "QUICK", 0.0)
    problem = compiled(a_tiny_scenario(seed))
    found = searched(problem)
    assert check(problem, found.solution) == []
    assert found.bound <= least_cost(problem) + 1e-6
    assert objective(problem, found.solution) >= found.bound - 1e-6
