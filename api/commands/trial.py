"""A timed run of one part: what `planner benchmark` prints and the benchmarks store."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.commands.generate import generated

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.options import Options
    from solver.progress import OnProgress, Progress


@dataclass(frozen=True, slots=True)
class Trial:
    """One timed run of one part.

    Attributes
    ----------
    plan
        The plan; None if the audit found violations.
    violations
        Number of hard rules broken.
    first_plan_seconds, seconds, cpu_seconds
        Of the run: compiling the problem, yardsticks and search.
    warm_up_seconds
        Spent before it on compiling code.
    peak_mb
        Most memory that the process has held so far, in megabytes; None where the system does not tell.
    """

    plan: Plan | None
    violations: int
    first_plan_seconds: float | None
    seconds: float
    cpu_seconds: float
    warm_up_seconds: float
    peak_mb: float | None

    def as_json(self) -> dict[str, object]:
        """Figures of the trial under their published names."""
        result = None if self.plan is None else self.plan.parts[0]
        figures = {name: None if result is None else getattr(result, name) for name in RESULT_FIGURES}
        return figures | {
            "status": "failed" if result is None else result.status.value,
            "first_plan_seconds": _rounded(self.first_plan_seconds),
            "seconds": _rounded(self.seconds),
            "cpu_seconds": _rounded(self.cpu_seconds),
            "warm_up_seconds": _rounded(self.warm_up_seconds),
            "peak_mb": None if self.peak_mb is None else round(self.peak_mb, 1),
            "violations": self.violations,
            "versions": {} if self.plan is None else self.plan.provenance.versions,
        }


RESULT_FIGURES = (
    "status",
    "objective",
    "bound",
    "gap",
    "gap_net",
    "floor",
    "baseline_objective",
    "greedy_objective",
    "gap_closed",
    "problem",
)
"""Figures taken as they are from the part's result."""


def timed(scenario: Scenario, options: Options, on_progress: OnProgress, *, warm_up_seconds: float) -> Trial:
    """Plan one part of a scenario, and audit the finished plan once more.

    Parameters
    ----------
    warm_up_seconds
        What ``warm_up`` took before.
    """
    from models.errors import AuditFailed
    from solver.audit import audit
    from solver.plan import make_plan

    first = FirstPlan(on_progress)
    wall, cpu = time.perf_counter(), time.process_time()
    plan: Plan | None = None
    try:
        plan = make_plan(scenario, options, first.hear)
        violations = 0
    except AuditFailed as failure:
        violations = len(failure.violations)
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    peak = peak_mb()
    if plan is not None:
        violations = len(audit(scenario, plan, certificate=True))
        result = plan.parts[0]
        # Only a plan with a time limit carries times; they leave out the audit, which belongs to no search.
        seconds, cpu_seconds = result.seconds or seconds, result.cpu_seconds or cpu_seconds
    return Trial(plan, violations, first.seconds, seconds, cpu_seconds, warm_up_seconds, peak)


def warm_up(options: Options) -> float:
    """Seconds taken by compiling what is not compiled yet, and by a run on a tiny scenario, which loads the rest."""
    from api.first_use import compile_first
    from models.goals import Part
    from solver.options import Budget
    from solver.plan import make_plan
    from solver.progress import silent

    began = time.perf_counter()
    compile_first(options.parts, silent)
    # A team has casework alone, and is the smaller of the two.
    scale = "team" if options.parts == (Part.ALLOCATION,) else "town"
    tiny = replace(options, budget=Budget(seconds=None, work=1))
    make_plan(generated(scale, options.seed, None), tiny)
    return time.perf_counter() - began


class FirstPlan:
    """Listens for the first plan, and passes all news on."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._pass_on = on_progress
        self._began = time.perf_counter()
        self.seconds: float | None = None

    def hear(self, progress: Progress) -> None:
        """Take in a piece of news."""
        if self.seconds is None and progress.objective is not None:
            self.seconds = time.perf_counter() - self._began
        self._pass_on(progress)


def peak_mb() -> float | None:
    """Most memory that the process has held so far, in megabytes; None on a system that does not tell."""
    try:
        import resource
    except ImportError:
        return None
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
