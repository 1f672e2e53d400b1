"""Who rides to which project from where, and which vans can go to which slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from models.people import Means, Person
from models.record import Location
from models.scenario import Scenario
from models.unpaid_work import PickUp, Project, Van
from solver.calendar import within
from solver.travel import TravelTimes, kilometres
from solver.unpaid_work.problem import Bools, Ints, Vans, frozen

Slot = tuple[Project, int, int, int]
"""Project of a slot, its weekday, and the minutes since midnight at which a session begins and ends."""


class Journeys(NamedTuple):
    """Ways of people to projects.

    Attributes
    ----------
    travel, pick_up
        (R, K) int32: minutes one way; the project's pick-up from which that is by van, -1 without it.
    alone
        (R, K) int32: minutes of somebody who rides and could come alone; -1 for others.
    """

    travel: Ints
    pick_up: Ints
    alone: Ints


def journeys(scenario: Scenario, people: Sequence[Person], projects: Sequence[Project]) -> Journeys:
    """Ways of everybody to each project."""
    times = TravelTimes(scenario.travel)
    means, homes = [person.travel.means for person in people], [person.home for person in people]
    travel = times.table(means, homes, [project.location for project in projects]).astype(np.int32)
    pick_up, own = np.full(travel.shape, -1, dtype=np.int32), travel.copy()
    units = _units_with_vans(scenario)
    stops = [(k, n, stop) for k, row in enumerate(projects) for n, stop in enumerate(pick_ups(row, units))]
    to_stops = _to_stops(scenario, means, homes, [stop.location for *_, stop in stops])
    barred = _barred(people, [stop for *_, stop in stops])
    for column, (k, n, stop) in enumerate(stops):
        by_van = to_stops[:, column] + stop.minutes_before
        sooner = ~barred[:, column] & (by_van < travel[:, k])
        travel[sooner, k], pick_up[sooner, k] = by_van[sooner], n
    limit = np.array([person.travel.max_minutes for person in people], dtype=np.int32).reshape(-1, 1)
    alone = np.where((pick_up >= 0) & (own <= limit), own, -1).astype(np.int32)
    return Journeys(frozen(travel), frozen(pick_up), frozen(alone))


def _to_stops(scenario: Scenario, means: list[Means], homes: list[Location], stops: list[Location]) -> Ints:
    """(R, N) minutes to each stop, on foot where that is less."""
    times = TravelTimes(scenario.travel)
    minutes = times.table(means, homes, stops)
    if any(row.means is Means.WALK for row in scenario.travel.speeds):
        minutes = np.minimum(minutes, times.table([Means.WALK] * len(homes), homes, stops))
    return minutes


def pick_ups(project: Project, units: frozenset[str]) -> tuple[PickUp, ...]:
    """Pick-ups of a project that count: somebody of ours drives, and the unit has a van."""
    return project.pick_ups if project.max_supervisors and project.pdu in units else ()


def _units_with_vans(scenario: Scenario) -> frozenset[str]:
    unit_of = {office.id: office.pdu for office in scenario.estate.offices}
    return frozenset(unit_of[van.office] for van in scenario.unpaid_work.vans if van.seats)


def _barred(people: Sequence[Person], stops: Sequence[PickUp]) -> Bools:
    """(R, N) bool: the stop lies in an exclusion zone of the person."""
    barred = np.zeros((len(people), len(stops)), dtype=bool)
    lat = np.array([stop.location.lat for stop in stops])
    lon = np.array([stop.location.lon for stop in stops])
    for r, person in enumerate(people):
        for zone in person.exclusion_zones if stops else ():
            far = kilometres(np.array([zone.centre.lat]), np.array([zone.centre.lon]), lat, lon)
            barred[r] |= far <= zone.radius_km
    return barred


def vans_of(scenario: Scenario, slots: Sequence[Slot], has_date: Bools) -> Vans:
    """The vans of a scenario and where they can go; ``has_date`` is (S, W)."""
    unit_of = {office.id: office.pdu for office in scenario.estate.offices}
    units, vans = _units_with_vans(scenario), scenario.unpaid_work.vans
    served = np.array([bool(pick_ups(project, units)) for project, *_ in slots], dtype=bool)
    unit = np.array([project.pdu for project, *_ in slots], dtype=object)
    ride = [max((stop.minutes_before for stop in project.pick_ups), default=0) for project, *_ in slots]
    on_road = np.array([_on_road(scenario, van, slots) for van in vans], dtype=bool).reshape(len(vans), *has_date.shape)
    here = np.array([unit == unit_of[van.office] for van in vans], dtype=bool).reshape(len(vans), len(slots))
    seats = np.array([van.seats for van in vans], dtype=np.int32)
    return Vans(
        ids=tuple(van.id for van in vans),
        seats=frozen(seats),
        may_go=frozen(here & served & (seats > 0)[:, None] & (on_road & has_date).any(axis=2)),
        on_road=frozen(on_road),
        out=frozen(np.array([start - r for (_, _, start, _), r in zip(slots, ride, strict=True)], dtype=np.int32)),
        back=frozen(np.array([end + r for (*_, end), r in zip(slots, ride, strict=True)], dtype=np.int32)),
    )


def _on_road(scenario: Scenario, van: Van, slots: Sequence[Slot]) -> list[list[bool]]:
    start, weeks = scenario.horizon.start, range(scenario.horizon.weeks)
    by_day = [[not within(start + timedelta(days=7 * w + d), van.off_road) for w in weeks] for d in range(7)]
    return [by_day[weekday] for _, weekday, _, _ in slots]
