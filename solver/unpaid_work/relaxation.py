"""The linear relaxation: a bound that NumPy proves from the duals, and a guide to which slots should run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.problem import Floats, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Program

VIOLATED = 0.02
"""Links violated by less are left out."""
ROUNDS = 8
"""Most rounds of adding links."""
SAFETY = 1e-9
"""Share of the summed magnitudes that floating-point sums are mistrusted by."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Solution of the linear relaxation.

    Attributes
    ----------
    bound
        Proved lower bound on the objective; -inf where there is none yet.
    point
        (N,) float64: values of the program's columns.
    feasible
        The point is one: the solve came to its end.
    finished
        No more links to add.
    """

    bound: float
    point: Floats
    feasible: bool
    finished: bool


class Relaxation:
    """The relaxed program in HiGHS, solved by warm dual simplex and strengthened with links round by round.

    Parameters
    ----------
    problem, formulation
        The rota and its relaxed program.
    interrupted
        Asked now and then; true ends a solve early.
    """

    def __init__(self, problem: Problem, formulation: Formulation, interrupted: Callable[[], bool]) -> None:
        self._formulation = formulation
        self._runs = formulation.layout.runs[problem.options.slot]
        self._linked = self._runs < 0
        self._rows = formulation.program
        self._highs = highs_of(formulation.program)
        self._highs.setOptionValue("solver", "simplex")
        # A solve that is cut short keeps its duals, and with them a bound, only where nothing was presolved away.
        self._highs.setOptionValue("presolve", "off")
        self._highs.cbSimplexInterrupt.subscribe(lambda event: _interrupt(event, interrupted))
        self.iterations = 0

    def solve(self, *, seconds: float | None = None, iterations: int | None = None) -> Relaxed:
        """Solve with the links there are; the bound holds even if the solve is cut short."""
        # HiGHS counts its time limit from the first run on.
        if seconds is not None:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        if iterations is not None:
            self._highs.setOptionValue("simplex_iteration_limit", iterations)
        self._highs.run()
        self.iterations += max(0, int(self._highs.getInfo().simplex_iteration_count))
        answer = self._highs.getSolution()
        point = np.array(answer.col_value)
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not answer.dual_valid:
            return Relaxed(-np.inf, point, feasible=False, finished=False)
        bound = proved_bound(self._rows, np.array(answer.row_dual)) + self._formulation.constant
        return Relaxed(bound, point, feasible=optimal, finished=optimal and len(self._violated(point)) == 0)

    def add_links(self, point: Floats) -> int:
        """Add the rows ``option <= runs`` that the point breaks; how many."""
        violated = self._violated(point)
        self._linked[violated] = True
        count = len(violated)
        if count:
            columns = np.column_stack([self._formulation.layout.option[violated], self._runs[violated]]).ravel()
            values = np.tile([1.0, -1.0], count)
            self._rows = _with_rows(self._rows, columns, values)
            starts = np.arange(count, dtype=np.int32) * 2
            low, high = np.full(count, -UNLIMITED), np.zeros(count)
            self._highs.addRows(count, low, high, 2 * count, starts, columns.astype(np.int32), values)
        return count

    def _violated(self, point: Floats) -> Index:
        layout = self._formulation.layout
        over = point[layout.option] - point[self._runs]
        return np.flatnonzero(~self._linked & (over > VIOLATED))


def highs_of(program: Program, *, whole: bool = False) -> Any:
    """HiGHS with a program in it, silent, on one thread; ``whole`` asks for whole numbers where the program does."""
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.row_starts().astype(np.int32)
    lp.a_matrix_.index_ = program.column.astype(np.int32)
    lp.a_matrix_.value_ = program.value
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(kind)] for kind in program.whole]
    highs.passModel(lp)
    return highs


def proved_bound(program: Program, duals: Floats) -> float:
    """Lower bound on a program that any row duals prove: the Lagrangian over the columns' boxes.

    ``sum of dual x side + sum over columns of min (cost - A' dual) x``; a dual that needs a missing side counts as 0.
    """
    need_low, need_high = duals > 0, duals < 0
    duals = np.where((need_low & np.isinf(program.low)) | (need_high & np.isinf(program.high)), 0.0, duals)
    sides = np.where(duals > 0, program.low, program.high)
    rows = np.where(duals == 0.0, 0.0, duals * np.where(duals == 0.0, 0.0, sides))
    reduced = program.cost - np.bincount(
        program.column, program.value * duals[program.row], minlength=len(program.cost)
    )
    columns = np.minimum(reduced * program.lower, reduced * program.upper)
    size = float(np.abs(rows).sum() + np.abs(columns).sum())
    return float(rows.sum() + columns.sum()) - SAFETY * size


def _with_rows(program: Program, columns: Index, values: Floats) -> Program:
    count = len(columns) // 2
    return Program(
        cost=program.cost,
        lower=program.lower,
        upper=program.upper,
        whole=program.whole,
        low=np.append(program.low, np.full(count, -UNLIMITED)),
        high=np.append(program.high, np.zeros(count)),
        row=np.append(program.row, len(program.low) + np.repeat(np.arange(count), 2)),
        column=np.append(program.column, columns),
        value=np.append(program.value, values),
    )


def _interrupt(event: Any, interrupted: Callable[[], bool]) -> None:
    if interrupted():
        event.interrupt()
