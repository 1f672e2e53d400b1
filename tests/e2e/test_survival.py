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


def until_attempt(caller: Caller, run_id: str, number: int) -> None:
    """Wait until an attempt has told something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        run = caller.run(run_id)
        if run["parts"] and run["attempt"] == number:
            return
        time.sleep(0.05)
    raise AssertionError(f"no news of attempt {number}")


def begin(caller: Caller) -> str:
    """Id of a run that is under way."""
    run_id = caller.ask(caller.take_in(generate(Scale.TOWN, 1)), time_limit=LIMIT, parts=["unpaid_work"])
    until_attempt(caller, run_id, 1)
    return run_id


def test_run_is_finished_by_whoever_comes_next(tmp_path: Path) -> None:
    """A run goes on by itself after kill -9 and a restart, and another node takes it over from one that has ended.

    The solving process that a killed service leaves behind ends too, and the events tell one attempt from another.
    """
    with service(tmp_path) as first:
        run_id = begin(first.caller)
        orphans = first.solving_processes()
        first.process.kill()
        first.process.wait()
    with service(tmp_path) as again:
        until_attempt(again.caller, run_id, 2)
        assert not [pid for pid in orphans if alive(pid)]
        again.process.terminate()
        again.process.wait()
    with service(tmp_path, NODE="another", NODE_LOST_SECONDS="1") as other:
        run = other.caller.when(run_id, "COMPLETED")
        events = other.caller.events(run_id)
        assert other.caller.http.get(f"/v1/runs/{run_id}/plan").status_code == 200
    assert run["attempt"] == 3
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    attempts = [event["attempt"] for event in events]
    assert attempts == sorted(attempts)
    assert set(attempts) == {0, 1, 2, 3}


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
