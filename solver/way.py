"""The way in which a part is planned, whatever the weights of its goals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.goals import Part, PartGoals
from solver.domains import Domain
from solver.options import Allowance
from solver.outcome import Outcome
from solver.progress import OnProgress, Progress


@dataclass(frozen=True, slots=True)
class Way:
    """How a part is planned.

    Attributes
    ----------
    part, domain
        The part and what it offers.
    compiled
        Its problem for some goals.
    seed
        Seed of all random choices.
    on_progress
        Called with every piece of news.
    """

    part: Part
    domain: Domain
    compiled: Callable[[PartGoals], Any]
    seed: int
    on_progress: OnProgress

    def first(self, problem: Any) -> Any:
        """The cheapest of the solutions that need no search: the greedy's, current practice and the plan in force."""
        domain = self.domain
        return self.best_of(problem, domain.greedy(problem), domain.current_practice(problem))

    def best_of(self, problem: Any, greedy: Any, baseline: Any) -> Any:
        """The cheapest that keeps every rule; the greedy always does, the others need not."""
        others = (baseline, self.domain.plan_in_force(problem))
        legal = [other for other in others if other is not None and not self.domain.check(problem, other)]
        return min((greedy, *legal), key=lambda solution: self.domain.objective(problem, solution))

    def search(self, problem: Any, allowance: Allowance, start: Any) -> Outcome[Any]:
        """The best solution found from ``start`` on."""
        return self.domain.search(problem, allowance, self.seed, start, self.on_progress)

    def look(self, problem: Any, allowance: Allowance, start: Any, about: str) -> Outcome[Any]:
        """The same on the way to a plan: costs at weights that are not yet those in force are nobody's news."""
        self.on_progress(Progress(self.part, about))
        return self.domain.search(problem, allowance, self.seed, start, lambda _: None)
