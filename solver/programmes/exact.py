"""The best solution so far, and the program as a whole, which proves how good it is where there are few groups."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import AuditFailed
from solver.backends.answer import Limits
from solver.backends.mip import StartedHighs
from solver.options import Allowance
from solver.programmes.columns import Generated
from solver.programmes.evening import evened
from solver.programmes.goals import objective
from solver.programmes.mip import Program, build, solution_of, values_of
from solver.programmes.one_to_ones import dated
from solver.programmes.pool import Pool
from solver.programmes.problem import Problem, Solution
from solver.programmes.rules import check

SMALL = 25
"""Groups up to which HiGHS needs no help: it proves its best plan in a second or two."""

OnBest = Callable[[float, float | None], None]
Groups = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Learnt:
    """Groups of a problem as flat arrays, and the prices found for them."""

    pool: Pool
    found: Generated


@dataclass(slots=True)
class Best:
    """The best solution so far.

    Attributes
    ----------
    solution
        The solution.
    keeps_rules
        Whether it passes the checker; only the start may not, where a lock cannot be kept.
    learnt
        Prices of all groups, once a search has found some.
    """

    problem: Problem
    solution: Solution
    keeps_rules: bool
    learnt: Learnt | None = None

    @property
    def cost(self) -> float:
        """Priced minutes."""
        return objective(self.problem, self.solution)

    def settled(self) -> Solution:
        """The solution with facilitators' load evened out and one-to-ones dated, neither of which costs anything."""
        return dated(self.problem, evened(self.problem, self.solution))

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


def whole(best: Best, allowance: Allowance, *, seed: int, tell: OnBest, among: Groups | None = None) -> float:
    """Prove the best solution, or a better one, with the program of all groups, or of some; a bound for these."""
    before = allowance.seconds_spent
    program = build(best.problem, among)
    # Reading the solution back and checking it takes about as long as writing the program.
    reserve = allowance.seconds_spent - before
    seconds = allowance.seconds_left
    if allowance.stop_asked() or (seconds is not None and seconds <= reserve):
        return 0.0
    return proved(program, best, limits_of(allowance, reserve), seed=seed, tell=tell)


def limits_of(allowance: Allowance, reserve: float = 0.0) -> Limits:
    """What is left to spend, less a reserve of seconds."""

    def seconds_left() -> float | None:
        left = allowance.seconds_left
        return None if left is None else max(0.0, left - reserve)

    return Limits(work=allowance.work, seconds_left=seconds_left, stop=allowance.stop_asked)


def proved(program: Program, best: Best, limits: Limits, *, seed: int, tell: OnBest) -> float:
    """Let HiGHS better the best solution and prove how good it is; a bound for the whole problem, 0 at worst."""
    problem = program.problem
    few = len(program.groups) <= SMALL
    solver = StartedHighs(seed=seed, whole_costs=problem.whole_costs, heuristics=few)
    answer = solver.minimise(program.lp, start=best.values(program), limits=limits, on_news=tell)
    if answer.found:
        best.take(solution_of(program))
    if answer.bound is None:
        return 0.0
    return float(math.ceil(answer.bound)) if problem.whole_costs else answer.bound
