"""Bookings clash when they stand in each other's way, and running groups are booked from the start."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from models.record import DateRange
from solver.calendar import Booking, away, booking, clash, horizon_days, running_timetable
from tests.builders import a_facilitator, a_running_group, a_scenario, a_staff, day

HALF_HOUR = timedelta(minutes=30)


def hours(start: str, end: str, number: int = 0) -> Booking:
    """Booking on a day of the builders' horizon."""
    return booking(day(number), time.fromisoformat(start), time.fromisoformat(end))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (hours("11:30", "12:00"), False),
        (hours("11:29", "12:00"), True),
        (hours("08:00", "09:30"), False),
        (hours("08:00", "09:31"), True),
        (hours("10:00", "11:00", 1), False),
    ],
)
def test_bookings_clash_inside_the_turnaround(other: Booking, expected: bool) -> None:
    """Two bookings of a day clash exactly when less than the turnaround lies between them, either way round."""
    morning = hours("10:00", "11:00")
    assert clash(morning, other, HALF_HOUR) is expected
    assert clash(other, morning, HALF_HOUR) is expected


def test_leave_training_and_the_ends_of_service_keep_staff_away() -> None:
    """A member of staff is away on leave, in training, before the first day and after the last."""
    member = a_staff(
        leave=(DateRange(first=day(3), last=day(4)),),
        training_days=(day(6),),
        active_from=day(1),
        active_until=day(8),
    )
    assert [n for n in range(10) if away(member, day(n))] == [0, 3, 4, 6, 9]


def test_the_horizon_has_seven_days_a_week() -> None:
    """Days run from the first Monday to the last Sunday."""
    scenario = a_scenario()
    days = horizon_days(scenario.horizon)
    assert len(days) == 7 * scenario.horizon.weeks
    assert (days[0].weekday(), days[-1].weekday()) == (0, 6)


def test_running_groups_take_up_people_staff_and_rooms() -> None:
    """Every session of a running group up to its last day is booked, for members, facilitators and the room."""
    group = a_running_group(last=day(14), facilitators=("F1",), members=("X000001",))
    scenario = a_scenario(staff=(a_facilitator(),), running_groups=(group,))
    timetable = running_timetable(scenario)
    assert len(timetable.rooms[group.room]) == len(timetable.people[group.members[0]])
    assert all(taken.start.date() <= day(14) for taken in timetable.rooms[group.room])
    assert timetable.staff[group.facilitators[0]] == timetable.rooms[group.room]
