"""Runs: asked for, followed, stopped; and the plan that comes of one."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.problems import ProblemError, ProblemRaised
from api.routes.service import AService, KnownRun, Service, json_declared
from api.routes.views import Link, RunPage, RunView, run_links, run_view
from api.store import documents, runs, scenarios
from api.store.messages import RunRequest, RunStatus, Sha256
from api.store.runs import KeyReused, RequestKey
from models.plan import Plan

LARGEST_REQUEST = 16 * 1024
"""Bytes of the largest request for a run that is read."""

RETRY_SECONDS = "1"
"""When to look again for what came of a run."""

ROUTER = APIRouter(prefix="/v1/runs", tags=["runs"])


@ROUTER.post(
    "",
    status_code=202,
    dependencies=[Depends(json_declared)],
    max_body_size=LARGEST_REQUEST,
    operation_id="add_run",
)
def add_run(
    wanted: RunRequest,
    response: Response,
    service: AService,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[\x21-\x7e]{1,255}$",
            description="The same key and body again give the same run; the same key with another body is refused.",
        ),
    ] = None,
) -> RunView:
    """Ask for a plan."""
    refuse_unknown(service, wanted)
    try:
        run, _ = runs.create(service.engine, wanted, request_key(idempotency_key, wanted))
    except KeyReused:
        raise ProblemRaised("key_reused") from None
    if run.status is RunStatus.CREATED:
        service.queue.put(run.id)
        run = runs.find(service.engine, run.id) or run
    response.headers["Location"] = run_links(run)["self"].href
    response.headers["Retry-After"] = RETRY_SECONDS
    return run_view(run)


def refuse_unknown(service: Service, wanted: RunRequest) -> None:
    """Refuse a request for a scenario, or for a profile of goals, that is not there."""
    stored = scenarios.find(service.engine, wanted.scenario)
    faults = []
    if stored is None:
        sentence = "There is no scenario with this id; POST it to /v1/scenarios first."
        faults.append(ProblemError(code="unknown_scenario", pointer="/scenario", sentence=sentence))
    elif wanted.profile is not None and wanted.profile not in stored.profiles:
        sentence = f"The scenario has no such profile of goals; it offers {', '.join(stored.profiles)}."
        faults.append(ProblemError(code="unknown_profile", pointer="/profile", sentence=sentence))
    if faults:
        raise ProblemRaised("request_faulty", errors=faults)


def request_key(key: str | None, wanted: RunRequest) -> RequestKey | None:
    """The idempotency key with the request that it stands on, told apart by what it asks, not by how it is written."""
    if key is None:
        return None
    return RequestKey(key, hashlib.sha256(wanted.model_dump_json().encode()).hexdigest())


@ROUTER.get("", operation_id="list_runs")
def list_runs(
    service: AService,
    limit: Annotated[int, Query(ge=1, le=100, description="Most runs to list.")] = 20,
    before: Annotated[int | None, Query(ge=1, description="From `links.next`: only older ones.")] = None,
    scenario: Annotated[Sha256 | None, Query(description="Only runs of this scenario.")] = None,
) -> RunPage:
    """List runs, newest first."""
    found = runs.page(service.engine, limit + 1, before, scenario)
    only = "" if scenario is None else f"&scenario={scenario}"
    links = {"self": Link(href="/v1/runs")}
    if len(found) > limit:
        links["next"] = Link(href=f"/v1/runs?limit={limit}&before={found[limit - 1].number}{only}")
    return RunPage(items=[run_view(run) for run in found[:limit]], links=links)


@ROUTER.get("/{run_id}", operation_id="get_run")
def get_run(run: KnownRun, response: Response) -> RunView:
    """See how far a run has come, and how good its parts are so far."""
    if not run.status.ended:
        response.headers["Retry-After"] = RETRY_SECONDS
    return run_view(run)


@ROUTER.get(
    "/{run_id}/plan",
    response_class=Response,
    responses={
        200: {"model": Plan, "description": "The plan, byte for byte as the command line writes it."},
        304: {"description": "The caller has it already."},
        409: {"description": "There is no plan, or not yet."},
    },
    operation_id="get_plan",
)
def get_plan(service: AService, run: KnownRun, request: Request) -> Response:
    """Get the plan that came of a run."""
    if run.plan_hash is None:
        if run.status.ended:
            raise ProblemRaised("no_plan", None if run.failure is None else run.failure.sentence)
        raise ProblemRaised("no_plan_yet", headers={"Retry-After": RETRY_SECONDS})
    headers = {"ETag": f'"{run.plan_hash}"', "Cache-Control": "private, immutable"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(documents.get(service.engine, run.plan_hash), media_type="application/json", headers=headers)


@ROUTER.post("/{run_id}:stop", status_code=202, operation_id="stop_run")
async def stop_run(service: AService, run: KnownRun) -> RunView:
    """End a run and keep its best plan, which is checked first; a run that nobody has begun on ends without one."""
    return run_view(await run_in_threadpool(runs.ask_to_stop, service.engine, run.id))
