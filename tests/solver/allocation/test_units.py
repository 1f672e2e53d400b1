"""Prices of a region: unit by unit first, then those of staff to whom little can come, across units."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from solver.allocation import newton
from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.newton import fair_prices
from solver.allocation.prices import plain_bound
from tests.builders import MONDAY, a_case, a_scenario, a_staff
from tests.solver.allocation.instances import compiled

JOINERS = (3, 7)


@pytest.fixture
def block() -> Block:
    """Two units of four staff, one of whom in each has just come: only the few cases that begin late are for them."""
    joined = MONDAY + timedelta(days=14)
    staff = [a_staff(f"S{j}", active_from=joined if j in JOINERS else None) for j in range(8)]
    cases = [a_case(f"C{i}", start=joined if i % 20 == 0 else None) for i in range(80)]
    problem = compiled(a_scenario(staff=staff, cases=cases))
    whole = block_of(problem, problem.areas[0])
    return replace(whole, unit=np.repeat(np.arange(2, dtype=np.int32), 4))


def test_units_come_to_the_prices_of_the_whole(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where prices are found does not matter to what they prove."""
    together = plain_bound(block, fair_prices(block))
    monkeypatch.setattr(newton, "MANY", 0)
    assert plain_bound(block, fair_prices(block)) == pytest.approx(together, rel=1e-4)


def test_newcomers_of_all_units_agree_on_their_prices(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those to whom little can come are far below nothing, and found together they prove more than unit by unit."""
    monkeypatch.setattr(newton, "IDLE", 1e9)
    heats = [8.0, 4.0]
    alone = newton._by_units(block, heats[:1], lambda: False)
    assert (alone[list(JOINERS), 0] < -1.0).all()
    monkeypatch.setattr(newton, "IDLE", 1.0)
    agreed = newton._for_the_idle(block, alone, heats, lambda: False)
    others = np.setdiff1d(np.arange(block.num_staff), JOINERS)
    assert np.array_equal(agreed[others], alone[others])
    assert plain_bound(block, agreed) > plain_bound(block, alone)


def test_prices_are_drawn_on_where_time_breaks_them_off(block: Block) -> None:
    """After the first temperature has settled, its path leads to prices that prove more than its own."""
    found = newton._descend(block, np.zeros((block.num_staff, block.num_resources)), [8.0], lambda: False)
    drawn_on = newton._further(block, found, lambda: True)
    assert plain_bound(block, drawn_on) > plain_bound(block, found.point.prices)
    assert np.array_equal(newton._further(block, found, lambda: False), found.point.prices)
