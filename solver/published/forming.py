"""The search for groups: an integer program; for the worst rank one for each rank that may be the worst."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from solver.backends.answer import Limits, Word
from solver.backends.cpsat import minimised, work_of
from solver.options import Allowance
from solver.published.found import Best, Found, OnNews, no_news
from solver.published.gap import Ints
from solver.published.groups import Aim, GroupProblem
from solver.published.largest_shares import tightened
from solver.published.meter import Meter
from solver.published.team_program import TeamProgram

FROM_BELOW = 0.7
"""Share of what a program may take that goes into proving cost after cost impossible, which says nothing of a plan."""
TURN = 0.5
"""Share of what is left that one rank may take, while it is not known whether it can be the worst."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program says.

    Attributes
    ----------
    held
        Best assignment (n,) found; None if none was.
    bound
        No assignment costs less; None if nothing is known.
    none_exists
        There is no assignment.
    """

    held: Ints | None
    bound: int | None
    none_exists: bool = False


def solve_groups(problem: GroupProblem, aim: Aim, allowance: Allowance, _seed: int, on_news: OnNews = no_news) -> Found:
    """Best assignment within the allowance, with a bound valid for the whole problem.

    For the worst rank, the sum of ranks is as small as the allowance lets it be while the worst rank stays as it is.
    """
    meter = Meter(allowance)
    best = Best(meter, on_news)
    if aim is Aim.WORST:
        return best.found(none_exists=_lower_the_worst(problem, best, meter))
    program = TeamProgram(problem, problem.ranks if aim is Aim.SUM else problem.ranks**2, None)
    impossible = program.stranded or not tightened(program, meter)
    answer = Answer(None, None, none_exists=True) if impossible else _solved(program, meter, portion=1.0)
    _take(problem, aim, best, answer)
    return best.found(none_exists=answer.none_exists)


def _take(problem: GroupProblem, aim: Aim, best: Best, answer: Answer) -> None:
    if answer.held is not None:
        best.offer(answer.held, problem.cost_of(answer.held, aim))
    if answer.bound is not None and aim is not Aim.WORST:
        best.raise_bound(answer.bound)


def _lower_the_worst(problem: GroupProblem, best: Best, meter: Meter) -> bool:
    """Go up the ranks until everybody can be placed at one or better; whether nobody's rank makes that possible."""
    given = [int(rank) for rank in np.unique(problem.ranks[problem.ranks > 0])]
    ranks = [rank for rank in given if rank >= _least_worst(problem)]
    open_from: int | None = None
    for rank in ranks:
        program = TeamProgram(problem, problem.ranks, rank)
        if program.stranded or not tightened(program, meter):
            continue
        answer = _solved(program, meter, portion=1.0 if rank == ranks[-1] else TURN)
        if answer.none_exists:
            continue
        open_from = rank if open_from is None else open_from
        best.raise_bound(open_from)
        _take(problem, Aim.WORST, best, answer)
        if best.held is not None or meter.is_over():
            return False
    return open_from is None


def _least_worst(problem: GroupProblem) -> int:
    """A rank below which somebody has no team at all."""
    firsts = np.where(problem.ranks > 0, problem.ranks, np.iinfo(np.int64).max).min(axis=1, initial=1 << 40)
    return int(firsts.max(initial=0))


def _solved(program: TeamProgram, meter: Meter, *, portion: float) -> Answer:
    """What CP-SAT makes of a program within a portion of what is left: from below first, then from a plan down."""
    model, columns = program.as_model()
    answer = Answer(None, None)
    for share, from_below in ((portion * FROM_BELOW, True), (portion, False)):
        limits = _limits(meter, share)
        solver, word = minimised(model, limits, seed=1, from_below=from_below)
        meter.add(work_of(solver))
        bound = None if word is Word.INFEASIBLE else round(solver.best_objective_bound)
        if word in (Word.OPTIMAL, Word.FEASIBLE):
            held = program.held(np.array([solver.value(column) for column in columns], dtype=np.int64))
            answer = Answer(held, bound)
        else:
            answer = Answer(None, bound, none_exists=word is Word.INFEASIBLE)
        if word in (Word.OPTIMAL, Word.INFEASIBLE) or meter.is_over():
            break
    return answer


def _limits(meter: Meter, portion: float) -> Limits:
    """What a portion of what is left allows CP-SAT."""
    seconds = meter.seconds(math.inf)
    return Limits(
        work=portion * meter.units_left if meter.counts else None,
        seconds_left=lambda: None if seconds is None else portion * seconds,
        stop=lambda: meter.stopped,
    )
