"""planner generate, import and export: scenarios in and out of files."""

from pathlib import Path

import pytest

from api.exports.sheet import Kind
from models.check import load_scenario
from models.document import canonical_json
from tests.api.commands.conftest import Planner


def test_same_seed_same_bytes(planner: Planner, tmp_path: Path) -> None:
    """The same scale and seed give the same file, another seed another one."""
    files = [tmp_path / name for name in ("one.json", "two.json", "three.json")]
    for seed, file in zip((1, 1, 2), files, strict=True):
        assert planner("generate", "--scale", "team", "--seed", seed, "-o", file).code == 0
    one, two, three = (file.read_bytes() for file in files)
    assert one == two != three


def test_small_scenarios_are_for_reading(planner: Planner, tmp_path: Path) -> None:
    """A team's file has many lines and passes the check."""
    file = tmp_path / "team.json"
    assert planner("generate", "--scale", "team", "-o", file).code == 0
    assert len(file.read_bytes().splitlines()) > 100
    assert planner("check", file).code == 0


def test_tables_there_and_back(planner: Planner, tmp_path: Path, scenario_file: Path) -> None:
    """A scenario that is exported as CSV files and imported again says the same."""
    tables, again = tmp_path / "tables", tmp_path / "again.json"
    assert planner("export", scenario_file, "--format", "csv", "-o", tables).code == 0
    assert planner("import", tables, "-o", again).code == 0
    assert canonical_json(load_scenario(again.read_bytes())) == canonical_json(
        load_scenario(scenario_file.read_bytes())
    )


def test_tables_of_a_plan(planner: Planner, tmp_path: Path, plan_file: Path) -> None:
    """A plan becomes a folder of CSV files, and the command names each."""
    answer = planner("export", plan_file, "-o", tmp_path / "tables", "--json")
    assert answer.code == 0
    assert answer.json["written"]
    assert all(Path(name).read_bytes() for name in answer.json["written"])


@pytest.mark.parametrize("form", ["svg", "png"])
def test_picture(planner: Planner, tmp_path: Path, scenario_file: Path, plan_file: Path, form: str) -> None:
    """A plan becomes a picture."""
    output = tmp_path / f"plan.{form}"
    answer = planner("export", plan_file, "--format", form, "--scenario", scenario_file, "-o", output)
    assert answer.code == 0, answer.err
    assert output.read_bytes().startswith({"svg": b"<svg", "png": b"\x89PNG"}[form])


@pytest.mark.parametrize("form", ["csv", "html"])
def test_sheets(planner: Planner, tmp_path: Path, scenario_file: Path, plan_file: Path, form: str) -> None:
    """The rota becomes a file for each kind of sheet, and no file is called after a person."""
    words = ("export", plan_file, "--scenario", scenario_file, "--sheets", "all", "--format", form)
    answer = planner(*words, "--days", "2027-01-04..2027-01-10", "-o", tmp_path / "week", "--json")
    assert answer.code == 0, answer.err
    assert {Path(name).name for name in answer.json["written"]} == {f"{kind}.{form}" for kind in Kind}
    people = (tmp_path / "week" / f"people.{form}").read_text(encoding="utf-8")
    assert "X000001" in people


def test_folder_that_is_not_there(planner: Planner, tmp_path: Path) -> None:
    """An import from nowhere is refused."""
    answer = planner("import", tmp_path / "nowhere", "-o", tmp_path / "scenario.json")
    assert answer.code == 2
    assert "no_such_folder" in answer.err


def test_no_sheets_of_days_beyond_the_plan(
    planner: Planner, tmp_path: Path, scenario_file: Path, plan_file: Path
) -> None:
    """Days that the plan is not for are refused, rather than printed as empty sheets."""
    words = ("export", plan_file, "--scenario", scenario_file, "--sheets", "all", "--days", "2031-01-01")
    answer = planner(*words, "-o", tmp_path / "week", "--json")
    assert answer.code == 2
    assert [(fault["code"], fault["pointer"]) for fault in answer.json["faults"]] == [("outside_horizon", "--days")]
    assert not (tmp_path / "week").exists()
