"""Search for the best programme groups: the integer program of the whole problem, begun from the start."""

from __future__ import annotations

from models.errors import AuditFailed
from models.goals import Part
from solver.backends.mip import Limits, minimise
from solver.options import Allowance
from solver.outcome import Outcome
from solver.programmes.goals import objective
from solver.programmes.mip import build, solution_of, values_of
from solver.programmes.problem import Problem, Solution
from solver.programmes.rules import check
from solver.progress import OnProgress, Progress

TICKS_PER_UNIT = 1000
"""Times that the solver looks up from its work in about a CPU second at the size of a delivery unit."""


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: OnProgress
) -> Outcome[Solution]:
    """Best solution that the allowance lets HiGHS find, never worse than ``start``, with a bound for the whole problem.

    Parameters
    ----------
    problem
        The compiled problem.
    allowance
        Seconds, or work; with work the result depends on nothing else than problem, seed and work.
    seed
        Seed of the solver's random choices.
    start
        Solution to begin with; passes ``check`` unless a lock cannot be kept.
    on_progress
        Called with news.
    """
    start_keeps_rules = not check(problem, start)
    began = objective(problem, start)
    on_progress(Progress(Part.PROGRAMMES, "start", began, problem.floor))
    if allowance.used_up or not problem.allowed.any():
        return Outcome(start, problem.floor, 0.0, stopped=allowance.stop_asked())
    program = build(problem)
    answer = minimise(
        program.lp,
        start=values_of(program, start) if start_keeps_rules else {},
        limits=Limits(
            ticks=None if allowance.work is None else allowance.work * TICKS_PER_UNIT,
            seconds=allowance.seconds_left,
            stop=allowance.stop_asked,
        ),
        seed=seed,
        whole_costs=problem.whole_costs,
        on_news=lambda best, bound: on_progress(Progress(Part.PROGRAMMES, "search", best, max(bound, problem.floor))),
    )
    best = start
    if answer.found:
        found = solution_of(program)
        violations = check(problem, found)
        if violations:
            raise AuditFailed(violations)
        if not start_keeps_rules or objective(problem, found) < began:
            best = found
    bound = problem.floor if answer.bound is None else max(problem.floor, answer.bound)
    return Outcome(best, bound, 0.0, stopped=allowance.stop_asked())
