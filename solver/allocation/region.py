"""The search in one region: prices, a first plan, a bound, and draws until its effort is used up or the plan is proved.

Where moves have a price, draws and bound reckon with it; ``cost`` and ``bound`` are without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import (
    FEW_CASES,
    HALFWAY,
    Proof,
    between,
    draws_of,
    likely_main,
    plain_proof,
    prove,
    resource_beside,
)
from solver.allocation.columns import generate_columns, whole_sets
from solver.allocation.cooling import Aim, Cooling, cool
from solver.allocation.course import BEGINNINGS, FIRST, LARGE, QUICK, ROUNDED, WIDE, Draws, course_of
from solver.allocation.effort import Effort
from solver.allocation.exact import Limits, solve_exactly
from solver.allocation.heavy import heavy_cases, heavy_part, with_settled
from solver.allocation.moves import take_back, use_up
from solver.allocation.narrow import faded
from solver.allocation.newton import fair_prices
from solver.allocation.prices import cost_scale
from solver.allocation.problem import Floats, Indices
from solver.allocation.rounding import brought_near, round_off, round_sets, round_shares
from solver.allocation.state import state_of
from solver.allocation.terms import terms_of
from solver.outcome import PROVED_GAP

PRICING = 0.65
"""Share of the time of a region after which its prices stay what they are."""
PROVING = 0.5
"""Share of what is left then after which a bound by whole cases is given up."""
FROZEN = 0.003
"""Temperature of the last draws of an annealing run, in scales of the block's costs."""
HEAT_BY_PRICE, RADIUS_BY_PRICE = 0.005, 0.15
"""How much the first temperature and the radius grow with the price of a move."""
DEAR = 2000.0
"""Priced minutes beyond which a dearer move no longer makes draws wider: at such prices cases are rather left out."""
SMALL = 20
"""Practitioners up to whom a block is tried as an integer program."""
NEARLY_ALL = 0.7
"""Share of a case that a practitioner must have to be given it."""
SMALL_COLUMNS = 0.5
"""Share of the effort that column generation has in a small block, after the first draws."""
NARROW_COLUMNS = 0.2
"""Share of the rounds that column generation has once more over what pairs are left open in a small block."""
STALLED, SLOW = 40, 0.02
"""Rounds in which column generation must close such a share of what is open between cost and bound, or it ends."""
APART = 0.002
"""Share of the bound between it and the cost from which on draws are worth more than the integer program's time."""

Tell = Callable[[str], None]


@dataclass(slots=True)
class Region:
    """How far a block has come.

    Attributes
    ----------
    block
        What is to be decided.
    held
        (n,) int32 best columns so far.
    cost
        What they cost.
    most_moves
        Moves that columns may make; None for any number.
    move_price
        Priced minutes that a move costs more in the draws and in the bound.
    bound
        No columns cost less, moves at their price.
    proof
        Prices that prove a bound; None until they are reckoned.
    """

    block: Block
    held: Indices
    cost: float
    most_moves: int | None = None
    move_price: float = 0.0
    bound: float = 0.0
    proof: Proof | None = None

    @classmethod
    def begin(cls, block: Block, held: Indices, most_moves: int | None = None, move_price: float = 0.0) -> Region:
        """A block with columns to start from."""
        return cls(block, held, block.cost_of(held), most_moves, move_price)

    def offer(self, held: Indices) -> None:
        """Keep columns that are cheaper than the best so far, moves beyond the limit being taken back first."""
        if self.most_moves is not None:
            within = take_back(self.block, held, self.most_moves)
            if within is None:
                return
            held = use_up(self.block, within, self.most_moves)
        cost = self.block.cost_of(held)
        if cost < self.cost:
            self.held, self.cost = held.copy(), cost

    @property
    def proved(self) -> bool:
        """Whether cost and bound agree to the share that counts as proof, with a margin."""
        return self.proved_by(self.bound)

    def proved_by(self, bound: float) -> bool:
        """The same with a bound, moves at their price."""
        if self.most_moves is not None:
            bound -= self.move_price * self.most_moves
        return self.cost - bound <= max(0.9 * PROVED_GAP * bound, 1e-7)


def plan(region: Region, effort: Effort, rng: np.random.Generator, tell: Tell, prices: Floats | None = None) -> None:
    """Everything in turn; ``prices`` of the resources where they are known."""
    block = region.block.with_moves_at(region.move_price)
    pricing = effort.part(PRICING)
    prices = fair_prices(block, over=lambda: pricing.over) if prices is None else prices
    small = block.num_staff <= SMALL
    if block.num_items > FEW_CASES and not small and not effort.over:
        share = HALFWAY if block.periods == 1 else None
        at = between(block, prices, likely_main(block)[:, 0].astype(np.int32), share)
        region.proof = plain_proof(block, at.prices)
    else:
        region.offer(round_off(block, prices))
        tell("first plan")
        proving = effort.rest.part(PROVING)
        at = region.proof = prove(block, prices, lambda: proving.over)
    region.bound = max(region.bound, region.proof.bound)
    tell("bound")
    if block.num_items:
        prices = region.proof.prices
        to_settle = small and region.most_moves is None
        draws = FIRST if to_settle else LARGE
        if not small:
            draws = spread(region, block, at, effort, rng, tell)
        higher = prove_higher(region, block, at, effort)
        draw(region, block, draws, effort, rng, tell)
        region.proof = max(region.proof, higher, key=lambda known: known.bound)
        if to_settle:
            settle(region, prices, effort, rng, tell)


def spread(  # noqa: PLR0917 - a region, where its sets are looked at, and what to spend
    region: Region, block: Block, at: Proof, effort: Effort, rng: np.random.Generator, tell: Tell
) -> Draws:
    """What comes before the draws of a block that is not small, and the first of them; what others are to follow."""
    seeing, proof = effort.rest.part(PROVING), region.proof
    assert proof is not None
    of_sets = see_sets(region, block, at, lambda: seeing.over, rng)
    tell("whole sets")
    course = course_of(block, region.most_moves, effort.size, effort.rest.size)
    shares = lift(region, block, effort.part(course.columns)) if course.columns else None
    if shares is not None:
        tell("columns")
    if course.by_shares and shares is not None:
        settled, begin = share_out(region, block, shares, rng)
    else:
        held = of_sets(block)
        settled, begin = block, held.copy
        if block.num_items > FEW_CASES:
            region.offer(held.copy())
            tell("first plan")
        if course.heavy and heavy_cases(block).size:
            settled = settle_heavy(block, region.proof or proof, held, (course.heavy, effort), rng)
            begin = partial(of_sets, settled)
    draw(region, settled, course.first, effort, rng, tell, begin)
    return course.after


def prove_higher(region: Region, block: Block, at: Proof, effort: Effort) -> Proof:
    """The proof that there is, or a better one at case prices where draws would come less far than at those of ``at``.

    Only the bound is the region's at once, for draws go on at the prices that the region's proof has.
    """
    assert region.proof is not None
    if block.num_items <= FEW_CASES or block.periods > 1:
        return region.proof
    proving = effort.rest.part(PROVING)
    proof, _ = whole_sets(block, between(block, at.prices, at.main), lambda: proving.over)
    region.bound = max(region.bound, proof.bound)
    return proof


def see_sets(
    region: Region, block: Block, at: Proof, over: Callable[[], bool], rng: np.random.Generator
) -> Callable[[Block], Indices]:
    """A bound that counts two resources by whole sets ``at`` some prices, kept if it is better than the one known.

    What comes back makes columns to begin at from the best sets, in this block or one in which cases are settled. They
    may cost more than the first plan, but draws come further from there.
    """
    assert region.proof is not None
    most = region.most_moves
    proof, taken = whole_sets(block, at, over)
    region.proof = max(region.proof, proof, key=lambda known: known.bound)
    region.bound = max(region.bound, region.proof.bound)

    def begin(block: Block) -> Indices:
        held = round_sets(block, at.prices, taken, rng)
        within = held if most is None else take_back(block, held, most)
        return region.held if within is None else within

    return begin


def share_out(
    region: Region, block: Block, shares: Floats, rng: np.random.Generator
) -> tuple[Block, Callable[[], Indices]]:
    """The block in which heavy cases go to whom ``shares`` (n, m) give nearly all of them, and where draws begin.

    Heavy are the cases that draw of the resource counted beside the points.
    """
    assert region.proof is not None
    whole = (shares >= NEARLY_ALL) & draws_of(block, resource_beside(block))[:, None]
    settled = with_settled(block, whole)
    return settled, partial(round_shares, settled, region.proof.prices, shares, rng)


def settle_heavy(
    block: Block, proof: Proof, held: Indices, spent: tuple[Draws, Effort], rng: np.random.Generator
) -> Block:
    """The block in which heavy cases go where draws of them alone, which begin at columns ``held``, have them."""
    cases = heavy_cases(block)
    alone = Region.begin(heavy_part(block, proof.prices, cases), held[cases])
    alone.proof = proof
    draw(alone, alone.block, *spent, rng, lambda _: None)
    whole = np.zeros((block.num_items, block.num_staff), dtype=np.bool_)
    placed = alone.held < block.num_staff
    whole[cases[placed], alone.held[placed]] = True
    return with_settled(block, whole)


def draw(  # noqa: PLR0917 - a region, its arrays and what to spend
    region: Region,
    block: Block,
    draws: Draws,
    effort: Effort,
    rng: np.random.Generator,
    tell: Tell,
    begin: Callable[[], Indices] | None = None,
) -> None:
    """Annealing runs from the best columns so far, or each from where it is told to ``begin``.

    ``block`` has its moves at their price.
    """
    assert region.proof is not None
    scale, price, effort = cost_scale(block), min(region.move_price, DEAR), effort.rest
    hot, radius = draws.hot * scale + HEAT_BY_PRICE * price, draws.radius * scale + RADIUS_BY_PRICE * price
    terms = terms_of(block, region.proof.prices, radius, region.most_moves)
    aim = Aim.at(block, region.proof.prices) if draws.aimed else None
    cooling = Cooling(hot, draws.cold * scale, FROZEN * scale, aim)
    for share in draws.runs if begin or effort.size >= QUICK else (sum(draws.runs),):
        if region.proved or effort.over or terms.loose.size == 0:
            break
        held = region.held if begin is None else begin()
        if np.isfinite(draws.stray) and region.most_moves is None:
            held = brought_near(block, region.proof.prices, held, draws.stray * scale)
        state = state_of(block, held, terms)
        cool(terms, region.block.cost, state, effort.part(share), cooling, rng)
        region.offer(state.held)
        tell("annealing")


def settle(region: Region, prices: Floats, effort: Effort, rng: np.random.Generator, tell: Tell) -> None:
    """Column generation, draws and the integer program for a small block without a limit on moves."""
    block = region.block
    if not region.proved and not effort.over:
        shares = lift(region, block, effort.part(SMALL_COLUMNS))
        tell("columns")
        begin = partial(round_shares, block, prices, shares, rng)
        for _ in range(BEGINNINGS):
            before = region.cost
            draw(region, block, ROUNDED, effort, rng, tell, begin)
            if region.cost == before and region.cost - region.bound <= APART * region.bound:
                break
        if region.cost - region.bound > APART * region.bound:
            draw(region, block, WIDE, effort, rng, tell)
    if region.proof and not region.proved and not effort.over:

        def left() -> float | None:
            if effort.end is None or not effort.allowance.by_the_wall:
                return None
            return effort.end - effort.allowance.seconds_spent

        rounds = effort.part(NARROW_COLUMNS).rounds
        limits = Limits(effort.pairs, effort.nodes, rounds, left, lambda: effort.over)
        exact = solve_exactly(block, region.proof, region.held, limits)
        region.offer(exact.held)
        region.bound = max(region.bound, exact.bound)
        tell("exact")


def lift(region: Region, block: Block, effort: Effort) -> Floats:
    """A better bound by column generation; ``block`` has its moves at their price.

    The result are shares (n, m) of the cases as they would be if cases could be parted.
    """
    assert region.proof is not None
    bounds: list[float] = []
    small = block.num_staff <= SMALL

    def enough(rounds: int, bound: float) -> bool:
        bounds.append(bound)
        stalled = len(bounds) > STALLED and bound - bounds[-1 - STALLED] < SLOW * (region.cost - bound)
        stalled |= small and faded(bounds)
        done = rounds * block.num_items >= effort.rounds
        return stalled or done or effort.over or region.proved_by(bound)

    region.proof, shares = generate_columns(block, region.proof, region.held, enough)
    region.bound = max(region.bound, region.proof.bound)
    return shares
