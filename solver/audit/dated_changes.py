"""Unpaid work: dated changes to a rota, each of which must be one that could be made."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from models.errors import Violation
from models.goals import Part
from models.rota_changes import Cover, PlaceChange, VanInstead
from solver.audit.attendance import held_on, kept_on, runs_on, supervisors_on, van_on
from solver.audit.dates import Taken, clash, monday_of, present
from solver.audit.exceptions import as_seen_by
from solver.audit.finding import Findings, leeway, violation
from solver.audit.rota import Rota, dates_of, project_of
from solver.audit.rota_rules import is_heard, may_supervise
from solver.audit.seats import out_at_once
from solver.audit.unpaid_work import allowed, language_of, spoken_in
from solver.audit.vans import may_go


def dated_changes(rota: Rota) -> Findings:
    """Whoever steps in may and can; whoever gives up a place had it; what is attended instead can be."""
    told = rota.changes.told
    slots = Counter(row.slot for row in told.supervision)
    places = Counter((row.requirement, row.slot, row.on) for row in told.places)
    for id, number in (*slots.items(), *((key[0], number) for key, number in places.items())):
        if number > 1:
            yield _wrong((id,), f"{id} is changed twice over.")
    for cover in told.covers:
        if why := _cannot_cover(rota, cover):
            yield _wrong((cover.supervisor, cover.slot), f"{cover.supervisor} {why} slot {cover.slot} on {cover.on}.")
    for instead in told.vans:
        if why := _cannot_drive(rota, instead):
            yield _wrong((instead.van, instead.slot), f"Van {instead.van} {why} slot {instead.slot} on {instead.on}.")
    yield from _too_many_hours(rota)
    for place in told.places:
        if why := _cannot_change(rota, place):
            ids = (place.requirement, place.slot)
            yield _wrong(ids, f"Requirement {place.requirement} {why} slot {place.slot} on {place.on}.")
    yield from _meetings(rota)
    yield from _exclusions(rota)


def _wrong(ids: tuple[str, ...], sentence: str) -> Violation:
    return violation("dated_changes", Part.UNPAID_WORK, ids, sentence)


def _cannot_cover(rota: Rota, cover: Cover) -> str | None:
    """Why a supervisor cannot step in at a session; None where all is well."""
    s, staff, standing = rota.slot_at[cover.slot], rota.rows.staff[cover.supervisor], rota.supervisors
    own = Taken(cover.on, int(rota.start[s]), int(rota.end[s]))
    booked = rota.staff_booked.get(cover.supervisor, ())
    leaves = None if cover.leaves is None else standing.get(rota.slot_at[cover.leaves], ())
    elsewhere = (t for t in _slots_with_sessions(rota) if t != s and cover.on in dates_of(rota, t))
    whys = {
        "cannot step in, or stands anyway, at": cover.on not in dates_of(rota, s)
        or cover.supervisor in standing.get(s, ()),
        "may not supervise, or is not at work for,": not may_supervise(rota, cover.supervisor, s)
        or not present(staff, cover.on),
        "is one too many at": len(supervisors_on(rota, s, cover.on)) > project_of(rota, s).max_supervisors,
        "is booked for something else at the time of": any(clash(own, one, rota.rows.turnaround) for one in booked),
        "leaves a slot that others stand on for": leaves is not None and cover.supervisor not in leaves,
        "has another session on the day of": any(
            cover.supervisor in supervisors_on(rota, t, cover.on) for t in elsewhere
        ),
    }
    return next((why for why, wrong in whys.items() if wrong), None)


def _cannot_drive(rota: Rota, instead: VanInstead) -> str | None:
    """Why a van cannot go to a session in place of another; None where all is well."""
    s, rows = rota.slot_at[instead.slot], rota.rows
    going = [t for t in {*rota.vans, *(t for t, _ in rota.changes.vans)} if t != s and runs_on(rota, t, instead.on)]
    whys = {
        "is to go where no session is, or goes anyway, at": instead.on not in dates_of(rota, s)
        or rota.vans.get(s) == instead.van,
        "may not go, or is off the road, for": not may_go(rows, project_of(rota, s), instead.van, [instead.on]),
        "is out for another session at the time of": any(
            van_on(rota, t, instead.on) == instead.van and out_at_once(rota, s, t)
            for t in going
            if instead.on in dates_of(rota, t)
        ),
    }
    return next((why for why, wrong in whys.items() if wrong), None)


def _slots_with_sessions(rota: Rota) -> list[int]:
    return sorted({*rota.supervisors, *(s for s, _ in rota.changes.covering)})


def _too_many_hours(rota: Rota) -> Findings:
    """In a week with dated changes, a supervisor who steps in works no more than the contracted hours."""
    sessions: dict[date, list[tuple[int, date]]] = defaultdict(list)
    for s in _slots_with_sessions(rota):
        for day in dates_of(rota, s):
            sessions[monday_of(day)].append((s, day))
    for id, monday in sorted({(cover.supervisor, monday_of(cover.on)) for cover in rota.changes.told.covers}):
        minutes = sum(int(rota.length[s]) for s, day in sessions[monday] if id in supervisors_on(rota, s, day))
        hours = rota.rows.staff[id].contracted_hours
        if minutes > 60 * hours + leeway(60 * hours):
            yield _wrong((id,), f"{id} works more than the contracted hours in the week of {monday}.")


def _cannot_change(rota: Rota, place: PlaceChange) -> str | None:
    """Why a place cannot be given up so; None where all is well."""
    r, s = rota.requirement_at[place.requirement], rota.slot_at[place.slot]
    if s not in rota.standing.get(r, ()) or place.on not in held_on(rota, r, s):
        return "gives up a place that is not held, at"
    if place.to_slot is None and place.to_on is None:
        return None
    if place.to_slot is None or place.to_on is None:
        return "attends instead on no day, or nowhere, of"
    return _cannot_go(rota, r, rota.slot_at[place.to_slot], place.on, place.to_on)


def _cannot_go(rota: Rota, r: int, t: int, on: date, to_on: date) -> str | None:
    """Why a requirement cannot attend a session of a slot instead of one on another day."""
    whys = {
        "is sent where no session is, instead of": to_on not in dates_of(rota, t) or not runs_on(rota, t, to_on),
        "is sent somewhere in another week than that of": monday_of(to_on) != monday_of(on),
        "is sent where it may not go, instead of": (to_on - rota.days[0]).days < rota.first_usable[r]
        or not allowed(rota, r)[t]
        or bool(rota.ete[t])
        or not as_seen_by(rota, r).dates[t, (to_on - rota.days[0]).days]
        or _is_silent(rota, r, t, to_on),
        "has another session on the day that it is sent to instead of": any(
            to_on in kept_on(rota, r, u) and runs_on(rota, u, to_on) for u in rota.standing[r]
        ),
    }
    return next((why for why, wrong in whys.items() if wrong), None)


def _is_silent(rota: Rota, r: int, t: int, on: date) -> bool:
    """Whether nobody at a session speaks the person's language, though somebody in the region does."""
    language, region = language_of(rota.people[r]), rota.rows.region_of(rota.people[r])
    known = language is not None and any(language in said for said in spoken_in(rota, region))
    return known and not is_heard(rota, str(language), t, supervisors_on(rota, t, on))


def _meetings(rota: Rota) -> Findings:
    """Non-associates never meet at a session that one of them is sent to; nobody is sent to two on one day."""
    people: dict[tuple[int, date], set[str]] = defaultdict(set)
    for row in rota.patterns:
        for day in row.dates:
            people[rota.slot_at[row.slot], day].add(row.person)
    days = Counter((r, day) for (r, _), there in rota.changes.arriving.items() for day in there)
    for (r, day), number in days.items():
        if number > 1:
            yield _wrong((rota.requirements[r].id,), f"{rota.requirements[r].id} is sent to two sessions on {day}.")
    for (r, t), there in rota.changes.arriving.items():
        one = rota.people[r]
        for day in there:
            for other in sorted(people[t, day] - {one.id}):
                if other in one.non_associations or one.id in rota.rows.people[other].non_associations:
                    yield _wrong((one.id, other), f"{one.id} and {other} must never meet, but both come on {day}.")


def _exclusions(rota: Rota) -> Findings:
    """Nobody comes to a session with dated changes at which somebody supervises who must not work with the person."""
    touched = {*rota.changes.covering, *((t, day) for (_, t), days in rota.changes.arriving.items() for day in days)}
    for row in rota.patterns:
        person = rota.rows.people[row.person]
        for day in row.dates:
            s = rota.slot_at[row.slot]
            for id in supervisors_on(rota, s, day) if (s, day) in touched else ():
                if id in person.excluded_staff or person.id in rota.rows.staff[id].excluded_people:
                    yield _wrong((person.id, id), f"{person.id} and supervisor {id} must not work together on {day}.")
