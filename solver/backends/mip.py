"""Integer programmes written in PuLP and solved by HiGHS on one thread.

PuLP carries the model; HiGHS is asked through PuLP's own interface, with four things added that PuLP leaves out: a
start, the constant of the objective (so that every number is in the caller's unit), the dual bound, and a way to be
stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import pulp

from solver.outcome import PROVED_GAP

COLUMN_TOLERANCE = 1e-7
"""HiGHS's tolerance on a reduced cost; a bound is off by at most this for each column that lies between 0 and 1."""


class Word(StrEnum):
    """What is known once the solver has come to an end."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NOTHING_FOUND = "nothing_found"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver brought back.

    Attributes
    ----------
    word
        What is known.
    bound
        Lower bound of the minimisation, already lowered by the solver's tolerances; None if it has none.
    """

    word: Word
    bound: float | None

    @property
    def found(self) -> bool:
        """Whether the variables hold a solution."""
        return self.word in (Word.OPTIMAL, Word.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Limits:
    """When the solver must come to an end.

    Attributes
    ----------
    ticks
        Most times that the solver may look up from its work: a count that depends on the problem alone, not on a clock.
    seconds
        Most wall seconds.
    stop
        Called at every tick; true ends the search.
    """

    ticks: int | None = None
    seconds: float | None = None
    stop: Callable[[], bool] = lambda: False


OnNews = Callable[[float, float], None]
"""Called with the best objective and the bound so far, whenever either has become better."""


def minimise(
    problem: pulp.LpProblem,
    *,
    start: Mapping[pulp.LpVariable, float],
    limits: Limits,
    seed: int,
    whole_costs: bool,
    on_news: OnNews,
) -> Answer:
    """Solve a minimisation; the variables of ``problem`` then hold the best solution found, if there is one.

    Parameters
    ----------
    start
        Values of a solution to begin with; variables left out are 0. An empty mapping means that there is none.
    whole_costs
        Every solution costs a whole number, so a bound within 1 of the best solution proves it.
    """
    watch = Watch(limits, on_news)
    kinds = highspy.cb.HighsCallbackType
    solver = StartedHighs(
        start=start,
        msg=False,
        threads=1,
        timeLimit=limits.seconds,
        gapRel=0.9 * PROVED_GAP,
        gapAbs=0.9 if whole_costs else 1e-6,
        callbackTuple=(watch, None),
        callbacksToActivate=[kinds.kCallbackMipInterrupt],
        random_seed=seed % 2**31,
    )
    # HiGHS keeps one pool of threads for the whole process and refuses any other number than the pool was made with.
    highspy.Highs.resetGlobalScheduler(True)
    problem.solve(solver)
    word = word_of(problem.sol_status)
    return Answer(word, lowered(problem) if word is not Word.INFEASIBLE else None)


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


def lowered(problem: pulp.LpProblem) -> float | None:
    """HiGHS's dual bound less what its tolerances could have added to it; None if it has proved nothing."""
    bound = float(problem.solverModel.getInfo().mip_dual_bound)
    if abs(bound) >= highspy.kHighsInf:
        return None
    return bound - COLUMN_TOLERANCE * (len(problem.variables()) + abs(bound))


class Watch:
    """Callback that counts ticks, passes on news and stops the solver."""

    def __init__(self, limits: Limits, on_news: OnNews) -> None:
        self._limits = limits
        self._on_news = on_news
        self._ticks = 0
        self._best = float(highspy.kHighsInf)
        self._bound = -float(highspy.kHighsInf)

    def __call__(self, kind: Any, message: str, told: Any, answer: Any, _: Any) -> None:
        """Look at where the solver stands."""
        self._ticks += 1
        best, bound = float(told.mip_primal_bound), float(told.mip_dual_bound)
        if best < self._best - 1e-6 or (bound > self._bound + 1e-3 * abs(bound) and best < highspy.kHighsInf):
            self._best, self._bound = best, bound
            self._on_news(best, bound)
        enough = self._limits.ticks is not None and self._ticks >= self._limits.ticks
        if enough or self._limits.stop():
            answer.user_interrupt = True


class StartedHighs(pulp.HiGHS):  # type: ignore[misc] # PuLP is not annotated, so its classes count as Any
    """PuLP's HiGHS, begun from a given solution."""

    def __init__(self, *, start: Mapping[pulp.LpVariable, float], **settings: Any) -> None:
        super().__init__(**settings)
        self._start = start

    def callSolver(self, lp: pulp.LpProblem) -> None:
        """Hand over constant and start, and run."""
        lp.solverModel.changeObjectiveOffset(float(lp.objective.constant))
        if self._start:
            values = [0.0] * len(lp.variables())
            for variable, value in self._start.items():
                values[variable.index] = value
            solution = highspy.HighsSolution()
            solution.col_value = values
            lp.solverModel.setSolution(solution)
        lp.solverModel.run()

    def findSolutionValues(self, lp: pulp.LpProblem) -> tuple[int, int]:
        """PuLP's state of run and solution; PuLP by itself would take an interrupted run without one for solved."""
        highs = lp.solverModel
        if highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            found: tuple[int, int] = super().findSolutionValues(lp)
            return found
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible
        return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound
