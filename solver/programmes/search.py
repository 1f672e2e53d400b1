"""Search for the best programme groups: an integer program, before CP-SAT for a good plan and HiGHS for proof."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from models.errors import AuditFailed
from models.goals import Part
from solver.backends.answer import Limits
from solver.backends.cpsat import improve
from solver.backends.mip import StartedHighs
from solver.options import Allowance
from solver.outcome import Outcome
from solver.programmes.goals import objective
from solver.programmes.mip import Program, build, solution_of, values_of
from solver.programmes.problem import Problem, Solution, no_groups
from solver.programmes.rules import check
from solver.progress import OnProgress, Progress

SMALL = 25
"""Groups up to which HiGHS needs no help: it proves its best plan in a second or two."""
IMPROVING_SHARE = 0.3
"""Share of the budget in which CP-SAT improves the plan of a larger problem before HiGHS starts from it."""

OnBest = Callable[[float, float | None], None]


@dataclass(slots=True)
class Best:
    """The best solution so far.

    Attributes
    ----------
    solution
        The solution.
    keeps_rules
        Whether it passes the checker; only the start may not, where a lock cannot be kept.
    """

    problem: Problem
    solution: Solution
    keeps_rules: bool

    @property
    def cost(self) -> float:
        """Priced minutes."""
        return objective(self.problem, self.solution)

    def values(self, program: Program) -> dict[object, float]:
        """Values to begin with; none where the solution breaks a rule."""
        return values_of(program, self.solution) if self.keeps_rules else {}

    def take(self, found: Solution) -> None:
        """Keep a solution if it is better; one that breaks a rule is a defect of the program, not of the scenario."""
        violations = check(self.problem, found)
        if violations:
            raise AuditFailed(violations)
        if not self.keeps_rules or objective(self.problem, found) < self.cost:
            self.solution, self.keeps_rules = found, True


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: OnProgress
) -> Outcome[Solution]:
    """Best solution that the allowance lets be found, never worse than ``start``, with a bound for the whole problem.

    Parameters
    ----------
    problem
        The compiled problem.
    allowance
        Seconds, or work; with work the result depends on nothing else than problem, seed and work.
    seed
        Seed of all random choices.
    start
        Solution to begin with; passes ``check`` unless a lock cannot be kept.
    on_progress
        Called with news.
    """
    best = Best(problem, start, keeps_rules=not check(problem, start))

    def tell(cost: float, bound: float | None = None) -> None:
        known = problem.floor if bound is None else max(bound, problem.floor)
        on_progress(Progress(Part.PROGRAMMES, "search", cost, known))

    tell(best.cost)
    bound = problem.floor
    if not allowance.used_up:
        before = allowance.seconds_spent
        program = build(problem)
        # Reading the solution back and checking it takes about as long as writing the program.
        reserve = allowance.seconds_spent - before
        if not program.groups:
            return Outcome(best.solution, objective(problem, no_groups(problem)), 0.0)
        large = len(program.groups) > SMALL
        if large:
            improved(program, best, limits_of(allowance.share(IMPROVING_SHARE)), seed=seed, tell=tell)
        seconds = allowance.seconds_left
        if not allowance.stop_asked() and (seconds is None or seconds > reserve):
            left = allowance.share(1.0 - IMPROVING_SHARE) if large and allowance.work is not None else allowance
            bound = max(bound, proved(program, best, limits_of(left, reserve), seed=seed, tell=tell))
    return Outcome(best.solution, bound, 0.0, stopped=allowance.stop_asked())


def limits_of(allowance: Allowance, reserve: float = 0.0) -> Limits:
    """What is left to spend, less a reserve of seconds."""

    def seconds_left() -> float | None:
        left = allowance.seconds_left
        return None if left is None else max(0.0, left - reserve)

    return Limits(work=allowance.work, seconds_left=seconds_left, stop=allowance.stop_asked)


def improved(program: Program, best: Best, limits: Limits, *, seed: int, tell: OnBest) -> None:
    """Let CP-SAT better the best solution."""
    values = best.values(program)
    answer = improve(program.lp, start=values, limits=limits, seed=seed, on_best=lambda c: tell(c, None))
    if answer.found:
        best.take(solution_of(program))


def proved(program: Program, best: Best, limits: Limits, *, seed: int, tell: OnBest) -> float:
    """Let HiGHS better the best solution and prove how good it is; a bound for the whole problem, 0 at worst."""
    problem = program.problem
    helped = len(program.groups) > SMALL
    solver = StartedHighs(seed=seed, whole_costs=problem.whole_costs, heuristics=not helped)
    answer = solver.minimise(program.lp, start=best.values(program), limits=limits, on_news=tell)
    if answer.found:
        best.take(solution_of(program))
    if answer.bound is None:
        return 0.0
    return float(math.ceil(answer.bound)) if problem.whole_costs else answer.bound
