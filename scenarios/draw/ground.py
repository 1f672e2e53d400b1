"""The ground that a scenario stands on: units, offices, and where people live."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.estate import PDU, Office, Region
from models.record import Location
from scenarios.draw.brief import Brief
from scenarios.draw.dice import Bag, Dice, apportion
from scenarios.tables import HomeArea, Unit, home_areas, regions, units, venues

KM_PER_DEGREE = 111.2
"""Kilometres in a degree of latitude."""
TOWN_RADIUS_KM = 12.0
"""How far from its office the homes of a town or a team lie."""
SPREAD_KM = 0.9
"""How far a home lies from the middle of its area."""
MOST_OFFICES_IN_TOWN = 3
"""Offices of a unit that serve one town."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A unit's ground.

    Attributes
    ----------
    unit
        The unit.
    cases
        Number of cases that fall to it.
    offices
        Its offices.
    homes
        Areas in which its people live, weighted by population.
    """

    unit: Unit
    cases: int
    offices: tuple[Office, ...]
    homes: Bag[HomeArea]


def lay_ground(brief: Brief) -> list[Ground]:
    """Ground of every unit of the scenario: one unit, a whole region, or the country, as the scale says."""
    size = brief.size
    dice = brief.dice("ground")
    if size.area == "country":
        chosen = list(units())
    elif size.area == "region":
        region = dice.pick(list(regions()))
        chosen = [unit for unit in units() if unit.region == region]
    else:
        chosen = [dice.pick(units())]
    shares = apportion(size.cases, [unit.small_areas for unit in chosen])
    return [_ground(unit, number, dice, compact=brief.compact) for unit, number in zip(chosen, shares, strict=True)]


def _ground(unit: Unit, cases: int, dice: Dice, *, compact: bool) -> Ground:
    offices = tuple(
        Office(
            id=venue.id,
            name=f"{unit.name} ({venue.district})",
            pdu=unit.code,
            location=Location(lat=round(venue.lat, 4), lon=round(venue.lon, 4)),
            step_free=number == 0 or not dice.chance(0.2),
        )
        for number, venue in enumerate(venues()[unit.code])
    )
    areas = home_areas()[unit.code]
    if compact:
        centre = _busiest(offices, areas)
        areas = tuple(area for area in areas if km(centre.location, area.lat, area.lon) <= TOWN_RADIUS_KM)
        near = sorted(offices, key=lambda o: km(centre.location, o.location.lat, o.location.lon))
        offices = tuple(near[:MOST_OFFICES_IN_TOWN])
    return Ground(unit, cases, offices, Bag(areas, [area.weight for area in areas]))


def _busiest(offices: tuple[Office, ...], areas: tuple[HomeArea, ...]) -> Office:
    def people_around(office: Office) -> int:
        return sum(a.weight for a in areas if km(office.location, a.lat, a.lon) <= TOWN_RADIUS_KM)

    return max(offices, key=people_around)


def km(point: Location, lat: float, lon: float) -> float:
    """Kilometres between two points on a flat map, good enough to choose by."""
    north = (lat - point.lat) * KM_PER_DEGREE
    east = (lon - point.lon) * KM_PER_DEGREE * math.cos(math.radians(point.lat))
    return math.hypot(north, east)


def somewhere(homes: Bag[HomeArea], dice: Dice, spread_km: float = SPREAD_KM) -> Location:
    """A point near which people live; four decimals, about ten metres."""
    area = homes.draw(dice)
    north, east = dice.real(-spread_km, spread_km), dice.real(-spread_km, spread_km)
    return moved(Location(lat=area.lat, lon=area.lon), north, east)


def moved(point: Location, north_km: float, east_km: float) -> Location:
    """The point so many kilometres north and east of another, to four decimals."""
    lat = point.lat + north_km / KM_PER_DEGREE
    lon = point.lon + east_km / (KM_PER_DEGREE * math.cos(math.radians(point.lat)))
    return Location(lat=round(lat, 4), lon=round(lon, 4))


def region_rows(grounds: list[Ground]) -> tuple[Region, ...]:
    """Regions that the units belong to."""
    codes = dict.fromkeys(ground.unit.region for ground in grounds)
    return tuple(Region(id=code, name=regions()[code]) for code in codes)


def pdu_rows(grounds: list[Ground]) -> tuple[PDU, ...]:
    """The units as documents."""
    return tuple(PDU(id=g.unit.code, name=g.unit.name, region=g.unit.region) for g in grounds)
