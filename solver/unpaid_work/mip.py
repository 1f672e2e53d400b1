"""Programs solved by HiGHS's branch and cut, under limits that need no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import UNLIMITED, Program, rows_of

BOUND_ONLY: tuple[tuple[str, Any], ...] = (
    # Rows are asked for over the columns as they are.
    ("presolve", "off"),
    ("mip_detect_symmetry", False),
    ("mip_heuristic_run_feasibility_jump", False),
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_pscost_minreliable", 1),
    ("mip_allow_cut_separation_at_nodes", False),
)
"""What HiGHS is told where all work goes into the bound; numbers are tried out on both sides once at most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When branch and cut must come to an end.

    Attributes
    ----------
    looks
        Most times that HiGHS may look up from its work: a count that depends on the program alone, not on a clock.
    seconds
        Wall seconds, kept where HiGHS does not look up: while it searches around a point.
    gap
        Relative gap at which it is enough.
    effort
        Share of its work that HiGHS puts into looking for better points.
    bound_only
        All work goes into the bound, none into points or into a smaller program.
    below
        Value, with the offset, that a point must be below to be of use; what is found is not always so.
    interrupted
        Asked at every look; true ends the search.
    """

    looks: int | None = None
    seconds: float | None = None
    gap: float = 1e-5
    effort: float = 0.05
    bound_only: bool = False
    below: float = np.inf
    interrupted: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Branched:
    """What branch and cut brought back.

    Attributes
    ----------
    point
        (N,) float64 of whole numbers; None where none was found.
    bound
        Lower bound on the value of points that are of use; -inf where there is none, inf where there is no such point.
    looks
        Times that HiGHS looked up from its work.
    """

    point: Floats | None
    bound: float
    looks: int = 0


def branch(
    program: Program,
    limits: Limits,
    *,
    start: Floats | None = None,
    offset: float = 0.0,
    tell: Callable[[float], None] = lambda _: None,
    show: Callable[[Floats], None] = lambda _: None,
) -> Branched:
    """Solve a program, from a start where there is one; the gap counts ``offset`` beside the program's value.

    So long as all work goes into the bound, ``tell`` hears of it at every look, and ``show`` sees every better point.
    """
    highs, looks = _ready(program, limits, offset, tell if limits.bound_only else lambda _: None)
    if limits.bound_only:
        highs.cbMipImprovingSolution.subscribe(lambda event: show(np.array(event.data_out.mip_solution)))
    if start is not None:
        answer = highspy.HighsSolution()
        answer.col_value = start.tolist()
        highs.setSolution(answer)
    highs.run()
    return _branched(highs, program, looks)


def root_rows(program: Program, limits: Limits, *, offset: float = 0.0) -> tuple[Program, Branched]:
    """The rows that branch and cut finds before its first decision; and what it has brought so far."""
    found, interrupted = [rows_of(program, np.zeros(len(program.low), dtype=bool))], limits.interrupted
    # The event of the pool cannot end the search; the next look can.
    limits = replace(limits, interrupted=lambda: len(found) > 1 or interrupted())
    highs, looks = _ready(program, limits, offset, lambda _: None)
    highs.cbMipGetCutPool.subscribe(lambda event: found.append(_pool(event.data_out, program)))
    highs.run()
    return found[-1], _branched(highs, program, looks)


def _pool(data: Any, program: Program) -> Program:
    """The rows of the pool of cuts."""
    count = int(data.cutpool_num_cut)
    starts = np.append(np.array(data.cutpool_start[:count]), len(data.cutpool_index)).astype(np.int64)
    low, high = np.array(data.cutpool_lower[:count]), np.array(data.cutpool_upper[:count])
    row, column = np.repeat(np.arange(count), np.diff(starts)), np.array(data.cutpool_index, dtype=np.int64)
    order = np.lexsort((column, row))
    return replace(
        program,
        low=np.where(low <= -highspy.kHighsInf, -UNLIMITED, low),
        high=np.where(high >= highspy.kHighsInf, UNLIMITED, high),
        row=row[order],
        column=column[order],
        value=np.array(data.cutpool_value, dtype=np.float64)[order],
    )


def _ready(program: Program, limits: Limits, offset: float, tell: Callable[[float], None]) -> tuple[Any, list[int]]:
    """HiGHS with the program and the limits in it, and a count of how often it looks up."""
    highs = highs_of(program, whole=True)
    highs.changeObjectiveOffset(offset)
    highs.setOptionValue("mip_rel_gap", limits.gap)
    highs.setOptionValue("mip_heuristic_effort", 0.0 if limits.bound_only else limits.effort)
    highs.setOptionValue("random_seed", 1)
    if np.isfinite(limits.below):
        highs.setOptionValue("objective_bound", limits.below)
    if limits.bound_only:
        for option, value in BOUND_ONLY:
            highs.setOptionValue(option, value)
    if limits.seconds is not None:
        highs.setOptionValue("time_limit", limits.seconds)
    looks = [0]

    def look(event: Any) -> None:
        looks[0] += 1
        if limits.interrupted() or (limits.looks is not None and looks[0] >= limits.looks):
            event.interrupt()

    def look_and_tell(event: Any) -> None:
        tell(float(event.data_out.mip_dual_bound))
        look(event)

    highs.cbMipInterrupt.subscribe(look_and_tell)
    highs.cbSimplexInterrupt.subscribe(look)
    return highs, looks


def _branched(highs: Any, program: Program, looks: list[int]) -> Branched:
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    point = np.array(highs.getSolution().col_value) if found else None
    if point is not None:
        point = np.where(program.whole, np.round(point), point)
    none = highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else -np.inf
    return Branched(point, np.inf if none else bound, looks[0])
