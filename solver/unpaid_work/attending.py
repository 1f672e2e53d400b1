"""On which dates a place is held for whom, and what is worked off on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.problem import Bools, Ints, Problem, Requirements, Slots, Solution


def held_dates(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: dates on which a place is held: as many, from the first usable week on, as the slot's share needs.

    The share is the minutes left over the sessions a week, as if every slot of the requirement were as long as this
    one; whatever the others are, all shares together come to the minutes left.
    """
    weeks = np.arange(slots.has_date.shape[1])
    dates = slots.has_date[slot] & (weeks >= requirements.first_week[requirement][:, None])
    a_week = slots.minutes[slot].astype(np.int64) * requirements.sessions_per_week[requirement]
    enough = -(-requirements.remaining[requirement] // a_week)
    return np.asarray(dates & (np.cumsum(dates, axis=1) <= enough[:, None]))


def served_weeks(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: active weeks of the requirement in which the slot has a date, or would but for a bank holiday.

    None where the slot has no date at all in the active weeks.
    """
    weeks = np.arange(slots.has_date.shape[1])
    first = requirements.first_week[requirement][:, None]
    active = (weeks >= first) & (weeks < first + requirements.active_weeks[requirement][:, None])
    any_date = np.asarray(active & slots.has_date[slot]).any(axis=1)
    return np.asarray(active & slots.serves[slot] & any_date.reshape(-1, 1))


@dataclass(frozen=True, slots=True)
class Attendance:
    """What follows from a rota, date by date.

    Attributes
    ----------
    instructed
        (N, W) bool: the requirement is instructed on the slot's date in the week.
    minutes
        (N, W) int64: minutes worked off then.
    present
        (S, W) int32: supervisors standing on the slot who are present on its date.
    """

    instructed: Bools
    minutes: NDArray[np.int64]
    present: Ints


def attendance(problem: Problem, solution: Solution) -> Attendance:
    """Held dates on which a session runs, in order over all slots of a requirement, until nothing is left."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    present = supervisors_present(problem, solution)
    runs = problem.slots.has_date & ((problem.slots.max_supervisors == 0)[:, None] | (present > 0))
    dates = held_dates(problem.requirements, problem.slots, requirement, slot) & runs[slot]
    row, week = np.nonzero(dates)
    order = np.lexsort((problem.slots.weekday[slot[row]], week, requirement[row]))
    row, week = row[order], week[order]
    length = problem.slots.minutes[slot[row]].astype(np.int64)
    before = _sum_before(length, requirement[row])
    left = problem.requirements.remaining[requirement[row]] - before
    minutes = np.zeros(dates.shape, dtype=np.int64)
    minutes[row, week] = np.clip(left, 0, length)
    return Attendance(minutes > 0, minutes, present)


def supervisors_present(problem: Problem, solution: Solution) -> Ints:
    """(S, W) int32: supervisors standing on each slot who are present on its date."""
    slot, supervisor = solution.supervised[:, 0], solution.supervised[:, 1]
    present = np.zeros(problem.slots.has_date.shape, dtype=np.int32)
    np.add.at(present, slot, problem.supervisors.present[supervisor, slot])
    return present * problem.slots.has_date


def _sum_before(values: NDArray[np.int64], group: Ints) -> NDArray[np.int64]:
    """Sum of the earlier values of the same group; groups lie together."""
    before = np.cumsum(values) - values
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    return np.asarray(before - np.repeat(before[starts], np.diff(np.append(starts, len(values)))), dtype=np.int64)
