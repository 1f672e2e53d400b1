"""Published instances on the command line: what is written, what is printed, and what a bad file is told."""

import json
import re
from pathlib import Path

import pytest

from tests.api.commands.conftest import Planner

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"
HEADING = "Keys of `planner benchmark gap FILE --json` and `planner benchmark bnw FILE --json`:"
GAP = "2 3\n1 2 3\n3 2 1\n1 1 1\n1 1 1\n2 2\n"
ZONES = "2 3\n1 2 50\n3 10 20 30\n1 40\n"
BY_NURSE = "2 3 2\n1 2\n\n2 1\n\n4 9\n5 7\n"


def an_instance(folder: Path, text: str | bytes) -> Path:
    """A file with this content."""
    file = folder / "instance.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize(
    ("kind", "text", "objective", "held"),
    [
        ("gap", GAP, 4, {"0\n0\n1\n", "0\n1\n1\n"}),
        ("gap", GAP.replace("1 2 3", "0.5 2 3", 1), 3.5, {"0\n0\n1\n", "0\n1\n1\n"}),
        ("bnw", ZONES, 3400, {"0\n0\n1\n2\n", "1\n1\n0\n2\n"}),
        ("bnw", BY_NURSE, 113, {"0\n0\n1\n"}),
    ],
)
def test_instance_is_solved_and_written(
    planner: Planner, tmp_path: Path, *, kind: str, text: str, objective: float, held: set[str]
) -> None:
    """The assignment is written a line for each job or patient, and the object has exactly the promised keys."""
    output = tmp_path / "held.txt"
    file = an_instance(tmp_path, text)
    answer = planner("benchmark", kind, file, "--work", "1", "--assignment-out", output, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["status"] == "proved_optimal"
    assert (answer.json["objective"], answer.json["bound"], answer.json["violations"]) == (objective, objective, 0)
    assert output.read_text() in held
    table = PAGE.read_text(encoding="utf-8").split(HEADING)[1].lstrip().split("\n\n")[0]
    assert set(answer.json) == set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def test_best_known_is_compared_where_it_lies_beside(planner: Planner, tmp_path: Path) -> None:
    """A list of best values in the folder of the instance is compared with; without one both figures are null."""
    file = an_instance(tmp_path, GAP)
    answer = planner("benchmark", "gap", file, "--work", "1", "--json").json
    assert (answer["best_known"], answer["gap_to_best_known"]) == (None, None)
    (tmp_path / "best_known.csv").write_text("instance,set,value_min_cost\nother,x,9\nsome/instance,x,5\n")
    answer = planner("benchmark", "gap", file, "--work", "1", "--json").json
    assert (answer["best_known"], answer["gap_to_best_known"]) == (5.0, -0.2)


def test_no_assignment_exists(planner: Planner, tmp_path: Path) -> None:
    """Where nothing fits, that is the result: no file, no objective, exit code 0."""
    output = tmp_path / "held.txt"
    file = an_instance(tmp_path, GAP.replace("2 2\n", "1 1\n"))
    answer = planner("benchmark", "gap", file, "--work", "1", "--assignment-out", output, "--json")
    assert answer.code == 0
    assert answer.json["status"] == "infeasible_proved"
    assert (answer.json["objective"], answer.json["assignment"]) == (None, None)
    assert not output.exists()


@pytest.mark.parametrize(
    ("kind", "text", "place", "words"),
    [
        ("gap", "", "", "empty"),
        ("gap", b"\xff\xfe\x00", "", "no text"),
        ("gap", "0 3", ":1:1", "number of agents"),
        ("gap", "2", "", "number of jobs"),
        ("gap", "2 2\n1 2 3", ":1:3", "4 costs"),
        ("gap", "2 x", ":1:3", "number of jobs"),
        ("gap", GAP.replace("3 2 1", "3 two 1"), ":3:3", "'two'"),
        ("gap", GAP.replace("1 1 1\n1 1 1", "1 1 1\n1 -1 1"), ":5:3", "from 0"),
        ("gap", GAP.replace("1 1 1\n1 1 1", "1 1 1\n1 1.5 1"), ":5:3", "whole number"),
        ("gap", GAP.replace("1 2 3", "1 nan 3", 1), ":2:3", "'nan'"),
        ("gap", "100000 100000 1", ":1:8", "pairs"),
        ("bnw", "2 3 4 5", ":1:1", "4 numbers"),
        ("bnw", ZONES.replace("1 2 50", "2 1 50"), ":2:3", "from 2"),
        ("bnw", ZONES.replace("1 40", "2 40"), "", "ends where"),
        ("bnw", ZONES + "7\n", ":5:1", "too many"),
        ("bnw", BY_NURSE.replace("2 1\n\n", "2 2\n\n"), ":4:3", "4 patients together"),
    ],
)
def test_bad_files_are_told(
    planner: Planner, tmp_path: Path, *, kind: str, text: str | bytes, place: str, words: str
) -> None:
    """A file that is no instance ends with exit code 2, and a fault with the place and what would be right."""
    file = an_instance(tmp_path, text)
    answer = planner("benchmark", kind, file, "--json")
    assert answer.code == 2
    (fault,) = answer.json["faults"]
    assert fault["code"] == "bad_instance"
    assert fault["pointer"] == re.sub(r":\d+:\d+$", "", fault["pointer"]) + place
    assert words in fault["sentence"]


@pytest.mark.parametrize(
    "words",
    [
        ("gap",),
        ("gap", "INSTANCE", "--scale", "town"),
        ("gap", "INSTANCE", "--time-limit", "0"),
        ("gap", "INSTANCE", "--seed", "-1"),
        ("gap", "INSTANCE", "--assignment-out", "INSTANCE"),
        ("gap", "MISSING"),
        ("allocation", "INSTANCE"),
        ("allocation", "--assignment-out", "held.txt"),
    ],
)
def test_bad_options_are_told(planner: Planner, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Options that do not go together, missing files and files that would be written over end with exit code 2."""
    file = str(an_instance(tmp_path, GAP))
    named = [file if word == "INSTANCE" else str(tmp_path / word) if word == "MISSING" else word for word in words]
    answer = planner("benchmark", *named, "--json")
    assert answer.code == 2
    assert json.loads(answer.out)["faults"]
    assert Path(file).read_text() == GAP
