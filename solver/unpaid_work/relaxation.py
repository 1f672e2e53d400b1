"""The linear relaxation: a bound that NumPy proves from the duals, and a guide to which slots should run."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import highspy
import numpy as np

from solver.unpaid_work.covers import Covers
from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.pairs import Pairs, pairs_of
from solver.unpaid_work.problem import Bools, Floats, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Program, columns_of, rows_of, stacked
from solver.unpaid_work.whole_weeks import WholeWeeks

VIOLATED = 0.02
"""Rows violated by less are left out."""
SAFETY = 1e-9
"""Share of the summed magnitudes that floating-point sums are mistrusted by."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Solution of the linear relaxation.

    Attributes
    ----------
    bound
        Proved lower bound on the objective; -inf where there is none yet.
    point, reduced
        (N,) float64: values and reduced costs of the program's columns.
    feasible
        The point is one: the solve came to its end.
    """

    bound: float
    point: Floats
    reduced: Floats
    feasible: bool


class Stand(NamedTuple):
    """How far a relaxation has come.

    Attributes
    ----------
    pool
        Its program with all rows found.
    born
        The first of the rows that came into being on the way; those before it, beyond the formulation's own, are links.
    duals
        (M,): what the rows are worth.
    constant
        What is added to the program's value to get the objective.
    """

    pool: Program
    born: int
    duals: Floats
    constant: float


class Implied:
    """Rows that whole people imply, over a program's columns, made where a point breaks them.

    Parameters
    ----------
    problem, formulation
        The rota's arrays and program.
    together
        Look for rows of whole pairs of supervisors, too.
    """

    def __init__(self, problem: Problem, formulation: Formulation, *, together: bool) -> None:
        layout, program = formulation.layout, formulation.program
        self._covers = Covers(program, len(layout.option))
        self._weeks = WholeWeeks(problem, layout, program.cost)
        self._pairs = Pairs(pairs_of(problem, layout) if together else ())

    def broken(self, point: Floats, program: Program) -> Program:
        """Rows that a point breaks."""
        covers, weeks = self._covers.broken(point, VIOLATED), self._weeks.broken(point, program)
        return stacked([covers, weeks, self._pairs.broken(point, program)])

    @property
    def looked_at(self) -> int:
        """Weeks of somebody, and covers of a slot, that have been looked at."""
        return self._weeks.looked_at + self._covers.looked_at


class Relaxation:
    """The relaxed program in HiGHS, solved by warm dual simplex; rows are added while a point breaks them.

    Left out at first are the formulation's late rows and the links ``option <= runs``, which are many and mostly idle.
    Rows that whole people imply (``covers.py``, ``whole_weeks.py``) come into being where a point breaks them; where
    asked for, those of whole pairs of supervisors (``pairs.py``).

    Parameters
    ----------
    pool
        The program.
    active
        Rows to begin with.
    implied
        Where rows that whole people imply come from.
    constant
        What is added to the program's value to get the objective.
    interrupted
        Asked now and then; true ends a solve early.
    """

    def __init__(
        self,
        pool: Program,
        active: Bools,
        implied: Implied,
        *,
        constant: float,
        interrupted: Callable[[], bool],
    ) -> None:
        self._pool, self._active, self._constant, self._interrupted = pool, active.copy(), constant, interrupted
        self._implied = implied
        self._starts, self._born = pool.row_starts(), len(pool.low)
        self._enough: Callable[[], bool] = lambda: False
        self._columns = np.arange(len(pool.cost))
        self._lower, self._upper = pool.lower.copy(), pool.upper.copy()
        self._enter()
        self._duals = np.zeros(len(pool.low))
        self.iterations = 0

    def _enter(self) -> None:
        """Put the active rows before HiGHS, over the columns in use."""
        self._order = np.flatnonzero(self._active)
        part = columns_of(rows_of(self._pool, self._active), self._columns)
        self._highs = highs_of(replace(part, lower=self._lower[self._columns], upper=self._upper[self._columns]))
        self._highs.setOptionValue("solver", "simplex")
        # A solve that is cut short keeps its duals, and with them a bound, only where nothing was presolved away.
        self._highs.setOptionValue("presolve", "off")
        self._highs.cbSimplexInterrupt.subscribe(self._look)
        self._at = np.full(len(self._pool.cost), -1, dtype=np.int64)
        self._at[self._columns] = np.arange(len(self._columns))

    def use(self, kept: Bools, *, slack: bool = False) -> None:
        """Look only at some of the columns from now on, beside those of the basis; the others are taken to be 0.

        Rows that are slack go too, until a point breaks them, unless they are to stay: with a quarter of the rows a
        step takes half the time.
        """
        basis = self._highs.getBasis()
        if not basis.valid:
            return
        column = np.full(len(kept), highspy.HighsBasisStatus.kLower)
        row = np.full(len(self._active), highspy.HighsBasisStatus.kBasic)
        column[self._columns], row[self._order] = list(basis.col_status), list(basis.row_status)
        self._columns = np.flatnonzero(kept | (column == highspy.HighsBasisStatus.kBasic))
        self._active &= slack | (row != highspy.HighsBasisStatus.kBasic)
        self._enter()
        start = highspy.HighsBasis()
        start.col_status, start.row_status = column[self._columns].tolist(), row[self._order].tolist()
        self._highs.setBasis(start)

    def with_room(self, columns: Index, share: float) -> Relaxation:
        """Another that goes on from here, in which these columns give a share of their room; its bounds are its own.

        Rows that came into being on the way count people, not room, and stay as they are.
        """
        pool, other = self._pool, copy(self)
        gives = np.isin(pool.column, columns) & (pool.value < -1.0) & (pool.row < self._born)
        other._pool = replace(pool, value=np.where(gives, share * pool.value, pool.value))
        other._active, other._lower, other._upper = self._active.copy(), self._lower.copy(), self._upper.copy()
        return other

    @property
    def stand(self) -> Stand:
        """How far it has come."""
        duals = np.append(self._duals, np.zeros(len(self._pool.low) - len(self._duals)))
        return Stand(self._pool, self._born, duals, self._constant)

    @classmethod
    def of(
        cls,
        problem: Problem,
        formulation: Formulation,
        interrupted: Callable[[], bool],
        *,
        together: bool = False,
    ) -> Relaxation:
        """The program without late rows and links; ``together`` asks for rows of pairs of supervisors."""
        pool = _with_links(problem, formulation)
        active = np.arange(len(pool.low)) < len(formulation.program.low)
        active[formulation.late] = False
        implied = Implied(problem, formulation, together=together)
        return cls(pool, active, implied, constant=formulation.constant, interrupted=interrupted)

    def solve(self, *, enough: Callable[[], bool] = lambda: False, iterations: int | None = None) -> Relaxed:
        """Solve with the rows there are, unless it is ``enough``, asked now and then, or too many iterations.

        The bound holds within the limits that are set, even if the solve is cut short.
        """
        self._enough = enough
        if iterations is not None:
            self._highs.setOptionValue("simplex_iteration_limit", iterations)
        self._highs.run()
        self.iterations += max(0, int(self._highs.getInfo().simplex_iteration_count))
        answer = self._highs.getSolution()
        point = np.zeros(len(self._pool.cost))
        point[self._columns] = np.array(answer.col_value)
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not answer.dual_valid:
            return Relaxed(-np.inf, point, np.zeros(len(point)), feasible=False)
        duals = np.zeros(len(self._pool.low))
        duals[self._order] = np.array(answer.row_dual)
        self._duals = duals
        bound = proved_bound(replace(self._pool, lower=self._lower, upper=self._upper), duals) + self._constant
        reduced = reduced_costs(self._pool, duals)
        return Relaxed(bound, point, reduced, feasible=optimal)

    def add_rows(self, point: Floats, *, rounded: bool = True) -> int:
        """Add the rows that the point breaks, with or without new ones that whole people imply; how many."""
        rows = self._violated(point)
        if rounded:
            rows = np.concatenate([rows, self._grown(point)])
        if len(rows):
            self._active[rows] = True
            self._order = np.concatenate([self._order, rows])
            self._append(rows)
        return len(rows)

    def _append(self, rows: Index) -> None:
        """Put rows of the pool before HiGHS, over the columns in use."""
        pool, starts, ends = self._pool, self._starts[rows], self._starts[rows + 1]
        entries = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])
        there = self._at[pool.column[entries]] >= 0
        first = np.cumsum(ends - starts) - (ends - starts)
        begins = (np.cumsum(there) - there)[first].astype(np.int32)
        entries = entries[there]
        columns = self._at[pool.column[entries]].astype(np.int32)
        low, high = pool.low[rows], pool.high[rows]
        self._highs.addRows(len(rows), low, high, len(entries), begins, columns, pool.value[entries])

    def _grown(self, point: Floats) -> Index:
        """Rows of the pool that are new: those of whole people that the point breaks."""
        more = self._implied.broken(point, self._pool)
        count = len(self._pool.low)
        if len(more.low):
            self._pool = stacked([self._pool, more])
            self._active = np.append(self._active, np.zeros(len(more.low), dtype=bool))
            self._starts = self._pool.row_starts()
        return np.arange(count, len(self._pool.low))

    def tightened(self, program: Program) -> Program:
        """The program that this relaxes, with the rows found meanwhile that were in use at the last point."""
        rows = self._active.copy()
        rows[: len(program.low)] = True
        return rows_of(self._pool, rows)

    @property
    def looked_at(self) -> int:
        """What has been looked at for rows that whole people imply."""
        return self._implied.looked_at

    @property
    def size(self) -> int:
        """Entries of the program."""
        return int(self._highs.getNumNz())

    def confine(self, columns: Index, lower: Floats, upper: Floats) -> None:
        """Set limits of columns; from then on the bound is one under these limits alone."""
        self._lower[columns], self._upper[columns] = lower, upper
        self._highs.changeColsBounds(len(columns), self._at[columns].astype(np.int32), lower, upper)

    def _look(self, event: Any) -> None:
        if self._interrupted() or self._enough():
            event.interrupt()

    def _violated(self, point: Floats) -> Index:
        return np.flatnonzero(~self._active & (_broken_by(self._pool, point) > VIOLATED))


def _broken_by(program: Program, point: Floats) -> Floats:
    """(M,): how much a point breaks each row by."""
    activity = program.activity(point)
    return np.asarray(np.maximum(activity - program.high, program.low - activity))


def proved_bound(program: Program, duals: Floats) -> float:
    """Lower bound on a program that any row duals prove: the Lagrangian over the columns' boxes.

    ``sum of dual x side + sum over columns of min (cost - A' dual) x``; a dual that needs a missing side counts as 0.
    """
    need_low, need_high = duals > 0, duals < 0
    duals = np.where((need_low & np.isinf(program.low)) | (need_high & np.isinf(program.high)), 0.0, duals)
    sides = np.where(duals > 0, program.low, program.high)
    rows = np.where(duals == 0.0, 0.0, duals * np.where(duals == 0.0, 0.0, sides))
    reduced = reduced_costs(program, duals)
    columns = np.minimum(reduced * program.lower, reduced * program.upper)
    size = float(np.abs(rows).sum() + np.abs(columns).sum())
    return float(rows.sum() + columns.sum()) - SAFETY * size


def reduced_costs(program: Program, duals: Floats) -> Floats:
    """(N,) float64: what is left of each column's cost once the rows are paid at their duals."""
    paid = np.bincount(program.column, program.value * duals[program.row], minlength=len(program.cost))
    return np.asarray(program.cost - paid)


def _with_links(problem: Problem, formulation: Formulation) -> Program:
    """The program with the rows ``option <= runs`` at its end."""
    program, layout = formulation.program, formulation.layout
    runs = layout.runs[problem.options.slot]
    linked = np.flatnonzero(runs >= 0)
    count = len(linked)
    return replace(
        program,
        low=np.append(program.low, np.full(count, -UNLIMITED)),
        high=np.append(program.high, np.zeros(count)),
        row=np.append(program.row, len(program.low) + np.repeat(np.arange(count), 2)),
        column=np.append(program.column, np.column_stack([layout.option[linked], runs[linked]]).ravel()),
        value=np.append(program.value, np.tile([1.0, -1.0], count)),
    )
