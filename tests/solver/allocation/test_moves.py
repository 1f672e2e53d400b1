"""Prices of a move, and draws that keep within a limit on moves."""

from __future__ import annotations

import numpy as np
import pytest

from solver.allocation import Problem
from solver.allocation.anneal import anneal
from solver.allocation.blocks import block_of
from solver.allocation.dearer import Ways, price_of_a_move
from solver.allocation.moves import take_back
from solver.allocation.newton import fair_prices
from solver.allocation.prices import plain_bound
from solver.allocation.rounding import round_off
from solver.allocation.state import state_of
from solver.allocation.terms import terms_of
from solver.options import Allowance, Budget
from tests.solver.allocation.instances import a_tiny_scenario, compiled


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Forty cases, two in three of them held, and six practitioners."""
    return compiled(a_tiny_scenario(4, cases=40, practitioners=6, scale=0.6))


def test_dearer_moves_are_made_less_often(problem: Problem) -> None:
    """Along the way of prices moves become fewer as a move becomes dearer, there and back again."""
    ways = Ways.first(problem, lambda: False)
    moves = [ways.moves]
    for price in (10.0, 100.0, 1000.0):
        ways.go(price)
        assert ways.price == pytest.approx(price, abs=1e-4)
        moves.append(ways.moves)
    assert moves == sorted(moves, reverse=True)
    ways.go(10.0)
    assert ways.moves == pytest.approx(moves[1], abs=0.5)


def test_prices_along_the_way_are_fair(problem: Problem) -> None:
    """Prices that branch off bring nearly the bound that prices looked for at that price of a move alone bring."""
    ways = Ways.first(problem, lambda: False)
    ways.go(80.0)
    block, prices = ways.colder(0, lambda: False)
    dear = block.with_moves_at(ways.price)
    assert plain_bound(dear, prices) >= plain_bound(dear, fair_prices(dear)) - 2.0


@pytest.mark.parametrize("most", [0, 3, 12])
def test_price_for_a_number_of_moves(problem: Problem, most: int) -> None:
    """At the price found about as many moves are made as may be, or it is none and they are fewer anyway."""
    price, ways = price_of_a_move(problem, most, Allowance(Budget(seconds=None, work=1)))
    assert abs(ways.moves - most) <= 2.0 or (price == 0.0 and ways.moves < most)


@pytest.mark.parametrize("more", [0, 1, 4])
def test_draws_keep_within_the_moves_allowed(problem: Problem, more: int) -> None:
    """No draw leads beyond the limit on moves, and the moves are counted right."""
    block = block_of(problem, problem.areas[0])
    prices = fair_prices(block)
    freely = round_off(block, prices)
    most = max(block.fixed_moves, block.moves_of(freely) - 6)
    held = take_back(block, freely, most)
    assert held is not None
    terms = terms_of(block, prices, 100.0, most + more)
    state = state_of(block, held, terms)
    for seed in range(20):
        anneal(terms, state, 50, 5.0, seed)
        assert block.moves_of(state.held) == state.moves[0] + block.fixed_moves <= most + more
    assert block.keeps_rules(state.held)
    assert np.array_equal(block.loads_of(state.held), state.load)
