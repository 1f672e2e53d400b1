"""People put on opened slots, and annealed until they lie well."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.annealer import COLDEST, HOTTEST, STEPS_PER_SECOND, anneal
from solver.unpaid_work.best import Best
from solver.unpaid_work.insertion import cheapest, fill, fill_all, mend
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.rota import Rota

CHUNK = 1.0
"""Units of annealing after which the user's wish to stop is looked at."""
MOST_AT_ONCE = 300_000
"""Options up to which that is so: of a larger rota the board takes longer to lay out than a unit of steps."""


def settled(problem: Problem, supervised: Ints, share: Floats) -> Solution:
    """Everyone where the relaxation has most of them, and the rest on what is open; locks first.

    Parameters
    ----------
    problem
        The rota's arrays.
    supervised
        (M, 2) int32: (slot, supervisor).
    share
        (O,) float64: share of each option in the relaxation.
    """
    options = problem.options
    rota = Rota(problem, Solution.of(np.zeros((0, 2)), supervised))
    for option in np.lexsort((np.arange(len(share)), -share * options.gain, ~options.locked)).tolist():
        if share[option] <= 1e-6 and not options.locked[option]:
            break
        open_slot = rota.is_open(int(options.slot[option]))
        if open_slot and rota.suits(option) and rota.has_place(option):
            rota.place(option)
    fill_all(rota, range(len(problem.requirements.ids)))
    return rota.solution()


def relieved(problem: Problem, solution: Solution) -> Solution:
    """The rota with sessions opened for those who are left without: places are filled by more or less than one each."""
    rota = Rota(problem, solution)
    for r in range(len(problem.requirements.ids)):
        fill(rota, r, cheapest)
    return rota.solution()


def annealed(
    problem: Problem,
    solution: Solution,
    best: Best,
    purse: Purse,
    rng: np.random.Generator,
    *,
    units: float,
    hottest: float = HOTTEST,
    coldest: float = COLDEST,
    among: Bools | None = None,
) -> Solution:
    """The rota after so many units of annealing with its slots fixed, mended; offered as the best.

    ``among``, (O,), are the options worth a look.
    """
    chunks = max(1, round(units / (CHUNK * max(1.0, len(problem.options.slot) / MOST_AT_ONCE))))
    ladder = np.geomspace(hottest, coldest, chunks + 1)
    for n in range(chunks):
        if purse.is_empty():
            break
        steps = 1 + int(min(units / chunks, purse.left) * STEPS_PER_SECOND)
        seed = int(rng.integers(2**31))
        solution = anneal(
            problem,
            Rota(problem, solution),
            steps=steps,
            seed=seed,
            hottest=ladder[n],
            coldest=ladder[n + 1],
            among=among,
        )
        purse.book(steps / STEPS_PER_SECOND)
    rota = Rota(problem, solution)
    mend(rota)
    solution = rota.solution()
    best.offer(solution, "annealing")
    return solution
