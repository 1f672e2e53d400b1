"""Everyone's places by branch and cut, with the sessions and their supervisors as they are.

Where the relaxation is sure of a person and the rota agrees, the person stays; the others choose among what the
relaxation finds cheap. What is left is small enough for HiGHS, and its own search around the rota does the most.
"""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import point_of, solution_of
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Bools, Floats, Problem
from solver.unpaid_work.program import cut_down
from solver.unpaid_work.purse import Purse

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


def seat(problem: Problem, guide: Guide, best: Best, purse: Purse, units: float) -> None:
    """The best rota with its people seated anew, for so many units at most.

    Parameters
    ----------
    problem
        The rota's arrays.
    guide
        The relaxation with the sessions fixed: its point says who is sure of a place, its reduced costs what is cheap.
    best
        Holds the rota; its sessions are those of the guide's point, or near them.
    purse, units
        What may be spent, and how much of it here.
    """
    formulation = guide.formulation
    program = formulation.program
    point = point_of(problem, formulation, best.solution)
    part = cut_down(program, _free(problem, guide, point), point)
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


def _free(problem: Problem, guide: Guide, point: Floats) -> Bools:
    """(N,) bool: columns that may change."""
    layout, options, shares = guide.formulation.layout, problem.options, guide.shares
    chosen = point[layout.option] > 0.5
    unsure = np.zeros(len(problem.requirements.ids), dtype=bool)
    unsure[options.requirement[np.abs(shares - chosen) > WHOLE]] = True
    runs = layout.runs[options.slot]
    runs = (runs < 0) | (point[runs] > 0.5) | (problem.slots.max_supervisors == 0)[options.slot]
    cheap = (guide.reduced[layout.option] <= CHEAP) | (shares > WHOLE)
    mine = unsure[options.requirement] & runs & (chosen | cheap)
    free = np.zeros(len(point), dtype=bool)
    free[layout.option[mine]] = True
    fees = layout.fee[mine]
    free[fees[fees >= 0]] = True
    open_to_all = (problem.slots.max_supervisors == 0) & (layout.runs >= 0)
    free[layout.runs[open_to_all]] = True
    return free
