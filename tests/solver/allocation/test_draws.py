"""Draws of the annealing: how often each way to share cases out comes."""

from __future__ import annotations

import itertools

import numpy as np

from solver.allocation.anneal import anneal
from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.newton import fair_prices
from solver.allocation.problem import Ints
from solver.allocation.state import state_of
from solver.allocation.terms import terms_of
from tests.solver.allocation.instances import a_tiny_scenario, compiled

HEAT = 100.0


def weights_of(block: Block) -> dict[tuple[int, ...], float]:
    """Share of the time that each possible way should have at the temperature."""
    ways = itertools.product(range(block.num_staff + 1), repeat=block.num_items)
    kept = [way for way in ways if block.keeps_rules(np.array(way, dtype=np.int32))]
    cost = np.array([block.cost_of(np.array(way, dtype=np.int32)) for way in kept])
    share = np.exp((cost.min() - cost) / HEAT)
    return dict(zip(kept, (share / share.sum()).tolist(), strict=True))


def test_draws_over_two_columns_come_as_often_as_they_should() -> None:
    """Ways to share cases out over two practitioners, some of high risk, are drawn by what they cost."""
    scenario = a_tiny_scenario(237, cases=6, practitioners=2, scale=1.0)
    block = block_of(compiled(scenario), compiled(scenario).areas[0])
    terms = terms_of(block, fair_prices(block), 1e6)
    should = weights_of(block)
    state = state_of(block, np.array(next(iter(should)), dtype=np.int32), terms)
    seen = dict.fromkeys(should, 0)
    for seed in range(6000):
        anneal(terms, state, 1, HEAT, 1.0, seed)
        seen[tuple(state.held.tolist())] += 1
    drawn: Ints = np.array(list(seen.values()))
    assert terms.beside >= 0
    assert np.abs(drawn / drawn.sum() - np.array(list(should.values()))).sum() / 2 < 0.08
