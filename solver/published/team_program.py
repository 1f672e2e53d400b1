"""The integer program of forming groups: which party goes to which kind of team, and what each team is made of.

Teams of a topic that are alike are one kind, so that it makes no difference which of them is which. A kind has a whole
variable for each line-up, the number of its teams that are made so; parties of a size are as many as the line-ups hold.
That says exactly which parties fit into teams together: each team is filled from its line-up afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from ortools.sat.python import cp_model

from solver.published.gap import Ints
from solver.published.groups import GroupProblem
from solver.published.line_ups import LineUp, line_ups

Row = tuple[float, float, list[tuple[int, float]]]
"""Least and most of a row, and its entries: column and value."""


@dataclass(frozen=True, slots=True)
class Party:
    """Students who stay together.

    Attributes
    ----------
    members
        Students.
    ranks
        (t,) int64: the worst rank among them for each team; 0 where not all may join.
    """

    members: Ints
    ranks: Ints

    @property
    def size(self) -> int:
        """Number of students."""
        return int(self.members.size)


def parties_of(problem: GroupProblem) -> list[Party]:
    """Parties of an instance."""
    parties = []
    for number in np.unique(problem.parties):
        members = np.flatnonzero(problem.parties == number)
        ranks = problem.ranks[members]
        joins = (ranks > 0).all(axis=0) & (members.size <= problem.most)
        parties.append(Party(members, np.where(joins, ranks.max(axis=0), 0)))
    return parties


def kinds_of(problem: GroupProblem) -> list[Ints]:
    """Teams in kinds: those of a topic that have the same sizes and are open to the same students."""
    kinds: dict[tuple[int, int, int, bytes], list[int]] = {}
    for team in range(problem.num_teams):
        limits = int(problem.topics[team]), int(problem.fewest[team]), int(problem.most[team])
        kinds.setdefault((*limits, problem.ranks[:, team].tobytes()), []).append(team)
    return [np.array(teams, dtype=np.int64) for teams in kinds.values()]


@dataclass(slots=True)
class Kind:
    """A kind of team in the program.

    Attributes
    ----------
    teams
        Teams of the kind.
    joins
        Columns of the parties that may join, with the number of each party, by size.
    line_ups
        What a team may be made of; None where it is only known how many members it may have.
    opened
        Columns that say how many teams are open: one for each line-up.
    """

    teams: Ints
    joins: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    line_ups: list[LineUp] | None = None
    opened: list[int] = field(default_factory=list)

    def sized(self) -> list[tuple[int, float]]:
        """Every column of a party that may join, with its size."""
        return [(column, float(size)) for size, columns in self.joins.items() for column, _ in columns]


class TeamProgram:
    """Columns and rows, and the assignment that values of the columns stand for.

    Parameters
    ----------
    problem
        The instance.
    costs
        (n, t) int64: cost of each student in each team.
    worst
        Ranks above it are not given to anybody; None if all may be.
    """

    def __init__(self, problem: GroupProblem, costs: Ints, worst: int | None) -> None:
        self._problem = problem
        self._costs: list[float] = []
        self._most: list[float] = []
        self._rows: list[Row] = []
        self.parties = parties_of(problem)
        self.kinds = [Kind(teams) for teams in kinds_of(problem)]
        choices = [self._choices(number, costs, worst) for number in range(len(self.parties))]
        self.stranded = any(not columns for columns in choices)
        for columns in choices:
            self.add_row(1.0, 1.0, ((column, 1.0) for column in columns))
        whole, self.kinds = self.kinds, []
        for kind in whole:
            self._compose(kind)
        for limit in problem.limits:
            self._limit(limit.topics, limit.teams, limit.students)

    def _column(self, cost: float, most: float) -> int:
        self._costs.append(cost)
        self._most.append(most)
        return len(self._costs) - 1

    def add_row(self, least: float, most: float, entries: Iterable[tuple[int, float]]) -> None:
        """Add a row."""
        self._rows.append((least, most, [(column, value) for column, value in entries if value]))

    def _choices(self, number: int, costs: Ints, worst: int | None) -> list[int]:
        """Columns of a party, one for each kind of team that it may join."""
        party, columns = self.parties[number], []
        for kind in self.kinds:
            team = kind.teams[0]
            if 0 < party.ranks[team] <= (party.ranks[team] if worst is None else worst):
                column = self._column(float(costs[party.members, team].sum()), 1.0)
                kind.joins.setdefault(party.size, []).append((column, number))
                columns.append(column)
        return columns

    def _compose(self, kind: Kind) -> None:
        """What the teams of a kind are made of."""
        first = kind.teams[0]
        fewest, most = int(self._problem.fewest[first]), int(self._problem.most[first])
        kind.line_ups = line_ups(fewest, most, {size: len(columns) for size, columns in kind.joins.items()})
        if kind.line_ups is None and kind.teams.size > 1:
            self._apart(kind)
            return
        self.kinds.append(kind)
        if kind.line_ups is None:
            kind.opened = [self._column(0.0, 1.0)]
            self.add_row(-np.inf, 0.0, [*kind.sized(), (kind.opened[0], -float(most))])
            self.add_row(0.0, np.inf, [*kind.sized(), (kind.opened[0], -float(fewest))])
            return
        kind.opened = [self._column(0.0, float(kind.teams.size)) for _ in kind.line_ups]
        self.add_row(0.0, float(kind.teams.size), ((column, 1.0) for column in kind.opened))
        sizes = [size for size in sorted(kind.joins) if size > 1]
        for place, size in enumerate(sizes):
            numbers = [-float(line_up.numbers[place]) for line_up in kind.line_ups]
            self.add_row(0.0, 0.0, [*self._coming(kind, size), *zip(kind.opened, numbers, strict=True)])
        least = [-float(line_up.fewest_alone) for line_up in kind.line_ups]
        highest = [-float(line_up.most_alone) for line_up in kind.line_ups]
        self.add_row(0.0, np.inf, [*self._coming(kind, 1), *zip(kind.opened, least, strict=True)])
        self.add_row(-np.inf, 0.0, [*self._coming(kind, 1), *zip(kind.opened, highest, strict=True)])

    @staticmethod
    def _coming(kind: Kind, size: int) -> list[tuple[int, float]]:
        return [(column, 1.0) for column, _ in kind.joins.get(size, [])]

    def _apart(self, kind: Kind) -> None:
        """Teams with too many line-ups, one by one: a party that joins the kind joins one of them."""
        parts = [Kind(kind.teams[at : at + 1]) for at in range(kind.teams.size)]
        for size, columns in kind.joins.items():
            for column, number in columns:
                mine = [self._column(0.0, 1.0) for _ in parts]
                for part, joined in zip(parts, mine, strict=True):
                    part.joins.setdefault(size, []).append((joined, number))
                self.add_row(0.0, 0.0, [(column, -1.0), *((joined, 1.0) for joined in mine)])
        for part in parts:
            self._compose(part)

    def _limit(self, topics: tuple[int, ...], teams: tuple[int, int], students: tuple[int, int]) -> None:
        inside = [kind for kind in self.kinds if int(self._problem.topics[kind.teams[0]]) in topics]
        self.add_row(float(teams[0]), float(teams[1]), ((column, 1.0) for kind in inside for column in kind.opened))
        self.add_row(float(students[0]), float(students[1]), (entry for kind in inside for entry in kind.sized()))

    def as_lp(self) -> Any:
        """The program for HiGHS, with columns that need not be whole."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._costs), len(self._rows)
        lp.col_cost_, lp.col_upper_ = np.array(self._costs), np.array(self._most)
        lp.col_lower_ = np.zeros(len(self._costs))
        lp.row_lower_ = np.array([least for least, _, _ in self._rows])
        lp.row_upper_ = np.array([most for _, most, _ in self._rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(entries) for _, _, entries in self._rows)], dtype=np.int32)
        lp.a_matrix_.index_ = np.array([at for _, _, entries in self._rows for at, _ in entries], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([value for _, _, entries in self._rows for _, value in entries])
        return lp

    def as_model(self, *, priced: bool = True) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
        """The program for CP-SAT, with its costs or without, and its whole columns."""
        model = cp_model.CpModel()
        columns = [model.new_int_var(0, round(most), "") for most in self._most]
        for least, most, entries in self._rows:
            amount = cp_model.LinearExpr.weighted_sum(
                [columns[at] for at, _ in entries], [round(value) for _, value in entries]
            )
            lower = round(least) if np.isfinite(least) else cp_model.INT32_MIN
            model.add_linear_constraint(amount, lower, round(most) if np.isfinite(most) else cp_model.INT32_MAX)
        if priced:
            model.minimize(cp_model.LinearExpr.weighted_sum(columns, [round(cost) for cost in self._costs]))
        return model, columns

    @property
    def num_columns(self) -> int:
        """Columns."""
        return len(self._costs)

    def held(self, values: Ints) -> Ints:
        """(n,) int64 teams of the students, from whole values of the columns; -1 for whoever finds no place."""
        held = np.full(self._problem.num_students, -1, dtype=np.int64)
        for kind in self.kinds:
            coming = {
                size: [number for column, number in columns if values[column]] for size, columns in kind.joins.items()
            }
            for team, numbers in zip(kind.teams.tolist(), self._shared_out(kind, coming, values), strict=False):
                for number in numbers:
                    held[self.parties[number].members] = team
        return held

    @staticmethod
    def _shared_out(kind: Kind, coming: dict[int, list[int]], values: Ints) -> list[list[int]]:
        """Parties of each open team of a kind."""
        if kind.line_ups is None:
            return [[number for numbers in coming.values() for number in numbers]]
        made = [
            line_up
            for line_up, column in zip(kind.line_ups, kind.opened, strict=True)
            for _ in range(int(values[column]))
        ]
        sizes = [size for size in sorted(kind.joins) if size > 1]
        alone = coming.get(1, [])
        spare = len(alone) - sum(line_up.fewest_alone for line_up in made)
        teams = []
        for line_up in made:
            team = [
                coming[size].pop() for size, number in zip(sizes, line_up.numbers, strict=True) for _ in range(number)
            ]
            extra = min(spare, line_up.most_alone - line_up.fewest_alone)
            spare -= extra
            team += [alone.pop() for _ in range(line_up.fewest_alone + extra)]
            teams.append(team)
        return teams
