"""The linear relaxation over every group that could open, with only those groups written down that are wanted.

Groups are added as long as one is worth opening at the prices of the relaxation so far. Simplex converges in a few
rounds here, since the links of members to groups are in from the start and the first groups are already well chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.programmes.pool import Pool
from solver.programmes.prices import Priced, Prices, evaluated, first_prices

FIRST_SHARE, FIRST_OF_KIND = 0.5, 20
"""People's first prices, as a share of what a place saves at most, and the groups of a kind that these choose."""
AT_A_TIME, OF_A_SORT = 60, 2
"""Groups added in a round, and how many of them may be of one kind in one place at one time."""
SMOOTHING = 0.7
"""Share of the relaxation's own prices in those that groups are judged by; the rest are the best so far."""
CLOSE = 1e-5
"""Share of the cost at which bound and relaxation count as met."""
ITERATIONS_PER_WORK = 50_000_000.0
"""Simplex iterations times rows per unit of work."""
PRIMAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyPrimal)
"""HiGHS's number for the primal simplex."""
DUAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyDual)
"""HiGHS's number for the dual simplex."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Generated:
    """What the relaxation brought.

    Attributes
    ----------
    priced
        The best prices: the bound, and what every group is worth.
    wanted
        Groups written down, by place in the pool, those of the highest value in the relaxation first.
    shares
        The value of each: the share to which the relaxation opens it.
    relaxation
        The relaxation itself.
    """

    priced: Priced
    wanted: Ints
    shares: Floats
    relaxation: Relaxation


class Relaxation:
    """The relaxation of the groups written down so far.

    Parameters
    ----------
    pool
        All groups that could open.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
            self._highs.setOptionValue(option, value)
        self.groups: list[int] = []
        self._columns: list[int] = []
        # Rows stand in the order of the prices: groups together, people, places of running groups, courses,
        # facilitators at a time.
        courses, shifts = (len(pool.course_ids), len(pool.shift_staff)) if pool.teams_named else (0, 0)
        self._ends = np.cumsum([len(pool.room_for), pool.people, len(pool.berths), courses, shifts])
        count, nothing = int(self._ends[-1]), np.zeros(0, dtype=np.int32)
        staff = pool.shift_staff if pool.teams_named else np.zeros(0)
        most = np.concatenate([pool.room_for, np.ones(pool.people), pool.berths, np.zeros(courses), staff])
        starts = np.zeros(count, dtype=np.int32)
        self._highs.addRows(count, np.full(count, -np.inf), most, 0, starts, nothing, np.zeros(0))
        self._highs.changeObjectiveOffset(pool.left_out)
        if pool.teams_named:
            self._add_leads()
        self.work = 0.0

    def _add_leads(self) -> None:
        """A column for every sort of facilitators who could lead a course: how many of them do."""
        pool, count = self._pool, len(self._pool.lead_course)
        lengths = np.diff(pool.shift_begins) + 1
        begins = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if count else np.zeros(0)
        index, value = np.zeros(int(lengths.sum())), np.ones(int(lengths.sum()))
        first = begins.astype(np.int64)
        rest = np.ones(len(index), dtype=np.bool_)
        rest[first] = False
        index[first], value[first] = self._ends[2] + pool.lead_course, -1.0
        index[rest] = self._ends[3] + pool.shift
        self._highs.addCols(
            count, np.zeros(count), np.zeros(count), pool.staff[pool.lead_sort].astype(np.float64), len(index),
            first.astype(np.int32), index.astype(np.int32), value,
        )  # fmt: skip

    def add(self, groups: Iterable[int]) -> None:
        """Write down groups that are not there yet."""
        for n in groups:
            if n not in self.groups:
                self._add(n)

    def _add(self, n: int) -> None:
        pool, highs = self._pool, self._highs
        rows = pool.row[pool.row_begins[n] : pool.row_begins[n + 1]].astype(np.int32)
        entries = np.ones(len(rows))
        if pool.teams_named and pool.needed[n]:
            rows = np.append(rows, np.int32(self._ends[2] + pool.course[n]))
            entries = np.append(entries, float(pool.needed[n]))
        pairs = np.arange(pool.begins[n], pool.begins[n + 1])
        count, group = len(pairs), highs.getNumCol()
        self.groups.append(n)
        self._columns.append(group)
        highs.addCol(pool.opening[n], 0.0, 1.0, len(rows), rows, entries)
        berths = self._ends[1] + pool.berth[pool.berth_begins[n] : pool.berth_begins[n + 1]]
        each = 1 + len(berths)
        places = np.column_stack([self._ends[0] + pool.person[pairs], np.tile(berths, (count, 1))]).astype(np.int32)
        starts = each * np.arange(count, dtype=np.int32)
        highs.addCols(
            count, -pool.gain[pairs], np.zeros(count), np.full(count, np.inf), count * each, starts, places.ravel(),
            np.ones(count * each),
        )  # fmt: skip
        steps = pool.steps(n)
        nothing = np.zeros(0, dtype=np.int32)
        highs.addCols(
            len(steps), -np.array(steps), np.zeros(len(steps)), np.full(len(steps), np.inf), 0,
            np.zeros(len(steps), dtype=np.int32), nothing, np.zeros(0),
        )  # fmt: skip
        members = np.arange(group + 1, group + 1 + count)
        fuller = np.arange(group + 1 + count, group + 1 + count + len(steps))
        inside = np.concatenate([members, fuller])
        links = np.stack([inside, np.full(len(inside), group)], axis=1).ravel()
        index = np.concatenate([members, [group], members, [group], fuller, links]).astype(np.int32)
        ones, taken = np.ones(count), -np.ones(len(steps))
        sizes = [ones, [-pool.most[n]], ones, [-pool.fewest[n]], taken]
        value = np.concatenate([*sizes, np.tile([1.0, -1.0], len(inside))])
        after = 2 * (count + 1) + len(steps)
        begins = np.concatenate([[0, count + 1], after + 2 * np.arange(len(inside))]).astype(np.int32)
        least = np.concatenate([[-np.inf, 0.0], np.full(len(inside), -np.inf)])
        most = np.concatenate([[0.0, np.inf], np.zeros(len(inside))])
        highs.addRows(len(inside) + 2, least, most, len(index), begins, index, value)

    def hold(self, place: int, value: float) -> None:
        """Hold a group, by its place among those written down, open (1) or closed (0)."""
        self._highs.changeColBounds(self._columns[place], value, value)

    def solve(
        self, seconds: float | None, *, dual: bool = False, most: float = math.inf
    ) -> tuple[float, Prices] | None:
        """Cost and prices; None if time ran out first, or too much is held.

        Parameters
        ----------
        dual
            Whether groups were held since, and none added: that leaves the last basis dual feasible.
        most
            Cost from which on nothing more need be known: None is told where the dual simplex gets there.
        """
        if seconds is not None:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(0.01, seconds))
        if dual:
            self._highs.setOptionValue("simplex_strategy", DUAL)
        self._highs.setOptionValue("objective_bound", most)
        self._highs.run()
        # New groups leave the last basis feasible but not dual feasible: from here on the primal simplex is at home.
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        info = self._highs.getInfo()
        self.work += max(0, info.simplex_iteration_count) * self._highs.getNumRow() / ITERATIONS_PER_WORK
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(info.objective_function_value), self.prices()

    def prices(self) -> Prices:
        """Prices of the last solution."""
        prices = np.maximum(0.0, -np.array(self._highs.getSolution().row_dual, dtype=np.float64))
        row, person, berth, team, shift, _ = np.split(prices[: self._ends[-1]], self._ends)
        if not self._pool.teams_named:
            team, shift = np.zeros(len(self._pool.course_ids)), np.zeros(len(self._pool.shift_staff))
        return Prices(person, row, team, shift, berth)

    def values(self) -> Floats:
        """Share to which each group written down is open."""
        values = np.array(self._highs.getSolution().col_value, dtype=np.float64)
        return values[self._columns] if len(values) else np.zeros(len(self._columns))


def generate(
    pool: Pool,
    kinds: Ints,
    start: Iterable[int],
    *,
    enough: Callable[[float], bool],
    seconds_left: Callable[[], float | None],
    tell: Callable[[float], None],
) -> Generated:
    """Groups worth writing down, and a bound for all.

    Parameters
    ----------
    kinds
        (N,) kind of each group.
    start
        Groups open in the best plan known, by place in the pool.
    enough
        Asked with the work spent; true ends the search for further groups.
    tell
        Called with the bound.
    """
    best = evaluated(pool, first_prices(pool, 1.0))
    relaxation = Relaxation(pool)
    relaxation.add(start)
    relaxation.add(first_groups(pool, kinds, evaluated(pool, first_prices(pool, FIRST_SHARE)).worth))
    values = np.zeros(len(relaxation.groups))
    while not enough(relaxation.work):
        tell(best.bound)
        solved = relaxation.solve(seconds_left())
        if solved is None:
            break
        cost, prices = solved
        values = relaxation.values()
        judged = [evaluated(pool, prices), evaluated(pool, prices.towards(best.prices, SMOOTHING))]
        best = max((best, *judged), key=lambda priced: priced.bound)
        if cost - best.bound <= CLOSE * cost or not (more := missing_groups(pool, kinds, judged, relaxation.groups)):
            break
        relaxation.add(more)
        values = np.concatenate([values, np.zeros(len(more))])
    tell(best.bound)
    groups = np.array(relaxation.groups, dtype=np.int64)
    order = np.lexsort((-best.worth[groups], -np.round(values, 6)))
    return Generated(best, groups[order], values[order], relaxation)


def first_groups(pool: Pool, kinds: Ints, worth: Floats) -> list[int]:
    """The worthiest groups of each kind, in different places and times."""
    chosen: list[int] = []
    by_worth = np.argsort(-worth, kind="stable")
    for kind in np.unique(kinds):
        mine = by_worth[kinds[by_worth] == kind]
        _, first = np.unique(pool.machine[mine], return_index=True)
        chosen += mine[np.sort(first)[:FIRST_OF_KIND]].tolist()
    return chosen


def missing_groups(pool: Pool, kinds: Ints, judged: Iterable[Priced], there: list[int]) -> list[int]:
    """Groups worth opening that are not written down yet, the worthiest first, spread over places and times."""
    known, sorts, more = set(there), Counter[tuple[int, int]](), list[int]()
    for priced in judged:
        for n in np.argsort(-priced.worth, kind="stable").tolist():
            if priced.worth[n] <= 1e-6 * pool.left_out or len(more) >= AT_A_TIME:
                break
            sort = (int(kinds[n]), int(pool.machine[n]))
            if n not in known and sorts[sort] < OF_A_SORT:
                sorts[sort] += 1
                known.add(n)
                more.append(n)
    return more
