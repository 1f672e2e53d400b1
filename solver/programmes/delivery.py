"""Who could lead which group, and in which room it could meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.programmes.problem import Mask
from solver.programmes.roll import Roll, able_on_calendars, frozen, grid, in_the_region, minutes_left, whole


def facilitators_who_fit(roll: Roll) -> Mask:
    """(F, G) bool: qualified to the last session, of the region, and at work on every session day; never an intake."""
    able = able_on_calendars(roll, roll.facilitators)
    able &= ~grid([roll.table.off_duty(staff) for staff in roll.facilitators], len(roll.table.calendars))
    return frozen(in_the_region(roll, roll.facilitators) & able[:, roll.calendar_of] & roll.opens)


def facilitators_who_are_free(roll: Roll, weeks: Sequence[date]) -> Mask:
    """(F, G) bool: no booking clashes with the group, and the group alone fits into every week's hours."""
    clashing = [roll.table.clashes(roll.taken.staff[staff.id]) for staff in roll.facilitators]
    needs, left = roll.table.week_minutes(weeks), minutes_left(roll.facilitators, roll.taken, weeks)
    fits = (needs[None, :, :] <= left[:, None, :] + 1e-6) | (needs[None, :, :] == 0)
    free = ~grid(clashing, len(roll.table.calendars)) & fits.all(axis=2)
    return frozen(np.asarray(free[:, roll.calendar_of]))


def rooms_of_the_office(roll: Roll) -> Mask:
    """(K, G) bool: the room is in the office of the group; an intake has the room that bears its name, and no other."""
    rows = [[room.office == office.id for office in roll.offices] for room in roll.rooms]
    rooms = grid(rows, len(roll.offices))[:, roll.office_of] & roll.opens
    return frozen(np.concatenate([rooms, own_rooms(roll)]))


def rooms_that_are_free(roll: Roll) -> Mask:
    """(K, G) bool: nothing that is booked in the room overlaps a session of the group."""
    free = [~roll.table.overlaps(roll.taken.rooms[room.id]) for room in roll.rooms]
    rooms = grid(free, len(roll.table.calendars))[:, roll.calendar_of]
    return frozen(np.concatenate([rooms, own_rooms(roll)]))


def own_rooms(roll: Roll) -> Mask:
    """(intakes, G) bool: the intake's own room, where the running group is already."""
    groups, intakes = len(roll.options), len(roll.intakes)
    return np.eye(intakes, groups, groups - intakes, dtype=np.bool_)


def places(roll: Roll) -> NDArray[np.int64]:
    """(K,) seats of the rooms; at an intake the places that the running group has for people who join."""
    return whole([*(room.seats for room in roll.rooms), *(intake.seats for intake in roll.intakes)])
