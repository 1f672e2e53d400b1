"""The search: a proved bound from the relaxation, slots opened as it advises, people annealed onto them.

With seconds, every step is kept inside what is left of them. With work, a step is booked by what it did (simplex
iterations, annealing steps, looks of branch and cut), so that no clock has a say.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.options import Allowance
from solver.outcome import Outcome
from solver.progress import Progress, silent
from solver.unpaid_work.best import Best
from solver.unpaid_work.diving import Dive
from solver.unpaid_work.exact import prove, small
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.guide import Guide, follow
from solver.unpaid_work.leave import with_least_leave
from solver.unpaid_work.polish import LIKELY, polish, taken_in
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.rules import check
from solver.unpaid_work.settle import annealed, relieved, settled
from solver.unpaid_work.unit_by_unit import plan_units
from solver.unpaid_work.units import Piece, pieces, united

DIVE_SHARE = 0.35
"""Share of what the bound has left that may go into making the numbers of supervisors whole."""
SETTLING_UNITS, SETTLING_SHARE, SETTLING_ROUNDS = 0.015, 0.5, 3
"""Units of annealing for each requirement on the slots that the relaxation advises, at most; share of what is left for
them; and times that sessions are opened in between for those who are left without."""
FIRST_POLISH = 0.3
"""Share of what is left that goes into moves before a small rota is put before branch and cut as a whole."""
LEAVE_SHARE = 0.02
"""Share of what is left last that is kept for supervisors changing places."""
UNITS_SHARE = 0.92
"""Share of the budget of a rota of several units that goes into planning them one by one."""
COOL = 4.0
"""Temperature at which everyone is annealed then, over borders too."""
MILD = 20.0
"""Temperature to begin with where the relaxation has said where people would like to be."""


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
    purse = Purse(allowance)
    parts = pieces(problem)
    if parts:
        _by_units(parts, best, purse, seed)
    elif len(problem.options.slot) and not purse.is_empty():
        rng = np.random.default_rng(seed)
        annealed(problem, start, best, purse, rng, units=min(0.5, 0.05 * purse.left))
        guide = follow(problem, formulate(problem), purse, best)
        if not purse.is_empty():
            _take_advice(guide, best, purse, rng)
        if small(problem):
            polish(guide, best, purse, rng, units=FIRST_POLISH * purse.left)
        if small(problem) and not purse.is_empty() and not best.is_proved():
            prove(guide, best, purse)
        polish(guide, best, purse, rng, units=(1.0 - LEAVE_SHARE) * purse.left)
    solution = best.solution
    if not allowance.stop_asked():
        found = with_least_leave(problem, solution, lambda: allowance.used_up)
        solution = solution if check(problem, found) else found
    return Outcome(solution, best.bound, stopped=allowance.stop_asked())


def _by_units(parts: tuple[Piece, ...], best: Best, purse: Purse, seed: int) -> None:
    """Plan every unit by itself, put the rotas together, and anneal everyone once more, over borders too.

    The units' bounds are summed; where a rota over borders is cheaper than the sum, that is no bound, and left out.
    """
    problem, start = best.problem, best.solution
    found = [(piece, piece.within(start)) for piece in parts]
    bounds = [0.0] * len(parts)
    for n, outcome in plan_units(_unit, found, purse.allowance.share(UNITS_SHARE), seed):
        found[n], bounds[n] = (parts[n], outcome.solution), outcome.bound
        best.offer(united(found), "unit by unit")
    purse.book(UNITS_SHARE * purse.left)
    rng = np.random.default_rng(seed)
    annealed(problem, best.solution, best, purse, rng, units=0.9 * purse.left, hottest=COOL)
    if sum(bounds) <= best.cost:
        best.prove(sum(bounds), "bounds of the units")


def _unit(problem: Problem, allowance: Allowance, seed: int, start: Solution) -> Outcome[Solution]:
    """The rota of one unit."""
    return search(problem, allowance, seed, start, silent)


def _take_advice(guide: Guide, best: Best, purse: Purse, rng: np.random.Generator) -> None:
    """Open the sessions that the relaxation advises, put people there, and anneal them."""
    problem = guide.problem
    likely = guide.reduced[guide.formulation.layout.option] <= LIKELY
    Dive(guide, purse, DIVE_SHARE * purse.left).run()
    advised = settled(problem, guide.openings(purse), guide.shares)
    most = SETTLING_UNITS * len(problem.requirements.ids)
    units = min(most, SETTLING_SHARE * purse.left) / SETTLING_ROUNDS
    for _ in range(SETTLING_ROUNDS):
        advised = annealed(problem, advised, best, purse, rng, units=units, hottest=MILD, among=likely)
        before, advised = advised, relieved(problem, advised)
        if len(advised.supervised) == len(before.supervised):
            break
    best.offer(taken_in(guide, advised, purse, rng), "sessions")
