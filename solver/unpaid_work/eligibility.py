"""The rules on one requirement and one slot: who may stand where.

Each function of the table at the foot says which (requirement, slot) pairs its rule allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.people import Person, StatedNeed
from models.record import Location, Sex
from models.scenario import Scenario
from models.staff import Role
from models.unpaid_work import Project, ProjectKind, ProjectSlot, Requirement
from solver.calendar import WEEKDAYS, Timetable, applying, minutes_of
from solver.directory import Directory
from solver.travel import kilometres
from solver.unpaid_work.hours import ete_minutes_left
from solver.unpaid_work.problem import PAIR_RULES, Bools, Floats, Ints

KINDS = (ProjectKind.GROUP, ProjectKind.INDIVIDUAL, ProjectKind.INDEPENDENT, ProjectKind.ETE)
"""Kinds of project at which hours are worked off."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Rows of the scenario in the order of the arrays.

    Attributes
    ----------
    people
        Person of each requirement.
    slots
        Project and slot, in the order of the document.
    travel, pick_up
        (R, K) int32: minutes one way; number of the project's pick-up from which that is by van, -1 without it.
    alone
        (R, K) int32: minutes of somebody who rides and could come alone; -1 for others.
    unskilled, leaves
        (R, K) bool: the project offers none of the skills wanted; the person goes to another one now.
    first_week
        (R,) int32: first usable week.
    has_date, serves
        (S, W) bool: the slot has a date in the week; it has one, or would but for a bank holiday.
    closed
        (S, W) bool: its session of the week falls out.
    without_induction
        (R,) bool: the person needs an induction, and there is none.
    unpopular
        (S,) bool: it is to be spread fairly, since nobody likes it.
    """

    scenario: Scenario
    directory: Directory
    taken: Timetable
    requirements: tuple[Requirement, ...]
    people: tuple[Person, ...]
    projects: tuple[Project, ...]
    slots: tuple[tuple[Project, ProjectSlot], ...]
    slot_project: Ints
    slot_weekday: Ints
    slot_start: Ints
    slot_end: Ints
    travel: Ints
    pick_up: Ints
    alone: Ints
    unskilled: Bools
    leaves: Bools
    first_week: Ints
    has_date: Bools
    serves: Bools
    closed: Bools
    without_induction: Bools
    unpopular: Bools

    @property
    def by_slot(self) -> Ints:
        """(S,) int32: column of each slot's project."""
        return self.slot_project

    def rows_of(self, person: str) -> list[int]:
        """Requirements of a person."""
        return [r for r, row in enumerate(self.people) if row.id == person]


def project_kind(roll: Roll) -> Bools:
    """Hours are worked off at projects of the kind."""
    return _for_everyone(roll, [project.kind in KINDS for project in roll.projects])


def induction_first(roll: Roll) -> Bools:
    """The person has had the induction, or has one before any other session."""
    return np.broadcast_to(~roll.without_induction[:, None], (len(roll.people), len(roll.slots)))


def in_region(roll: Roll) -> Bools:
    """The project's unit is in the person's region."""
    mine = np.array([roll.directory.region_of_person(person) for person in roll.people], dtype=object)
    theirs = np.array([roll.directory.region_of_pdu[project.pdu] for project in roll.projects], dtype=object)
    return np.asarray(mine[:, None] == theirs[None, :], dtype=bool)[:, roll.by_slot]


def available(roll: Roll) -> Bools:
    """The person is free on half of the slot's dates in the usable weeks, rounded down, and on one of them at least."""
    allowed = np.ones((len(roll.people), len(roll.slots)), dtype=bool)
    for r, person in enumerate(roll.people):
        if person.commitments:
            dates = roll.has_date & (np.arange(roll.scenario.horizon.weeks) >= roll.first_week[r])
            away = (dates & away_weeks(roll, person)).sum(axis=1)
            free = dates.sum(axis=1) - away
            allowed[r] = (away == 0) | ((free > 0) & (away <= free + 1))
    return allowed


def away_weeks(roll: Roll, person: Person) -> Bools:
    """(S, W) bool: the slot has a date in the week that a commitment of the person meets."""
    away = np.zeros_like(roll.has_date)
    monday = roll.scenario.horizon.start.toordinal() + 7 * np.arange(roll.scenario.horizon.weeks)
    for row in person.commitments:
        weekday = WEEKDAYS[row.weekday]
        overlap = (roll.slot_weekday == weekday) & (roll.slot_start < minutes_of(row.end))
        overlap &= minutes_of(row.start) < roll.slot_end
        away[overlap] |= applying(row, monday + weekday)
    return np.asarray(away & roll.has_date)


def within_travel_limit(roll: Roll) -> Bools:
    """Travel minutes are within the person's limit."""
    limit = np.array([person.travel.max_minutes for person in roll.people], dtype=np.int64)
    return np.asarray(roll.travel <= limit[:, None])[:, roll.by_slot]


def restrictions(roll: Roll) -> Bools:
    """What the person must be kept from and the project's features have nothing in common."""
    return _by_sets(
        roll, [set(p.restricted_from) for p in roll.people], [set(k.features) for k in roll.projects], _disjoint
    )


def outside_exclusion_zones(roll: Roll) -> Bools:
    """The project lies outside every zone of the person."""
    allowed = np.ones((len(roll.people), len(roll.projects)), dtype=bool)
    lat, lon = _degrees([project.location for project in roll.projects])
    for r, person in enumerate(roll.people):
        for zone in person.exclusion_zones:
            far = kilometres(np.array([zone.centre.lat]), np.array([zone.centre.lon]), lat, lon)
            allowed[r] &= far > zone.radius_km
    return allowed[:, roll.by_slot]


def women_only(roll: Roll) -> Bools:
    """A women-only project takes only those who join single-sex projects as women."""
    women = np.array([person.group_sex is Sex.FEMALE for person in roll.people], dtype=bool)
    only = np.array([project.women_only for project in roll.projects], dtype=bool)
    return np.asarray(women[:, None] | ~only[None, :])[:, roll.by_slot]


def certificates(roll: Roll) -> Bools:
    """The person has every certificate that the project asks for."""
    return _by_sets(roll, [set(p.skills) for p in roll.people], [set(k.certificates) for k in roll.projects], _covers)


def stated_needs(roll: Roll) -> Bools:
    """The site is step-free where the person needs that, and the person's language is, or can be, spoken there."""
    free = np.array([project.step_free for project in roll.projects], dtype=bool)
    needy = np.array([StatedNeed.STEP_FREE in person.needs for person in roll.people], dtype=bool)
    allowed = ~needy[:, None] | free[None, :]
    for r, language in spoken_languages(roll).items():
        ours = _spoken_by_ours(roll, roll.directory.region_of_person(roll.people[r]))
        allowed[r] &= [
            project.kind not in KINDS
            or language in project.languages
            or (project.max_supervisors > 0 and language in ours)
            for project in roll.projects
        ]
    return np.asarray(allowed[:, roll.by_slot], dtype=bool)


def spoken_languages(roll: Roll) -> dict[int, str]:
    """Language of each requirement's person, where one is stated that somebody at work in the region speaks."""
    spoken: dict[str, set[str]] = {}
    for project in roll.projects:
        if project.kind in KINDS:
            spoken.setdefault(roll.directory.region_of_pdu[project.pdu], set()).update(project.languages)
    for region in {roll.directory.region_of_person(person) for person in roll.people}:
        spoken.setdefault(region, set()).update(_spoken_by_ours(roll, region))
    languages = {r: language for r, person in enumerate(roll.people) if (language := language_of(person))}
    return {r: lang for r, lang in languages.items() if lang in spoken[roll.directory.region_of_person(roll.people[r])]}


def language_of(person: Person) -> str | None:
    """Language in which a person must be spoken to; none for English."""
    if StatedNeed.INTERPRETER in person.needs:
        return person.language
    return "cy" if StatedNeed.WELSH in person.needs else None


def _spoken_by_ours(roll: Roll, region: str) -> set[str]:
    """Languages of the supervisors of a region."""
    staff = (row for row in roll.scenario.staff if row.languages and Role.SUPERVISOR in row.roles)
    return {language for row in staff if roll.directory.region_of_staff(row) == region for language in row.languages}


def ete_hours_left(roll: Roll) -> Bools:
    """A session of education, training and employment fits into what of the requirement may still be that."""
    left = np.array([ete_minutes_left(row, roll.scenario.policy) for row in roll.requirements], dtype=np.int64)
    ete = _for_everyone(roll, [project.kind is ProjectKind.ETE for project in roll.projects])
    return np.asarray(~ete | (roll.slot_end - roll.slot_start <= left[:, None]))


def no_clash(roll: Roll) -> Bools:
    """No clash with what the person is booked for on any date of the slot in the usable weeks."""
    allowed = np.ones((len(roll.people), len(roll.slots)), dtype=bool)
    for r, person in enumerate(roll.people):
        for start, end in roll.taken.people.get(person.id, ()):
            week, weekday = divmod((start.date() - roll.scenario.horizon.start).days, 7)
            if roll.first_week[r] <= week < roll.scenario.horizon.weeks:
                clash = clashing(roll, weekday, minutes_of(start.time()), minutes_of(end.time()))
                allowed[r, clash & roll.has_date[:, week]] = False
    return allowed


def clashing(roll: Roll, weekday: int, start: int, end: int) -> Bools:
    """(S,) bool: slots on the weekday that stand in the way of a booking from ``start`` to ``end`` (minutes)."""
    turnaround = roll.scenario.policy.turnaround_minutes.value
    late, early = roll.slot_start < end + turnaround, start < roll.slot_end + turnaround
    return np.asarray((roll.slot_weekday == weekday) & late & early)


def _for_everyone(roll: Roll, projects: list[bool]) -> Bools:
    row = np.array(projects, dtype=bool)[roll.by_slot]
    return np.broadcast_to(row, (len(roll.people), len(roll.slots)))


def _disjoint(mine: set[str], theirs: set[str]) -> bool:
    return not mine & theirs


def _covers(mine: set[str], theirs: set[str]) -> bool:
    return theirs <= mine


def _by_sets(
    roll: Roll, mine: list[set[str]], theirs: list[set[str]], test: Callable[[set[str], set[str]], bool]
) -> Bools:
    """What a test says of what each person and each slot's project have; people who have the same share the answer."""
    kinds = {kind: n for n, kind in enumerate(dict.fromkeys(map(frozenset, mine)))}
    allowed = np.array([[test(set(kind), other) if other else True for other in theirs] for kind in kinds], dtype=bool)
    kind_of = np.array([kinds[frozenset(one)] for one in mine], dtype=np.int64)
    return allowed.reshape(len(kinds), len(theirs))[:, roll.by_slot][kind_of]


def _degrees(points: Sequence[Location]) -> tuple[Floats, Floats]:
    return np.array([point.lat for point in points]), np.array([point.lon for point in points])


TABLE: tuple[tuple[str, Callable[[Roll], Bools]], ...] = (
    ("project_kind", project_kind),
    ("induction_first", induction_first),
    ("in_region", in_region),
    ("available", available),
    ("within_travel_limit", within_travel_limit),
    ("restrictions", restrictions),
    ("outside_exclusion_zones", outside_exclusion_zones),
    ("women_only", women_only),
    ("certificates", certificates),
    ("stated_needs", stated_needs),
    ("ete_hours_left", ete_hours_left),
    ("no_clash", no_clash),
)
"""The rules in the order of ``PAIR_RULES``."""

assert tuple(name for name, _ in TABLE) == PAIR_RULES
