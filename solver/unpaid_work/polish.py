"""The rest of the budget: parts of the rota taken apart, sessions closed, people annealed anew."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.neighbourhood import draw_slots, nearness, reassemble, take_apart
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.settle import annealed

TRIAL_UNITS = 0.25
"""Units of annealing after a session was closed."""
LONG_UNITS = 3.0
"""Units of annealing of everyone."""
LOOKS = 60
"""Looks of branch and cut at one neighbourhood, where only work counts."""
APART_UNITS = 2.0
"""Units that one neighbourhood may take, and is booked at."""
WARM = 12.0
"""Temperature at which a good rota is annealed again."""
QUIET_ROUNDS = 400
"""Rounds without any gain after which a small rota is left as it is."""


def polish(problem: Problem, best: Best, purse: Purse, rng: np.random.Generator) -> None:
    """Improve the best rota by turns until the budget is used up or nothing is left to gain."""
    moves = (_close_one, _apart, _long, _close_one)
    likely = formulate(problem, relaxed=False)
    near = nearness(problem)
    quiet = 0
    while not purse.empty and not best.proved and quiet < QUIET_ROUNDS:
        before = best.cost
        move = moves[int(rng.integers(len(moves)))]
        if move is _apart:
            free = take_apart(problem, likely, draw_slots(problem, near, rng))
            seconds = purse.seconds(APART_UNITS)
            purse.book(APART_UNITS)
            found = reassemble(
                problem,
                likely,
                best.solution,
                free,
                looks=None if purse.timed else LOOKS,
                seconds=seconds,
                interrupted=lambda: purse.allowance.used_up,
            )
            if found is not None:
                best.offer(found, "sessions")
        else:
            move(problem, best, purse, rng)
        quiet = 0 if best.cost < before else quiet + 1


def _apart(problem: Problem, best: Best, purse: Purse, rng: np.random.Generator) -> None:
    """Stands for taking a neighbourhood apart in the table of moves."""


def _long(problem: Problem, best: Best, purse: Purse, rng: np.random.Generator) -> None:
    """Everyone annealed anew, from warm."""
    annealed(problem, best.solution, best, purse, rng, units=min(LONG_UNITS, purse.left), hottest=WARM)


def _close_one(problem: Problem, best: Best, purse: Purse, rng: np.random.Generator) -> None:
    """A session closed, thinly attended ones sooner, and those who stood there annealed onto what is left."""
    locked = set(problem.locks[:, 1].tolist())
    running, people = np.unique(best.solution.standing[:, 1], return_counts=True)
    keep = [n for n, s in enumerate(running.tolist()) if s not in locked and problem.slots.max_supervisors[s] > 0]
    if not keep:
        return
    running, people = running[keep], people[keep]
    order = np.argsort(people, kind="stable")
    s = int(running[order[int(len(order) * rng.random() ** 2)]])
    rota = Rota(problem, best.solution)
    rota.close(s)
    _reopen(problem, rota, s, rng)
    annealed(problem, rota.solution(), best, purse, rng, units=TRIAL_UNITS, hottest=WARM)


def _reopen(problem: Problem, rota: Rota, closed: int, rng: np.random.Generator) -> Solution:
    """Half the time, another slot opened in the closed one's stead."""
    if rng.random() < 0.5:
        shut = np.flatnonzero(problem.slots.max_supervisors > 0)
        for s in rng.permutation(shut).tolist():
            if s != closed and not rota.is_open(s) and (j := rota.free_supervisor(s)) >= 0:
                rota.add_supervisor(s, j)
                break
    return rota.solution()
