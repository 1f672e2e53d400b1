"""Runs of appointments: which ones a referral can have in a cell, and the cheapest that several of one person can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.referrals.calendar import Mask, Whole
from solver.referrals.choices import Costs
from solver.referrals.columns import cell_of
from solver.referrals.problem import Problem

HAIR = 1e-9
"""Priced minutes below which a difference is none."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs that a referral can have in a cell, the cheapest first.

    Attributes
    ----------
    way, time
        (n,) int: way and weekly time.
    cost
        (n,) priced minutes.
    weekday, start, end, first, last
        (n,) int: weekday and minutes since midnight of the time; ordinals of the first and the last appointment.
    """

    way: Whole
    time: Whole
    cost: Costs
    weekday: Whole
    start: Whole
    end: Whole
    first: Whole
    last: Whole

    @classmethod
    def of(cls, problem: Problem, r: int, cell: int) -> Runs:
        """Runs of a referral in a cell, by the rules on it alone."""
        ways, calendar, mine = problem.ways, problem.calendar, problem.ways.of_referral(r)
        there = cell_of(problem, ways.contract[mine], ways.day[mine]) == cell
        pairs = [
            (way, time)
            for way in (mine.start + np.flatnonzero(there)).tolist()
            for time in problem.times_on(r, int(ways.contract[way]), int(ways.day[way])).tolist()
        ]
        way, time = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2).T
        day = ways.day[way]
        last = calendar.last_days(problem.sessions[r : r + 1])[0]
        return cls(
            way=way,
            time=time,
            cost=ways.cost[way],
            weekday=calendar.weekday[time],
            start=calendar.start[time],
            end=calendar.end[time],
            first=calendar.first + day,
            last=last[day],
        )

    def only(self, kept: Mask) -> Runs:
        """Some of the runs."""
        return Runs(*(getattr(self, name)[kept] for name in self.__slots__))

    def clear_of(self, other: Runs, n: int, turnaround: float) -> Runs:
        """The runs that do not clash with one of another referral of the person."""
        same_day = (self.weekday == other.weekday[n]) & (self.first <= other.last[n]) & (other.first[n] <= self.last)
        near = (self.start < other.end[n] + turnaround) & (other.start[n] < self.end + turnaround)
        return self.only(~(same_day & near))


@dataclass(frozen=True, slots=True)
class Together:
    """Runs for several referrals of one person that keep clear of each other.

    Attributes
    ----------
    cost
        Priced minutes of all of them.
    chosen
        (way, time) of each.
    """

    cost: float
    chosen: tuple[tuple[int, int], ...]


def cheapest_together(runs: Sequence[Runs], turnaround: float, most: float = np.inf) -> Together | None:
    """One run from each list, none clashing with another, at least cost; None where there are none below ``most``."""
    if not runs:
        return Together(0.0, ())
    head, rest = runs[0], runs[1:]
    if not all(len(each.cost) for each in runs):
        return None
    least = sum(float(each.cost[0]) for each in rest)
    best: Together | None = None
    for n, cost in enumerate(head.cost.tolist()):
        if cost + least >= most - HAIR:
            break
        clear = [each.clear_of(head, n, turnaround) for each in rest]
        found = cheapest_together(clear, turnaround, most - cost)
        if found is not None:
            most = cost + found.cost
            best = Together(most, ((int(head.way[n]), int(head.time[n])), *found.chosen))
    return best
