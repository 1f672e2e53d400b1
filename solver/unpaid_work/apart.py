"""Who must not stand on one slot beside non-associates: people and supervisors, two requirements of one person."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.eligibility import Roll
from solver.unpaid_work.problem import Ints, Requirements, Supervisors, ints


def excluded(roll: Roll, supervisors: Supervisors) -> Ints:
    """(E, 2) int32: requirement and supervisor of whom either must not work with the other."""
    number = {id: j for j, id in enumerate(supervisors.ids)}
    theirs = {row.id: set(row.excluded_people) for row in roll.scenario.staff if row.id in number}
    pairs = {
        (r, j)
        for r, person in enumerate(roll.people)
        for id, j in number.items()
        if id in person.excluded_staff or person.id in theirs[id]
    }
    return ints(np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2))


def twins(requirements: Requirements) -> Ints:
    """(B, 2) int32: requirements of one person."""
    rows: dict[int, list[int]] = {}
    for r, person in enumerate(requirements.person.tolist()):
        rows.setdefault(person, []).append(r)
    pairs = [(one, other) for same in rows.values() for n, one in enumerate(same) for other in same[n + 1 :]]
    return ints(np.array(pairs, dtype=np.int32).reshape(-1, 2))
