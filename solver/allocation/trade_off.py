"""The trade-off between moves and a fair share-out: plans of fewer and fewer moves, each with a bound of its own.

Moves are made dearer step by step. Prices, plan and draws of one step begin where those of the last one ended. A bound
at any price of a move holds for every number of moves, so each row has the best of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.goals import Goal
from solver.allocation.blocks import write_holders
from solver.allocation.bound import prove
from solver.allocation.dearer import Ways
from solver.allocation.effort import Effort
from solver.allocation.goals import leaving_out_costs, objective, score
from solver.allocation.problem import NOBODY, Floats, Problem, Solution, moved, nobody_holds, solution_of
from solver.allocation.proof import outside_cost
from solver.allocation.region import LARGE, Region, draw
from solver.allocation.rounding import round_off
from solver.options import Allowance

BALANCE = (Goal.WORKLOAD_BALANCE, Goal.OVERLOAD, Goal.OVERLOAD_POINTS)
"""Goals that a trade-off weighs against moves."""
DEAREST = 0.5
"""Highest price of a move, in costs of leaving out the item that is left out at least cost."""


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
    ways = Ways.first(problem, lambda: allowance.used_up)
    regions: list[Region | None] = [None] * len(problem.areas)
    steps: list[tuple[float, float, Solution]] = []
    for step, price in enumerate(_move_prices(problem, counts).tolist()):
        if steps and allowance.used_up:
            break
        began = allowance.seconds_spent
        ways.go(price)
        found = [_region(ways, number, last) for number, last in enumerate(regions)]
        pricing = allowance.seconds_spent - began
        for region in found:
            effort = _share(allowance, region.block.num_items / max(1, problem.num_items), counts - step, pricing)
            draw(region, region.block, LARGE, effort, rng, lambda _: None)
        bound = outside_cost(problem) + sum(region.bound for region in found)
        steps.append((ways.price, bound, _joined(found, problem)))
        regions = [*found]
    rows = [_row(problem, steps, plan) for _, _, plan in steps]
    return tuple(sorted(rows, key=lambda row: -row.moves))


def _move_prices(problem: Problem, counts: int) -> Floats:
    """Prices of a move: none, then ever steeper ones up to where items would nearly be left out rather."""
    unit = max(1.0, problem.weights.continuity)
    least = float(leaving_out_costs(problem).min(initial=np.inf, where=problem.must == NOBODY))
    highest = DEAREST * least if np.isfinite(least) else unit
    steeper = (1.0 + highest / unit) ** (np.arange(counts) / max(1, counts - 1))
    return np.asarray(unit * (steeper - 1.0))


def _region(ways: Ways, number: int, last: Region | None) -> Region:
    """A region, its moves at their price, with its bound and a first plan; ``last`` is the same at the price before."""
    block, prices = ways.colder(number, ways.over)
    dear = block.with_moves_at(ways.price)
    proof = prove(dear, prices, main=None if last is None or last.proof is None else last.proof.main)
    region = Region.begin(dear, round_off(dear, prices), move_price=ways.price)
    if last is not None:
        region.offer(last.held)
    region.proof, region.bound = proof, proof.bound
    return region


def _share(allowance: Allowance, of_problem: float, left: int, pricing: float) -> Effort:
    """What draws in a region may spend, ``left`` prices being still to come, each of which takes as long as this."""
    seconds = allowance.seconds_left
    free = 1.0 if not seconds else max(0.0, 1.0 - (left - 1) * pricing / seconds)
    return Effort.share_of(allowance, of_problem * free / left, of_problem / left)


def _joined(regions: list[Region], problem: Problem) -> Solution:
    holder = np.where(problem.must >= 0, problem.must, nobody_holds(problem)).astype(np.int32)
    for region in regions:
        write_holders(region.block, region.held, holder)
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
