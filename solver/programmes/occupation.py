"""Sessions of all calendars side by side: what clashes with what, and how many minutes fall into which week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.people import Person
from models.staff import Staff
from solver.calendar import WEEKDAYS, Booking, applying, away, minutes_of, working_pattern
from solver.programmes.calendar import DatedSession
from solver.programmes.problem import Mask

NO_TURNAROUND = timedelta()


class SessionTable:
    """Every session of every calendar as columns, so that a commitment is laid against all of them at once.

    Parameters
    ----------
    calendars
        (C,) sessions of each calendar.
    turnaround
        Time that must lie between two bookings of one person or member of staff.
    """

    def __init__(self, calendars: Sequence[tuple[DatedSession, ...]], turnaround: timedelta) -> None:
        self.calendars = calendars
        self.turnaround = turnaround
        rows = [(c, session) for c, calendar in enumerate(calendars) for session in calendar]
        self.calendar = np.array([c for c, _ in rows], dtype=np.int64)
        self.day = np.array([session.on.toordinal() for _, session in rows], dtype=np.int64)
        self.start = np.array([minutes_of(session.start.time()) for _, session in rows], dtype=np.float64)
        length = [(session.end - session.start).total_seconds() / 60.0 for _, session in rows]
        self.end = self.start + np.array(length, dtype=np.float64)
        # An ordinal of 1 is a Monday.
        self.weekday = (self.day - 1) % 7
        ordinals, place = np.unique(self.day, return_inverse=True)
        self._days = [date.fromordinal(int(day)) for day in ordinals], place.reshape(-1)

    def _calendars(self, hit: Mask) -> Mask:
        calendars = np.zeros(len(self.calendars), dtype=np.bool_)
        calendars[self.calendar[hit]] = True
        return calendars

    def _booked(self, bookings: Sequence[Booking], turnaround: timedelta) -> Mask:
        gap = turnaround.total_seconds() / 60.0
        hit = np.zeros(len(self.calendar), dtype=np.bool_)
        for booking in bookings:
            start = minutes_of(booking.start.time())
            end = start + (booking.end - booking.start).total_seconds() / 60.0
            same_day = self.day == booking.start.date().toordinal()
            hit |= same_day & (self.start < end + gap) & (start < self.end + gap)
        return self._calendars(hit)

    def clashes(self, bookings: Sequence[Booking]) -> Mask:
        """(C,) bool: a session clashes with a booking of a person or member of staff."""
        return self._booked(bookings, self.turnaround)

    def overlaps(self, bookings: Sequence[Booking]) -> Mask:
        """(C,) bool: a session overlaps a booking of a room."""
        return self._booked(bookings, NO_TURNAROUND)

    def taken_up(self, person: Person, bookings: Sequence[Booking]) -> Mask:
        """(C,) bool: a session overlaps a commitment of the person or clashes with what the person is booked for."""
        hit = np.zeros(len(self.calendar), dtype=np.bool_)
        for row in person.commitments:
            meets = (self.weekday == WEEKDAYS[row.weekday]) & (self.start < minutes_of(row.end))
            hit |= meets & (minutes_of(row.start) < self.end) & applying(row, self.day)
        return self._calendars(hit) | self.clashes(bookings)

    def absent(self, staff: Staff) -> Mask:
        """(C,) bool: a session falls on a day on which the member of staff is away."""
        days, place = self._days
        return self._calendars(np.array([away(staff, on) for on in days], dtype=np.bool_)[place])

    def off_duty(self, staff: Staff) -> Mask:
        """(C,) bool: a session does not lie within the working pattern of the member of staff."""
        inside = np.zeros(len(self.calendar), dtype=np.bool_)
        for row in working_pattern(staff):
            on = self.weekday == WEEKDAYS[row.weekday]
            inside |= on & (minutes_of(row.start) <= self.start) & (self.end <= minutes_of(row.end))
        return self._calendars(~inside)

    def weeks(self) -> list[date]:
        """Mondays of the ISO weeks that have a session, in order."""
        return [date.fromordinal(int(monday)) for monday in np.unique(self.day - self.weekday)]

    def week_minutes(self, weeks: Sequence[date]) -> NDArray[np.int64]:
        """(C, W) minutes of each calendar's sessions in each ISO week."""
        minutes = np.zeros((len(self.calendars), len(weeks)), dtype=np.int64)
        mondays = np.array([monday.toordinal() for monday in weeks], dtype=np.int64)
        week = np.searchsorted(mondays, self.day - self.weekday)
        np.add.at(minutes, (self.calendar, week), (self.end - self.start).astype(np.int64))
        minutes.setflags(write=False)
        return minutes


def calendar_clashes(table: SessionTable) -> tuple[tuple[Mask, Mask], tuple[Mask, Mask]]:
    """Clashes with turnaround, then plain overlaps: (C, C) of two groups, and (C,) of a group with itself."""
    count = len(table.calendars)
    clashing, overlapping = np.zeros((count, count), np.bool_), np.zeros((count, count), np.bool_)
    gap = table.turnaround.total_seconds() / 60.0
    order = np.argsort(table.day, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(table.day[order])) + 1):
        start, end, calendar = table.start[rows], table.end[rows], table.calendar[rows]
        for marks, turnaround in ((clashing, gap), (overlapping, 0.0)):
            before = start[:, None] < end[None, :] + turnaround
            one, other = np.nonzero(np.triu(before & before.T, k=1))
            marks[calendar[one], calendar[other]] = marks[calendar[other], calendar[one]] = True
    return parted(clashing), parted(overlapping)


def parted(meets: Mask) -> tuple[Mask, Mask]:
    """Meetings of two groups, who always meet on one calendar, and what stood on the diagonal."""
    own = meets.diagonal().copy()
    np.fill_diagonal(meets, val=True)
    return meets, own
