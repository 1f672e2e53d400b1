"""Weekly times of contracts, the days on which they fall, and runs of weekly appointments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np
from numpy.typing import NDArray

from models.people import Person
from models.record import Weekday, WeeklySlot
from models.scenario import Horizon
from models.services import CommissionedService
from solver.calendar import WEEKDAYS, Booking, applying, minutes_of

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

USUAL_WEEK = tuple(WeeklySlot(weekday=day, start=time(9), end=time(17)) for day in list(Weekday)[:5])
"""When people are seen under a contract that does not say (``models/services.py``)."""

Time = tuple[int, int, int]
"""A weekly time: weekday (Monday is 0), start and end in minutes since midnight."""


def times_of(contract: CommissionedService) -> list[Time]:
    """Weekly times of a contract: appointments end to end through each of its openings."""
    return sorted(
        {
            (WEEKDAYS[row.weekday], start, start + contract.minutes)
            for row in contract.open or USUAL_WEEK
            for start in range(minutes_of(row.start), minutes_of(row.end) - contract.minutes + 1, contract.minutes)
        }
    )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days of the horizon (H of them), T weekly times, and J days on each weekday from the horizon's start on.

    Attributes
    ----------
    first
        Ordinal of the horizon's first day, a Monday.
    weeks
        Weeks of the horizon, D.
    weekday, start, end
        (T,) int: weekday, and minutes since midnight, of each time.
    dates
        (7, J) int: ordinals of the days on each weekday that are no bank holidays, in order.
    position
        (H,) int: where each day of the horizon stands among the dates of its weekday; -1 for a bank holiday.
    month
        (H,) int: month of each day, counted from that of the first.
    months
        First days of the horizon's calendar months.
    """

    first: int
    weeks: int
    weekday: Whole
    start: Whole
    end: Whole
    dates: Whole
    position: Whole
    month: Whole
    months: tuple[date, ...]

    @classmethod
    def of(cls, horizon: Horizon, times: Sequence[Time], most: int) -> Calendar:
        """Calendar long enough for runs of ``most`` appointments."""
        weekly = [horizon.start + timedelta(days=n) for n in range(7)]
        length = horizon.weeks + most + len(horizon.bank_holidays)
        closed = set(horizon.bank_holidays)
        days = [[day + timedelta(weeks=n) for n in range(length + len(closed))] for day in weekly]
        dates = [[day.toordinal() for day in row if day not in closed][:length] for row in days]
        number = {ordinal: n for row in dates for n, ordinal in enumerate(row)}
        span = [horizon.start + timedelta(days=n) for n in range(7 * horizon.weeks)]
        count = [12 * (day.year - horizon.start.year) + day.month - horizon.start.month for day in span]
        table = np.array(times, dtype=np.int64).reshape(len(times), 3)
        return cls(
            first=horizon.start.toordinal(),
            weeks=horizon.weeks,
            weekday=table[:, 0],
            start=table[:, 1],
            end=table[:, 2],
            dates=np.array(dates, dtype=np.int64),
            position=np.array([number.get(day.toordinal(), -1) for day in span], dtype=np.int64),
            month=np.array(count, dtype=np.int64),
            months=tuple(dict.fromkeys(day.replace(day=1) for day in span)),
        )

    @property
    def days(self) -> Whole:
        """(H,) ordinals of the days of the horizon."""
        return np.arange(self.first, self.first + 7 * self.weeks)

    def last_days(self, sessions: Whole) -> Whole:
        """(N, H) ordinal of the last of so many appointments from each day on; 0 for a bank holiday."""
        weekday = np.arange(7 * self.weeks) % 7
        at = np.where(self.position >= 0, self.position, 0)[None, :] + sessions[:, None] - 1
        return np.asarray(np.where(self.position[None, :] >= 0, self.dates[weekday[None, :], at], 0))

    def run(self, time: int, week: int, sessions: int) -> Whole:
        """(sessions,) ordinals of the appointments at a time from a week on."""
        weekday = int(self.weekday[time])
        at = int(self.position[7 * week + weekday])
        return self.dates[weekday, at : at + sessions]

    def clear_runs(self, taken: Mask, sessions: int) -> Mask:
        """(T, D) bool: a run of appointments at a time from a week on meets nothing.

        Parameters
        ----------
        taken
            (T, J) bool: the person is taken at that time on the so-manieth day of its weekday.
        """
        met = np.zeros((len(self.weekday), self.dates.shape[1] + 1), dtype=np.int64)
        np.cumsum(taken, axis=1, out=met[:, 1:])
        at = self.position.reshape(self.weeks, 7)[:, self.weekday].T
        begins = np.maximum(at, 0)
        between = np.take_along_axis(met, begins + sessions, 1) - np.take_along_axis(met, begins, 1)
        return np.asarray((between == 0) & (at >= 0))

    def committed(self, person: Person) -> Mask:
        """(T, J) bool: the time overlaps a commitment of the person that applies on that day."""
        taken = np.zeros((len(self.weekday), self.dates.shape[1]), dtype=np.bool_)
        for row in person.commitments:
            weekday = WEEKDAYS[row.weekday]
            times = (self.weekday == weekday) & (self.start < minutes_of(row.end)) & (minutes_of(row.start) < self.end)
            taken |= times[:, None] & applying(row, self.dates[weekday])
        return taken

    def booked(self, bookings: Iterable[Booking], turnaround: float) -> Mask:
        """(T, J) bool: an appointment at the time on that day clashes with a booking, the turnaround counted."""
        taken = np.zeros((len(self.weekday), self.dates.shape[1]), dtype=np.bool_)
        for booking in bookings:
            day = booking.start.date()
            row = self.dates[day.weekday()]
            at = int(np.searchsorted(row, day.toordinal()))
            if at == len(row) or row[at] != day.toordinal():
                continue
            start = minutes_of(booking.start.time())
            end = start + (booking.end - booking.start).total_seconds() / 60.0
            near = (self.start < end + turnaround) & (start < self.end + turnaround)
            taken[(self.weekday == day.weekday()) & near, at] = True
        return taken

    def clash(self, one: tuple[int, int, int], other: tuple[int, int, int], turnaround: float) -> bool:
        """Whether two runs (time, week, sessions) of one person stand in each other's way."""
        (t, week, sessions), (u, later, number) = one, other
        if self.weekday[t] != self.weekday[u]:
            return False
        if self.start[t] >= self.end[u] + turnaround or self.start[u] >= self.end[t] + turnaround:
            return False
        begins, other_begins = (int(self.position[7 * w + self.weekday[x]]) for w, x in ((week, t), (later, u)))
        return begins < other_begins + number and other_begins < begins + sessions
