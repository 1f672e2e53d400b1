"""Pairs that are settled by the bound, and column generation before, against every plan of tiny scenarios."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from solver.allocation import check
from solver.allocation.blocks import block_of, columns_of
from solver.allocation.bound import prove
from solver.allocation.columns import generate_columns
from solver.allocation.fixing import useful_pairs
from solver.allocation.newton import fair_prices
from tests.solver.allocation.instances import a_tiny_scenario, compiled, every_plan


@pytest.mark.parametrize("seed", range(12))
def test_cheaper_plans_use_useful_pairs_only(seed: int) -> None:
    """Plans cheaper than a cost use pairs only that are useful below it, at any prices, however early time is over."""
    problem = compiled(a_tiny_scenario(seed, scale=(0.15, 0.25, 0.6)[seed % 3]))
    block = block_of(problem, problem.areas[0])
    plans = [columns_of(problem, block, plan.holder) for plan in every_plan(problem) if not check(problem, plan)]
    costs = np.array([block.cost_of(held) for held in plans])
    first = prove(block, fair_prices(block))
    last, shares = generate_columns(block, first, plans[0], lambda rounds, _: rounds == 20)
    assert first.bound - 1e-9 <= last.bound <= costs.min() + 1e-9
    assert shares.shape == (block.num_items, block.num_staff)
    assert shares.min() >= -1e-9
    for proof in (first, last):
        for limit in (costs.min() + 1e-6, float(np.median(costs))):
            for asked in (1000, 5, 1, 0):
                useful = useful_pairs(block, proof, limit, partial(next, iter([False] * asked + [True] * 1000)))
                for held in (plan for plan, cost in zip(plans, costs, strict=True) if cost < limit):
                    assert useful[np.arange(block.num_items), held].all()
