"""The crowd and the supervisors that are worth most on every slot by itself, and how likely each person is on it.

A crowd fits into the room of the slot's supervisors on one date; who is not there on that date takes no room. Of crowds
of nearly the same worth each is as likely as its worth, at a temperature: a table over all parts of the room sums them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import Index

SURE = 600.0
"""Temperatures that somebody is worth, above the room that they take, from which they are there in any case."""
NOTHING = 1e-200
"""Sums that count as none."""
TINY, HUGE = 1e-30, 1e30
"""Sums below and above which a line of the table is scaled."""


class Halls(NamedTuple):
    """What crowds are made of.

    Attributes
    ----------
    first, option
        (S + 1,), (O,): where each slot's options begin, and the options slot by slot.
    takes
        (O,): room that somebody takes; 0 of who is not there on the date.
    limit_first, limit
        (S + 1,), (Q,): where each slot's room begins, and room with 1, 2 ... supervisors. A slot without is left out.
    """

    first: Index
    option: Index
    takes: Index
    limit_first: Index
    limit: Index


class Fees(NamedTuple):
    """What a slot pays for running, and for each supervisor, (S,)."""

    runs: Floats
    supervisor: Floats


@njit(cache=True)
def best_crowds(  # noqa: PLR0912 - compiled loops are one
    halls: Halls, worth: Floats, fees: Fees
) -> tuple[float, Floats, Floats, Floats]:
    """Summed cost of the best crowds, none above 0; who is in them, (O,); whether slots run, and supervisors, (S,)."""
    first, option, takes_of, limit_first, limits = halls
    slots, total, share = len(first) - 1, 0.0, np.zeros(len(worth))
    runs, supervisors = np.zeros(slots), np.zeros(slots)
    for s in range(slots):
        limit = limits[limit_first[s] : limit_first[s + 1]]
        if len(limit) == 0:
            continue
        mine, free = option[first[s] : first[s + 1]], 0.0
        there = np.zeros(len(mine), np.int64)
        count = 0
        for o in mine:
            if worth[o] > 0.0:
                if takes_of[o] > 0:
                    there[count] = o
                    count += 1
                else:
                    free += worth[o]
        table = np.zeros((count + 1, limit[-1] + 1))
        for n in range(count):
            takes, gain = takes_of[there[n]], worth[there[n]]
            table[n + 1, :takes] = table[n, :takes]
            for part in range(takes, limit[-1] + 1):
                table[n + 1, part] = max(table[n, part], table[n, part - takes] + gain)
        least, most = 0.0, 0
        for k in range(len(limit)):
            cost = fees.runs[s] + (k + 1) * fees.supervisor[s] - free - table[count, limit[k]]
            if cost < least:
                least, most = cost, k + 1
        if most == 0:
            continue
        total += least
        runs[s], supervisors[s], part = 1.0, most, limit[most - 1]
        for n in range(count - 1, -1, -1):
            if table[n + 1, part] > table[n, part]:
                share[there[n]] = 1.0
                part -= takes_of[there[n]]
        for o in mine:
            if worth[o] > 0.0 and takes_of[o] == 0:
                share[o] = 1.0
    return total, share, runs, supervisors


@njit(cache=True, fastmath={"reassoc", "contract", "arcp", "nsz"}, error_model="numpy")
def likely_crowds(
    halls: Halls, listed: Bools, worth: Floats, fees: Fees, warmth: float
) -> tuple[float, Floats, Floats, Floats]:
    """The same at a temperature above 0, over the options that are ``listed``, (O,)."""
    first, option, takes_of, limit_first, limits = halls
    slots, total, share = len(first) - 1, 0.0, np.zeros(len(worth))
    runs, supervisors = np.zeros(slots), np.zeros(slots)
    for s in range(slots):
        limit = limits[limit_first[s] : limit_first[s + 1]]
        if len(limit) == 0:
            continue
        mine, free, count = option[first[s] : first[s + 1]], 0.0, 0
        there = np.zeros(len(mine), np.int64)
        for o in mine:
            if not listed[o]:
                continue
            if takes_of[o] > 0:
                there[count] = o
                count += 1
            else:
                free += max(0.0, worth[o] / warmth) + np.log1p(np.exp(-abs(worth[o]) / warmth))
        # Those who are worth most for their room come first: what is likely then is never far behind on the way.
        there = there[:count]
        there = there[np.argsort(-worth[there] / takes_of[there])]
        logs, shares = np.empty(len(limit)), np.zeros((len(limit), count))
        for k in range(len(limit)):
            logs[k] = _crowds_of(takes_of[there], worth[there], limit[k], 9 * (k + 1), warmth, shares[k])
            logs[k] += free - (fees.runs[s] + (k + 1) * fees.supervisor[s]) / warmth
        highest = max(0.0, logs.max())
        chances = np.exp(logs - highest)
        weight = np.exp(-highest) + chances.sum()
        total -= warmth * (np.log(weight) + highest)
        chances /= weight
        runs[s] = chances.sum()
        for k in range(len(limit)):
            supervisors[s] += (k + 1) * chances[k]
            for n in range(count):
                share[there[n]] += chances[k] * shares[k, n]
        for o in mine:
            if listed[o] and takes_of[o] == 0:
                share[o] = runs[s] / (1.0 + np.exp(-worth[o] / warmth))
    return total, share, runs, supervisors


@njit(cache=True, fastmath={"reassoc", "contract", "arcp", "nsz"}, error_model="numpy")
def _crowds_of(takes: Index, worth: Floats, room: int, usual: int, warmth: float, share: Floats) -> float:  # noqa: PLR0912, PLR0917 - compiled loops are one
    """Logarithm of the summed weights of all crowds that fit; how likely everybody is in one goes into ``share``.

    Parameters
    ----------
    takes, worth
        Of people, the one who is worth most for the room first.
    usual
        How many people there are, more or less: room at the price of the last of them takes from everybody's worth what
        would make sums too large for numbers.
    """
    count, room = len(takes), min(room, takes.sum())
    if count == 0:
        return 0.0
    price = worth[min(count, usual) - 1] / takes[min(count, usual) - 1]
    table, scale = np.zeros((count + 1, room + 1)), np.zeros(count + 1)
    stays, comes, lift = np.empty(count), np.empty(count), np.empty(count)
    table[0, 0] = 1.0
    for n in range(count):
        gain, before, after = (worth[n] - price * takes[n]) / warmth, table[n], table[n + 1]
        # Whoever is worth this much is there: what is more than that counts without them, too.
        sure = max(0.0, gain - SURE)
        gain -= sure
        stays[n], comes[n], lift[n] = np.exp(min(0.0, -gain)), np.exp(min(0.0, gain)), max(0.0, gain) + sure
        for part in range(min(takes[n], room + 1)):
            after[part] = stays[n] * before[part]
        for part in range(takes[n], room + 1):
            after[part] = stays[n] * before[part] + comes[n] * before[part - takes[n]]
        highest = after.max()
        scale[n + 1] = scale[n] + lift[n]
        if highest < TINY or highest > HUGE:
            after /= highest
            scale[n + 1] += np.log(highest)
    # Parts of the room beyond what is likely cost nothing: their price is given back.
    top, highest = 0, -np.inf
    for part in range(room + 1):
        if table[count, part] > NOTHING and np.log(table[count, part]) + price * part / warmth > highest:
            top, highest = part, np.log(table[count, part]) + price * part / warmth
    ends, level, summed = np.zeros(room + 1), price * top / warmth, 0.0
    for part in range(room + 1):
        if table[count, part] > NOTHING:
            ends[part] = np.exp(price * (part - top) / warmth)
            summed += table[count, part] * ends[part]
    spare, weight = np.empty(room + 1), np.log(summed) + scale[count] + level
    for n in range(count - 1, -1, -1):
        summed = 0.0
        for part in range(room + 1 - takes[n]):
            summed += table[n, part] * ends[part + takes[n]]
            spare[part] = stays[n] * ends[part] + comes[n] * ends[part + takes[n]]
        for part in range(max(0, room + 1 - takes[n]), room + 1):
            spare[part] = stays[n] * ends[part]
        if summed > 0.0:
            share[n] = min(1.0, np.exp(np.log(summed * comes[n]) + lift[n] + scale[n] + level - weight))
        ends, spare, highest = spare, ends, spare.max()
        level += lift[n]
        if highest < TINY or highest > HUGE:
            ends /= highest
            level += np.log(highest)
    return float(weight)
