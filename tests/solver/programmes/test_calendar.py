"""The dated calendar of a group follows from slots, gaps and bank holidays."""

from __future__ import annotations

from datetime import date

from models.programmes import GroupOption, Module, ProgrammeTemplate, SessionKind, TemplateSession
from models.scenario import Horizon
from solver.programmes.calendar import dated_sessions
from tests.builders import MONDAY, a_group_option, a_group_slot, a_template, day


def days_of(option: GroupOption, template: ProgrammeTemplate, *holidays: date, start: date = MONDAY) -> list[str]:
    """Days and times of the sessions."""
    sessions = dated_sessions(option, template, Horizon(start=start, weeks=4, bank_holidays=holidays))
    return [f"{session.start:%Y-%m-%d %H:%M}" for session in sessions]


def module(name: str, number: int, gap_weeks: int = 0) -> Module:
    """A module of so many sessions of an hour."""
    sessions = tuple(TemplateSession(name=f"{name}{n}", kind=SessionKind.GROUP, minutes=60) for n in range(number))
    return Module(name=name, gap_weeks=gap_weeks, sessions=sessions)


def test_sessions_take_slots_by_date_and_time() -> None:
    """Slots stand in any order in the option; sessions take them by date, then time."""
    slots = (a_group_slot("thu", "09:00"), a_group_slot("tue", "14:00"), a_group_slot("tue", "10:00"))
    assert days_of(a_group_option(slots=slots), a_template(sessions=4)) == [
        "2027-01-05 10:00",
        "2027-01-05 14:00",
        "2027-01-07 09:00",
        "2027-01-12 10:00",
    ]


def test_first_session_waits_for_earliest_start() -> None:
    """The earliest start is a day like any other, and its own slot counts."""
    assert days_of(a_group_option(earliest_start=day(8)), a_template(sessions=1)) == ["2027-01-12 10:00"]
    assert days_of(a_group_option(earliest_start=day(9)), a_template(sessions=1)) == ["2027-01-19 10:00"]


def test_no_session_lies_before_the_horizon() -> None:
    """An option that could have started earlier starts with the horizon."""
    assert days_of(a_group_option(earliest_start=day(-30)), a_template(sessions=1)) == ["2027-01-05 10:00"]


def test_modules_keep_their_gaps() -> None:
    """A module starts on the first slot at least so many weeks after the session before; a gap before all is none."""
    template = a_template(modules=(module("a", 1, gap_weeks=5), module("b", 2, gap_weeks=3), module("c", 1)))
    slots = (a_group_slot("tue"), a_group_slot("wed"))
    assert days_of(a_group_option(slots=slots), template) == [
        "2027-01-05 10:00",
        "2027-01-26 10:00",
        "2027-01-27 10:00",
        "2027-02-02 10:00",
    ]


def test_catch_ups_lie_in_the_gap() -> None:
    """A catch-up takes the next slot, and the gap after it counts from the session before it, to which all come."""
    catch_up = TemplateSession(name="Catch-up", kind=SessionKind.CATCH_UP, minutes=60)
    first = module("a", 1)
    with_one = first.model_copy(update={"sessions": (*first.sessions, catch_up)})
    template = a_template(modules=(with_one, module("b", 1, gap_weeks=3)))
    assert days_of(a_group_option(slots=(a_group_slot("tue"),)), template) == [
        "2027-01-05 10:00",
        "2027-01-12 10:00",
        "2027-01-26 10:00",
    ]


def test_christmas_and_bank_holidays_are_skipped() -> None:
    """Nothing is held on a bank holiday: the session moves to the next slot, and all after it."""
    christmas = (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
    slots = (a_group_slot("mon"), a_group_slot("fri"))
    option = a_group_option(slots=slots, earliest_start=date(2026, 12, 21))
    assert days_of(option, a_template(sessions=3), *christmas, start=date(2026, 12, 21)) == [
        "2026-12-21 10:00",
        "2027-01-04 10:00",
        "2027-01-08 10:00",
    ]


def test_gap_that_ends_on_a_bank_holiday_ends_on_the_next_slot() -> None:
    """A gap is counted in weeks, then the first slot on which something is held is taken."""
    template = a_template(modules=(module("a", 1), module("b", 1, gap_weeks=1)))
    assert days_of(a_group_option(), template, day(8)) == ["2027-01-05 10:00", "2027-01-19 10:00"]


def test_sessions_tell_number_module_kind_and_length() -> None:
    """One-to-ones hold a slot like any other session, for their own minutes."""
    session = TemplateSession(name="Alone", kind=SessionKind.ONE_TO_ONE, minutes=45)
    template = a_template(modules=(module("a", 1), Module(name="Review", sessions=(session,))))
    last = dated_sessions(a_group_option(), template, Horizon(start=MONDAY, weeks=1))[-1]
    assert (last.number, last.module, last.name, last.kind) == (2, "Review", "Alone", SessionKind.ONE_TO_ONE)
    assert f"{last.start:%H:%M}-{last.end:%H:%M}" == "10:00-10:45"
