"""The rest of the budget: parts of the rota taken apart, sessions closed or moved, people annealed anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from solver.options import Allowance
from solver.progress import silent
from solver.unpaid_work.best import Best
from solver.unpaid_work.exact import small
from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.neighbourhood import (
    NARROW,
    WIDE,
    WORTH_LOOKING_AT,
    Reach,
    draw_around,
    draw_people,
    draw_slots,
    left_without,
    nearness,
    reassemble,
    take_apart,
)
from solver.unpaid_work.problem import Bools, Floats, Problem, Solution
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.reseating import reseated
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.settle import annealed
from solver.unpaid_work.side_by_side import Tell

LOOKS = 30
"""Looks of branch and cut in a unit of work at a neighbourhood."""
LATE = 2.0
"""How many times its units a neighbourhood may take where branch and cut does not look up."""
WARM, COOL = 12.0, 8.0
"""Temperatures at which a good rota is annealed again: everyone, and after a small change."""
MILD, COLD = 20.0, 2.5
"""Temperatures at which a long cooling begins, where it is known where people would like to be, and ends."""
COOLING_SHARE, MOST_COOLING = 0.85, 60.0
"""Share of what is left that goes into it, and units at most."""
LIKELY = 60.0
"""Reduced cost, in priced minutes, up to which annealing looks at an option."""
PROMISE = 40.0
"""Yield that every move is thought to have at first, in priced minutes for a unit."""
TRIES = 3
"""Times in a row without any gain after which those left without stay without."""
QUIET_ROUNDS = 200
"""Rounds without any gain after which the rota is left as it is."""
FORGETTING = 0.8
"""Share of a move's yield that is remembered from round to round."""
CURIOSITY = 0.15
"""Share of the rounds that goes to moves without regard to their yield."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rota is cooled on."""

    problem: Problem
    formulation: Formulation
    reach: Reach
    best: Best
    purse: Purse
    rng: np.random.Generator


@dataclass(frozen=True, slots=True)
class Bench(Ground):
    """What every move works on.

    ``reduced``, (O,), are the reduced costs of the options; ``owed``, (R,), is what the relaxation has for each
    requirement of what it asks for, in priced minutes.
    """

    near: Floats
    reduced: Floats
    owed: Floats


class Begun(NamedTuple):
    """A rota to be cooled by somebody else, and the seed of the lot."""

    problem: Problem
    formulation: Formulation
    solution: Solution
    seed: int


Move = Callable[[Bench], None]
Second = Callable[[Begun, float], Callable[[], Solution | None]]
"""Has a rota cooled for so many units beside this process, if anybody can, and says how to fetch what came of it."""


def nobody(begun: Begun, units: float) -> Callable[[], Solution | None]:
    """Nobody cools a rota beside this process."""
    return lambda: None


def polish(
    guide: Guide,
    best: Best,
    purse: Purse,
    rng: np.random.Generator,
    *,
    units: float,
    enough: Callable[[], bool] = lambda: False,
    second: Second = nobody,
) -> None:
    """Improve the best rota, by moves drawn by what they have yielded, until the units or every hope are used up.

    Or until it is ``enough``, asked between moves. How everyone settles is chance to some extent: a ``second`` cools
    the same rota meanwhile.

    What the relaxation finds too dear is not looked at, and parts are put together with the rows that it has found.
    """
    end = purse.left - units
    if purse.is_empty() or best.is_proved():
        return
    bench = _bench(guide, best, purse, rng)
    take_in(bench)
    if not small(guide.problem):
        enough()
        cooling = min(MOST_COOLING, COOLING_SHARE * (purse.left - end))
        fetch = second(Begun(guide.problem, bench.formulation, best.solution, int(rng.integers(2**31))), cooling)
        settle_in(bench, cooling, enough)
        found = fetch()
        if found is not None:
            best.offer(found, "cooling beside")
    yields = np.full(len(MOVES), PROMISE)
    quiet = 0
    while not (purse.is_empty() or purse.left <= end or best.is_proved() or quiet >= QUIET_ROUNDS or enough()):
        chances = (1.0 - CURIOSITY) * yields / yields.sum() + CURIOSITY / len(MOVES)
        n = int(rng.choice(len(MOVES), p=chances))
        move, spends = MOVES[n]
        before = best.cost
        move(bench)
        gain = before - best.cost
        yields[n] = max(1e-3, FORGETTING * yields[n] + (1.0 - FORGETTING) * gain / spends(bench.reach))
        quiet = 0 if gain > 0 else quiet + 1


def taken_in(
    guide: Guide, solution: Solution, purse: Purse, rng: np.random.Generator, over: Callable[[], bool]
) -> Solution:
    """A rota with those who are left without taken in, as far as that goes until time for it is over."""
    best = Best(guide.problem, solution, silent)
    take_in(_bench(guide, best, purse, rng), over)
    return best.solution


def settle_beside(begun: Begun, allowance: Allowance, tell: Tell) -> Solution:
    """An errand: the best that a rota comes to, cooled for as long as the allowance lasts."""
    problem, formulation, solution, seed = begun
    best, purse = Best(problem, solution, silent), Purse(allowance)
    ground = Ground(problem, formulation, WIDE, best, purse, np.random.default_rng(seed))
    settle_in(ground, purse.left)
    return best.solution


def settle_in(bench: Ground, units: float, over: Callable[[], bool] = lambda: False) -> None:
    """Everyone cooled once, as slowly as the units allow, supervisors in other places by lot between stretches.

    A stretch goes on from where the last one ended, dearer or not. Of a small rota everything is taken apart before
    long.
    """
    problem, purse, solution = bench.problem, bench.purse, bench.best.solution
    begun = purse.left
    while (spent := begun - purse.left) < units and not (purse.is_empty() or over()):
        gone = spent / units
        then = min(1.0, gone + bench.reach.stretch / units)
        solution = annealed(
            problem,
            _with_others(bench, solution),
            bench.best,
            purse,
            bench.rng,
            units=bench.reach.stretch,
            hottest=MILD * (COLD / MILD) ** gone,
            coldest=MILD * (COLD / MILD) ** then,
        )


def _bench(guide: Guide, best: Best, purse: Purse, rng: np.random.Generator) -> Bench:
    problem, formulation = guide.problem, guide.formulation
    tightened = replace(formulation, program=guide.relaxation.tightened(formulation.program))
    reach, reduced = NARROW if small(problem) else WIDE, guide.reduced[formulation.layout.option]
    options = problem.options
    owed = np.zeros(len(problem.requirements.ids))
    np.add.at(owed, options.requirement, options.gain * guide.shares)
    return Bench(problem, tightened, reach, best, purse, rng, nearness(problem), reduced, owed)


def take_slots_apart(bench: Bench) -> None:
    """Sessions of projects near one another, their supervisors and people, by branch and cut."""
    slots = draw_slots(bench.problem, bench.near, bench.rng, bench.reach.slots)
    _reassemble(bench, np.isin(bench.problem.options.slot, slots))


def take_people_apart(bench: Bench) -> None:
    """People who stand near one another, and all sessions that they could have, by branch and cut."""
    people = draw_people(bench.problem, bench.near, bench.best.solution, bench.rng, bench.reach.people)
    _reassemble(bench, people[bench.problem.options.requirement])


def take_in(bench: Bench, over: Callable[[], bool] = lambda: False) -> None:
    """Those who are left without, and people on the slots that they could have, by branch and cut while it helps.

    A chain of people who each move to the next slot ends their being without; annealing finds no long one.
    """
    problem, best, failed = bench.problem, bench.best, 0
    while failed < TRIES and not (bench.purse.is_empty() or over()):
        without = left_without(problem, best.solution, bench.owed)
        if not without.any():
            return
        people = draw_around(problem, best.solution, without, bench.rng, bench.reach.people)
        before = best.cost
        of = problem.options.requirement
        _reassemble(bench, people[of], wanted=without[of], worth=bench.reach.taking)
        failed = 0 if best.cost < before else failed + 1


def _reassemble(bench: Bench, options: Bools, *, wanted: Bools | None = None, worth: float = WORTH_LOOKING_AT) -> None:
    """The best with these options chosen anew, those of them that are wanted or not too dear."""
    problem, purse = bench.problem, bench.purse
    standing = [problem.option_of(r, s) for r, s in bench.best.solution.standing.tolist()]
    likely = bench.reduced <= bench.reach.cheap
    likely[standing] = True
    if wanted is not None:
        likely |= wanted
    found, looks = reassemble(
        problem,
        bench.formulation,
        bench.best.solution,
        take_apart(problem, bench.formulation, options & likely),
        looks=None if purse.timed else 1 + int(LOOKS * bench.reach.apart),
        seconds=purse.seconds(LATE * bench.reach.apart),
        interrupted=purse.over_after(bench.reach.apart),
        worth=worth,
    )
    # In a larger part HiGHS is at work for long before it first looks up.
    purse.book(min(bench.reach.apart, looks / LOOKS) if small(problem) else bench.reach.apart)
    if found is not None and not bench.best.offer(found, "sessions"):
        _cooled(bench, found)


def _cooled(bench: Bench, found: Solution) -> None:
    """A rota after a small change, annealed."""
    among = bench.reduced <= LIKELY
    best, purse = bench.best, bench.purse
    annealed(bench.problem, found, best, purse, bench.rng, units=bench.reach.trial, hottest=COOL, among=among)


def anneal_everyone(bench: Bench) -> None:
    """Everyone annealed anew, from warm, with supervisors of a larger rota in other places, by lot."""
    best, purse, begun = bench.best, bench.purse, bench.best.solution
    if bench.reach.reseating:
        begun = _with_others(bench, begun)
    units = min(bench.reach.long, purse.left)
    annealed(bench.problem, begun, best, purse, bench.rng, units=units, hottest=WARM)


def _with_others(bench: Ground, solution: Solution) -> Solution:
    """A rota with its supervisors in other places, by lot."""
    over = bench.purse.over_after(LATE * bench.reach.reseating)
    bench.purse.book(bench.reach.reseating)
    return reseated(bench.problem, bench.formulation, solution, bench.rng, over)


def close_session(bench: Bench) -> None:
    """A session closed, those that are never full sooner, and those who stood there annealed onto what is left."""
    rota = Rota(bench.problem, bench.best.solution)
    if _close_one(bench, rota) >= 0:
        _cooled(bench, rota.solution())


def move_session(bench: Bench) -> None:
    """A session closed and another opened, by the same supervisor where that can be."""
    rota = Rota(bench.problem, bench.best.solution)
    closed = _close_one(bench, rota)
    if _open_one(bench, rota, but=closed):
        _cooled(bench, rota.solution())


def open_session(bench: Bench) -> None:
    """A session opened, and people annealed onto it."""
    rota = Rota(bench.problem, bench.best.solution)
    if _open_one(bench, rota, but=-1):
        _cooled(bench, rota.solution())


def _close_one(bench: Bench, rota: Rota) -> int:
    """Close a session that needs supervisors and no lock asks for; its slot, -1 if there is none."""
    problem = bench.problem
    locked = set(problem.locks[:, 1].tolist())
    running = [s for s, mine in enumerate(rota.supervisors_of) if mine and s not in locked]
    if not running:
        return -1
    taken = np.where(rota.limit > 0, rota.attending / np.maximum(rota.limit, 1), 0.0).max(axis=1)
    running.sort(key=lambda s: (float(taken[s]), s))
    s = running[int(len(running) * bench.rng.random() ** 2)]
    rota.close(s)
    return s


def _open_one(bench: Bench, rota: Rota, *, but: int) -> bool:
    """Open a slot that has no supervisor, any but one, with whoever is free; whether there was such a slot."""
    for s in bench.rng.permutation(np.flatnonzero(bench.problem.slots.max_supervisors > 0)).tolist():
        if s != but and not rota.is_open(s) and (j := rota.free_supervisor(s)) >= 0:
            rota.add_supervisor(s, j)
            return True
    return False


MOVES: tuple[tuple[Move, Callable[[Reach], float]], ...] = (
    (take_slots_apart, lambda reach: reach.apart),
    (take_people_apart, lambda reach: reach.apart),
    (anneal_everyone, lambda reach: reach.reseating + reach.long),
    (close_session, lambda reach: reach.trial),
    (move_session, lambda reach: reach.trial),
    (open_session, lambda reach: reach.trial),
)
"""Every move, with the units that it takes."""
