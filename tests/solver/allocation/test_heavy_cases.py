"""First draws in which heavy cases stay where column generation has them, or where they were settled by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from solver.allocation import check, course, objective, region
from solver.allocation.blocks import block_of
from solver.allocation.bound import draws_of, prove, resource_beside
from solver.allocation.course import FIRST
from solver.allocation.effort import Effort
from solver.allocation.heavy import heavy_cases, heavy_part
from solver.allocation.newton import fair_prices
from solver.allocation.region import Region, lift, settle_heavy, share_out
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
    shares = lift(found, block, Effort.share_of(Allowance(Budget(work=1)), 1.0, 1.0))
    settled, begin = share_out(found, block, shares, np.random.default_rng(seed))
    barred = np.isinf(settled.cost) & np.isfinite(block.cost)
    heavy = draws_of(block, resource_beside(block))
    assert not barred[~heavy].any()
    assert not barred[:, -1].any()
    assert block.keeps_rules(begin())


@pytest.mark.parametrize("seed", range(4))
def test_heavy_cases_alone_pay_for_what_else_they_draw(seed: int) -> None:
    """By themselves heavy cases cost what they do with all other loads at their prices."""
    problem = compiled(a_tiny_scenario(seed, cases=12, practitioners=4))
    block = block_of(problem, problem.areas[0])
    prices, cases = fair_prices(block), heavy_cases(block)
    held = round_off(block, prices)
    alone, beside = heavy_part(block, prices, cases), resource_beside(block)
    drawn = (block.draws(held) * np.vstack((prices, np.zeros(block.num_resources)))[held])[cases]
    loads = block.load_cost(alone.loads_of(held[cases]).astype(np.float64))[:, beside]
    paid = block.cost[cases, held[cases]].sum() + np.delete(drawn, beside, axis=1).sum()
    assert alone.cost_of(held[cases]) == pytest.approx(paid + loads.sum())


@pytest.mark.parametrize("seed", range(4))
def test_light_cases_are_free_where_heavy_ones_are_settled(seed: int) -> None:
    """Heavy cases have one practitioner at the most to go to, light ones all that they had."""
    problem = compiled(a_tiny_scenario(seed, cases=12, practitioners=4))
    block = block_of(problem, problem.areas[0])
    prices = fair_prices(block)
    held, effort = round_off(block, prices), Effort.share_of(Allowance(Budget(work=1)), 1.0, 1.0)
    settled = settle_heavy(block, prove(block, prices), held, (FIRST, effort), np.random.default_rng(seed))
    barred = np.isinf(settled.cost) & np.isfinite(block.cost)
    heavy = np.isin(np.arange(block.num_items), heavy_cases(block))
    assert not barred[~heavy].any()
    assert not barred[:, -1].any()


@pytest.mark.parametrize("quick", [0.0, 1e9])
@pytest.mark.parametrize("seed", range(3))
def test_plan_and_bound_hold_where_heavy_cases_are_settled(
    seed: int, quick: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is settled in the first draws, no plan costs less than the bound, and every rule is kept."""
    monkeypatch.setattr(region, "SMALL", 0)
    monkeypatch.setattr(course, "QUICK", quick)
    problem = compiled(a_tiny_scenario(seed))
    found = searched(problem)
    assert check(problem, found.solution) == []
    assert found.bound <= least_cost(problem) + 1e-6
    assert objective(problem, found.solution) >= found.bound - 1e-6
