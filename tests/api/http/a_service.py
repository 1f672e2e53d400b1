"""A service for tests: the real application on a real port, with a database of its own."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from api.app import create_app
from api.server import Server
from api.settings import Settings
from models.document import canonical_json
from models.scenario import Scenario
from tests.builders import (
    a_case,
    a_facilitator,
    a_group_option,
    a_project,
    a_referral,
    a_requirement,
    a_scenario,
    a_slot,
    a_staff,
    a_supervisor,
    a_template,
)

JSON = {"Content-Type": "application/json"}
LARGEST_BODY = 4 * 1024 * 1024
PATIENCE = 240.0
"""Seconds that a test waits for a run before it gives up."""


def settings(folder: Path, **over: Any) -> Settings:
    """Settings of a service for tests: its own folder, any port, quick to look for news."""
    row: dict[str, Any] = {"port": 0, "poll_seconds": 0.1, "max_body_bytes": LARGEST_BODY}
    return Settings(data_folder=folder, **(row | over))


def tiny(title: str = "") -> Scenario:
    """A scenario with one person, who has a case, unpaid work and a referral; the title tells one from another."""
    return a_scenario(
        title=title,
        staff=(a_staff(), a_supervisor(), a_facilitator()),
        cases=(a_case(),),
        requirements=(a_requirement(),),
        projects=(a_project(slots=(a_slot("K1-tue", "tue"), a_slot("K1-wed", "wed"))),),
        templates=(a_template(),),
        referrals=(a_referral(),),
        group_options=(a_group_option(),),
    )


@contextmanager
def served(given: Settings) -> Iterator[str]:
    """Address of a service in this process."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = Server(create_app(given))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


class Caller:
    """A caller of the service."""

    def __init__(self, address: str) -> None:
        self.http = httpx2.Client(base_url=address, timeout=PATIENCE)

    def take_in(self, scenario: Scenario) -> str:
        """Id of a scenario that the service has taken in."""
        answer = self.http.post("/v1/scenarios", content=canonical_json(scenario), headers=JSON)
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json()["id"])

    def ask(self, scenario_id: str, **wanted: Any) -> str:
        """Id of a run that the service has taken on."""
        answer = self.http.post("/v1/runs", json={"scenario": scenario_id, **wanted})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """A run as it stands."""
        return dict(self.http.get(f"/v1/runs/{run_id}").json())

    def when(self, run_id: str, *statuses: str) -> dict[str, Any]:
        """The run, as soon as it has one of these statuses."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            run = self.run(run_id)
            if run["status"] in statuses:
                return run
            assert run["status"] not in {"COMPLETED", "STOPPED", "FAILED"}, run
            time.sleep(0.1)
        raise AssertionError(f"the run is still {run['status']}")

    def events(self, run_id: str, after: int | None = None) -> list[dict[str, Any]]:
        """Events of a run up to its end."""
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        with self.http.stream("GET", f"/v1/runs/{run_id}/events", headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            return parsed("".join(answer.iter_text()))


def parsed(stream: str) -> list[dict[str, Any]]:
    """Server-sent events of a stream, comments left out."""
    blocks = [block.split("\n") for block in stream.split("\n\n") if block and not block.startswith(":")]
    rows = [dict(line.split(": ", 1) for line in block) for block in blocks]
    return [{"id": int(row["id"]), "event": row["event"], **json.loads(row["data"])} for row in rows]
