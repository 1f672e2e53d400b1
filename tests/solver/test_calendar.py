"""Bookings clash when they stand in each other's way, and running groups are booked from the start."""

from __future__ import annotations

from datetime import date, time, timedelta

import numpy as np
import pytest

from models.record import DateRange
from solver.audit.dates import engaged, engaged_days
from solver.calendar import Booking, applies, applying, away, booking, clash, horizon_days, running_timetable
from tests.builders import a_commitment, a_facilitator, a_running_group, a_scenario, a_staff, day

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


COMMITMENTS = {
    "every week": a_commitment("tue"),
    "from a day on": a_commitment("tue", first=day(7)),
    "up to a day": a_commitment("tue", last=day(15)),
    "every second week": a_commitment("tue", first=day(8), every_weeks=2),
    "every third week, up to a day": a_commitment("tue", first=day(-6), last=day(30), every_weeks=3),
}
TUESDAYS = {
    "every week": (1, 8, 15, 22, 29, 36),
    "from a day on": (8, 15, 22, 29, 36),
    "up to a day": (1, 8, 15),
    "every second week": (8, 22, 36),
    "every third week, up to a day": (15,),
}


@pytest.mark.parametrize("name", COMMITMENTS)
def test_days_of_a_commitment(name: str) -> None:
    """The search and the audit read the days on which a commitment applies alike, one by one and all at once."""
    row, days = COMMITMENTS[name], [day(n) for n in range(42)]
    ordinals = np.array([on.toordinal() for on in days])
    tuesdays = ordinals[1::7]
    expected = {day(n) for n in TUESDAYS[name]}
    assert {on for on in days[1::7] if applies(row, on)} == expected
    assert {date.fromordinal(n) for n in tuesdays[applying(row, tuesdays)].tolist()} == expected
    assert {on for on in days if engaged(row, on)} == expected
    assert {date.fromordinal(n) for n in ordinals[engaged_days(row, ordinals)].tolist()} == expected


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
