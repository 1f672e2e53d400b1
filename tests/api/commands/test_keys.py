"""The keys of every --json output are those that docs/cli.md promises."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.commands.conftest import Answer, Planner

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"
HEADING = re.compile(r"^Keys of (?:`planner ([\w-]+) --json`|any command that met bad input):$")
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$")


def promised() -> dict[str, dict[str, str]]:
    """Keys by command, with what the page says of each; faults stand under ``faults``."""
    tables: dict[str, dict[str, str]] = {}
    table: dict[str, str] | None = None
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.match(line):
            table = tables.setdefault(heading[1] or "faults", {})
        elif table is not None and (row := ROW.match(line)):
            table[row[1]] = row[2]
        elif table and not line.startswith("|"):
            table = None  # The table has begun and is over now.
    return tables


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """Path of every leaf; ``[]`` stands for each element of a list of objects."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def assert_as_promised(answer: Any, command: str) -> None:
    """Every key is documented, and every documented key is there unless what it hangs from is null or empty."""
    rows, found = promised()[command], set(leaves(answer))
    patterns = {key: re.compile(re.escape(key).replace(r"\*", r"[^.]+")) for key in rows}
    # A list without elements or an object that is null is a leaf of its own.
    stems = {stem for key in rows for stem in stems_of(key)}
    unknown = {key for key in found if not any(p.fullmatch(key) for p in patterns.values()) and key not in stems}
    assert not unknown
    missing = {
        key
        for key, pattern in patterns.items()
        if not any(pattern.fullmatch(path) or path in stems_of(key) for path in found) and "absent" not in rows[key]
    }
    assert not missing


def stems_of(key: str) -> set[str]:
    """What a key hangs from: ``parts[].tiers[].cost`` hangs from ``parts`` and ``parts[].tiers``."""
    steps = re.split(r"\.", key)
    return {".".join(steps[:n]).removesuffix("[]") for n in range(1, len(steps))}


@pytest.fixture(scope="module")
def answers(
    planner: Planner, tmp_path_factory: pytest.TempPathFactory, scenario_file: Path, plan_file: Path
) -> dict[str, Answer]:
    """One answer of every command that speaks JSON."""
    tmp_path = tmp_path_factory.mktemp("answers")
    tables = tmp_path / "tables"
    found = {
        "generate": planner("generate", "--scale", "team", "-o", tmp_path / "team.json", "--json"),
        "check": planner("check", scenario_file, "--json"),
        "plan": planner("plan", scenario_file, "-o", tmp_path / "plan.json", "--work", "1", "--json"),
        "audit": planner("audit", scenario_file, plan_file, "--certificate", "--json"),
        "replan": planner(
            "replan",
            scenario_file,
            plan_file,
            "--absent",
            "practitioner:S1",
            "--work",
            "1",
            "--json",
            "-o",
            tmp_path / "again.json",
            "--scenario-output",
            tmp_path / "now.json",
        ),
        "mark": planner("mark", plan_file, "--approve", "-o", tmp_path / "approved.json", "--json"),
        "sweep": planner("sweep", scenario_file, "--points", "3", "--work", "1", "--json"),
        "simulate-attendance": planner(
            "simulate-attendance",
            scenario_file,
            plan_file,
            "--replications",
            "20",
            "--without-over-booking",
            "--work",
            "1",
            "--json",
        ),
        "recommend": planner("recommend", scenario_file, plan_file, "--case", "C1", "--json"),
        "export": planner("export", scenario_file, "-o", tables, "--json"),
        "schema": planner("schema", "-o", tmp_path, "--json"),
        "benchmark": planner("benchmark", "allocation", "--scenario", scenario_file, "--work", "1", "--json"),
    }
    found["import"] = planner("import", tables, "-o", tmp_path / "imported.json", "--json")
    return found


def test_every_command_is_promised(answers: dict[str, Answer]) -> None:
    """The page has a table of keys for each command that speaks JSON, and for faults."""
    assert set(promised()) == {*answers, "faults"}


def test_keys(answers: dict[str, Answer]) -> None:
    """Each command's object has the keys that the page promises, and standard output holds nothing else."""
    for command, answer in answers.items():
        assert answer.code == 0, answer.err
        assert_as_promised(answer.json, command)


def test_keys_of_drift(planner: Planner, tmp_path: Path) -> None:
    """Files that are missing have drifted: exit code 1 and their names."""
    answer = planner("schema", "--check", "-o", tmp_path, "--json")
    assert answer.code == 1
    assert answer.json["drifted"]
    assert_as_promised(answer.json, "schema")


def test_keys_of_faults(planner: Planner, tmp_path: Path) -> None:
    """Faults have the promised keys."""
    answer = planner("plan", tmp_path / "nothing.json", "-o", tmp_path / "plan.json", "--json")
    assert answer.code == 2
    assert_as_promised(answer.json, "faults")


def test_benchmark_says_all_that_is_asked(answers: dict[str, Answer]) -> None:
    """The benchmark's object has at least the published figures, and none of the main ones is null."""
    figures = (
        "part seed status objective bound gap gap_net baseline_objective greedy_objective first_plan_seconds "
        "seconds cpu_seconds peak_mb violations problem"
    )
    found = answers["benchmark"].json
    assert {"scale", "gap_closed"} <= set(found)
    assert all(found[figure] is not None for figure in figures.split())
    assert found["violations"] == 0
