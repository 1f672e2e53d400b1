"""The cheapest week of everybody by themselves, and how likely each slot is where cheaper weeks are likelier.

A week has one slot a weekday at most, and no more than are wanted. Beside its slots it pays a fee for each project, and
for each unpopular slot beside the first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import Index

NEVER = 1e9
"""What an option costs that nobody may have."""
MUST = 1e7
"""What an option is made cheaper by that its person must have; one that is left out all the same lowers the bound."""
UNLIKELY = 9.0
"""Temperatures above the cheapest week from which a week is not looked at."""
MOST = 300_000
"""Slots that are tried for one person's cheapest week before it is given up."""


class Weeks(NamedTuple):
    """What people's weeks are made of; names as in the layout of the rota's program.

    Attributes
    ----------
    first
        (R + 1,): where each requirement's options begin.
    sessions
        (R,): most slots a week.
    day, fee, unpopular
        (O,): weekday; number of the fee, -1 for none; whether nobody likes the slot.
    locked
        (O,): whether the person must have it.
    again
        (R + 1,): where each requirement's prices of unpopular slots beside the first begin, the cheapest first.
    """

    first: Index
    sessions: Index
    day: Index
    fee: Index
    unpopular: Bools
    locked: Bools
    again: Index


@njit(cache=True)
def weeks_alone(  # noqa: PLR0912, PLR0915 - compiled loops are one
    weeks: Weeks, cost: Floats, fees: Floats, again: Floats, warmth: float
) -> tuple[float, Floats]:
    """Summed cost of the weeks, and (O,) how much of each option they have.

    Parameters
    ----------
    cost
        (O,): what the options cost; ``NEVER`` or more where one is out of the question, less by ``MUST`` where one is
        locked.
    fees, again
        Prices of projects, none below 0, and of unpopular slots beside the first.
    warmth
        Temperature; 0 for the cheapest week alone.
    """
    first, sessions, day, fee, unpopular, locked, dearer = weeks
    total, share = 0.0, np.zeros(len(cost))
    for r in range(len(sessions)):
        begin, end, most = first[r], first[r + 1], int(sessions[r])
        if begin == end or most == 0:
            continue
        order = np.argsort(cost[begin:end])
        taken, at = np.zeros(most + 1, np.int64), np.zeros(most + 1, np.int64)
        paid = np.zeros(most + 1)
        best, chosen, tried, weight = 0.0, np.zeros(most + 1, np.int64), 0, 0.0
        chosen_count = 0
        for likely in range(2):
            if likely and warmth == 0.0:
                break
            limit = best + UNLIKELY * warmth * likely
            if likely and best > -UNLIKELY * warmth:
                weight = np.exp(best / warmth)
            depth, at[0] = 0, 0
            while depth >= 0:
                n = at[depth]
                left = most - depth
                if left == 0 or n == len(order):
                    depth -= 1
                    continue
                o = begin + order[n]
                # Whatever comes next costs no less.
                if cost[o] >= 0.5 * NEVER or paid[depth] + (left if cost[o] < 0.0 else 1) * cost[o] >= limit:
                    depth -= 1
                    continue
                at[depth] = n + 1
                tried += 1
                if tried > MOST and not likely:
                    break
                clashes, known, before = False, fee[o] < 0, 0
                for k in range(depth):
                    other = taken[k]
                    clashes |= day[other] == day[o]
                    known |= fee[other] == fee[o]
                    before += unpopular[other]
                if clashes:
                    continue
                price = paid[depth] + cost[o]
                if not known:
                    price += fees[fee[o]]
                if unpopular[o] and 0 < before <= dearer[r + 1] - dearer[r]:
                    price += again[dearer[r] + before - 1]
                taken[depth] = o
                depth += 1
                paid[depth] = price
                at[depth] = n + 1
                if likely:
                    if price < limit:
                        chance = np.exp((best - price) / warmth)
                        weight += chance
                        for k in range(depth):
                            share[taken[k]] += chance
                elif price < best:
                    best, limit, chosen_count = price, price, depth
                    chosen[:depth] = taken[:depth]
            if not likely and tried > MOST:
                # No week is cheaper than the cheapest slots, whatever their weekdays and fees.
                best, chosen_count = 0.0, 0
                for o in begin + order[:most]:
                    if cost[o] < 0.0:
                        best += cost[o]
                        chosen[chosen_count] = o
                        chosen_count += 1
                break
        total += best
        for k in range(chosen_count):
            if locked[chosen[k]]:
                total += MUST
        if weight > 0.0:
            total -= warmth * np.log(weight)
            share[begin:end] /= weight
        else:
            for k in range(chosen_count):
                share[chosen[k]] = 1.0
    return total, share
