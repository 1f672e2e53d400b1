"""The best rota and bound so far."""

from __future__ import annotations

from collections.abc import Callable

from models.goals import Part
from solver.progress import Progress
from solver.unpaid_work.goals import objective
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.rota import has_room
from solver.unpaid_work.rules import check


class Best:
    """Best rota and bound so far, told to whoever listens."""

    def __init__(self, problem: Problem, start: Solution, on_progress: Callable[[Progress], None]) -> None:
        self.problem = problem
        self.solution = start
        self.cost = objective(problem, start)
        self.bound = problem.floor
        self._on_progress = on_progress

    def offer(self, solution: Solution, phase: str) -> bool:
        """Keep a rota if it is cheaper and keeps every rule; whether it was kept."""
        cost = objective(self.problem, solution)
        if cost >= self.cost - 1e-9 or check(self.problem, solution):
            return False
        self.solution, self.cost = solution, cost
        self.tell(phase)
        return True

    def prove(self, bound: float, phase: str) -> None:
        """Keep a bound if it is higher; one above the cost says nothing of a rota that the cautious row forbids."""
        if bound > self.cost and not has_room(self.problem, self.solution):
            return
        if bound > self.bound:
            self.bound = min(bound, self.cost)
            self.tell(phase)

    def is_proved(self) -> bool:
        """Whether nothing is left to gain."""
        return self.cost - self.bound <= 1e-6 * max(1.0, self.cost)

    def tell(self, phase: str) -> None:
        """News for whoever listens."""
        self._on_progress(Progress(Part.UNPAID_WORK, phase, self.cost, self.bound))
