"""The best week of every supervisor by themselves: one slot a weekday, no more hours than there are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.unpaid_work.problem import DAYS, Floats
from solver.unpaid_work.program import Index


class Turns(NamedTuple):
    """What supervisors' weeks are made of.

    Attributes
    ----------
    first
        (J + 1,): where each supervisor's turns begin, in order of their weekdays.
    day, length
        (T,): weekday, and parts of an hour.
    hours
        (J,): parts of an hour in a week.
    """

    first: Index
    day: Index
    length: Index
    hours: Index


@njit(cache=True)
def best_turns(turns: Turns, cost: Floats) -> tuple[float, Floats]:
    """Summed cost of the best weeks, none above 0, and (T,) which turns they have."""
    first, day, length, week = turns
    total, share = 0.0, np.zeros(len(cost))
    for j in range(len(week)):
        begin, end, hours = first[j], first[j + 1], week[j]
        least, chosen = np.zeros((DAYS + 1, hours + 1)), np.full((DAYS, hours + 1), -1)
        for d in range(DAYS):
            least[d + 1] = least[d]
            for t in range(begin, end):
                if day[t] == d:
                    for part in range(length[t], hours + 1):
                        sum_here = least[d, part - length[t]] + cost[t]
                        if sum_here < least[d + 1, part]:
                            least[d + 1, part], chosen[d, part] = sum_here, t
        total += least[DAYS, hours]
        part = hours
        for d in range(DAYS - 1, -1, -1):
            if chosen[d, part] >= 0:
                t = chosen[d, part]
                share[t] = 1.0
                part -= length[t]
    return total, share


@njit(cache=True)
def likely_turns(turns: Turns, cost: Floats, warmth: float) -> tuple[float, Floats]:
    """The same at a temperature above 0."""
    first, day, length, week = turns
    total, share = 0.0, np.zeros(len(cost))
    for j in range(len(week)):
        begin, end, hours = first[j], first[j + 1], week[j]
        # Logarithms of the summed weights of all weeks until a day within so many parts of an hour.
        table = np.zeros((DAYS + 1, hours + 1))
        for d in range(DAYS):
            for part in range(hours + 1):
                highest = table[d, part]
                for t in range(begin, end):
                    if day[t] == d and length[t] <= part:
                        highest = max(highest, table[d, part - length[t]] - cost[t] / warmth)
                summed = np.exp(table[d, part] - highest)
                for t in range(begin, end):
                    if day[t] == d and length[t] <= part:
                        summed += np.exp(table[d, part - length[t]] - cost[t] / warmth - highest)
                table[d + 1, part] = highest + np.log(summed)
        total -= warmth * table[DAYS, hours]
        chance = np.zeros(hours + 1)
        chance[hours] = 1.0
        for d in range(DAYS - 1, -1, -1):
            before = np.zeros(hours + 1)
            for part in range(hours + 1):
                if chance[part] > 0.0:
                    before[part] += chance[part] * np.exp(table[d, part] - table[d + 1, part])
                    for t in range(begin, end):
                        if day[t] == d and length[t] <= part:
                            here = np.exp(table[d, part - length[t]] - cost[t] / warmth - table[d + 1, part])
                            share[t] += chance[part] * here
                            before[part - length[t]] += chance[part] * here
            chance = before
    return total, share
