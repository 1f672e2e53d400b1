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
from solver.allocation.bound import Proof, Sets, best_sets, bound_of, two_best
from solver.allocation.prices import on_grain
from solver.allocation.problem import Floats, Indices, Ints

FIRM = 12.0
"""Gap between a case's two best columns beyond which its price is left alone."""
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
    seen: set[tuple[int, bytes]]

    @classmethod
    def of(cls, block: Block, prices: Floats, item_prices: Floats) -> Master:
        """A program without sets, the prices of firm cases left alone."""
        best, second, _ = two_best(block, prices)
        active = np.flatnonzero((second - best <= FIRM) | (block.group >= 0))
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
        return cls(highs, block, prices, item_prices, rows, active, set())

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
            cost = set_cost(self.block, self.prices, cases, j, r) - self.item_prices[cases[self.rows[cases] < 0]].sum()
            self.highs.addCol(cost, 0.0, highspy.kHighsInf, rows.size, rows, np.ones(rows.size))
            added += 1
        return added

    def duals(self) -> Floats:
        """(n,) case prices of the program's solution."""
        self.highs.run()
        found = self.item_prices.copy()
        found[self.active] = np.array(self.highs.getSolution().row_dual)[: self.active.size]
        return found


def set_cost(block: Block, prices: Floats, cases: Ints, j: int, r: int) -> float:
    """Cost of a set for practitioner j: resource r whole, the others by their prices."""
    drawn = np.where((block.current[cases] == j)[:, None] & block.spared, 0, block.use[cases])
    load = drawn[:, r].sum() + block.load_before[j, r]
    over = max(0.0, load - block.knee[j, r])
    cost = block.bend[j, r] * (load - block.even[j, r]) ** 2 + (block.steep[j, r] * over + block.kink[j, r]) * over
    others = drawn @ prices[j] - drawn[:, r] * prices[j, r]
    return float(block.cost[cases, j].sum() + cost + others.sum())


def generate_columns(
    block: Block, proof: Proof, held: Indices, enough: Callable[[int, float], bool], log: Any = None
) -> Proof:
    """A better proof; ``enough(rounds, bound)`` says when to stop. The prices of the resources are left alone."""
    main = proof.main[:, None].astype(np.int64)
    master = Master.of(block, proof.prices, proof.item_prices)
    master.add(Sets(np.zeros(0), proof.main, tuple(np.flatnonzero(held == j) for j in range(block.num_staff))))
    sets = best_sets(block, proof.prices, proof.item_prices, main, taken=True)
    master.add(sets)
    best, width, rounds = proof, BOX, 0
    inward = INWARD
    while not enough(rounds, best.bound):
        master.move_box(best.item_prices, width)
        duals = master.duals()
        tried = on_grain(inward * best.item_prices + (1.0 - inward) * duals)
        sets = best_sets(block, proof.prices, tried, main, taken=True)
        bound = bound_of(block, proof.prices, tried, sets)
        added = master.add(sets)
        rounds += 1
        if log:
            log(rounds, bound, best.bound, width, added, master)
        if bound > best.bound:
            best = Proof(proof.prices, tried, proof.main, bound)
        elif added == 0:
            if inward == 0.0:
                break
            inward = 0.0
    return best
