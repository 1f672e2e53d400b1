"""The trade-off between moves and a fair share-out: plans of fewer and fewer moves, each with a bound of its own.

Moves are made dearer step by step. Prices, plan and draws of one step begin where those of the last one ended. A bound
at any price of a move holds for every number of moves, so each row has the best of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.goals import Goal
from solver.allocation.blocks import columns_of, write_holders
from solver.allocation.bound import FEW_CASES, Proof, between, plain_proof, prove
from solver.allocation.course import LARGE
from solver.allocation.dearer import Ways
from solver.allocation.effort import Effort
from solver.allocation.goals import leaving_out_costs, objective, score
from solver.allocation.moves import take_back
from solver.allocation.prices import on_grain
from solver.allocation.problem import NOBODY, Floats, Indices, Problem
from solver.allocation.proof import outside_cost
from solver.allocation.region import Region, draw, see_sets
from solver.allocation.rounding import round_off
from solver.allocation.solution import Solution, moved, nobody_holds, solution_of
from solver.options import Allowance

BALANCE = (Goal.WORKLOAD_BALANCE, Goal.OVERLOAD, Goal.OVERLOAD_POINTS)
"""Goals that a trade-off weighs against moves."""
DEAREST = 0.5
"""Highest price of a move, in costs of leaving out the item that is left out at least cost."""
POLISH, TURNS = 0.15, 3
"""Share of the time that goes into plans furthest from their bounds once all have been made, and in how many turns."""
BEGUN = LARGE._replace(runs=(0.5,))
"""Draws that begin at everybody's best set; the others begin at the best plan."""


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


@dataclass(frozen=True, slots=True)
class Step:
    """What a price of a move led to: a bound with moves at that price, what proves it in each region, and a plan."""

    price: float
    bound: float
    proofs: tuple[Proof, ...]
    plan: Solution


def trade_off(
    problem: Problem, allowance: Allowance, seed: int, counts: int = 10, tell: Callable[[str], None] = lambda _: None
) -> tuple[TradeOff, ...]:
    """Plans of ``counts`` different numbers of moves, most moves first, as far as there are so many.

    None is beaten by another of as many moves or fewer. ``tell`` hears of every new phase.
    """
    rng = np.random.default_rng(seed)
    tell("prices")
    ways = Ways.first(problem, lambda: allowance.used_up)
    steps = _steps(ways, allowance, counts, rng, tell)
    rows = _told(ways, steps, [step.plan for step in steps], counts)
    for turn in range(TURNS):
        tell(f"better plans, turn {turn + 1} of {TURNS}")
        rows = _polished(ways, steps, rows, Effort.share_of(allowance, 1.0 / (TURNS - turn), POLISH / TURNS), rng)
    return tuple(_told(ways, steps, [row.solution for row in rows], counts))


def _steps(
    ways: Ways, allowance: Allowance, counts: int, rng: np.random.Generator, tell: Callable[[str], None]
) -> list[Step]:
    """Plans at dearer and dearer moves, until time is over."""
    problem = ways.problem
    regions: list[Region | None] = [None] * len(problem.areas)
    steps: list[Step] = []
    for number, price in enumerate(_move_prices(problem, counts).tolist()):
        if steps and allowance.used_up:
            break
        tell(f"plan {number + 1} of {counts}")
        began = allowance.seconds_spent
        ways.go(price)
        found = [_region(ways, area, last, rng) for area, last in enumerate(regions)]
        pricing = allowance.seconds_spent - began
        for region, begin in found:
            effort = _share(allowance, region.block.num_items / max(1, problem.num_items), counts - number, pricing)
            if begin is not None:
                draw(region, region.block, BEGUN, effort, rng, lambda _: None, begin)
            draw(region, region.block, LARGE, effort, rng, lambda _: None)
        regions = [region for region, _ in found]
        bound = outside_cost(problem) + sum(region.bound for region, _ in found)
        proofs = tuple(region.proof for region, _ in found if region.proof is not None)
        steps.append(Step(ways.price, bound, proofs, _joined([region for region, _ in found], problem)))
    return steps


def _move_prices(problem: Problem, counts: int) -> Floats:
    """Prices of a move: none, then ever steeper ones up to where items would nearly be left out rather."""
    unit = max(1.0, problem.weights.continuity)
    least = float(leaving_out_costs(problem).min(initial=np.inf, where=problem.must == NOBODY))
    highest = DEAREST * least if np.isfinite(least) else unit
    steeper = (1.0 + highest / unit) ** (np.arange(counts) / max(1, counts - 1))
    return np.asarray(unit * (steeper - 1.0))


def _region(
    ways: Ways, number: int, last: Region | None, rng: np.random.Generator
) -> tuple[Region, Callable[[], Indices] | None]:
    """A region, its moves at their price, with its bound, a first plan, and from where else draws may begin.

    ``last`` is the same at the price before.
    """
    block, prices = ways.colder(number, ways.over)
    dear = block.with_moves_at(ways.price)
    region = Region.begin(dear, round_off(dear, prices), move_price=ways.price)
    if last is not None:
        region.offer(last.held)
    if not 0 < dear.num_items <= FEW_CASES or dear.num_staff == 0 or ways.over():
        region.proof = prove(dear, prices, ways.over)
        region.bound = region.proof.bound
        return region, None
    if last is None or last.proof is None:
        at = region.proof = prove(dear, prices, ways.over)
    else:
        at, region.proof = between(dear, prices, last.proof.main), plain_proof(dear, on_grain(prices))
    return region, partial(see_sets(region, dear, at, ways.over, rng), dear)


def _share(allowance: Allowance, of_problem: float, left: int, pricing: float) -> Effort:
    """What draws in a region may spend, ``left`` prices being still to come, each of which takes as long as this."""
    seconds = allowance.seconds_left
    free = 1.0 if not seconds else max(0.0, 1.0 - (left - 1) * pricing / seconds)
    free *= 1.0 - POLISH
    return Effort.share_of(allowance, of_problem * free / left, of_problem * (1.0 - POLISH) / left)


def _joined(regions: list[Region], problem: Problem) -> Solution:
    holder = np.where(problem.must >= 0, problem.must, nobody_holds(problem)).astype(np.int32)
    for region in regions:
        write_holders(region.block, region.held, holder)
    return solution_of(holder)


def _row(problem: Problem, steps: list[Step], plan: Solution) -> TradeOff:
    moves = int(np.count_nonzero(moved(problem, plan.holder)))
    goals = [goal for tier in score(problem, plan) for goal in tier.goals]
    return TradeOff(
        moves=moves,
        balance=sum(goal.cost for goal in goals if goal.goal in BALANCE),
        objective=objective(problem, plan),
        bound=max(0.0, *(step.bound - step.price * moves for step in steps)),
        solution=plan,
    )


def _told(ways: Ways, steps: list[Step], plans: list[Solution], counts: int) -> list[TradeOff]:
    """Rows that no other beats with as few moves or fewer, most moves first.

    Where some are missing, moves of the row above the widest gap are taken back, those that cost least.
    """
    rows = worth_telling(_row(ways.problem, steps, plan) for plan in plans)
    fewest = rows[-1].moves // 2
    given_up: set[tuple[int, int]] = set()
    while len(rows) < counts:
        below = [*(row.moves for row in rows[1:]), fewest]
        gaps = [0 if (row.moves, less) in given_up else row.moves - less for row, less in zip(rows, below, strict=True)]
        # Below the last row items are left out rather, so rows go there only where there is no room between others.
        inside = gaps[:-1] if len(steps) == counts and max(gaps[:-1], default=0) > 1 else gaps
        at = int(np.argmax(inside))
        if gaps[at] < 2:
            break
        given_up.add((rows[at].moves, below[at]))
        fewer = _fewer(ways, rows[at].solution, rows[at].moves - gaps[at] // 2)
        if fewer is not None:
            rows = worth_telling([*rows, _row(ways.problem, steps, fewer)])
    return rows


def worth_telling(rows: Iterable[TradeOff]) -> list[TradeOff]:
    """Rows that no other row beats with as few moves or fewer, most moves first."""
    told: list[TradeOff] = []
    for row in sorted(rows, key=lambda row: (row.moves, row.objective)):
        if not told or row.objective < told[-1].objective:
            told.append(row)
    return told[::-1]


def _fewer(ways: Ways, plan: Solution, most: int) -> Solution | None:
    """A plan with moves taken back until there are ``most``, the region with most first; None if that cannot be."""
    problem, holder = ways.problem, plan.holder.copy()
    beyond = int(np.count_nonzero(moved(problem, holder))) - most
    blocks = [ways.block(number) for number in range(len(problem.areas))]
    made = [block.moves_of(columns_of(problem, block, holder)) for block in blocks]
    for at in np.argsort(-np.array(made), kind="stable").tolist():
        held = columns_of(problem, blocks[at], holder)
        back = min(beyond, made[at] - blocks[at].fixed_moves)
        within = take_back(blocks[at], held, made[at] - back) if back > 0 else None
        if within is not None:
            write_holders(blocks[at], within, holder)
            beyond -= back
    return solution_of(holder) if beyond == 0 else None


def _polished(
    ways: Ways, steps: list[Step], rows: list[TradeOff], effort: Effort, rng: np.random.Generator
) -> list[TradeOff]:
    """The same rows after draws for the one that is furthest from its bound, within its number of moves."""
    at = max(range(len(rows)), key=lambda k: (rows[k].objective - rows[k].bound) / max(1.0, rows[k].bound))
    step = max(steps, key=lambda step: step.bound - step.price * rows[at].moves)
    holder = rows[at].solution.holder.copy()
    for number, proof in enumerate(step.proofs):
        block = ways.block(number)
        held = columns_of(ways.problem, block, holder)
        region = Region.begin(block, held, block.moves_of(held), step.price)
        region.proof, region.bound = proof, proof.bound
        draw(region, block.with_moves_at(step.price), LARGE, effort, rng, lambda _: None)
        write_holders(block, region.held, holder)
    rows[at] = _row(ways.problem, steps, solution_of(holder))
    return rows
