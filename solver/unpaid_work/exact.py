"""The bound of a small rota: sessions made whole while people are shared out, then everything made whole.

Most of what the relaxation lacks are sessions that run by a third. With whole sessions alone branch and cut is done
after some twenty decisions, where with everything whole it has hardly made one in the same time; rows that it finds at
the root with everything whole are in the program from the start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.options import Allowance
from solver.unpaid_work.formulate import Formulation, point_of
from solver.unpaid_work.mip import Branched, Limits, branch, root_rows
from solver.unpaid_work.problem import Floats, Problem, Solution
from solver.unpaid_work.program import Index, Program
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.side_by_side import Tell
from solver.unpaid_work.two_sides import Brought

MOST_OPTIONS = 4000
"""Options up to which a rota is small."""
LOOKS, LOOKS_AT_BOUND = 5, 20
"""Looks of branch and cut in a unit of work, and where all work goes into the bound."""
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
    below
        Cost of a rota: bounds are for cheaper ones.
    start
        A rota to begin at, as a point.
    """

    program: Program
    constant: float
    numbers: Index
    below: float
    start: Floats | None = None


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


def whole_rota(problem: Problem, formulation: Formulation, program: Program, below: float) -> Whole:
    """The whole rota, from a program that has more rows than its own, if it is to cost less than so much."""
    more = with_weekdays(problem, formulation, program)
    numbers = np.append(formulation.layout.counts, np.arange(len(program.cost), len(more.cost)))
    return Whole(more, formulation.constant, numbers, below)


def begun_at(problem: Problem, formulation: Formulation, whole: Whole, solution: Solution) -> Whole:
    """The same, with a rota to begin at."""
    point, count = point_of(problem, formulation, solution), formulation.layout.count
    counted = np.flatnonzero(count >= 0)
    day = np.unique(problem.slots.weekday[counted], return_inverse=True)[1]
    totals = np.bincount(day, point[count[counted]], minlength=len(whole.program.cost) - len(point))
    return replace(whole, start=np.append(point, totals))


def rows_at_root(whole: Whole, allowance: Allowance, tell: Tell) -> Brought[Program]:
    """Rows that branch and cut finds with everything whole, before its first decision; ``tell`` hears of bounds."""
    purse = Purse(allowance)
    rows, root = root_rows(whole.program, _limits(whole, purse), offset=whole.constant)
    tell(_mistrusted(root.bound, whole))
    return Brought(rows, root.looks / LOOKS_AT_BOUND)


def sessions_whole(whole: Whole, allowance: Allowance, tell: Tell) -> Brought[Branched]:
    """What branch and cut has brought with whole sessions, people shared out; better points are told as they come."""
    purse = Purse(allowance)
    loose = replace(whole.program, whole=np.isin(np.arange(len(whole.program.cost)), whole.numbers))

    def news(bound: float) -> None:
        tell(_mistrusted(bound, whole))

    answer = branch(loose, _limits(whole, purse), offset=whole.constant, tell=news, show=tell)
    news(answer.bound)
    return Brought(answer, answer.looks / LOOKS_AT_BOUND)


def everything_whole(whole: Whole, allowance: Allowance, tell: Tell) -> Brought[Branched]:
    """The whole rota by branch and cut, from the best so far."""
    purse = Purse(allowance)
    looks = None if purse.timed else 1 + int(LOOKS * purse.left)
    limits = replace(_limits(whole, purse), looks=looks, bound_only=False, below=np.inf)
    answer = branch(whole.program, limits, start=whole.start, offset=whole.constant)
    tell(_mistrusted(answer.bound, whole))
    return Brought(answer, answer.looks / LOOKS)


def _mistrusted(bound: float, whole: Whole) -> float:
    """A bound less its tolerances, or what no cheaper rota than the one known is needed for."""
    bound = min(bound, whole.below)
    return bound - SAFETY * abs(bound) if bound > -np.inf else -np.inf


def _limits(whole: Whole, purse: Purse) -> Limits:
    units = purse.left
    return Limits(
        looks=None if purse.timed else 1 + int(LOOKS_AT_BOUND * units),
        seconds=purse.seconds(units),
        gap=GAP,
        bound_only=True,
        below=whole.below,
        interrupted=purse.over_after(units),
    )
