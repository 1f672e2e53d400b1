"""Runs: what was asked for, how far each has come, what came of it.

The status only ever goes forward. Whoever solves a run does so under an attempt number; an attempt that a newer one
has overtaken can write nothing more.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store import events
from api.store.engine import writing
from api.store.messages import Failure, PartNews, RunRequest, RunStatus
from api.store.moments import as_utc, now
from api.store.tables import REQUEST_KEYS, RUNS

WAITING = (RunStatus.CREATED, RunStatus.QUEUED)
"""States in which nobody works on a run yet."""


class KeyReused(Exception):
    """An idempotency key came back with another request."""


class Overtaken(Exception):
    """The run has ended, or a newer attempt works on it."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """An idempotency key and the SHA-256 of the request that it stands on."""

    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands."""

    number: int
    id: str
    request: RunRequest
    status: RunStatus
    attempt: int
    stop_asked: bool
    parts: tuple[PartNews, ...]
    plan_hash: str | None
    failure: Failure | None
    created_at: datetime
    queued_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None


def create(engine: sa.Engine, request: RunRequest, key: RequestKey | None = None) -> tuple[Run, bool]:
    """A new run, or the one that came of the same key before; and whether it is new.

    Raises
    ------
    KeyReused
        The key came with another request before.
    """
    try:
        with writing(engine) as connection:
            earlier = _of_key(connection, key)
            return (earlier, False) if earlier else (_insert(connection, request, key), True)
    except sa.exc.IntegrityError:
        # Two requests with one key at the same moment: the other one was quicker.
        with engine.connect() as connection:
            earlier = _of_key(connection, key)
        if earlier is None:
            raise
        return earlier, False


def _of_key(connection: sa.Connection, key: RequestKey | None) -> Run | None:
    if key is None:
        return None
    row = connection.execute(sa.select(REQUEST_KEYS).where(REQUEST_KEYS.c.key == key.key)).one_or_none()
    if row is None:
        return None
    if row.body_hash != key.body_hash:
        raise KeyReused(key.key)
    return _run(connection.execute(sa.select(RUNS).where(RUNS.c.id == row.run)).one())


def _insert(connection: sa.Connection, request: RunRequest, key: RequestKey | None) -> Run:
    run_id, at = uuid.uuid4().hex, now()
    connection.execute(
        sa.insert(RUNS).values(
            id=run_id,
            scenario_hash=request.scenario,
            request=request.model_dump(mode="json"),
            status=RunStatus.CREATED,
            attempt=0,
            stop_asked=False,
            parts=[],
            created_at=at,
        )
    )
    if key is not None:
        connection.execute(
            sa.insert(REQUEST_KEYS).values(key=key.key, body_hash=key.body_hash, run=run_id, created_at=at)
        )
    events.append(connection, run_id, 0, events.STATUS, {"status": RunStatus.CREATED})
    return _run(connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).one())


def find(engine: sa.Engine, run_id: str) -> Run | None:
    """The run with this id."""
    with engine.connect() as connection:
        row = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).one_or_none()
    return None if row is None else _run(row)


def page(engine: sa.Engine, limit: int, before: int | None = None, scenario: str | None = None) -> list[Run]:
    """Runs, newest first, from those older than number ``before``."""
    wanted = sa.select(RUNS).order_by(RUNS.c.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(RUNS.c.number < before)
    if scenario is not None:
        wanted = wanted.where(RUNS.c.scenario_hash == scenario)
    with engine.connect() as connection:
        return [_run(row) for row in connection.execute(wanted)]


def not_ended(engine: sa.Engine) -> list[str]:
    """Ids of the runs that are not over yet, oldest first."""
    open_states = [status for status in RunStatus if not status.ended]
    wanted = sa.select(RUNS.c.id).where(RUNS.c.status.in_(open_states)).order_by(RUNS.c.number)
    with engine.connect() as connection:
        return list(connection.scalars(wanted))


def mark_queued(engine: sa.Engine, run_id: str) -> None:
    """Note that the run stands in the queue, unless it has come further already."""
    with writing(engine) as connection:
        run = _locked(connection, run_id)
        if run.status is RunStatus.CREATED:
            _change(connection, run, status=RunStatus.QUEUED, queued_at=now())


def ask_to_stop(engine: sa.Engine, run_id: str) -> Run:
    """Ask for the end of a run: at once if nobody works on it, otherwise as soon as its best plan is checked."""
    with writing(engine) as connection:
        run = _locked(connection, run_id)
        if run.status in WAITING:
            _change(connection, run, status=RunStatus.STOPPED, stop_asked=True, finished_at=now())
        elif run.status is RunStatus.SOLVING:
            connection.execute(sa.update(RUNS).where(RUNS.c.id == run_id).values(stop_asked=True))
        return _locked(connection, run_id)


def claim(engine: sa.Engine, run_id: str) -> int | None:
    """Number of a new attempt at the run, which begins anew; None if the run is over."""
    with writing(engine) as connection:
        run = _locked(connection, run_id)
        if run.status.ended:
            return None
        started = run.started_at or now()
        attempt = run.attempt + 1
        changed = _change(connection, run, status=RunStatus.SOLVING, attempt=attempt, parts=[], started_at=started)
        return changed.attempt


def still_mine(engine: sa.Engine, run_id: str, attempt: int) -> Run:
    """The run, provided that this attempt still works on it.

    Raises
    ------
    Overtaken
        It does not.
    """
    with engine.connect() as connection:
        return _mine(_run(connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).one()), attempt)


def note(engine: sa.Engine, run_id: str, attempt: int, news: PartNews) -> None:
    """Note a piece of news; raises ``Overtaken`` as ``still_mine`` does."""
    with writing(engine) as connection:
        run = _mine(_locked(connection, run_id), attempt)
        parts = {part.part: part for part in run.parts} | {news.part: news}
        _store_parts(connection, run_id, list(parts.values()))
        events.append(connection, run_id, attempt, events.PROGRESS, news.model_dump(mode="json"))


def finish(engine: sa.Engine, run_id: str, attempt: int, outcome: Outcome) -> None:
    """Note what came of a run; raises ``Overtaken`` as ``still_mine`` does."""
    with writing(engine) as connection:
        run = _mine(_locked(connection, run_id), attempt)
        if outcome.parts:
            _store_parts(connection, run_id, outcome.parts)
        failure = None if outcome.failure is None else outcome.failure.model_dump(mode="json")
        _change(connection, run, status=outcome.status, plan_hash=outcome.plan_hash, failure=failure, finished_at=now())


def give_up(engine: sa.Engine, run_id: str, failure: Failure) -> None:
    """Note that nobody works on a run any more, unless it is over."""
    with writing(engine) as connection:
        run = _locked(connection, run_id)
        if not run.status.ended:
            values = {"status": RunStatus.FAILED, "failure": failure.model_dump(mode="json"), "finished_at": now()}
            _change(connection, run, **values)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    status: RunStatus
    plan_hash: str | None = None
    parts: tuple[PartNews, ...] = ()
    failure: Failure | None = None


def _change(connection: sa.Connection, run: Run, **values: Any) -> Run:
    """Put a run into another state and tell those who listen."""
    connection.execute(sa.update(RUNS).where(RUNS.c.id == run.id).values(values))
    changed = _locked(connection, run.id)
    kind = events.END if changed.status.ended else events.STATUS
    body = {"status": changed.status, "failure": values.get("failure")}
    events.append(connection, run.id, changed.attempt, kind, {k: v for k, v in body.items() if v is not None})
    return changed


def _store_parts(connection: sa.Connection, run_id: str, parts: Sequence[PartNews]) -> None:
    rows = [part.model_dump(mode="json") for part in parts]
    connection.execute(sa.update(RUNS).where(RUNS.c.id == run_id).values(parts=rows))


def _locked(connection: sa.Connection, run_id: str) -> Run:
    """The run, held against other writers until the transaction ends (on SQLite the whole store is)."""
    return _run(connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id).with_for_update()).one())


def _mine(run: Run, attempt: int) -> Run:
    if run.status.ended or run.attempt != attempt:
        raise Overtaken(run.id)
    return run


def _run(row: sa.Row[Any]) -> Run:
    return Run(
        number=row.number,
        id=row.id,
        request=RunRequest.model_validate(row.request),
        status=RunStatus(row.status),
        attempt=row.attempt,
        stop_asked=row.stop_asked,
        parts=tuple(PartNews.model_validate(part) for part in row.parts),
        plan_hash=row.plan_hash,
        failure=None if row.failure is None else Failure.model_validate(row.failure),
        created_at=as_utc(row.created_at),
        queued_at=as_utc(row.queued_at),
        started_at=as_utc(row.started_at),
        finished_at=as_utc(row.finished_at),
    )
