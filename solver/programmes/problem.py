"""The problem of programme groups as arrays, and a solution of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.goals import PartGoals
from solver.programmes.calendar import DatedSession

PROBLEM = (
    "Which of all group options in the scenario open, in which room, with which facilitators, and which referrals "
    "join; over all referrals, rooms and facilitators, with the calendars that the options and templates state."
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
    keeps
        (R, G) bool: the rule lets referral r join group g.
    """

    name: str
    keeps: Mask


@dataclass(frozen=True, slots=True)
class Problem:
    """Programme groups: R referrals, G group options, F facilitators, K rooms, W calendar weeks.

    Attributes
    ----------
    referral_ids, person_ids
        (R,) ids of referrals and of the people referred.
    option_ids, template_ids
        (G,) ids of group options and of their templates.
    facilitator_ids, room_ids
        (F,) and (K,) ids.
    sessions
        (G,) calendar of each group.
    pair_rules
        Rules on who may join which group, in the order in which they explain.
    allowed
        (R, G) bool: every pair rule lets r join g.
    priority
        (R,) int.
    referred
        (R,) int: ordinal of the day of referral.
    person
        (R,) int: number of the person referred; equal for two referrals of one person.
    minimum, maximum, needed
        (G,) int: fewest and most members, and facilitators.
    waiting
        (G,) int, weeks from the horizon's start to the first session.
    travel
        (R, G) int, minutes one way.
    waiting_days
        (R, G) int, days from referral to first session, at least 0.
    facilitator_fits, facilitator_free
        (F, G) bool: f may lead g; f has no booking that clashes and enough hours for g alone.
    room_fits, room_free
        (K, G) bool: the room is in g's office; nothing that is booked already overlaps.
    seats
        (K,) int.
    clash, overlap
        (G, G) bool: sessions of the two groups clash (turnaround counted), or overlap; a group's own sessions on the
        diagonal.
    week_minutes
        (G, W) int: minutes of g's sessions in each ISO week.
    minutes_left
        (F, W) float: contracted minutes of f less what is booked in each ISO week.
    apart
        (N, 2) int: referrals that must not be in one group.
    must
        (L, 2) int: referral and group of each ``must`` lock.
    within_12_weeks
        (G,) bool: the first session lies within 12 weeks of the horizon's start.
    goals
        Goals in force.
    penalty
        Priced minutes for leaving out one referral of priority 1, before the goal's weight.
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
    sessions: tuple[tuple[DatedSession, ...], ...]
    pair_rules: tuple[PairRule, ...]
    allowed: Mask
    priority: NDArray[np.int64]
    referred: NDArray[np.int64]
    person: NDArray[np.int64]
    minimum: NDArray[np.int64]
    maximum: NDArray[np.int64]
    needed: NDArray[np.int64]
    waiting: NDArray[np.int64]
    travel: NDArray[np.int64]
    waiting_days: NDArray[np.int64]
    facilitator_fits: Mask
    facilitator_free: Mask
    room_fits: Mask
    room_free: Mask
    seats: NDArray[np.int64]
    clash: Mask
    overlap: Mask
    week_minutes: NDArray[np.int64]
    minutes_left: NDArray[np.float64]
    apart: NDArray[np.int64]
    must: NDArray[np.int64]
    within_12_weeks: Mask
    goals: PartGoals
    penalty: float
    floor: float
    whole_costs: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """Which groups open, where, with whom.

    Attributes
    ----------
    group_of
        (R,) int: group that the referral joins, or -1.
    room_of
        (G,) int: room of the group, or -1 for a group that does not open.
    leads
        (G, F) bool: facilitator f leads group g.
    """

    group_of: NDArray[np.int64]
    room_of: NDArray[np.int64]
    leads: Mask

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
        leads=np.zeros((len(problem.option_ids), len(problem.facilitator_ids)), dtype=np.bool_),
    )
