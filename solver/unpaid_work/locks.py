"""Locks of requirements on slots: what they ask for, and those that cannot be kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInput, Fault
from models.locks import Force, UnpaidWorkLock
from solver.unpaid_work.eligibility import Roll
from solver.unpaid_work.problem import PAIR_RULES, Ints, Slots, ints


def locks_of(roll: Roll) -> tuple[Ints, Ints]:
    """(L, 2) int32 each: (requirement, slot) that must stand, and that must not."""
    row_of = {row.id: r for r, row in enumerate(roll.requirements)}
    slot_of = {slot.id: s for s, (_, slot) in enumerate(roll.slots)}
    pairs: dict[Force, set[tuple[int, int]]] = {Force.MUST: set(), Force.MUST_NOT: set()}
    for lock in roll.scenario.locks:
        if isinstance(lock, UnpaidWorkLock) and lock.requirement in row_of and lock.slot in slot_of:
            pairs[lock.force].add((row_of[lock.requirement], slot_of[lock.slot]))
    must, must_not = (np.array(sorted(pairs[force]), dtype=np.int32).reshape(-1, 2) for force in pairs)
    return ints(must), ints(must_not)


def refuse_impossible(roll: Roll, slots: Slots, broken: NDArray[np.uint16], locks: Ints, bans: Ints) -> None:
    """Raise ``BadInput`` with every lock that a rule or another lock stands against."""
    banned = {tuple(pair) for pair in bans.tolist()}
    row_of = {
        (lock.requirement, lock.slot): n
        for n, lock in enumerate(roll.scenario.locks)
        if isinstance(lock, UnpaidWorkLock) and lock.force is Force.MUST
    }
    taken: dict[tuple[int, int], int] = {}
    count: dict[int, int] = {}
    faults: list[Fault] = []
    for r, s in locks.tolist():
        rules = [name for bit, name in enumerate(PAIR_RULES) if broken[r, s] >> bit & 1]
        if (r, s) in banned:
            rules.append("locks_kept")
        day = (r, int(slots.weekday[s]))
        count[r] = count.get(r, 0) + 1
        if taken.setdefault(day, s) != s or count[r] > roll.requirements[r].sessions_per_week:
            rules.append("sessions_per_week")
        pair = roll.requirements[r].id, roll.slots[s][1].id
        faults += [_fault(row_of[pair], *pair, rule) for rule in rules]
    if faults:
        raise BadInput(faults)


def _fault(row: int, requirement: str, slot: str, rule: str) -> Fault:
    return Fault(
        code="lock_against_rule",
        pointer=f"/locks/{row}",
        id=requirement,
        sentence=f"Requirement {requirement} is locked to slot {slot}, which the rule {rule} does not allow.",
    )
