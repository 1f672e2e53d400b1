"""Who of those who stand somewhere rides in the van, and how long everybody's way is then.

Whoever could come alone needs no seat, but is given one that is left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.problem import Bools, Ints, Problem


def must_ride(problem: Problem, standing: Ints) -> Bools:
    """(N,) bool: the person of a (requirement, slot) pair cannot come but by the van."""
    requirement, project = standing[:, 0], problem.slots.project[standing[:, 1]]
    return np.asarray((problem.pick_up[requirement, project] >= 0) & (problem.alone[requirement, project] < 0))


def riders(problem: Problem, standing: Ints, driven: Ints, held: Bools) -> Bools:
    """(N,) bool: those who must ride, and of those who could come alone those for whom seats are left.

    Parameters
    ----------
    driven
        (D, 2): slot and van.
    held
        (N, W): dates on which a place is held for each.
    """
    requirement, slot = standing[:, 0], standing[:, 1]
    project = problem.slots.project[slot]
    rides = must_ride(problem, standing)
    seats = np.zeros(problem.slots.has_date.shape, dtype=np.int64)
    seats[driven[:, 0]] = problem.vans.seats[driven[:, 1]][:, None]
    np.subtract.at(seats, slot[rides], held[rides])
    alone = problem.alone[requirement, project]
    saved = (alone - problem.travel[requirement, project]).astype(np.int64) * held.sum(axis=1)
    could = np.flatnonzero((alone >= 0) & np.isin(slot, driven[:, 0]))
    for n in could[np.argsort(-saved[could], kind="stable")].tolist():
        if (seats[slot[n], held[n]] > 0).all():
            seats[slot[n]] -= held[n]
            rides[n] = True
    return rides


def alone_today(problem: Problem, standing: Ints, rides: Bools, *, driven: Ints, there: Bools, van: Ints) -> Bools:
    """(N, W) bool: those who ride week by week and have to come alone on a date, and can.

    No van goes that day, or another with fewer seats: these go to those who cannot come but by it, and then to those
    whom they save most minutes.

    Parameters
    ----------
    rides
        (N,): who rides week by week, or on the single dates of a row.
    there
        (N, W): dates on which a place is held for each, and not given up.
    van
        (S, W): van that goes there on the slot's date; -1 for none.
    """
    slot, must = standing[:, 1], must_ride(problem, standing)
    usual = np.full(len(van), -1, dtype=np.int32)
    usual[driven[:, 0]] = driven[:, 1]
    other = van != usual[:, None]
    alone = (rides & ~must)[:, None] & other[slot] & there
    project = problem.slots.project[slot]
    saved = problem.alone[standing[:, 0], project] - problem.travel[standing[:, 0], project]
    for s, w in np.argwhere(other & (van >= 0)).tolist():
        left = int(problem.vans.seats[van[s, w]]) - int((must & there[:, w] & (slot == s)).sum())
        mine = np.flatnonzero(alone[:, w] & (slot == s))
        alone[mine[np.argsort(-saved[mine], kind="stable")][: max(0, left)], w] = False
    return np.asarray(alone)


def minutes_one_way(problem: Problem, standing: Ints, rides: Bools) -> NDArray[np.int64]:
    """(N,) int64: minutes of those who ride, and of those who come alone."""
    requirement, project = standing[:, 0], problem.slots.project[standing[:, 1]]
    alone, usual = problem.alone[requirement, project], problem.travel[requirement, project]
    return np.where(~rides & (alone >= 0), alone, usual).astype(np.int64)
