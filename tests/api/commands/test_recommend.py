"""planner recommend on a tiny plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.commands.conftest import Planner
from tests.api.commands.test_keys import assert_as_promised


def test_ranking(planner: Planner, scenario_file: Path, plan_file: Path) -> None:
    """Both practitioners are named, the present holder without a change, and every key is promised."""
    answer = planner("recommend", scenario_file, plan_file, "--case", "C1", "--json")
    assert answer.code == 0, answer.err
    assert_as_promised(answer.json, "recommend")
    costs = {row["staff"]: row["cost"] for row in answer.json["recommended"]}
    assert set(costs) == {"S1", "S2"}
    assert costs[answer.json["holder"]] == pytest.approx(0.0, abs=1e-9)


def test_words_for_people(planner: Planner, scenario_file: Path, plan_file: Path) -> None:
    """The plain answer tells ranks, workloads and goals."""
    answer = planner("recommend", scenario_file, plan_file, "--case", "C1", "--top", "1")
    assert answer.code == 0
    assert "1. S" in answer.out
    assert "2. S" not in answer.out
    assert "% now" in answer.out


def test_arrivals(planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path) -> None:
    """A case that the plan does not give to anybody is placed, with nothing else moved."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    plan["decisions"]["cases"] = [row for row in plan["decisions"]["cases"] if row["case"] != "C2"]
    older = tmp_path / "older.json"
    older.write_text(json.dumps(plan), encoding="utf-8")
    answer = planner("recommend", scenario_file, older, "--arrivals", "--json")
    assert answer.code == 0, answer.err
    assert_as_promised(answer.json, "recommend")
    assert [row["item"] for row in answer.json["arrivals"]] == ["C2"]
    assert answer.json["arrivals"][0]["staff"] in {"S1", "S2"}
    assert answer.json["moves"] == []
    assert "C2: S" in planner("recommend", scenario_file, older, "--arrivals").out


def test_arrival_that_nobody_can_take(planner: Planner, plan_file: Path, scenario_file: Path, tmp_path: Path) -> None:
    """Why nobody can take an arrival is told with it."""
    scenario = json.loads(scenario_file.read_text(encoding="utf-8"))
    stranger = scenario["casework"]["cases"][0] | {"id": "C9", "requires": ["arson"], "current_practitioner": None}
    scenario["casework"]["cases"].append(stranger)
    more = tmp_path / "more.json"
    more.write_text(json.dumps(scenario), encoding="utf-8")
    answer = planner("recommend", more, plan_file, "--arrivals", "--json")
    assert answer.code == 0, answer.err
    (row,) = [row for row in answer.json["arrivals"] if row["item"] == "C9"]
    assert row["staff"] is None
    assert "qualification" in row["reason"]
    assert row["reason"] in " ".join(planner("recommend", more, plan_file, "--arrivals").out.split())


def test_one_more_resource(planner: Planner, scenario_file: Path, plan_file: Path) -> None:
    """Resources are ranked with what they would bring, in keys that are promised and in words."""
    words = ("recommend", scenario_file, plan_file, "--resource", "programmes", "--work", "1", "--top", "2")
    answer = planner(*words, "--json")
    assert answer.code == 0, answer.err
    assert_as_promised(answer.json, "recommend")
    assert "programmes  compiling" in answer.err
    assert answer.json["ruled_out"] + answer.json["searched"] + answer.json["looked_at"] <= answer.json["could"]
    assert answer.json["could"] > 0
    assert "people waiting start" in planner(*words).out


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ((), "--case"),
        (("--case", "C1", "--resource", "programmes"), "--case"),
        (("--resource", "vans"), "--resource"),
        (("--resource", "programmes", "--time-limit", "0"), "--time-limit"),
        (("--case", "C1", "--arrivals"), "--case"),
        (("--case", "C1", "--top", "0"), "--top"),
        (("--arrivals", "--max-moves", "-1"), "--max-moves"),
        (("--case", "C1", "--max-moves", "2"), "--max-moves"),
        (("--case", "C1", "--seed", "2"), "--seed"),
        (("--arrivals", "--work", "2"), "--work"),
        (("--case", "C9"), "C9"),
    ],
)
def test_bad_questions(planner: Planner, scenario_file: Path, plan_file: Path, words: tuple[str, ...], id: str) -> None:
    """What cannot be asked is refused with exit code 2 and the option or id at fault."""
    answer = planner("recommend", scenario_file, plan_file, *words)
    assert answer.code == 2
    assert id in answer.err


def test_plan_without_an_allocation(planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path) -> None:
    """Where no cases were planned, nobody is compared as if everybody had nothing to do."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    plan["parts"] = [row for row in plan["parts"] if row["part"] != "allocation"]
    plan["decisions"] |= {"cases": [], "duties": []}
    other = tmp_path / "other.json"
    other.write_text(json.dumps(plan), encoding="utf-8")
    answer = planner("recommend", scenario_file, other, "--case", "C1", "--json")
    assert answer.code == 2
    assert [(row["code"], row["id"]) for row in answer.json["faults"]] == [("part_not_planned", "allocation")]


def test_plan_of_another_scenario(planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path) -> None:
    """A plan that names somebody unknown belongs to another scenario."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    plan["decisions"]["cases"][0]["practitioner"] = "S77"
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps(plan), encoding="utf-8")
    for question in (("--case", "C1"), ("--arrivals",), ("--resource", "programmes")):
        answer = planner("recommend", scenario_file, foreign, *question)
        assert answer.code == 2
        assert "S77" in answer.err
