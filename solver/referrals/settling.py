"""From cells to days and hours; people whose referrals get in each other's way are found out here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from solver.referrals.calendar import Whole
from solver.referrals.columns import Columns
from solver.referrals.draft import Draft
from solver.referrals.problem import NONE, Problem, Solution
from solver.referrals.runs import HAIR, Runs, cheapest_together


@dataclass(frozen=True, slots=True)
class Settled:
    """Cells turned into days and hours.

    Attributes
    ----------
    solution
        A solution that keeps every rule, if locks can be kept; people in each other's own way may cost more in it.
    tangled
        People whose referrals cannot all have the cheapest run of their cells.
    """

    solution: Solution
    tangled: frozenset[int]


class People:
    """Referrals by person, and their runs, worked out when they are asked for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.referrals: dict[int, list[int]] = {}
        for r, person in enumerate(problem.person.tolist()):
            self.referrals.setdefault(person, []).append(r)
        self._runs: dict[tuple[int, int], Runs] = {}

    def runs_in(self, r: int, cell: int) -> Runs:
        """Runs of a referral in a cell."""
        if (r, cell) not in self._runs:
            self._runs[r, cell] = Runs.of(self.problem, r, cell)
        return self._runs[r, cell]


def settled(
    people: People, columns: Columns, cells: Whole, given: Mapping[int, tuple[int, int]] | None = None
) -> Settled:
    """Days and hours for an assignment of referrals to cells.

    Parameters
    ----------
    cells
        (R,) cell of each referral, or -1.
    given
        Way and time of referrals for whom they are known already.
    """
    problem, known = people.problem, dict(given or {})
    way_of = way_in(columns, cells)
    draft, tangled, late = Draft(problem), set(), []
    for person, referrals in people.referrals.items():
        mine = [r for r in referrals if cells[r] != NONE and r not in known]
        if len(mine) == 1 and len(referrals) == 1:
            r, way = mine[0], int(way_of[mine[0]])
            known[r] = way, int(problem.times_on(r, int(problem.ways.contract[way]), int(problem.ways.day[way]))[0])
        elif mine:
            found = cheapest_together([people.runs_in(r, int(cells[r])) for r in mine], problem.turnaround)
            least = float(problem.ways.cost[way_of[mine]].sum())
            if found is None or found.cost > least + HAIR:
                tangled.add(person)
            if found is None:
                late += mine
            else:
                known.update(zip(mine, found.chosen, strict=True))
    for r, (way, time) in known.items():
        draft.place(r, way, time)
    for r in most_needy_first(problem, [*late, *np.flatnonzero(cells == NONE).tolist()]):
        if not draft.is_placed(r):
            draft.place_cheapest(r)
    return Settled(draft.solution, frozenset(tangled))


def way_in(columns: Columns, cells: Whole) -> Whole:
    """(R,) cheapest way of each referral in its cell; -1 where it has none."""
    ways = np.full(len(cells), NONE, dtype=np.int64)
    mine = cells[columns.referral] == columns.cell
    ways[columns.referral[mine]] = columns.way[mine]
    return ways


def most_needy_first(problem: Problem, referrals: Iterable[int]) -> list[int]:
    """Referrals in order of need: locked ones, then need, then the day of referral, then as they stand."""
    return sorted(set(referrals), key=lambda r: (problem.must[r] == NONE, -problem.need[r], problem.referred[r], r))
