"""A part of the problem: some groups are decided anew, and all others stay as a solution has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.programmes.mip import able_facilitators
from solver.programmes.pool import MOST_LEADS
from solver.programmes.problem import Mask, Oversight, PairRule, Problem, Solution

OF_GROUPS = (
    "calendar_of", "office_of", "by_hand", "minimum", "maximum", "needed", "cover", "start_rate", "drop_out_rate",
    "missed_rate", "thin_row", "one_to_one_days", "waiting", "first_day", "facilitator_fits", "room_fits",
    "within_12_weeks",
)  # fmt: skip
"""Arrays of the problem whose last axis is the groups, and which what stays does not change."""

LUCK = 20
"""Calendars by which chance moves a facilitator up among those who could come in."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Some groups of a problem as a problem of their own.

    Attributes
    ----------
    problem
        The groups, with the people, rooms and facilitators that the groups which stay leave.
    groups
        (N,) int: the groups, by their number in the whole problem.
    whole
        The solution of the whole problem.
    """

    problem: Problem
    groups: Ints
    whole: Solution

    @property
    def start(self) -> Solution:
        """What the solution of the whole problem has of these groups."""
        number = np.full(len(self.whole.room_of), -1, dtype=np.int64)
        number[self.groups] = np.arange(len(self.groups))
        group_of = np.where(self.whole.group_of >= 0, number[self.whole.group_of], -1)
        whole, mine = self.whole, self.groups
        return Solution(group_of, whole.room_of[mine], whole.team[mine], whole.manager_of[mine])

    def with_part(self, part: Solution) -> Solution:
        """The solution of the whole problem with these groups decided as in a solution of the part."""
        whole, mine = self.whole, self.groups
        group_of = np.where(np.isin(whole.group_of, mine), -1, whole.group_of)
        placed = part.group_of >= 0
        group_of[placed] = mine[part.group_of[placed]]
        room_of, team, manager_of = whole.room_of.copy(), whole.team.copy(), whole.manager_of.copy()
        room_of[mine], team[mine], manager_of[mine] = part.room_of, part.team, part.manager_of
        return Solution(group_of, room_of, team, manager_of)


@dataclass(frozen=True, slots=True)
class Taken:
    """What groups that stay take.

    Attributes
    ----------
    leading, overseeing
        (F, C) bool: a group that the facilitator leads, or oversees as treatment manager, clashes with the calendar.
    rooms
        (K, C) bool: a group in the room overlaps the calendar.
    minutes
        (F, W) int: minutes that the facilitator leads in each week.
    """

    leading: Mask
    overseeing: Mask
    rooms: Mask
    minutes: Ints

    @classmethod
    def by(cls, problem: Problem, solution: Solution, stay: Ints) -> Taken:
        """What these groups take."""
        count = len(problem.calendars)
        leading = np.zeros((len(problem.facilitator_ids), count), dtype=np.bool_)
        overseeing, rooms = leading.copy(), np.zeros((len(problem.room_ids), count), dtype=np.bool_)
        for g in stay.tolist():
            calendar, manager = problem.calendar_of[g], solution.manager_of[g]
            leading[solution.team[g]] |= problem.clash[calendar]
            rooms[solution.room_of[g]] |= problem.overlap[calendar]
            if manager >= 0 and (f := problem.oversight.facilitator[manager]) >= 0:
                overseeing[f] |= problem.clash[calendar]
        minutes = solution.team[stay].T.astype(np.int64) @ problem.group_minutes(stay)
        return cls(leading, overseeing, rooms, minutes)


def part_of(problem: Problem, solution: Solution, groups: Ints) -> Part:
    """The part of a problem in which some groups are decided anew, all intakes of a running group or none."""
    stay = np.setdiff1d(np.flatnonzero(solution.opened), groups)
    away = np.isin(problem.person, problem.person[np.isin(solution.group_of, stay)])
    taken = Taken.by(problem, solution, stay)
    calendars = problem.calendar_of[groups]
    changed: dict[str, Any] = {name: getattr(problem, name)[..., groups] for name in OF_GROUPS}
    changed |= {
        "option_ids": tuple(problem.option_ids[g] for g in groups.tolist()),
        "template_ids": tuple(problem.template_ids[g] for g in groups.tolist()),
        "intakes": problem.intakes.among(groups),
        "pair_rules": tuple(PairRule(r.name, r.table, r.column_of[groups]) for r in problem.pair_rules),
        "allowed": problem.allowed[:, groups] & ~away[:, None],
        "priority": np.where(away, 0, problem.priority),
        "facilitator_free": problem.facilitator_free[:, groups] & ~(taken.leading | taken.overseeing)[:, calendars],
        "room_free": problem.room_free[:, groups] & ~taken.rooms[:, calendars],
        "minutes_left": problem.minutes_left - taken.minutes,
        "must": locks_among(problem, groups),
        "oversight": oversight_left(problem, solution, stay, groups=groups, taken=taken),
    }
    return Part(replace(problem, **changed), groups, solution)


def oversight_left(problem: Problem, solution: Solution, stay: Ints, *, groups: Ints, taken: Taken) -> Oversight:
    """What treatment managers can still oversee beside the groups that stay."""
    oversight = problem.oversight
    number = np.zeros(oversight.groups_left.shape, dtype=np.int64)
    overseen = stay[solution.manager_of[stay] >= 0]
    np.add.at(number, solution.manager_of[overseen], oversight.runs[problem.calendar_of[overseen]].astype(np.int64))
    leads = (oversight.facilitator >= 0)[:, None]
    minutes = oversight.minutes * number + np.where(leads, taken.minutes[oversight.facilitator], 0)
    busy = leads & taken.leading[oversight.facilitator]
    return replace(
        oversight,
        wanted=oversight.wanted[groups],
        able=oversight.able[:, groups] & ~busy[:, problem.calendar_of[groups]],
        groups_left=oversight.groups_left - number,
        minutes_left=oversight.minutes_left - minutes,
    )


def with_fewer_staff(part: Part, dice: np.random.Generator) -> Part:
    """The part with the facilitators of its own open groups, and so many others that the relaxation can name teams.

    Those come in first who are free on the most calendars, with some luck, so that every turn sees others.
    """
    problem = part.problem
    able, free = able_facilitators(problem), np.zeros(len(problem.facilitator_ids), dtype=np.int64)
    for calendar in np.unique(problem.calendar_of):
        free += able[:, problem.calendar_of == calendar].any(axis=1)
    own = part.start.team.any(axis=0)
    order = np.lexsort((dice.integers(0, LUCK, len(free)) - free, ~own))
    comes = np.zeros(len(free), dtype=np.bool_)
    comes[order] = np.cumsum(free[order]) <= MOST_LEADS
    kept = problem.facilitator_free & (comes | own)[:, None]
    return replace(part, problem=replace(problem, facilitator_free=kept))


def locks_among(problem: Problem, groups: Ints) -> Ints:
    """(L, 3) locks that demand one of these groups, by its place among them."""
    inside = problem.must[np.isin(problem.must[:, 1], groups)]
    return np.column_stack([inside[:, 0], np.searchsorted(groups, inside[:, 1]), inside[:, 2]])
