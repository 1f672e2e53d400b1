"""The bound of a small rota: sessions made whole while people are shared out, then everything made whole.

Most of what the relaxation lacks are sessions that run by a third. With whole sessions alone branch and cut is done
after some twenty decisions, where with everything whole it has hardly made one in the same time; rows that it finds at
the root with everything whole are in the program from the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.options import Allowance
from solver.unpaid_work.formulate import Formulation, point_of
from solver.unpaid_work.mip import Branched, Limits, branch, with_root_cuts
from solver.unpaid_work.problem import Floats, Problem, Solution
from solver.unpaid_work.program import Index, Program
from solver.unpaid_work.purse import Purse

MOST_OPTIONS = 4000
"""Options up to which a rota is small."""
ROOT_SHARE = 0.55
"""Share of the units for whole sessions that may go into rows at the root."""
LOOKS = 5
"""Looks of branch and cut in a unit of work."""
GAP = 1e-7
"""Relative gap at which a rota is proved to be the best."""
SAFETY = 5e-7
"""Share of a bound that its tolerances are mistrusted by."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What is put before branch and cut.

    Attributes
    ----------
    program, constant
        The rota's program, with the rows that its relaxation has found, and what is added to its value.
    numbers
        Columns of numbers of supervisors, those of whole weekdays among them.
    start
        A rota to begin at, as a point.
    """

    program: Program
    constant: float
    numbers: Index
    start: Floats | None


def small(problem: Problem) -> bool:
    """Whether the whole rota can be put before branch and cut."""
    return len(problem.options.slot) <= MOST_OPTIONS


def with_weekdays(problem: Problem, formulation: Formulation, program: Program) -> Program:
    """The program with the number of supervisors of each weekday as a column, its last ones.

    A session that runs by a third moves to another slot for little; a weekday that has a third of one more cannot.
    """
    count, slots = formulation.layout.count, problem.slots
    counted = np.flatnonzero(count >= 0)
    days, day = np.unique(slots.weekday[counted], return_inverse=True)
    there = [problem.supervisors.may_stand[:, slots.weekday == weekday].any(axis=1).sum() for weekday in days]
    nothing, first = np.zeros(len(days)), len(program.cost)
    column, row = first + np.arange(len(days)), len(program.low) + np.arange(len(days))
    more = replace(
        program,
        cost=np.append(program.cost, nothing),
        lower=np.append(program.lower, nothing),
        upper=np.append(program.upper, np.array(there, dtype=np.float64)),
        whole=np.append(program.whole, nothing == 0.0),
        low=np.append(program.low, nothing),
        high=np.append(program.high, nothing),
        row=np.concatenate([program.row, row[day], row]),
        column=np.concatenate([program.column, count[counted], column]),
        value=np.concatenate([program.value, np.ones(len(counted)), -np.ones(len(days))]),
    )
    order = np.lexsort((more.column, more.row))
    return replace(more, row=more.row[order], column=more.column[order], value=more.value[order])


def whole_rota(problem: Problem, formulation: Formulation, program: Program) -> Whole:
    """The whole rota, from a program that has more rows than its own."""
    count, first = formulation.layout.count, len(program.cost)
    more = with_weekdays(problem, formulation, program)
    numbers = np.append(count[count >= 0], np.arange(first, len(more.cost)))
    return Whole(more, formulation.constant, numbers, None)


def begun_at(problem: Problem, formulation: Formulation, whole: Whole, solution: Solution) -> Whole:
    """The same, with a rota to begin at."""
    point, count = point_of(problem, formulation, solution), formulation.layout.count
    counted = np.flatnonzero(count >= 0)
    day = np.unique(problem.slots.weekday[counted], return_inverse=True)[1]
    totals = np.bincount(day, point[count[counted]], minlength=len(whole.program.cost) - len(point))
    return replace(whole, start=np.append(point, totals))


def sessions_whole(whole: Whole, allowance: Allowance, tell: Callable[[float], None]) -> tuple[Whole, Branched]:
    """Whole sessions, people shared out: what branch and cut has brought, and the program with the rows found for it.

    ``tell`` hears of bounds on the objective.
    """
    purse = Purse(allowance)
    limits = _limits(purse, ROOT_SHARE * purse.left)
    program, root = with_root_cuts(whole.program, replace(limits, bound_only=True), offset=whole.constant)
    tell(_mistrusted(root.bound))
    purse.book(ROOT_SHARE * purse.left)
    whole = replace(whole, program=program)
    if len(whole.numbers) == 0:
        return whole, root
    loose = replace(program, whole=np.isin(np.arange(len(program.cost)), whole.numbers))
    limits = replace(_limits(purse, purse.left), bound_only=True)
    answer = branch(loose, limits, offset=whole.constant, tell=lambda bound: tell(_mistrusted(bound)))
    tell(_mistrusted(answer.bound))
    return whole, answer


def everything_whole(whole: Whole, allowance: Allowance, tell: Callable[[float], None]) -> Branched:
    """The whole rota by branch and cut, from the best so far."""
    purse = Purse(allowance)
    answer = branch(whole.program, _limits(purse, purse.left), start=whole.start, offset=whole.constant)
    tell(_mistrusted(answer.bound))
    return answer


def _mistrusted(bound: float) -> float:
    return bound - SAFETY * abs(bound) if np.isfinite(bound) else -np.inf


def _limits(purse: Purse, units: float) -> Limits:
    return Limits(
        looks=None if purse.timed else 1 + int(LOOKS * units),
        seconds=purse.seconds(units),
        gap=GAP,
        interrupted=purse.over_after(units),
    )
