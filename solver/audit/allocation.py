"""Allocation: the rules on who may hold which case.

A rule about a pair takes indices of cases and of practitioners that are broadcast against each other, so that the
same few lines judge what the plan decided and, block by block, everything that it could have decided.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from models.casework import Case
from models.decisions import CaseAllocation
from models.errors import Violation
from models.goals import Part
from models.locks import CaseLock, Force
from models.staff import Staff
from solver.audit.casebook import Casebook
from solver.audit.finding import Findings, leeway, violation
from solver.audit.pairs import Flags, Index


def grade_may_hold(a: Casebook, i: Index, j: Index) -> Flags:
    """Some holding rule of the practitioner's grade allows the case, or a ``must`` lock overrules it."""
    return np.asarray(a.may_hold[a.kind_of_case[i], a.kind_of_practitioner[j]] | a.overridden.holds(i, j))


def qualified(a: Casebook, i: Index, j: Index) -> Flags:
    """Every required qualification is held, and valid to the horizon's last day; or a ``must`` lock overrules it."""
    return np.asarray(a.has_required[a.requires_of_case[i], j] | a.overridden.holds(i, j))


def not_excluded(a: Casebook, i: Index, j: Index) -> Flags:
    """Neither the person nor the practitioner excludes the other."""
    return np.asarray(~a.excluded.holds(i, j))


def limited_access(a: Casebook, i: Index, j: Index) -> Flags:
    """A limited-access case finds one of the practitioners that it names."""
    return np.asarray(~a.limited[i] | a.named.holds(i, j))


def stated_needs(a: Casebook, i: Index, j: Index) -> Flags:
    """A need for a woman finds a woman, Welsh finds a speaker; or a ``must`` lock overrules it."""
    return np.asarray(a.meets_needs[a.needs_of_case[i], j] | a.overridden.holds(i, j))


def active_in_region(a: Casebook, i: Index, j: Index) -> Flags:
    """Active from the case's first day in the horizon to the horizon's last; same region; transfer complete."""
    active = (a.active_from[j] <= a.case_start[i]) & (a.active_until[j] >= a.last_day)
    return np.asarray(active & (a.region_of_practitioner[j] == a.region_of_case[i]) & a.transferred[i])


def has_capacity(a: Casebook, i: Index, j: Index) -> Flags:
    """The practitioner has available points."""
    return np.broadcast_to(a.available[j] > 0, np.broadcast_shapes(i.shape, j.shape))


def lock_allows(a: Casebook, i: Index, j: Index) -> Flags:
    """No lock keeps the practitioner from the case."""
    return np.asarray((~a.bound_by_must[i] | a.must.holds(i, j)) & ~a.must_not.holds(i, j))


class PairRule(NamedTuple):
    """A rule about a case and a practitioner, and what to say where it is broken."""

    holds: Callable[[Casebook, Index, Index], Flags]
    sentence: str


PAIR_RULES: tuple[PairRule, ...] = (
    PairRule(grade_may_hold, "The grade of {staff} may not hold case {case}."),
    PairRule(qualified, "{staff} lacks a qualification that case {case} requires, or its register entry runs out."),
    PairRule(not_excluded, "{staff} and the person of case {case} must not work together."),
    PairRule(limited_access, "Case {case} is of limited access and {staff} is not among those who may hold it."),
    PairRule(stated_needs, "{staff} does not meet a need that the person of case {case} has stated."),
    PairRule(active_in_region, "{staff} is not active in the region of case {case} for the whole horizon."),
    PairRule(has_capacity, "{staff} has no available points, but is given case {case}."),
)
"""Rules about one case and its practitioner, in the order of ``docs/formulation.md``."""


def allowed(a: Casebook, i: Index, j: Index) -> Flags:
    """Whether every rule but ``keep_apart`` and ``within_ceiling`` allows each pair."""
    flags = lock_allows(a, i, j)
    for rule in PAIR_RULES:
        flags = flags & rule.holds(a, i, j)
    return flags


def keep_apart(a: Casebook) -> Findings:
    """Co-defendants have different practitioners."""
    pairs = {
        (min(i, other), max(i, other))
        for i, case in enumerate(a.cases)
        for id in case.co_defendants
        if (other := a.case_at.get(id)) is not None
    }
    for one, other in sorted(pairs):
        if one != other and a.holder[one] == a.holder[other] >= 0:
            staff = a.practitioners[a.holder[one]].id
            ids = (a.cases[one].id, a.cases[other].id, staff)
            sentence = "Cases {} and {} are of co-defendants, but {} is to hold both.".format(*ids)
            yield violation("keep_apart", Part.ALLOCATION, ids, sentence)


def loads(a: Casebook) -> Index:
    """(J,) int64: points that each practitioner holds, those outside the scenario included."""
    held = np.flatnonzero(a.holder >= 0)
    loads = a.existing.copy()
    np.add.at(loads, a.holder[held], a.points[held])
    return loads


def within_ceiling(a: Casebook) -> Findings:
    """Nobody holds more than the ceiling, or than what locks alone amount to."""
    locked = a.existing.copy()
    held = np.flatnonzero(a.holder >= 0)
    by_lock = held[a.must.holds(held, a.holder[held])]
    np.add.at(locked, a.holder[by_lock], a.points[by_lock])
    ceiling = a.rows.scenario.policy.workload_ceiling.value
    for j, load in enumerate(loads(a)):
        limit = max(ceiling * float(a.available[j]), float(locked[j]))
        if load > limit + leeway(limit):
            staff = a.practitioners[j].id
            sentence = f"{staff} is to hold {load} points, but no more than {limit:.10g} are allowed."
            yield violation("within_ceiling", Part.ALLOCATION, (staff,), sentence)


def locks_kept(a: Casebook) -> Findings:
    """Every lock on a case is kept."""
    for lock in a.rows.scenario.locks:
        if not isinstance(lock, CaseLock):
            continue
        holds = a.holder[a.case_at[lock.case]] == a.practitioner_at.get(lock.practitioner, -2)
        if holds != (lock.force == Force.MUST):
            word = "must" if lock.force == Force.MUST else "must not"
            sentence = f"By a lock, case {lock.case} {word} be held by {lock.practitioner}."
            yield violation("locks_kept", Part.ALLOCATION, (lock.case, lock.practitioner), sentence)


PLAN_RULES: tuple[Callable[[Casebook], Findings], ...] = (keep_apart, within_ceiling, locks_kept)
"""Rules about several decisions, in the order of ``docs/formulation.md``."""


def broken_rules(a: Casebook) -> Findings:
    """Every violation of a rule of the allocation."""
    held = np.flatnonzero(a.holder >= 0)
    for rule in PAIR_RULES:
        for i in held[~rule.holds(a, held, a.holder[held])]:
            yield _broken(rule, a.cases[i], a.practitioners[a.holder[i]])
    for check in PLAN_RULES:
        yield from check(a)


def _broken(rule: PairRule, case: Case, staff: Staff) -> Violation:
    sentence = rule.sentence.format(case=case.id, staff=staff.id)
    return violation(rule.holds.__name__, Part.ALLOCATION, (case.id, staff.id), sentence)


def figures(a: Casebook, decided: tuple[CaseAllocation, ...]) -> Findings:
    """What a line says beside case and practitioner: first day, points, who holds it now."""
    horizon = a.rows.scenario.horizon
    for row in decided:
        i = a.case_at[row.case]
        case = a.cases[i]
        now = case.current_practitioner
        own = (
            max(horizon.start, case.start or horizon.start),
            int(a.points[i]),
            None if now == row.practitioner else now,
        )
        if own != (row.first, row.points, row.moved_from):
            sentence = f"Case {row.case}: first day, points or present practitioner are not those of the scenario."
            yield violation("figures", Part.ALLOCATION, (row.case,), sentence)
