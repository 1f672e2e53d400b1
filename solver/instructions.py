"""Instructions that have changed from one rota to the next: who must be told what, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from models.decisions import Decisions
from solver.calendar import last_day_of_notice

Session = tuple[str, date]
"""Slot and day."""


@dataclass(frozen=True, slots=True)
class Ride:
    """How a van brings somebody to a session.

    Attributes
    ----------
    pick_up, at
        Where and when it takes the person in; None for a supervisor, who drives.
    van
        Van that goes there that day.
    """

    pick_up: str | None
    at: time | None
    van: str | None


Who = TypeVar("Who", str, tuple[str, str])
"""A supervisor, or a requirement and its person."""

Ways = Mapping[Session, Ride | None]
"""Sessions that are attended, with the ride there; None for whoever comes without a van."""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who must be told of a change.

    Attributes
    ----------
    id, requirement
        Person or supervisor; the person's requirement.
    no_longer, instead
        Slots and days that are no longer attended, and that are attended now.
    travel
        Of the sessions attended now, those to which the way of travel is news: the ride, or None where the person is to
        come alone, or no van goes.
    tell_by
        Last working day that leaves due notice; before the first day of the news where that is too late already.
    """

    id: str
    requirement: str | None
    no_longer: tuple[Session, ...]
    instead: tuple[Session, ...]
    travel: tuple[tuple[Session, Ride | None], ...]
    tell_by: date


def people_told(old: Decisions, new: Decisions, notice: int, holidays: frozenset[date]) -> tuple[Told, ...]:
    """People whose dates, or whose ways to them, have changed."""
    return tuple(
        _one_told(person, requirement, was, now, notice=notice, holidays=holidays)
        for (requirement, person), was, now in _changed(_ways_of_people(old), _ways_of_people(new))
    )


def staff_told(old: Decisions, new: Decisions, notice: int, holidays: frozenset[date]) -> tuple[Told, ...]:
    """Supervisors whose dates, or the vans that go there, have changed."""
    return tuple(
        _one_told(id, None, was, now, notice=notice, holidays=holidays)
        for id, was, now in _changed(_dates_of_staff(old), _dates_of_staff(new))
    )


def _changed(before: Mapping[Who, Ways], after: Mapping[Who, Ways]) -> Iterator[tuple[Who, Ways, Ways]]:
    for who in sorted(before.keys() | after.keys()):
        was, now = before.get(who, {}), after.get(who, {})
        if was != now:
            yield who, was, now


def _ways_of_people(decisions: Decisions) -> dict[tuple[str, str], dict[Session, Ride | None]]:
    vans = {(session.slot, session.on): session.van for session in decisions.sessions}
    ways: dict[tuple[str, str], dict[Session, Ride | None]] = {}
    for row in decisions.patterns:
        own = ways.setdefault((row.requirement, row.person), {})
        for on in row.dates:
            session = (row.slot, on)
            rides = row.pick_up is not None and on not in row.alone_on
            own[session] = Ride(row.pick_up, row.pick_up_at, vans.get(session)) if rides else None
    return ways


def _dates_of_staff(decisions: Decisions) -> dict[str, dict[Session, Ride | None]]:
    """Dates of each supervisor, without sessions that are stood down."""
    dates: dict[str, dict[Session, Ride | None]] = {}
    for row in decisions.sessions:
        for id in row.supervisors if not row.stood_down else ():
            dates.setdefault(id, {})[row.slot, row.on] = None if row.van is None else Ride(None, None, row.van)
    return dates


def _one_told(
    id: str, requirement: str | None, was: Ways, now: Ways, *, notice: int, holidays: frozenset[date]
) -> Told:
    gone, come = _in_order(was.keys() - now.keys()), _in_order(now.keys() - was.keys())
    news = _in_order(session for session, ride in now.items() if ride != was.get(session))
    earliest = min(on for _, on in (*gone, *come, *news))
    travel = tuple((session, now[session]) for session in news)
    return Told(id, requirement, gone, come, travel, last_day_of_notice(earliest, notice, holidays))


def _in_order(sessions: Iterable[Session]) -> tuple[Session, ...]:
    return tuple(sorted(sessions, key=lambda session: (session[1], session[0])))
