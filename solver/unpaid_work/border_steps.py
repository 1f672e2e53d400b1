"""Compiled steps towards prices of room and supervisors over all units, and what prices prove."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from solver.unpaid_work.problem import DAYS, Bools, Floats

Longs = NDArray[np.int64]
"""Numbers that compiled functions hand to each other: of one width, or they would be compiled for each."""


class Region(NamedTuple):
    """A rota over all borders, with what binds everyone alike and nothing else.

    Attributes
    ----------
    first, slot, weekday, lesson, net, held, takes
        Options by requirement: (R + 1,), and (O,) each; ``lesson`` where it is education, training and employment;
        ``net`` is cost less gain, and a share of the fee; ``held``, (O, W); ``takes`` in parts of the slot's room.
    sessions, lessons
        (R,): sessions a week, and how many of them lessons can be.
    turn_first, turn_slot
        Turns by supervisor: (J + 1,) and (T,).
    day, length
        (S,): weekday, and length in parts of an hour that all slots share.
    hours
        (J,): such parts in a supervisor's week.
    most, shift
        (S,) float64: supervisors at most, 0 where none of ours is needed; what a turn costs.
    """

    first: Longs
    slot: Longs
    weekday: Longs
    lesson: Bools
    net: Floats
    held: Bools
    takes: Floats
    sessions: Longs
    lessons: Longs
    turn_first: Longs
    turn_slot: Longs
    day: Longs
    length: Longs
    hours: Longs
    most: Floats
    shift: Floats


class Walk(NamedTuple):
    """Where the steps stand: shares of options and turns, and prices.

    Attributes
    ----------
    option, turn
        (O,) and (T,): shares.
    room, crowd
        (S, W) and (S,): prices of a session's room on a date, and of one supervisor more than may stand there.
    person, person_day, lesson, supervisor_day, hour, long_turn
        Prices of a session a week, of one on a weekday, of a lesson, of a supervisor's weekday and hours, and, (J, 7),
        of a turn so long that no more than 0, 1, ... of them fit into these hours.
    room_sum, crowd_sum
        Prices of room and crowd summed over steps.
    """

    option: Floats
    turn: Floats
    room: Floats
    crowd: Floats
    person: Floats
    person_day: Floats
    lesson: Floats
    supervisor_day: Floats
    hour: Floats
    long_turn: Floats
    room_sum: Floats
    crowd_sum: Floats


@njit(cache=True)
def least_of_people(region: Region, room: Floats) -> float:
    """What all weeks of people cost together, each the cheapest with room at these prices."""
    total, best = 0.0, np.zeros((DAYS, 2))
    for r in range(len(region.sessions)):
        best[:] = 0.0
        for o in range(region.first[r], region.first[r + 1]):
            day, kind = region.weekday[o], int(region.lesson[o])
            if region.net[o] < best[day, kind]:
                price = region.net[o] + region.takes[o] * _while_held(region, room, o)
                best[day, kind] = min(best[day, kind], price)
        total += _cheapest_week(best, region.sessions[r], region.lessons[r])
    return total


@njit(cache=True)
def _while_held(region: Region, room: Floats, o: int) -> float:
    """Price of a session's room over the dates on which an option holds a place."""
    price, s = 0.0, region.slot[o]
    for w in range(room.shape[1]):
        if region.held[o, w]:
            price += room[s, w]
    return price


@njit(cache=True)
def _cheapest_week(best: Floats, sessions: int, lessons: int) -> float:
    """Cheapest week with one slot a weekday, so many in all and so many lessons at most; (7, 2) has the cheapest."""
    least = np.zeros((sessions + 1, lessons + 1))
    for day in range(DAYS):
        for n in range(sessions, 0, -1):
            for m in range(lessons, -1, -1):
                cost = min(least[n, m], least[n - 1, m] + best[day, 0])
                if m > 0:
                    cost = min(cost, least[n - 1, m - 1] + best[day, 1])
                least[n, m] = cost
    return float(least[sessions, lessons])


@njit(cache=True)
def most_of_supervisors(region: Region, worth: Floats) -> float:
    """What all weeks of supervisors are worth together, each the best; ``worth``, (S,), is that of a turn."""
    total, longest = 0.0, region.length.max()
    best = np.zeros((DAYS, longest + 1))
    for j in range(len(region.hours)):
        best[:] = 0.0
        for e in range(region.turn_first[j], region.turn_first[j + 1]):
            s = region.turn_slot[e]
            best[region.day[s], region.length[s]] = max(best[region.day[s], region.length[s]], worth[s])
        most = np.zeros(region.hours[j] + 1)
        for day in range(DAYS):
            for hours in range(region.hours[j], 0, -1):
                for length in range(1, min(longest, hours) + 1):
                    most[hours] = max(most[hours], most[hours - length] + best[day, length])
        total += most[region.hours[j]]
    return total


@njit(cache=True)
def walk_on(region: Region, walk: Walk, stride: float, steps: int) -> None:
    """So many steps of a primal-dual walk: shares follow prices, and prices what shares take too much of.

    Each share and each price moves by the entries of its column or row, so that no step is too long.
    """
    demand, there = np.zeros(walk.room.shape), np.zeros(len(region.shift))
    taken, turns, in_day = _sizes(region, walk)
    for _ in range(steps):
        demand[:], there[:] = 0.0, 0.0
        for r in range(len(region.sessions)):
            _move_person(region, walk, r, stride, demand)
        price = walk.room.sum(axis=1)
        for j in range(len(region.hours)):
            _move_supervisor(region, walk, j, stride, price, there, in_day)
        for s in range(len(region.shift)):
            ours = region.most[s] > 0.0
            if ours and turns[s] > 0.0:
                walk.crowd[s] = max(0.0, walk.crowd[s] + stride * (there[s] - region.most[s]) / turns[s])
            given, size = (there[s], turns[s]) if ours else (1.0, 0.0)
            for w in range(walk.room.shape[1]):
                if taken[s, w] > 0.0:
                    rise = stride * (demand[s, w] - given) / (taken[s, w] + size)
                    walk.room[s, w] = max(0.0, walk.room[s, w] + rise)
        walk.room_sum[:] += walk.room
        walk.crowd_sum[:] += walk.crowd


@njit(cache=True)
def _sizes(region: Region, walk: Walk) -> tuple[Floats, Floats, Floats]:
    """Entries of the rows: room on each date, turns on each slot, and on each supervisor's days."""
    taken, turns, in_day = np.zeros(walk.room.shape), np.zeros(len(region.shift)), np.zeros(walk.supervisor_day.shape)
    for o in range(len(region.slot)):
        for w in range(walk.room.shape[1]):
            if region.held[o, w]:
                taken[region.slot[o], w] += region.takes[o]
    for j in range(len(region.hours)):
        for e in range(region.turn_first[j], region.turn_first[j + 1]):
            s = region.turn_slot[e]
            turns[s] += 1.0
            in_day[j, region.day[s]] += 1.0
    return taken, turns, in_day


@njit(cache=True)
def _move_person(region: Region, walk: Walk, r: int, stride: float, demand: Floats) -> None:
    """Shares of a requirement's options, and the prices that are its own; what it asks for goes to ``demand``."""
    several, limited = region.sessions[r] > 1, region.lessons[r] < region.sessions[r]
    asked, options = np.zeros(DAYS), np.zeros(DAYS)
    lessons, lesson_options = 0.0, 0
    for o in range(region.first[r], region.first[r + 1]):
        s, day = region.slot[o], region.weekday[o]
        bound = limited and region.lesson[o]
        price, size, dates = walk.person[r], 1.0, 0
        if several:
            price, size = price + walk.person_day[r, day], size + 1.0
        if bound:
            price, size = price + walk.lesson[r], size + 1.0
            lesson_options += 1
        for w in range(demand.shape[1]):
            dates += int(region.held[o, w])
        price += region.net[o] + region.takes[o] * _while_held(region, walk.room, o)
        size += region.takes[o] * dates
        share = min(1.0, max(0.0, walk.option[o] - price / (stride * size)))
        ahead, walk.option[o] = 2.0 * share - walk.option[o], share
        options[day] += 1.0
        if ahead != 0.0:
            asked[day] += ahead
            lessons += ahead * bound
            for w in range(demand.shape[1]):
                if region.held[o, w]:
                    demand[s, w] += ahead * region.takes[o]
    if options.sum() > 0.0:
        rise = stride * (asked.sum() - region.sessions[r]) / options.sum()
        walk.person[r] = max(0.0, walk.person[r] + rise)
    for day in range(DAYS):
        if several and options[day] > 0.0:
            rise = stride * (asked[day] - 1.0) / options[day]
            walk.person_day[r, day] = max(0.0, walk.person_day[r, day] + rise)
    if lesson_options:
        walk.lesson[r] = max(0.0, walk.lesson[r] + stride * (lessons - region.lessons[r]) / lesson_options)


@njit(cache=True)
def _move_supervisor(  # noqa: PLR0917 - compiled functions take no keywords
    region: Region, walk: Walk, j: int, stride: float, room: Floats, there: Floats, in_day: Floats
) -> None:
    """Shares of a supervisor's turns, and the prices that are the supervisor's own; turns go to ``there``."""
    longest, hours = region.length.max(), region.hours[j]
    taken, turns, price_of, rows_of = (
        np.zeros(DAYS),
        np.zeros(longest + 1),
        np.zeros(longest + 1),
        np.zeros(longest + 1),
    )
    for length in range(1, longest + 1):
        fit = min(DAYS, hours // length)
        rows_of[length] = 2.0 + length / longest + (DAYS - fit) + walk.room.shape[1]
        price_of[length] = walk.hour[j] * length / longest + walk.long_turn[j, fit:].sum()
    for e in range(region.turn_first[j], region.turn_first[j + 1]):
        s = region.turn_slot[e]
        day, length = region.day[s], region.length[s]
        price = region.shift[s] + walk.crowd[s] - room[s] + walk.supervisor_day[j, day] + price_of[length]
        share = min(1.0, max(0.0, walk.turn[e] - price / (stride * rows_of[length])))
        ahead, walk.turn[e] = 2.0 * share - walk.turn[e], share
        there[s] += ahead
        taken[day] += ahead
        turns[length] += ahead
    for day in range(DAYS):
        rise = stride * (taken[day] - 1.0) / max(1.0, in_day[j, day])
        walk.supervisor_day[j, day] = max(0.0, walk.supervisor_day[j, day] + rise)
    in_all = max(1.0, in_day[j, :DAYS].sum())
    worked = 0.0
    for length in range(1, longest + 1):
        worked += turns[length] * length / longest
    walk.hour[j] = max(0.0, walk.hour[j] + stride * (worked - hours / longest) / in_all)
    for fit in range(DAYS):
        long = 0.0
        for length in range(1, longest + 1):
            if hours // length <= fit:
                long += turns[length]
        walk.long_turn[j, fit] = max(0.0, walk.long_turn[j, fit] + stride * (long - fit) / in_all)
