"""Rows that whole weeks imply: a person's slots with their fees, and a supervisor's turns with the days left spare.

The relaxation mixes weeks: half of a week at one project and half of one at another share fees, and prices of unpopular
slots, that neither week would have less of. The weeks over the slots in use are few, so a small program says whether a
point is a mixture of them at its price, and where it is not, which row cuts it off. Slots that are not in use count 0
in that row: a week without some of its slots is a week, too, costs no more, and leaves no day less spare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Program
from solver.unpaid_work.spare import shortest_turns

IN_USE = 1e-6
"""Share from which a slot is in use; also how far from a whole number still counts as whole."""
MOST_WEEKS = 3000
"""Weeks beyond which a person or supervisor is left alone."""
LEAST_MINUTES, LEAST_SPARE = 0.5, 0.02
"""Priced minutes of a person, and days spare of a supervisor, from which a row is worth having."""
STRAY_MINUTES, STRAY_SPARE = 1000.0, 1.0
"""What it costs to leave a slot unexplained: more than the weeks with it and without it differ by."""
ROUNDED_MINUTES = 1e-6
"""Minutes of a supervisor's week that are put down to rounding."""
LEEWAY = 1e-9
"""Share of a row's magnitudes that floating-point sums are mistrusted by."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """What somebody's weeks can be over the slots in use.

    Attributes
    ----------
    taken
        (K, N) float64: 1 where week n takes slot k.
    left
        (D, N) float64: 1 where it leaves day d spare.
    price
        (N,) float64: fees and prices beyond those of the slots.
    """

    taken: Floats
    left: Floats
    price: Floats


@dataclass(frozen=True, slots=True)
class Row:
    """``sum of value x >= low``."""

    columns: Index
    values: Floats
    low: float


class WholeWeeks:
    """Rows of whole weeks, made where a point breaks them.

    Parameters
    ----------
    problem
        The rota's arrays.
    layout
        Where things are in the program.
    cost
        (N,) float64: what its columns cost.

    Attributes
    ----------
    looked_at
        People and supervisors whose weeks have been looked at.
    """

    def __init__(self, problem: Problem, layout: Layout, cost: Floats) -> None:
        self._problem, self._layout, self._cost = problem, layout, cost
        self._several = np.flatnonzero(problem.requirements.sessions_per_week > 1).tolist()
        self._again = np.searchsorted(layout.again.requirement, np.arange(len(problem.requirements.ids) + 1))
        self._shortest = shortest_turns(problem)
        self.looked_at = 0

    def broken(self, point: Floats, program: Program) -> Program:
        """For each person and supervisor the row that a point breaks most, if any, over a program's columns."""
        rows = [self._of_person(r, point) for r in self._several]
        rows += [self._of_supervisor(j, point) for j in range(len(self._problem.supervisors.ids))]
        return _program([row for row in rows if row is not None], program)

    def _of_person(self, r: int, point: Floats) -> Row | None:
        options, layout = self._problem.options, self._layout
        mine = np.arange(options.first[r], options.first[r + 1])
        mine = mine[point[layout.option[mine]] > IN_USE]
        share, fee = point[layout.option[mine]], layout.fee[mine]
        again = layout.again.column[self._again[r] : self._again[r + 1]]
        extra = np.concatenate([np.unique(fee[fee >= 0]), again])
        if len(extra) == 0 or (np.abs(share - np.round(share)) <= IN_USE).all():
            return None
        slot, most = options.slot[mine], int(self._problem.requirements.sessions_per_week[r])
        taken = _choices(self._problem.slots.weekday[slot], most=most)
        if taken is None:
            return None
        price: Floats = self._fees(taken, fee) + self._unpopular(taken, self._problem.slots.unpopular[slot], again)
        weeks = Weeks(taken, np.zeros((0, taken.shape[1])), price)
        self.looked_at += 1
        by_slot, _, low = _supported(weeks, share, np.zeros(0), stray=STRAY_MINUTES)
        if low + by_slot @ share - self._cost[extra] @ point[extra] <= LEAST_MINUTES:
            return None
        return Row(np.concatenate([layout.option[mine], extra]), np.concatenate([-by_slot, self._cost[extra]]), low)

    def _fees(self, taken: Floats, fee: Index) -> Floats:
        """(N,): fees of weeks for their projects, where options do not carry them."""
        groups, at = np.unique(fee, return_inverse=True)
        there = np.array([taken[at == g].any(axis=0) for g in range(len(groups))])
        return np.asarray(np.where(groups >= 0, self._cost[groups], 0.0) @ there)

    def _unpopular(self, taken: Floats, unpopular: Bools, again: Index) -> Floats:
        """(N,): prices of unpopular slots of weeks beside the first."""
        prices = np.concatenate([[0.0, 0.0], np.cumsum(np.sort(self._cost[again])), np.zeros(taken.shape[0])])
        count = unpopular.astype(np.float64) @ taken
        return np.asarray(np.maximum.accumulate(prices)[count.astype(np.int64)])

    def _of_supervisor(self, j: int, point: Floats) -> Row | None:
        layout, slots = self._layout, self._problem.slots
        spare = np.flatnonzero(layout.spare.supervisor == j)
        turn = np.flatnonzero(layout.supervisor == j)
        turn = turn[point[layout.turn[turn]] > IN_USE]
        if len(spare) == 0 or len(turn) == 0:
            return None
        # Slots of a weekday that are equally long are alike to whoever supervises them.
        of_turn = np.column_stack([slots.weekday, slots.minutes])[layout.supervisor_slot[turn]].astype(np.int64)
        kinds, kind = np.unique(of_turn, axis=0, return_inverse=True)
        weeks = self._weeks_of_supervisor(j, kinds, layout.spare.weekday[spare])
        if weeks is None:
            return None
        self.looked_at += 1
        share = np.bincount(kind, point[layout.turn[turn]], minlength=len(kinds)).astype(np.float64)
        left = point[layout.spare.spare[spare]]
        by_turn, by_day, low = _supported(weeks, share, left, stray=STRAY_SPARE)
        if low + by_turn @ share + by_day @ left <= LEAST_SPARE:
            return None
        columns = np.concatenate([layout.turn[turn], layout.spare.spare[spare]])
        return Row(columns, -np.concatenate([by_turn[kind], by_day]), low)

    def _weeks_of_supervisor(self, j: int, kinds: Index, days: Index) -> Weeks | None:
        """Weeks of turns of some (weekday, minutes) kinds, (K, 2), and the days, (D,), that they leave spare."""
        weekday, minutes = kinds.T
        taken = _choices(weekday, most=len(kinds))
        if taken is None:
            return None
        hours = float(self._problem.supervisors.minutes_a_week[j]) + ROUNDED_MINUTES
        taken = taken[:, minutes @ taken <= hours]
        free = (weekday[None, :] == days[:, None]).astype(np.float64) @ taken == 0.0
        left = free & (self._shortest[j, days][:, None] <= (hours - minutes @ taken)[None, :])
        return Weeks(taken, left.astype(np.float64), np.zeros(taken.shape[1]))


def _choices(weekday: Ints | Index, *, most: int) -> Floats | None:
    """(K, N): all ways to take so many of some slots, at most one on each weekday; None where there are too many."""
    ways = np.zeros((len(weekday), 1))
    for day in np.unique(weekday):
        more = ways[:, ways.sum(axis=0) < most]
        blocks = [ways]
        for k in np.flatnonzero(weekday == day).tolist():
            block = more.copy()
            block[k] = 1.0
            blocks.append(block)
        ways = np.concatenate(blocks, axis=1)
        if ways.shape[1] > MOST_WEEKS:
            return None
    return ways


def _supported(weeks: Weeks, share: Floats, rest: Floats, *, stray: float) -> tuple[Floats, Floats, float]:
    """Prices of slots and of days spare, and a start, that no week exceeds, as high as can be at a point.

    ``start + prices of slots x taken + prices of days x left <= price`` for every week: the duals of the cheapest
    mixture of weeks that takes as much of each slot as the point and leaves as much spare, or pays for what is amiss.
    """
    num_slots, num_days, num = len(share), len(rest), weeks.taken.shape[1]
    strays = np.concatenate([np.eye(num_slots), -np.eye(num_slots)], axis=1)
    matrix = np.zeros((num_slots + num_days + 1, num + 2 * num_slots + 1))
    matrix[:num_slots, :num], matrix[:num_slots, num:-1] = weeks.taken, strays
    matrix[num_slots:-1, :num], matrix[num_slots:-1, -1] = weeks.left, 1.0
    matrix[-1, :num] = 1.0
    row, column = np.nonzero(matrix)
    side = np.concatenate([share, rest, [1.0]])
    cost = np.concatenate([weeks.price, np.full(2 * num_slots, stray), [1.0]])
    high = side.copy()
    high[num_slots:-1] = UNLIMITED
    lower, upper = np.zeros(len(cost)), np.full(len(cost), UNLIMITED)
    whole = np.zeros(len(cost), dtype=bool)
    highs = highs_of(Program(cost, lower, upper, whole, side, high, row, column, matrix[row, column]))
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("presolve", "off")
    highs.run()
    duals = np.array(highs.getSolution().row_dual)
    by_slot, by_day = duals[:num_slots], np.maximum(0.0, duals[num_slots:-1])
    # The duals are a suggestion: where to start is worked out over all weeks.
    start = float((weeks.price - by_slot @ weeks.taken - by_day @ weeks.left).min())
    return by_slot, by_day, start - LEEWAY * float(np.abs(duals).sum())


def _program(rows: list[Row], program: Program) -> Program:
    """Rows over the columns of a program."""
    row = np.repeat(np.arange(len(rows)), [len(one.columns) for one in rows])
    column = np.concatenate([np.zeros(0, dtype=np.int64), *(one.columns for one in rows)])
    value = np.concatenate([np.zeros(0), *(one.values for one in rows)])
    there = np.flatnonzero(value)
    order = there[np.lexsort((column[there], row[there]))]
    low = np.array([one.low for one in rows], dtype=np.float64)
    return replace(
        program, low=low, high=np.full(len(rows), UNLIMITED), row=row[order], column=column[order], value=value[order]
    )
