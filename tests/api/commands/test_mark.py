"""planner mark on a tiny plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.commands.conftest import Planner


def lines(path: Path) -> dict[str, dict[str, Any]]:
    """Lines of cases in a plan file."""
    rows = json.loads(path.read_text(encoding="utf-8"))["decisions"]["cases"]
    return {row["case"]: row for row in rows}


def test_what_is_marked_and_kept(planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path) -> None:
    """One line has a note, all are approved, nothing else changes; audit, exports and a re-plan keep it."""
    noted, approved, new, now = (tmp_path / f"{name}.json" for name in ("noted", "approved", "new", "now"))
    words = ("--item", "C1", "--note", "Agreed.", "--sensitive")
    assert planner("mark", plan_file, *words, "-o", noted, "--json").json["marked"] == 1
    answer = planner("mark", noted, "--approve", "-o", approved, "--json")
    assert answer.json["approved"] == answer.json["lines"] == answer.json["marked"]
    before, after = lines(plan_file), lines(approved)
    marks = {"note": "Agreed.", "sensitive": True, "approval": "approved"}
    assert after["C1"] == before["C1"] | marks
    assert after["C2"] == before["C2"] | {"approval": "approved"}
    assert planner("audit", scenario_file, approved).code == 0
    assert planner("replan", scenario_file, approved, "--work", "1", "-o", new, "--scenario-output", now).code == 0
    again = lines(new)
    assert {name: again["C1"][name] for name in marks} == marks
    assert {row["approval"] for row in again.values()} == {"approved"}
    assert planner("export", new, "-o", tmp_path / "tables").code == 0
    assert "Agreed." in (tmp_path / "tables" / "allocations.csv").read_text(encoding="utf-8-sig")
    withdrawn = tmp_path / "withdrawn.json"
    told = planner("mark", approved, "--withdraw", "-o", withdrawn)
    assert "0 of" in told.out
    assert lines(withdrawn)["C1"]["note"] == "Agreed."


@pytest.mark.parametrize(
    ("words", "named"), [((), ["--approve"]), (("--approve", "--item", "C8", "--item", "C9"), ["--item", "--item"])]
)
def test_bad_marks(planner: Planner, plan_file: Path, tmp_path: Path, words: tuple[str, ...], named: list[str]) -> None:
    """Nothing to do, or items that the plan gives to nobody, are refused, all of them at once."""
    answer = planner("mark", plan_file, *words, "-o", tmp_path / "x.json", "--json")
    assert answer.code == 2
    assert [fault["pointer"] for fault in answer.json["faults"]] == named
    assert not (tmp_path / "x.json").exists()
