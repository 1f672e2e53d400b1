"""The trade-off between moves and a fair share-out: plans of fewer and fewer moves, each with a bound of its own.

Moves are made dearer step by step. Prices, plan and draws of one step begin where those of the last one ended. A bound
at any price of a move holds for every number of moves, so each row has the best of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.goals import Goal
from solver.allocation.block import Block
from solver.allocation.blocks import block_of, write_holders
from solver.allocation.bound import Proof, prove
from solver.allocation.effort import Effort
from solver.allocation.goals import objective, score
from solver.allocation.newton import fair_prices
from solver.allocation.problem import Floats, Indices, Problem, Solution, moved, nobody_holds, solution_of
from solver.allocation.proof import outside_cost
from solver.allocation.region import Region, draw
from solver.allocation.rounding import round_off
from solver.options import Allowance

BALANCE = (Goal.WORKLOAD_BALANCE, Goal.OVERLOAD, Goal.OVERLOAD_POINTS)
"""Goals that a trade-off weighs against moves."""
ROUGH = 0.004
"""Temperature at which the prices of resources are good enough where a move has become a little dearer."""
DRAWING = 0.6
"""Share of a step's time that goes into draws, once its prices are there."""
STEEPEST = 12.0
"""Highest price of a move, in times what continuity costs, or in priced minutes where that costs less than one."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """A plan of so many moves.

    Attributes
    ----------
    moves
        Items that go to another than the one who has them now.
    balance
        Balance and overload cost in priced minutes.
    objective
        What the plan costs.
    bound
        No plan of so many moves or fewer costs less.
    solution
        The plan.
    """

    moves: int
    balance: float
    objective: float
    bound: float
    solution: Solution


def trade_off(problem: Problem, allowance: Allowance, seed: int, counts: int = 10) -> tuple[TradeOff, ...]:
    """Plans of ``counts`` different prices of a move, most moves first."""
    rng = np.random.default_rng(seed)
    blocks = [block_of(problem, area) for area in problem.areas]
    known: list[Floats | None] = [None] * len(blocks)
    held: list[Indices | None] = [None] * len(blocks)
    steps: list[tuple[float, float, Solution]] = []
    prices = _move_prices(problem, counts)
    for step, price in enumerate(prices):
        if steps and allowance.used_up:
            break
        bound = outside_cost(problem)
        for at, block in enumerate(blocks):
            share = block.num_items / max(1, problem.num_items)

            def effort(share: float = share, left: int = counts - step) -> Effort:
                return Effort.share_of(allowance, DRAWING * share / left, share / counts)

            proof, known[at], held[at] = _step(block, price, effort, rng, known[at], held[at])
            bound += proof.bound
        steps.append((price, bound, _joined(blocks, held, problem)))
    rows = [_row(problem, steps, plan) for _, _, plan in steps]
    return tuple(sorted(rows, key=lambda row: -row.moves))


def _move_prices(problem: Problem, counts: int) -> Floats:
    """Prices of a move: none, then ever steeper ones."""
    highest = STEEPEST * max(1.0, problem.weights.continuity)
    return np.asarray(highest * (np.arange(counts) / max(1, counts - 1)) ** 2)


def _step(  # noqa: PLR0917 - a region, where it stands and what to spend
    block: Block,
    price: float,
    effort: Callable[[], Effort],
    rng: np.random.Generator,
    known: Floats | None,
    held: Indices | None,
) -> tuple[Proof, Floats, Indices]:
    """A region's bound, prices and columns at a price of a move."""
    dear = block.with_moves_at(price)
    prices = fair_prices(dear) if known is None else fair_prices(dear, known, ROUGH)
    proof = prove(dear, prices)
    region = Region.begin(dear, round_off(dear, prices), move_price=price)
    if held is not None:
        region.offer(held)
    region.bound = proof.bound
    if block.num_items:
        draw(region, dear, prices, effort(), rng, lambda _: None)
    return proof, prices, region.held


def _joined(blocks: list[Block], held: list[Indices | None], problem: Problem) -> Solution:
    holder = np.where(problem.must >= 0, problem.must, nobody_holds(problem)).astype(np.int32)
    for block, columns in zip(blocks, held, strict=True):
        if columns is not None:
            write_holders(block, columns, holder)
    return solution_of(holder)


def _row(problem: Problem, steps: list[tuple[float, float, Solution]], plan: Solution) -> TradeOff:
    moves = int(np.count_nonzero(moved(problem, plan.holder)))
    goals = [goal for tier in score(problem, plan) for goal in tier.goals]
    return TradeOff(
        moves=moves,
        balance=sum(goal.cost for goal in goals if goal.goal in BALANCE),
        objective=objective(problem, plan),
        bound=max(0.0, *(bound - price * moves for price, bound, _ in steps)),
        solution=plan,
    )
