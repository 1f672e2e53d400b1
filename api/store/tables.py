"""Tables of the store. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

HASH = sa.String(64)
"""SHA-256 in hexadecimal."""

DOCUMENTS = sa.Table(
    "documents",
    METADATA,
    sa.Column("hash", HASH, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""Scenario and plan documents by the SHA-256 of their bytes; ``body`` is compressed, ``size`` is that of the bytes."""

SCENARIOS = sa.Table(
    "scenarios",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("hash", HASH, sa.ForeignKey("documents.hash"), nullable=False, unique=True),
    sa.Column("scenario", sa.String(64), nullable=False),
    sa.Column("summary", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)
"""Scenarios in the order in which they came; ``scenario`` is the document's own identifier."""

RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("scenario_hash", HASH, sa.ForeignKey("scenarios.hash"), nullable=False, index=True),
    sa.Column("request", sa.JSON, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("stop_asked", sa.Boolean, nullable=False),
    sa.Column("parts", sa.JSON, nullable=False),
    sa.Column("plan_hash", HASH, sa.ForeignKey("documents.hash"), nullable=True),
    sa.Column("failure", sa.JSON, nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
)
"""Runs in the order in which they were asked for; ``parts`` holds the latest news by part of the plan."""

EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)
"""News of the runs, numbered from 1 within each."""

REQUEST_KEYS = sa.Table(
    "request_keys",
    METADATA,
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("body_hash", HASH, nullable=False),
    sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)
"""Idempotency keys, each with the request that it stood on and the run that came of it."""

NODES = sa.Table(
    "nodes",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
)
"""Nodes that solve runs, and when each was last heard of."""
