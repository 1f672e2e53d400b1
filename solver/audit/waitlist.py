"""The programmes as the audit reads them: referrals (R), groups that could open (G), and the calendar of each group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.decisions import GroupRun
from models.locks import Force, ProgrammeLock
from models.people import Person
from models.programmes import GroupOption, ProgrammeReferral, ProgrammeTemplate, RunningGroup
from solver.audit.dates import Sitting, Taken, engaged_days, minute, running_sessions
from solver.audit.formed import Groups
from solver.audit.pairs import Flags, Index
from solver.audit.rows import Rows
from solver.audit.work import locked_dates


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions of all calendars side by side (T of them), so that a stretch of time is laid against all at once.

    Attributes
    ----------
    calendar
        (T,) int64: index of the calendar.
    day, weekday, start, end
        (T,) int64: ordinal of the day, 0 (Monday) to 6, minutes since midnight.
    """

    calendar: Index
    day: Index
    weekday: Index
    start: Index
    end: Index


@dataclass(frozen=True, slots=True)
class Waitlist:
    """Referrals, groups that could open, and the groups that the plan opens.

    Attributes
    ----------
    calendars
        (G,) sessions of each group, if it opens.
    timeline_of
        (G,) int64: which of the different calendars is each group's.
    office_of
        (G,) int64: which of the different offices is each group's.
    in_running_group
        People who are in a running group.
    booked
        What each person is booked for before any group opens: running groups, and unpaid work that a lock demands.
    joined
        Running groups that intakes, among the groups, lead into.
    answers
        What rules have said already, by rule and trait of a person; filled as the rules are asked.
    """

    rows: Rows
    referrals: tuple[ProgrammeReferral, ...]
    people: tuple[Person, ...]
    options: tuple[GroupOption, ...]
    templates: tuple[ProgrammeTemplate, ...]
    referral_at: dict[str, int]
    option_at: dict[str, int]
    calendars: tuple[list[Sitting], ...]
    timeline_of: Index
    offices: tuple[str, ...]
    office_of: Index
    sessions: Sessions
    first_day: Index
    last_day: Index
    in_running_group: frozenset[str]
    booked: dict[str, list[Taken]]
    staff_taken: dict[str, list[Taken]]
    rooms_taken: dict[str, list[Taken]]
    must: dict[int, set[int]]
    must_not: dict[int, set[int]]
    joined: dict[int, RunningGroup]
    runs: tuple[GroupRun, ...]
    answers: dict[tuple[str, object], Flags]

    @property
    def opened(self) -> tuple[GroupRun, ...]:
        """Groups that the plan opens; what is left are those that it has people join."""
        return tuple(run for run in self.runs if self.option_at[run.group_option] not in self.joined)


def read_waitlist(rows: Rows, runs: tuple[GroupRun, ...]) -> Waitlist:
    """Reading of the programmes; every id in ``runs`` is known."""
    programmes = rows.scenario.programmes
    template_of = {template.id: template for template in programmes.templates}
    groups = Groups(rows.scenario)
    options = tuple(groups.options)
    templates = tuple(template_of[option.template] for option in options)
    calendars = tuple(groups.timelines[number] for number in groups.timeline_of)
    offices = {office: number for number, office in enumerate(dict.fromkeys(option.office for option in options))}
    referral_at = {row.id: r for r, row in enumerate(programmes.referrals)}
    option_at = {row.id: g for g, row in enumerate(options)}
    people, staff, rooms = running_bookings(rows)
    for id, taken in locked_dates(rows).items():
        people[id].extend(taken)
    return Waitlist(
        rows=rows,
        referrals=programmes.referrals,
        people=tuple(rows.people[row.person] for row in programmes.referrals),
        options=options,
        templates=templates,
        referral_at=referral_at,
        option_at=option_at,
        calendars=calendars,
        timeline_of=np.array(groups.timeline_of, dtype=np.int64),
        offices=tuple(offices),
        office_of=np.array([offices[option.office] for option in options], dtype=np.int64),
        sessions=_side_by_side(groups.timelines),
        first_day=np.array([calendar[0].taken.on.toordinal() for calendar in calendars], dtype=np.int64),
        last_day=np.array([calendar[-1].taken.on.toordinal() for calendar in calendars], dtype=np.int64),
        in_running_group=frozenset(member for group in programmes.running_groups for member in group.members),
        booked=people,
        staff_taken=staff,
        rooms_taken=rooms,
        must=_locks(rows, Force.MUST, referral_at, option_at),
        must_not=_locks(rows, Force.MUST_NOT, referral_at, option_at),
        joined=groups.joined,
        runs=runs,
        answers={},
    )


Bookings = dict[str, list[Taken]]


def running_bookings(rows: Rows) -> tuple[Bookings, Bookings, Bookings]:
    """What running groups take up of people's, staff's and rooms' time, by id."""
    people: Bookings = defaultdict(list)
    staff: Bookings = defaultdict(list)
    rooms: Bookings = defaultdict(list)
    for group in rows.scenario.programmes.running_groups:
        sessions = running_sessions(group, rows.scenario.horizon)
        rooms[group.room] += sessions
        for id in group.members:
            people[id] += [taken for taken in sessions if there(group, id, taken.on)]
        for id in group.team:
            staff[id] += sessions
    return people, staff, rooms


def there(group: RunningGroup, person: str, on: date) -> bool:
    """Whether a member is in a running group on a day: from the first to the last of the stay, where one is told."""
    stays = [row for row in group.stays if row.person == person]
    return all((row.first is None or row.first <= on) and (row.last is None or on <= row.last) for row in stays)


def _side_by_side(calendars: Sequence[list[Sitting]]) -> Sessions:
    held = [(g, sitting.taken) for g, calendar in enumerate(calendars) for sitting in calendar]
    table = np.array([(g, t.on.toordinal(), t.on.weekday(), t.start, t.end) for g, t in held], dtype=np.int64).reshape(
        len(held), 5
    )
    return Sessions(*(table[:, column] for column in range(5)))


def _locks(rows: Rows, force: Force, referral_at: dict[str, int], option_at: dict[str, int]) -> dict[int, set[int]]:
    locks: dict[int, set[int]] = defaultdict(set)
    for lock in rows.scenario.locks:
        if isinstance(lock, ProgrammeLock) and lock.force == force:
            locks[referral_at[lock.referral]].add(option_at[lock.group_option])
    return locks


def groups_meeting(w: Waitlist, hit: Flags) -> Flags:
    """(G,) bool: groups of which one of the sessions is hit."""
    timelines = np.zeros(int(w.timeline_of.max(initial=-1)) + 1, dtype=np.bool_)
    timelines[w.sessions.calendar[hit]] = True
    return timelines[w.timeline_of]


def sessions_in_commitments(w: Waitlist, person: Person) -> Flags:
    """(T,) bool: sessions that overlap a commitment of the person."""
    s = w.sessions
    hit = np.zeros(s.calendar.shape, dtype=np.bool_)
    for row in person.commitments:
        start, end = minute(row.start), minute(row.end)
        hit |= engaged_days(row, s.day) & (s.start < end) & (start < s.end)
    return hit


def sessions_clashing(w: Waitlist, bookings: Sequence[Taken]) -> Flags:
    """(T,) bool: sessions that clash with one of somebody's bookings, the turnaround between them included."""
    s, gap = w.sessions, w.rows.turnaround
    hit = np.zeros(s.calendar.shape, dtype=np.bool_)
    for b in bookings:
        hit |= (s.day == b.on.toordinal()) & (s.start < b.end + gap) & (b.start < s.end + gap)
    return hit
