"""Made-up instances of forming groups from preferences, in both published formats, always with an assignment.

Everybody is first put into a team at random; the topic of that team stands somewhere in their list, so that an
assignment exists however tight the instance is. The rest of each list follows how popular the topics are.

    python -m benchmarks.group_instances FOLDER
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ANYBODY = "any"
"""Type of the projects that every student may join."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an instance is like.

    Attributes
    ----------
    people, teams
        Students, and teams over all topics.
    most_teams
        Most teams of a topic; each topic has 1 to so many.
    sizes
        Least and most members of a team, as pairs to draw from.
    parties
        Share of the parties that come alone, in twos, in threes and so on.
    listed
        Fewest and most topics in a list.
    fashion
        How uneven the popularity of topics is: 0 for even, 1 for that of the n-th topic going as 1/n.
    bound_types
        Share of the students who have a type of their own, besides the projects that anybody may join.
    open_share
        Share of the teams that the planted assignment leaves open: the lower, the more must be closed.
    """

    people: int = 400
    teams: int = 160
    most_teams: int = 3
    sizes: tuple[tuple[int, int], ...] = ((3, 5), (3, 5), (3, 6), (3, 4), (3, 3))
    parties: tuple[float, ...] = (1.0,)
    listed: tuple[int, int] = (7, 10)
    fashion: float = 0.5
    bound_types: float = 0.2
    open_share: float = 0.6


@dataclass(slots=True)
class Made:
    """An instance being made: rows of its files."""

    projects: list[tuple[int, str, int, int, str]] = field(default_factory=list)
    students: list[tuple[int, str, str]] = field(default_factory=list)
    priorities: list[tuple[str, int, int, int]] = field(default_factory=list)


RECIPES = {
    "usual": Recipe(),
    "parties": Recipe(parties=(0.7, 0.15, 0.1, 0.05)),
    "fashion": Recipe(fashion=1.0, parties=(0.8, 0.1, 0.1)),
    "closed": Recipe(sizes=((5, 7), (6, 8), (4, 8)), open_share=0.4, parties=(0.8, 0.1, 0.1)),
    "tight": Recipe(sizes=((3, 3), (3, 4), (4, 5)), open_share=0.68, fashion=0.8, parties=(0.7, 0.15, 0.15)),
    "types": Recipe(bound_types=0.6, fashion=0.8, parties=(0.7, 0.15, 0.15)),
    "short": Recipe(listed=(3, 5), fashion=0.8, parties=(0.7, 0.15, 0.15)),
    "long": Recipe(listed=(12, 20), fashion=0.8, parties=(0.7, 0.15, 0.15)),
    "exact": Recipe(sizes=((4, 4), (5, 5), (3, 3)), open_share=0.64, parties=(0.6, 0.2, 0.2)),
    "even": Recipe(sizes=((4, 5), (6, 6)), open_share=0.55, fashion=0.0, parties=(0.5, 0.3, 0.2)),
}
"""Ways in which an instance can be hard."""


def make(recipe: Recipe, seed: int) -> Made:
    """An instance."""
    rng = np.random.default_rng(seed)
    made = Made(projects=_projects(recipe, rng))
    planted = _planted(recipe, made, rng)
    topics = sorted({topic for topic, *_ in made.projects})
    order = rng.permutation(topics)
    weights = {int(topic): float((place + 1) ** -recipe.fashion) for place, topic in enumerate(order)}
    types = {topic: kind for topic, _, _, _, kind in made.projects}
    for topic, size in planted:
        _party(recipe, made, (topic, size), types=types, weights=weights, rng=rng)
    return made


def _projects(recipe: Recipe, rng: np.random.Generator) -> list[tuple[int, str, int, int, str]]:
    rows: list[tuple[int, str, int, int, str]] = []
    topic = 0
    while len(rows) < recipe.teams:
        topic += 1
        number = min(int(rng.integers(1, recipe.most_teams + 1)), recipe.teams - len(rows))
        least, most = recipe.sizes[int(rng.integers(len(recipe.sizes)))]
        kind = str(rng.choice(["law", "arts"])) if rng.random() < recipe.bound_types else ANYBODY
        names = [""] if number == 1 else [chr(ord("a") + at) for at in range(number)]
        rows += [(topic, name, least, most, kind) for name in names]
    return rows


def _planted(recipe: Recipe, made: Made, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Topic and size of each party, in an assignment that keeps every size."""
    order = rng.permutation(len(made.projects))
    opened = max(1, round(recipe.open_share * recipe.teams))
    sizes: dict[int, int] = {}
    for at in order:
        if len(sizes) >= opened and sum(sizes.values()) + made.projects[at][2] > recipe.people:
            break
        if sum(sizes.values()) + made.projects[at][2] <= recipe.people and len(sizes) < opened:
            sizes[int(at)] = made.projects[at][2]
    room = [at for at in sizes for _ in range(made.projects[at][3] - made.projects[at][2])]
    rng.shuffle(room)
    for at in room[: max(0, recipe.people - sum(sizes.values()))]:
        sizes[at] += 1
    parties: list[tuple[int, int]] = []
    for at, members in sizes.items():
        left = members
        while left:
            size = min(left, 1 + int(rng.choice(len(recipe.parties), p=recipe.parties)))
            parties.append((made.projects[at][0], size))
            left -= size
    rng.shuffle(parties)
    return [(int(topic), int(size)) for topic, size in parties]


def _party(
    recipe: Recipe,
    made: Made,
    party_of: tuple[int, int],
    *,
    types: dict[int, str],
    weights: dict[int, float],
    rng: np.random.Generator,
) -> None:
    """Students who enrolled together: one type, one list."""
    planted, size = party_of
    kind = types[planted] if types[planted] != ANYBODY else str(rng.choice(["law", "arts"]))
    others = [topic for topic in weights if topic != planted]
    chances = np.array([weights[topic] for topic in others])
    number = min(int(rng.integers(recipe.listed[0], recipe.listed[1] + 1)), len(weights))
    listed = [int(t) for t in rng.choice(others, size=number - 1, replace=False, p=chances / chances.sum())]
    listed.insert(int(rng.integers(number)), planted)
    party = 1 + (made.students[-1][0] if made.students else 0)
    for _ in range(size):
        user = f"s{len(made.students) + 1:04d}"
        made.students.append((party, user, kind))
        made.priorities += [(user, t, rank, 2 ** max(8 - rank, 0)) for rank, t in enumerate(listed, start=1)]


TYPES = [("law", ANYBODY, "law"), ("arts", ANYBODY, "arts")]
"""Each student type, and the project types that go with it."""


def plain(made: Made) -> dict[str, list[tuple[object, ...]]]:
    """Rows of each file in the older, plain format."""
    return {
        "tmp_projects.txt": [*made.projects],
        "tmp_students.txt": [*made.students],
        "tmp_priorities.txt": [*made.priorities],
        "types.csv": [*TYPES],
    }


def with_headings(made: Made) -> dict[str, list[tuple[object, ...]]]:
    """Rows of each file in the format of 2021, in which the list of a student is one cell."""
    lists: dict[str, list[str]] = {}
    for user, topic, _, _ in made.priorities:
        lists.setdefault(user, []).append(str(topic))
    projects = [(topic, team, f"Topic {topic}", least, most, kind) for topic, team, least, most, kind in made.projects]
    students = [(party, user, kind, ",".join(lists[user])) for party, user, kind in made.students]
    return {
        "projects.csv": [("ID", "team", "title", "min_cap", "max_cap", "type"), *projects],
        "students.csv": [("grp_id", "username", "type", "priority_list"), *students],
        "types.csv": [*TYPES],
    }


FORMATS = {"plain": plain, "headings": with_headings}
"""Formats by name."""


def write(tables: dict[str, list[tuple[object, ...]]], folder: Path) -> None:
    """Put the files of a format into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = (";".join(str(value) for value in row) + "\n" for row in rows)
        (folder / name).write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Write one instance of each recipe and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--format", choices=FORMATS, default="plain")
    asked = parser.parse_args()
    for name, recipe in RECIPES.items():
        for seed in range(1, asked.seeds + 1):
            write(FORMATS[asked.format](make(recipe, seed)), asked.folder / f"{name}-{seed}")


if __name__ == "__main__":
    main()
