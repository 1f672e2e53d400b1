"""Instances of forming groups from preferences: a folder with tables of projects, students, priorities and types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.commands.faults import refuse
from api.published.reading import MOST_PAIRS
from api.published.rows import Remarks, Row
from api.published.topic_limits import topic_limits
from models.errors import BadInput, Fault
from solver.published import GroupProblem

MOST_MEMBERS = 100_000
"""Most members of a team."""
MOST_RANK = 1000
"""Largest rank that is read."""

PLAIN = "tmp_projects.txt"
"""File by which the older, plain format is known."""
PLAIN_PROJECTS = ("topic", "team", "min", "max", "type")
PLAIN_STUDENTS = ("group", "user", "type")
PLAIN_PRIORITIES = ("user", "topic", "rank", "weight")
PROJECTS = ("id", "team", "title", "min_cap", "max_cap", "type")
STUDENTS = ("grp_id", "username", "type", "priority_list")


@dataclass(frozen=True, slots=True)
class GroupsInstance:
    """An instance, and how its files call students and teams.

    Attributes
    ----------
    problem
        Students and teams in the order of their files.
    students, teams
        Their names; a team bears the topic's number followed by its own letter.
    warnings
        What is odd in the files and changes nothing.
    files
        Files that belong to it.
    """

    problem: GroupProblem
    students: tuple[str, ...]
    teams: tuple[str, ...]
    warnings: tuple[Fault, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A row of the projects."""

    topic: str
    name: str
    fewest: int
    most: int
    type: str


@dataclass(frozen=True, slots=True)
class Student:
    """A row of the students."""

    row: Row
    party: str
    name: str
    type: str


Ranks = dict[str, dict[str, int]]
"""Rank of each topic in the list of each student, by names."""


def read_groups(folder: Path) -> GroupsInstance:
    """Instance in a folder, in either format.

    Raises
    ------
    BadInput
        With every fault of every file.
    """
    if not folder.is_dir():
        raise refuse("no_such_folder", str(folder), f"There is no folder {folder}; an instance is a folder of tables.")
    remarks = Remarks()
    plain = (folder / PLAIN).exists()
    projects = folder / (PLAIN if plain else "projects.csv")
    teams = _teams(remarks, projects, PLAIN_PROJECTS if plain else PROJECTS)
    topics = {team.topic: number for number, team in enumerate({t.topic: t for t in teams}.values())}
    if plain:
        people = folder / "tmp_students.txt"
        students = _students(remarks, remarks.table(people, PLAIN_STUDENTS, 3), PLAIN_STUDENTS)
        ranks = _ranked(remarks, folder / "tmp_priorities.txt", students, topics)
    else:
        people = folder / "students.csv"
        students = _students(remarks, remarks.table(people, STUDENTS, 4), STUDENTS)
        ranks = {student.name: _listed(remarks, student.row, topics) for student in students}
    accepted = _types(remarks, folder)
    for student in students:
        if accepted and student.type not in accepted:
            remarks.object_to(
                student.row, "type", f"No line of the types says which projects {student.type!r} goes to."
            )
    limits = topic_limits(remarks, folder, topics, len(teams), len(students))
    for file, rows_of in ((projects, teams), (people, students)):
        if not rows_of and not remarks.faults:
            remarks.object_to(file, "", "There are no rows.")
    if len(teams) * len(students) > MOST_PAIRS:
        remarks.object_to(projects, "", f"{len(students)} students x {len(teams)} teams are more than {MOST_PAIRS:,}.")
    if remarks.faults:
        raise BadInput(remarks.faults)
    own = [ranks[student.name] for student in students]
    given = [
        [of.get(team.topic, 0) if team.type in accepted[student.type] else 0 for team in teams]
        for student, of in zip(students, own, strict=True)
    ]
    parties = {party: number for number, party in enumerate(dict.fromkeys(student.party for student in students))}
    problem = GroupProblem(
        ranks=np.array(given, dtype=np.int64),
        parties=np.array([parties[student.party] for student in students], dtype=np.int64),
        fewest=np.array([max(1, team.fewest) for team in teams], dtype=np.int64),
        most=np.array([team.most for team in teams], dtype=np.int64),
        topics=np.array([topics[team.topic] for team in teams], dtype=np.int64),
        limits=limits,
    )
    names = tuple(student.name for student in students), tuple(team.name for team in teams)
    return GroupsInstance(problem, *names, tuple(remarks.warnings), tuple(sorted(folder.iterdir())))


def named_topic(text: str) -> str:
    """A topic as it is called everywhere: ``06`` and ``6`` are one."""
    return str(int(text)) if text.isascii() and text.isdigit() and len(text) <= 18 else text


def _teams(remarks: Remarks, file: Path, columns: tuple[str, ...]) -> list[Team]:
    low, high = (column for column in columns if column.startswith(("min", "max")))
    teams: dict[str, Team] = {}
    for row in remarks.table(file, columns, len(columns)):
        topic = named_topic(row[columns[0]])
        name = topic + row["team"]
        fewest, most = remarks.whole(row, low, 0, MOST_MEMBERS), remarks.whole(row, high, 1, MOST_MEMBERS)
        if not topic:
            remarks.object_to(row, columns[0], "The topic has no name.")
        if name in teams:
            remarks.object_to(row, "team", f"A second team is called {name!r}.")
        if fewest is not None and most is not None and fewest > most:
            remarks.object_to(row, low, f"At least {fewest} and at most {most} members: nobody can keep both.")
        teams[name] = Team(topic, name, fewest or 0, most or 1, row["type"].lower())
    return list(teams.values())


def _students(remarks: Remarks, rows: list[Row], columns: tuple[str, ...]) -> list[Student]:
    students: dict[str, Student] = {}
    for row in rows:
        name = row[columns[1]]
        if not name or ";" in name:
            remarks.object_to(row, columns[1], "The student has no name, or one with a semicolon in it.")
        if name in students:
            remarks.object_to(row, columns[1], f"{name!r} stands in line {students[name].row.number} already.")
        # Somebody without a party comes alone.
        party = row[columns[0]] or f";{name}"
        students[name] = Student(row, party, name, row["type"].lower())
    return list(students.values())


def _types(remarks: Remarks, folder: Path) -> dict[str, set[str]]:
    """Types of projects that each type of student goes to."""
    older = folder / "tmp_types.txt"
    accepted: dict[str, set[str]] = {}
    for _, fields in remarks.rows(
        older if older.exists() and not (folder / "types.csv").exists() else folder / "types.csv"
    ):
        student, *projects = (field.lower() for field in fields)
        accepted.setdefault(student, set()).update(projects)
    return accepted


def _ranked(remarks: Remarks, file: Path, students: Iterable[Student], topics: dict[str, int]) -> Ranks:
    """Ranks from a table with a row for each student and topic; of two rows for one topic the later counts."""
    ranks: Ranks = {student.name: {} for student in students}
    for row in remarks.table(file, PLAIN_PRIORITIES, 3):
        user, topic, rank = row["user"], named_topic(row["topic"]), remarks.whole(row, "rank", 1, MOST_RANK)
        if topic not in topics:
            remarks.object_to(row, "topic", f"There is no topic {topic!r} among the projects.")
        elif user not in ranks:
            remarks.warn(row, "user", f"{user!r} is not among the students; the line is passed over.")
        else:
            if topic in ranks[user]:
                remarks.warn(
                    row, "topic", f"Topic {topic} stands in the list of {user!r} already; the later rank counts."
                )
            ranks[user][topic] = rank or 1
    for student in students:
        if not ranks[student.name] and not remarks.faults:
            remarks.object_to(student.row, "user", f"{student.name!r} has no priorities.")
    return ranks


def _listed(remarks: Remarks, row: Row, topics: dict[str, int]) -> dict[str, int]:
    """Ranks from a list such as ``9,5,(3,4),2``: topics in brackets share the rank of the first of them."""
    ranks: dict[str, int] = {}
    inside, shared, place = False, 0, 0
    for word in row["priority_list"].replace("(", ",(,").replace(")", ",),").split(","):
        text = word.strip()
        if text in ("(", ")"):
            if inside == (text == "("):
                remarks.object_to(row, "priority_list", "The brackets do not match.")
            inside, shared = text == "(", place + 1
        elif text:
            place += 1
            topic = named_topic(text)
            if topic not in topics:
                remarks.warn(
                    row, "priority_list", f"There is no topic {topic!r} among the projects; its place is kept."
                )
            ranks[topic] = shared if inside else place
    if not ranks:
        remarks.object_to(row, "priority_list", f"{row['username']!r} has no priorities.")
    if inside:
        remarks.object_to(row, "priority_list", "A bracket is not closed.")
    return ranks
