"""Ctrl-C: the first keeps the plan, the second ends; a reader that goes away is no error of ours."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.commands.interruptible import Interruptible

WAIT = 20.0
"""Seconds after which a test gives up."""


def press_ctrl_c_once_running(times: int) -> Callable[[], None]:
    """Send the interrupt signal to this process, so many times, from another thread."""

    def press() -> None:
        for _ in range(times):
            time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGINT)

    return threading.Thread(target=press, daemon=True).start


def test_first_ctrl_c_keeps_the_result() -> None:
    """The task is asked to stop, its result is returned, and the usual handler is back."""
    told: list[str] = []
    before = signal.getsignal(signal.SIGINT)

    def search(stop_asked: Callable[[], bool]) -> str:
        began = time.monotonic()
        while not stop_asked() and time.monotonic() - began < WAIT:
            time.sleep(0.01)
        return "best so far"

    task = Interruptible(search, lambda: told.append("stopping"))
    press_ctrl_c_once_running(1)()
    assert task.run() == "best so far"
    assert task.stopped
    assert told == ["stopping"]
    assert signal.getsignal(signal.SIGINT) is before


def test_second_ctrl_c_ends() -> None:
    """A task that does not listen is abandoned at the second Ctrl-C."""
    release = threading.Event()
    task = Interruptible(lambda _: release.wait(WAIT), lambda: None)
    press_ctrl_c_once_running(2)()
    with pytest.raises(KeyboardInterrupt):
        task.run()
    release.set()


def test_an_error_of_the_task_is_ours() -> None:
    """What the task raises is raised where the result is waited for."""

    def fail(_: Callable[[], bool]) -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        Interruptible(fail, lambda: None).run()


def test_a_reader_that_goes_away(tmp_path: Path, scenario_file: Path) -> None:
    """A closed pipe ends the command quietly with exit code 1."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "check", str(scenario_file)]
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = subprocess.run(command, stdout=write_end, stderr=subprocess.PIPE, check=False, text=True)
    os.close(write_end)
    assert (process.returncode, process.stderr) == (1, "")
