"""Every error leaves the service as a problem, and none tells more than it should."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from api.app import create_app
from api.logs import AnswerBroken
from api.problems import KINDS
from tests.api.http.a_service import Caller, settings

MEDIA_TYPE = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("GET", "/v1/runs/", 404),
        ("DELETE", "/v1/scenarios", 405),
        ("GET", "/v1/runs?limit=0", 422),
        ("GET", "/v1/runs?scenario=x", 422),
        ("GET", "/v1/runs/xyz/plan", 404),
        ("POST", "/v1/runs/xyz:stop", 404),
        ("GET", "/v1/runs/00000000000000000000000000000000/events", 404),
    ],
)
def test_errors_are_problems(caller: Caller, method: str, path: str, status: int) -> None:
    """Whatever is asked wrongly is answered with a problem that repeats the status and names the request."""
    answer = caller.http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["status"] == status
    assert answer.json()["request"] == answer.headers["x-request-id"]


def test_foreign_host_names_are_refused(caller: Caller) -> None:
    """A request under another host name, as a rebound name of another site would bring, is refused."""
    answer = caller.http.get("/v1/runs", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, MEDIA_TYPE)


def test_no_other_site_may_read(caller: Caller) -> None:
    """No answer allows the pages of another site to read it."""
    answer = caller.http.get("/v1/runs", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_defects_tell_nothing(tmp_path: Path) -> None:
    """An error that nobody foresaw is answered with 500; neither answer nor log repeats its text."""
    app = create_app(settings(tmp_path))

    @app.get("/defect")
    def defect() -> None:
        raise RuntimeError("Jane Roe, X123456")

    with structlog.testing.capture_logs() as lines:
        answer = TestClient(app, base_url="http://localhost").get("/defect")
    assert (answer.status_code, answer.headers["content-type"]) == (500, MEDIA_TYPE)
    assert answer.json()["code"] == "internal_error"
    assert "X123456" not in answer.text + str(lines)
    assert any(line["event"] == "request_failed" and line["error"] == "RuntimeError" for line in lines)


def test_broken_answers_tell_nothing(tmp_path: Path) -> None:
    """An answer in which something goes wrong halfway is broken off, and what is logged about it carries no text."""
    app = create_app(settings(tmp_path))

    def lines() -> Iterator[str]:
        yield "first"
        raise RuntimeError("Jane Roe, X123456")

    @app.get("/defect")
    def defect() -> StreamingResponse:
        return StreamingResponse(lines())

    with structlog.testing.capture_logs() as logged, pytest.raises(AnswerBroken) as broken:
        TestClient(app, base_url="http://localhost").get("/defect")
    assert "X123456" not in "".join(traceback.format_exception(broken.value)) + str(logged)


def test_logs_carry_ids_only(tmp_path: Path) -> None:
    """The log names the route and never the rest of an address or a body."""
    with structlog.testing.capture_logs() as lines:
        client = TestClient(create_app(settings(tmp_path)), base_url="http://localhost")
        client.post("/v1/runs?who=X123456", json={"who": "X123456"})
        client.get("/nowhere/X123456")
    assert [line["route"] for line in lines if line["event"] == "request"] == ["/v1/runs", None]
    assert "X123456" not in str(lines)


def test_a_service_that_has_not_started_is_not_ready(tmp_path: Path) -> None:
    """Before its start the service lives but is not ready, and says so with a problem."""
    client = TestClient(create_app(settings(tmp_path)), base_url="http://localhost")
    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/v1/runs").status_code) == (503, 503)


def test_a_started_service_is_ready(caller: Caller) -> None:
    """Once started, the service is ready."""
    assert caller.http.get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize("code", KINDS)
def test_every_problem_is_explained(caller: Caller, code: str) -> None:
    """The type of every problem is the address of its explanation."""
    assert caller.http.get(f"/problems/{code}").json()["title"] == KINDS[code].title
