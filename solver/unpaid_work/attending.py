"""Who is instructed on which date: what follows for certain from one pair, and what follows from a whole rota."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.problem import Bools, Ints, Problem, Requirements, Slots, Solution


def likely_attend(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: weeks in which the person is instructed, if every wanted slot is as long and every session runs."""
    dates = active_dates(requirements, slots, requirement, slot)
    a_week = slots.minutes[slot].astype(np.int64) * requirements.sessions_per_week[requirement]
    before = (np.cumsum(dates, axis=1, dtype=np.int64) - dates) * a_week[:, None]
    return np.asarray(dates & (before < requirements.remaining[requirement][:, None]))


def must_attend(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: weeks in which the person is instructed on the slot if it runs, whatever the rest of the rota.

    Before the date, no more can have been worked off than the slot's own earlier dates and those of the most that
    ``sessions_per_week - 1`` slots on other weekdays could have had.
    """
    dates = active_dates(requirements, slots, requirement, slot)
    worked = np.cumsum(dates, axis=1, dtype=np.int64) * slots.minutes[slot][:, None]
    before = worked - dates * slots.minutes[slot][:, None]
    before += _most_elsewhere(requirements, slots, requirement, slot, worked)
    return np.asarray(dates & (before < requirements.remaining[requirement][:, None]))


def active_dates(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: served weeks, the active weeks of the requirement in which the slot has a date."""
    weeks = np.arange(slots.has_date.shape[1])
    first = requirements.first_week[requirement][:, None]
    active = (weeks >= first) & (weeks < first + requirements.active_weeks[requirement][:, None])
    return np.asarray(active & slots.has_date[slot])


def _most_elsewhere(
    requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints, worked: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(O, W): most minutes that the other slots of a requirement can have worked off before the slot's date."""
    num_weeks = worked.shape[1]
    weekday = slots.weekday[slot]
    most = np.zeros((len(requirements.ids), 7, num_weeks + 1), dtype=np.int64)
    np.maximum.at(most[:, :, 1:], (requirement, weekday), worked)
    elsewhere = np.zeros_like(worked)
    others = requirements.sessions_per_week[requirement] - 1
    for count in np.unique(others[others > 0]).tolist():
        for day in range(7):
            rows = np.flatnonzero((others == count) & (weekday == day))
            # An earlier weekday counts up to this week, a later one up to the week before.
            same_week = np.arange(7) < day
            table = np.where(same_week[None, :, None], most[requirement[rows], :, 1:], most[requirement[rows], :, :-1])
            table[:, day, :] = 0
            elsewhere[rows] = np.sort(table, axis=1)[:, 7 - min(count, 7) :, :].sum(axis=1)
    return elsewhere


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
    """Dates of everyone who stands on a slot, in order over all slots of a requirement, until nothing is left."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    present = supervisors_present(problem, solution)
    runs = problem.slots.has_date & ((problem.slots.max_supervisors == 0)[:, None] | (present > 0))
    dates = active_dates(problem.requirements, problem.slots, requirement, slot) & runs[slot]
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
