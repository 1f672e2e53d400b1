"""How a block is searched by its kind, and where the draws of a large one begin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.allocation import course
from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.cooling import Aim
from solver.allocation.course import course_of
from solver.allocation.newton import fair_prices
from solver.allocation.prices import reduced_costs
from solver.allocation.problem import Floats
from solver.allocation.rounding import brought_near, round_off
from tests.solver.allocation.instances import a_tiny_scenario, compiled

RADIUS = 10.0


def block_and_prices(seed: int) -> tuple[Block, Floats]:
    """Twenty cases and four practitioners, and their prices."""
    problem = compiled(a_tiny_scenario(seed, cases=20, practitioners=4, scale=1.0))
    block = block_of(problem, problem.areas[0])
    return block, fair_prices(block)


@pytest.mark.parametrize("seed", range(4))
def test_cases_that_stray_are_brought_near(seed: int) -> None:
    """Only they change places, they go where a case costs little more than at its best, and every rule is kept."""
    block, prices = block_and_prices(seed)
    held = np.full(block.num_items, block.num_staff, dtype=np.int32)
    reduced = reduced_costs(block, prices)
    off = reduced - reduced.min(axis=1)[:, None]
    for i, j in enumerate(np.where(np.isfinite(off), off, -1.0)[:, :-1].argmax(axis=1).tolist()):
        tried = held.copy()
        tried[i] = j
        held = tried if block.keeps_rules(tried) else held
    brought, every = brought_near(block, prices, held, RADIUS), np.arange(block.num_items)
    changed = brought != held
    assert changed.any()
    assert off[every, held][changed].min() > RADIUS > off[every, brought][changed].max()
    assert block.keeps_rules(brought)


def test_draws_begin_unit_by_unit() -> None:
    """What is drawn for the next draws comes with all of a unit's cases together, each of which may come."""
    block, prices = block_and_prices(1)
    block = replace(block, unit=np.array([1, 0, 1, 0], dtype=np.int32))
    loose, held = np.arange(block.num_items, dtype=np.int32), round_off(block, prices)
    begun = Aim.at(block, prices).beginnings(loose, held, np.random.default_rng(1))
    unit = np.append(block.unit, -1)[held[begun]]
    assert set(unit) >= {0, 1}
    assert (np.diff(unit) >= 0).all()
    assert np.unique(begun).size == block.num_items


def test_blocks_are_searched_by_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heavy cases are settled by shares where there is time for columns, by themselves where not, or not at all."""
    block, _ = block_and_prices(1)
    assert course_of(block, None, 10.0, 9.0).by_shares
    assert course_of(block, None, 2.0, 1.5).heavy is not None
    assert course_of(block, 3, 30.0, 25.0) == course.LIMITED
    assert course_of(block, 3, 10.0, 9.0) == course.BRIEFLY
    assert course_of(block, 3, 2.0, 1.5) == course.AT_ONCE
    assert course_of(replace(block, periods=2), None, 10.0, 9.0) == course.SEVERAL
    monkeypatch.setattr(course, "FEW_CASES", 0)
    assert np.isfinite(course_of(block, None, 25.0, 17.0).first.stray)
    assert course_of(block, None, 25.0, 0.0005).heavy is None
