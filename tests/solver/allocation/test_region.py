"""A block as large as a region's: where its cases are priced for draws, and where for the bound."""

from __future__ import annotations

import numpy as np
import pytest

from solver.allocation import region
from solver.allocation.blocks import block_of
from solver.allocation.effort import Effort
from solver.allocation.region import Region, plan
from solver.options import Allowance, Budget
from tests.solver.allocation.instances import a_tiny_scenario, compiled, least_cost


def test_a_large_block_is_proved_at_other_prices_than_its_draws_reckon_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws reckon with the proof of halfway prices; in the end stands one that is better, below every plan."""
    drawn_at, rise = list[float](), []
    monkeypatch.setattr(region, "FEW_CASES", 0)
    monkeypatch.setattr(region, "SMALL", 0)
    monkeypatch.setattr(region, "draw", lambda found, *_: drawn_at.append(found.proof.bound))
    for seed in range(6):
        problem = compiled(a_tiny_scenario(seed))
        block = block_of(problem, problem.areas[0])
        found = Region.begin(block, np.full(block.num_items, block.num_staff))
        plan(found, Effort.share_of(Allowance(Budget(work=1)), 1.0, 1.0), np.random.default_rng(seed), lambda _: None)
        assert found.proof is not None
        assert found.bound == found.proof.bound <= least_cost(problem) + 1e-9
        rise.append(found.bound - drawn_at[-1])
    assert min(rise) >= 0.0 < max(rise)
