"""The audit's own reading of days, weeks and months."""

from datetime import date
from typing import Any

import pytest

from models.programmes import Module, SessionKind, TemplateSession
from models.scenario import Horizon
from models.unpaid_work import Frequency
from solver.audit.dates import (
    Taken,
    clash,
    group_calendar,
    running_sessions,
    slot_dates,
    whole_months,
)
from solver.audit.work import first_usable_monday, minutes_left
from tests.builders import (
    MONDAY,
    a_group_option,
    a_group_slot,
    a_policy,
    a_project,
    a_requirement,
    a_running_group,
    a_slot,
    a_template,
    day,
)

FOUR_WEEKS = Horizon(start=MONDAY, weeks=4)


def modules(*gaps: int) -> tuple[Module, ...]:
    """Modules of two sessions each, with so many weeks before each."""
    session = TemplateSession(name="Session", kind=SessionKind.GROUP, minutes=60)
    return tuple(Module(name=f"M{n}", gap_weeks=gap, sessions=(session, session)) for n, gap in enumerate(gaps))


@pytest.mark.parametrize(
    ("gaps", "slots", "holidays", "days"),
    [
        ((0, 0), ("tue",), (), (1, 8, 15, 22)),
        ((0, 0), ("tue", "thu"), (), (1, 3, 8, 10)),
        ((0, 0), ("thu", "tue"), (8,), (1, 3, 10, 15)),
        ((0, 2), ("tue",), (), (1, 8, 22, 29)),
        ((0, 1), ("tue", "thu"), (), (1, 3, 10, 15)),
        ((0, 2), ("tue",), (22,), (1, 8, 29, 36)),
        ((3, 0), ("tue",), (), (1, 8, 15, 22)),
    ],
)
def test_calendar_of_a_group(
    gaps: tuple[int, ...], slots: tuple[str, ...], holidays: tuple[int, ...], days: tuple[int, ...]
) -> None:
    """Sessions take slot after slot, wait out gaps before modules, skip bank holidays and run past the horizon."""
    horizon = Horizon(start=MONDAY, weeks=4, bank_holidays=tuple(day(n) for n in holidays))
    option = a_group_option(slots=tuple(a_group_slot(weekday) for weekday in slots))
    sittings = group_calendar(option, a_template(modules=modules(*gaps)), horizon)
    assert [sitting.taken.on for sitting in sittings] == [day(n) for n in days]
    assert {(sitting.taken.start, sitting.taken.end) for sitting in sittings} == {(600, 660)}


def test_calendar_begins_with_the_earliest_start_or_the_horizon() -> None:
    """The first session falls on the first slot on or after both."""
    template = a_template(sessions=1)
    late = group_calendar(a_group_option(earliest_start=day(8)), template, FOUR_WEEKS)
    early = group_calendar(a_group_option(earliest_start=day(-20)), template, FOUR_WEEKS)
    assert [late[0].taken.on, early[0].taken.on] == [day(8), day(1)]


@pytest.mark.parametrize(
    ("over", "days"),
    [
        ({}, (0, 7, 14, 21)),
        ({"first": day(1), "last": day(14)}, (7, 14)),
        ({"frequency": Frequency.FORTNIGHTLY, "first": day(7)}, (7, 21)),
        ({"frequency": Frequency.FORTNIGHTLY, "first": day(-7)}, (7, 21)),
        ({"frequency": Frequency.FORTNIGHTLY, "first": day(3)}, (7, 21)),
        ({"frequency": Frequency.FORTNIGHTLY}, (0, 14)),
        ({"frequency": Frequency.ONCE, "first": day(14)}, (14,)),
        ({"frequency": Frequency.ONCE, "first": day(15)}, ()),
    ],
)
def test_dates_of_a_slot(over: dict[str, Any], days: tuple[int, ...]) -> None:
    """A slot falls on its weekday, every week, every second week from its first day, or once."""
    slot = a_slot(**over)
    assert slot_dates(a_project(slots=(slot,)), slot, FOUR_WEEKS) == [day(n) for n in days]


def test_dates_end_with_the_project_and_skip_bank_holidays() -> None:
    """No date falls after the project's last day or on a bank holiday."""
    horizon = Horizon(start=MONDAY, weeks=4, bank_holidays=(day(7),))
    assert slot_dates(a_project(ends=day(14)), a_slot(), horizon) == [day(0), day(14)]


def test_sessions_of_a_running_group() -> None:
    """A running group meets from the horizon's first day to its own last, not on bank holidays."""
    horizon = Horizon(start=MONDAY, weeks=4, bank_holidays=(day(8),))
    assert [taken.on for taken in running_sessions(a_running_group(last=day(22)), horizon)] == [
        day(1),
        day(15),
        day(22),
    ]


@pytest.mark.parametrize(("gap", "clashes"), [(0.0, False), (30.0, False), (30.5, True)])
def test_turnaround(gap: float, *, clashes: bool) -> None:
    """Two bookings of a day clash when less than the turnaround lies between them."""
    assert clash(Taken(MONDAY, 540, 600), Taken(MONDAY, 630, 700), gap) == clashes
    assert not clash(Taken(MONDAY, 540, 600), Taken(day(1), 540, 600), gap)


@pytest.mark.parametrize(
    ("sentence", "first"),
    [(day(-30), day(0)), (day(-1), day(0)), (day(0), day(7)), (day(6), day(7)), (day(7), day(14))],
)
def test_usable_weeks_begin_after_the_sentence(sentence: date, first: date) -> None:
    """A week is usable when none of it lies before the day after the sentence."""
    assert first_usable_monday(a_requirement(sentence_date=sentence), FOUR_WEEKS) == first


def test_minutes_left_are_never_negative() -> None:
    """Completed and credited minutes are taken off what was ordered, down to nothing."""
    assert minutes_left(a_requirement(completed_minutes=5900, adjustment_minutes=30), a_policy()) == 130
    assert minutes_left(a_requirement(completed_minutes=5900, adjustment_minutes=-200), a_policy()) == 0


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 12, 31), date(2026, 2, 28), 1),
        (date(2024, 5, 1), date(2026, 5, 1), 24),
    ],
)
def test_whole_months(since: date, until: date, months: int) -> None:
    """A month is over once its day of the month has been reached."""
    assert whole_months(since, until) == months
