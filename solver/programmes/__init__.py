"""Programme groups: which groups open, in which room, with which facilitators, and who joins."""

from solver.programmes.compile import compile_problem
from solver.programmes.explain import unplaced
from solver.programmes.goals import objective, score
from solver.programmes.locks import try_locks
from solver.programmes.one_more import one_more_resource, tries_resources
from solver.programmes.problem import PROBLEM, Problem, Solution
from solver.programmes.report import decisions, kpis, occupy
from solver.programmes.rules import check
from solver.programmes.search import search

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
    "one_more_resource",
    "score",
    "search",
    "tries_resources",
    "try_locks",
    "unplaced",
]
