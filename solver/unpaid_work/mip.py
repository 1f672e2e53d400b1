"""Programs solved by HiGHS's branch and cut, under limits that need no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import Program


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
    interrupted
        Asked at every look; true ends the search.
    """

    looks: int | None = None
    seconds: float | None = None
    gap: float = 1e-5
    effort: float = 0.05
    interrupted: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Branched:
    """What branch and cut brought back.

    Attributes
    ----------
    point
        (N,) float64 of whole numbers; None where none was found.
    bound
        Lower bound on the program's value; -inf where there is none.
    """

    point: Floats | None
    bound: float


def branch(program: Program, limits: Limits, *, start: Floats | None = None, offset: float = 0.0) -> Branched:
    """Solve a program, from a start where there is one; the gap counts ``offset`` beside the program's value."""
    highs = highs_of(program, whole=True)
    highs.changeObjectiveOffset(offset)
    highs.setOptionValue("mip_rel_gap", limits.gap)
    highs.setOptionValue("mip_heuristic_effort", limits.effort)
    highs.setOptionValue("random_seed", 1)
    if limits.seconds is not None:
        highs.setOptionValue("time_limit", limits.seconds)
    looks = [0]

    def look(event: Any) -> None:
        looks[0] += 1
        if limits.interrupted() or (limits.looks is not None and looks[0] >= limits.looks):
            event.interrupt()

    highs.cbMipInterrupt.subscribe(look)
    highs.cbSimplexInterrupt.subscribe(look)
    if start is not None:
        answer = highspy.HighsSolution()
        answer.col_value = start.tolist()
        highs.setSolution(answer)
    highs.run()
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    point = np.array(highs.getSolution().col_value) if found else None
    if point is not None:
        point = np.where(program.whole, np.round(point), point)
    return Branched(point, float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else -np.inf)
