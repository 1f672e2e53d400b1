"""Connections to the databases, and the state that SQLite needs them in."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

BUSY_MILLISECONDS = 30_000
"""How long a writer waits for another one on SQLite."""

KNOWS_UNIXEPOCH = (3, 42)
"""First SQLite release whose ``unixepoch`` counts fractions of a second, which the job queue asks of it."""


class FolderInUse(Exception):
    """Another service already works on this data folder."""


def open_store(url: str) -> sa.Engine:
    """Engine for the store. On SQLite a transaction that writes takes the write lock at its very beginning."""
    engine = _open(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _begin_by_hand)
        sa.event.listen(engine, "begin", _begin)
    return engine


def open_jobs(url: str) -> sa.Engine:
    """Engine for the job queue, which begins its transactions itself."""
    engine = _open(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _begin_before_writing)
    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that reads and writes as if it were alone."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def _open(url: str) -> sa.Engine:
    address = sa.make_url(url)
    if address.get_backend_name() == "postgresql":
        return sa.create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    engine = sa.create_engine(address)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    if sqlite3.sqlite_version_info < KNOWS_UNIXEPOCH:
        connection.create_function("unixepoch", -1, lambda *_: time.time())


def _begin_by_hand(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin_before_writing(connection: Any, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"


def _begin(connection: sa.Connection) -> None:
    """Begin for real; a transaction that took the write lock only halfway would be refused, not queued."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class FolderLock:
    """Hold on a data folder, so that no second service works on it under the same node's name.

    It is a lock of SQLite's own on an empty database, hence it works on every system and ends with the process,
    however that ends.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "lock.db", isolation_level=None, timeout=0, check_same_thread=False)
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise FolderInUse(f"Another planner service works on {folder}; stop it or name another folder.") from error

    def release(self) -> None:
        """Let go."""
        self._connection.close()
