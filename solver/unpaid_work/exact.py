"""A small rota put before branch and cut as a whole: it finds the best there is, or says how good that could be."""

from __future__ import annotations

from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import point_of, solution_of
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Problem
from solver.unpaid_work.purse import Purse

MOST_OPTIONS = 4000
"""Options up to which a rota is small."""
SHARE = 0.6
"""Share of what is left of the budget that goes into the proof; branch and cut may overrun it by seconds."""
LOOKS = 5
"""Looks of branch and cut in a unit of work."""
GAP = 1e-7
"""Relative gap at which a rota is proved to be the best."""
SAFETY = 5e-7
"""Share of a bound that its tolerances are mistrusted by."""


def small(problem: Problem) -> bool:
    """Whether the whole rota can be put before branch and cut."""
    return len(problem.options.slot) <= MOST_OPTIONS


def prove(guide: Guide, best: Best, purse: Purse) -> None:
    """Search the whole rota, from the best so far, with the rows that the relaxation found; keep the bound too."""
    formulation = guide.formulation
    units = SHARE * purse.left
    limits = Limits(
        looks=None if purse.timed else 1 + int(LOOKS * units),
        seconds=purse.seconds(purse.left),
        gap=GAP,
        interrupted=purse.over_after(units),
    )
    start = point_of(guide.problem, formulation, best.solution)
    answer = branch(guide.relaxation.tightened(formulation.program), limits, start=start, offset=formulation.constant)
    purse.book(units)
    best.prove(answer.bound - SAFETY * abs(answer.bound), "whole rota")
    if answer.point is not None:
        best.offer(solution_of(guide.problem, formulation, answer.point), "whole rota")
