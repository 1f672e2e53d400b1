"""The rota of a plan as people see it: who is at which session when, and what this leaves of their hours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from models.attendance import OffTrack
from models.decisions import ProjectSession, StandingPattern
from models.people import Person
from models.plan import Plan
from models.record import Weekday
from models.scenario import Scenario
from models.unpaid_work import Project, Requirement
from solver.unpaid_work.hours import minutes_left
from solver.unpaid_work.record import brought_up_to_date

Key = tuple[str, date]
"""A dated session: slot and day."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person who is instructed to attend a dated session.

    Attributes
    ----------
    minutes
        Minutes of the requirement that the session works off.
    left
        Minutes that are left after it.
    pick_up
        Pick-up at which the van takes the person in, and when it leaves there; None for whoever comes without.
    alone
        Whether the van takes the person in on other days and does not on this one.
    new
        Whether nothing of the requirement has been worked off before.
    """

    on: date
    start: time
    end: time
    slot: str
    project: Project
    person: Person
    requirement: Requirement
    minutes: int
    left: int
    pick_up: tuple[str, time] | None
    alone: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Rota:
    """A plan's sessions and attendances, looked up as sheets need them.

    Attributes
    ----------
    sessions
        Dated sessions by day and time.
    attendances
        Everyone instructed, by requirement, then by day.
    present
        The same by session, by person.
    contact
        Practitioner of each person, where there is one.
    off_track
        Requirements that are behind or late, worst first.
    spare
        Weekdays on which each supervisor is spare.
    """

    scenario: Scenario
    sessions: tuple[ProjectSession, ...]
    projects: dict[str, Project]
    attendances: tuple[Attendance, ...]
    present: dict[Key, list[Attendance]]
    contact: dict[str, str]
    off_track: tuple[OffTrack, ...]
    spare: dict[str, list[Weekday]]


def rota_of(scenario: Scenario, plan: Plan, first: date | None = None, last: date | None = None) -> Rota:
    """The rota from one day to another; all of it where no days are given."""
    decisions = plan.decisions

    def wanted(day: date) -> bool:
        return (first is None or first <= day) and (last is None or day <= last)

    attendances = [row for row in _attendances(scenario, plan) if wanted(row.on)]
    present: dict[Key, list[Attendance]] = defaultdict(list)
    for row in sorted(attendances, key=lambda row: row.person.id):
        present[row.slot, row.on].append(row)
    sessions = [row for row in decisions.sessions if wanted(row.on)]
    spare: dict[str, list[Weekday]] = defaultdict(list)
    for cover in plan.spare:
        for id in cover.supervisors:
            spare[id].append(cover.weekday)
    holder = {row.case: row.practitioner for row in decisions.cases}
    return Rota(
        scenario=scenario,
        sessions=tuple(sorted(sessions, key=lambda row: (row.on, row.start, row.project, row.slot))),
        projects={row.id: row for row in scenario.unpaid_work.projects},
        attendances=tuple(attendances),
        present=present,
        contact={
            row.person: practitioner
            for row in scenario.casework.cases
            if (practitioner := holder.get(row.id, row.current_practitioner)) is not None
        },
        off_track=plan.off_track,
        spare=spare,
    )


def _attendances(scenario: Scenario, plan: Plan) -> list[Attendance]:
    people = {row.id: row for row in scenario.people}
    projects = {row.id: row for row in scenario.unpaid_work.projects}
    dated: dict[str, list[tuple[date, time, time, StandingPattern]]] = defaultdict(list)
    planned: dict[str, int] = defaultdict(int)
    for pattern in plan.decisions.patterns:
        planned[pattern.requirement] += pattern.minutes
        dated[pattern.requirement] += [(day, pattern.start, pattern.end, pattern) for day in pattern.dates]
    made = []
    for requirement in brought_up_to_date(scenario):
        work, left = planned[requirement.id], minutes_left(requirement, scenario.policy)
        days = sorted(dated[requirement.id], key=lambda row: row[:3])
        for number, (on, start, end, pattern) in enumerate(days):
            minutes = min(work, _length(start, end))
            work, left = work - minutes, left - minutes
            made.append(
                Attendance(
                    on=on,
                    start=start,
                    end=end,
                    slot=pattern.slot,
                    project=projects[pattern.project],
                    person=people[requirement.person],
                    requirement=requirement,
                    minutes=minutes,
                    left=left,
                    pick_up=_pick_up(pattern, on),
                    alone=on in pattern.alone_on,
                    new=number == 0 and requirement.completed_minutes == 0,
                )
            )
    return made


def _pick_up(pattern: StandingPattern, on: date) -> tuple[str, time] | None:
    if pattern.pick_up is None or pattern.pick_up_at is None or on in pattern.alone_on:
        return None
    return pattern.pick_up, pattern.pick_up_at


def _length(start: time, end: time) -> int:
    """Minutes from one time of day to another."""
    whole = datetime.combine(date.min, end) - datetime.combine(date.min, start)
    return int(whole.total_seconds()) // 60
