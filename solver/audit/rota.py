"""The unpaid-work rota as the audit reads it: requirements with hours left (R), project slots (S), days (D)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.decisions import ProjectSession, StandingPattern
from models.people import Person
from models.rota_changes import RotaChanges
from models.unpaid_work import Project, ProjectKind, ProjectSlot, Requirement
from solver.audit.dates import Taken, days_of, minute, slot_dates, slot_turns, weekday_number
from solver.audit.pairs import Flags, Index
from solver.audit.rows import Rows
from solver.audit.showing_up import Rates, rates_of
from solver.audit.vans import journeys
from solver.audit.work import ete_minutes_left, first_usable_monday, in_need_of_induction, minutes_left

Sums = NDArray[np.int16]

NO_CHANGES = RotaChanges()


class Changes(NamedTuple):
    """Dated changes to what follows from the standing slots.

    Attributes
    ----------
    told
        As the plan tells them.
    covering
        Supervisors who step in, by slot and day.
    missing
        Slot, day and supervisor where somebody leaves a session for another.
    vans
        Van that goes in place of another, by slot and day.
    given_up, arriving
        Days by requirement and slot: a place is given up; a session is attended instead.
    """

    told: RotaChanges
    covering: Mapping[tuple[int, date], list[str]]
    missing: Set[tuple[int, date, str]]
    vans: Mapping[tuple[int, date], str]
    given_up: Mapping[tuple[int, int], set[date]]
    arriving: Mapping[tuple[int, int], list[date]]


@dataclass(frozen=True, slots=True)
class Rota:
    """Requirements, slots, and what the plan makes of them.

    Attributes
    ----------
    left, ete_left
        (R,) int64: minutes still to be worked; minutes that may still be education, training and employment.
    sentenced, first_usable
        (R,) int64: day of the horizon, from 0, from which weeks are usable; the same, after the induction.
    waiting
        Requirements of people who need an induction and have none.
    inductions
        Inductions that the plan gives.
    habits
        (R,) int64: a number that people with the same commitments share.
    project_of, weekday, start, end
        (S,) int64: index of the project, 0 (Monday) to 6, minutes since midnight.
    ete
        (S,) bool: what is worked there is education, training and employment.
    dates
        (S, D) bool: the slot has a date on the day.
    slot_days
        Every date of each slot, in order.
    dates_before
        (S, D + 1) int16: dates of the slot before each day.
    turns_before
        (S, D + 1) int16: the same, with days that only a bank holiday took.
    standing
        Slots on which each requirement stands.
    supervisors
        Supervisors standing on each slot: everyone named at one of its sessions.
    vans
        Van that goes to each slot week by week.
    travel, pick_up
        (R, K) int64: minutes one way from home to each project; the project's pick-up that this is by, -1 for none.
    alone
        (R, K) int64: minutes without the van of somebody whom it could bring and who could come so; -1 for others.
    riding
        Requirements and slots told to be brought by the van.
    booked
        What each person is booked for beside unpaid work: groups that run and groups that the plan opens.
    rates
        How likely people are to turn up.
    changes
        Dated changes, by what they change.
    answers
        What rules have said already, by rule and trait of a person; filled as the rules are asked.
    seen
        Dates, and the sums before each day, as the person asked about last sees them, by habit: rows of one person
        are asked about one after the other.
    """

    rows: Rows
    requirements: tuple[Requirement, ...]
    people: tuple[Person, ...]
    projects: tuple[Project, ...]
    slots: tuple[ProjectSlot, ...]
    requirement_at: dict[str, int]
    slot_at: dict[str, int]
    left: Index
    ete_left: Index
    sentenced: Index
    first_usable: Index
    waiting: Set[int]
    inductions: tuple[StandingPattern, ...]
    habits: Index
    project_of: Index
    weekday: Index
    start: Index
    end: Index
    ete: Flags
    days: list[date]
    dates: Flags
    slot_days: list[list[date]]
    dates_before: Sums
    turns_before: Sums
    patterns: tuple[StandingPattern, ...]
    sessions: tuple[ProjectSession, ...]
    standing: Mapping[int, list[int]]
    supervisors: Mapping[int, list[str]]
    vans: Mapping[int, str]
    travel: Index
    pick_up: Index
    alone: Index
    riding: Set[tuple[int, int]]
    booked: Mapping[str, list[Taken]]
    staff_booked: Mapping[str, list[Taken]]
    changes: Changes
    answers: dict[tuple[str, object], Flags]
    seen: dict[int, tuple[Flags, Sums, Sums]]
    rates: Rates

    @property
    def worked(self) -> list[StandingPattern]:
        """Patterns that work something off: all but inductions."""
        return [row for row in self.patterns if not (row.one_off and is_induction(self._project(row)))]

    def _project(self, row: StandingPattern) -> Project:
        return self.projects[int(self.project_of[self.slot_at[row.slot]])]

    @property
    def length(self) -> Index:
        """(S,) int64: minutes of a session."""
        return self.end - self.start


def read_rota(
    rows: Rows,
    patterns: tuple[StandingPattern, ...],
    sessions: tuple[ProjectSession, ...],
    *,
    booked: Mapping[str, list[Taken]],
    staff_booked: Mapping[str, list[Taken]],
    told: RotaChanges = NO_CHANGES,
) -> Rota:
    """Reading of the unpaid work; every id in ``patterns`` and ``sessions`` is known."""
    work, horizon = rows.scenario.unpaid_work, rows.scenario.horizon
    requirements = tuple(row for row in rows.requirements if minutes_left(row, rows.scenario.policy))
    held = [(k, slot) for k, project in enumerate(work.projects) for slot in project.slots]
    slots = tuple(slot for _, slot in held)
    requirement_at = {row.id: r for r, row in enumerate(requirements)}
    slot_at = {slot.id: s for s, slot in enumerate(slots)}
    dates, turns = (np.zeros((len(slots), 7 * horizon.weeks), dtype=np.bool_) for _ in range(2))
    slot_days = [slot_dates(work.projects[k], slot, horizon) for k, slot in held]
    for s, (k, slot) in enumerate(held):
        dates[s, [(day - horizon.start).days for day in slot_days[s]]] = True
        turns[s, [(day - horizon.start).days for day in slot_turns(work.projects[k], slot, horizon)]] = True
    standing = defaultdict(list)
    for pattern in (row for row in patterns if not row.one_off):
        standing[requirement_at[pattern.requirement]].append(slot_at[pattern.slot])
    supervisors: dict[int, dict[str, None]] = defaultdict(dict)
    for session in sessions:
        supervisors[slot_at[session.slot]].update(dict.fromkeys(session.supervisors))
    given = tuple(row for row in patterns if row.one_off and is_induction(work.projects[held[slot_at[row.slot]][0]]))
    sentenced = _whole((first_usable_monday(row, horizon) - horizon.start).days for row in requirements)
    first_usable, waiting = _after_inductions(rows, requirement_at, sentenced, given)
    others = {(row.slot, row.on) for row in told.vans}
    standing_vans = (row for row in sessions if row.van is not None and (row.slot, row.on) not in others)
    vans = {slot_at[row.slot]: row.van for row in standing_vans if row.van is not None}
    for row in told.supervision:
        supervisors[slot_at[row.slot]] = dict.fromkeys(row.supervisors)
        if row.van is not None:
            vans[slot_at[row.slot]] = row.van
    people = tuple(rows.people[row.person] for row in requirements)
    travel, pick_up, alone = journeys(rows, people)
    return Rota(
        rows=rows,
        requirements=requirements,
        people=people,
        projects=work.projects,
        slots=slots,
        requirement_at=requirement_at,
        slot_at=slot_at,
        left=_whole(minutes_left(row, rows.scenario.policy) for row in requirements),
        ete_left=_whole(ete_minutes_left(row, rows.scenario.policy) for row in requirements),
        sentenced=sentenced,
        first_usable=first_usable,
        waiting=waiting,
        inductions=given,
        habits=_habits(people),
        project_of=_whole(k for k, _ in held),
        weekday=_whole(weekday_number(slot.weekday) for slot in slots),
        start=_whole(minute(slot.start) for slot in slots),
        end=_whole(minute(slot.end) for slot in slots),
        ete=np.array([work.projects[k].kind == ProjectKind.ETE for k, _ in held], dtype=np.bool_),
        days=days_of(horizon),
        dates=dates,
        slot_days=slot_days,
        dates_before=sum_before(dates),
        turns_before=sum_before(turns),
        patterns=patterns,
        sessions=sessions,
        standing=standing,
        supervisors={s: list(names) for s, names in supervisors.items()},
        vans=vans,
        travel=travel,
        pick_up=pick_up,
        alone=alone,
        riding={
            (requirement_at[row.requirement], slot_at[row.slot])
            for row in patterns
            if row.pick_up is not None and row.requirement in requirement_at
        },
        booked=booked,
        staff_booked=staff_booked,
        changes=changes_of(told, slot_at, requirement_at),
        answers={},
        seen={},
        rates=rates_of(rows.scenario),
    )


def _habits(people: Iterable[Person]) -> Index:
    numbers: dict[object, int] = {}
    return _whole(numbers.setdefault(person.commitments, len(numbers)) for person in people)


def is_induction(project: Project) -> bool:
    """Whether people come to a project to be inducted."""
    return project.kind == ProjectKind.INDUCTION


def _after_inductions(
    rows: Rows, requirement_at: Mapping[str, int], sentenced: Index, given: Iterable[StandingPattern]
) -> tuple[Index, Set[int]]:
    """First usable days after the inductions given, and requirements of those who wait for one."""
    start = rows.scenario.horizon.start
    days = {row.person: (row.dates[0] - start).days for row in given if row.dates}
    first_usable, waiting = sentenced.copy(), set()
    for row in in_need_of_induction(rows):
        r = requirement_at[row.id]
        if row.person not in days:
            waiting.add(r)
        else:
            first_usable[r] = max(first_usable[r], 7 * (days[row.person] // 7 + 1))
    return first_usable, waiting


def changes_of(told: RotaChanges, slot_at: Mapping[str, int], requirement_at: Mapping[str, int]) -> Changes:
    """Dated changes, looked up as the rules need them."""
    covering, missing = defaultdict(list), set()
    for row in told.covers:
        covering[slot_at[row.slot], row.on].append(row.supervisor)
        if row.leaves is not None:
            missing.add((slot_at[row.leaves], row.on, row.supervisor))
    given_up, arriving = defaultdict(set), defaultdict(list)
    for place in told.places:
        r = requirement_at[place.requirement]
        given_up[r, slot_at[place.slot]].add(place.on)
        if place.to_slot is not None and place.to_on is not None:
            arriving[r, slot_at[place.to_slot]].append(place.to_on)
    vans = {(slot_at[row.slot], row.on): row.van for row in told.vans}
    return Changes(told, covering, missing, vans, given_up, arriving)


def closed_on(rota: Rota, s: int, day: date) -> bool:
    """Whether a session of a slot falls out on a day."""
    ids = {None, rota.slots[s].id}
    return any(
        row.project == project_of(rota, s).id and row.slot in ids and row.first <= day <= row.last
        for row in rota.rows.scenario.unpaid_work.closures
    )


def sum_before(days: Flags) -> Sums:
    """(S, D + 1) int16: how many of a slot's days come before each."""
    sums = np.zeros((len(days), days.shape[1] + 1), dtype=np.int16)
    np.cumsum(days, axis=1, dtype=np.int16, out=sums[:, 1:])
    return sums


def _whole(numbers: Iterable[int]) -> Index:
    return np.fromiter(numbers, dtype=np.int64)


def project_of(rota: Rota, s: int) -> Project:
    """Project of a slot."""
    return rota.projects[int(rota.project_of[s])]


def rides(rota: Rota, r: int, s: int) -> bool:
    """Whether a van brings the person of a requirement to a slot, as the plan tells it."""
    return (r, s) in rota.riding


def must_ride(rota: Rota, r: int, s: int) -> bool:
    """Whether the person of a requirement cannot come to a slot but by the van."""
    k = rota.project_of[s]
    return bool(rota.pick_up[r, k] >= 0 and rota.alone[r, k] < 0)


def minutes_to(rota: Rota, r: int, s: int) -> int:
    """Minutes one way of a requirement's person to a slot, with the van or without, as the plan tells it."""
    k = rota.project_of[s]
    return int(rota.alone[r, k] if rota.alone[r, k] >= 0 and not rides(rota, r, s) else rota.travel[r, k])


def dates_between(rota: Rota, first: int, end: int) -> Index:
    """(S,) int64: dates of each slot from a day of the horizon up to, and without, another."""
    return _count_between(rota.dates_before, first, end)


def turns_between(rota: Rota, first: int, end: int) -> Index:
    """(S,) int64: the same, with days that only a bank holiday took."""
    return _count_between(rota.turns_before, first, end)


def _count_between(before: Sums, first: int, end: int) -> Index:
    days = before.shape[1] - 1
    first, end = min(max(first, 0), days), min(max(end, 0), days)
    return np.asarray(before[:, max(first, end)] - before[:, first], dtype=np.int64)


def dates_of(rota: Rota, s: int) -> list[date]:
    """Every date of a slot, in order."""
    return rota.slot_days[s]
