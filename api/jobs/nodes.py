"""Nodes that solve runs, and which of them have not been heard of for too long."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from api.store.engine import writing
from api.store.moments import now
from api.store.tables import NODES


def beat(engine: sa.Engine, name: str) -> None:
    """Note that a node lives."""
    with writing(engine) as connection:
        changed = connection.execute(sa.update(NODES).where(NODES.c.name == name).values(seen_at=now()))
        if changed.rowcount == 0:
            connection.execute(sa.insert(NODES).values(name=name, seen_at=now()))


def lost_nodes(engine: sa.Engine, seconds: float) -> list[str]:
    """Nodes not heard of for so many seconds."""
    wanted = sa.select(NODES.c.name).where(NODES.c.seen_at < now() - timedelta(seconds=seconds))
    with engine.connect() as connection:
        return list(connection.scalars(wanted))


def forget(engine: sa.Engine, name: str) -> None:
    """Strike a node off; one that lives after all comes back with its next beat."""
    with writing(engine) as connection:
        connection.execute(sa.delete(NODES).where(NODES.c.name == name))
