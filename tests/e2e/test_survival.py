"""A run survives the service that began it, however that ends."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from api.store.engine import FolderLock
from scenarios.generate import Scale, generate
from tests.api.http.a_service import PATIENCE, Caller
from tests.e2e.a_process import COMMAND, alive, service

LIMIT = 3.0
"""Seconds that the run may search."""


def until_news(caller: Caller, run_id: str) -> None:
    """Wait until the attempt that is under way has told something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if caller.run(run_id)["parts"]:
            return
        time.sleep(0.05)
    raise AssertionError("no news")


def begin(caller: Caller) -> str:
    """Id of a run that is under way."""
    run_id = caller.ask(caller.take_in(generate(Scale.TOWN, 1)), time_limit=LIMIT, parts=["unpaid_work"])
    until_news(caller, run_id)
    return run_id


def test_run_is_finished_after_the_service_was_killed(tmp_path: Path) -> None:
    """After kill -9 and a restart on the same folder the run goes on by itself.

    The solving process that the killed service left behind ends too, and the events tell one attempt from the other.
    """
    with service(tmp_path) as first:
        run_id = begin(first.caller)
        orphans = first.solving_processes()
        first.process.kill()
        first.process.wait()
    with service(tmp_path) as second:
        run = second.caller.when(run_id, "COMPLETED")
        events = second.caller.events(run_id)
        assert second.caller.http.get(f"/v1/runs/{run_id}/plan").status_code == 200
    assert run["attempt"] == 2
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    attempts = [event["attempt"] for event in events]
    assert attempts == sorted(attempts)
    assert set(attempts) == {0, 1, 2}
    assert not [pid for pid in orphans if alive(pid)]


def test_run_is_taken_over_from_a_lost_node(tmp_path: Path) -> None:
    """Where nodes share a database, one that lives finishes the run of one that has ended, here in good order."""
    shared = {"DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}", "NODE_LOST_SECONDS": "2"}
    with service(tmp_path / "one", **shared, NODE="one") as one:
        run_id = begin(one.caller)
        one.process.terminate()
        one.process.wait()
    with service(tmp_path / "two", **shared, NODE="two") as two:
        assert two.caller.when(run_id, "COMPLETED")["attempt"] == 2


def test_one_service_for_one_folder(tmp_path: Path) -> None:
    """A service refuses to start on a folder that another one has in use, and says so without a traceback."""
    lock = FolderLock(tmp_path)
    try:
        command = [*COMMAND, "--data-dir", str(tmp_path)]
        refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    finally:
        lock.release()
    assert refused.returncode == 2
    assert "folder_in_use" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stderr
