"""Unpaid work: who rides from which pick-up, and where vans can go, as ``docs/formulation.md`` states it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from models.people import Means, Person
from models.unpaid_work import PickUp, Project
from solver.audit.pairs import Index
from solver.audit.rows import Rows
from solver.travel import distance_km


def journeys(rows: Rows, people: Sequence[Person]) -> tuple[Index, Index, Index]:
    """(R, K) minutes one way from each home to each project, the pick-up that this is by, and minutes without a van.

    -1 where no van brings the person, and where somebody whom a van could bring cannot come without.
    """
    projects = rows.scenario.unpaid_work.projects
    means, homes = [person.travel.means for person in people], [person.home for person in people]
    minutes = rows.travel.table(means, homes, [project.location for project in projects]).astype(np.int64)
    pick_up, own = np.full(minutes.shape, -1, dtype=np.int64), minutes.copy()
    ways = [means, *([Means.WALK] * len(people) for row in rows.scenario.travel.speeds if row.means == Means.WALK)]
    stops = [(k, n, stop) for k, row in enumerate(projects) for n, stop in enumerate(served_stops(rows, row))]
    places = [stop.location for _, _, stop in stops]
    to_stop = np.min([rows.travel.table(way, homes, places) for way in ways], axis=0)
    for at, (k, n, stop) in enumerate(stops):
        by_van = to_stop[:, at] + stop.minutes_before
        sooner = np.flatnonzero(by_van < minutes[:, k]).tolist()
        nearer = np.array([i for i in sooner if _may_wait(people[i], stop)], dtype=np.int64)
        minutes[nearer, k], pick_up[nearer, k] = by_van[nearer], n
    for i, person in enumerate(people):
        own[i, (pick_up[i] < 0) | (own[i] > person.travel.max_minutes)] = -1
    return minutes, pick_up, own


def served_stops(rows: Rows, project: Project) -> tuple[PickUp, ...]:
    """Pick-ups of a project at which a van stops: the unit has one with seats, and somebody of ours drives."""
    has_van = any(van.seats and rows.offices[van.office].pdu == project.pdu for van in rows.vans.values())
    return project.pick_ups if has_van and project.max_supervisors else ()


def _may_wait(person: Person, stop: PickUp) -> bool:
    return all(distance_km(zone.centre, stop.location) > zone.radius_km for zone in person.exclusion_zones)


def on_the_road(rows: Rows, van: str, day: date) -> bool:
    """Whether a van can be used on a day."""
    return not any(stretch.first <= day <= stretch.last for stretch in rows.vans[van].off_road)


def may_go(rows: Rows, project: Project, van: str, dates: Iterable[date]) -> bool:
    """Whether a van can go to a slot of a project with these dates."""
    return serves(rows, project, van) and any(on_the_road(rows, van, day) for day in dates)


def serves(rows: Rows, project: Project, van: str) -> bool:
    """Whether a van of the project's unit has seats and stops to make for it, on the road or not."""
    row = rows.vans[van]
    return rows.offices[row.office].pdu == project.pdu and row.seats > 0 and bool(served_stops(rows, project))


def longest_ride(project: Project) -> int:
    """Minutes from the first pick-up to the site."""
    return max((stop.minutes_before for stop in project.pick_ups), default=0)
