"""Why a case has no practitioner: what each rule took away, in order, without a word about anybody else."""

from __future__ import annotations

import numpy as np

from models.explanation import Reason, Unplaced
from models.goals import Part
from solver.allocation.problem import NOBODY, Bools, Ints, Problem, Solution, loads, most_loads
from solver.allocation.rules import PAIR_RULES

SENTENCES: dict[str, str] = {
    "grade_may_hold": "{gone} are of a grade that may not hold it.",
    "qualified": "{gone} lack a qualification that it requires, or the entry in the register runs out too soon.",
    "not_excluded": "{gone} and the person must not work together.",
    "limited_access": "{gone} are not named for this limited-access case.",
    "stated_needs": "{gone} do not meet a need that the person has stated.",
    "active_in_region": "{gone} are not at work in the person's region for all of the time, or the transfer is open.",
    "has_capacity": "{gone} have no available points.",
    "locks_kept": "{gone} are ruled out by a lock.",
    "keep_apart": "{gone} would hold a co-defendant's case too.",
    "within_ceiling": "{gone} would carry more than the workload ceiling.",
    "unallocated": "{gone} could take it, but then cases that count for more would have no practitioner.",
}
"""What each rule says about the practitioners that it took away; ``unallocated`` is the goal that decides at last."""


def unplaced(problem: Problem, solution: Solution) -> tuple[Unplaced, ...]:
    """Every case without a practitioner, with reasons."""
    load, most = loads(problem, solution.holder), most_loads(problem)
    return tuple(
        Unplaced(
            part=Part.ALLOCATION,
            id=problem.cases[i],
            person=problem.people[i],
            reasons=_reasons(problem, solution, int(i), load, most),
        )
        for i in np.flatnonzero(solution.holder == NOBODY)
    )


def _reasons(problem: Problem, solution: Solution, i: int, load: Ints, most: Ints) -> tuple[Reason, ...]:
    case = np.array([i], dtype=np.int32)
    everyone = np.arange(problem.num_practitioners, dtype=np.int32)
    tables = {name: rule(problem, case, everyone) for name, rule in PAIR_RULES.items()}
    tables["keep_apart"] = ~np.isin(everyone, solution.holder[_co_defendants(problem, i)])
    tables["within_ceiling"] = load + problem.points[i] <= most
    tables["unallocated"] = np.zeros(everyone.size, dtype=np.bool_)
    left = np.ones(everyone.size, dtype=np.bool_)
    reasons = []
    for name, table in tables.items():
        still = left & table
        if still.sum() < left.sum():
            reasons.append(_reason(name, left, still))
        left = still
    return tuple(reasons) or (Reason(rule="has_capacity", options_left=0, sentence="There is no practitioner."),)


def _reason(rule: str, before: Bools, after: Bools) -> Reason:
    had, left = int(before.sum()), int(after.sum())
    gone = f"{had - left} of the {had} practitioners left"
    return Reason(rule=rule, options_left=left, sentence=SENTENCES[rule].format(gone=gone))


def _co_defendants(problem: Problem, i: int) -> Ints:
    both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
    return np.asarray(both[both[:, 0] == i, 1], dtype=np.int64)
