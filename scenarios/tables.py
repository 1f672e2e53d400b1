"""The reference tables: facts with their sources, read once.

Every file stands in ``scenarios/reference/``. Lines of a CSV file that begin with ``#`` state its source.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

REFERENCE = Path(__file__).parent / "reference"
"""Folder of the tables."""


class Unit(NamedTuple):
    """A probation delivery unit of the estate."""

    code: str
    region: str
    name: str
    small_areas: int
    """Areas of about 8,000 residents in it."""


class Venue(NamedTuple):
    """An office of a unit; coordinates are those of its postcode district."""

    id: str
    pdu: str
    district: str
    lat: float
    lon: float


class HomeArea(NamedTuple):
    """A cell of about 2 km in which people live."""

    town: str
    lat: float
    lon: float
    weight: int
    """Areas of about 8,000 residents in it."""


class Size(NamedTuple):
    """What a scale promises."""

    cases: int
    on_unpaid_work: int
    projects: int
    weeks: int
    referrals: int
    area: str
    """``unit``, ``region`` or ``country``."""


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV table as text, without the lines that state its source."""
    text = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in text if not line.startswith("#")))


@cache
def document(name: str) -> dict[str, Any]:
    """A JSON table."""
    table: dict[str, Any] = json.loads((REFERENCE / name).read_text(encoding="utf-8"))
    return table


@cache
def regions() -> dict[str, str]:
    """Names of the regions by code."""
    return {row["code"]: row["name"] for row in rows("regions.csv")}


@cache
def units() -> tuple[Unit, ...]:
    """Every probation delivery unit, in order of region and code."""
    return tuple(Unit(r["code"], r["region"], r["name"], int(r["small_areas"])) for r in rows("pdus.csv"))


@cache
def venues() -> dict[str, tuple[Venue, ...]]:
    """Offices of each unit."""
    found: dict[str, list[Venue]] = {unit.code: [] for unit in units()}
    for r in rows("offices.csv"):
        venue = Venue(r["id"], r["pdu"], r["postcode_district"], float(r["lat"]), float(r["lon"]))
        found[venue.pdu].append(venue)
    return {code: tuple(each) for code, each in found.items()}


@cache
def home_areas() -> dict[str, tuple[HomeArea, ...]]:
    """Cells in which people of each unit live."""
    found: dict[str, list[HomeArea]] = {unit.code: [] for unit in units()}
    for r in rows("home_areas.csv"):
        found[r["pdu"]].append(HomeArea(r["town"], float(r["lat"]), float(r["lon"]), int(r["weight"])))
    return {code: tuple(each) for code, each in found.items()}


@cache
def bank_holidays() -> tuple[date, ...]:
    """Bank holidays of England and Wales."""
    return tuple(date.fromisoformat(row["day"]) for row in rows("bank_holidays.csv"))


def size_of(scale: str) -> Size:
    """What a scale promises."""
    return Size(**document("scales.json")["scales"][scale])


def horizon_start() -> date:
    """First day of every generated horizon, a Monday."""
    return date.fromisoformat(document("scales.json")["horizon_start"])


def default_tightness() -> float:
    """Points needed over points available."""
    return float(document("scales.json")["tightness"])


def default_scarcity() -> float:
    """Supervisors, facilitators and rooms that demand needs, over those that are there."""
    return float(document("scales.json")["scarcity"])


def share(name: str) -> float:
    """A share of the table of scales."""
    return float(document("scales.json")["shares"][name])
