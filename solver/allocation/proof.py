"""The certificate: the prices of every region side by side, as whole numbers over a power of two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.certificate import Certificate
from solver.allocation.block import Block
from solver.allocation.bound import Proof
from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.prices import GRAIN
from solver.allocation.problem import NOBODY, Floats, Indices, Problem

BITS = round(-math.log2(GRAIN))
"""Power of two that all prices are counted over."""


@dataclass(slots=True)
class Ledger:
    """Prices of the whole problem, entered region by region.

    Attributes
    ----------
    prices
        (M, R) prices of the resources.
    item_prices
        (N,) prices of the items.
    main
        (M,) int32 main resources.
    beside
        (M,) int32 those counted beside them, -1 for none.
    least
        (M,) what no set costs less than with every load counted; not a number where only these two are.
    bound
        Sum of the bounds that the prices prove, what staff without items cost included.
    """

    prices: Floats
    item_prices: Floats
    main: Indices
    beside: Indices
    least: Floats
    bound: float = 0.0

    @classmethod
    def of(cls, problem: Problem) -> Ledger:
        """Prices for staff and items that no region decides about: staff at the slope of their loads."""
        table = problem.resources
        load = table.load_before.astype(np.float64)
        over = np.maximum(0.0, load - table.knee)
        slope = 2.0 * table.bend * (load - table.even) + 2.0 * table.steep * over + table.kink * (over > 0.0)
        main = np.zeros(problem.num_staff, dtype=np.int32)
        return cls(slope, leaving_out_costs(problem), main, main - 1, np.full(problem.num_staff, np.nan))

    def enter(self, problem: Problem, block: Block, proof: Proof) -> None:
        """Enter what proves a region's bound."""
        self.prices[block.staff] = proof.prices
        self.main[block.staff], self.beside[block.staff] = proof.main, proof.beside
        self.item_prices[block.items] = proof.item_prices
        if proof.least is not None:
            self.least[block.staff] = proof.least
        self.bound += proof.bound

    def certificate(self, problem: Problem, objective: float, move_price: float, most_moves: int) -> Certificate:
        """The certificate of a plan that costs so much, where a move has a price and so many may be made."""
        self._price_locked(problem, move_price)
        bound = max(0.0, self.bound - move_price * most_moves)
        excess = objective - bound
        gap = 0.0 if excess <= 0.0 else excess / bound if bound > 0.0 else None
        return Certificate(
            bits=BITS,
            bound=bound,
            gap=gap,
            move_price=_counted(np.array([move_price]))[0],
            resources=problem.resources.names,
            staff=problem.staff,
            prices=tuple(tuple(row) for row in np.round(self.prices / GRAIN).astype(np.int64).tolist()),
            main=tuple(self.main.tolist()),
            beside=tuple(s if s >= 0 else None for s in self.beside.tolist()) if (self.beside >= 0).any() else (),
            least=self._least_counted(),
            items=problem.items,
            item_prices=tuple(_counted(self.item_prices)),
        )

    def _price_locked(self, problem: Problem, move_price: float) -> None:
        """Price items locked to somebody so that no cheapest set drops them, however much their load costs there."""
        locked = np.flatnonzero(problem.must != NOBODY).astype(np.int32)
        staff = problem.must[locked]
        moves = problem.has_current[locked] & (problem.current[locked] != staff)
        stays = (problem.current[locked] == staff)[:, None] & problem.resources.spared
        drawn = np.where(stays, 0, problem.resources.use[locked])
        cost = pair_costs(problem, locked, staff) + move_price * moves + (drawn * self.prices[staff]).sum(axis=1)
        dearest = cost + np.maximum(0.0, _steepest(problem, locked, staff) - drawn * self.prices[staff]).sum(axis=1)
        self.item_prices[locked] = np.maximum(0.5 * (cost + self.item_prices[locked]), dearest)
        # Sets of the certificate hold the locked items, too, at their prices; their loads stand in the least costs.
        np.add.at(self.least, staff, cost - (drawn * self.prices[staff]).sum(axis=1) - self.item_prices[locked])

    def _least_counted(self) -> tuple[int | None, ...]:
        """Least costs as whole numbers, those of locked items rounded down."""
        known = np.isfinite(self.least)
        if not known.any():
            return ()
        units = np.floor(np.where(known, self.least, 0.0) / GRAIN)
        return tuple(int(unit) if here else None for unit, here in zip(units.tolist(), known.tolist(), strict=True))


def _steepest(problem: Problem, items: Indices, staff: Indices) -> Floats:
    """(k, R) the most by which each item could raise the cost of its holder's load, which is convex."""
    table = problem.resources
    fullest = np.minimum(table.most, table.load_before + table.use.sum(axis=0))[staff].astype(np.float64)
    return table.cost(staff, fullest) - table.cost(staff, np.maximum(0.0, fullest - table.use[items]))


def _counted(prices: Floats) -> list[int]:
    return [int(price) for price in np.round(prices / GRAIN).astype(np.int64).tolist()]


def outside_cost(problem: Problem) -> float:
    """Load cost of staff whose region has no items."""
    inside = np.zeros(problem.num_staff, dtype=np.bool_)
    for area in problem.areas:
        inside[area.staff] = True
    rest = np.flatnonzero(~inside).astype(np.int32)
    table = problem.resources
    return float(table.cost(rest, table.load_before[rest].astype(np.float64)).sum())
