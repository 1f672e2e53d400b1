"""The hard rules of the allocation, each as a check on plain arrays.

A rule about a pair answers by broadcasting: cases of shape (k, 1) against practitioners (1, m) give a (k, m) table,
arrays of equal shape give an answer for each pair. A rule about the whole plan lists its violations.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.errors import Violation
from models.goals import Part
from solver.allocation.problem import NOBODY, Bools, Indices, Problem, Solution, loads, most_loads

PairRule = Callable[[Problem, Indices, Indices], Bools]
PlanRule = Callable[[Problem, Solution], list[Violation]]


def grade_may_hold(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """A holding rule for the grade covers the case's type, tier, risk, MAPPA level and length of sentence."""
    allowed = problem.may_hold[problem.holding[cases], problem.grade[practitioners]]
    return np.asarray(allowed | overruled(problem, cases, practitioners))


def qualified(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """The practitioner has every required qualification, valid to the horizon's last day."""
    allowed = problem.qualified[problem.requirements[cases], practitioners]
    return np.asarray(allowed | overruled(problem, cases, practitioners))


def not_excluded(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """Neither the person nor the practitioner excludes the other."""
    return ~problem.excluded.hold(cases, practitioners)


def limited_access(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """A limited-access case goes only to those who are named for it."""
    return ~problem.limited[cases] | problem.named.hold(cases, practitioners)


def stated_needs(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """A woman practitioner or a Welsh speaker where the person has stated that need."""
    allowed = problem.meets[problem.needs[cases], practitioners]
    return np.asarray(allowed | overruled(problem, cases, practitioners))


def active_in_region(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """In the team from the case's first day to the horizon's last, in the person's region, the transfer done."""
    here = problem.practitioner_region[practitioners] == problem.case_region[cases]
    in_time = problem.active_from[practitioners] <= problem.starts[cases]
    stays = problem.active_until[practitioners] >= problem.last_day
    return np.asarray(here & in_time & stays & problem.transferred[cases])


def has_capacity(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """The practitioner has available points."""
    return np.broadcast_to(problem.available[practitioners] > 0, np.broadcast_shapes(cases.shape, practitioners.shape))


def locks_kept(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """A case with a ``must`` lock goes only there; no ``must_not`` lock stands against the pair."""
    must = problem.must[cases]
    free = (must == NOBODY) | (must == practitioners)
    return np.asarray(free & ~problem.must_not.hold(cases, practitioners))


def overruled(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """Whether a ``must`` lock with ``override`` sets rules about the practitioner's competence aside."""
    return np.asarray(problem.override[cases] & (problem.must[cases] == practitioners))


def keep_apart(problem: Problem, solution: Solution) -> list[Violation]:
    """Co-defendants have different practitioners."""
    if problem.apart.size == 0:
        return []
    one, other = solution.holder[problem.apart[:, 0]], solution.holder[problem.apart[:, 1]]
    together = problem.apart[(one == other) & (one != NOBODY)]
    return [
        violation(
            "keep_apart",
            (problem.cases[a], problem.cases[b], problem.practitioners[solution.holder[a]]),
            f"Cases {problem.cases[a]} and {problem.cases[b]} belong to co-defendants and have one practitioner.",
        )
        for a, b in together
    ]


def within_ceiling(problem: Problem, solution: Solution) -> list[Violation]:
    """Nobody carries more than the workload ceiling, or than existing load and ``must`` locks, if these are more."""
    load, most = loads(problem, solution.holder), most_loads(problem)
    holding = np.unique(solution.holder[solution.holder != NOBODY])
    return [
        violation(
            "within_ceiling",
            (problem.practitioners[j],),
            f"Practitioner {problem.practitioners[j]} would carry {load[j]} points where {most[j]} are the most.",
        )
        for j in holding[load[holding] > most[holding]]
    ]


def musts_kept(problem: Problem, solution: Solution) -> list[Violation]:
    """Every ``must`` lock is carried out (``locks_kept`` of the pairs sees to the rest)."""
    missing = np.flatnonzero((problem.must != NOBODY) & (solution.holder == NOBODY))
    return [
        violation(
            "locks_kept",
            (problem.cases[i], problem.practitioners[problem.must[i]]),
            f"Case {problem.cases[i]} is locked to a practitioner and has none.",
        )
        for i in missing
    ]


def pairs_allowed(name: str, rule: PairRule) -> PlanRule:
    """The rule of the whole plan that every case held keeps a rule about pairs."""

    def every_pair(problem: Problem, solution: Solution) -> list[Violation]:
        cases = np.flatnonzero(solution.holder != NOBODY).astype(np.int32)
        holders = solution.holder[cases]
        wrong = ~rule(problem, cases, holders)
        return [
            violation(
                name,
                (problem.cases[i], problem.practitioners[j]),
                f"Case {problem.cases[i]} may not be held by {problem.practitioners[j]}: {name}.",
            )
            for i, j in zip(cases[wrong], holders[wrong], strict=True)
        ]

    return every_pair


def violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    """A violation in this part of the plan."""
    return Violation(rule=rule, part=Part.ALLOCATION.value, ids=ids, sentence=sentence)


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of a hard rule."""
    return [found for rules in RULES.values() for rule in rules for found in rule(problem, solution)]


def allowed_pairs(problem: Problem, cases: Indices, practitioners: Indices) -> Bools:
    """(n, m) bool: every rule about pairs lets the practitioner hold the case."""
    allowed = np.ones((cases.size, practitioners.size), dtype=np.bool_)
    for rule in PAIR_RULES.values():
        allowed &= rule(problem, cases[:, None], practitioners[None, :])
    return allowed


PAIR_RULES: dict[str, PairRule] = {
    "grade_may_hold": grade_may_hold,
    "qualified": qualified,
    "not_excluded": not_excluded,
    "limited_access": limited_access,
    "stated_needs": stated_needs,
    "active_in_region": active_in_region,
    "has_capacity": has_capacity,
    "locks_kept": locks_kept,
}
"""Rules that a case and a practitioner must keep, whatever else is decided."""

RULES: dict[str, tuple[PlanRule, ...]] = {
    "grade_may_hold": (pairs_allowed("grade_may_hold", grade_may_hold),),
    "qualified": (pairs_allowed("qualified", qualified),),
    "not_excluded": (pairs_allowed("not_excluded", not_excluded),),
    "limited_access": (pairs_allowed("limited_access", limited_access),),
    "stated_needs": (pairs_allowed("stated_needs", stated_needs),),
    "active_in_region": (pairs_allowed("active_in_region", active_in_region),),
    "has_capacity": (pairs_allowed("has_capacity", has_capacity),),
    "keep_apart": (keep_apart,),
    "within_ceiling": (within_ceiling,),
    "locks_kept": (pairs_allowed("locks_kept", locks_kept), musts_kept),
}
"""Every hard rule, in the order of docs/formulation.md."""
