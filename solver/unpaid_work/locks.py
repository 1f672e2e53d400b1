"""Locks of requirements on slots: what they ask for, and those that cannot be kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInput, Fault
from models.locks import Force, UnpaidWorkLock
from solver.lock_faults import forbidden
from solver.unpaid_work.eligibility import Roll
from solver.unpaid_work.problem import PAIR_RULES, Ints, Slots, ints


def locks_of(roll: Roll) -> tuple[Ints, Ints]:
    """(L, 3) int32 each: requirement, slot and number of the lock, of pairs that must stand and that must not."""
    row_of = {row.id: r for r, row in enumerate(roll.requirements)}
    slot_of = {slot.id: s for s, (_, slot) in enumerate(roll.slots)}
    pairs: dict[Force, dict[tuple[int, int], int]] = {Force.MUST: {}, Force.MUST_NOT: {}}
    for n, lock in enumerate(roll.scenario.locks):
        if isinstance(lock, UnpaidWorkLock) and lock.requirement in row_of and lock.slot in slot_of:
            pairs[lock.force].setdefault((row_of[lock.requirement], slot_of[lock.slot]), n)
    must, must_not = (np.array([(*p, n) for p, n in sorted(pairs[force].items())]).reshape(-1, 3) for force in pairs)
    return ints(must.astype(np.int32)), ints(must_not.astype(np.int32))


def refuse_impossible(roll: Roll, slots: Slots, broken: NDArray[np.uint16], locks: Ints, bans: Ints) -> None:
    """Raise ``BadInput`` with every lock that a rule or another lock stands against."""
    banned = {(r, s) for r, s, _ in bans.tolist()}
    taken: dict[tuple[int, int], int] = {}
    count: dict[int, int] = {}
    faults: list[Fault] = []
    for r, s, n in locks.tolist():
        rules = [name for bit, name in enumerate(PAIR_RULES) if broken[r, s] >> bit & 1]
        if (r, s) in banned:
            rules.append("locks_kept")
        day = (r, int(slots.weekday[s]))
        count[r] = count.get(r, 0) + 1
        if taken.setdefault(day, s) != s or count[r] > roll.requirements[r].sessions_per_week:
            rules.append("sessions_per_week")
        faults += [forbidden(n, roll.requirements[r].id, roll.slots[s][1].id, rule) for rule in rules]
    if faults:
        raise BadInput(faults)
