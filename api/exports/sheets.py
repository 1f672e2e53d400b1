"""Sheets of the unpaid-work rota: one for each session, supervisor, person and project.

A sheet says what its reader needs and no more: never an offence, a risk, whom somebody must not meet, or where
somebody must not go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from api.exports.rota import Attendance, Rota
from api.exports.sheet import Kind, Sheet, day_in_words
from api.tables.cells import LIST_MARK
from models.decisions import ProjectSession
from models.people import Person, SiteFeature, StatedNeed
from models.record import Weekday
from models.unpaid_work import Project

WORK_LIMITS: dict[SiteFeature, str] = {
    SiteFeature.LONE_WORKING: "must not work alone",
    SiteFeature.HEAVY_LIFTING: "no heavy lifting",
    SiteFeature.HEIGHTS: "no work at heights",
}
"""Limits on the work itself, in words; whoever hands out the work must know them."""
STOOD_DOWN = "stood down: nobody is instructed"
"""Of a session that nobody comes to: its supervisors and its van need not come either."""
STAY = "ring the office before any change of place or group"
"""All that is said where somebody must be kept from some place or person, whichever it is."""


def sheets(rota: Rota, kind: Kind) -> list[Sheet]:
    """Every sheet of a kind, in the order in which they are printed."""
    return list(MAKERS[kind](rota))


def _session_sheets(rota: Rota) -> Iterator[Sheet]:
    for session in rota.sessions:
        project = rota.projects[session.project]
        people = rota.present.get((session.slot, session.on), [])
        yield Sheet(
            title=f"{day_in_words(session.on)}, {_hours(session)}: {project.name} ({project.id})",
            head=(
                *(session.on, session.start, session.end, project.id, project.name),
                *(session.slot, _listed(session.supervisors)),
            ),
            facts=(
                ("Where", project.meeting_place),
                ("Supervisors", _listed(session.supervisors) or "none of ours: the beneficiary supervises"),
                ("People", STOOD_DOWN if session.stood_down else f"{_people(session)}, {session.places} places"),
                *_of_session(rota, session),
                ("If something is wrong", f"ring the unpaid-work team of {_unit(rota, project)}"),
            ),
            rows=tuple(
                (
                    *(row.person.id, row.requirement.id, _pick_up(row), row.minutes, _to_know(rota, row)),
                    rota.contact.get(row.person.id, ""),
                )
                for row in people
            ),
        )


def _people(session: ProjectSession) -> str:
    """How many are instructed, and how many of them are to be expected."""
    return f"{session.instructed} instructed, about {session.expected:.0f} to be expected"


def _of_session(rota: Rota, session: ProjectSession) -> Iterator[tuple[str, str]]:
    """What whoever runs a session must think of; nothing where nobody comes."""
    if session.stood_down:
        return
    project = rota.projects[session.project]
    if session.van is not None:
        yield "Van", f"{session.van}: {_stops(rota, session) or 'nobody rides today'}"
    if project.equipment:
        people = [row.person for row in rota.present.get((session.slot, session.on), [])]
        sized = _sized(rota, project)
        yield "Equipment", _listed(_sets(people, kind, sized=kind in sized) for kind in project.equipment)
    if SiteFeature.LONE_WORKING in project.features:
        yield "Lone working", "parts of this work are done alone: agree when each will report"
    if project.women_only:
        yield "Who may come", "women only"
    if project.certificates:
        yield "Certificates to be seen", _listed(project.certificates)


def _sized(rota: Rota, project: Project) -> list[str]:
    """Kinds of equipment needed at a project that come in sizes at its depot."""
    stock = {(row.office, row.kind) for row in rota.scenario.unpaid_work.equipment if row.size is not None}
    return [kind for kind in project.equipment if (project.depot, kind) in stock]


def _sets(people: list[Person], kind: str, *, sized: bool) -> str:
    """How many sets of a kind of equipment to fetch, and of which sizes."""
    sizes = Counter(row.size for person in people for row in person.sizes if row.kind == kind)
    said = [f"{number} of size {size}" for size, number in sorted(sizes.items())]
    if unknown := len(people) - sizes.total():
        said.append(f"{unknown} of a size to be asked")
    return f"{kind} {len(people)}" + (f" ({', '.join(said)})" if sized and said else "")


def _stops(rota: Rota, session: ProjectSession) -> str:
    """Where the van stops when, in order of time, and for how many."""
    people = rota.present.get((session.slot, session.on), [])
    riders = Counter(row.pick_up for row in people if row.pick_up is not None)
    return _listed(f"{id} at {at:%H:%M} ({riders[id, at]})" for id, at in sorted(riders, key=lambda stop: stop[::-1]))


def _pick_up(row: Attendance) -> str:
    if row.alone:
        return "come by yourself: no van seat this day"
    return "" if row.pick_up is None else f"{row.pick_up[0]} at {row.pick_up[1]:%H:%M}"


def _where(row: Attendance) -> str:
    """Where the person comes to: the stop at which the van takes people in, or the project."""
    if row.pick_up is None or row.alone:
        return row.project.meeting_place
    return next((stop.meeting_place for stop in row.project.pick_ups if stop.id == row.pick_up[0]), "")


def _to_know(rota: Rota, row: Attendance) -> str:
    """What a supervisor needs to know of a person, in general terms."""
    person = row.person
    recorded = {size.kind for size in person.sizes}
    said = [words for feature, words in WORK_LIMITS.items() if feature in person.restricted_from]
    said += _needs(person)
    said += [f"ask the size of {kind}" for kind in _sized(rota, row.project) if kind not in recorded]
    if set(person.restricted_from) - set(WORK_LIMITS) or person.exclusion_zones or person.non_associations:
        said.append(STAY)
    if row.new:
        said.append("first session of all")
    if row.left == 0:
        said.append(f"last session: {row.minutes} minutes are left")
    return "; ".join(said)


def _needs(person: Person) -> list[str]:
    said = []
    if StatedNeed.INTERPRETER in person.needs:
        said.append(f"needs an interpreter ({person.language})" if person.language else "needs an interpreter")
    if StatedNeed.WELSH in person.needs:
        said.append("speaks Welsh by choice")
    if StatedNeed.STEP_FREE in person.needs:
        said.append("needs step-free access")
    return said


def _supervisor_sheets(rota: Rota) -> Iterator[Sheet]:
    """A sheet for each supervisor and week."""
    turns = sorted(
        (id, _monday(session.on), session.on, session.start, n)
        for n, session in enumerate(rota.sessions)
        for id in session.supervisors
    )
    for (id, monday), rows in groupby(turns, key=lambda turn: turn[:2]):
        sessions = [rota.sessions[turn[-1]] for turn in rows]
        held = [session for session in sessions if not session.stood_down]
        hours = sum(_minutes(session) for session in held) / 60
        spare = _listed(_spare(rota, id, monday))
        yield Sheet(
            title=f"Supervisor {id}: week of {day_in_words(monday)}",
            head=(id, monday, spare),
            facts=(
                ("Sessions", f"{len(held)}, {hours:g} hours"),
                ("Stood down", _listed(f"{row.on:%a} {row.start:%H:%M}" for row in sessions if row.stood_down)),
                ("Spare, should somebody be away", spare or "on no day"),
            ),
            rows=tuple(_turn(rota, session, id) for session in sessions),
        )


def _spare(rota: Rota, id: str, monday: date) -> Iterator[Weekday]:
    """Weekdays of one week on which a supervisor is spare: of the standing week, but for leave and single sessions."""
    person = next((row for row in rota.scenario.staff if row.id == id), None)
    taken = {session.on for session in rota.sessions if id in session.supervisors and not session.stood_down}
    taken |= {*rota.scenario.horizon.bank_holidays, *(person.training_days if person else ())}
    for weekday in rota.spare.get(id, ()):
        on = monday + timedelta(days=list(Weekday).index(weekday))
        if on not in taken and not any(away.first <= on <= away.last for away in (person.leave if person else ())):
            yield weekday


def _turn(rota: Rota, session: ProjectSession, id: str) -> tuple[object, ...]:
    project = rota.projects[session.project]
    bring = [STOOD_DOWN] if session.stood_down else [f"{name}: {said}" for name, said in _of_session(rota, session)]
    others = [other for other in session.supervisors if other != id]
    return (
        *(session.on, session.start, session.end, project.id, project.name, project.meeting_place, session.slot),
        *(session.instructed, session.places, _listed(others), "; ".join(bring)),
    )


def _person_sheets(rota: Rota) -> Iterator[Sheet]:
    rows = sorted(rota.attendances, key=lambda row: (row.person.id, row.on, row.start))
    for person, mine in groupby(rows, key=lambda row: row.person.id):
        dates = list(mine)
        contact = rota.contact.get(person)
        yield Sheet(
            title=f"Your dates for unpaid work: {person}",
            head=(person,),
            facts=(("If you cannot come", f"tell {contact or 'the unpaid-work team'} as early as you can"),),
            rows=tuple(
                (
                    *(row.on, row.start, row.end, row.project.id, row.project.name, _pick_up(row), _where(row)),
                    *(row.minutes, row.left, row.requirement.id),
                )
                for row in dates
            ),
        )


def _project_sheets(rota: Rota) -> Iterator[Sheet]:
    rows = sorted(rota.sessions, key=lambda row: (row.project, row.on, row.start))
    for id, mine in groupby(rows, key=lambda row: row.project):
        project, sessions = rota.projects[id], list(mine)
        held = sum(not row.stood_down for row in sessions)
        yield Sheet(
            title=f"{project.name} ({id})",
            head=(id, project.name, project.pdu, project.meeting_place),
            facts=(
                ("Where", project.meeting_place),
                ("Unit", _unit(rota, project)),
                ("Sessions", f"{held}, {sum(row.instructed for row in sessions)} attendances"),
                ("Ends", "" if project.ends is None else day_in_words(project.ends)),
            ),
            rows=tuple(
                (row.on, row.start, row.end, row.slot, _listed(row.supervisors), row.instructed, row.places)
                for row in sessions
            ),
        )


def _review_lists(rota: Rota) -> Iterator[Sheet]:
    unit = {row.id: row.pdu for row in rota.scenario.people}
    for pdu in rota.scenario.estate.pdus:
        if mine := [row for row in rota.off_track if unit[row.person] == pdu.id]:
            yield Sheet(
                title=f"{pdu.name}: behind or late, worst first",
                head=(pdu.id,),
                facts=(("Requirements", str(len(mine))),),
                rows=tuple(
                    (
                        *(row.person, row.requirement, row.weeks_late, row.expected_finish, row.sentence),
                        rota.contact.get(row.person, ""),
                    )
                    for row in mine
                ),
            )


MAKERS: dict[Kind, Callable[[Rota], Iterator[Sheet]]] = {
    Kind.SESSIONS: _session_sheets,
    Kind.SUPERVISORS: _supervisor_sheets,
    Kind.PEOPLE: _person_sheets,
    Kind.PROJECTS: _project_sheets,
    Kind.OFF_TRACK: _review_lists,
}


def _hours(session: ProjectSession) -> str:
    return f"{session.start:%H:%M} to {session.end:%H:%M}"


def _minutes(session: ProjectSession) -> int:
    return 60 * (session.end.hour - session.start.hour) + session.end.minute - session.start.minute


def _unit(rota: Rota, project: Project) -> str:
    return next((row.name for row in rota.scenario.estate.pdus if row.id == project.pdu), project.pdu)


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _listed(words: Any) -> str:
    return f"{LIST_MARK} ".join(words)
