"""Whether the service lives, whether it can work, and what its problems mean."""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import APIRouter

from api.problems import KINDS, ProblemRaised
from api.routes.service import AService
from api.store.messages import Message
from api.store.migrations import newest_version, version_in_place

ROUTER = APIRouter(tags=["service"])


class Health(Message):
    """State of the service."""

    status: str
    """``ok``."""


class ProblemKind(Message):
    """A kind of problem."""

    code: str
    """Stable code."""
    status: int
    """HTTP status."""
    title: str
    """Kind of problem in words."""
    meaning: str
    """What it means and what to do."""


@ROUTER.get("/healthz", operation_id="is_alive")
async def is_alive() -> Health:
    """Whether the service lives."""
    return Health(status="ok")


@ROUTER.get("/readyz", operation_id="is_ready")
def is_ready(service: AService) -> Health:
    """Whether the service can work: the store answers, its tables are of the right version, the queue runs."""
    try:
        right = version_in_place(service.engine) == newest_version()
    except sa.exc.SQLAlchemyError:
        right = False
    if not (right and service.queue.at_work):
        raise ProblemRaised("not_ready")
    return Health(status="ok")


@ROUTER.get("/problems/{code}", operation_id="explain_problem")
async def explain_problem(code: str) -> ProblemKind:
    """What a kind of problem means; the `type` of a problem leads here."""
    kind = KINDS.get(code)
    if kind is None:
        raise ProblemRaised("not_found", "There is no kind of problem with this code.")
    return ProblemKind(code=code, status=kind.status.value, title=kind.title, meaning=kind.meaning)
