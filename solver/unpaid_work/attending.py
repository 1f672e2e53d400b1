"""On which dates a place is held for whom, and what is worked off on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.problem import Bools, Ints, Problem, Requirements, Slots, Solution
from solver.unpaid_work.riding import alone_today, riders


def held_dates(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: dates on which a place is held: as many, from the first usable week on, as the slot's share needs.

    Dates on which the person is not free are passed over.

    The share is the minutes left over the sessions a week, as if every slot of the requirement were as long as this
    one; whatever the others are, all shares together come to the minutes left. Education, training and employment end
    sooner where no more of a requirement may be that.
    """
    weeks = np.arange(slots.has_date.shape[1])
    dates = slots.has_date[slot] & (weeks >= requirements.first_week[requirement][:, None])
    dates &= free_weeks(requirements, slots, requirement, slot)
    a_week = slots.minutes[slot].astype(np.int64) * requirements.sessions_per_week[requirement]
    enough = -(-requirements.remaining[requirement] // a_week)
    lessons = requirements.ete_left[requirement] // slots.minutes[slot]
    enough = np.where(slots.ete[slot], np.minimum(enough, lessons), enough)
    return np.asarray(dates & (np.cumsum(dates, axis=1, dtype=np.int16) <= enough[:, None]))


def served_weeks(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: active weeks of the requirement in which the slot has a date, or would but for a bank holiday.

    None on whose date the person is not free; none at all where no date is left in the active weeks, nor, of education,
    training and employment, after the last held date.
    """
    weeks = np.arange(slots.has_date.shape[1])
    first = requirements.first_week[requirement][:, None]
    active = (weeks >= first) & (weeks < first + requirements.active_weeks[requirement][:, None])
    active &= free_weeks(requirements, slots, requirement, slot)
    active[slots.ete[slot]] &= _to_last_held(requirements, slots, requirement, slot)
    any_date = np.asarray(active & slots.has_date[slot]).any(axis=1)
    return np.asarray(active & slots.serves[slot] & any_date.reshape(-1, 1))


def held_minutes(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Ints:
    """(O,) int32: minutes of the held dates of pairs, at most the slot's share of the minutes left."""
    held = held_dates(requirements, slots, requirement, slot).sum(axis=1, dtype=np.int32)
    share = -(-requirements.remaining[requirement] // requirements.sessions_per_week[requirement])
    return np.asarray(np.minimum(held * slots.minutes[slot], share), dtype=np.int32)


def free_weeks(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(O, W) bool: no commitment of the person meets the slot in the week; of slots that the person may have."""
    away = requirements.away[requirement]
    some = np.flatnonzero(away >= 0)
    free = np.ones((len(slot), slots.has_date.shape[1]), dtype=np.bool_)
    free[some] = ~slots.away[slot[some], away[some]]
    return free


def ete_minutes(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Ints:
    """(O,) int32: minutes of education, training and employment that the held dates of pairs come to."""
    held = held_dates(requirements, slots, requirement, slot).sum(axis=1, dtype=np.int32)
    return np.where(slots.ete[slot], held * slots.minutes[slot], 0).astype(np.int32)


def _to_last_held(requirements: Requirements, slots: Slots, requirement: Ints, slot: Ints) -> Bools:
    """(N, W) bool: weeks up to the last held date, of those pairs that are education, training and employment."""
    ete = slots.ete[slot]
    held = held_dates(requirements, slots, requirement[ete], slot[ete])
    return np.asarray(np.logical_or.accumulate(held[:, ::-1], axis=1)[:, ::-1])


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
        (S, W) int32: supervisors who are there on the slot's date.
    on_duty
        (M, W) bool: each supervisor of the solution is there on the date of the slot that it goes with.
    van
        (S, W) int32: van that goes there on the slot's date; -1 for none.
    one_off
        (N,) bool: the row stands for single dates and no standing slot.
    rides
        (N,) bool: the van brings the person week by week, where it goes.
    alone
        (N, W) bool: somebody who rides comes alone on the date.
    steps_in
        (M,) bool: the supervisor steps in on single dates and stands there on no other.
    """

    instructed: Bools
    minutes: NDArray[np.int64]
    present: Ints
    on_duty: Bools
    van: Ints
    one_off: Bools
    rides: Bools
    alone: Bools
    steps_in: Bools


def attendance(problem: Problem, solution: Solution) -> Attendance:
    """Held dates on which a session runs, in order over all slots of a requirement, until nothing is left."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    on_duty = supervisors_on_duty(problem, solution)
    present = supervisors_there(problem, solution.supervised, on_duty)
    van = vans_there(problem, solution.driven)
    dates = held_dates(problem.requirements, problem.slots, requirement, slot)
    rides = riders(problem, solution.standing, solution.driven, dates)
    alone = alone_today(problem, solution.standing, rides, driven=solution.driven, there=dates, van=van)
    dates &= can_come(slot, rides[:, None] & ~alone, sessions_running(problem, present), van)
    minutes = worked_on(problem, requirement, slot, dates)
    one_off, steps_in = np.zeros(len(slot), dtype=np.bool_), np.zeros(len(on_duty), dtype=np.bool_)
    return Attendance(minutes > 0, minutes, present, on_duty, van, one_off, rides, alone, steps_in)


def with_inductions(problem: Problem, solution: Solution, dated: Attendance) -> tuple[Solution, Attendance]:
    """The solution and who attends when, with a row of one date for each induction; it works nothing off."""
    rows = problem.inductions
    instructed = np.zeros((len(rows), problem.num_weeks), dtype=np.bool_)
    instructed[np.arange(len(rows)), rows[:, 2]] = True
    whole = Solution(np.concatenate([solution.standing, rows[:, :2]]), solution.supervised, solution.driven)
    return whole, Attendance(
        instructed=np.concatenate([dated.instructed, instructed]),
        minutes=np.concatenate([dated.minutes, np.zeros(instructed.shape, dtype=np.int64)]),
        present=dated.present,
        on_duty=dated.on_duty,
        van=dated.van,
        one_off=np.concatenate([dated.one_off, np.ones(len(rows), dtype=np.bool_)]),
        rides=np.concatenate([dated.rides, np.zeros(len(rows), dtype=np.bool_)]),
        alone=np.concatenate([dated.alone, np.zeros(instructed.shape, dtype=np.bool_)]),
        steps_in=dated.steps_in,
    )


def vans_there(problem: Problem, driven: Ints) -> Ints:
    """(S, W) int32: van that goes to the slot on its date and is on the road; -1 for none."""
    van = np.full(problem.slots.has_date.shape, -1, dtype=np.int32)
    slot, number = driven[:, 0], driven[:, 1]
    van[slot] = np.where(problem.vans.on_road[number, slot] & problem.slots.has_date[slot], number[:, None], -1)
    return van


def can_come(slot: Ints, by_van: Bools, runs: Bools, van: Ints) -> Bools:
    """(N, W) bool: a session of each slot runs, with a van for those who ride that day, (N, W)."""
    return np.asarray(runs[slot] & (~by_van | (van[slot] >= 0)))


def worked_on(problem: Problem, requirement: Ints, slot: Ints, dates: Bools) -> NDArray[np.int64]:
    """(N, W) int64: minutes worked off on each date, dates in order over all rows of a requirement."""
    row, week = np.nonzero(dates)
    order = np.lexsort((problem.slots.start[slot[row]], problem.slots.weekday[slot[row]], week, requirement[row]))
    row, week = row[order], week[order]
    length = problem.slots.minutes[slot[row]].astype(np.int64)
    before = _sum_before(length, requirement[row])
    left = problem.requirements.remaining[requirement[row]] - before
    minutes = np.zeros(dates.shape, dtype=np.int64)
    minutes[row, week] = np.clip(left, 0, length)
    return minutes


def sessions_running(problem: Problem, present: Ints) -> Bools:
    """(S, W) bool: the slot has a date that is not closed, with a supervisor of ours or where none is needed."""
    slots = problem.slots
    return np.asarray(slots.has_date & ~slots.closed & ((slots.max_supervisors == 0)[:, None] | (present > 0)))


def supervisors_present(problem: Problem, solution: Solution) -> Ints:
    """(S, W) int32: supervisors standing on each slot who are present on its date."""
    return supervisors_there(problem, solution.supervised, supervisors_on_duty(problem, solution))


def supervisors_on_duty(problem: Problem, solution: Solution) -> Bools:
    """(M, W) bool: each standing supervisor is at work on the date of the slot."""
    slot, supervisor = solution.supervised[:, 0], solution.supervised[:, 1]
    return np.asarray(problem.supervisors.present[supervisor, slot] & problem.slots.has_date[slot])


def supervisors_there(problem: Problem, supervised: Ints, on_duty: Bools) -> Ints:
    """(S, W) int32: supervisors on duty on each date."""
    there = np.zeros(problem.slots.has_date.shape, dtype=np.int32)
    np.add.at(there, supervised[:, 0], on_duty)
    return there


def _sum_before(values: NDArray[np.int64], group: Ints) -> NDArray[np.int64]:
    """Sum of the earlier values of the same group; groups lie together."""
    before = np.cumsum(values) - values
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    return np.asarray(before - np.repeat(before[starts], np.diff(np.append(starts, len(values)))), dtype=np.int64)
