"""Unpaid work: people to standing sessions."""

from solver.unpaid_work.compile import compile_problem
from solver.unpaid_work.explain import unplaced
from solver.unpaid_work.goals import objective, score
from solver.unpaid_work.outlook import outlook
from solver.unpaid_work.problem import PROBLEM, Problem, Solution
from solver.unpaid_work.report import decisions, kpis, occupy
from solver.unpaid_work.rules import check
from solver.unpaid_work.search import search

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
    "outlook",
    "score",
    "search",
    "unplaced",
]
