"""People whose referrals get in each other's way, as an integer program over what they can have together.

Everybody else stays in it by columns. Whatever costs more at the prices of the flow than could still be saved is left
out: so the program is small, and its bound holds for the whole problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pulp
from numpy.typing import NDArray

from solver.backends.answer import Limits
from solver.backends.mip import StartedHighs
from solver.referrals.calendar import Whole
from solver.referrals.columns import Columns
from solver.referrals.problem import NONE
from solver.referrals.runs import HAIR, cheapest_together
from solver.referrals.settling import People

Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Joint:
    """What a person's referrals could have together: cells (-1 for none) and runs, at a cost."""

    cells: tuple[int, ...]
    cost: float
    chosen: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """An answer of the program: cells of all, runs of the people who were tangled, and the bound."""

    cells: Whole
    given: dict[int, tuple[int, int]]
    bound: float


def joints(people: People, columns: Columns, person: int, prices: Prices, spare: float) -> Iterator[Joint]:
    """What a person's referrals could have together, but for what costs more by ``spare`` at the prices."""
    mine = people.referrals[person]
    options = [
        [*([NONE] if np.isfinite(columns.missing[r]) else []), *columns.cell[columns.referral == r].tolist()]
        for r in mine
    ]
    worth = sum(_worth(columns, r, prices) for r in mine)
    for cells in product(*options):
        left_out = sum(float(columns.missing[r]) for r, cell in zip(mine, cells, strict=True) if cell == NONE)
        paid = left_out + sum(float(prices[cell]) for cell in cells if cell != NONE)
        placed = [(r, cell) for r, cell in zip(mine, cells, strict=True) if cell != NONE]
        most = worth + spare - paid + 2 * HAIR
        runs = [people.runs_in(r, cell) for r, cell in placed]
        found = cheapest_together(runs, people.problem.turnaround, most) if most > 0 or not placed else None
        if found is not None:
            chosen = iter(found.chosen)
            picked = tuple(None if cell == NONE else next(chosen) for cell in cells)
            yield Joint(cells, left_out + found.cost, picked)


def _worth(columns: Columns, r: int, prices: Prices) -> float:
    """What a referral costs at least at these prices."""
    own = columns.referral == r
    return float(min(columns.missing[r], (columns.cost[own] + prices[columns.cell[own]]).min(initial=np.inf)))


def untangled(
    people: People,
    columns: Columns,
    tangled: frozenset[int],
    *,
    prices: Prices,
    spare: float,
    limits: Limits,
    seed: int,
) -> Assembled | None:
    """The best assignment in which the runs of tangled people keep clear of each other; None where none is found.

    Parameters
    ----------
    prices
        (K,) price of a place in each cell.
    spare
        What the best solution known costs above the bound at these prices.
    """
    program = _Program(people, columns, tangled, prices, spare)
    answer = StartedHighs(seed=seed, whole_costs=False, heuristics=True).minimise(program.lp, start={}, limits=limits)
    if not answer.found or answer.bound is None:
        return None
    return program.assembled(answer.bound)


class _Program:
    """The integer program: who is in which cell, and what tangled people have together."""

    def __init__(self, people: People, columns: Columns, tangled: frozenset[int], prices: Prices, spare: float) -> None:
        self.columns, self.people = columns, people
        self.lp = pulp.LpProblem("referrals", pulp.LpMinimize)
        self._terms: list[tuple[pulp.LpVariable, float]] = []
        self._in_cell: dict[int, list[pulp.LpVariable]] = {}
        self.joint: dict[int, list[tuple[pulp.LpVariable, Joint]]] = {}
        self.single: list[tuple[pulp.LpVariable, int]] = []
        entangled = {r for person in tangled for r in people.referrals[person]}
        self._singles(entangled, prices, spare)
        for person in sorted(tangled):
            self._joint(person, prices, spare)
        self._places()
        self.lp.setObjective(pulp.LpAffineExpression(self._terms, constant=columns.keeping_promises))

    def _variable(self, name: str, cost: float, cells: tuple[int, ...]) -> pulp.LpVariable:
        variable = self.lp.add_variable(name, 0, 1, pulp.LpInteger)
        self._terms.append((variable, cost))
        for cell in cells:
            if cell != NONE:
                self._in_cell.setdefault(cell, []).append(variable)
        return variable

    def _singles(self, entangled: set[int], prices: Prices, spare: float) -> None:
        columns = self.columns
        worth = columns.missing.copy()
        priced = columns.cost + prices[columns.cell]
        np.minimum.at(worth, columns.referral, priced)
        kept = np.flatnonzero(priced <= worth[columns.referral] + spare + HAIR).tolist()
        rows: dict[int, list[pulp.LpVariable]] = {r: [] for r in range(len(worth)) if r not in entangled}
        for n in kept:
            r, cell = int(columns.referral[n]), int(columns.cell[n])
            if r not in entangled:
                variable = self._variable(f"x_{r}_{cell}", float(columns.cost[n]), (cell,))
                self.single.append((variable, n))
                rows[r].append(variable)
        for r, row in rows.items():
            if columns.missing[r] <= worth[r] + spare + HAIR:
                row.append(self._variable(f"out_{r}", float(columns.missing[r]), ()))
            self.lp += pulp.lpSum(row) == 1, f"one_{r}"

    def _joint(self, person: int, prices: Prices, spare: float) -> None:
        found = joints(self.people, self.columns, person, prices, spare)
        rows = [(self._variable(f"p_{person}_{n}", joint.cost, joint.cells), joint) for n, joint in enumerate(found)]
        self.joint[person] = rows
        self.lp += pulp.lpSum([variable for variable, _ in rows]) == 1, f"person_{person}"

    def _places(self) -> None:
        for cell, variables in sorted(self._in_cell.items()):
            started = pulp.lpSum(variables)
            self.lp += started <= int(self.columns.places[cell]), f"places_{cell}"
            promised = int(self.columns.promised[cell])
            if promised and self.columns.promise:
                used = self.lp.add_variable(f"used_{cell}", 0, promised)
                self._terms.append((used, -self.columns.promise))
                self.lp += used - started <= 0, f"promise_{cell}"

    def assembled(self, bound: float) -> Assembled:
        """Cells and runs from the values of the variables."""
        cells = np.full(len(self.columns.missing), NONE, dtype=np.int64)
        given: dict[int, tuple[int, int]] = {}
        for variable, n in self.single:
            if variable.value() > 0.5:
                cells[self.columns.referral[n]] = self.columns.cell[n]
        for person, rows in self.joint.items():
            joint = next(row for variable, row in rows if variable.value() > 0.5)
            for r, cell, run in zip(self.people.referrals[person], joint.cells, joint.chosen, strict=True):
                cells[r] = cell
                if run is not None:
                    given[r] = run
        return Assembled(cells, given, bound)
