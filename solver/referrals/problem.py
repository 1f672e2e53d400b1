"""The problem of commissioned services as arrays, and a solution of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.goals import PartGoals
from solver.referrals.calendar import Calendar, Mask, Whole
from solver.referrals.choices import Ways

PROBLEM = (
    "Which contract, seen in person or remotely, and which weekly time and first day each referral to a commissioned "
    "service is given, or none; over all contracts, times and days of the horizon."
)
"""The problem that the bound is valid for."""

NONE = -1
"""Contract of a referral without a place."""


@dataclass(frozen=True, slots=True)
class PairRule:
    """A rule on which referral may be placed under which contract: (R, C) bool."""

    name: str
    keeps: Mask


@dataclass(frozen=True, slots=True)
class Problem:
    """Commissioned services: R referrals, C contracts, T weekly times, D weeks, H days and M months of the horizon.

    N pairs of a referral and a contract are allowed by every rule on the pair.

    Attributes
    ----------
    referral_ids, person_ids, contract_ids
        (R,), (R,) and (C,) ids.
    categories
        (R,) category of each referral.
    person
        (R,) int: number of the person referred; equal for two referrals of one person.
    need, sessions
        (R,) int: what leaving it out weighs, and weekly appointments.
    referred, earliest, released, finish
        (R,) int, ordinals: day of referral; first day on which it can start; day of release of a pre-release referral,
        0 for all others; latest day of the last appointment.
    calendar
        Weekly times, and the days on which they fall.
    offers
        (C, T) bool: the contract has the time.
    pair_rules
        Rules on referral and contract, in the order in which they explain.
    in_person, remotely
        (R, C) bool: the person could be seen so under the contract.
    travel
        (R, C) int, minutes one way to where people are seen; 0 where there is no such place.
    available, no_clash
        (R, T, D) bool: a run at the time from the week on meets no commitment; clashes with nothing booked.
    pairs
        (N, 2) int: referral and contract of each allowed pair, in order.
    open_days
        (N, H) bool: on that day a run could begin at one of the contract's times at least.
    ways
        Every way to place a referral, by the rules on one referral alone, with its cost.
    places, guaranteed
        (C, M) int: places that are left in each month, and those of them that are promised to the provider.
    per_month
        (C,) int: places of a whole month.
    current
        (R,) int: contract that serves the person now, or -1.
    must, must_by
        (R,) int: contract that a lock demands, and number of the lock; -1 where none does.
    turnaround
        Minutes between two bookings of one person.
    goals
        Goals in force.
    penalty
        Priced minutes for leaving out one referral of need 1, before the goal's weight.
    floor
        Cost of the cheapest that can happen to each referral, each looked at alone.
    whole_costs
        Every cost is a whole number.
    """

    referral_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    contract_ids: tuple[str, ...]
    categories: tuple[str, ...]
    person: Whole
    need: Whole
    sessions: Whole
    referred: Whole
    earliest: Whole
    released: Whole
    finish: Whole
    calendar: Calendar
    offers: Mask
    pair_rules: tuple[PairRule, ...]
    in_person: Mask
    remotely: Mask
    travel: Whole
    available: Mask
    no_clash: Mask
    pairs: Whole
    open_days: Mask
    ways: Ways
    places: Whole
    guaranteed: Whole
    per_month: Whole
    current: Whole
    must: Whole
    must_by: Whole
    turnaround: float
    goals: PartGoals
    penalty: float
    floor: float
    whole_costs: bool

    def day_of(self, time: Whole, week: Whole) -> Whole:
        """Days of the horizon, counted from 0, of times in weeks."""
        return np.asarray(7 * week + self.calendar.weekday[time])

    def appointments(self, r: int, time: int, week: int) -> Whole:
        """Ordinals of the days of a referral's appointments at a time from a week on."""
        return self.calendar.run(time, week, int(self.sessions[r]))

    def times_on(self, r: int, c: int, day: int) -> Whole:
        """Times of a contract at which a run of a referral's appointments could begin on a day of the horizon."""
        week, weekday = divmod(day, 7)
        free = self.available[r, :, week] & self.no_clash[r, :, week]
        return np.flatnonzero(self.offers[c] & (self.calendar.weekday == weekday) & free)


@dataclass(frozen=True, slots=True)
class Solution:
    """Which referrals are placed, and how.

    Attributes
    ----------
    contract_of
        (R,) int: contract, or -1.
    remote
        (R,) bool: the person is seen remotely.
    time_of, week_of
        (R,) int: weekly time, and week of the horizon of the first appointment; 0 where there is no contract.
    """

    contract_of: Whole
    remote: Mask
    time_of: Whole
    week_of: Whole

    @property
    def placed(self) -> Whole:
        """Referrals with a contract."""
        return np.flatnonzero(self.contract_of != NONE)


def nobody_placed(problem: Problem) -> Solution:
    """The solution in which no referral is placed."""
    number = len(problem.referral_ids)
    return Solution(
        contract_of=np.full(number, NONE, dtype=np.int64),
        remote=np.zeros(number, dtype=np.bool_),
        time_of=np.zeros(number, dtype=np.int64),
        week_of=np.zeros(number, dtype=np.int64),
    )


def months_of(problem: Problem, solution: Solution, referrals: Whole) -> Whole:
    """Month of the horizon in which each of some placed referrals starts."""
    days = problem.day_of(solution.time_of[referrals], solution.week_of[referrals])
    return np.asarray(problem.calendar.month[days])


def starts(problem: Problem, solution: Solution) -> Whole:
    """(C, M) placements that start under each contract in each month."""
    taken = np.zeros(problem.places.shape, dtype=np.int64)
    placed = solution.placed
    np.add.at(taken, (solution.contract_of[placed], months_of(problem, solution, placed)), 1)
    return taken
