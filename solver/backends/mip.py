"""Integer programmes written in PuLP and solved by HiGHS on one thread.

PuLP carries the model and is asked to solve it. Its own interface to HiGHS leaves out four things that are added here:
a start, the constant of the objective (so that every number is in the caller's unit), the dual bound, and a way to be
stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import highspy
import numpy as np
import pulp

from solver.backends.answer import Answer, Limits, OnNews, Word, no_news
from solver.outcome import PROVED_GAP

COLUMN_TOLERANCE = 1e-7
"""HiGHS's tolerance on a reduced cost; a bound is off by at most this for each column that lies between 0 and 1."""
CONTINUOUS = highspy.HighsVarType.kContinuous
ENTRIES = 30_000
"""Entries of a matrix for which the two figures below were measured."""
AT_THE_ROOT = 0.12
"""CPU seconds between two looks at the root."""
IN_THE_TREE = 0.02
"""CPU seconds between two looks in the tree."""


def word_of(sol_status: int) -> Word:
    """Our word for PuLP's state of the solution (its state of the run calls a timed-out incumbent optimal, too)."""
    match sol_status:
        case pulp.LpSolutionOptimal:
            return Word.OPTIMAL
        case pulp.LpSolutionIntegerFeasible:
            return Word.FEASIBLE
        case pulp.LpSolutionNoSolutionFound:
            return Word.NOTHING_FOUND
        case pulp.LpSolutionInfeasible:
            return Word.INFEASIBLE
        case unknown:
            raise ValueError(f"PuLP says {unknown!r} of the solution, a word that has no translation here")


class Watch:
    """Callback that counts work, passes on news and stops the solver.

    HiGHS looks up from its work at points that depend on the problem alone: seldom while it strengthens the root, often
    in the tree. What it does in between grows with the entries of the matrix.
    """

    def __init__(self, limits: Limits, on_news: OnNews, entries: int) -> None:
        self._work = 0.0
        self._scale = entries / ENTRIES
        self._limits = limits
        self._on_news = on_news
        self._best = float(highspy.kHighsInf)
        self._bound = -float(highspy.kHighsInf)

    def __call__(self, _kind: Any, _message: str, told: Any, answer: Any, _mine: Any) -> None:
        """Look at where the solver stands."""
        self._work += self._scale * (AT_THE_ROOT if told.mip_node_count == 0 else IN_THE_TREE)
        best, bound = float(told.mip_primal_bound), float(told.mip_dual_bound)
        if best < self._best - 1e-6 or (bound > self._bound + 1e-3 * abs(bound) and best < highspy.kHighsInf):
            self._best, self._bound = best, bound
            self._on_news(best, bound)
        enough = self._limits.work is not None and self._work >= self._limits.work
        if enough or self._limits.stop():
            answer.user_interrupt = True


class StartedHighs(pulp.HiGHS):  # type: ignore[misc] # PuLP is not annotated, so its classes count as Any
    """PuLP's HiGHS, begun from a solution and watched while it runs.

    Parameters
    ----------
    seed
        Seed of HiGHS's random choices.
    whole_costs
        Every solution costs a whole number, so a bound within 1 of the best solution proves it.
    heuristics
        Whether HiGHS looks for solutions by solving smaller programmes of its own.
    """

    def __init__(self, *, seed: int, whole_costs: bool, heuristics: bool) -> None:
        super().__init__(
            # HiGHS hears no wish to stop while it is in one of its own smaller programmes.
            mip_heuristic_run_rins=heuristics,
            mip_heuristic_run_rens=heuristics,
            mip_heuristic_run_root_reduced_cost=heuristics,
            msg=False,
            threads=1,
            gapRel=0.9 * PROVED_GAP,
            gapAbs=0.9 if whole_costs else 1e-6,
            random_seed=seed % 2**31,
        )
        self._start: list[float] | None = None
        self._limits = Limits()
        self._watch = Watch(self._limits, no_news, 0)

    def minimise(
        self,
        problem: pulp.LpProblem,
        *,
        start: Mapping[pulp.LpVariable, float],
        limits: Limits,
        on_news: OnNews = no_news,
    ) -> Answer:
        """Solve a minimisation.

        Parameters
        ----------
        start
            Values of a solution to begin with; variables left out are 0. An empty mapping means that there is none.
        """
        self._limits, self._watch = limits, Watch(limits, on_news, entries(problem))
        self._start = [float(start.get(v, 0.0)) for v in problem.variables()] if start else None
        # HiGHS keeps one pool of threads for the whole process and refuses any other number than it was made with.
        highspy.Highs.resetGlobalScheduler(True)
        problem.solve(self)
        word = word_of(problem.sol_status)
        return Answer(word, None if word is Word.INFEASIBLE else lowered(problem))

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:
        """Make HiGHS, with what PuLP has no setting for."""
        super().createAndConfigureSolver(lp)
        lp.solverModel.setCallback(self._watch, None)
        lp.solverModel.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)

    def buildSolverModel(self, lp: pulp.LpProblem) -> None:
        """Hand over columns and rows, all at once: row by row, as PuLP does it, takes many times as long."""
        columns, rows = lp.variables(), lp.constraints()
        number = {variable: n for n, variable in enumerate(columns)}
        highs, nothing = lp.solverModel, np.zeros(0, dtype=np.int32)
        highs.addCols(
            len(columns),
            np.array([lp.objective.get(variable, 0.0) for variable in columns], dtype=np.float64),
            np.array([variable.lowBound for variable in columns], dtype=np.float64),
            np.array([variable.upBound for variable in columns], dtype=np.float64),
            *(0, nothing, nothing, np.zeros(0)),
        )
        kinds = [highspy.HighsVarType.kInteger if v.cat == pulp.LpInteger else CONTINUOUS for v in columns]
        highs.changeColsIntegrality(len(columns), np.arange(len(columns), dtype=np.int32), np.array(kinds))
        lengths = [len(row) for row in rows]
        highs.addRows(
            len(rows),
            np.array([-np.inf if (least := row.getLb()) is None else least for row in rows], dtype=np.float64),
            np.array([np.inf if (most := row.getUb()) is None else most for row in rows], dtype=np.float64),
            sum(lengths),
            np.cumsum([0, *lengths[:-1]], dtype=np.int32) if rows else nothing,
            np.array([number[variable] for row in rows for variable in row], dtype=np.int32),
            np.array([value for row in rows for value in row.values()], dtype=np.float64),
        )

    def callSolver(self, lp: pulp.LpProblem) -> None:
        """Hand over the time left, the constant and the start, and run."""
        if (seconds := self._limits.seconds_left()) is not None:
            lp.solverModel.setOptionValue("time_limit", seconds)
        lp.solverModel.changeObjectiveOffset(float(lp.objective.constant))
        if self._start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self._start
            lp.solverModel.setSolution(solution)
        lp.solverModel.run()

    def findSolutionValues(self, lp: pulp.LpProblem) -> tuple[int, int]:
        """PuLP's words for run and solution, and the values of the variables where there is a solution.

        PuLP by itself takes an interrupted run without a solution for a solved one, and knows no limit on nodes.
        """
        highs = lp.solverModel
        if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return without_solution(highs.getModelStatus())
        for variable, value in zip(lp.variables(), highs.getSolution().col_value, strict=True):
            variable.varValue = value
        return with_solution(highs.getModelStatus())


def with_solution(status: highspy.HighsModelStatus) -> tuple[int, int]:
    """PuLP's words where HiGHS has a solution."""
    words = highspy.HighsModelStatus
    match status:
        case words.kOptimal:
            return pulp.LpStatusOptimal, pulp.LpSolutionOptimal
        case words.kTimeLimit | words.kInterrupt | words.kHighsInterrupt | words.kSolutionLimit:
            return pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible
        case unknown:
            raise ValueError(f"HiGHS says {unknown} of a solution, a word that has no translation here")


def without_solution(status: highspy.HighsModelStatus) -> tuple[int, int]:
    """PuLP's words where HiGHS has no solution."""
    words = highspy.HighsModelStatus
    match status:
        case words.kInfeasible:
            return pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible
        case words.kTimeLimit | words.kInterrupt | words.kHighsInterrupt | words.kSolutionLimit:
            return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound
        case unknown:
            raise ValueError(f"HiGHS has no solution and says {unknown}, a word that has no translation here")


def entries(problem: pulp.LpProblem) -> int:
    """Entries of the matrix."""
    return sum(len(row) for row in problem.constraints())


def lowered(problem: pulp.LpProblem) -> float | None:
    """HiGHS's dual bound less what its tolerances could have added to it; None if it has proved nothing."""
    bound = float(problem.solverModel.getInfo().mip_dual_bound)
    if abs(bound) >= highspy.kHighsInf:
        return None
    return bound - COLUMN_TOLERANCE * (len(problem.variables()) + abs(bound))
