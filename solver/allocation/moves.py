"""A limit on moves: a price per move, common to all regions, and plans that keep within the limit.

With a price ``mu >= 0`` on every move, the best cost at that price less ``mu K`` is a lower bound for all plans of at
most K moves. The price at which about K moves pay for themselves makes it a good one, and the draws at that price lead
to plans of about K moves; what is beyond K is taken back where that costs least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.ascent import settle_singly
from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.goals import leaving_out_costs
from solver.allocation.prices import on_grain, plain_bound, reduced_rows
from solver.allocation.problem import Floats, Indices, Ints, Problem
from solver.allocation.thin import thin_prices
from solver.options import Allowance

TRIALS = 14
"""Prices of a move that are tried, at the most."""
NARROW = 1.01
"""Factor between the two prices around the best one at which the search for it ends."""
INSIDE = 0.1
"""How near to either of these two the next price tried may be, as a share of their distance in powers."""
ROUNDS = 3
"""Times that each price of a resource is settled by itself before a price of a move is judged."""
KEPT = 6000
"""Items up to which the regions' blocks stay in memory meanwhile."""
SHARE = 0.25
"""Share of the time that may go into finding the price."""


@dataclass(slots=True)
class Trials:
    """Bounds at prices of a move, with what is kept from one trial to the next."""

    problem: Problem
    most: int
    prices: dict[int, Floats]
    blocks: dict[int, Block]

    def at(self, price: float) -> tuple[float, int]:
        """The bound for plans of at most ``most`` moves, and how many moves more than that it reckons with."""
        total, moves = -price * self.most, -self.most
        for number, area in enumerate(self.problem.areas):
            block = self.blocks.get(number) or block_of(self.problem, area)
            if self.problem.num_items <= KEPT:
                self.blocks[number] = block
            dear = block.with_moves_at(price)
            start = self.prices.get(number)
            start = thin_prices(dear) if start is None else start
            self.prices[number] = settle_singly(dear, start, ROUNDS)[0]
            best = np.empty(block.num_items, dtype=np.int32)
            for rows, reduced in reduced_rows(dear, self.prices[number]):
                best[rows] = reduced.argmin(axis=1)
            total += plain_bound(dear, self.prices[number])
            moves += block.moves_of(best)
        return total, moves


def price_of_a_move(problem: Problem, most: int, allowance: Allowance) -> float:
    """Price at which the bound for plans of at most ``most`` moves is about highest; 0 where they are enough anyway.

    The bound is concave in the price, and what it reckons with more or fewer moves than allowed is its slope: the next
    price is where the slopes of the two prices around the best one meet.
    """
    trials, time = Trials(problem, most, {}, {}), allowance.seconds_left
    highest = 2.0 * float(leaving_out_costs(problem).max(initial=1.0))
    if most == 0:
        return float(on_grain(np.array([highest]))[0])
    low, high = 0.0, highest
    best, spare = trials.at(low)
    if spare <= 0:
        return 0.0
    below, above, price = (best, spare), trials.at(high), 0.0
    if above[0] > best:
        best, price = above[0], high
    for _ in range(TRIALS):
        left = allowance.seconds_left
        hurry = left is not None and time is not None and left < (1.0 - SHARE) * time
        if hurry or allowance.used_up or high <= NARROW * low + 0.5:
            break
        tried = _meeting(low, high, below, above)
        found = trials.at(tried)
        if found[0] > best:
            best, price = found[0], tried
        if found[1] > 0:
            low, below = tried, found
        else:
            high, above = tried, found
    return float(on_grain(np.array([price]))[0])


def _meeting(low: float, high: float, below: tuple[float, int], above: tuple[float, int]) -> float:
    """Where two slopes meet, kept away from either end."""
    meet = (above[0] - below[0] + below[1] * low - above[1] * high) / max(1, below[1] - above[1])
    least, ratio = low + 1.0, (high + 1.0) / (low + 1.0)
    return float(np.clip(meet, least * ratio**INSIDE - 1.0, least * ratio ** (1.0 - INSIDE) - 1.0))


def use_up(block: Block, held: Indices, most: int) -> Indices:
    """Columns with cases that are left out placed, where this gains most, until there are ``most`` moves."""
    held = held.copy()
    while block.moves_of(held) < most:
        out = np.flatnonzero((held == block.num_staff) & block.has_current)
        load = block.loads_of(held)[:-1]
        best, where = 0.0, (-1, -1)
        for i in out.tolist():
            rivals = held[block.apart_with[block.apart_start[i] : block.apart_start[i + 1]]]
            after = load + block.use[i]
            rise = block.cost[i, :-1] - block.cost[i, -1] + _loads_cost(block, after) - _loads_cost(block, load)
            rise[(after > block.most[:-1]).any(axis=1)] = np.inf
            rise[rivals[rivals < block.num_staff]] = np.inf
            j = int(np.argmin(rise))
            if rise[j] < best:
                best, where = float(rise[j]), (i, j)
        if where[0] < 0:
            break
        held[where[0]] = where[1]
    return held


def _loads_cost(block: Block, load: Ints) -> Floats:
    """(m,) cost of loads (m, R)."""
    return _cost(block, np.arange(block.num_staff), load.astype(np.float64))


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
