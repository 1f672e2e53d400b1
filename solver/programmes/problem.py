"""The problem of programme groups as arrays, and a solution of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.goals import PartGoals
from solver.programmes.calendar import DatedSession
from solver.programmes.diary import Diary
from solver.programmes.intakes import Intakes

PROBLEM = (
    "Which of all groups that could open (those thought of by hand, and every venue, weekly pattern and start week of "
    "every family) open, in which room, with which facilitators, and which referrals join these or, at the start of a "
    "module, a running rolling group; over all referrals, rooms and facilitators, with the calendars that slots and "
    "templates give."
)
"""The problem that the bound is valid for."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PairRule:
    """A rule on who may join which group.

    Attributes
    ----------
    name
        Name of the rule.
    table
        (R, X) bool: the rule lets referral r join a group of column x.
    column_of
        (G,) int: column of each group; groups that the rule sees as alike share one.
    """

    name: str
    table: Mask
    column_of: NDArray[np.int64]

    @property
    def keeps(self) -> Mask:
        """(R, G) bool: the rule lets referral r join group g."""
        return self.table[:, self.column_of]

    def row(self, r: int) -> Mask:
        """(G,) bool: the groups that the rule lets a referral join."""
        return np.asarray(self.table[r, self.column_of])

    def holds(self, r: int, g: int) -> bool:
        """Whether the rule lets a referral join a group."""
        return bool(self.table[r, self.column_of[g]])


@dataclass(frozen=True, slots=True)
class Oversight:
    """M treatment managers beside G groups on C calendars, F facilitators and W weeks.

    Attributes
    ----------
    ids
        (M,) ids.
    facilitator
        (M,) int: number as a facilitator, or -1.
    wanted
        (G,) bool: the programme asks for a treatment manager.
    able
        (M, G) bool: qualified, of the region, not away on a session day, and nothing that is booked clashes.
    runs
        (C, W) bool: the week lies between a calendar's first and last session.
    groups_left
        (M, W) int: groups that a manager could oversee in a week beside those that run already.
    minutes_left
        (M, W) float: contracted minutes less bookings and the oversight of groups that run already.
    minutes
        Minutes a week that each group takes.
    running
        (M,) last days of the groups that run already and that each manager oversees.
    """

    ids: tuple[str, ...]
    facilitator: NDArray[np.int64]
    wanted: Mask
    able: Mask
    runs: Mask
    groups_left: NDArray[np.int64]
    minutes_left: NDArray[np.float64]
    minutes: float
    running: tuple[tuple[date, ...], ...]

    def alone(self, calendar_of: NDArray[np.int64]) -> Mask:
        """(M, G) bool: able, and with time for the group in every week if there were no other."""
        room = (self.groups_left >= 1) & (self.minutes_left >= self.minutes - 1e-6)
        short = np.asarray((~room[:, None, :] & self.runs[None, :, :]).any(axis=2))
        return np.asarray(self.able & ~short[:, calendar_of])


@dataclass(frozen=True, slots=True)
class Problem:
    """Programme groups: R referrals, G groups that could open, F facilitators, K rooms, W calendar weeks.

    Groups share C calendars (programme and dated sessions) and V offices.


    Attributes
    ----------
    referral_ids, person_ids
        (R,) ids of referrals and of the people referred.
    option_ids, template_ids
        (G,) ids of the groups that could open and of their templates.
    facilitator_ids, room_ids
        (F,) and (K,) ids; every intake has a room of its own, called like it.
    calendars
        (C,) sessions of each calendar.
    calendar_of, office_of
        (G,) int: calendar and office of each group.
    by_hand
        (G,) bool: somebody has thought of the group; the others are formed by the planner.
    intakes
        Which groups are ways into running groups, with places that they share.
    pair_rules
        Rules on who may join which group, in the order in which they explain.
    allowed
        (R, G) bool: every pair rule lets r join g.
    priority, parts
        (R,) int: priority of each referral in parts, and how many parts a unit of risk has.
    referred
        (R,) int: ordinal of the day of referral.
    need
        (R,) int: number of the programme, cohort and adaptation that the referral asks for, and of the sex where there
        are groups for that sex alone.
    sentence_end, latest_start
        (R,) int: ordinals of the sentence's last day, and of the last day on which a group could begin that ends early
        enough before it; 0 where no group of the programme could open.
    person
        (R,) int: number of the person referred; equal for two referrals of one person.
    minimum, maximum, needed, cover
        (G,) int: fewest and most members; facilitators in the team, and how many of these cover.
    start_rate, drop_out_rate, missed_rate
        (G,) share of members who come to the first session, of these who leave before the last, and of group sessions
        that a member misses.
    thin, thin_row
        (T, S) int: hundredths of a member expected to be missing from the minimum at the end, by programme and size;
        and (G,) int: the programme of each group.
    one_to_one_days
        (G,) int: days from the slot held for a one-to-one within which each member's own must lie.
    diary
        Who is free when: people referred, and facilitators.
    waiting
        (G,) int, weeks from the horizon's start to the first session.
    first_day
        (G,) int: ordinal of the day of the first session.
    travel
        (R, V) int, minutes one way.
    facilitator_fits, facilitator_free
        (F, G) bool: f may lead g; f has no booking that clashes and enough hours for g alone.
    room_fits, room_free
        (K, G) bool: the room is in g's office; nothing that is booked already overlaps.
    seats
        (K,) int.
    clash, overlap
        (C, C) bool: two groups on these calendars clash (turnaround counted), or overlap; always so on one calendar.
    own_clash, own_overlap
        (C,) bool: sessions of one group on the calendar clash, or overlap, with each other.
    week_minutes
        (C, W) int: minutes of a calendar's sessions in each ISO week.
    minutes_left
        (F, W) float: contracted minutes of f less what is booked in each ISO week.
    oversight
        Treatment managers.
    apart
        (N, 2) int: referrals that must not be in one group.
    shunned
        (R, F) bool: the person referred and the facilitator must not meet, whichever of the two says so.
    must
        (L, 3) int: referral, group and number of each ``must`` lock.
    within_12_weeks
        (G,) bool: the first session lies within 12 weeks of the horizon's start.
    start, weeks
        Ordinal of the horizon's first day, and its weeks.
    goals
        Goals in force.
    penalty
        Priced minutes for leaving out one referral of priority 1, before the goal's weight; a multiple of ``parts``.
    floor
        Cost of the cheapest that can happen to each referral, each looked at alone.
    whole_costs
        Every cost is a whole number.
    """

    referral_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    option_ids: tuple[str, ...]
    template_ids: tuple[str, ...]
    facilitator_ids: tuple[str, ...]
    room_ids: tuple[str, ...]
    calendars: tuple[tuple[DatedSession, ...], ...]
    calendar_of: NDArray[np.int64]
    office_of: NDArray[np.int64]
    by_hand: Mask
    intakes: Intakes
    pair_rules: tuple[PairRule, ...]
    allowed: Mask
    priority: NDArray[np.int64]
    parts: int
    referred: NDArray[np.int64]
    need: NDArray[np.int64]
    sentence_end: NDArray[np.int64]
    latest_start: NDArray[np.int64]
    person: NDArray[np.int64]
    minimum: NDArray[np.int64]
    maximum: NDArray[np.int64]
    needed: NDArray[np.int64]
    cover: NDArray[np.int64]
    start_rate: NDArray[np.float64]
    drop_out_rate: NDArray[np.float64]
    missed_rate: NDArray[np.float64]
    thin: NDArray[np.int64]
    thin_row: NDArray[np.int64]
    one_to_one_days: NDArray[np.int64]
    diary: Diary
    waiting: NDArray[np.int64]
    first_day: NDArray[np.int64]
    travel: NDArray[np.int64]
    facilitator_fits: Mask
    facilitator_free: Mask
    room_fits: Mask
    room_free: Mask
    seats: NDArray[np.int64]
    clash: Mask
    overlap: Mask
    own_clash: Mask
    own_overlap: Mask
    week_minutes: NDArray[np.int64]
    minutes_left: NDArray[np.float64]
    oversight: Oversight
    apart: NDArray[np.int64]
    shunned: Mask
    must: NDArray[np.int64]
    within_12_weeks: Mask
    start: int
    weeks: int
    goals: PartGoals
    penalty: float
    floor: float
    whole_costs: bool

    def sessions(self, g: int) -> tuple[DatedSession, ...]:
        """Sessions of a group."""
        return self.calendars[self.calendar_of[g]]

    def minutes(self, referrals: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
        """Minutes one way of referrals to the offices of groups, pair by pair."""
        return np.asarray(self.travel[referrals, self.office_of[groups]])

    def days_waited(self, referrals: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
        """Days from referral to first session, at least 0, pair by pair."""
        return np.asarray(np.maximum(0, self.first_day[groups] - self.referred[referrals]))

    def clashes(self, one: int, other: int) -> bool:
        """Whether sessions of two groups, or of one with each other, clash."""
        first, second = self.calendar_of[one], self.calendar_of[other]
        return bool(self.own_clash[first] if one == other else self.clash[first, second])

    def overlaps(self, one: int, other: int) -> bool:
        """Whether sessions of two groups, or of one with each other, overlap."""
        first, second = self.calendar_of[one], self.calendar_of[other]
        return bool(self.own_overlap[first] if one == other else self.overlap[first, second])

    def group_minutes(self, groups: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.int64]:
        """(groups, W) minutes of groups' sessions in each ISO week."""
        return np.asarray(self.week_minutes[self.calendar_of[groups]])


class OneToOne(NamedTuple):
    """A member's own one-to-one with a facilitator of the group."""

    r: int
    """Referral."""
    number: int
    """Place in the run of the slot that is held for it."""
    f: int
    """Facilitator."""
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Solution:
    """Which groups open, where, with whom.

    Attributes
    ----------
    group_of
        (R,) int: group that the referral joins, or -1.
    room_of
        (G,) int: room of the group, or -1 for a group that does not open.
    team
        (G, F) bool: facilitator f is in the team of group g, to lead or to cover.
    manager_of
        (G,) int: treatment manager of the group, or -1.
    one_to_ones
        Those of members that have a date.
    """

    group_of: NDArray[np.int64]
    room_of: NDArray[np.int64]
    team: Mask
    manager_of: NDArray[np.int64]
    one_to_ones: tuple[OneToOne, ...] = ()

    @property
    def opened(self) -> Mask:
        """(G,) bool: the group opens."""
        return np.asarray(self.room_of >= 0)

    def members(self, group: int) -> NDArray[np.int64]:
        """Referrals that join a group."""
        return np.flatnonzero(self.group_of == group)


def no_groups(problem: Problem) -> Solution:
    """The solution in which no group opens."""
    return Solution(
        group_of=np.full(len(problem.referral_ids), -1, dtype=np.int64),
        room_of=np.full(len(problem.option_ids), -1, dtype=np.int64),
        team=np.zeros((len(problem.option_ids), len(problem.facilitator_ids)), dtype=np.bool_),
        manager_of=np.full(len(problem.option_ids), -1, dtype=np.int64),
    )
