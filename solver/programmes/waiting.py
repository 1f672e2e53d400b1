"""The waiting list: who has no place, in order, when one can be expected, and until when it would be of use."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from solver.programmes.problem import Problem, Solution


def in_order(problem: Problem, solution: Solution) -> list[int]:
    """Referrals without a place: by priority, end of sentence, day of referral, and as they stand in the scenario."""
    out = np.flatnonzero(solution.group_of < 0)
    keys = (out, problem.referred[out], problem.sentence_end[out], -problem.priority[out])
    return [int(r) for r in out[np.lexsort(keys)]]


def expected_starts(problem: Problem, solution: Solution) -> dict[int, date]:
    """First day of the week in which a place can be expected, if places come on as they do in the plan.

    Only for referrals that could join some group, of people without a place; none where no place came for their like.
    """
    placed = solution.group_of >= 0
    came = Counter(problem.need[placed].tolist())
    people, line = set(problem.person[placed].tolist()), Counter[int]()
    expected: dict[int, date] = {}
    for r in in_order(problem, solution):
        need = int(problem.need[r])
        if problem.allowed[r].any() and int(problem.person[r]) not in people and came[need]:
            week = problem.weeks + line[need] * problem.weeks // came[need]
            expected[r] = date.fromordinal(problem.start + 7 * week)
            line[need] += 1
    return expected


def latest_start(problem: Problem, r: int) -> date | None:
    """Last day on which a place would still be of use; none where that day has passed, or no group could open."""
    day = int(problem.latest_start[r])
    return date.fromordinal(day) if day >= problem.start else None
