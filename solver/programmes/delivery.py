"""Who could lead which group, and in which room it could meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.staff import Staff
from solver.calendar import WEEKDAYS, away, working_pattern
from solver.programmes.calendar import DatedSession
from solver.programmes.problem import Mask
from solver.programmes.roll import Roll, frozen, grid, minutes_left, qualified, whole


def facilitators_who_fit(roll: Roll) -> Mask:
    """(F, G) bool: qualified to the last session, of the region, and at work on every session day; never an intake."""
    regions = [roll.directory.region_of_office(office) for office in roll.offices]
    programme = dict(zip(roll.calendar_of.tolist(), roll.templates, strict=True))
    courses = [(programme[c].qualification, calendar) for c, calendar in enumerate(roll.table.calendars)]
    near, able = [], []
    for staff in roll.facilitators:
        own = roll.directory.region_of_staff(staff)
        near.append([region == own for region in regions])
        able.append([may_lead(staff, qualification, calendar) for qualification, calendar in courses])
    within = grid(near, len(regions))[:, roll.office_of]
    return frozen(np.asarray(within & grid(able, len(courses))[:, roll.calendar_of] & roll.opens))


def may_lead(staff: Staff, qualification: str, calendar: Sequence[DatedSession]) -> bool:
    """Whether a member of staff is qualified to the last session, and at work throughout every session."""
    if not qualified(staff, qualification, calendar[-1].on):
        return False
    return all(at_work(staff, session) for session in calendar)


def at_work(staff: Staff, session: DatedSession) -> bool:
    """Whether a session lies within the working pattern, on a day on which the member of staff is not away."""
    weekday, start, end = session.on.weekday(), session.start.time(), session.end.time()
    inside = any(
        WEEKDAYS[row.weekday] == weekday and row.start <= start and end <= row.end for row in working_pattern(staff)
    )
    return inside and not away(staff, session.on)


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
    return np.eye(len(roll.options), dtype=np.bool_)[len(roll.options) - len(roll.intakes) :]


def places(roll: Roll) -> NDArray[np.int64]:
    """(K,) seats of the rooms; at an intake the places that the running group has for people who join."""
    return whole([*(room.seats for room in roll.rooms), *(intake.seats for intake in roll.intakes)])
