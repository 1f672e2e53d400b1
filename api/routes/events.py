"""News of a run as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.routes.service import AService, KnownRun
from api.routes.views import RunEvent, run_links
from api.store import events, runs
from api.store.events import Event
from api.store.messages import PartNews
from api.store.runs import Run

ROUTER = APIRouter(prefix="/v1/runs", tags=["runs"])


@ROUTER.get("/{run_id}/events", response_class=EventSourceResponse, operation_id="get_events")
async def get_events(
    service: AService,
    run: KnownRun,
    last_event_id: Annotated[int, Header(ge=0, description="Number of the last event that the caller has had.")] = 0,
) -> AsyncIterable[ServerSentEvent]:
    """Listen to a run.

    Events `status` and `progress` are numbered from 1; a listener that comes back with the number of the last one it
    had gets those that followed. After `end` the stream closes, also for a run that was over before; a listener that
    has had `end` gets it once more. A comment is sent whenever nothing has happened for 15 seconds.
    """
    seen = last_event_id
    while not service.closing.is_set():
        for event in await run_in_threadpool(news, service.engine, run.id, seen):
            if event.kind == events.END:
                ended = await run_in_threadpool(runs.find, service.engine, run.id)
                yield message(run if ended is None else ended, event)
                return
            yield message(run, event)
            seen = event.number
        await asyncio.sleep(service.settings.poll_seconds)


def news(engine: sa.Engine, run_id: str, seen: int) -> list[Event]:
    """News beyond a number; where there is none, and will be none, the end once more."""
    return events.after(engine, run_id, seen) or events.ending(engine, run_id)


def message(run: Run, event: Event) -> ServerSentEvent:
    """A piece of news as it is sent."""
    over = event.kind == events.END
    data = RunEvent(
        run=run.id,
        attempt=event.attempt,
        at=event.at,
        status=event.body.get("status"),
        news=PartNews.model_validate(event.body) if event.kind == events.PROGRESS else None,
        failure=event.body.get("failure"),
        links=run_links(run) if over else {},
    )
    return ServerSentEvent(id=str(event.number), event=event.kind, raw_data=data.model_dump_json(exclude_none=True))
