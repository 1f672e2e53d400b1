"""A small problem, or what is left of one, as an integer program over the pairs that can still matter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.published.gap import Bools, GapProblem, Ints
from solver.published.knapsack import SCALE, bound_at, cells, losses_at
from solver.published.meter import Meter
from solver.published.relaxation import assignment_program, quiet

TOLERANCE = 1e-5
"""What HiGHS's bound may be off by; costs are whole, so far more could be afforded."""
ROOT_LOOK, TREE_LOOK = 2.2e-6, 1.2e-6
"""Units of work between two looks up of the solver at the root and in the tree, for 1 pair; see ``GROWTH``."""
GROWTH = 1.5
"""Power of the number of pairs with which these grow."""
WHOLE_GAP = 0.99
"""HiGHS may stop once plan and bound are this near: costs are whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about plans that cost less than a cutoff.

    Attributes
    ----------
    held
        Such a plan (n,); None if none was found.
    bound
        No plan costs less.
    """

    held: Ints | None
    bound: int


@dataclass(frozen=True, slots=True)
class Limits:
    """When the solver is to give up: nodes of its tree, and units of work, or as many seconds where a clock counts."""

    nodes: int
    units: float


def useful_pairs(problem: GapProblem, prices: Ints, cutoff: int, meter: Meter) -> tuple[int, Bools]:
    """The bound in price units, and (m, n) bool the pairs that a plan below ``cutoff`` could use."""
    meter.add_cells(4 * cells(problem))
    bound = bound_at(problem, prices)[0]
    return bound, losses_at(problem, prices) + bound <= (cutoff - 1) * SCALE


def solve(
    problem: GapProblem, prices: Ints, cutoff: int, limits: Limits, meter: Meter, *, start: Ints | None = None
) -> Answer:
    """Look for the best plan that costs less than ``cutoff``.

    Parameters
    ----------
    prices
        (n,) int64 prices of the jobs in price units; the better they are the fewer pairs remain.
    start
        A plan that costs ``cutoff``, if there is one, for the solver to cut off with.
    """
    bound, useful = useful_pairs(problem, prices, cutoff, meter)
    least = min(cutoff, ceil_units(bound))
    if least >= cutoff or not useful.any(axis=0).all():
        return Answer(None, cutoff)
    if start is not None:
        useful[start, np.arange(problem.num_jobs)] = True
    agents, jobs = np.nonzero(useful)
    highs = quiet()
    highs.setOptionValue("mip_abs_gap", WHOLE_GAP)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_max_nodes", limits.nodes)
    seconds = meter.seconds(limits.units)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    highs.passModel(assignment_program(problem, agents, jobs, whole=True))
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = (agents == start[jobs]).astype(np.float64).tolist()
        # Without this flag HiGHS passes over the start in silence.
        given.value_valid = True
        highs.setSolution(given)

    spent, most = 0.0, min(limits.units, meter.units_left)

    def interrupt(event: Any) -> None:
        nonlocal spent
        spent += agents.size**GROWTH * (ROOT_LOOK if event.data_out.mip_node_count == 0 else TREE_LOOK)
        event.data_in.user_interrupt = meter.stopped or (meter.counts and spent >= most)

    highs.cbMipInterrupt.subscribe(interrupt)
    highs.run()
    meter.add(spent)
    return _read(highs, problem, (agents, jobs), cutoff, least)


def ceil_units(bound: int) -> int:
    """The least whole cost that a bound in price units allows."""
    return -(-bound // SCALE)


def _read(highs: highspy.Highs, problem: GapProblem, pairs: tuple[Ints, Ints], cutoff: int, least: int) -> Answer:
    """What the solver found out about these pairs."""
    info = highs.getInfo()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Answer(None, cutoff)
    bound = float(info.mip_dual_bound)
    if math.isfinite(bound):
        least = max(least, min(cutoff, math.ceil(bound - TOLERANCE)))
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(None, least)
    chosen = np.array(highs.getSolution().col_value) > 0.5
    held = np.full(problem.num_jobs, -1, dtype=np.int64)
    held[pairs[1][chosen]] = pairs[0][chosen]
    if (held < 0).any() or not problem.fits(held) or problem.cost_of(held) >= cutoff:
        return Answer(None, least)
    return Answer(held, least)
