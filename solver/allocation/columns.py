"""Column generation: better case prices from a linear program over sets of cases.

The master program shares the cases out over the sets found so far, each practitioner having one set; its duals are
case prices, at which ``bound.best_sets`` finds new sets and a new bound. The prices are kept in a box around the best
ones known, which moves along, and new sets are looked for between those and the duals: without either the prices of
cases that practitioners who are alike could take swing to and fro.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import Proof, Sets, best_sets, bound_of, resource_beside, two_best
from solver.allocation.prices import on_grain
from solver.allocation.problem import Floats, Indices, Ints

TIED, FIRM = 0.5, 30.0
"""Gap between a case's two best columns below and beyond which its price is left alone."""
FEW_STAFF = 20
"""Practitioners up to whom the prices of cases that are tied may change too."""
BOX = 1.0
"""Priced minutes by which a price may first leave that of the best bound."""
INWARD = 0.6
"""How much of the best prices goes into those at which new sets are looked for."""


@dataclass(slots=True)
class Master:
    """The master program.

    Attributes
    ----------
    highs
        The solver with the program.
    rows
        (n,) int64 row of each case, -1 where its price is left alone.
    active
        (a,) cases whose prices may change.
    """

    highs: Any
    block: Block
    prices: Floats
    item_prices: Floats
    rows: Ints
    active: Ints
    beside: int
    seen: set[tuple[int, bytes]]

    @classmethod
    def of(cls, block: Block, prices: Floats, item_prices: Floats) -> Master:
        """A program without sets, the prices of firm and of tied cases left alone."""
        best, second, _ = two_best(block, prices)
        tied = 0.0 if block.num_staff <= FEW_STAFF else TIED
        active = np.flatnonzero(((second - best >= tied) & (second - best <= FIRM)) | (block.group >= 0))
        rows = np.full(block.num_items, -1, dtype=np.int64)
        rows[active] = np.arange(active.size)
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        ones = active.size + block.num_staff
        none = np.zeros(0)
        highs.addRows(ones, np.ones(ones), np.ones(ones), 0, np.zeros(ones, np.int32), none.astype(np.int32), none)
        a = active.size
        for sign in (1.0, -1.0):
            highs.addCols(
                a,
                np.zeros(a),
                np.zeros(a),
                np.full(a, highspy.kHighsInf),
                a,
                np.arange(a, dtype=np.int32),
                np.arange(a, dtype=np.int32),
                np.full(a, sign),
            )
        return cls(highs, block, prices, item_prices, rows, active, resource_beside(block), set())

    def move_box(self, centre: Floats, width: float) -> None:
        """Keep prices within ``width`` of ``centre``."""
        a = self.active.size
        up = np.minimum(centre[self.active] + width, self.block.cost[self.active, -1])
        down = np.minimum(centre[self.active] - width, up)
        self.highs.changeColsCost(2 * a, np.arange(2 * a, dtype=np.int32), np.concatenate((up, -down)))

    def add(self, sets: Sets) -> int:
        """Add sets that are new; how many."""
        added = 0
        for j, (cases, r) in enumerate(zip(sets.taken, sets.main.tolist(), strict=True)):
            key = (j, cases.tobytes())
            if key in self.seen:
                continue
            self.seen.add(key)
            rows = self.rows[cases]
            rows = np.append(rows[rows >= 0], self.active.size + j).astype(np.int32)
            cost = set_cost(self.block, self.prices, cases, j, {r, self.beside} - {-1})
            cost -= float(self.item_prices[cases[self.rows[cases] < 0]].sum())
            self.highs.addCol(cost, 0.0, highspy.kHighsInf, rows.size, rows, np.ones(rows.size))
            added += 1
        return added

    def duals(self) -> Floats:
        """(n,) case prices of the program's solution."""
        self.highs.run()
        found = self.item_prices.copy()
        found[self.active] = np.array(self.highs.getSolution().row_dual)[: self.active.size]
        return found


def set_cost(block: Block, prices: Floats, cases: Ints, j: int, whole: set[int]) -> float:
    """Cost of a set for practitioner j: some resources whole, the others by their prices."""
    drawn = np.where((block.current[cases] == j)[:, None] & block.spared, 0, block.use[cases]).sum(axis=0)
    load = drawn + block.load_before[j]
    over = np.maximum(0.0, load - block.knee[j])
    cost = block.bend[j] * (load - block.even[j]) ** 2 + (block.steep[j] * over + block.kink[j]) * over
    by_price = drawn * prices[j]
    resources = range(block.num_resources)
    return float(block.cost[cases, j].sum() + sum(cost[r] if r in whole else by_price[r] for r in resources))


def generate_columns(block: Block, proof: Proof, held: Indices, enough: Callable[[int, float], bool]) -> Proof:
    """A better proof; ``enough(rounds, bound)`` says when to stop.

    It counts two resources of each practitioner by whole sets. The prices of the resources are left alone.
    """
    master = Master.of(block, proof.prices, proof.item_prices)
    main = np.where(proof.main == master.beside, 0, proof.main)
    shared_out = tuple(np.flatnonzero(held == j) for j in range(block.num_staff))
    master.add(Sets(np.zeros(0), main, np.full_like(main, master.beside), shared_out))

    def proof_at(item_prices: Floats) -> tuple[Proof, Sets]:
        rows = main[:, None].astype(np.int64)
        sets = best_sets(block, proof.prices, item_prices, rows, beside=master.beside, taken=True)
        bound = bound_of(block, proof.prices, item_prices, sets)
        return Proof(proof.prices, item_prices, sets.main, sets.beside, bound), sets

    rounds, inward = 0, INWARD
    best, sets = proof_at(proof.item_prices)
    master.add(sets)
    while not enough(rounds, best.bound):
        master.move_box(best.item_prices, BOX)
        tried, sets = proof_at(on_grain(inward * best.item_prices + (1.0 - inward) * master.duals()))
        added = master.add(sets)
        rounds += 1
        if tried.bound > best.bound:
            best = tried
        elif added == 0:
            if inward == 0.0:
                break
            inward = 0.0
    return max(proof, best, key=lambda known: known.bound)
