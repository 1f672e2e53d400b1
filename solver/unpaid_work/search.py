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
from solver.unpaid_work.advice import take_advice
from solver.unpaid_work.beside import proved_beside
from solver.unpaid_work.best import Best
from solver.unpaid_work.by_prices import raise_bound
from solver.unpaid_work.exact import rows_at_root, small
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.goals import objective
from solver.unpaid_work.guide import follow
from solver.unpaid_work.leave import with_least_leave
from solver.unpaid_work.over_borders import proved_over_borders, with_own_supervisors
from solver.unpaid_work.polish import Begun, Second, nobody, polish, settle_beside
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.rules import check
from solver.unpaid_work.settle import annealed
from solver.unpaid_work.side_by_side import Errand, Helpers
from solver.unpaid_work.small_rota import plan_small
from solver.unpaid_work.two_sides import GRACE
from solver.unpaid_work.unit_by_unit import plan_units
from solver.unpaid_work.units import Piece, pieces, united

PRICES_SHARE = 0.15
"""Share of what the relaxation of a larger rota leaves that goes into raising its bound, if no one does beside."""
LEAVE_SHARE = 0.02
"""Share of what is left last that is kept for supervisors changing places."""
BORDERS_SHARE = 0.08
"""Share of the budget of a rota of several units that goes into bounds for rotas over borders, before anything else."""
UNITS_SHARE = 0.92
"""Share of what is left then that goes into planning units one by one."""
ACROSS_SHARE = 0.28
"""Share of what is left last for annealing everyone: steps take twice as long as reckoned on so many options."""
COOL = 4.0
"""Temperature at which everyone is annealed then, over borders too."""
OVER_BORDERS = (
    "Rotas that keep to the borders of units cost no less than {least:,.0f}, the sum of the units' bounds, and the "
    "best of them that was found costs {within:,.0f}, {more:.1f} % more. This rota goes over borders and costs less "
    "than any of them, so the bound told is one for rotas over all borders, of people and of supervisors."
)
"""What is told of the bound where the sum of the units' bounds is none."""
OWN_SUPERVISORS = (
    "With supervisors at projects of their own unit, and people over all borders, no rota costs less than {own:,.0f}."
)
"""What is told where that is a higher bound."""
WORTH_OPTIONS, WORTH_UNITS = 500, 3.0
"""Options and budget from which a second process is worth beginning for a small rota."""
WORTH_SECONDS = 20.0
"""Seconds from which one is for a larger rota."""


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
    parts, remark = pieces(problem), ""
    if parts:
        remark = _by_units(parts, best, purse, seed)
    elif len(problem.options.slot) and not purse.is_empty():
        with Helpers(_helpers(problem, purse), allowance.stop_asked) as helpers:
            helpers.prepare(rows_at_root if small(problem) else proved_beside)
            _by_sides(best, purse, np.random.default_rng(seed), helpers)
    solution = best.solution
    # Of a rota of several units each has seen to its leave; for all of them together that takes seconds.
    if not parts and not allowance.stop_asked():
        found = with_least_leave(problem, solution, lambda: allowance.used_up)
        solution = solution if check(problem, found) else found
    return Outcome(solution, best.bound, stopped=allowance.stop_asked(), remark=remark)


def _helpers(problem: Problem, purse: Purse) -> int:
    """Processes beside this one that are worth having."""
    if not small(problem):
        # The relaxation is followed for longer beside this process than it is here: with work nobody is to know.
        return int(purse.timed and purse.left >= WORTH_SECONDS)
    return int(len(problem.options.slot) >= WORTH_OPTIONS and purse.left >= WORTH_UNITS)


def _by_sides(best: Best, purse: Purse, rng: np.random.Generator, helpers: Helpers) -> None:
    """Follow the relaxation, then its advice; of a small rota branch and cut takes over the bound meanwhile."""
    problem, start = best.problem, best.solution
    listen = _bound_beside(best, purse, helpers)
    annealed(problem, start, best, purse, rng, units=min(0.1 if small(problem) else 0.5, 0.05 * purse.left))
    if small(problem):
        guide = plan_small(best, purse, rng, helpers)
    else:
        guide = follow(problem, formulate(problem), purse, lambda bound: best.prove(bound, "bound"))
        if not helpers.processes:
            end = (1.0 - PRICES_SHARE) * purse.left
            raise_bound(guide, purse, lambda bound: best.prove(bound, "bound by prices"), end=end)
        take_advice(guide, best, purse, rng)
    second = _second(purse, helpers)
    polish(guide, best, purse, rng, units=(1.0 - LEAVE_SHARE) * purse.left, enough=listen, second=second)
    listen()


def _bound_beside(best: Best, purse: Purse, helpers: Helpers) -> Callable[[], bool]:
    """Have the relaxation of a larger rota followed beside this process, where one is free; hears of its bounds.

    What is handed back is never enough for anybody.
    """
    if small(best.problem) or not helpers.processes:
        return lambda: False
    errand = Errand(proved_beside, best.problem, purse.budget(purse.left))
    sent = helpers.send(errand, lambda bound: best.prove(bound, "bound beside"))

    def listen() -> bool:
        if sent.is_back() and sent.outcome:
            sent.found()
        return False

    return listen


def _second(purse: Purse, helpers: Helpers) -> Second:
    """Whoever has nothing left to prove cools a rota beside this process."""

    def second(begun: Begun, units: float) -> Callable[[], Solution | None]:
        if not helpers.idle or small(begun.problem):
            return nobody(begun, units)
        sent = helpers.send(Errand(settle_beside, begun, purse.budget(units)))
        return lambda: sent.in_time(GRACE * units)

    return second


def _by_units(parts: tuple[Piece, ...], best: Best, purse: Purse, seed: int) -> str:
    """Plan every unit by itself, put the rotas together, and anneal everyone once more, over borders too.

    The units' bounds are summed; where a rota over borders is cheaper than the sum, that is no bound. Then a bound over
    borders counts, and what comes back says how near to the sum the rotas within borders are.
    """
    problem, start, own = best.problem, best.solution, _over_borders(best, purse)
    found = [(piece, piece.within(start)) for piece in parts]
    bounds = [0.0] * len(parts)
    for n, outcome in plan_units(_unit, found, purse.allowance.share(UNITS_SHARE), seed):
        found[n], bounds[n] = (parts[n], outcome.solution), outcome.bound
        best.offer(united(found), "unit by unit")
    purse.book(UNITS_SHARE * purse.left)
    rng, least = np.random.default_rng(seed), sum(bounds)
    annealed(problem, best.solution, best, purse, rng, units=ACROSS_SHARE * purse.left, hottest=COOL)
    if least <= best.cost:
        best.prove(least, "bounds of the units")
        return ""
    within = objective(problem, united(found))
    remark = OVER_BORDERS.format(least=least, within=within, more=100.0 * (within / least - 1.0))
    return " ".join([remark, *[OWN_SUPERVISORS.format(own=own)] * (own > best.bound)])


def _over_borders(best: Best, purse: Purse) -> float:
    """Bounds for rotas over borders, side by side where there are cores: with all supervisors, and with their own.

    What comes back is that for rotas with supervisors at projects of their own unit.
    """
    problem, own, units = best.problem, [-np.inf], BORDERS_SHARE * purse.left
    with Helpers(2 * int(purse.left >= WORTH_SECONDS), purse.allowance.stop_asked) as helpers:
        in_turn = purse.timed and not helpers.processes
        budget = purse.budget(0.5 * units if in_turn else units)
        both = (
            helpers.send(Errand(proved_over_borders, problem, budget), lambda bound: best.prove(bound, "over borders")),
            helpers.send(Errand(proved_over_borders, with_own_supervisors(problem), budget), own.append),
        )
        for sent in both:
            sent.found()
    purse.book(units)
    return max(own)


def _unit(problem: Problem, allowance: Allowance, seed: int, start: Solution) -> Outcome[Solution]:
    """The rota of one unit."""
    return search(problem, allowance, seed, start, silent)
