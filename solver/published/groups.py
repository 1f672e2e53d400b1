"""Forming groups from preferences: every student to one team that they listed, teams closed or with enough members."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.errors import Violation
from solver.published.gap import Ints

PART = "groups"
"""Word for this problem where the parts of a plan are named."""


class Aim(StrEnum):
    """What is to be as small as it can: the sum of ranks, the sum of their squares, or the worst rank."""

    SUM = "sum"
    SQUARES = "squares"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class TopicLimit:
    """What some topics may have together.

    Attributes
    ----------
    name
        Whose limit it is.
    topics
        Topics, numbered as in ``GroupProblem.topics``.
    teams
        Fewest and most open teams.
    students
        Fewest and most students.
    """

    name: str
    topics: tuple[int, ...]
    teams: tuple[int, int]
    students: tuple[int, int]


@dataclass(frozen=True, slots=True)
class GroupProblem:
    """An instance. A team has no member at all, or from ``fewest`` to ``most``.

    Attributes
    ----------
    ranks
        (n, t) int64: rank that student i gave the topic of team j, 1 for the first choice; 0 where i may not join,
        because the topic is not in the list or the types do not go together.
    parties
        (n,) int64: students with the same number stay in one team.
    fewest, most
        (t,) int64: members of each team while it is open, at least 1.
    topics
        (t,) int64: topic of each team.
    limits
        What topics may have together.
    """

    ranks: Ints
    parties: Ints
    fewest: Ints
    most: Ints
    topics: Ints
    limits: tuple[TopicLimit, ...] = ()

    @property
    def num_students(self) -> int:
        """Students n."""
        return int(self.ranks.shape[0])

    @property
    def num_teams(self) -> int:
        """Teams t."""
        return int(self.ranks.shape[1])

    def ranks_of(self, held: Ints) -> Ints:
        """(n,) int64 ranks that the students of an assignment (n,) get."""
        return self.ranks[np.arange(self.num_students), held]

    def cost_of(self, held: Ints, aim: Aim) -> int:
        """What an assignment (n,) costs."""
        ranks = self.ranks_of(held)
        match aim:
            case Aim.SUM:
                return int(ranks.sum())
            case Aim.SQUARES:
                return int((ranks**2).sum())
            case Aim.WORST:
                return int(ranks.max(initial=0))


def check_groups(problem: GroupProblem, held: Ints) -> list[Violation]:
    """Rules that an assignment breaks, reckoned student by student without any of the search's code.

    Parameters
    ----------
    held
        (n,) int64: team of each student.
    """
    teams = held.tolist()
    if len(teams) != problem.num_students:
        return [_violation("one_team", (), f"{len(teams)} teams are named for {problem.num_students} students.")]
    strangers = [student for student, team in enumerate(teams) if not 0 <= team < problem.num_teams]
    if strangers:
        return [_violation("one_team", (f"student {s}",), f"There is no team {teams[s]}.") for s in strangers]
    violations = [
        _violation("listed", (f"student {student}",), f"Team {team} is not one that this student listed and may join.")
        for student, team in enumerate(teams)
        if problem.ranks[student, team] < 1
    ]
    violations += _parted(problem, teams)
    for team in range(problem.num_teams):
        members, least, most = teams.count(team), int(problem.fewest[team]), int(problem.most[team])
        if members and not least <= members <= most:
            sentence = f"{members} members; {least} to {most} are wanted, or none."
            violations.append(_violation("size", (f"team {team}",), sentence))
    for limit in problem.limits:
        violations += _beyond(problem, limit, teams)
    return violations


def _parted(problem: GroupProblem, teams: list[int]) -> list[Violation]:
    """Students who belong together and are not."""
    places: dict[int, set[int]] = {}
    for party, team in zip(problem.parties.tolist(), teams, strict=True):
        places.setdefault(party, set()).add(team)
    return [
        _violation("together", (f"party {party}",), f"Its students are in teams {sorted(found)}.")
        for party, found in places.items()
        if len(found) > 1
    ]


def _beyond(problem: GroupProblem, limit: TopicLimit, teams: list[int]) -> list[Violation]:
    """What some topics have together beyond their limits."""
    inside = [team for team in teams if int(problem.topics[team]) in limit.topics]
    figures = (("open teams", len(set(inside)), limit.teams), ("students", len(inside), limit.students))
    return [
        _violation("topic_limit", (limit.name,), f"{number} {what}; {least} to {most} are wanted.")
        for what, number, (least, most) in figures
        if not least <= number <= most
    ]


def _violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    return Violation(rule=rule, part=PART, ids=ids, sentence=sentence)
