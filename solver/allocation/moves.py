"""A limit on moves: a price per move, common to all regions, and plans that keep within the limit.

With a price ``mu >= 0`` on every move, the best cost at that price less ``mu K`` is a lower bound for all plans of at
most K moves. The price at which about K moves pay for themselves makes it a good one, and the draws at that price lead
to plans of about K moves; what is beyond K is taken back where that costs least.
"""

from __future__ import annotations

import numpy as np

from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.newton import fair_prices
from solver.allocation.prices import on_grain, plain_bound
from solver.allocation.problem import Floats, Indices, Ints, Problem
from solver.options import Allowance

FIRST_PRICE = 40.0
"""Priced minutes with which the search for the price of a move begins."""
STEEPER = 4.0
"""Factor by which it is raised as long as the bound rises."""
TRIALS = 8
"""Prices tried between the best one and its neighbours."""
HIGHEST = 1e6
"""Priced minutes beyond which no price is tried."""
ROUGH = 0.05
"""Temperature at which the prices of resources are good enough for comparing prices of a move."""
SHARE = 0.25
"""Share of the time that may go into finding the price."""


def price_of_a_move(problem: Problem, most: int, allowance: Allowance) -> float:
    """Price at which the bound for plans of at most ``most`` moves is about highest; 0 where they are enough anyway."""
    known: dict[int, Floats] = {}
    time = allowance.seconds_left

    def bound(price: float) -> float:
        return _bound(problem, price, known) - price * most

    def hurry() -> bool:
        left = allowance.seconds_left
        return allowance.used_up or (left is not None and time is not None and left < (1.0 - SHARE) * time)

    prices = [0.0, FIRST_PRICE]
    bounds = [bound(price) for price in prices]
    while bounds[-1] > bounds[-2] and prices[-1] < HIGHEST and not hurry():
        prices.append(prices[-1] * STEEPER)
        bounds.append(bound(prices[-1]))
    for _ in range(TRIALS):
        if hurry():
            break
        at = int(np.argmax(bounds))
        around = [side for side in (at - 1, at + 1) if 0 <= side < len(prices)]
        side = max(around, key=lambda k: abs(prices[k] - prices[at]))
        if abs(prices[side] - prices[at]) < 0.05 * prices[at] + 0.5:
            break
        tried = 0.5 * (prices[side] + prices[at])
        place = max(side, at)
        prices.insert(place, tried)
        bounds.insert(place, bound(tried))
    return float(on_grain(np.array(prices[int(np.argmax(bounds))])))


def _bound(problem: Problem, price: float, known: dict[int, Floats]) -> float:
    """A bound with every move at a price; ``known`` keeps each region's prices for the next time."""
    total = 0.0
    for number, area in enumerate(problem.areas):
        block = block_of(problem, area).with_moves_at(price)
        known[number] = fair_prices(block, known.get(number), ROUGH)
        total += plain_bound(block, known[number])
    return total


def take_back(block: Block, held: Indices, most: int) -> Indices | None:
    """Columns with moves taken back, the cheapest first, until they are ``most``; None where that cannot be.

    A case that cannot go back to its present holder is left out.
    """
    held = held.copy()
    while block.moves_of(held) > most:
        moved = np.flatnonzero(block.moved(held))
        if moved.size == 0:
            return None
        back = np.where(block.current[moved] >= 0, block.current[moved], block.num_staff)
        rises = _rises(block, held, moved, back)
        out = np.full(moved.size, block.num_staff)
        rises_out = _rises(block, held, moved, out)
        better = rises <= rises_out
        at = int(np.argmin(np.where(better, rises, rises_out)))
        held[moved[at]] = back[at] if better[at] else block.num_staff
    return held


def _rises(block: Block, held: Indices, moved: Ints, back: Ints) -> Floats:
    """(k,) what it costs to give each of some moved cases to a column, infinite where a rule forbids it."""
    load = block.loads_of(held)
    here = held[moved]
    left, more = load.astype(np.float64), load.astype(np.float64)
    drawn = np.where((back == block.current[moved])[:, None], block.kept_use[moved], block.use[moved])
    before, after = left[here] - block.use[moved], more[back] + drawn
    rise = block.cost[moved, back] - block.cost[moved, here]
    rise = rise + _cost(block, here, before) - _cost(block, here, left[here])
    rise = rise + _cost(block, back, after) - _cost(block, back, more[back])
    rise[(after > block.most[back]).any(axis=1)] = np.inf
    for at, i in enumerate(moved.tolist()):
        rivals = block.apart_with[block.apart_start[i] : block.apart_start[i + 1]]
        if back[at] < block.num_staff and (held[rivals] == back[at]).any():
            rise[at] = np.inf
    return np.asarray(rise)


def _cost(block: Block, columns: Ints | Indices, load: Floats) -> Floats:
    """(k,) cost of loads (k, R) of some columns."""
    over = np.maximum(0.0, load - block.knee[columns])
    cost = block.bend[columns] * (load - block.even[columns]) ** 2
    return np.asarray((cost + (block.steep[columns] * over + block.kink[columns]) * over).sum(axis=1))
