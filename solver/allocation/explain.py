"""Why an item has nobody: what each rule took away, in order, without a word about anybody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.explanation import Reason, Unplaced
from models.goals import Part
from solver.allocation.problem import NOBODY, Bools, Ints, Problem
from solver.allocation.rules import PAIR_RULES
from solver.allocation.solution import Solution, cases_held, loads, most_cases, most_loads, most_moves, moved

SENTENCES: dict[str, str] = {
    "role": "{gone} do other work.",
    "grade_may_hold": "{gone} are of a grade that may not hold it.",
    "qualified": "{gone} lack a qualification that it requires, or the entry in the register runs out too soon.",
    "specialist_team": "{gone} are not of the specialist team that it belongs to.",
    "not_excluded": "{gone} and the person must not work together.",
    "limited_access": "{gone} are not named for this limited-access case.",
    "stated_needs": "{gone} do not meet a need that the person has stated.",
    "active_in_region": "{gone} are not at work in its region for all of the time, or the transfer is open.",
    "at_work": "{gone} are not at work on any day on which it is to be done.",
    "has_capacity": "{gone} have no available points at the time.",
    "stays_near_end": "{gone} are not the one who has it, with whom it stays so near to its end.",
    "only_new": "{gone} are not the one who has it, and only new work is given out.",
    "locks_kept": "{gone} are ruled out by a lock.",
    "keep_apart": "{gone} would have work that must be kept apart from it.",
    "within_ceiling": "{gone} would carry more than the workload ceiling.",
    "within_case_ceiling": "{gone} would hold more cases than they may.",
    "within_max_moves": "{gone} would have it moved to them, and no more moves are allowed.",
    "unallocated": "{gone} could take it, but then work that counts for more would have nobody.",
}
"""What each rule says about the staff that it took away; ``unallocated`` is the goal that decides at last."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What everybody carries in a plan, and may carry.

    Attributes
    ----------
    load, most
        (M, T) points.
    cases, most_cases
        (M,) cases.
    may_move
        Whether one more move is allowed.
    """

    load: Ints
    most: Ints
    cases: Ints
    most_cases: Ints
    may_move: bool


def unplaced(problem: Problem, solution: Solution) -> tuple[Unplaced, ...]:
    """Every item that nobody has, with reasons."""
    missing = np.flatnonzero(solution.holder == NOBODY)
    if missing.size == 0:
        return ()
    standing = _standing(problem, solution)
    return tuple(
        Unplaced(
            part=Part.ALLOCATION,
            id=problem.items[i],
            person=problem.people[i],
            reasons=_reasons(problem, solution, int(i), standing),
        )
        for i in missing
    )


def _standing(problem: Problem, solution: Solution) -> Standing:
    most = most_moves(problem)
    return Standing(
        load=loads(problem, solution.holder),
        most=most_loads(problem),
        cases=cases_held(problem, solution.holder),
        most_cases=most_cases(problem),
        may_move=most is None or int(np.count_nonzero(moved(problem, solution.holder))) < most,
    )


def _reasons(problem: Problem, solution: Solution, i: int, standing: Standing) -> tuple[Reason, ...]:
    item = np.array([i], dtype=np.int32)
    everyone = np.arange(problem.num_staff, dtype=np.int32)
    tables = {name: rule(problem, item, everyone) for name, rule in PAIR_RULES.items()}
    tables["keep_apart"] = ~np.isin(everyone, solution.holder[_kept_apart_from(problem, i)])
    tables["within_ceiling"] = (standing.load + problem.points[i] <= standing.most).all(axis=1)
    tables["within_case_ceiling"] = standing.cases + int(problem.is_case[i]) <= standing.most_cases
    tables["within_max_moves"] = standing.may_move | ~problem.has_current[i] | (everyone == problem.current[i])
    tables["unallocated"] = np.zeros(everyone.size, dtype=np.bool_)
    left = np.ones(everyone.size, dtype=np.bool_)
    reasons = []
    for name, table in tables.items():
        still = left & table
        if still.sum() < left.sum():
            reasons.append(_reason(name, left, still))
        left = still
    return tuple(reasons) or (Reason(rule="role", options_left=0, sentence="There is nobody to do it."),)


def _reason(rule: str, before: Bools, after: Bools) -> Reason:
    had, left = int(before.sum()), int(after.sum())
    gone = f"{had - left} of the {had} members of staff left"
    return Reason(rule=rule, options_left=left, sentence=SENTENCES[rule].format(gone=gone))


def _kept_apart_from(problem: Problem, i: int) -> Ints:
    both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
    return np.asarray(both[both[:, 0] == i, 1], dtype=np.int64)
