"""planner replan on a tiny plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.document import canonical_json
from tests.api.commands.conftest import Planner
from tests.api.commands.test_keys import assert_as_promised
from tests.solver.test_instructions import world


def test_absence(planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path) -> None:
    """The cases of whoever is away go to the other practitioner, and the new plan passes the audit of its scenario."""
    plan, now = tmp_path / "new.json", tmp_path / "now.json"
    words = ("replan", scenario_file, plan_file, "--absent", "practitioner:S1", "--work", "1")
    answer = planner(*words, "-o", plan, "--scenario-output", now, "--json")
    assert answer.code == 0, answer.err
    assert_as_promised(answer.json, "replan")
    assert {row["to"] for row in answer.json["moved"]} <= {"S2"}
    assert planner("audit", now, plan).code == 0
    held = {row["practitioner"] for row in json.loads(plan.read_text(encoding="utf-8"))["decisions"]["cases"]}
    assert held == {"S2"}


def test_words_for_people(planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path) -> None:
    """The plain answer lists who goes where and when, and what was written."""
    plan, now = tmp_path / "new.json", tmp_path / "now.json"
    words = ("replan", scenario_file, plan_file, "--absent", "practitioner:S1", "--work", "1")
    answer = planner(*words, "-o", plan, "--scenario-output", now)
    assert answer.code == 0
    assert "from S1 to S2 on 20" in answer.out
    assert "could not stay where they were" in answer.out


@pytest.mark.parametrize(
    "words",
    [
        ("--absent", "S1"),
        ("--absent", "practitioner:"),
        ("--absent", "practitioner:S9"),
        ("--date", "Monday"),
        ("--extra-moves", "-1"),
        ("--time-limit", "0"),
        ("--cancel", "K1-mon"),
        ("--snow", "soon"),
        ("--area", "P1"),
        ("--take", "half", "--new-starts"),
        ("--time-limit", "5", "--new-starts"),
        ("--work", "1", "--snow", "2026-12-09"),
        ("--seed", "7", "--new-starts"),
        ("--take", "most"),
        ("--notice", "-1"),
        ("--notice", "2"),
        ("--date", "2026-12-07"),
        ("--absent", "supervisor:S1"),
    ],
)
def test_bad_news(
    planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """What cannot be is refused with exit code 2, and nothing is written."""
    plan, now = tmp_path / "new.json", tmp_path / "now.json"
    answer = planner("replan", scenario_file, plan_file, *words, "-o", plan, "--scenario-output", now)
    assert answer.code == 2
    assert words[0] in answer.err
    assert not plan.exists()
    assert not now.exists()


def test_a_day_that_cannot_be_read_is_one_fault(
    planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path
) -> None:
    """Who names an area and days that cannot be is told of the days, and not that there are none."""
    output = ("-o", tmp_path / "new.json", "--scenario-output", tmp_path / "now.json")
    words = ("--snow", "2026-12-10..2026-12-09", "--area", "P1", "--notice", "2", *output)
    answer = planner("replan", scenario_file, plan_file, *words, "--json")
    assert [fault["pointer"] for fault in answer.json["faults"]] == ["--snow"]


def test_nothing_that_is_read_or_written_is_written_over(
    planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path
) -> None:
    """The plan in force is never written over, and the new plan and its scenario are two files."""
    one, before = tmp_path / "one.json", plan_file.read_bytes()
    for plan, now in ((plan_file, one), (one, plan_file), (one, one)):
        answer = planner("replan", scenario_file, plan_file, "--work", "2", "-o", plan, "--scenario-output", now)
        assert answer.code == 2
    assert plan_file.read_bytes() == before
    assert not one.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--absent", "supervisor:V1", "--date", "2027-01-11"),
        ("--cancel", "session:K1-mon", "--date", "2027-01-11"),
        ("--snow", "2027-01-11..2027-01-12", "--area", "P1"),
        ("--new-starts",),
        ("--van", "VAN1", "--date", "2027-01-11"),
    ],
    ids=" ".join,
)
def test_news_of_unpaid_work(
    planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The rota is repaired, who must be told is listed, and the new plan passes the audit of its scenario."""
    plan, now = tmp_path / "new.json", tmp_path / "now.json"
    answer = planner("replan", scenario_file, plan_file, *words, "-o", plan, "--scenario-output", now, "--json")
    assert answer.code == 0, answer.err
    assert_as_promised(answer.json, "replan")
    assert planner("audit", now, plan).code == 0
    told = {row["id"] for row in answer.json["told"]}
    assert told == ({"V1", "X000001"} if words[0] in ("--absent", "--cancel", "--snow") else set())
    in_words = planner("replan", scenario_file, plan_file, *words, "-o", plan, "--scenario-output", now)
    assert "fewest: " in in_words.out
    assert ("no longer K1-mon on 2027-01-11" in in_words.out) == bool(told)


def test_ways_of_travel_in_the_words_in_which_they_are_told(planner: Planner, tmp_path: Path) -> None:
    """Whoever loses the seat to a new start is told to come alone, the new start where the van takes people in."""
    before, after, plan, now = (tmp_path / f"{name}.json" for name in ("before", "after", "plan", "now"))
    before.write_bytes(canonical_json(world(60)))
    after.write_bytes(canonical_json(world(60, 30)))
    assert planner("plan", before, "--parts", "unpaid_work", "--work", "1", "-o", plan).code == 0
    words = ("replan", after, plan, "--new-starts", "-o", tmp_path / "new.json", "--scenario-output", now)
    answer = planner(*words, "--json")
    assert answer.code == 0, answer.err
    assert_as_promised(answer.json, "replan")
    assert {(row["id"], way["pick_up"], way["at"]) for row in answer.json["told"] for way in row["travel"]} == {
        ("X0", None, None),
        ("X1", "P1", "08:50"),
    }
    told = " ".join(planner(*words).out.split())
    assert "K1-mon on 2027-01-11: come by yourself, no van seat that day" in told
    assert "K1-mon on 2027-01-11: picked up at P1 at 08:50 by van VAN1" in told


def test_every_fault_of_the_news_at_once(
    planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path
) -> None:
    """Whatever is wrong with news of a rota is told in one go: who, which slot, which van, which days."""
    news = "--absent supervisor:V9 --absent supervisor:S1 --cancel session:K9-mon --cancel session:K1-mon --van VAN9"
    words = (*news.split(), "--date", "2027-01-12", "--snow", "2031-01-01")
    outputs = ("-o", tmp_path / "new.json", "--scenario-output", tmp_path / "now.json")
    answer = planner("replan", scenario_file, plan_file, *words, *outputs, "--json")
    assert answer.code == 2
    told = [(fault["code"], fault["pointer"], fault["id"]) for fault in answer.json["faults"]]
    assert told == [
        ("unknown_id", "--cancel", "K9-mon"),
        ("unknown_id", "--absent", "V9"),
        ("wrong_role", "--absent", "S1"),
        ("no_session", "--cancel", "K1-mon"),
        ("outside_horizon", "--snow", None),
        ("unknown_id", "--van", "VAN9"),
    ]


@pytest.mark.parametrize("words", [("--snow", "2027-01-11"), ("--absent", "practitioner:S1")], ids=" ".join)
def test_plan_of_another_scenario(
    planner: Planner, scenario_file: Path, plan_file: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A plan that names what the scenario does not know is refused in one sentence."""
    other = tmp_path / "other.json"
    other.write_bytes(scenario_file.read_bytes().replace(b"K1-mon", b"K7-mon"))
    outputs = ("-o", tmp_path / "new.json", "--scenario-output", tmp_path / "now.json")
    answer = planner("replan", other, plan_file, *words, *outputs, "--json")
    assert answer.code == 2
    assert [(fault["code"], fault["id"]) for fault in answer.json["faults"]] == [("another_scenario", "K1-mon")]
