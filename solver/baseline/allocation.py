"""Yardsticks for the allocation: what current practice does, and a greedy that sees every cost.

Also the plan in force, brought up to date, so that a search never ends worse than it began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.staff import Grade
from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.problem import (
    ITEM_KINDS,
    NOBODY,
    Area,
    Bools,
    Floats,
    Indices,
    Ints,
    ItemKind,
    Problem,
    Solution,
    cases_held,
    loads,
    most_cases,
    most_loads,
    most_moves,
    moved,
    nobody_holds,
    solution_of,
)

GRADE_ORDER: dict[Grade, int] = {Grade.PO: 4, Grade.NQO: 4, Grade.PSO: 3, Grade.PQIP: 2, Grade.SPO: 1}
"""Order in which today's allocation screen sorts grades; a newly qualified officer stands with the other POs."""
ROWS = 2048
"""Items whose choices are looked at together."""
BATCHES = 60
"""Times that the greedy looks at all regrets anew."""


@dataclass(slots=True)
class Filling:
    """A plan that is being filled item by item, within the hard rules.

    Attributes
    ----------
    holder
        (N,) int32 staff so far.
    carried
        (M, R) int64 what they carry of each resource.
    load, most_load
        (M, T) int64 points they carry, and may carry.
    cases, most_cases
        (M,) int64 cases they hold, and may hold.
    moves_left
        Moves that are still allowed.
    rivals
        Items that each item must be kept apart from, where there are any.
    """

    problem: Problem
    holder: Indices
    carried: Ints
    load: Ints
    most_load: Ints
    cases: Ints
    most_cases: Ints
    moves_left: int
    rivals: dict[int, list[int]]

    @classmethod
    def with_locks(cls, problem: Problem) -> Filling:
        """Only the cases that are locked to somebody are placed, where the rules about pairs let them be."""
        holder = nobody_holds(problem)
        for area in problem.areas:
            rows = np.flatnonzero(problem.must[area.items] != NOBODY)
            if rows.size:
                locked = area.allowed_rows(rows) & (problem.must[area.items[rows], None] == area.staff)
                placed = rows[locked.any(axis=1)]
                holder[area.items[placed]] = problem.must[area.items[placed]]
        rivals: dict[int, list[int]] = {}
        for a, b in problem.apart.tolist():
            rivals.setdefault(a, []).append(b)
            rivals.setdefault(b, []).append(a)
        most = most_moves(problem)
        return cls(
            problem=problem,
            holder=holder,
            carried=problem.resources.carried(problem, holder),
            load=loads(problem, holder),
            most_load=most_loads(problem),
            cases=cases_held(problem, holder),
            most_cases=most_cases(problem),
            moves_left=problem.num_items if most is None else most - int(moved(problem, holder).sum()),
            rivals=rivals,
        )

    def open_to(self, i: int, staff: Indices, allowed: Bools) -> Bools:
        """(m,) bool: who could take item i now."""
        able = allowed & (self.load[staff] + self.problem.points[i] <= self.most_load[staff]).all(axis=1)
        if self.problem.kinds[i] == ItemKind.CASE:
            able &= self.cases[staff] < self.most_cases[staff]
        if self.problem.has_current[i] and self.moves_left <= 0:
            able &= staff == self.problem.current[i]
        for rival in self.rivals.get(i, ()):
            able &= staff != self.holder[rival]
        return np.asarray(able)

    def place(self, i: int, j: int) -> None:
        """Item i goes to member of staff j."""
        problem = self.problem
        self.holder[i] = j
        self.load[j] += problem.points[i]
        self.cases[j] += problem.kinds[i] == ItemKind.CASE
        self.carried[j] += problem.resources.draws(problem, i, np.array([j]))[0]
        self.moves_left -= bool(problem.has_current[i]) and problem.current[i] != j

    def stay(self, area: Area, rows: Ints) -> list[int]:
        """Leave items, row by row, with those who have them, where that is allowed; returns the rows that wait."""
        items = area.items[rows]
        now = self.problem.current[items]
        kept = area.allows(rows, _columns(self.problem, area)[now])
        waiting = []
        for row, i, j, may in zip(rows.tolist(), items.tolist(), now.tolist(), kept.tolist(), strict=True):
            if self.holder[i] != NOBODY:
                continue
            if may and self.open_to(i, np.array([j]), np.ones(1, dtype=np.bool_))[0]:
                self.place(i, j)
            else:
                waiting.append(row)
        return waiting


def current_practice(problem: Problem) -> Solution:
    """What is done today: holders stay, new work goes out one at a time in order of date, without looking ahead.

    A new item goes to somebody below full workload if there is anybody, of the highest grade that may have it, with the
    lowest workload share in the fullest period. Where present holders carry more than the ceiling, or may not have what
    they have, their newest items count as new.
    """
    filling = Filling.with_locks(problem)
    order = np.array([GRADE_ORDER.get(Grade(problem.grade_names[g]), 0) for g in problem.grade], dtype=np.int64)
    for area in problem.areas:
        rows = np.lexsort((np.arange(area.items.size), problem.sentenced[area.items]))
        _hand_out(filling, area, filling.stay(area, rows), order)
    return solution_of(filling.holder)


def _hand_out(filling: Filling, area: Area, waiting: list[int], order: Ints) -> None:
    available = np.maximum(filling.problem.available, 1)
    for row in waiting:
        i = int(area.items[row])
        able = area.staff[filling.open_to(i, area.staff, area.allowed_rows(np.array([row]))[0])]
        if able.size:
            share = (filling.load[able] / available[able]).max(axis=1)
            filling.place(i, int(able[np.lexsort((share, -order[able], share >= 1.0))[0]]))


def greedy(problem: Problem) -> Solution:
    """Items one by one to whoever is cheapest under all goals, those with the most to lose first.

    What an item has to lose is the difference between its two best choices, leaving it out among them; it is reckoned
    anew for all items that wait after every batch. Where moves are capped, what may stay does.
    """
    filling = Filling.with_locks(problem)
    for area in problem.areas:
        if problem.change.max_moves is not None:
            filling.stay(area, np.lexsort((np.arange(area.items.size), problem.sentenced[area.items])))
        _fill(filling, area)
    return solution_of(filling.holder)


def plan_in_force(problem: Problem) -> Solution | None:
    """The previous plan, where there is one: its lines that can still be kept, and the rest as the greedy would."""
    if not problem.previous and not problem.previous_duties:
        return None
    before = {(ItemKind.CASE, row.case): row.practitioner for row in problem.previous}
    before |= {(ITEM_KINDS[row.kind], row.id): row.staff for row in problem.previous_duties}
    index = {id: j for j, id in enumerate(problem.staff)}
    filling = Filling.with_locks(problem)
    for area in problem.areas:
        column = _columns(problem, area)
        for row, i in enumerate(area.items.tolist()):
            j = index.get(before.get((ItemKind(int(problem.kinds[i])), problem.items[i]), ""), NOBODY)
            if j == NOBODY or filling.holder[i] != NOBODY or column[j] < 0:
                continue
            allowed = area.allows(np.array([row]), column[j : j + 1])
            if filling.open_to(i, np.array([j]), allowed)[0]:
                filling.place(i, j)
        _fill(filling, area)
    return solution_of(filling.holder)


def _fill(filling: Filling, area: Area) -> None:
    waiting = np.flatnonzero(filling.holder[area.items] == NOBODY)
    batch = max(1, -(-waiting.size // BATCHES))
    out = leaving_out_costs(filling.problem)
    while waiting.size:
        order = np.argsort(-_regrets(filling, area, waiting, out), kind="stable")
        for row in waiting[order[:batch]].tolist():
            i = int(area.items[row])
            rows = np.array([row])
            costs = _choices(filling, area, rows, out)[0]
            costs[:-1][~filling.open_to(i, area.staff, area.allowed_rows(rows)[0])] = np.inf
            best = int(np.argmin(costs))
            if best < area.staff.size:
                filling.place(i, int(area.staff[best]))
        waiting = np.sort(waiting[order[batch:]])


def _regrets(filling: Filling, area: Area, rows: Ints, out: Floats) -> Floats:
    if area.staff.size == 0:
        return np.zeros(rows.size)
    two = [
        np.partition(_choices(filling, area, rows[begin : begin + ROWS], out), 1, axis=1)[:, :2]
        for begin in range(0, rows.size, ROWS)
    ]
    first, second = np.concatenate(two).T
    return np.asarray(second - first)


def _choices(filling: Filling, area: Area, rows: Ints, out: Floats) -> Floats:
    """(k, m + 1) what everyone would cost more with the item, infinite if not possible; leaving out last."""
    problem, table = filling.problem, filling.problem.resources
    items, staff = area.items[rows], area.staff
    costs = np.full((rows.size, staff.size + 1), np.inf)
    costs[:, -1] = out[items]
    cost = pair_costs(problem, items[:, None], staff)
    fits = area.allowed_rows(rows)
    stays = problem.current[items, None] == staff
    for r in range(len(table.names)):
        before = filling.carried[staff, r]
        after = before + np.where(table.spared[r] & stays, 0, table.use[items, r, None])
        fits &= after <= table.most[staff, r]
        cost += table.cost_of(r, staff, after.astype(np.float64)) - table.cost_of(r, staff, before.astype(np.float64))
    if filling.moves_left <= 0:
        fits &= stays | ~problem.has_current[items, None]
    costs[:, :-1] = np.where(fits, cost, np.inf)
    return costs


def _columns(problem: Problem, area: Area) -> Ints:
    """(M + 1,) column of every member of staff in an area, -1 for all others and for nobody."""
    column = np.full(problem.num_staff + 1, -1, dtype=np.int64)
    column[area.staff] = np.arange(area.staff.size)
    return column
