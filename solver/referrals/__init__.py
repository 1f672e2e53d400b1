"""Commissioned services: which referral is placed with which contract, from when, and which appointments follow."""

from solver.referrals.compile import compile_problem
from solver.referrals.explain import unplaced
from solver.referrals.goals import objective, score
from solver.referrals.problem import PROBLEM, Problem, Solution
from solver.referrals.report import decisions, kpis, occupy
from solver.referrals.rules import check
from solver.referrals.search import search, try_locks

__all__ = [
    "PROBLEM",
    "Problem",
    "Solution",
    "check",
    "compile_problem",
    "decisions",
    "kpis",
    "objective",
    "occupy",
    "score",
    "search",
    "try_locks",
    "unplaced",
]
