"""The linear relaxation of the assignment: first prices of jobs, and an assignment to begin with."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.published.gap import GapProblem, Ints
from solver.published.knapsack import SCALE
from solver.published.meter import Meter

Floats = NDArray[np.float64]

HIGHEST = float(1 << 60)
"""Most that the prices of all jobs may come to, in price units, so that no sum overflows."""


def capacity_prices(problem: GapProblem, meter: Meter) -> Floats | None:
    """(m,) float64, at least 0: price of a unit of each agent's capacity; None if nothing fits even in fractions."""
    highs = quiet()
    highs.passModel(assignment_program(problem, *np.nonzero(problem.allowed), whole=False))
    highs.run()
    meter.add_pivots(int(highs.getInfo().simplex_iteration_count), problem.num_jobs + problem.num_agents)
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    duals = np.array(highs.getSolution().row_dual, dtype=np.float64)
    return np.maximum(0.0, -duals[problem.num_jobs :])


def midpoint_prices(problem: GapProblem, capacity: Floats) -> Ints:
    """(n,) int64 prices of the jobs, half way between the best and the second-best agent, in price units.

    At the best agent's own price it could leave a job that is surely its own for nothing; at the midpoint it pays.
    """
    reduced = problem.costs + capacity[:, None] * problem.needs
    reduced = np.where(problem.allowed, reduced, np.inf)
    best = reduced.min(axis=0)
    if problem.num_agents == 1:
        return _whole(best + 1.0)
    second = np.partition(reduced, 1, axis=0)[1]
    apart = np.where(np.isfinite(second), second - best, np.ptp(problem.costs) + 1.0)
    return _whole(best + apart / 2.0)


def _whole(prices: Floats) -> Ints:
    return np.rint(prices * SCALE).clip(-HIGHEST / prices.size, HIGHEST / prices.size).astype(np.int64)


def quiet() -> Any:
    """A HiGHS solver that says nothing and stays on one thread."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs


def assignment_program(problem: GapProblem, agents: Ints, jobs: Ints, *, whole: bool) -> Any:
    """The program with a variable for each of the given pairs: a row for each job, then one for each agent."""
    n, m, pairs = problem.num_jobs, problem.num_agents, jobs.size
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = pairs, n + m
    lp.col_cost_ = problem.costs[agents, jobs].astype(np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(pairs), np.ones(pairs)
    lp.row_lower_ = np.concatenate((np.ones(n), np.full(m, -highspy.kHighsInf)))
    lp.row_upper_ = np.concatenate((np.ones(n), problem.capacities.astype(np.float64)))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 2 * pairs + 1, 2, dtype=np.int32)
    lp.a_matrix_.index_ = np.stack((jobs, n + agents), axis=1).ravel().astype(np.int32)
    values = np.stack((np.ones(pairs), problem.needs[agents, jobs].astype(np.float64)), axis=1)
    lp.a_matrix_.value_ = values.ravel()
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * pairs
    return lp


def greedy(problem: GapProblem, capacity: Floats) -> Ints | None:
    """An assignment by priced regret: the job that would lose most by waiting goes first; None if one finds no room."""
    reduced = problem.costs + capacity[:, None] * problem.needs
    left = problem.capacities.copy()
    held = np.full(problem.num_jobs, -1, dtype=np.int64)
    waiting = np.ones(problem.num_jobs, dtype=np.bool_)
    for _ in range(problem.num_jobs):
        priced = np.where(problem.needs <= left[:, None], reduced, np.inf)
        best = priced.min(axis=0)
        if not np.isfinite(best[waiting]).all():
            return None
        second = np.partition(priced, min(1, problem.num_agents - 1), axis=0)[min(1, problem.num_agents - 1)]
        with np.errstate(invalid="ignore"):
            regret = np.where(waiting, second - best, -np.inf)
        i = int(np.argmax(regret))
        j = int(np.argmin(priced[:, i]))
        held[i], waiting[i] = j, False
        left[j] -= problem.needs[j, i]
    return held
