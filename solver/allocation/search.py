"""The search: region by region a plan and a bound; the bound of the whole is the sum of the regions' bounds.

Regions share nothing but a limit on moves, and only one of them is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.goals import Part
from solver.allocation.blocks import block_of, columns_of, write_holders
from solver.allocation.bound import plain_proof
from solver.allocation.dearer import Ways, price_of_a_move
from solver.allocation.effort import Effort
from solver.allocation.goals import objective
from solver.allocation.problem import Indices, Problem
from solver.allocation.proof import Ledger, outside_cost
from solver.allocation.region import PRICING, Region, plan
from solver.allocation.solution import Solution, most_moves, moved, solution_of
from solver.options import Allowance
from solver.outcome import Outcome
from solver.progress import Progress

MORE_STAFF = 0.25
"""Power of the number of staff by which an item of a larger region takes longer: there are more to look at."""


@dataclass(slots=True)
class Search:
    """How far the search has come.

    Attributes
    ----------
    holder
        (N,) int32 holders of the best plan so far.
    cost
        What it costs.
    bound
        Sum of the bounds of the regions that have been planned, and of what staff outside all regions cost.
    ledger
        Prices that prove it, as far as they do.
    most_moves, move_price
        Moves that a plan may make, None for any number, and the price of one in the bound.
    ways
        How that price was found; None where it was not looked for.
    """

    problem: Problem
    allowance: Allowance
    on_progress: Callable[[Progress], None]
    holder: Indices
    cost: float
    bound: float
    ledger: Ledger
    most_moves: int | None = None
    move_price: float = 0.0
    ways: Ways | None = None

    def tell(self, phase: str, region: Region, before: float) -> None:
        """Report the best plan and the bound, a region that is being planned included."""
        cost = self.cost + region.cost - before
        self.on_progress(Progress(Part.ALLOCATION, phase, cost, self.lowered(self.bound + region.bound)))

    def lowered(self, bound: float) -> float:
        """A bound with moves at their price, less what the moves that may be made cost at it."""
        return max(0.0, bound - self.move_price * (self.most_moves or 0))

    def close(self, region: Region, before: float) -> None:
        """Take over what has been found for a region."""
        block = region.block
        write_holders(block, region.held, self.holder)
        self.cost += region.cost - before
        self.bound += region.bound
        proof = region.proof
        if proof is None:
            nothing, block = np.zeros((block.num_staff, block.num_resources)), block.with_moves_at(self.move_price)
            proof = plain_proof(block, nothing)
            self.bound += proof.bound - region.bound
        self.ledger.enter(self.problem, block, proof)


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: Callable[[Progress], None]
) -> Outcome[Solution]:
    """The best allocation found from ``start`` on, never worse, with a bound for the whole problem."""
    ledger = Ledger.of(problem)
    ledger.bound = outside_cost(problem)
    found = Search(
        problem, allowance, on_progress, start.holder.copy(), objective(problem, start), ledger.bound, ledger
    )
    if problem.change.max_moves is not None and not allowance.used_up:
        found.most_moves = most_moves(problem)
        found.move_price, found.ways = price_of_a_move(problem, found.most_moves or 0, allowance)
    rng = np.random.default_rng(seed)
    toil = np.array([area.items.size * max(1, area.staff.size) ** MORE_STAFF for area in problem.areas])
    for number in range(toil.size):
        _plan_region(found, number, (toil[number] / toil[number:].sum(), toil[number] / toil.sum()), rng)
    best = solution_of(found.holder)
    cost = objective(problem, best)
    if cost > objective(problem, start):
        best, cost = start, objective(problem, start)
    return Outcome(
        best,
        min(found.lowered(found.bound), cost),
        stopped=allowance.stop_asked(),
        certificate=ledger.certificate(problem, cost, found.move_price, found.most_moves or 0),
    )


def _plan_region(found: Search, number: int, shares: tuple[float, float], rng: np.random.Generator) -> None:
    """Plan a region within its shares of the seconds that are left and of all work."""
    problem = found.problem
    area = problem.areas[number]
    effort = Effort.share_of(found.allowance, *shares)
    block = block_of(problem, area)
    held = columns_of(problem, block, found.holder)
    spare = None
    if found.most_moves is not None:
        made = int(np.count_nonzero(moved(problem, found.holder)))
        spare = found.most_moves - made + block.moves_of(held)
    region = Region.begin(block, held, spare, found.move_price)
    before = region.cost
    if not found.allowance.used_up:
        pricing = effort.part(PRICING)
        start = None if found.ways is None else found.ways.colder(number, lambda: pricing.over)[1]
        plan(region, effort, rng, lambda phase: found.tell(phase, region, before), start)
    found.close(region, before)
