"""Dates, as ``docs/formulation.md`` states them: the audit's own reading, shared with no search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from models.people import Commitment
from models.programmes import GroupOption, GroupSlot, Module, ProgrammeTemplate, RunningGroup, SessionKind
from models.record import Weekday
from models.scenario import Horizon
from models.staff import Staff
from models.unpaid_work import Frequency, Project, ProjectSlot
from solver.audit.pairs import Flags, Index

USUAL_START, USUAL_END = 9 * 60, 17 * 60
"""Staff who state no working pattern work from Monday to Friday, nine to five (``models/staff.py``)."""
WEEK = timedelta(days=7)
MONDAY_FIRST = tuple(Weekday)
SATURDAY = 5


class Taken(NamedTuple):
    """A stretch of a day that somebody or something is taken for."""

    on: date
    start: int
    """Minutes since midnight."""
    end: int
    """Minutes since midnight."""


def minute(clock: time) -> int:
    """Minutes since midnight."""
    return 60 * clock.hour + clock.minute


def clock_at(minutes: int) -> time:
    """Time of day so many minutes after midnight."""
    return time(hour=minutes // 60 % 24, minute=minutes % 60)


def weekday_number(weekday: Weekday) -> int:
    """0 for Monday to 6 for Sunday."""
    return MONDAY_FIRST.index(weekday)


def last_day(horizon: Horizon) -> date:
    """Last day of the horizon, a Sunday."""
    return horizon.start + horizon.weeks * WEEK - timedelta(days=1)


def days_of(horizon: Horizon) -> list[date]:
    """Every day of the horizon, in order."""
    return [horizon.start + timedelta(days=n) for n in range(7 * horizon.weeks)]


def monday_of(day: date) -> date:
    """Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def whole_months(since: date, until: date) -> int:
    """Whole calendar months from one day to another."""
    months = 12 * (until.year - since.year) + until.month - since.month
    return months - 1 if until.day < since.day else months


def is_working_day(day: date, holidays: Sequence[date]) -> bool:
    """Whether a day is one of Monday to Friday and no bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def working_day_after(day: date, number: int, holidays: Sequence[date]) -> date:
    """The so-many-th working day after a day; number 0 is the day itself."""
    for _ in range(number):
        day += timedelta(days=1)
        while not is_working_day(day, holidays):
            day += timedelta(days=1)
    return day


@lru_cache(maxsize=1024)
def last_day_to_tell(first: date, notice: int, holidays: tuple[date, ...]) -> date:
    """The last working day after which so many working days have come by the first one, that one included."""
    day = first
    while notice > 0 or not is_working_day(day, holidays):
        notice -= is_working_day(day, holidays)
        day -= timedelta(days=1)
    return day


def on_leave(staff: Staff, day: date) -> bool:
    """Whether a day lies inside a leave range."""
    return any(stretch.first <= day <= stretch.last for stretch in staff.leave)


def active_on(staff: Staff, day: date) -> bool:
    """Whether a member of staff is in the team on a day."""
    return active_throughout(staff, day, day)


def active_throughout(staff: Staff, first: date, last: date) -> bool:
    """Whether a member of staff is in the team from one day to another."""
    begins = staff.active_from is None or staff.active_from <= first
    return begins and (staff.active_until is None or staff.active_until >= last)


def present(staff: Staff, day: date) -> bool:
    """Whether a member of staff is at work on a day: in the team, not on leave, not in training."""
    return active_on(staff, day) and day not in staff.training_days and not on_leave(staff, day)


def working(staff: Staff, taken: Taken) -> bool:
    """Whether a booking lies within the hours that a member of staff works on that day of the week."""
    if not staff.pattern:
        return taken.on.weekday() < SATURDAY and taken.start >= USUAL_START and taken.end <= USUAL_END
    hours = [
        (minute(row.start), minute(row.end))
        for row in staff.pattern
        if weekday_number(row.weekday) == taken.on.weekday()
    ]
    return any(start <= taken.start and taken.end <= end for start, end in hours)


def qualifications_held(staff: Staff, until: date) -> set[str]:
    """Qualifications of a member of staff that no register entry lets run out before a day."""
    lapsed = {entry.qualification for entry in staff.register_entries if entry.expires < until}
    return set(staff.qualifications) - lapsed


def clash(one: Taken, other: Taken, turnaround: float = 0.0) -> bool:
    """Whether two bookings of one day stand in each other's way; with no turnaround, whether they overlap."""
    same_day = one.on == other.on
    return same_day and one.start < other.end + turnaround and other.start < one.end + turnaround


def slot_dates(project: Project, slot: ProjectSlot, horizon: Horizon) -> list[date]:
    """Days of the horizon on which a slot of a project can run."""
    return [day for day in slot_turns(project, slot, horizon) if day not in horizon.bank_holidays]


def slot_turns(project: Project, slot: ProjectSlot, horizon: Horizon) -> list[date]:
    """Days of the horizon on which it is a slot's turn, be it a bank holiday or not."""
    first = horizon.start + timedelta(days=weekday_number(slot.weekday))
    days = (first + n * WEEK for n in range(horizon.weeks))
    return [day for day in days if _slot_falls_on(project, slot, day, horizon)]


def _slot_falls_on(project: Project, slot: ProjectSlot, day: date, horizon: Horizon) -> bool:
    if (slot.first and day < slot.first) or (slot.last and day > slot.last) or (project.ends and day > project.ends):
        return False
    match slot.frequency:
        case Frequency.WEEKLY:
            return True
        case Frequency.FORTNIGHTLY:
            return (day - (slot.first or horizon.start)).days // 7 % 2 == 0
        case Frequency.ONCE:
            return day == slot.first


def engaged(row: Commitment, day: date) -> bool:
    """Whether a commitment applies on a day: of its weekday, from its first day to its last, when its turn comes."""
    if weekday_number(row.weekday) != day.weekday() or not (row.first or day) <= day <= (row.last or day):
        return False
    return row.first is None or (day - row.first) // WEEK % row.every_weeks == 0


def engaged_days(row: Commitment, days: Index) -> Flags:
    """The same for days told by their ordinal numbers, the first of which is a Monday."""
    begun = np.ones(days.shape, np.bool_) if row.first is None else days >= row.first.toordinal()
    going = begun if row.last is None else begun & (days <= row.last.toordinal())
    turn = np.zeros(days.shape, np.int64) if row.first is None else (days - row.first.toordinal()) // 7
    return np.asarray(going & ((days - 1) % 7 == weekday_number(row.weekday)) & (turn % row.every_weeks == 0))


class Sitting(NamedTuple):
    """A session of a group's calendar."""

    module: str
    name: str
    kind: SessionKind
    taken: Taken


def weekly(slots: Sequence[GroupSlot], first: date, holidays: Sequence[date]) -> Iterator[tuple[date, int]]:
    """Dates and starting minutes of weekly times from a day on, without end; bank holidays are skipped."""
    times = sorted({(weekday_number(slot.weekday), minute(slot.start)) for slot in slots})
    monday = monday_of(first)
    while True:
        for number, start in times:
            day = monday + timedelta(days=number)
            if day >= first and day not in holidays:
                yield day, start
        monday += WEEK


def group_calendar(option: GroupOption, template: ProgrammeTemplate, horizon: Horizon) -> list[Sitting]:
    """Sessions that a group holds if it opens."""
    slots = weekly(option.slots, max(option.earliest_start, horizon.start), horizon.bank_holidays)
    sittings: list[Sitting] = []
    for module in template.modules:
        for_all = [sitting for sitting in sittings if sitting.kind != SessionKind.CATCH_UP] or sittings
        sittings += _module(module, slots, for_all[-1].taken.on if for_all else None)
    return sittings


def _module(module: Module, slots: Iterator[tuple[date, int]], previous: date | None) -> Iterator[Sitting]:
    not_before = previous + module.gap_weeks * WEEK if previous else date.min
    for session in module.sessions:
        on, start = next(slot for slot in slots if slot[0] >= not_before)
        yield Sitting(module.name, session.name, session.kind, Taken(on, start, start + session.minutes))


def running_sessions(group: RunningGroup, horizon: Horizon) -> list[Taken]:
    """Sessions of a running group from the horizon's first day to the group's last."""
    sessions = []
    for day, start in weekly(group.slots, horizon.start, horizon.bank_holidays):
        if day > group.last:
            break
        sessions.append(Taken(day, start, start + group.minutes))
    return sessions
