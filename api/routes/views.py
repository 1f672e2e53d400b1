"""What the service says of scenarios and runs."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.store.messages import Failure, Message, PartNews, RunRequest, RunStatus, Sha256
from api.store.runs import Run
from api.store.scenarios import StoredScenario
from models.errors import Fault


class Link(Message):
    """An address."""

    href: str
    """Address, from the root of the service."""
    method: str = "GET"
    """Method to use there."""


class Warned(Message):
    """Something odd in a scenario that does not stop planning."""

    code: str
    """Stable code."""
    pointer: str
    """JSON Pointer to the place."""
    id: str | None = None
    """Identifier of the row concerned, where there is one."""
    sentence: str
    """What is odd."""


class ScenarioTaken(Message):
    """A scenario was taken in."""

    id: Sha256
    """SHA-256 of its content: a document that says the same has the same id, however it is written down."""
    links: dict[str, Link]
    """Where to go on."""
    warnings: list[Warned] = Field(default_factory=list)
    """Everything odd in it."""


class ScenarioSummary(Message):
    """What the list says about a scenario."""

    id: Sha256
    """SHA-256 of its content."""
    scenario: str
    """Identifier that the document gives itself."""
    created_at: datetime
    """When it was taken in."""
    bytes: int
    """Size of its canonical form."""
    start: str
    """First day of the horizon."""
    weeks: int
    """Weeks of the horizon."""
    people: int
    """People on probation."""
    staff: int
    """Members of staff."""
    cases: int
    """Supervision cases."""
    unpaid_work_requirements: int
    """Unpaid-work requirements."""
    programme_referrals: int
    """Referrals to programmes."""
    service_referrals: int = 0
    """Referrals to commissioned services; 0 for a scenario taken in before they were counted."""
    profiles: list[str]
    """Profiles of goals that it offers."""
    links: dict[str, Link]
    """Where to go on."""


class ScenarioPage(Message):
    """Scenarios, newest first."""

    items: list[ScenarioSummary]
    """Scenarios."""
    links: dict[str, Link]
    """``next``, where there are older ones."""


class RunView(Message):
    """A run as it stands."""

    id: str
    """Id of the run."""
    status: RunStatus
    """How far it has come."""
    request: RunRequest
    """What was asked for."""
    attempt: int
    """Times that it was begun; more than once if the service ended in between."""
    stop_asked: bool
    """Whether somebody has asked for its end."""
    parts: list[PartNews]
    """How good each part is so far."""
    failure: Failure | None = None
    """Why there is no plan, where it failed."""
    created_at: datetime
    """When it was asked for."""
    queued_at: datetime | None = None
    """When it was put into the queue."""
    started_at: datetime | None = None
    """When it was begun first."""
    finished_at: datetime | None = None
    """When it was over."""
    links: dict[str, Link]
    """Where to go on; ``plan`` only once there is one."""


class RunPage(Message):
    """Runs, newest first."""

    items: list[RunView]
    """Runs."""
    links: dict[str, Link]
    """``next``, where there are older ones."""


class RunEvent(Message):
    """A piece of news of a run."""

    run: str
    """Id of the run."""
    attempt: int
    """Attempt that it belongs to; 0 before the first one."""
    at: datetime
    """When it happened."""
    status: RunStatus | None = None
    """Status that the run has come to (events ``status`` and ``end``)."""
    news: PartNews | None = None
    """Best plan, bound and gap of a part (event ``progress``)."""
    failure: Failure | None = None
    """Why there is no plan (event ``end``)."""
    links: dict[str, Link] = Field(default_factory=dict)
    """Where to go on (event ``end``)."""


def scenario_links(scenario_id: str) -> dict[str, Link]:
    """Where to go on from a scenario."""
    return {
        "self": Link(href=f"/v1/scenarios/{scenario_id}"),
        "runs": Link(href=f"/v1/runs?scenario={scenario_id}"),
        "plan": Link(href="/v1/runs", method="POST"),
    }


def run_links(run: Run) -> dict[str, Link]:
    """Where to go on from a run."""
    here = f"/v1/runs/{run.id}"
    links = {
        "self": Link(href=here),
        "scenario": Link(href=f"/v1/scenarios/{run.request.scenario}"),
        "events": Link(href=f"{here}/events"),
    }
    if run.plan_hash is not None:
        links["plan"] = Link(href=f"{here}/plan")
    if not run.status.ended:
        links["stop"] = Link(href=f"{here}:stop", method="POST")
    return links


def scenario_taken(scenario_id: str, warnings: tuple[Fault, ...]) -> ScenarioTaken:
    """What is said of a scenario that was taken in."""
    odd = [Warned(code=w.code, pointer=w.pointer, id=w.id, sentence=w.sentence) for w in warnings]
    return ScenarioTaken(id=scenario_id, links=scenario_links(scenario_id), warnings=odd)


def scenario_summary(stored: StoredScenario) -> ScenarioSummary:
    """What the list says about a scenario."""
    return ScenarioSummary(
        id=stored.hash,
        scenario=stored.scenario,
        created_at=stored.created_at,
        bytes=stored.size,
        **stored.summary,
        links=scenario_links(stored.hash),
    )


def run_view(run: Run) -> RunView:
    """A run as it stands."""
    return RunView(
        id=run.id,
        status=run.status,
        request=run.request,
        attempt=run.attempt,
        stop_asked=run.stop_asked,
        parts=list(run.parts),
        failure=run.failure,
        created_at=run.created_at,
        queued_at=run.queued_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        links=run_links(run),
    )
