"""A user's mistakes: exit code 2, every fault named, never a traceback."""

import json
from pathlib import Path

import pytest

from tests.api.commands.conftest import Planner

ROOT = Path(__file__).parents[3]
BAD = sorted((ROOT / "scenarios" / "bad").glob("*.json*"))


def codes(planner: Planner, *words: object) -> list[str]:
    """Codes of the faults that a command names, once for machines; people get as many lines."""
    for_machines = planner(*words, "--json")
    assert for_machines.code == 2
    faults = for_machines.json["faults"]
    for_people = planner(*words)
    assert for_people.code == 2
    if words[0] != "check":
        assert for_people.out == ""
        assert len([line for line in for_people.err.splitlines() if line.startswith("fault ")]) == len(faults)
    return [fault["code"] for fault in faults]


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.name)
@pytest.mark.parametrize("command", ["check", "plan"])
def test_bundled_bad_inputs(planner: Planner, tmp_path: Path, command: str, bad: Path) -> None:
    """Every bundled bad input is refused with faults that say where and what, and no plan is written."""
    words = [command, bad] if command == "check" else [command, bad, "-o", tmp_path / "plan.json"]
    answer = planner(*words, "--json")
    assert answer.code == 2
    faults = answer.json["faults"]
    assert faults
    assert all(fault["code"] and fault["sentence"] for fault in faults)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "check"),
        (b"{", "check"),
        (b"[]", "check"),
        (b"\xff\xfe{}", "check"),
        (b"{}", "audit"),
    ],
    ids=["empty", "cut off", "a list", "encoding", "no scenario"],
)
def test_not_a_scenario(planner: Planner, tmp_path: Path, plan_file: Path, content: bytes, words: str) -> None:
    """A file that holds no scenario is refused, whatever it holds."""
    path = tmp_path / "scenario.json"
    path.write_bytes(content)
    assert codes(planner, words, path, *([plan_file] if words == "audit" else []))


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b"\xff"], ids=repr)
def test_not_a_plan(planner: Planner, tmp_path: Path, scenario_file: Path, content: bytes) -> None:
    """A file that holds no plan is refused by the audit."""
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    assert set(codes(planner, "audit", scenario_file, path)) == {"not_a_plan"}


def test_a_misshapen_certificate_is_told_at_its_place(
    planner: Planner, tmp_path: Path, scenario_file: Path, plan_file: Path
) -> None:
    """Places are those of the document, whatever shapes a certificate could have, and only the nearest is spoken of."""
    for field, value in (("bits", 99), ("bound", "high")):
        plan = json.loads(plan_file.read_bytes())
        (number,) = (n for n, row in enumerate(plan["parts"]) if row["part"] == "allocation")
        plan["parts"][number]["certificate"][field] = value
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(plan))
        faults = planner("audit", scenario_file, path, "--json").json["faults"]
        assert [fault["pointer"] for fault in faults] == [f"/parts/{number}/certificate/{field}"]


def test_a_scenario_is_not_a_plan(planner: Planner, scenario_file: Path) -> None:
    """A scenario given as a plan is refused, in one sentence."""
    assert codes(planner, "audit", scenario_file, scenario_file) == ["not_a_plan"]


def test_plan_of_another_scenario(planner: Planner, tmp_path: Path, scenario_file: Path, plan_file: Path) -> None:
    """A plan is audited only against the scenario that it was made from."""
    other = tmp_path / "other.json"
    other.write_bytes(scenario_file.read_bytes().replace(b'"weeks":4', b'"weeks":5'))
    assert codes(planner, "audit", other, plan_file) == ["another_scenario"]


@pytest.mark.parametrize("command", ["check", "plan", "audit", "export"])
def test_missing_file(planner: Planner, tmp_path: Path, command: str) -> None:
    """A file that is not there is named."""
    other = str(tmp_path / "other")
    more = {"check": [], "plan": ["-o", other], "audit": [other], "export": ["-o", other]}
    assert codes(planner, command, tmp_path / "nothing.json", *more[command]) == ["no_such_file"]


def test_folder_in_place_of_a_file(planner: Planner, tmp_path: Path) -> None:
    """A folder given as a scenario is refused."""
    assert codes(planner, "check", tmp_path) == ["is_a_folder"]


def test_output_into_a_missing_folder(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """A mistyped folder is found out before any planning."""
    output = tmp_path / "nowhere" / "plan.json"
    assert codes(planner, "plan", scenario_file, "-o", output) == ["no_such_folder"]


def test_output_onto_a_folder(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """A plan cannot be written over a folder."""
    assert codes(planner, "plan", scenario_file, "-o", tmp_path) == ["is_a_folder"]


def test_output_onto_the_input(planner: Planner, scenario_file: Path) -> None:
    """The scenario is not written over by its plan."""
    before = scenario_file.read_bytes()
    assert codes(planner, "plan", scenario_file, "-o", scenario_file) == ["same_file"]
    assert scenario_file.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "number"),
    [
        (["--time-limit", "0"], 1),
        (["--time-limit", "-3"], 1),
        (["--time-limit", "nan"], 1),
        (["--work", "0"], 1),
        (["--work", "2", "--time-limit", "5"], 1),
        (["--seed", "-1"], 1),
        (["--parts", "allocation,dancing,singing"], 2),
        (["--parts", ","], 1),
        (["--time-limit", "-1", "--seed", "-1", "--parts", "x"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_options_of_plan(
    planner: Planner, tmp_path: Path, scenario_file: Path, options: list[str], number: int
) -> None:
    """Every option that cannot be used is named, all at once."""
    words = ["plan", scenario_file, "-o", tmp_path / "plan.json", *options]
    assert codes(planner, *words) == ["bad_option"] * number
    assert not list(tmp_path.iterdir())


def test_unknown_profile(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """A profile that the scenario lacks is refused, and those that it has are named."""
    words = ["plan", scenario_file, "-o", tmp_path / "plan.json", "--profile", "wishful"]
    assert codes(planner, *words) == ["unknown_profile"]
    assert "standard" in planner(*words).err


@pytest.mark.parametrize(
    "options",
    [
        ["generate", "--scale", "galaxy", "-o", "x.json"],
        ["generate", "--scale", "town", "--tightness", "-1", "-o", "x.json"],
        ["generate", "--scale", "town", "--scarcity", "inf", "-o", "x.json"],
        ["benchmark", "dancing"],
        ["benchmark", "allocation,programmes"],
        ["benchmark", "allocation", "--scale", "galaxy"],
        ["benchmark", "allocation", "--scale", "town", "--scenario", "x.json"],
        ["export", "plan.json", "--format", "pdf", "-o", "x"],
        ["export", "plan.json", "--format", "svg", "-o", "x.svg"],
        ["export", "plan.json", "--format", "html", "--scenario", "s.json", "-o", "x"],
        ["export", "plan.json", "--sheets", "sessions", "-o", "x"],
        ["export", "plan.json", "--sheets", "dances", "--scenario", "s.json", "-o", "x"],
        ["export", "plan.json", "--days", "2027-01-04", "-o", "x"],
        ["export", "plan.json", "--sheets", "all", "--scenario", "s.json", "--days", "Monday", "-o", "x"],
        ["simulate-attendance", "s.json", "plan.json", "--replications", "1"],
        ["simulate-attendance", "s.json", "plan.json", "--work", "2"],
        ["serve", "--port", "70000"],
    ],
    ids=" ".join,
)
def test_options_of_others(planner: Planner, options: list[str]) -> None:
    """The same holds for the other commands."""
    answer = planner(*options)
    assert answer.code == 2
    assert "bad_option" in answer.err
