"""Scenarios: taken in whole or not at all, named by what they say, never changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.problems import of_faults
from api.routes.service import AService, KnownScenario, json_declared
from api.routes.views import Link, ScenarioPage, ScenarioTaken, scenario_links, scenario_summary, scenario_taken
from api.settings import Settings
from api.store import documents, scenarios
from models.check import check_document
from models.scenario import Scenario

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Scenario"}}},
    }
}


def router(settings: Settings) -> APIRouter:
    """Routes of the scenarios; how large a document may be is a setting."""
    routes = APIRouter(prefix="/v1/scenarios", tags=["scenarios"])
    routes.post(
        "",
        status_code=201,
        response_model=ScenarioTaken,
        responses={200: {"model": ScenarioTaken, "description": "The scenario was there already."}},
        dependencies=[Depends(json_declared)],
        max_body_size=settings.max_body_bytes,
        openapi_extra=BODY,
        operation_id="add_scenario",
    )(add_scenario)
    routes.get("", response_model=ScenarioPage, operation_id="list_scenarios")(list_scenarios)
    routes.get(
        "/{scenario_id}",
        response_class=Response,
        responses={
            200: {"model": Scenario, "description": "The scenario in its canonical form."},
            304: {"description": "The caller has it already."},
        },
        operation_id="get_scenario",
    )(get_scenario)
    return routes


async def add_scenario(request: Request, response: Response, service: AService) -> ScenarioTaken:
    """Take in a scenario.

    The whole document is checked. If it has any fault, the answer names every one and nothing is stored.
    """
    data = await request.body()
    report = await run_in_threadpool(check_document, data, limit=service.settings.max_body_bytes)
    if report.scenario is None:
        raise of_faults(report.faults)
    scenario_id, new = await run_in_threadpool(scenarios.add, service.engine, report.scenario)
    response.status_code = 201 if new else 200
    response.headers["Location"] = scenario_links(scenario_id)["self"].href
    return scenario_taken(scenario_id, report.warnings)


def list_scenarios(
    service: AService,
    limit: Annotated[int, Query(ge=1, le=100, description="Most scenarios to list.")] = 20,
    before: Annotated[int | None, Query(ge=1, description="From `links.next`: only older ones.")] = None,
) -> ScenarioPage:
    """List scenarios, newest first."""
    found = scenarios.page(service.engine, limit + 1, before)
    links = {"self": Link(href="/v1/scenarios")}
    if len(found) > limit:
        links["next"] = Link(href=f"/v1/scenarios?limit={limit}&before={found[limit - 1].number}")
    return ScenarioPage(items=[scenario_summary(stored) for stored in found[:limit]], links=links)


def get_scenario(service: AService, stored: KnownScenario, request: Request) -> Response:
    """Get a scenario back."""
    headers = {"ETag": f'"{stored.hash}"', "Cache-Control": "private, immutable"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(documents.get(service.engine, stored.hash), media_type="application/json", headers=headers)
