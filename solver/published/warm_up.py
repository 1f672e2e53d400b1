"""Tiny instances, solved so that code which is compiled on first use is compiled before a clock is started."""

from __future__ import annotations

import numpy as np

from solver.options import Allowance, Budget
from solver.published.balance import BalanceProblem
from solver.published.descent import descend
from solver.published.gap import GapProblem
from solver.published.knapsack import bound_at, losses_at
from solver.published.partition import Zone, best_share_out
from solver.published.share_out import solve_balance


def warm_up() -> None:
    """Run every compiled function once."""
    one = np.ones((2, 2), dtype=np.int64)
    gap = GapProblem(one, one, np.ones(2, dtype=np.int64))
    bound_at(gap, one[0])
    losses_at(gap, one[0])
    descend(one, fewest=1, most=1, most_load=1, starts=1, seed=1)
    for alike in (True, False):
        best_share_out(Zone(one, one[0], 1, 1, 1, alike), 3)
    balance = BalanceProblem(one, np.zeros(2, dtype=np.int64), 1, 1, 1)
    solve_balance(balance, Allowance(Budget(None, 1)), 1)
