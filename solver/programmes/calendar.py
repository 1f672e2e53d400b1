"""The dated calendar of a group: which session falls on which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple

from models.programmes import GroupOption, GroupSlot, ProgrammeTemplate, SessionKind, TemplateSession
from models.scenario import Horizon
from solver.calendar import WEEKDAYS, Booking


class DatedSession(NamedTuple):
    """A session of a group, with its day and times."""

    number: int
    module: str
    name: str
    kind: SessionKind
    start: datetime
    end: datetime

    @property
    def on(self) -> date:
        """Day of the session."""
        return self.start.date()

    @property
    def booking(self) -> Booking:
        """Time that the session takes."""
        return Booking(self.start, self.end)


Calendar = tuple[DatedSession, ...]
"""Sessions in order."""


def dated_sessions(option: GroupOption, template: ProgrammeTemplate, horizon: Horizon) -> Calendar:
    """Sessions of a group in order, as its option's slots, its template's gaps and the bank holidays have it."""
    slots = slot_dates(option.slots, max(option.earliest_start, horizon.start), set(horizon.bank_holidays))
    sessions: list[DatedSession] = []
    for module, opens, session in in_order(template):
        when = next(slots)
        if opens and sessions:
            earliest = last_of_all(sessions).on + timedelta(weeks=opens)
            while when.date() < earliest:
                when = next(slots)
        end = when + timedelta(minutes=session.minutes)
        sessions.append(DatedSession(len(sessions) + 1, module, session.name, session.kind, when, end))
    return tuple(sessions)


def last_of_all(sessions: Sequence[DatedSession]) -> DatedSession:
    """The last session that everybody comes to, from which a gap counts; the last of all where there is none."""
    return next((one for one in reversed(sessions) if one.kind is not SessionKind.CATCH_UP), sessions[-1])


def in_order(template: ProgrammeTemplate) -> Iterator[tuple[str, int, TemplateSession]]:
    """Module, weeks that must pass first, and session, in order; only a module's first session has a gap before it."""
    for module in template.modules:
        for place, session in enumerate(module.sessions):
            yield module.name, module.gap_weeks if place == 0 else 0, session


def slot_dates(slots: tuple[GroupSlot, ...], first: date, closed: set[date]) -> Iterator[datetime]:
    """Every slot from ``first`` on, by date and then time; nothing on days that are closed."""
    times: dict[int, list[time]] = {}
    for slot in slots:
        times.setdefault(WEEKDAYS[slot.weekday], []).append(slot.start)
    for number in count():
        day = first + timedelta(days=number)
        if day not in closed:
            for start in sorted(times.get(day.weekday(), ())):
                yield datetime.combine(day, start)
