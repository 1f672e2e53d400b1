"""Arrays of blocks, however these came about, look the same to compiled loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import typeof

from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.heavy import heavy_cases, heavy_part, with_settled
from solver.allocation.state import state_of
from solver.allocation.terms import terms_of
from tests.solver.allocation.instances import a_tiny_scenario, compiled


def _prices(block: Block) -> np.ndarray:
    return np.zeros((block.num_staff, block.num_resources))


def _of_heavy(block: Block) -> Block:
    return heavy_part(block, _prices(block), heavy_cases(block))


def _of_some(block: Block) -> Block:
    return block.priced_part(np.arange(4), np.arange(2), block.cost[:4, -1])


DERIVED: dict[str, Callable[[Block], Block]] = {
    "heavy cases": _of_heavy,
    "heavy cases settled": lambda block: with_settled(block, np.isfinite(block.cost[:, :-1])),
    "some cases and columns": _of_some,
    "moves at a price": lambda block: block.with_moves_at(5.0),
    "periods gathered": Block.gathered,
}


def _kinds(block: Block) -> tuple[Any, ...]:
    """Types by which Numba tells whether loops are compiled for these arrays."""
    terms = terms_of(block, np.asfortranarray(_prices(block)), 5.0)
    held = np.full(block.num_items, block.num_staff, dtype=np.int32)
    return typeof(terms), typeof(state_of(block, held, terms)), typeof(block.group), typeof(block.cost)


@pytest.mark.parametrize("name", DERIVED)
def test_no_loop_is_compiled_anew_for_a_block_made_of_another(name: str) -> None:
    """Arrays of every derived block have the entries, layout and protection of those of the block of a region."""
    problem = compiled(a_tiny_scenario(1, cases=12, practitioners=4))
    block = block_of(problem, problem.areas[0])
    assert _kinds(DERIVED[name](block)) == _kinds(block)
