"""Which sessions fall out: one that is cancelled, or all of an area that is snowed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from models.errors import BadInput, Fault
from models.scenario import Scenario
from models.unpaid_work import Closure, Project
from solver.travel import kilometres

CANCELLED, SNOW = "cancelled", "snow"
"""Why sessions fall out, for the record."""


def cancelled(scenario: Scenario, slots: Iterable[str], first: date, last: date) -> tuple[Closure, ...]:
    """Closures of slots.

    Raises
    ------
    BadInput
        Some slot is none of the scenario's.
    """
    project_of = {slot.id: project.id for project in scenario.unpaid_work.projects for slot in project.slots}
    slots = tuple(slots)
    unknown = [slot for slot in slots if slot not in project_of]
    if unknown:
        raise BadInput([_unknown("--cancel", slot, f"There is no project slot {slot}.") for slot in unknown])
    return tuple(
        Closure(project=project_of[slot], slot=slot, first=first, last=last, reason=CANCELLED) for slot in slots
    )


def snowed_in(scenario: Scenario, area: str | None, first: date, last: date) -> tuple[Closure, ...]:
    """Closures of every project of a region, a unit or an office; of all projects without any of these.

    A project belongs to that office of its unit which is nearest.

    Raises
    ------
    BadInput
        The area is neither a region, a unit nor an office.
    """
    estate, projects = scenario.estate, scenario.unpaid_work.projects
    region_of = {unit.id: unit.region for unit in estate.pdus}
    known = {None, *region_of.values(), *region_of, *(office.id for office in estate.offices)}
    if area not in known:
        raise BadInput([_unknown("--area", str(area), f"There is no region, unit or office {area}.")])
    return tuple(
        Closure(project=project.id, first=first, last=last, reason=SNOW)
        for project in projects
        if area in (None, project.pdu, region_of[project.pdu], _office_of(scenario, project))
    )


def _office_of(scenario: Scenario, project: Project) -> str | None:
    offices = [office for office in scenario.estate.offices if office.pdu == project.pdu]
    if not offices:
        return None
    lat, lon = (np.array([getattr(office.location, axis) for office in offices]) for axis in ("lat", "lon"))
    here = (np.array([project.location.lat]), np.array([project.location.lon]))
    return offices[int(np.argmin(kilometres(*here, lat, lon)))].id


def _unknown(option: str, id: str, sentence: str) -> Fault:
    return Fault(code="unknown_id", pointer=option, id=id, sentence=sentence)
