"""The search for groups: an integer program; for the worst rank one for each rank that may be the worst."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

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
SUM_SHARE = 0.03
"""Share of what is left that goes into a small sum of ranks once the worst rank is proved."""


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

    For the worst rank, a small share of the allowance then goes into a small sum of ranks.
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
        answer = _anybody(program, meter, portion=1.0 if rank == ranks[-1] else TURN)
        if answer.none_exists:
            continue
        open_from = rank if open_from is None else open_from
        best.raise_bound(open_from)
        _take(problem, Aim.WORST, best, answer)
        if best.held is not None:
            _lower_the_sum(problem, program, best, meter)
        if best.held is not None or meter.is_over():
            return False
    return open_from is None


def _least_worst(problem: GroupProblem) -> int:
    """A rank below which somebody has no team at all."""
    firsts = np.where(problem.ranks > 0, problem.ranks, np.iinfo(np.int64).max).min(axis=1, initial=1 << 40)
    return int(firsts.max(initial=0))


def _lower_the_sum(problem: GroupProblem, program: TeamProgram, best: Best, meter: Meter) -> None:
    """Take an assignment with a smaller sum of ranks, if one is soon found that is no worse for anybody at the end."""
    held = _solved(program, meter, portion=SUM_SHARE).held
    if held is not None and best.held is not None:
        costs = [(problem.cost_of(one, Aim.WORST), problem.cost_of(one, Aim.SUM)) for one in (held, best.held)]
        if costs[0] < costs[1]:
            best.held, best.cost = held, costs[0][0]


def _anybody(program: TeamProgram, meter: Meter, *, portion: float) -> Answer:
    """Any assignment within a portion of what is left, whatever the ranks come to."""
    model, columns = program.as_model(priced=False)
    solver, word = minimised(model, _limits(meter, portion), seed=1)
    meter.add(work_of(solver))
    held = _held(program, solver, columns) if word in (Word.OPTIMAL, Word.FEASIBLE) else None
    return Answer(held, None, none_exists=word is Word.INFEASIBLE)


def _solved(program: TeamProgram, meter: Meter, *, portion: float) -> Answer:
    """What CP-SAT makes of a program within a portion of what is left: from below first, then from a plan down."""
    model, columns = program.as_model()
    held: Ints | None = None
    bound = 0
    for share, from_below in ((portion * FROM_BELOW, True), (portion, False)):
        solver, word = minimised(model, _limits(meter, share), seed=1, from_below=from_below)
        meter.add(work_of(solver))
        if word is Word.INFEASIBLE:
            return Answer(None, None, none_exists=True)
        bound = max(bound, round(solver.best_objective_bound))
        if word is Word.OPTIMAL or (word is Word.FEASIBLE and held is None):
            held = _held(program, solver, columns)
        if word is Word.OPTIMAL or meter.is_over():
            break
    return Answer(held, bound)


def _held(program: TeamProgram, solver: cp_model.CpSolver, columns: list[cp_model.IntVar]) -> Ints:
    return program.held(np.array([solver.value(column) for column in columns], dtype=np.int64))


def _limits(meter: Meter, portion: float) -> Limits:
    """What a portion of what is left allows CP-SAT."""
    seconds = meter.seconds(math.inf)
    return Limits(
        work=portion * meter.units_left if meter.counts else None,
        seconds_left=lambda: None if seconds is None else portion * seconds,
        stop=lambda: meter.stopped,
    )
