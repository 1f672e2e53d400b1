"""Published problems that resemble ours: generalised assignment, workloads of nurses, groups from preferences."""

from solver.published.balance import BalanceProblem, check_balance
from solver.published.forming import solve_groups
from solver.published.found import Found
from solver.published.gap import GapProblem, check_gap
from solver.published.groups import Aim, GroupProblem, TopicLimit, check_groups
from solver.published.search import solve_gap
from solver.published.share_out import solve_balance

__all__ = [
    "Aim",
    "BalanceProblem",
    "Found",
    "GapProblem",
    "GroupProblem",
    "TopicLimit",
    "check_balance",
    "check_gap",
    "check_groups",
    "solve_balance",
    "solve_gap",
    "solve_groups",
]
