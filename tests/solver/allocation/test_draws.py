"""Draws of the annealing: how often each way to share cases out comes."""

from __future__ import annotations

import itertools

import numpy as np

from solver.allocation.anneal import anneal
from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.cooling import Aim
from solver.allocation.newton import fair_prices
from solver.allocation.prices import plain_bound
from solver.allocation.problem import Ints
from solver.allocation.state import state_of
from solver.allocation.terms import terms_of
from tests.solver.allocation.instances import a_tiny_scenario, compiled
from tests.solver.allocation.test_periods import over_periods

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
        anneal(terms, state, 1, HEAT, seed)
        seen[tuple(state.held.tolist())] += 1
    drawn: Ints = np.array(list(seen.values()))
    assert np.abs(drawn / drawn.sum() - np.array(list(should.values()))).sum() / 2 < 0.08


def test_draws_over_several_columns_come_as_often_as_they_should() -> None:
    """Ways to share cases out over three practitioners and several periods are drawn by what they cost."""
    problem = compiled(over_periods(5, 3))
    block = block_of(problem, problem.areas[0])
    terms = terms_of(block, fair_prices(block), 1e6)
    should = weights_of(block)
    state = state_of(block, np.array(next(iter(should)), dtype=np.int32), terms)
    seen = dict.fromkeys(should, 0)
    for seed in range(6000):
        anneal(terms, state, 1, HEAT, seed)
        seen[tuple(state.held.tolist())] += 1
    drawn: Ints = np.array(list(seen.values()))
    assert np.sort(list(should.values()))[-3] > 0.1
    assert np.abs(drawn / drawn.sum() - np.array(list(should.values()))).sum() / 2 < 0.08


def test_no_draw_makes_more_moves_than_are_left() -> None:
    """However hot the draws are, no more than one of three cases goes to another than who has it."""
    problem = compiled(over_periods(5, 3))
    block = block_of(problem, problem.areas[0])
    assert block.has_current.sum() == 3
    terms = terms_of(block, fair_prices(block), 1e6, block.fixed_moves + 1)
    state = state_of(block, np.full(block.num_items, block.num_staff, dtype=np.int32), terms)
    most = 0
    for seed in range(300):
        anneal(terms, state, 1, 1e4, seed)
        most = max(most, block.moves_of(state.held) - block.fixed_moves)
    assert most == 1


def test_what_practitioners_pay_above_the_prices_is_what_is_open() -> None:
    """All of it together is what lies between the plain bound and the plan, whatever the prices."""
    problem = compiled(over_periods(5, 3))
    block, rng = block_of(problem, problem.areas[0]), np.random.default_rng(1)
    prices = np.abs(rng.normal(size=(block.num_staff, block.num_resources)))
    for way in itertools.islice(weights_of(block), 0, None, 7):
        held = np.array(way, dtype=np.int32)
        open_at_prices = block.cost_of(held) - plain_bound(block, prices)
        assert np.isclose(Aim.at(block, prices).excess(held).sum(), open_at_prices)


def test_draws_begin_with_those_who_pay_more() -> None:
    """Cases of who pays more than is needed come oftener than others, and every loose case comes."""
    problem = compiled(over_periods(5, 3))
    block = block_of(problem, problem.areas[0])
    prices = fair_prices(block)
    held = np.array(max(weights_of(block), key=lambda way: len(set(way))), dtype=np.int32)
    aim, loose = Aim.at(block, prices), np.arange(block.num_items, dtype=np.int32)
    pays = aim.excess(held)
    begun = np.bincount(aim.beginnings(loose, held, np.random.default_rng(1)), minlength=block.num_items)
    most, least = np.argmax(pays[held]), np.argmin(pays[held])
    assert pays[held[most]] > pays[held[least]]
    assert begun.min() > 0
    assert begun[held == held[most]].sum() > 1.2 * (held == held[most]).mean() * begun.sum()
