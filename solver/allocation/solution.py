"""Who has each work item, and what that comes to: loads, cases held and moves, and the most of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.problem import NOBODY, Bools, Indices, Ints, Problem, read_only


@dataclass(frozen=True, slots=True)
class Solution:
    """Who has each work item.

    Attributes
    ----------
    holder
        (N,) int32 member of staff of each item, or ``NOBODY``.
    """

    holder: Indices


def solution_of(holder: Indices) -> Solution:
    """Solution with a read-only copy of the holders."""
    return Solution(read_only(holder.astype(np.int32, copy=True)))


def nobody_holds(problem: Problem) -> Indices:
    """Holders of a plan that gives nothing out yet."""
    return np.full(problem.num_items, NOBODY, dtype=np.int32)


def loads(problem: Problem, holder: Indices) -> Ints:
    """(M, T) int64 points that each member of staff carries: existing ones and those of the items held."""
    total = np.repeat(problem.existing[:, None], problem.num_periods, axis=1)
    held = holder != NOBODY
    np.add.at(total, holder[held], problem.points[held])
    return total


def cases_held(problem: Problem, holder: Indices) -> Ints:
    """(M,) int64 cases that each member of staff holds: existing ones and those given."""
    held = holder[(holder != NOBODY) & problem.is_case]
    return np.asarray(problem.existing_cases + np.bincount(held, minlength=problem.num_staff))


def locked_loads(problem: Problem) -> Ints:
    """(M, T) int64 points that each member of staff carries by existing load and ``must`` locks alone."""
    return loads(problem, problem.must)


def most_loads(problem: Problem) -> Ints:
    """(M, T) int64 most points that ``within_ceiling`` lets each member of staff carry."""
    most = np.floor(problem.ceiling * problem.available + 1e-9).astype(np.int64)
    return np.asarray(np.maximum(most, locked_loads(problem)))


def most_cases(problem: Problem) -> Ints:
    """(M,) int64 most cases that ``within_case_ceiling`` lets each member of staff hold."""
    return np.maximum(problem.most_cases, cases_held(problem, problem.must))


def moved(problem: Problem, holder: Indices) -> Bools:
    """(N,) bool: the item goes to another than the one who has it now."""
    return np.asarray((holder != NOBODY) & problem.has_current & (problem.current != holder))


def most_moves(problem: Problem) -> int | None:
    """Most moves that ``within_max_moves`` allows; None for any number."""
    if problem.change.max_moves is None:
        return None
    return max(problem.change.max_moves, int(np.count_nonzero(moved(problem, problem.must))))
