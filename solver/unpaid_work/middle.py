"""The relaxation solved by interior points: its point lies in the middle of the best there are, not in a corner.

A corner breaks a few rows, and the next corner breaks others that are much the same; what cuts off the middle cuts off
most of the best points at once. Duals come from the middle, too. Where several have the same value, the middle of them
charges part of what a person's week is worth to rows that say no more than the person's own, but for columns that are
left out they do not: the bound would lose all that. So every row has a little leeway but the one of a person's sessions
a week, which is the cheaper one then, and columns have no limits that rows imply.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import UNLIMITED, Index, Program, columns_of, rows_of
from solver.unpaid_work.relaxation import Relaxation, Relaxed, proved_bound, reduced_costs

STEP = 300
"""Simplex iterations that a step of interior points takes as long as."""
EXACT = 1e-7
"""Relative difference of value and bound at which steps end."""
NONE_OF_IT = 1e-5
"""Share that the middle has of what no best point has."""
SLACK, UNPAID = 1e-3, 1e-2
"""Room in a row, and its dual, from and below which it is left out until a point breaks it."""
LEEWAY = 1e-5
"""What sides of rows, and limits of columns, are off by."""
CHEAP = -1.0
"""Reduced cost below which a column that was left out is not left out again."""


class Middle(Relaxation):
    """A relaxation that goes on from where another stands, by interior points.

    Every solve begins anew, so it is for programs that rounds of simplex have made small.
    """

    def __init__(self, before: Relaxation, formulation: Formulation) -> None:
        pool, active, implied, constant, interrupted = before.stand
        person, day = formulation.person, formulation.day
        self._person, self._weeks = np.unique(person), np.unique(np.append(person, day[day >= 0]))
        self._open = np.zeros(len(pool.cost), dtype=bool)
        self._open[formulation.layout.option] = pool.upper[formulation.layout.option] > 0.0
        self._come_back = np.zeros(len(pool.cost), dtype=bool)
        self._point, self._duals = np.zeros(len(pool.cost)), np.zeros(0)
        super().__init__(pool, active, implied, constant=constant, interrupted=interrupted)

    def _enter(self) -> None:
        """Nothing is put before HiGHS until it is solved."""
        self._order = np.flatnonzero(self._active)

    def _append(self, rows: Index) -> None:
        """The same holds for rows that are added."""

    @property
    def size(self) -> int:
        """Entries of the program."""
        return len(self._part().value)

    def use(self, kept: Bools, *, slack: bool = False) -> None:
        """Look only at some of the columns from now on, beside those that the point has some of; rows as before."""
        self._columns = np.flatnonzero(kept | self._come_back | (self._point > 0.0))
        if not slack and len(self._duals):
            activity = self._pool.activity(self._point)
            room = np.minimum(activity - self._pool.low, self._pool.high - activity) > SLACK
            self._active &= ~room | (np.abs(self._duals) > UNPAID)

    def solve(self, *, enough: Callable[[], bool] = lambda: False, iterations: int | None = None) -> Relaxed:
        """Solve with the rows there are; the bound holds even if the solve is cut short."""
        self._enough = enough
        part = self._part()
        highs = highs_of(part)
        highs.setOptionValue("solver", "ipx")
        highs.setOptionValue("run_crossover", "off")
        # What is presolved away comes back in a corner.
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("ipm_optimality_tolerance", EXACT)
        if iterations is not None:
            highs.setOptionValue("ipm_iteration_limit", 1 + iterations // STEP)
        highs.cbIpmInterrupt.subscribe(self._look)
        highs.run()
        self.iterations += STEP * max(0, int(highs.getInfo().ipm_iteration_count))
        return self._proved(highs)

    def _part(self) -> Program:
        """The rows and columns in use; weeks of people are limited by their rows alone."""
        self._active[self._weeks] = True
        pool = self._pool
        leeway = np.where(pool.low < pool.high, LEEWAY, 0.0)
        leeway[self._person] = 0.0
        upper = np.where(self._open, UNLIMITED, pool.upper + np.where(pool.upper > 0.0, LEEWAY, 0.0))
        looser = replace(pool, upper=upper, low=pool.low - leeway, high=pool.high + leeway)
        return columns_of(rows_of(looser, self._active), self._columns)

    def _proved(self, highs: Any) -> Relaxed:
        """The bound that the duals prove, over all columns; what the middle hardly has counts as none."""
        pool, answer = self._pool, highs.getSolution()
        if not answer.dual_valid or not np.isfinite(answer.row_dual).all():
            return Relaxed(-np.inf, self._point, np.zeros(len(self._point)), feasible=False)
        self._point = np.zeros(len(pool.cost))
        self._point[self._columns] = np.array(answer.col_value)
        self._point[self._point < NONE_OF_IT] = 0.0
        duals = np.zeros(len(pool.low))
        duals[self._active] = np.array(answer.row_dual)
        self._duals, reduced = duals, reduced_costs(pool, duals)
        self._come_back |= (reduced < CHEAP) & (pool.upper > 0.0)
        bound = proved_bound(pool, duals) + self._constant
        return Relaxed(bound, self._point, reduced, feasible=True)

    def add_rows(self, point: Floats, *, rounded: bool = True) -> int:
        """Add the rows that the point breaks, with or without new ones that whole people imply; how many."""
        added = super().add_rows(point, rounded=rounded)
        self._duals = np.append(self._duals, np.zeros(len(self._pool.low) - len(self._duals)))
        return added
