"""Unpaid work: who is instructed on which day, as follows from the standing slots, and what is left to say of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, time

import numpy as np

from models.decisions import ProjectSession, StandingPattern
from models.goals import Part
from solver.audit.dates import clock_at, present
from solver.audit.exceptions import as_seen_by
from solver.audit.finding import Findings, agree, violation
from solver.audit.prospects import held_number
from solver.audit.rota import Rota, closed_on, dates_of, must_ride, project_of, rides
from solver.audit.showing_up import too_many
from solver.audit.vans import on_the_road


def supervisors_on(rota: Rota, s: int, day: date) -> list[str]:
    """Supervisors standing on a slot who are at work on a day."""
    standing = rota.supervisors.get(s, [])
    missing = rota.changes.missing
    there = [id for id in standing if present(rota.rows.staff[id], day) and (s, day, id) not in missing]
    return there + rota.changes.covering.get((s, day), [])


def runs_on(rota: Rota, s: int, day: date) -> bool:
    """Whether a session of a slot runs on one of its dates: somebody supervises, or nobody of ours has to."""
    if closed_on(rota, s, day):
        return False
    return project_of(rota, s).max_supervisors == 0 or bool(supervisors_on(rota, s, day))


def van_on(rota: Rota, s: int, day: date) -> str | None:
    """Van that goes to a slot on a day, if one does that is on the road."""
    van = rota.changes.vans.get((s, day), rota.vans.get(s))
    return van if van is not None and on_the_road(rota.rows, van, day) else None


def can_come(rota: Rota, r: int, s: int, day: date) -> bool:
    """Whether the person of a requirement gets to a session: in the van that is there, or without one."""
    return not (rides(rota, r, s) and must_ride(rota, r, s)) or van_on(rota, s, day) is not None


def held_on(rota: Rota, r: int, s: int) -> list[date]:
    """Dates on which a place on a slot is held for a requirement: the first ones, as many as its share needs."""
    first = int(rota.first_usable[r])
    free = first + np.flatnonzero(as_seen_by(rota, r).dates[s, first:])
    return [rota.days[d] for d in free[: held_number(rota, r, s)].tolist()]


def kept_on(rota: Rota, r: int, s: int) -> list[date]:
    """Dates on which a place on a standing slot is held for a requirement and not given up."""
    given_up = rota.changes.given_up.get((r, s), set())
    return [day for day in held_on(rota, r, s) if day not in given_up]


Row = tuple[int, int, bool]
"""Requirement and slot of a pattern, and whether it is one of single dates."""


def attendances(rota: Rota) -> dict[Row, tuple[list[date], int]]:
    """Dates and minutes of each pattern of each requirement, until nothing is left."""
    running = {s: {day for day in dates_of(rota, s) if runs_on(rota, s, day)} for s in _running(rota)}
    arriving: dict[int, dict[int, list[date]]] = defaultdict(dict)
    for (r, s), there in rota.changes.arriving.items():
        arriving[r][s] = there
    own: dict[Row, tuple[list[date], int]] = {}
    for r, slots in rota.standing.items():
        days = [(d, int(rota.start[s]), s, False) for s in set(slots) for d in kept_on(rota, r, s)]
        days += [(d, int(rota.start[s]), s, True) for s, there in arriving[r].items() for d in there]
        left = int(rota.left[r])
        dates, minutes = defaultdict(list), Counter[tuple[int, bool]]()
        for day, _, s, one_off in sorted(days):
            if left > 0 and day in running[s] and can_come(rota, r, s, day):
                worked = min(left, int(rota.length[s]))
                left -= worked
                dates[s, one_off].append(day)
                minutes[s, one_off] += worked
        rows = [(s, False) for s in slots] + [(s, True) for s in arriving[r]]
        own |= {(r, *row): (dates[row], minutes[row]) for row in rows}
    return own


def _running(rota: Rota) -> set[int]:
    return {s for slots in rota.standing.values() for s in slots} | {s for _, s in rota.changes.arriving}


def attendance_dates(rota: Rota) -> Findings:
    """Everyone is instructed on exactly the dates that follow, and works off what these come to."""
    own = attendances(rota)
    for row in rota.worked:
        key = (rota.requirement_at[row.requirement], rota.slot_at[row.slot], row.one_off)
        dates, minutes = own.get(key, ([], 0))
        ids = (row.requirement, row.slot)
        if list(row.dates) != dates:
            sentence = "Requirement {} is not instructed on slot {} on exactly the days that follow.".format(*ids)
            yield violation("attendance_dates", Part.UNPAID_WORK, ids, sentence)
        if row.minutes != minutes:
            sentence = (
                f"Requirement {row.requirement} works off {minutes} minutes on slot {row.slot}, not {row.minutes}."
            )
            yield violation("figures", Part.UNPAID_WORK, ids, sentence)


def calendar(rota: Rota) -> Findings:
    """Times of a pattern or session are its slot's, every day is one of the slot's dates, and none is told twice."""
    for pattern in rota.patterns:
        days = set(dates_of(rota, rota.slot_at[pattern.slot]))
        if not _as_slot(rota, pattern) or not days.issuperset(pattern.dates):
            ids = (pattern.requirement, pattern.slot)
            sentence = "Times or days of requirement {} at slot {} are not those of the slot.".format(*ids)
            yield violation("calendar", Part.UNPAID_WORK, ids, sentence)
        if (pattern.pick_up, pattern.pick_up_at) not in _ways(rota, pattern):
            sentence = f"Requirement {pattern.requirement} is to be picked up for slot {pattern.slot} somewhere else."
            yield violation("calendar", Part.UNPAID_WORK, (pattern.requirement, pattern.slot), sentence)
    told = Counter((session.slot, session.on) for session in rota.sessions)
    for session in rota.sessions:
        days = set(dates_of(rota, rota.slot_at[session.slot]))
        if not _as_slot(rota, session) or session.on not in days or told[session.slot, session.on] > 1:
            sentence = f"The session of slot {session.slot} on {session.on} is not one of the slot's, or is told twice."
            yield violation("calendar", Part.UNPAID_WORK, (session.slot,), sentence)


def _ways(rota: Rota, row: StandingPattern) -> list[tuple[str | None, time | None]]:
    """Where and when the van can take a person in, and, where the person can come without it, nowhere."""
    r, s = rota.requirement_at[row.requirement], rota.slot_at[row.slot]
    number = int(rota.pick_up[r, rota.project_of[s]])
    if number < 0:
        return [(None, None)]
    stop = project_of(rota, s).pick_ups[number]
    by_van = stop.id, clock_at(int(rota.start[s]) - stop.minutes_before)
    return [by_van] if must_ride(rota, r, s) else [by_van, (None, None)]


def _as_slot(rota: Rota, row: StandingPattern | ProjectSession) -> bool:
    s = rota.slot_at[row.slot]
    slot = rota.slots[s]
    return (row.project, row.start, row.end) == (project_of(rota, s).id, slot.start, slot.end)


def figures(rota: Rota) -> Findings:
    """Supervisors, places and people instructed at a session are right; nobody is sent where none is told of."""
    instructed = instructed_to(rota)
    for row in rota.sessions:
        s = rota.slot_at[row.slot]
        there, people = supervisors_on(rota, s, row.on), instructed.pop((row.slot, row.on), [])
        own = (sorted(there), places_on(rota, s, len(there)), len(people), van_on(rota, s, row.on))
        if own != (sorted(row.supervisors), row.places, row.instructed, row.van) or not runs_on(rota, s, row.on):
            sentence = f"Slot {row.slot} on {row.on}: supervisors, van, places or people are not what follows."
            yield violation("figures", Part.UNPAID_WORK, (row.slot,), sentence)
        expected = sum(map(rota.rates.average, people))
        if not (agree(row.expected, expected) and agree(row.turn_away_chance, too_many(rota.rates, people, own[1]))):
            sentence = f"Slot {row.slot} on {row.on}: the people expected, or the chance of too many, do not follow."
            yield violation("figures", Part.UNPAID_WORK, (row.slot,), sentence)
    for slot, day in instructed:
        sentence = f"People are instructed at slot {slot} on {day}, but the plan tells of no session there."
        yield violation("figures", Part.UNPAID_WORK, (slot,), sentence)


def instructed_to(rota: Rota) -> dict[tuple[str, date], list[str]]:
    """People instructed to each session of a slot."""
    instructed: dict[tuple[str, date], list[str]] = defaultdict(list)
    for row in rota.patterns:
        for day in row.dates:
            instructed[row.slot, day].append(row.person)
    return instructed


def places_on(rota: Rota, s: int, supervisors: int) -> int:
    """Places at a session of a slot with so many supervisors of ours."""
    project = project_of(rota, s)
    return project.places * supervisors if project.max_supervisors else project.places
