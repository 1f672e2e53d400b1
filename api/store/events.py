"""News of the runs, numbered from 1 within each, so that a listener can go on where it left off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store.moments import as_utc, now
from api.store.tables import EVENTS

STATUS, PROGRESS, END = "status", "progress", "end"
"""Kinds of news; after ``END`` there is none."""


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of news of a run."""

    number: int
    attempt: int
    kind: str
    body: dict[str, Any]
    at: datetime


def append(connection: sa.Connection, run_id: str, attempt: int, kind: str, body: Mapping[str, Any]) -> None:
    """Add a piece of news; the caller holds the run's row, so that no number is given twice."""
    last = connection.scalar(sa.select(sa.func.max(EVENTS.c.number)).where(EVENTS.c.run == run_id)) or 0
    row = {"run": run_id, "number": last + 1, "attempt": attempt, "kind": kind, "body": dict(body), "at": now()}
    connection.execute(sa.insert(EVENTS).values(row))


def after(engine: sa.Engine, run_id: str, number: int) -> list[Event]:
    """News of a run beyond a number, in order."""
    wanted = sa.select(EVENTS).where(EVENTS.c.run == run_id, EVENTS.c.number > number).order_by(EVENTS.c.number)
    with engine.connect() as connection:
        return [
            Event(number=row.number, attempt=row.attempt, kind=row.kind, body=row.body, at=as_utc(row.at))
            for row in connection.execute(wanted)
        ]


def ending(engine: sa.Engine, run_id: str) -> list[Event]:
    """The last piece of news of a run that is over; none of one that is not."""
    wanted = sa.select(EVENTS.c.number).where(EVENTS.c.run == run_id, EVENTS.c.kind == END)
    with engine.connect() as connection:
        number = connection.scalar(wanted)
    return [] if number is None else after(engine, run_id, number - 1)
