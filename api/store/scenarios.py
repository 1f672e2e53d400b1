"""Scenarios that were taken in, by the hash of their content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from api.store import documents
from api.store.engine import writing
from api.store.moments import as_utc, now
from api.store.tables import DOCUMENTS, SCENARIOS
from models.document import canonical_json
from models.scenario import Scenario


@dataclass(frozen=True, slots=True)
class StoredScenario:
    """What the list of scenarios says about one."""

    number: int
    hash: str
    scenario: str
    summary: dict[str, Any]
    size: int
    created_at: datetime

    @property
    def profiles(self) -> list[str]:
        """Profiles of goals that the scenario offers."""
        return list(self.summary["profiles"])


def add(engine: sa.Engine, scenario: Scenario) -> tuple[str, bool]:
    """Store a checked scenario; its content hash, and whether it is new."""
    name = documents.put(engine, canonical_json(scenario))
    row = {"hash": name, "scenario": scenario.id, "summary": summary(scenario), "created_at": now()}
    try:
        with writing(engine) as connection:
            if connection.scalar(sa.select(SCENARIOS.c.number).where(SCENARIOS.c.hash == name)) is not None:
                return name, False
            connection.execute(sa.insert(SCENARIOS).values(row))
    except sa.exc.IntegrityError:
        return name, False
    return name, True


def summary(scenario: Scenario) -> dict[str, Any]:
    """Sizes of a scenario and the profiles that it offers."""
    return {
        "start": scenario.horizon.start.isoformat(),
        "weeks": scenario.horizon.weeks,
        "people": len(scenario.people),
        "staff": len(scenario.staff),
        "cases": len(scenario.casework.cases),
        "unpaid_work_requirements": len(scenario.unpaid_work.requirements),
        "programme_referrals": len(scenario.programmes.referrals),
        "service_referrals": len(scenario.services.referrals),
        "profiles": [profile.id for profile in scenario.goals.profiles],
    }


def find(engine: sa.Engine, name: str) -> StoredScenario | None:
    """The scenario with this content hash."""
    with engine.connect() as connection:
        row = connection.execute(_SELECT.where(SCENARIOS.c.hash == name)).one_or_none()
    return None if row is None else _stored(row)


def page(engine: sa.Engine, limit: int, before: int | None = None) -> list[StoredScenario]:
    """Scenarios, newest first, from those older than number ``before``."""
    wanted = _SELECT.order_by(SCENARIOS.c.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(SCENARIOS.c.number < before)
    with engine.connect() as connection:
        return [_stored(row) for row in connection.execute(wanted)]


_SELECT = sa.select(SCENARIOS, DOCUMENTS.c.size).join(DOCUMENTS, DOCUMENTS.c.hash == SCENARIOS.c.hash)


def _stored(row: sa.Row[Any]) -> StoredScenario:
    return StoredScenario(
        number=row.number,
        hash=row.hash,
        scenario=row.scenario,
        summary=row.summary,
        size=row.size,
        created_at=as_utc(row.created_at),
    )
