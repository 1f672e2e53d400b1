"""Published problems that resemble ours: generalised assignment, and balanced workloads of nurses."""

from solver.published.balance import BalanceProblem, check_balance
from solver.published.found import Found
from solver.published.gap import GapProblem, check_gap
from solver.published.search import solve_gap
from solver.published.share_out import solve_balance

__all__ = ["BalanceProblem", "Found", "GapProblem", "check_balance", "check_gap", "solve_balance", "solve_gap"]
