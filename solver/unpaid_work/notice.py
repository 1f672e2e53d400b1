"""Instructions at short notice: sessions of the next days that people were told of, and what would be new to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scenario import Scenario
from models.unpaid_work import ProjectKind
from solver.calendar import working_day_after
from solver.unpaid_work.eligibility import Roll
from solver.unpaid_work.problem import Bools, Ints, frozen


def told_already(roll: Roll) -> Ints:
    """(N, 3) int32: requirement, slot and week of each instruction of the plan in force that lies within the notice."""
    rows: set[tuple[int, int, int]] = set()
    if (before := roll.scenario.previous_plan) is not None:
        start, until = roll.scenario.horizon.start, _until(roll.scenario)
        row_at = {row.id: r for r, row in enumerate(roll.requirements)}
        slot_at = {
            slot.id: s for s, (project, slot) in enumerate(roll.slots) if project.kind is not ProjectKind.INDUCTION
        }
        rows = {
            (row_at[row.requirement], slot_at[row.slot], (day - start).days // 7)
            for row in before.patterns
            if row.requirement in row_at and row.slot in slot_at
            for day in row.dates
            if 0 <= (day - start).days < until
        }
    return frozen(np.array(sorted(rows), dtype=np.int32).reshape(-1, 3))


def within_notice(roll: Roll) -> Bools:
    """(S, W) bool: the day of the slot in the week comes before the notice is over; none without instructions."""
    days = 7 * np.arange(roll.scenario.horizon.weeks) + roll.slot_weekday[:, None]
    stated = roll.scenario.previous_plan is not None and bool(roll.scenario.previous_plan.patterns)
    return frozen((days < _until(roll.scenario)) & stated)


def kept_and_fresh(
    told: Ints, short: Bools, requirement: Ints, slot: Ints, held: Bools
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Instructions that each pair keeps, and held dates within the notice of which the person was not told.

    Parameters
    ----------
    told, short
        As the two functions above give them.
    requirement, slot, held
        (O,), (O,) and (O, W): pairs in rising order, and the dates on which a place is held.
    """
    kept = np.zeros(len(requirement), dtype=np.int64)
    number = _number(requirement, slot, len(short))
    wanted = _number(told[:, 0], told[:, 1], len(short))
    at = np.searchsorted(number, wanted)
    known = np.flatnonzero(at < len(number))
    known = known[number[at[known]] == wanted[known]]
    np.add.at(kept, at[known], held[at[known], told[known, 2]])
    return kept, (held & short[slot]).sum(axis=1) - kept


def _number(requirement: NDArray[Any], slot: NDArray[Any], slots: int) -> NDArray[np.int64]:
    return np.asarray(requirement.astype(np.int64) * (slots + 1) + slot)


def _until(scenario: Scenario) -> int:
    """Days from the start of the horizon to the first on which somebody can be sent somewhere else."""
    start, notice = scenario.horizon.start, int(scenario.policy.instruction_notice_days.value)
    until = working_day_after(start, notice, frozenset(scenario.horizon.bank_holidays))
    return (until - start) // timedelta(days=1)
