"""The search: prices, a first plan, a bound, and draws until the allowance is used up or the plan is proved best.

Regions share nothing, so each is a block of its own; the bound of the whole is the sum of the blocks' bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.goals import Part
from solver.allocation.anneal import State, Terms, anneal, state_of, terms_of
from solver.allocation.block import Block, block_of, columns_of, write_holders
from solver.allocation.bound import lower_bound
from solver.allocation.goals import load_costs, objective
from solver.allocation.prices import fair_prices, plain_bound
from solver.allocation.problem import Floats, Indices, Problem, Solution, solution_of
from solver.allocation.rounding import round_off
from solver.options import Allowance
from solver.outcome import PROVED_GAP, Outcome
from solver.progress import Progress

STEPS_PER_WORK = 30_000
"""Draws that a unit of work pays for."""
CHUNK = 500
"""Draws between two looks at the clock."""
HOT, COLD = 3.0, 0.05
"""First and last temperature of an annealing run, in priced minutes."""
RADIUS = 30.0
"""Priced minutes from a case's best column within which it is drawn."""
ROUNDS = ((0.1, 1.0), (0.3, 0.0), (0.6, 0.5))
"""Annealing runs: share of the effort, and share of draws over two columns by dynamic programming."""

Tell = Callable[[str, "list[Progressed]"], None]


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


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: Callable[[Progress], None]
) -> Outcome[Solution]:
    """The best allocation found from ``start`` on, never worse, with a bound for the whole problem."""
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
            _improve(region, allowance, size / left, rng, lambda: tell("annealing"))
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


def _improve(
    region: Progressed, allowance: Allowance, portion: float, rng: np.random.Generator, tell: Callable[[], None]
) -> None:
    """Annealing runs over a portion of what is left of the allowance."""
    assert region.prices is not None
    terms = terms_of(region.block, region.prices, RADIUS)
    seconds = None if allowance.seconds_left is None else allowance.seconds_left * portion
    began = allowance.seconds_spent
    steps = max(1, allowance.work or 1) * STEPS_PER_WORK * portion
    until = 0.0
    for share, by_pairs in ROUNDS:
        until += share
        if region.proved or allowance.used_up or terms.loose.size == 0:
            return
        state = state_of(region.block, region.held)
        if seconds is not None:
            _cool(terms, state, allowance, began + until * seconds, None, by_pairs, rng)
        else:
            _cool(terms, state, allowance, None, int(share * steps), by_pairs, rng)
        region.offer(state.held)
        tell()


def _cool(
    terms: Terms,
    state: State,
    allowance: Allowance,
    end: float | None,
    steps: int | None,
    by_pairs: float,
    rng: np.random.Generator,
) -> None:
    """One annealing run that ends at a second of the allowance or after a number of draws."""
    began, drawn, done = allowance.seconds_spent, 0, 0.0
    while done < 1.0 and not allowance.used_up:
        heat = HOT * (COLD / HOT) ** done
        anneal(terms, state, CHUNK, heat, heat, by_pairs, int(rng.integers(2**31)))
        drawn += CHUNK
        if steps is not None:
            done = drawn / max(1, steps)
        elif end is not None:
            done = (allowance.seconds_spent - began) / max(1e-9, end - began)


def _put_together(problem: Problem, regions: list[Progressed], start: Solution) -> Solution:
    holder = start.holder.copy()
    for region in regions:
        write_holders(region.block, region.held, holder)
    found = solution_of(holder)
    return found if objective(problem, found) <= objective(problem, start) else start


def _outside(problem: Problem) -> float:
    """Load cost of practitioners with available points whose region has no cases."""
    inside = np.zeros(problem.num_practitioners, dtype=np.bool_)
    for area in problem.areas:
        inside[area.practitioners] = True
    rest = np.flatnonzero(~inside & (problem.available > 0)).astype(np.int32)
    return float(load_costs(problem, rest, problem.existing[rest].astype(np.float64)).sum())


def _bound(problem: Problem, regions: list[Progressed]) -> float:
    return max(0.0, sum(region.bound for region in regions) + _outside(problem))
