"""Help, version, and the words of the command line."""

import resource
import subprocess
import sys

import pytest

from api.cli import app
from tests.api.commands.conftest import Planner

COMMANDS = (
    "import",
    "generate",
    "check",
    "plan",
    "audit",
    "recommend",
    "replan",
    "mark",
    "sweep",
    "simulate-attendance",
    "export",
    "schema",
    "benchmark",
    "serve",
)


def test_commands_are_those_that_are_tested() -> None:
    """The commands are those that the tests name, so that none escapes them."""
    assert tuple(command.name for command in app.registered_commands) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(planner: Planner, command: str) -> None:
    """Every command's help shows a line that can be typed."""
    answer = planner(command, "--help")
    assert answer.code == 0
    assert f"      planner {command} " in answer.out


def test_help_alone(planner: Planner) -> None:
    """The bare command prints its help."""
    answer = planner()
    assert answer.code == 0
    assert all(f"  {command} " in answer.out for command in COMMANDS)


def test_version(planner: Planner) -> None:
    """The version is one line."""
    answer = planner("--version")
    assert answer.code == 0
    assert answer.out.startswith("planner ")


def cpu_seconds_of_help() -> float:
    """CPU seconds of a process that prints the help."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "from api.cli import run; run(['--help'])"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def test_help_starts_quickly() -> None:
    """Help takes less than half a second of CPU; the best of three, because a busy machine slows each."""
    assert min(cpu_seconds_of_help() for _ in range(3)) < 0.5


def test_help_imports_nothing_heavy() -> None:
    """Neither the documents nor a solver is loaded to print help."""
    code = "import sys; from api.cli import run; run(['--help']); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"fastapi", "highspy", "numba", "numpy", "ortools", "pulp", "pydantic"} & set(loaded)


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["plan"],
        ["plan", "scenario.json"],
        ["plan", "scenario.json", "-o", "plan.json", "--time-limit", "soon"],
        ["check", "scenario.json", "--loudly"],
    ],
    ids=["command", "argument", "option", "type", "flag"],
)
def test_misused_words(planner: Planner, words: list[str]) -> None:
    """A word that cannot be understood is a fault with exit code 2, for people and for machines."""
    told = planner(*words)
    assert (told.code, told.out) == (2, "")
    assert "usage" in told.err
    for_machines = planner(*words, "--json")
    assert for_machines.code == 2
    assert [fault["code"] for fault in for_machines.json["faults"]] == ["usage"]
