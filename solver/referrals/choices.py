"""Ways to place a referral: contract, how the person is seen, and the day of the first appointment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal, PartGoals
from solver.referrals.calendar import Calendar, Mask, Whole

Costs = NDArray[np.float64]


def placing_costs(
    goals: PartGoals, weeks: Whole, *, travel: Whole, outside: Mask, remote: Mask, changes: Mask
) -> Costs:
    """Priced minutes of placing referrals, element by element of arrays that are broadcast against each other.

    Parameters
    ----------
    weeks
        Whole weeks of waiting.
    travel
        Minutes one way.
    outside
        Whether an appointment lies outside prison.
    remote
        Whether the person is seen remotely.
    changes
        Whether the contract is another than the one that serves the person now.
    """
    journeys = np.where(outside & ~remote, travel, 0)
    return np.asarray(
        goals.weight_of(Goal.SERVICE_WAITING) * weeks
        + goals.weight_of(Goal.SERVICE_TRAVEL) * journeys
        + goals.weight_of(Goal.SEEN_REMOTELY) * remote
        + goals.weight_of(Goal.SERVICE_CHANGE) * changes,
        dtype=np.float64,
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways, W of them, referral by referral, the cheapest of each referral first.

    Attributes
    ----------
    referral, contract, day
        (W,) int: referral, contract, and day of the horizon of the first appointment.
    remote
        (W,) bool: the person is seen remotely.
    cost
        (W,) priced minutes.
    begins
        (R + 1,) int: where the ways of each referral begin and end.
    """

    referral: Whole
    contract: Whole
    day: Whole
    remote: Mask
    cost: Costs
    begins: Whole

    @classmethod
    def of(
        cls,
        goals: PartGoals,
        calendar: Calendar,
        *,
        pairs: Whole,
        open_days: Mask,
        in_person: Mask,
        remotely: Mask,
        travel: Whole,
        earliest: Whole,
        released: Whole,
        sessions: Whole,
        current: Whole,
    ) -> Ways:
        """Ways of all allowed pairs on the days on which a run could begin (see ``Problem`` for the arrays)."""
        pair, day = np.nonzero(open_days)
        r, c = pairs[pair, 0], pairs[pair, 1]
        weeks = (calendar.first + day - earliest[r]) // 7
        outside = calendar.last_days(sessions)[r, day] >= released[r]
        changes = (current[r] >= 0) & (current[r] != c)
        halves = []
        for remote, seen in ((False, in_person), (True, remotely)):
            keep = seen[r, c]
            flags = np.full(int(keep.sum()), remote)
            cost = placing_costs(
                goals,
                weeks[keep],
                travel=travel[r, c][keep],
                outside=outside[keep],
                remote=flags,
                changes=changes[keep],
            )
            halves.append((r[keep], c[keep], day[keep], flags, cost))
        columns = [np.concatenate(column) for column in zip(*halves, strict=True)]
        order = np.lexsort((columns[3], columns[1], columns[2], columns[4], columns[0]))
        referral, contract, first, remote_flags, costs = (column[order] for column in columns)
        begins = np.searchsorted(referral, np.arange(len(sessions) + 1))
        return cls(referral, contract, first, remote_flags.astype(np.bool_), costs, begins)

    def of_referral(self, r: int) -> slice:
        """Where the ways of a referral stand."""
        return slice(int(self.begins[r]), int(self.begins[r + 1]))


def cheapest_of_each(ways: Ways, referrals: int) -> Costs:
    """(R,) cost of the cheapest way of each referral; infinite where there is none."""
    some = ways.begins[1:] > ways.begins[:-1]
    cheapest = np.full(referrals, np.inf)
    cheapest[some] = ways.cost[ways.begins[:-1][some]]
    return cheapest


def dearest_of_each(ways: Ways) -> Costs:
    """Cost of the dearest way of each referral that has one."""
    some = ways.begins[1:] > ways.begins[:-1]
    return ways.cost[ways.begins[1:][some] - 1]
