"""planner plan and planner audit, from scenario to verdict."""

import json
from pathlib import Path

import pytest

from tests.api.commands.conftest import Planner

NUMBERS = (
    "cases allocated",
    "highest workload",
    "lowest workload",
    "hours of unpaid work placed",
    "groups opened",
    "places in groups filled",
    "current practice",
    "can cost less than",
    "audit: no violations",
)


def test_says_what_the_plan_comes_to(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """The figures, the bound in words, the audit's verdict and the place of the plan go to standard output."""
    path = tmp_path / "plan.json"
    answer = planner("plan", scenario_file, "-o", path, "--work", "1")
    assert answer.code == 0
    assert all(number in answer.out for number in NUMBERS)
    assert str(path) in answer.out
    assert "allocation" in answer.err  # Progress, one plain line for each phase.


def test_same_work_same_plan(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """The same scenario, seed and work give the same bytes."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    for path in (first, second):
        assert planner("plan", scenario_file, "-o", path, "--work", "1", "--seed", "3").code == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("parts", ["allocation", "unpaid_work", "programmes,allocation"])
def test_parts(planner: Planner, tmp_path: Path, scenario_file: Path, parts: str) -> None:
    """Only the parts asked for are planned, in the order of planning."""
    answer = planner("plan", scenario_file, "-o", tmp_path / "plan.json", "--work", "1", "--parts", parts, "--json")
    assert answer.code == 0
    assert {part["part"] for part in answer.json["parts"]} == set(parts.split(","))
    assert answer.json["kpis"]["unpaid_work"] is None or "unpaid_work" in parts


def test_only_the_plan_is_left(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """No temporary file stays behind, and an older plan is replaced."""
    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")
    assert planner("plan", scenario_file, "-o", path, "--work", "1").code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]
    assert json.loads(path.read_bytes())["schema_version"] == "1.0"


def test_audit_finds_nothing(planner: Planner, scenario_file: Path, plan_file: Path) -> None:
    """A plan of ours passes its audit."""
    answer = planner("audit", scenario_file, plan_file)
    assert (answer.code, answer.out) == (0, "audit: no violations\n")


def test_audit_finds_a_broken_plan(planner: Planner, tmp_path: Path, scenario_file: Path, plan_file: Path) -> None:
    """A case taken out of a plan is found: exit code 1, and the violation has a rule and a sentence."""
    document = json.loads(plan_file.read_bytes())
    document["decisions"]["cases"].pop()
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(document), encoding="utf-8")
    answer = planner("audit", scenario_file, broken, "--json")
    assert answer.code == 1
    assert all(violation["rule"] and violation["sentence"] for violation in answer.json["violations"])
    assert planner("audit", scenario_file, broken).code == 1
