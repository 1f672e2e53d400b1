"""Yardsticks for the allocation: what current practice does, and a greedy that sees every cost.

Also the plan in force, brought up to date, so that a search never ends worse than it began.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.staff import Grade
from solver.allocation.allowed import Area
from solver.allocation.goals import leaving_out_costs
from solver.allocation.problem import ITEM_KINDS, NOBODY, Bools, Floats, Indices, Ints, ItemKind, Problem
from solver.allocation.scan import PairFacts, Stock, pair_facts, place, regrets, stock
from solver.allocation.solution import Solution, most_moves, moved, nobody_holds, solution_of

GRADE_ORDER: dict[Grade, int] = {Grade.PO: 4, Grade.NQO: 4, Grade.PSO: 3, Grade.PQIP: 2, Grade.SPO: 1}
"""Order in which today's allocation screen sorts grades; a newly qualified officer stands with the other POs."""
ROWS = 4096
"""Items looked at together."""
LOOKS, FEWEST, MOST = 100_000, 4, 60
"""Items that the greedy looks at in all, and how often at least and at most it reckons all regrets anew."""


@dataclass(slots=True)
class Filling:
    """A plan that is being filled item by item, within the hard rules.

    Attributes
    ----------
    holder
        (N,) int32 staff so far.
    carried
        (M, R) int64 what they carry of each resource.
    moves_left
        Moves that are still allowed.
    apart_start, apart_with
        Items kept apart from item i: ``apart_with[apart_start[i]:apart_start[i + 1]]``.
    """

    problem: Problem
    holder: Indices
    carried: Ints
    moves_left: int
    apart_start: Ints
    apart_with: Ints

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
        both = np.concatenate((problem.apart, problem.apart[:, ::-1]))
        both = both[np.lexsort((both[:, 1], both[:, 0]))]
        number = np.bincount(both[:, 0], minlength=problem.num_items)
        most = most_moves(problem)
        return cls(
            problem=problem,
            holder=holder,
            carried=problem.resources.carried(problem, holder),
            moves_left=problem.num_items if most is None else most - int(moved(problem, holder).sum()),
            apart_start=np.concatenate(([0], np.cumsum(number))),
            apart_with=both[:, 1].astype(np.int64),
        )

    def open_to(self, i: int, staff: Indices, allowed: Bools) -> Bools:
        """(m,) bool: who could take item i now."""
        table = self.problem.resources
        after = self.carried[staff] + table.draws(self.problem, i, staff)
        able = allowed & (after <= table.most[staff]).all(axis=1)
        if self.problem.has_current[i] and self.moves_left <= 0:
            able &= staff == self.problem.current[i]
        for rival in self.apart_with[self.apart_start[i] : self.apart_start[i + 1]]:
            able &= staff != self.holder[rival]
        return np.asarray(able)

    def place(self, i: int, j: int) -> None:
        """Item i goes to member of staff j."""
        problem = self.problem
        self.holder[i] = j
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
            load = filling.carried[able, : filling.problem.num_periods]
            share = (load / available[able]).max(axis=1)
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
    """Give out what nobody has yet as the greedy does."""
    problem, items, staff = filling.problem, area.items, area.staff
    facts, goods = pair_facts(problem, area.items, area.staff), stock(problem, area)
    out = leaving_out_costs(problem)[items]
    carried = np.ascontiguousarray(filling.carried[staff].T, dtype=np.float64)
    held = _columns(problem, area)[filling.holder[items]]
    apart_start, apart_with = _neighbours(filling, area)
    waiting = np.flatnonzero(held == NOBODY)
    batches = min(MOST, max(FEWEST, LOOKS // max(1, waiting.size)))
    batch = max(1, -(-waiting.size // batches))
    while waiting.size:
        loss = _regrets(area, facts, goods, carried, out)[waiting]
        order = np.argsort(-loss, kind="stable")
        rows = waiting[order[:batch]]
        left, allowed = filling.moves_left, area.allowed_rows(rows)
        filling.moves_left = place(facts, goods, carried, out, rows, allowed, left, apart_start, apart_with, held)
        waiting = np.sort(waiting[order[batch:]])
    filling.holder[items] = np.append(staff, np.int32(NOBODY))[held]
    filling.carried[staff] = carried.T.astype(np.int64)


def _regrets(area: Area, facts: PairFacts, goods: Stock, carried: Floats, out: Floats) -> Floats:
    """(n,) what each item has to lose by not getting its best choice."""
    found = [
        regrets(facts, goods, carried, out[begin : begin + ROWS], begin, area.allowed_rows(slice(begin, begin + ROWS)))
        for begin in range(0, out.size, ROWS)
    ]
    return np.concatenate(found)


def _neighbours(filling: Filling, area: Area) -> tuple[Ints, Ints]:
    """Rows of the area's items that each row is kept apart from: where each begins, and one after the other."""
    row = np.full(filling.problem.num_items, -1, dtype=np.int64)
    row[area.items] = np.arange(area.items.size)
    found = [row[filling.apart_with[filling.apart_start[i] : filling.apart_start[i + 1]]] for i in area.items.tolist()]
    found = [rows[rows >= 0] for rows in found]
    start = np.concatenate(([0], np.cumsum([rows.size for rows in found], dtype=np.int64)))
    return start, np.concatenate((*found, np.zeros(0, dtype=np.int64)))


def _columns(problem: Problem, area: Area) -> Ints:
    """(M + 1,) column of every member of staff in an area, -1 for all others and for nobody."""
    column = np.full(problem.num_staff + 1, -1, dtype=np.int64)
    column[area.staff] = np.arange(area.staff.size)
    return column
