"""What the routes work with, and what every one of them needs: the store, the queue, JSON bodies, known ids."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, cast

import sqlalchemy as sa
from fastapi import Depends, Header, Path, Request

from api.problems import ProblemRaised
from api.settings import Settings
from api.store import runs, scenarios
from api.store.runs import Run
from api.store.scenarios import StoredScenario

if TYPE_CHECKING:
    from api.jobs.durable import JobQueue

SHA256 = re.compile(r"[0-9a-f]{64}")
RUN_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Service:
    """A service at work."""

    settings: Settings
    engine: sa.Engine
    queue: JobQueue
    closing: threading.Event = field(default_factory=threading.Event)
    """Set once the service begins to end."""


def service_of(request: Request) -> Service:
    """The service that a request has come to."""
    found = cast("Service | None", getattr(request.app.state, "service", None))
    if found is None:
        raise ProblemRaised("not_ready")
    return found


AService = Annotated[Service, Depends(service_of)]


def json_declared(content_type: Annotated[str | None, Header(include_in_schema=False)] = None) -> None:
    """Refuse a body that is not declared as JSON; no page of another site can declare it so unasked."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not re.fullmatch(r"application/[\w.-]+\+json", media_type):
        raise ProblemRaised("not_json")


def known_scenario(
    service: AService, scenario_id: Annotated[str, Path(description="Id of a scenario.")]
) -> StoredScenario:
    """The scenario that an address names."""
    found = scenarios.find(service.engine, scenario_id) if SHA256.fullmatch(scenario_id) else None
    if found is None:
        raise ProblemRaised("not_found", "There is no scenario with this id.")
    return found


def known_run(service: AService, run_id: Annotated[str, Path(description="Id of a run.")]) -> Run:
    """The run that an address names."""
    found = runs.find(service.engine, run_id) if RUN_ID.fullmatch(run_id) else None
    if found is None:
        raise ProblemRaised("not_found", "There is no run with this id.")
    return found


KnownScenario = Annotated[StoredScenario, Depends(known_scenario)]
KnownRun = Annotated[Run, Depends(known_run)]
