"""The relaxation of a larger rota followed in a process of its own, and its bound raised by prices."""

from __future__ import annotations

from collections.abc import Callable

from solver.options import Allowance
from solver.unpaid_work.by_prices import raise_bound
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.guide import follow
from solver.unpaid_work.problem import Problem
from solver.unpaid_work.purse import Purse

LIGHT = 130_000
"""Entries of the program from which on prices raise the bound more than further rows."""
WORTH = 2e-5
"""Relative rise of the bound for a unit of work below which no more rows are added."""


def proved_beside(problem: Problem, allowance: Allowance, tell: Callable[[float], None]) -> None:
    """An errand: the bound as far as it goes, told on the way."""
    purse = Purse(allowance)
    guide = follow(problem, formulate(problem), purse, tell, share=1.0, worth=WORTH, together=True, light=LIGHT)
    raise_bound(guide, purse, tell)
