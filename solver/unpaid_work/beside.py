"""The relaxation of a larger rota followed in a process of its own: first by simplex, then by interior points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.options import Allowance
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.guide import DEAREST, ROUNDS, Guide, follow, not_dear, solve_on, with_rows
from solver.unpaid_work.middle import Middle
from solver.unpaid_work.problem import Problem
from solver.unpaid_work.purse import Purse

LIGHT = 130_000
"""Entries of the program from which on interior points are quicker than simplex."""
WORTH, CLOSER = 2e-5, 5e-5
"""Relative rise of the bound for a unit of work below which simplex adds no more rows, and below which rows of whole
crowds are looked for."""


def proved_beside(problem: Problem, allowance: Allowance, tell: Callable[[float], None]) -> None:
    """An errand: the relaxation followed as far as it goes, its bounds told on the way."""
    formulation, purse = formulate(problem), Purse(allowance)
    guide = follow(problem, formulation, purse, tell, share=1.0, worth=WORTH, together=True, light=LIGHT)
    guide.relaxation = Middle(guide.relaxation, formulation)
    guide.relaxation.use(not_dear(guide, DEAREST))
    _by_interior_points(guide, purse, tell)


def _by_interior_points(guide: Guide, purse: Purse, tell: Callable[[float], None]) -> None:
    """Rounds of rows, of whole crowds once the bound hardly rises, for as long as there are any."""
    relaxation, bound, spent = guide.relaxation, -np.inf, 0.0
    for _ in range(ROUNDS):
        begun = purse.left
        if purse.is_empty():
            break
        answer = solve_on(relaxation, purse, begun)
        tell(answer.bound)
        if not answer.feasible:
            break
        if answer.bound - bound < CLOSER * spent * abs(answer.bound):
            relaxation.look_closer()
        bound = max(bound, answer.bound)
        guide.point, guide.reduced = answer.point, answer.reduced
        relaxation.use(not_dear(guide, DEAREST))
        if not with_rows(relaxation, answer.point, purse):
            break
        spent = begun - purse.left
