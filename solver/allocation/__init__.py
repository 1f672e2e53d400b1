"""Allocation: who holds each case, writes each court report, is in contact with each victim."""

from solver.allocation.compile import compile_problem
from solver.allocation.explain import unplaced
from solver.allocation.goals import objective, score
from solver.allocation.problem import Problem
from solver.allocation.report import decisions, kpis, occupy
from solver.allocation.rules import check
from solver.allocation.search import search
from solver.allocation.solution import Solution

PROBLEM = (
    "Every case, court report and victim contact to one member of staff or left without one, over all of them and all "
    "staff of the scenario, under every hard rule of docs/formulation.md, at least priced total of the goals."
)
"""The problem that the bound is valid for."""

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
    "unplaced",
]
