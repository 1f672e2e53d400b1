"""Travel times: the one module that a routing engine can be put behind.

Minutes come from the scenario's matrix where it has the pair of places, else from its speed model over great-circle
distance: ``access + 60 x detour x kilometres / speed``, rounded half up to whole minutes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.people import Means
from models.record import Location
from models.travel import Speed, Travel

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""

Degrees = NDArray[np.float64]


def kilometres(lat: Degrees, lon: Degrees, to_lat: Degrees, to_lon: Degrees) -> NDArray[np.float64]:
    """Great-circle distances (haversine), by broadcasting; degrees in, kilometres out."""
    phi, theta = np.radians(lat), np.radians(to_lat)
    half_lat = np.sin((theta - phi) / 2.0)
    half_lon = np.sin(np.radians(to_lon - lon) / 2.0)
    chord = half_lat * half_lat + np.cos(phi) * np.cos(theta) * half_lon * half_lon
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def distance_km(one: Location, other: Location) -> float:
    """Great-circle distance between two points in kilometres."""
    points = np.array([one.lat, one.lon, other.lat, other.lon])
    return float(kilometres(points[0:1], points[1:2], points[2:3], points[3:4])[0])


class TravelTimes:
    """Minutes between points by means of travel.

    Parameters
    ----------
    travel
        Speeds and known journeys of the scenario.
    """

    def __init__(self, travel: Travel) -> None:
        self._speeds: dict[Means, Speed] = {speed.means: speed for speed in travel.speeds}
        self._known: dict[tuple[Means, str, str], int] = {}
        for journey in travel.matrix:
            self._known.setdefault((journey.means, journey.destination, journey.origin), journey.minutes)
        for journey in travel.matrix:
            self._known[journey.means, journey.origin, journey.destination] = journey.minutes

    def minutes(self, means: Means, origin: Location, destination: Location) -> int:
        """Whole minutes one way."""
        return int(self.table([means], [origin], [destination])[0, 0])

    def table(
        self, means: Sequence[Means], origins: Sequence[Location], destinations: Sequence[Location]
    ) -> NDArray[np.int32]:
        """Minutes from every origin to every destination.

        Parameters
        ----------
        means
            Means of travel of each origin, (P,).
        origins, destinations
            Points, (P,) and (Q,).

        Returns
        -------
        (P, Q) int32
            Whole minutes one way.
        """
        if not origins or not destinations:
            return np.zeros((len(origins), len(destinations)), dtype=np.int32)
        lat, lon = _degrees(origins)
        to_lat, to_lon = _degrees(destinations)
        distance = kilometres(lat[:, None], lon[:, None], to_lat[None, :], to_lon[None, :])
        speed = [self._speeds[m] for m in means]
        access = np.array([s.access_minutes for s in speed])[:, None]
        per_km = np.array([60.0 * s.detour / s.km_per_hour for s in speed])[:, None]
        table = np.floor(access + per_km * distance + 0.5).astype(np.int32)
        if self._known:
            self._overwrite(table, means, origins, destinations)
        return table

    def _overwrite(
        self,
        table: NDArray[np.int32],
        means: Sequence[Means],
        origins: Sequence[Location],
        destinations: Sequence[Location],
    ) -> None:
        columns: dict[str, list[int]] = {}
        for q, destination in enumerate(destinations):
            if destination.place is not None:
                columns.setdefault(destination.place, []).append(q)
        for p, origin in enumerate(origins):
            if origin.place is None:
                continue
            for place, at in columns.items():
                known = self._known.get((means[p], origin.place, place))
                if known is not None:
                    table[p, at] = known


def _degrees(points: Sequence[Location]) -> tuple[Degrees, Degrees]:
    return np.array([p.lat for p in points]), np.array([p.lon for p in points])
