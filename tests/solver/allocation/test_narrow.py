"""The open part of a block, against every plan of tiny scenarios."""

from __future__ import annotations

import numpy as np
import pytest

from solver.allocation import check
from solver.allocation.blocks import block_of, columns_of
from solver.allocation.bound import prove
from solver.allocation.exact import Limits, solve_exactly
from solver.allocation.narrow import Narrow
from solver.allocation.newton import fair_prices
from tests.solver.allocation.instances import a_tiny_scenario, compiled, every_plan


@pytest.mark.parametrize("seed", range(12))
def test_the_open_part_holds_every_cheaper_plan(seed: int) -> None:
    """Plans cheaper than the one known are plans of the open part, which cost as much there and not below its bound."""
    problem = compiled(a_tiny_scenario(seed, scale=(0.15, 0.25, 0.6)[seed % 3]))
    block = block_of(problem, problem.areas[0])
    plans = [columns_of(problem, block, plan.holder) for plan in every_plan(problem) if not check(problem, plan)]
    costs = np.array([block.cost_of(held) for held in plans])
    known = plans[int(np.argsort(costs)[costs.size // 4])]
    part = Narrow.whole(block, prove(block, fair_prices(block)), known).narrowed(lambda: False)
    part = part.proved_closer(lambda rounds, _: rounds == 20).narrowed(lambda: False)
    settled = np.setdiff1d(np.arange(block.num_items), part.cases)
    assert part.block.cost_of(part.held) == pytest.approx(block.cost_of(known))
    for held, cost in zip(plans, costs.tolist(), strict=True):
        if cost < block.cost_of(known):
            assert (held[settled] == known[settled]).all()
            assert part.block.cost_of(held[part.cases]) == pytest.approx(cost)
            assert part.block.keeps_rules(held[part.cases])
            assert cost >= part.proof.bound - 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_the_best_plan_is_found_and_proved(seed: int) -> None:
    """From any plan on, the best of all is found, with a bound not above it and within what counts as proof."""
    problem = compiled(a_tiny_scenario(seed, scale=(0.15, 0.25, 0.6)[seed % 3]))
    block = block_of(problem, problem.areas[0])
    plans = [columns_of(problem, block, plan.holder) for plan in every_plan(problem) if not check(problem, plan)]
    costs = np.array([block.cost_of(held) for held in plans])
    limits = Limits(10**6, 10**6, 10**6, lambda: None, lambda: False)
    exact = solve_exactly(block, prove(block, fair_prices(block)), plans[int(costs.argmax())], limits)
    best = costs.min()
    assert best - 1e-4 * abs(best) <= exact.bound <= best + 1e-9
    assert block.cost_of(exact.held) <= best + 1e-4 * abs(best)
