"""Columns: a referral in a cell, which is a contract in a month, at the cost of its cheapest way there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal
from solver.referrals.calendar import Whole
from solver.referrals.choices import Costs
from solver.referrals.goals import missing_costs
from solver.referrals.problem import NONE, Problem

FINEST = 10
"""Bits after the point to which costs are looked at."""


@dataclass(frozen=True, slots=True)
class Columns:
    """L columns of R referrals in K cells.

    Attributes
    ----------
    referral, cell, way
        (L,) int: referral, cell, and cheapest way; sorted by referral, then cell.
    cost
        (L,) priced minutes.
    missing
        (R,) priced minutes of leaving the referral out; infinite where a lock demands a place.
    places, promised
        (K,) int: places, and those of them that are promised.
    promise
        Priced minutes that the first promised places of a cell save, each.
    """

    referral: Whole
    cell: Whole
    way: Whole
    cost: Costs
    missing: Costs
    places: Whole
    promised: Whole
    promise: float

    @classmethod
    def of(cls, problem: Problem) -> Columns:
        """Columns of a problem."""
        ways, cells = problem.ways, problem.places.size
        cell = cell_of(problem, ways.contract, ways.day)
        # Ways stand with the cheapest of a referral first, so the first of a key is the cheapest of the column.
        keys, way = np.unique(ways.referral * cells + cell, return_index=True)
        return cls(
            referral=keys // max(1, cells),
            cell=keys % max(1, cells),
            way=way.astype(np.int64),
            cost=ways.cost[way],
            missing=np.where(problem.must == NONE, missing_costs(problem), np.inf),
            places=problem.places.ravel(),
            promised=problem.guaranteed.ravel(),
            promise=problem.goals.weight_of(Goal.GUARANTEE_UNUSED),
        )

    @property
    def bits(self) -> int:
        """Bits after the point that every cost needs, as far as they are looked at."""
        costs = np.concatenate([self.cost, self.missing[np.isfinite(self.missing)], [self.promise]])
        exact = (bits for bits in range(FINEST) if np.array_equal(costs * 2**bits, np.rint(costs * 2**bits)))
        return next(exact, FINEST)

    @property
    def keeping_promises(self) -> float:
        """Priced minutes of all promised places, if none of them is taken up."""
        return float(self.promise * self.promised.sum())


def cell_of(problem: Problem, contract: Whole, day: Whole) -> Whole:
    """Cells of contracts and days of the horizon."""
    return np.asarray(contract * problem.places.shape[1] + problem.calendar.month[day])


def bound_at(columns: Columns, prices: NDArray[np.float64]) -> float:
    """No plan costs less: every referral takes the cheapest of its columns at these prices of places, or is left out.

    Parameters
    ----------
    prices
        (K,) priced minutes of a place; any prices give a bound.
    """
    cheapest = columns.missing.copy()
    np.minimum.at(cheapest, columns.referral, columns.cost + prices[columns.cell])
    promised = -(columns.promise + prices) * columns.promised
    whole = promised - prices * (columns.places - columns.promised)
    return float(cheapest.sum() + np.minimum(0.0, np.minimum(promised, whole)).sum() + columns.keeping_promises)
