"""The search: a proved bound from the relaxation, slots opened as it advises, people annealed onto them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.goals import Part
from solver.options import Allowance
from solver.outcome import Outcome
from solver.progress import Progress
from solver.unpaid_work.annealer import COLDEST, HOTTEST, STEPS_PER_SECOND, anneal
from solver.unpaid_work.formulate import Formulation, formulate
from solver.unpaid_work.goals import objective
from solver.unpaid_work.insertion import fill_all, mend
from solver.unpaid_work.openings import openings
from solver.unpaid_work.problem import Floats, Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import ROUNDS, Relaxation
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.rules import check

ITERATIONS = 5e8
"""Simplex iterations times entries of the program in a unit of work."""
BOUND_SHARE = 0.4
"""Share of the budget that the relaxation may take."""


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
        """Keep a bound if it is higher."""
        if bound > self.bound:
            self.bound = min(bound, self.cost)
            self.tell(phase)

    @property
    def proved(self) -> bool:
        """Whether nothing is left to gain."""
        return self.cost - self.bound <= 1e-6 * max(1.0, self.cost)

    def tell(self, phase: str) -> None:
        """News for whoever listens."""
        self._on_progress(Progress(Part.UNPAID_WORK, phase, self.cost, self.bound))


def search(
    problem: Problem,
    allowance: Allowance,
    seed: int,
    start: Solution,
    on_progress: Callable[[Progress], None],
) -> Outcome[Solution]:
    """Improve a rota and prove a bound, for as long as the allowance lasts.

    Parameters
    ----------
    problem
        The rota's arrays.
    allowance
        Seconds, or work: then the result depends on nothing but problem, seed and work.
    seed
        Seed of the random choices.
    start
        A rota that keeps every rule; the result is never worse.
    on_progress
        Called with every piece of news.
    """
    best = Best(problem, start, on_progress)
    best.tell("start")
    first_plan = allowance.seconds_spent
    purse = Purse(allowance)
    if len(problem.options.slot) and not purse.empty:
        relaxed = formulate(problem, relaxed=True)
        point = _bound(problem, relaxed, purse, best)
        _improve(problem, relaxed, point, seed=seed, purse=purse, best=best)
    return Outcome(best.solution, best.bound, first_plan, stopped=allowance.stop_asked())


def _bound(problem: Problem, relaxed: Formulation, purse: Purse, best: Best) -> Floats:
    """Solve the relaxation as far as its share goes; its point."""
    relaxation = Relaxation(problem, relaxed, lambda: purse.allowance.used_up)
    share = BOUND_SHARE * purse.left
    rate = ITERATIONS / max(1, len(relaxed.program.row))
    point = np.zeros(len(relaxed.program.cost))
    for _ in range(ROUNDS):
        budget = share - purse.spent
        answer = relaxation.solve(seconds=purse.seconds(budget), iterations=max(1, int(budget * rate)))
        purse.spent = relaxation.iterations / rate
        best.prove(answer.bound, "bound")
        point = answer.point
        if answer.finished or purse.empty or purse.spent >= share or relaxation.add_links(point) == 0:
            break
    return point


def _improve(problem: Problem, relaxed: Formulation, point: Floats, *, seed: int, purse: Purse, best: Best) -> None:
    supervised = openings(problem, relaxed, point)
    rota = Rota(problem, Solution.of(np.zeros((0, 2)), supervised))
    _settle(problem, rota, point[relaxed.layout.option])
    while not purse.empty:
        steps = 1000 + int(min(purse.left, 2.0) * STEPS_PER_SECOND)
        solution = anneal(problem, rota, steps=steps, seed=seed, hottest=HOTTEST, coldest=COLDEST)
        purse.book(steps / STEPS_PER_SECOND)
        rota = Rota(problem, solution)
        mend(rota)
        best.offer(rota.solution(), "annealing")
        seed += 1


def _settle(problem: Problem, rota: Rota, share: Floats) -> None:
    """Put people where the relaxation has most of them, and the rest on what is open."""
    options = problem.options
    for option in np.lexsort((np.arange(len(share)), -share * options.gain)).tolist():
        if share[option] <= 1e-6:
            break
        open_slot = rota.is_open(int(options.slot[option]))
        if open_slot and rota.suits(option) and rota.has_place(option):
            rota.place(option)
    fill_all(rota, range(len(problem.requirements.ids)))
