"""Travel times come from the matrix where it has the places, else from the speed model."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.people import Means
from models.record import Location
from models.travel import Journey, Speed, Travel
from solver.travel import EARTH_RADIUS_KM, TravelTimes, distance_km

CAR = Speed(means=Means.CAR, km_per_hour=30.0, detour=1.5, access_minutes=4.0, source="made up for tests")
BUS = Speed(means=Means.PUBLIC_TRANSPORT, km_per_hour=15.0, detour=1.5, access_minutes=10.0, source="made up for tests")

TOWN = Location(lat=54.0, lon=-1.5, place="town")
VILLAGE = Location(lat=54.1, lon=-1.5, place="village")
FARM = Location(lat=54.2, lon=-1.4)


def test_a_degree_of_latitude_is_as_long_as_the_sphere_says() -> None:
    """One degree along a meridian is the 360th part of the sphere's circumference."""
    along = distance_km(Location(lat=0.0, lon=0.0), Location(lat=1.0, lon=0.0))
    assert along == pytest.approx(2 * math.pi * EARTH_RADIUS_KM / 360)


def test_the_speed_model_is_rounded_half_up() -> None:
    """Minutes are access plus detoured distance over speed, rounded half up."""
    times = TravelTimes(Travel(speeds=(CAR,)))
    exact = 4.0 + 60 * 1.5 * distance_km(TOWN, FARM) / 30.0
    assert times.minutes(Means.CAR, TOWN, FARM) == math.floor(exact + 0.5)


def test_a_known_journey_goes_before_the_speed_model_and_counts_both_ways() -> None:
    """A matrix row holds both ways unless the way back has a row of its own."""
    there = Journey(means=Means.CAR, origin="town", destination="village", minutes=7)
    back = Journey(means=Means.CAR, origin="village", destination="town", minutes=9)
    one_way = TravelTimes(Travel(speeds=(CAR, BUS), matrix=(there,)))
    assert one_way.minutes(Means.CAR, VILLAGE, TOWN) == 7
    assert one_way.minutes(Means.PUBLIC_TRANSPORT, VILLAGE, TOWN) > 9
    both_ways = TravelTimes(Travel(speeds=(CAR,), matrix=(there, back)))
    assert both_ways.minutes(Means.CAR, VILLAGE, TOWN) == 9
    assert both_ways.minutes(Means.CAR, TOWN, VILLAGE) == 7


def test_the_table_agrees_with_single_journeys() -> None:
    """A table of minutes holds what asking for each journey alone gives."""
    known = Journey(means=Means.CAR, origin="town", destination="village", minutes=3)
    times = TravelTimes(Travel(speeds=(CAR, BUS), matrix=(known,)))
    means = [Means.CAR, Means.PUBLIC_TRANSPORT, Means.CAR]
    points = [TOWN, VILLAGE, FARM]
    expected = [[times.minutes(m, p, q) for q in points] for m, p in zip(means, points, strict=True)]
    assert np.array_equal(times.table(means, points, points), expected)


def test_nobody_going_nowhere_is_an_empty_table() -> None:
    """Empty lists give an empty table of the right shape, not an error."""
    times = TravelTimes(Travel(speeds=(CAR,)))
    assert times.table([], [], [TOWN]).shape == (0, 1)
    assert times.table([Means.CAR], [TOWN], []).shape == (1, 0)
