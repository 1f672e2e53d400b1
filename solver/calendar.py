"""Days, standing slots and bookings: who is taken when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.people import Commitment
from models.record import DateRange, Weekday, WeeklySlot
from models.scenario import Horizon, Scenario
from models.staff import Staff

WEEKDAYS: dict[Weekday, int] = {day: number for number, day in enumerate(Weekday)}
"""Python's number (Monday is 0) of each weekday."""


USUAL_WEEK = tuple(WeeklySlot(weekday=day, start=time(9), end=time(17)) for day in list(Weekday)[:5])
"""Working pattern of staff who have stated none (``models/staff.py``)."""


class Booking(NamedTuple):
    """A stretch of time that somebody or something is taken for."""

    start: datetime
    end: datetime


def horizon_days(horizon: Horizon) -> list[date]:
    """Every day of the horizon, in order."""
    return [horizon.start + timedelta(days=n) for n in range(7 * horizon.weeks)]


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday, and no bank holiday."""
    return day.weekday() < 5 and day not in holidays


def working_day_after(day: date, count: int, holidays: Container[date]) -> date:
    """The ``count``-th working day after a day; the day itself for 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day


@lru_cache(maxsize=1024)
def last_day_of_notice(first: date, count: int, holidays: frozenset[date]) -> date:
    """The last working day whose ``count``-th working day after it is not later than ``first``."""
    day = first
    while not is_working_day(day, holidays) or working_day_after(day, count, holidays) > first:
        day -= timedelta(days=1)
    return day


def minutes_of(clock: time) -> int:
    """Minutes since midnight."""
    return 60 * clock.hour + clock.minute


def booking(on: date, start: time, end: time) -> Booking:
    """The booking from ``start`` to ``end`` on a day."""
    return Booking(datetime.combine(on, start), datetime.combine(on, end))


def within(on: date, ranges: Iterable[DateRange]) -> bool:
    """Whether a day lies in any of the ranges."""
    return any(r.first <= on <= r.last for r in ranges)


def applies(row: Commitment, on: date) -> bool:
    """Whether a commitment applies on a day of its weekday."""
    if (row.first is not None and on < row.first) or (row.last is not None and on > row.last):
        return False
    return row.every_weeks == 1 or row.first is None or (on - row.first).days // 7 % row.every_weeks == 0


def applying(row: Commitment, days: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a commitment applies on each day of its weekday, given as ordinals."""
    first = 0 if row.first is None else row.first.toordinal()
    turn = (days - first) // 7 % (1 if row.first is None else row.every_weeks) == 0
    return np.asarray(turn & (days >= first) & (days <= (row.last or date.max).toordinal()))


def away(staff: Staff, on: date) -> bool:
    """Whether a member of staff cannot work on a day: leave, training, not yet or no longer in the team."""
    if staff.active_from is not None and on < staff.active_from:
        return True
    if staff.active_until is not None and on > staff.active_until:
        return True
    return on in staff.training_days or within(on, staff.leave)


def clash(one: Booking, other: Booking, turnaround: timedelta) -> bool:
    """Whether two bookings of one person or member of staff stand in each other's way.

    On one day, the later must begin at least ``turnaround`` after the earlier ends.
    """
    if one.start.date() != other.start.date():
        return False
    return one.start < other.end + turnaround and other.start < one.end + turnaround


def working_pattern(staff: Staff) -> tuple[WeeklySlot, ...]:
    """Hours that a member of staff works on each day of the week; the usual week where none are stated."""
    return staff.pattern or USUAL_WEEK


@dataclass(slots=True)
class Timetable:
    """Bookings by id of person, member of staff and room."""

    people: dict[str, list[Booking]] = field(default_factory=lambda: defaultdict(list))
    staff: dict[str, list[Booking]] = field(default_factory=lambda: defaultdict(list))
    rooms: dict[str, list[Booking]] = field(default_factory=lambda: defaultdict(list))


def running_timetable(scenario: Scenario) -> Timetable:
    """Timetable of what is running already: the sessions of running groups from the horizon's start on.

    A member is booked from the first to the last day of the stay.
    """
    timetable = Timetable()
    holidays = set(scenario.horizon.bank_holidays)
    for group in scenario.programmes.running_groups:
        stays = {person: group.stay_of(person) for person in group.members}
        for slot in group.slots:
            day = scenario.horizon.start + timedelta(days=WEEKDAYS[slot.weekday])
            while day <= group.last:
                if day not in holidays:
                    start = datetime.combine(day, slot.start)
                    taken = Booking(start, start + timedelta(minutes=group.minutes))
                    for person, (first, last) in stays.items():
                        if first <= day <= last:
                            timetable.people[person].append(taken)
                    for member in group.team:
                        timetable.staff[member].append(taken)
                    timetable.rooms[group.room].append(taken)
                day += timedelta(days=7)
    return timetable
