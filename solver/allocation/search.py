"""The search: prices, a first plan, a bound, and draws until the allowance is used up or the plan is proved best.

Regions share nothing, so each is a block of its own; the bound of the whole is the sum of the blocks' bounds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.goals import Part
from solver.allocation.anneal import anneal, state_of
from solver.allocation.block import Block, block_of, columns_of, write_holders
from solver.allocation.bound import lower_bound
from solver.allocation.exact import Limits, solve_exactly
from solver.allocation.goals import objective
from solver.allocation.prices import cost_scale, fair_prices, plain_bound
from solver.allocation.problem import Floats, Indices, Problem, Solution, solution_of
from solver.allocation.rounding import round_off
from solver.allocation.terms import State, Terms, terms_of
from solver.options import Allowance
from solver.outcome import PROVED_GAP, Outcome
from solver.progress import Progress

STEPS_PER_WORK = 25_000
"""Draws that a unit of work pays for."""
NODES_PER_WORK = 120
"""Nodes of the integer program that a unit of work pays for."""
PAIRS_PER_WORK = 300
"""Pairs in an integer program whose root a unit of work pays for: the root cannot be broken off without a clock."""
CHUNK = 500
"""Draws between two looks at the clock."""
HOT, COLD, FINISH = 1.0, 0.05, 0.003
"""First and last temperature of an annealing run, and that of the last draws, in scales of the block's costs."""
RADIUS = 3.5
"""How far from its best column a case is drawn, in scales of the block's costs."""
LAST_SHARE = 0.03
"""Share of an annealing run that goes into the last draws."""
BY_PAIRS = 0.5
"""Share of draws over two columns by dynamic programming."""
RUNS = (0.1, 0.3, 0.6)
"""Shares of the effort that successive annealing runs have."""
SMALL = 20
"""Practitioners up to whom a block is tried as an integer program."""
SMALL_RUNS = (0.05, 0.1)
"""Shares of the effort that annealing has in a small block; the integer program has the rest."""


@dataclass(slots=True)
class Progressed:
    """How far a block has come.

    Attributes
    ----------
    block
        What is to be decided.
    held
        (n,) int32 best columns so far.
    cost
        What they cost.
    bound
        No columns cost less.
    prices
        (m,) prices per point; None until they are reckoned.
    """

    block: Block
    held: Indices
    cost: float
    bound: float
    prices: Floats | None = None

    def offer(self, held: Indices) -> None:
        """Keep columns that are cheaper than the best so far."""
        cost = self.block.cost_of(held)
        if cost < self.cost:
            self.held, self.cost = held.copy(), cost

    @property
    def proved(self) -> bool:
        """Whether cost and bound agree to the share that counts as proof, with a margin."""
        return self.cost - self.bound <= max(0.9 * PROVED_GAP * self.bound, 1e-7)


@dataclass(frozen=True, slots=True)
class Effort:
    """A portion of an allowance: seconds from ``began`` to ``end``, or a number of draws, nodes and pairs."""

    allowance: Allowance
    began: float
    end: float | None
    draws: int
    nodes: int
    pairs: int

    @classmethod
    def share_of(cls, allowance: Allowance, of_seconds_left: float, of_work: float) -> Effort:
        """A portion of the seconds left, or of the whole work."""
        now, left = allowance.seconds_spent, allowance.seconds_left
        end = None if left is None else now + left * of_seconds_left
        work = of_work * (allowance.work or 1)
        pairs = sys.maxsize if allowance.work is None else int(PAIRS_PER_WORK * work)
        return cls(allowance, now, end, int(STEPS_PER_WORK * work), max(1, int(NODES_PER_WORK * work)), pairs)

    def part(self, share: float) -> Effort:
        """The next stretch: a share of the whole."""
        now = self.allowance.seconds_spent
        end = None if self.end is None else now + share * (self.end - self.began)
        return replace(self, began=now, end=end, draws=int(self.draws * share))

    def done(self, drawn: int) -> float:
        """Share that is used up after so many draws."""
        if self.end is None:
            return drawn / max(1, self.draws)
        return (self.allowance.seconds_spent - self.began) / max(1e-9, self.end - self.began)

    @property
    def seconds_left(self) -> float | None:
        """Seconds left of this portion."""
        return None if self.end is None else max(0.1, self.end - self.allowance.seconds_spent)


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: Callable[[Progress], None]
) -> Outcome[Solution]:
    """The best allocation found from ``start`` on, never worse, with a bound for the whole problem."""
    if problem.resources.names != ("points:1",) or problem.change.max_moves is not None:
        # Several resources and caps on moves are not searched yet: what is cheapest item by item bounds any plan.
        return Outcome(start, problem.floor, allowance.seconds_spent, stopped=allowance.stop_asked())
    regions = [_begin(problem, block_of(problem, area), start.holder) for area in problem.areas]

    def tell(phase: str) -> None:
        cost = sum(region.cost for region in regions)
        on_progress(Progress(Part.ALLOCATION, phase, cost + _outside(problem), _bound(problem, regions)))

    for region in regions:
        if not allowance.used_up:
            _first_plan(region)
    first = allowance.seconds_spent
    tell("first plan")
    for region in regions:
        if not allowance.used_up and region.prices is not None:
            region.bound = max(region.bound, lower_bound(region.block, region.prices))
    tell("bound")
    rng = np.random.default_rng(seed)
    left = sum(region.block.num_cases for region in regions)
    for region in regions:
        size = region.block.num_cases
        if size and region.prices is not None:
            _improve(region, Effort.share_of(allowance, size / left, size / problem.num_items), rng, tell)
        left -= size
    solution = _put_together(problem, regions, start)
    return Outcome(solution, _bound(problem, regions), first, stopped=allowance.stop_asked())


def _begin(problem: Problem, block: Block, holder: Indices) -> Progressed:
    held = columns_of(problem, block, holder)
    return Progressed(block, held, block.cost_of(held), plain_bound(block, np.zeros(block.num_practitioners)))


def _first_plan(region: Progressed) -> None:
    region.prices = fair_prices(region.block)
    region.bound = max(region.bound, plain_bound(region.block, region.prices))
    region.offer(round_off(region.block, region.prices))


def _improve(region: Progressed, effort: Effort, rng: np.random.Generator, tell: Callable[[str], None]) -> None:
    """Annealing runs, then, for a small block, the integer program."""
    assert region.prices is not None
    small = region.block.num_practitioners <= SMALL
    scale = cost_scale(region.block)
    terms = terms_of(region.block, region.prices, RADIUS * scale)
    for share in SMALL_RUNS if small else RUNS:
        if region.proved or effort.allowance.used_up or terms.loose.size == 0:
            break
        state = state_of(region.block, region.held)
        _cool(terms, state, effort.part(share), scale, rng)
        region.offer(state.held)
        tell("annealing")
    if small and not region.proved and not effort.allowance.used_up:
        limits = Limits(effort.pairs, effort.nodes, effort.seconds_left, effort.allowance.stop_asked)
        exact = solve_exactly(region.block, region.prices, region.held, limits)
        region.offer(exact.held)
        region.bound = max(region.bound, exact.bound)
        tell("exact")


def _cool(terms: Terms, state: State, effort: Effort, scale: float, rng: np.random.Generator) -> None:
    """One annealing run, and draws at next to no temperature at its end."""
    done = 0.0
    drawn = 0
    while done < 1.0 and not effort.allowance.used_up:
        last = done > 1.0 - LAST_SHARE
        heat = scale * (FINISH if last else HOT * (COLD / HOT) ** (done / (1.0 - LAST_SHARE)))
        anneal(terms, state, CHUNK, heat, 0.0 if last else BY_PAIRS, int(rng.integers(2**31)))
        drawn += CHUNK
        done = effort.done(drawn)


def _put_together(problem: Problem, regions: list[Progressed], start: Solution) -> Solution:
    holder = start.holder.copy()
    for region in regions:
        write_holders(region.block, region.held, holder)
    found = solution_of(holder)
    return found if objective(problem, found) <= objective(problem, start) else start


def _outside(problem: Problem) -> float:
    """Load cost of staff with available points whose region has no items."""
    inside = np.zeros(problem.num_staff, dtype=np.bool_)
    for area in problem.areas:
        inside[area.staff] = True
    rest = np.flatnonzero(~inside).astype(np.int32)
    table = problem.resources
    return float(table.cost(rest, table.load_before[rest].astype(np.float64)).sum())


def _bound(problem: Problem, regions: list[Progressed]) -> float:
    return max(0.0, sum(region.bound for region in regions) + _outside(problem))
