"""Who is free when, day by day: people referred and facilitators, beside the groups that the planner opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.people import Person
from models.staff import Staff
from solver.calendar import WEEKDAYS, Booking, Timetable, applies, away, minutes_of, working_pattern

Stretch = tuple[int, int]
"""Minutes since midnight from which and to which."""


@dataclass(frozen=True, slots=True)
class Diary:
    """Weeks and bookings of R referrals' people and F facilitators.

    Attributes
    ----------
    people, facilitators
        (R,) and (F,).
    taken
        Bookings that people and staff have already.
    closed
        Bank holidays.
    turnaround
        Minutes that must lie between two bookings of one person or member of staff.
    slack_days
        Days that must lie between the end of a programme and that of the sentence.
    """

    people: tuple[Person, ...]
    facilitators: tuple[Staff, ...]
    taken: Timetable
    closed: frozenset[date]
    turnaround: int
    slack_days: int

    def busy(self, r: int, on: date) -> list[Stretch]:
        """Stretches of a day into which nothing of a person may reach."""
        person = self.people[r]
        stretches = [
            (minutes_of(row.start), minutes_of(row.end))
            for row in person.commitments
            if WEEKDAYS[row.weekday] == on.weekday() and applies(row, on)
        ]
        return stretches + [self.widened(stretch) for stretch in booked(self.taken.people[person.id], on)]

    def free(self, f: int, on: date, sessions: Iterable[Stretch] = ()) -> list[Stretch]:
        """Stretches of a day in which a facilitator is at work and has no booking, and none of these sessions."""
        staff = self.facilitators[f]
        if on in self.closed or away(staff, on):
            return []
        hours = [
            (minutes_of(row.start), minutes_of(row.end))
            for row in working_pattern(staff)
            if WEEKDAYS[row.weekday] == on.weekday()
        ]
        for stretch in (*booked(self.taken.staff[staff.id], on), *sessions):
            hours = [left for whole in hours for left in without(whole, self.widened(stretch))]
        return hours

    def widened(self, stretch: Stretch) -> Stretch:
        """A booking with the turnaround on either side."""
        return stretch[0] - self.turnaround, stretch[1] + self.turnaround

    def minutes_left(self, f: int, monday: date) -> float:
        """Contracted minutes of a facilitator in a week less those booked already."""
        staff = self.facilitators[f]
        week = range(monday.toordinal(), monday.toordinal() + 7)
        spent = [one.end - one.start for one in self.taken.staff[staff.id] if one.start.date().toordinal() in week]
        return 60.0 * staff.contracted_hours - sum(spent, timedelta()).total_seconds() / 60.0


def booked(bookings: Iterable[Booking], on: date) -> list[Stretch]:
    """Bookings of a day."""
    return [stretch_of(one) for one in bookings if one.start.date() == on]


def stretch_of(booking: Booking) -> Stretch:
    """Minutes of its day that a booking takes."""
    begins = minutes_of(booking.start.time())
    return begins, begins + int((booking.end - booking.start).total_seconds() // 60)


def without(whole: Stretch, taken: Stretch) -> list[Stretch]:
    """What is left of a stretch."""
    parts = ((whole[0], min(whole[1], taken[0])), (max(whole[0], taken[1]), whole[1]))
    return [(start, end) for start, end in parts if start < end]


def overlap(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches of a day have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]
