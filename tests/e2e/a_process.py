"""A service in a process of its own, as `planner serve` starts it, so that it can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.api.http.a_service import PATIENCE, Caller

COMMAND = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0"]


class Service:
    """A running service."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.caller = Caller(process.stdout.readline().rsplit(" ", 1)[-1].strip())
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert process.poll() is None, "the service has ended"
            assert time.monotonic() < until, "the service does not answer"
            time.sleep(0.1)

    def _answers(self) -> bool:
        return self.caller.http.get("/readyz").status_code == 200

    def solving_processes(self) -> list[int]:
        """Process ids of the runs that are being solved (known on Linux only)."""
        found = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for children in found for pid in children.read_text().split()]


@contextmanager
def service(folder: Path, **settings: str) -> Iterator[Service]:
    """A service on a data folder; it is killed at the end unless it has ended before."""
    given = {"POLL_SECONDS": "0.1", **settings}
    environment = os.environ | {f"PLANNER_{name}": text for name, text in given.items()}
    with subprocess.Popen(
        [*COMMAND, "--data-dir", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        try:
            found = Service(process)
            with closing(found.caller.http):
                yield found
        finally:
            process.kill()


def alive(pid: int) -> bool:
    """Whether a process still runs; one that has ended and waits to be fetched does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
