"""Locks that demand places: those that no plan can give, and the groups that keep the others."""

from __future__ import annotations

import numpy as np

from models.errors import BadInput, Fault
from solver.lock_faults import forbidden, unkept
from solver.options import Allowance, Budget
from solver.programmes.exact import Best, whole
from solver.programmes.problem import Problem, Solution
from solver.programmes.rules import check

WORK = 5
"""Units of work that the program of the locked groups may take, whatever the clock says."""


def refuse_forbidden(problem: Problem) -> None:
    """Raise ``BadInput`` with every lock on a place that a rule on the pair forbids."""
    faults = [
        forbidden(n, problem.referral_ids[r], problem.option_ids[g], rule.name)
        for r, g, n in problem.must.tolist()
        for rule in problem.pair_rules
        if not rule.holds(r, g)
    ]
    if faults:
        raise BadInput(faults)


def try_locks(problem: Problem, start: Solution) -> None:
    """Raise ``BadInput`` with the locks that a solution leaves out, where no plan is found that keeps all."""
    best = Best(problem, start, keeps_rules=not check(problem, start))
    if not best.keeps_rules:
        keep_locks(best, seed=1)


def keep_locks(best: Best, *, seed: int) -> None:
    """Let the program of the locked groups alone find a plan that keeps the locks: other groups only stand in the way.

    Raises
    ------
    BadInput
        It found none; with every lock that the plan to begin with leaves out.
    """
    groups, allowance = np.unique(best.problem.must[:, 1]), Allowance(Budget(work=WORK))
    whole(best, allowance, seed=seed, tell=_unheard, among=groups)
    if not best.keeps_rules:
        raise BadInput(_left_out(best))


def _unheard(_cost: float, _bound: float | None) -> None:
    """What the locked groups cost alone is nobody's news."""


def _left_out(best: Best) -> list[Fault]:
    problem, group_of = best.problem, best.solution.group_of
    why = "its group has no seat, room or team left for it beside the other locks"
    return [
        unkept(n, problem.referral_ids[r], problem.option_ids[g], why)
        for r, g, n in problem.must.tolist()
        if group_of[r] != g
    ]
