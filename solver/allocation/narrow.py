"""What is left open of a block once pairs that no cheaper plan can use are settled, as a small block of its own.

A case with one pair left is carried out: its load is there beforehand. Of the others a practitioner can take so little
that bounds over whole sets, worked out anew, stand much closer to the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.allocation.block import Block, apart_among
from solver.allocation.bound import Proof
from solver.allocation.columns import generate_columns
from solver.allocation.fixing import useful_pairs
from solver.allocation.problem import Bools, Indices, Ints

FADED, FAINT = 20, 0.06
"""Rounds of column generation that must bring such a share of all the rise so far, or it ends."""
PATIENCE = 40
"""Rounds without any rise after which it ends."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """The open part of a block.

    Attributes
    ----------
    block
        The open cases and pairs.
    proof
        Prices for it; its bound holds for plans of the whole block that are cheaper than the one known.
    held
        (k,) int32 columns of the open cases in that plan.
    cases
        (k,) which cases of the whole block they are.
    """

    block: Block
    proof: Proof
    held: Indices
    cases: Ints

    @classmethod
    def whole(cls, block: Block, proof: Proof, held: Indices) -> Narrow:
        """A block of which nothing is settled."""
        return cls(block, proof, held, np.arange(block.num_items))

    def narrowed(self, over: Callable[[], bool]) -> Narrow:
        """The same without pairs that no plan cheaper than the one known can use."""
        useful = useful_pairs(self.block, self.proof, self.block.cost_of(self.held), over)
        useful[np.arange(self.held.size), self.held] = True
        left = np.flatnonzero(useful.sum(axis=1) > 1)
        proof = replace(self.proof, item_prices=self.proof.item_prices[left])
        return Narrow(_open_part(self.block, useful, self.held, left), proof, self.held[left], self.cases[left])

    def proved_closer(self, done: Callable[[int, float], bool]) -> Narrow:
        """The same with a better proof by column generation, until it fades or is ``done`` by rounds and bound."""
        bounds: list[float] = []

        def enough(rounds: int, bound: float) -> bool:
            bounds.append(bound)
            idle = bound == bounds[0] and len(bounds) > PATIENCE
            return faded(bounds) or idle or done(rounds, bound)

        return replace(self, proof=generate_columns(self.block, self.proof, self.held, enough)[0])


def faded(bounds: Sequence[float]) -> bool:
    """Whether the last rounds of column generation brought next to nothing of all the rise of the bounds so far."""
    last = bounds[-1]
    return len(bounds) > FADED and last - bounds[-1 - FADED] < FAINT * (last - bounds[0])


def _open_part(block: Block, useful: Bools, held: Indices, left: Ints) -> Block:
    """The block of the cases ``left`` with ``useful`` pairs (n, m + 1), others staying where they are ``held``."""
    settled = np.ones(block.num_items, dtype=np.bool_)
    settled[left] = False
    load = block.load_before.copy()
    np.add.at(load, held[settled], block.draws(held)[settled])
    cost = np.where(useful, block.cost, np.inf)
    # Nobody takes the co-defendant of a case that stays with them.
    one, other = np.repeat(np.arange(block.num_items), np.diff(block.apart_start)), block.apart_with
    beside = settled[other] & (held[other] < block.num_staff)
    cost[one[beside], held[other[beside]]] = np.inf
    start, rivals = apart_among(block, left)
    paid = block.cost[settled, held[settled]].sum()
    return replace(
        block,
        items=block.items[left],
        cost=cost[left],
        use=block.use[left],
        current=block.current[left],
        has_current=block.has_current[left],
        load_before=load,
        apart_start=start,
        apart_with=rivals,
        group=block.group[left],
        fixed_cost=block.fixed_cost + float(paid),
    )
