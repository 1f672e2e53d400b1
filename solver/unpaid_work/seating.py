"""Everyone's places by branch and cut, with the sessions and their supervisors as they are.

The relaxation is solved once more, over the places in these sessions alone. Where it is sure of a person and the rota
agrees, the person stays; the others choose among what it finds cheap. What is left is small enough for HiGHS, and its
own search around the rota does the most.
"""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.best import Best
from solver.unpaid_work.diving import DEAR
from solver.unpaid_work.formulate import point_of, solution_of
from solver.unpaid_work.guide import Guide, solve_on
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Bools, Floats, Problem
from solver.unpaid_work.program import cut_down
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import ROUNDS

CHEAP = 12.0
"""Reduced cost, in priced minutes, up to which an option may be chosen."""
WHOLE = 1e-6
"""How far from a whole number still counts as whole."""
GAP = 3e-4
"""Gap at which the places are good enough."""
EFFORT = 0.3
"""Share of its work that HiGHS puts into looking for better rotas."""
LOOKS = 30
"""Looks of branch and cut in a unit of work."""
HEARING_SHARE = 0.5
"""Share of the units that the relaxation may take."""


def seat(problem: Problem, guide: Guide, best: Best, purse: Purse, units: float) -> None:
    """The best rota with its people seated anew, for so many units at most.

    Parameters
    ----------
    problem
        The rota's arrays.
    guide
        What the relaxation says; what it finds dear by far is left out.
    best
        Holds the rota.
    purse, units
        What may be spent, and how much of it here.
    """
    formulation = guide.formulation
    program = formulation.program
    point = point_of(problem, formulation, best.solution)
    end = purse.left - units
    heard = _heard(guide, _in_sessions(problem, guide, point), point, purse, HEARING_SHARE * units)
    if heard is None:
        return
    part = cut_down(program, _free(problem, guide, point, *heard), point)
    units = max(0.0, purse.left - end)
    limits = Limits(
        looks=None if purse.timed else 1 + int(LOOKS * units),
        gap=GAP,
        effort=EFFORT,
        interrupted=purse.over_after(units),
    )
    offset = part.fixed_cost + formulation.constant
    answer = branch(part.program, limits, start=point[part.columns], offset=offset)
    purse.book(units)
    if answer.point is not None:
        point[part.columns] = answer.point
        best.offer(solution_of(problem, formulation, point), "places")


def _heard(guide: Guide, free: Bools, point: Floats, purse: Purse, units: float) -> tuple[Floats, Floats] | None:
    """(O,) shares and reduced costs of the options, as the relaxation has them over the free columns alone.

    None where the units were too few for it.
    """
    end = purse.left - units
    relaxation, columns = guide.relaxation.among(free, np.where(free, 0.0, point))
    full, reduced = point.copy(), np.full(len(point), np.inf)
    for n in range(ROUNDS):
        answer = solve_on(relaxation, purse, max(0.0, purse.left - end))
        if not answer.feasible and n == 0:
            return None
        if not answer.feasible:
            break
        full[columns], reduced[columns] = answer.point, answer.reduced
        if relaxation.add_rows(answer.point) == 0:
            break
    option = guide.formulation.layout.option
    return full[option], reduced[option]


def _in_sessions(problem: Problem, guide: Guide, point: Floats) -> Bools:
    """(N,) bool: places in the sessions that run, and in those that nobody of ours supervises, and their fees."""
    layout, slot = guide.formulation.layout, problem.options.slot
    runs = layout.runs[slot]
    runs = (runs < 0) | (point[runs] > 0.5) | (problem.slots.max_supervisors == 0)[slot]
    return _columns(problem, guide, runs & ((point[layout.option] > 0.5) | (guide.reduced[layout.option] <= DEAR)))


def _free(problem: Problem, guide: Guide, point: Floats, shares: Floats, reduced: Floats) -> Bools:
    """(N,) bool: columns that may change."""
    chosen = point[guide.formulation.layout.option] > 0.5
    unsure = np.zeros(len(problem.requirements.ids), dtype=bool)
    unsure[problem.options.requirement[np.abs(shares - chosen) > WHOLE]] = True
    likely = chosen | (reduced <= CHEAP) | (shares > WHOLE)
    return _columns(problem, guide, unsure[problem.options.requirement] & likely)


def _columns(problem: Problem, guide: Guide, options: Bools) -> Bools:
    """(N,) bool: columns of options, of their fees, of vans, and of running where no supervisor of ours is needed."""
    layout, free = guide.formulation.layout, np.zeros(len(guide.point), dtype=bool)
    free[layout.option[options]] = True
    fees = layout.fee[options]
    free[fees[fees >= 0]] = True
    free[layout.trip] = True
    free[layout.runs[(problem.slots.max_supervisors == 0) & (layout.runs >= 0)]] = True
    return free
