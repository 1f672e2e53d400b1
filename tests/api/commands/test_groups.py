"""Published instances of forming groups on the command line: both formats, and what bad tables are told."""

import re
from pathlib import Path

import pytest

from tests.api.commands.conftest import Planner

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"
HEADINGS = (
    "Keys of `planner benchmark gap FILE --json` and `planner benchmark bnw FILE --json`:",
    "Keys of `planner benchmark groups DIR --json` beside those above:",
)
PLAIN = {
    "tmp_projects.txt": "1;;1;2;all\n2;a;2;2;all\n2;b;2;2;all\n3;;2;3;law\n",
    "tmp_students.txt": "1;ann;law\n1;bob;law\n2;cas;art\n3;dee;art\n",
    "tmp_priorities.txt": (
        "ann;3;1;128\nann;2;2;64\nbob;3;1;128\nbob;2;2;64\ncas;2;1;128\ncas;1;2;64\n"
        "dee;3;1;128\ndee;1;2;64\ndee;2;3;32\n"
    ),
    "types.csv": '"law";"all";"law"\n"art";"all"\n',
}
TABLES = {
    "projects.csv": (
        "ID;team;title;min_cap;max_cap;type;prj_id\n1;;One;1;2;All;1\n2;a;Two;2;2;all;2a\n02;b;Two;2;2;all;2b\n"
        "3;;Three;2;3;law;3\n"
    ),
    "students.csv": (
        "grp_id;group;username;type;priority_list;full_name\n1;;ann;law;3,2;A\n1;;bob;Law;3,2;B\n2;;cas;art;2,1;C\n"
        "3;;dee;art;3,1,2;D\n"
    ),
    "types.csv": "law;all;law\nart;all\n",
}


def a_folder(folder: Path, files: dict[str, str], **other: str) -> Path:
    """A folder with these tables."""
    place = folder / "instance"
    place.mkdir()
    for name, text in (files | other).items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize("files", [PLAIN, TABLES], ids=["plain", "tables"])
@pytest.mark.parametrize(("aim", "objective"), [("sum", 6), ("squares", 10), ("worst", 2)])
def test_both_formats(planner: Planner, tmp_path: Path, *, files: dict[str, str], aim: str, objective: int) -> None:
    """Either format gives the same optimum, a line for each student, and exactly the promised keys."""
    output = tmp_path / "held.txt"
    folder = a_folder(tmp_path, files)
    words = ("--objective", aim, "--work", "1", "--assignment-out", output, "--json")
    answer = planner("benchmark", "groups", folder, *words)
    assert answer.code == 0, answer.err
    assert (answer.json["status"], answer.json["objective"], answer.json["bound"]) == (
        "proved_optimal",
        objective,
        objective,
    )
    assert answer.json["violations"] == 0
    of_rank_two, of_one_and_three = "ann;3\nbob;3\ncas;1\ndee;1\n", "ann;3\nbob;3\ncas;2a\ndee;2a\n"
    assert output.read_text() in ({of_rank_two, of_one_and_three} if aim == "sum" else {of_rank_two})
    page = PAGE.read_text(encoding="utf-8")
    tables = [page.split(heading)[1].lstrip().split("\n\n")[0] for heading in HEADINGS]
    rows = [cell for table in tables for cell in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)]
    assert set(answer.json) == {key for cell in rows for key in re.findall(r"`([^`]+)`", cell)}


def test_first_lines_with_names_and_brackets(planner: Planner, tmp_path: Path) -> None:
    """Names of the columns may stand above plain tables, and topics in brackets share a rank."""
    headed = {
        "tmp_projects.txt": "topic;team;min;max;type\n" + PLAIN["tmp_projects.txt"],
        "tmp_priorities.txt": "user;topic;rank;weight\n" + PLAIN["tmp_priorities.txt"],
    }
    assert planner("benchmark", "groups", a_folder(tmp_path, PLAIN, **headed), "--json").json["objective"] == 6
    (tmp_path / "other").mkdir()
    tied = {"students.csv": TABLES["students.csv"].replace("3,1,2", "(3,1),2")}
    assert planner("benchmark", "groups", a_folder(tmp_path / "other", TABLES, **tied), "--json").json["objective"] == 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("restrictions.json", '{"nteams": [{"username": "x", "groups_max": 0, "topics": [1]}]}'),
        ("restrictions.csv", "0;1\n"),
    ],
)
def test_restrictions_hold(planner: Planner, tmp_path: Path, name: str, text: str) -> None:
    """A limit on open teams is kept: without topic 1, its two students share a team of topic 2."""
    answer = planner("benchmark", "groups", a_folder(tmp_path, PLAIN, **{name: text}), "--json").json
    assert (answer["status"], answer["objective"]) == ("proved_optimal", 6)
    assert answer["worst_rank"] == 3


def test_no_assignment_exists(planner: Planner, tmp_path: Path) -> None:
    """Where nobody can be placed, that is the result: no file, no objective, exit code 0."""
    output = tmp_path / "held.txt"
    folder = a_folder(tmp_path, PLAIN, **{"tmp_projects.txt": "1;;1;1;all\n2;a;2;2;all\n3;;3;3;law\n"})
    answer = planner("benchmark", "groups", folder, "--assignment-out", output, "--json")
    assert answer.code == 0
    assert (answer.json["status"], answer.json["objective"], answer.json["worst_rank"]) == (
        "infeasible_proved",
        None,
        None,
    )
    assert not output.exists()


def test_every_fault_is_told_at_once(planner: Planner, tmp_path: Path) -> None:
    """Faults of all tables come together, each with its file, line and field, and exit code 2."""
    bad = {
        "tmp_projects.txt": "1;;three;5;all\n2;a;5;4;all\n2;a;2;2;all\n3;;2\n",
        "tmp_students.txt": "1;ann;law\n1;ann;law\n2;cas;botany\n",
        "tmp_priorities.txt": "ann;1;first;1\nann;9;1;1\ncas;1;1;1\n",
        "restrictions.json": '{"nteams": [{"topics": [1, 77], "groups_max": -1}, 5]}',
    }
    answer = planner("benchmark", "groups", a_folder(tmp_path, PLAIN, **bad), "--json")
    assert answer.code == 2
    places = [re.sub(r"^.*instance/", "", fault["pointer"]) for fault in answer.json["faults"]]
    assert {fault["code"] for fault in answer.json["faults"]} == {"bad_instance"}
    assert set(places) == {
        "tmp_projects.txt:1:min",
        "tmp_projects.txt:2:min",
        "tmp_projects.txt:3:team",
        "tmp_projects.txt:4",
        "tmp_students.txt:2:user",
        "tmp_students.txt:3:type",
        "tmp_priorities.txt:1:rank",
        "tmp_priorities.txt:2:topic",
        "restrictions.json",
    }
    assert places.count("restrictions.json") == 3


@pytest.mark.parametrize(
    ("files", "name", "text", "place", "words"),
    [
        (PLAIN, "tmp_students.txt", "", "tmp_students.txt", "no rows"),
        (PLAIN, "tmp_priorities.txt", "ann;3;1;1\n", "tmp_students.txt:2:user", "no priorities"),
        (TABLES, "projects.csv", "ID;team;title;min_cap\n1;;One;1\n", "projects.csv:1", "max_cap, type"),
        (TABLES, "students.csv", "1;ann;law;(3,2\n", "students.csv:1:priority_list", "not closed"),
        (TABLES, "students.csv", "1;ann;law;3),2\n", "students.csv:1:priority_list", "do not match"),
        (TABLES, "students.csv", "1;ann;law;,\n", "students.csv:1:priority_list", "no priorities"),
        (TABLES, "restrictions.json", "{", "restrictions.json", "not JSON"),
    ],
)
def test_bad_tables_are_told(
    planner: Planner, tmp_path: Path, *, files: dict[str, str], name: str, text: str, place: str, words: str
) -> None:
    """A table that will not do is told with its place and what would be right."""
    answer = planner("benchmark", "groups", a_folder(tmp_path, files, **{name: text}), "--json")
    assert answer.code == 2
    told = {fault["pointer"].split("instance/")[1]: fault["sentence"] for fault in answer.json["faults"]}
    assert words in told[place]


def test_what_is_odd_is_told_and_changes_nothing(planner: Planner, tmp_path: Path) -> None:
    """A topic that is not offered keeps its place in a list; people who are not there are passed over."""
    more = {"tmp_priorities.txt": PLAIN["tmp_priorities.txt"] + "eve;1;1;1\n"}
    answer = planner("benchmark", "groups", a_folder(tmp_path, PLAIN, **more), "--json")
    assert (answer.code, answer.json["objective"], answer.json["warnings"]) == (0, 6, 1)
    (tmp_path / "other").mkdir()
    gone = {"students.csv": TABLES["students.csv"].replace("2,1;C", "9,2,1;C")}
    answer = planner("benchmark", "groups", a_folder(tmp_path / "other", TABLES, **gone), "--json")
    assert (answer.code, answer.json["objective"], answer.json["warnings"]) == (0, 7, 1)
    assert "students.csv:4:priority_list" in answer.err.replace("\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("groups", "MISSING"),
        ("groups", "DIR", "--objective", "best"),
        ("groups", "DIR", "--assignment-out", "DIR/types.csv"),
        ("groups",),
        ("gap", "DIR", "--objective", "sum"),
        ("allocation", "--objective", "sum"),
    ],
)
def test_bad_options_are_told(planner: Planner, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Options that do not go together, missing folders and tables that would be written over end with exit code 2."""
    folder = str(a_folder(tmp_path, PLAIN))
    answer = planner("benchmark", *(word.replace("DIR", folder) for word in words), "--json")
    assert answer.code == 2
    assert answer.json["faults"]
