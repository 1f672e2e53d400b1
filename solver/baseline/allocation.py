"""Yardsticks for the allocation: what current practice does, and a greedy that sees every cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.staff import Grade
from solver.allocation.goals import leaving_out_costs, load_costs, pair_costs
from solver.allocation.problem import (
    NOBODY,
    Area,
    Bools,
    Floats,
    Indices,
    Ints,
    Problem,
    Solution,
    locked_loads,
    most_loads,
    nobody_holds,
    solution_of,
)

GRADE_ORDER: dict[Grade, int] = {Grade.PO: 4, Grade.NQO: 4, Grade.PSO: 3, Grade.PQIP: 2, Grade.SPO: 1}
"""Order in which today's allocation screen sorts grades; a newly qualified officer stands with the other POs."""
BATCHES = 60
"""Times that the greedy looks at all regrets anew."""


@dataclass(slots=True)
class Filling:
    """A plan that is being filled case by case, within the hard rules.

    Attributes
    ----------
    holder
        (N,) int32 practitioners so far.
    load
        (M,) int64 points they carry.
    most
        (M,) int64 points they may carry.
    rivals
        Co-defendants of each case that has any.
    """

    problem: Problem
    holder: Indices
    load: Ints
    most: Ints
    rivals: dict[int, list[int]]

    @classmethod
    def with_locks(cls, problem: Problem) -> Filling:
        """Only the cases that are locked to somebody are placed, where the rules about pairs let them be."""
        holder = nobody_holds(problem)
        for area in problem.areas:
            locked = area.allowed & (problem.must[area.cases, None] == area.practitioners)
            rows = locked.any(axis=1)
            holder[area.cases[rows]] = problem.must[area.cases[rows]]
        rivals: dict[int, list[int]] = {}
        for a, b in problem.apart.tolist():
            rivals.setdefault(a, []).append(b)
            rivals.setdefault(b, []).append(a)
        return cls(problem, holder, locked_loads(problem), most_loads(problem), rivals)

    def open_to(self, i: int, practitioners: Indices, allowed: Bools) -> Bools:
        """(m,) bool: who could take case i now."""
        able = allowed & (self.load[practitioners] + self.problem.points[i] <= self.most[practitioners])
        for rival in self.rivals.get(i, ()):
            able &= practitioners != self.holder[rival]
        return np.asarray(able)

    def place(self, i: int, j: int) -> None:
        """Case i goes to practitioner j."""
        self.holder[i] = j
        self.load[j] += self.problem.points[i]


def current_practice(problem: Problem) -> Solution:
    """What is done today: holders stay, new cases go out one at a time in order of sentence, without looking ahead.

    A new case goes to somebody below full workload if there is anybody, of the highest grade that may hold it, with the
    lowest workload share. Where present holders carry more than the ceiling, their newest cases count as new.
    """
    filling = Filling.with_locks(problem)
    by_sentence = np.lexsort((np.arange(problem.num_cases), problem.sentenced))
    row_of = _rows(problem)
    waiting = []
    for i in by_sentence.tolist():
        area, row = row_of[i]
        kept = area.practitioners == problem.current[i]
        if filling.holder[i] != NOBODY:
            continue
        if filling.open_to(i, area.practitioners, area.allowed[row] & kept).any():
            filling.place(i, int(problem.current[i]))
        else:
            waiting.append(i)
    order = np.array([GRADE_ORDER.get(Grade(problem.grade_names[g]), 0) for g in problem.grade], dtype=np.int64)
    for i in waiting:
        area, row = row_of[i]
        able = area.practitioners[filling.open_to(i, area.practitioners, area.allowed[row])]
        if able.size:
            share = filling.load[able] / problem.available[able]
            filling.place(i, int(able[np.lexsort((share, -order[able], share >= 1.0))[0]]))
    return solution_of(filling.holder)


def greedy(problem: Problem) -> Solution:
    """Cases one by one to whoever is cheapest under all goals, those with the most to lose first.

    What a case has to lose is the difference between its two best choices, leaving it out among them; it is reckoned
    anew for all cases that wait after every batch.
    """
    filling = Filling.with_locks(problem)
    for area in problem.areas:
        _fill(filling, area)
    return solution_of(filling.holder)


def _fill(filling: Filling, area: Area) -> None:
    waiting = np.flatnonzero(filling.holder[area.cases] == NOBODY)
    batch = max(1, -(-waiting.size // BATCHES))
    while waiting.size:
        order = np.argsort(-_regrets(filling, area, waiting), kind="stable")
        for row in waiting[order[:batch]].tolist():
            i = int(area.cases[row])
            costs = _choices(filling, area, np.array([row]))[0]
            costs[:-1][~filling.open_to(i, area.practitioners, area.allowed[row])] = np.inf
            best = int(np.argmin(costs))
            if best < area.practitioners.size:
                filling.place(i, int(area.practitioners[best]))
        waiting = np.sort(waiting[order[batch:]])


def _regrets(filling: Filling, area: Area, rows: Ints) -> Floats:
    two = (
        np.partition(_choices(filling, area, rows), 1, axis=1) if area.practitioners.size else np.zeros((rows.size, 2))
    )
    return np.asarray(two[:, 1] - two[:, 0])


def _choices(filling: Filling, area: Area, rows: Ints) -> Floats:
    """(k, m + 1) what each practitioner would cost more with the case, infinite if not possible; leaving out last."""
    problem, able = filling.problem, area.practitioners
    cases = area.cases[rows]
    costs = np.full((rows.size, able.size + 1), np.inf)
    costs[:, -1] = leaving_out_costs(problem)[cases]
    columns = np.flatnonzero(problem.available[able] > 0)
    j = able[columns]
    load = filling.load[j].astype(np.float64)
    after = load + problem.points[cases, None]
    cost = pair_costs(problem, cases[:, None], j) + load_costs(problem, j, after) - load_costs(problem, j, load)
    fits = area.allowed[rows[:, None], columns] & (after <= filling.most[j])
    costs[:, columns] = np.where(fits, cost, np.inf)
    return costs


def _rows(problem: Problem) -> list[tuple[Area, int]]:
    """Region and row in it of each case."""
    rows: dict[int, tuple[Area, int]] = {}
    for area in problem.areas:
        for row, i in enumerate(area.cases.tolist()):
            rows[i] = (area, row)
    return [rows[i] for i in range(problem.num_cases)]
