"""Where and when the builders' rows are: the first day, the places, and what work costs."""

from __future__ import annotations

import math
from datetime import date, time, timedelta

from models.record import Location

MONDAY = date(2027, 1, 4)
"""First day of the builders' horizon; no bank holiday lies in the weeks that follow."""
HERE = Location(lat=54.0, lon=-1.5)
"""Where the office stands and everybody lives unless a test says otherwise."""
SOURCE = "made up for tests"

REGION, OTHER_REGION = "N54", "N55"
PDU_ID, OTHER_PDU, FAR_PDU = "P1", "P2", "P9"
"""Two units of the region, and one of the other region."""
TEAM, OTHER_TEAM, FAR_TEAM = "T1", "T2", "T9"
OFFICE, OTHER_OFFICE, FAR_OFFICE = "O1", "O2", "O9"
ROOM = "R1"

KM_PER_DEGREE = 6371.0088 * math.pi / 180.0
TIER_COST = {"A": 200, "B": 100, "C": 50, "D": 20}
WORK_ITEM_COST = {"report_oral": 30, "report_fast": 65, "report_standard": 138, "victim_contact": 40}


def day(number: int) -> date:
    """Day of the horizon, counted from 0 (the first Monday)."""
    return MONDAY + timedelta(days=number)


def at(east_km: float = 0.0, north_km: float = 0.0) -> Location:
    """Point so many kilometres east and north of ``HERE``, which is as many minutes by car."""
    lat = HERE.lat + north_km / KM_PER_DEGREE
    lon = HERE.lon + east_km / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return Location(lat=lat, lon=lon)


def clock(text: str) -> time:
    """Time of day from ``HH:MM``."""
    return time.fromisoformat(text)
