"""The form of a sheet of the unpaid-work rota: its columns, and how it is written as CSV or as a page to print."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from api.tables.cells import guarded, plain_text
from models.attendance import Outcome


class Kind(StrEnum):
    """What there is a sheet for."""

    SESSIONS = "sessions"
    SUPERVISORS = "supervisors"
    PEOPLE = "people"
    PROJECTS = "projects"
    OFF_TRACK = "off_track"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper: a heading, what must be known, and a table.

    Attributes
    ----------
    head
        What is the same all over the sheet, under the columns ``HEAD``; it begins every row of the CSV file.
    facts
        Name and content of what stands above the table.
    rows
        The table, under the columns ``TABLE``.
    """

    title: str
    head: tuple[object, ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, ...], ...]


PAGE = "sheets.html"
HEAD: dict[Kind, tuple[str, ...]] = {
    Kind.SESSIONS: ("on", "start", "end", "project", "name", "slot", "supervisors"),
    Kind.SUPERVISORS: ("supervisor", "week", "spare"),
    Kind.PEOPLE: ("person",),
    Kind.PROJECTS: ("project", "name", "unit", "where"),
    Kind.OFF_TRACK: ("unit",),
}
TABLE: dict[Kind, tuple[str, ...]] = {
    Kind.SESSIONS: ("person", "requirement", "pick_up", "minutes", "to_know", "contact"),
    Kind.SUPERVISORS: (
        *("on", "start", "end", "project", "name", "where", "slot"),
        *("people", "places", "with", "bring"),
    ),
    Kind.PEOPLE: (
        *("on", "start", "end", "project", "name", "pick_up", "where"),
        *("minutes", "minutes_left", "requirement"),
    ),
    Kind.PROJECTS: ("on", "start", "end", "slot", "supervisors", "people", "places"),
    Kind.OFF_TRACK: ("person", "requirement", "weeks_late", "expected_finish", "in_words", "contact"),
}
BY_HAND: dict[Kind, tuple[str, ...]] = {Kind.SESSIONS: ("in", "out", "outcome")}
"""Columns of a page that stay empty, to be written in at the session."""
OUTCOMES = "; ".join(outcome.value.replace("_", " ") for outcome in Outcome)
TITLES = {
    Kind.SESSIONS: "Unpaid work: session sheets",
    Kind.SUPERVISORS: "Unpaid work: supervisors' weeks",
    Kind.PEOPLE: "Unpaid work: dates by person",
    Kind.PROJECTS: "Unpaid work: projects",
    Kind.OFF_TRACK: "Unpaid work: behind or late, worst first",
}


def as_csv(kind: Kind, made: list[Sheet]) -> bytes:
    """The sheets as one CSV file, as spreadsheets read it; a sheet without rows is one row without people."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow((*HEAD[kind], *TABLE[kind]))
    for sheet in made:
        for row in sheet.rows or ((None,) * len(TABLE[kind]),):
            writer.writerow([_cell(value) for value in (*sheet.head, *row)])
    return stream.getvalue().encode("utf-8-sig")


def as_page(kind: Kind, made: list[Sheet], *, source: str) -> bytes:
    """The sheets as one plain page, each on paper of its own when it is printed.

    Parameters
    ----------
    source
        Where the sheets come from, for the foot of the page.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("api.exports"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["cell"] = _shown
    template = environment.get_template(PAGE)
    by_hand = BY_HAND.get(kind, ())
    return template.render(
        title=TITLES[kind], columns=TABLE[kind], by_hand=by_hand, outcomes=OUTCOMES, sheets=made, source=source
    ).encode()


def _cell(value: Any) -> str:
    return guarded(value) if type(value) is str else plain_text(value)


def _shown(value: Any) -> str:
    return day_in_words(value) if isinstance(value, date) else plain_text(value)


def day_in_words(on: date) -> str:
    """A day as people write it."""
    return f"{on:%a} {on.day} {on:%B %Y}"
