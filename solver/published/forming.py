"""The search for groups: an integer program; for the worst rank one for each rank that may be the worst."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.options import Allowance
from solver.published.found import Best, Found, OnNews, no_news
from solver.published.gap import Ints
from solver.published.groups import Aim, GroupProblem
from solver.published.meter import Meter
from solver.published.relaxation import quiet
from solver.published.team_program import TeamProgram

TOLERANCE = 1e-5
"""What HiGHS's bound may be off by; costs are whole, so far more could be afforded."""
WHOLE_GAP = 0.99
"""HiGHS may stop once plan and bound are this near: costs are whole."""
LOOK = 3e-5
"""Units of work between two looks up of the solver, for a column; at the root, where nearly all is decided."""
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
    costs = problem.ranks if aim is Aim.SUM else problem.ranks**2
    answer = _solved(TeamProgram(problem, costs, None), meter, portion=1.0)
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
        last = rank == ranks[-1]
        if program.stranded or (not last and not _fits_in_fractions(program, meter)):
            continue
        answer = _solved(program, meter, portion=1.0 if last else TURN)
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


def _fits_in_fractions(program: TeamProgram, meter: Meter) -> bool:
    """Whether everybody finds a place when parties and teams may be cut into pieces."""
    highs = quiet()
    highs.passModel(program.as_lp(whole=False))
    highs.run()
    meter.add_pivots(int(highs.getInfo().simplex_iteration_count), program.num_columns)
    return bool(highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible)


def _solved(program: TeamProgram, meter: Meter, *, portion: float) -> Answer:
    """What HiGHS makes of a program within a portion of what is left."""
    if program.stranded:
        return Answer(None, None, none_exists=True)
    highs = quiet()
    highs.setOptionValue("mip_abs_gap", WHOLE_GAP)
    highs.setOptionValue("mip_rel_gap", 0.0)
    if (seconds := meter.seconds(math.inf)) is not None:
        highs.setOptionValue("time_limit", portion * seconds)
    highs.passModel(program.as_lp(whole=True))
    spent, most = 0.0, portion * meter.units_left

    def interrupt(event: Any) -> None:
        nonlocal spent
        spent += LOOK * program.num_columns
        event.data_in.user_interrupt = meter.stopped or (meter.counts and spent >= most)

    highs.cbMipInterrupt.subscribe(interrupt)
    highs.run()
    meter.add(spent)
    return _read(highs, program)


def _read(highs: highspy.Highs, program: TeamProgram) -> Answer:
    """What HiGHS found out."""
    info = highs.getInfo()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Answer(None, None, none_exists=True)
    dual = float(info.mip_dual_bound)
    bound = math.ceil(dual - TOLERANCE) if math.isfinite(dual) else None
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(None, bound)
    held = program.held(np.rint(np.array(highs.getSolution().col_value)).astype(np.int64))
    return Answer(held if (held >= 0).all() else None, bound)
