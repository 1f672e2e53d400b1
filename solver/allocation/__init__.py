"""Case allocation: which practitioner holds each case."""

from solver.allocation.compile import compile_problem
from solver.allocation.explain import unplaced
from solver.allocation.goals import objective, score
from solver.allocation.problem import Problem, Solution
from solver.allocation.report import decisions, kpis, occupy
from solver.allocation.rules import check
from solver.allocation.search import search

PROBLEM = (
    "Every case to one practitioner or left without one, over all cases and all practitioners of the scenario, under "
    "every hard rule of docs/formulation.md, at least priced total of the goals."
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
