"""Rows that whole crowds imply: people who fit on a slot together.

People take different room, and the relaxation has parts of them on a slot that no mixture of crowds has: some that fit
into the room of one supervisor, and some that fit into that of more. A point is cut off by the row that it breaks most.
That is looked for crowd by crowd: a small program prices the people, and a table over all parts of the room finds a
crowd that is worth more than it pays. Where that is enough, or no such crowd is left, the sides of the row are worked
out from its prices, and everybody else is lifted into it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from solver.unpaid_work.covers import FRACTION, Room, rooms_of
from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.problem import Floats, Ints
from solver.unpaid_work.program import UNLIMITED, Index, Program

ROUNDS = 100
"""Most times that people are priced for a row."""
MOST = 60
"""People on a slot beyond whom no row is looked for."""
ENOUGH = 0.7
"""Share of what a point could break a row by that is enough."""
KNOWN = 150
"""Crowds of a room that are remembered."""
LEEWAY = 1e-9
"""What floating-point sums are mistrusted by."""


class There(NamedTuple):
    """Whether a slot runs, and supervisors on it beside the first, as far as it does; or what people pay for them."""

    first: float
    more: float


class Crowd(NamedTuple):
    """People, by their number in a room, who fit with so many supervisors beside the first."""

    people: tuple[int, ...]
    more: int


@dataclass(slots=True, eq=False)
class Hall:
    """The room of a slot on a date, and the crowds in it that are known.

    Attributes
    ----------
    runs
        Column that is 1 where the slot runs; -1 where there is room anyway.
    looked_at
        Times that people have been priced.
    """

    room: Room
    runs: int
    known: dict[Crowd, None] = field(default_factory=dict)
    looked_at: int = 0

    def there(self, point: Floats) -> There:
        """Supervisors at a point."""
        if self.room.gives < 0:
            return There(1.0, 0.0)
        runs = float(point[self.runs])
        return There(runs, max(0.0, float(point[self.room.gives]) - runs))

    def row(self, point: Floats, by: float) -> tuple[Floats, There] | None:
        """Prices of everybody, and of supervisors, that a point exceeds by more than so much; None if by little."""
        room, there = self.room, self.there(point)
        some = np.flatnonzero(point[room.columns] > FRACTION)
        share = point[room.columns[some]]
        if len(some) > MOST or int(room.takes[some].sum()) <= int(room.limits[1]):
            return None
        prices = self._dearest(some, share, there, by)
        best = _table(room.takes[some], prices, int(room.limits[-1]))[-1]
        pay = _pay(best, room.limits)
        if _excess(prices, share, pay, there) <= by:
            return None
        value = np.zeros(len(room.columns))
        value[some] = prices
        rest = np.flatnonzero(point[room.columns] <= FRACTION)
        rest = rest[np.argsort(-room.takes[rest], kind="stable")]
        pays: Floats = pay.first + pay.more * np.arange(len(room.limits) - 1, dtype=np.float64)
        return _lifted(room.takes, value, best, room.limits[1:], pays, rest), pay

    def _dearest(self, some: Index, share: Floats, there: There, by: float) -> Floats:
        """(N,): prices at which some people are worth more than any crowd pays, by most or nearly so."""
        takes, limits = self.room.takes[some], self.room.limits
        pricing = _Pricing(share, there)
        pricing.add(_among(self.known, some))
        prices = np.zeros(len(some))
        for _ in range(ROUNDS):
            most, prices, pay = pricing.solve()
            self.looked_at += 1
            table = _table(takes, prices, int(limits[-1]))
            if most <= by or _excess(prices, share, _pay(table[-1], limits), there) >= ENOUGH * most:
                break
            new = [
                Crowd(_best(takes, table, limit), more)
                for more, limit in enumerate(limits[1:].tolist())
                if table[-1, limit] > pay.first + more * pay.more + FRACTION
            ]
            pricing.add(new)
            self.known |= {Crowd(tuple(some[[*crowd.people]].tolist()), crowd.more): None for crowd in new}
        self.known = dict.fromkeys(list(self.known)[-KNOWN:])
        return prices


class Crowds:
    """The rooms of a program in which people take different room, and the rows of whole crowds that a point breaks.

    Parameters
    ----------
    program
        A rota's program, whose first columns are people on slots.
    slot
        (O,): the slot of each of these.
    count, runs
        (S,): column of the number of supervisors on each slot, and that which is 1 where it runs; -1 where none is.
    """

    def __init__(self, program: Program, slot: Ints, count: Index, runs: Index) -> None:
        self._program = program
        self._slots: dict[int, list[Hall]] = {}
        for room in rooms_of(program, len(slot)):
            s = int(slot[room.columns[0]])
            if room.gives == count[s]:
                hall = Hall(room, int(runs[s]) if room.gives >= 0 else -1)
                self._slots.setdefault(s, []).append(hall)

    @property
    def looked_at(self) -> int:
        """Times that people have been priced."""
        return sum(hall.looked_at for halls in self._slots.values() for hall in halls)

    def broken(self, point: Floats, by: float) -> Program:
        """For each room the row that a point breaks by most, if by more than so much."""
        halls = [hall for halls in self._slots.values() for hall in _different(halls, point)]
        rows = [(hall, *row) for hall in halls if (row := hall.row(point, by)) is not None]
        return _program(rows, self._program)


class _Pricing:
    """The program that prices people, so that no crowd that it has is worth more than it pays."""

    def __init__(self, share: Floats, there: There) -> None:
        self._count = len(share)
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        cost = np.append(-share, [*there])
        upper = np.append(np.ones(len(share)), [UNLIMITED, UNLIMITED])
        whole = np.zeros(len(cost), dtype=bool)
        self._highs = highs_of(Program(cost, np.zeros(len(cost)), upper, whole, nothing, nothing, none, none, nothing))
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("presolve", "off")

    def add(self, crowds: list[Crowd]) -> None:
        """Rows of crowds: people are worth no more than is paid for them."""
        if not crowds:
            return
        ends = [self._count, self._count + 1]
        index = np.concatenate([[*crowd.people, *ends] for crowd in crowds]).astype(np.int32)
        value: Any = np.concatenate([[1.0] * len(crowd.people) + [-1.0, -float(crowd.more)] for crowd in crowds])
        starts = np.cumsum([0, *(len(crowd.people) + 2 for crowd in crowds[:-1])]).astype(np.int32)
        low, high = np.full(len(crowds), -UNLIMITED), np.zeros(len(crowds))
        self._highs.addRows(len(crowds), low, high, len(index), starts, index, value)

    def solve(self) -> tuple[float, Floats, There]:
        """What people are worth above what is paid, at the most, and the prices of both."""
        self._highs.run()
        answer = np.maximum(0.0, np.array(self._highs.getSolution().col_value))
        pay = There(float(answer[self._count]), float(answer[self._count + 1]))
        return -float(self._highs.getInfo().objective_function_value), answer[: self._count], pay


def _excess(prices: Floats, share: Floats, pay: There, there: There) -> float:
    return float(prices @ share) - pay.first * there.first - pay.more * there.more


def _pay(best: Floats, limits: Index) -> There:
    """What no crowd is worth more than, from the best in every part of the room."""
    first = float(best[limits[1]]) + LEEWAY
    return There(first, max([0.0, *((best[limits[2:]] - first) / np.arange(1, len(limits) - 1))]) + LEEWAY)


def _among(known: dict[Crowd, None], some: Index) -> list[Crowd]:
    """Known crowds, of some people alone, who get new numbers."""
    at = {n: k for k, n in enumerate(some.tolist())}
    return [*dict.fromkeys(Crowd(tuple(at[n] for n in crowd.people if n in at), crowd.more) for crowd in known)]


def _different(halls: list[Hall], point: Floats) -> list[Hall]:
    """Rooms of a slot, but those with nobody who is not in another of them, too."""
    there = [frozenset(hall.room.columns[point[hall.room.columns] > FRACTION].tolist()) for hall in halls]
    kept: list[int] = []
    for n in sorted(range(len(halls)), key=lambda n: (-len(there[n]), -len(halls[n].room.columns))):
        if there[n] and not any(there[n] <= there[m] for m in kept):
            kept.append(n)
    return [halls[n] for n in kept]


# With types named, loops are compiled as the module is imported: what is planned at set-up is a town, without crowds.
@njit("float64[:, ::1](int64[::1], float64[::1], int64)", cache=True)
def _table(takes: Index, prices: Floats, room: int) -> Floats:
    """(N + 1, C + 1): what those of the first n people are worth, at the most, who fit into each part of the room."""
    table = np.zeros((len(takes) + 1, room + 1))
    for n in range(len(takes)):
        for part in range(room + 1):
            table[n + 1, part] = table[n, part]
            if part >= takes[n]:
                table[n + 1, part] = max(table[n, part], table[n, part - takes[n]] + prices[n])
    return table


def _best(takes: Index, table: Floats, room: int) -> tuple[int, ...]:
    """The people who are worth most in a part of the room."""
    people = []
    for n in range(len(takes) - 1, -1, -1):
        if table[n + 1, room] > table[n, room]:
            people.append(n)
            room -= int(takes[n])
    return tuple(people)


@njit(
    "float64[::1](int64[::1], float64[::1], float64[::1], int64[::1], float64[::1], int64[::1])",
    cache=True,
)
def _lifted(  # noqa: PLR0917 - compiled functions take no keywords
    takes: Index, value: Floats, best: Floats, limits: Index, pays: Floats, rest: Index
) -> Floats:
    """(N,): prices, with those of the rest as high as they can be: what is paid above the best beside them."""
    for n in rest:
        gain = np.inf
        for more in range(len(limits)):
            if limits[more] >= takes[n]:
                gain = min(gain, pays[more] - best[limits[more] - takes[n]])
        gain -= LEEWAY
        if FRACTION < gain < np.inf:
            value[n] = gain
            for part in range(len(best) - 1, takes[n] - 1, -1):
                best[part] = max(best[part], best[part - takes[n]] + gain)
    return value


def _program(rows: list[tuple[Hall, Floats, There]], like: Program) -> Program:
    """Rows over the columns of a program."""
    columns, values, high = [np.zeros(0, dtype=np.int64)], [np.zeros(0)], np.zeros(len(rows))
    for n, (hall, value, pay) in enumerate(rows):
        gives, runs = hall.room.gives, hall.runs
        # Without supervisors of ours there is room anyway; for one at the most both columns are the same.
        high[n] = pay.first if gives < 0 else 0.0
        there = [runs, gives] if runs != gives else [runs] * (gives >= 0)
        columns.append(np.append(hall.room.columns, np.array(there, dtype=np.int64)))
        values.append(np.append(value, [pay.more * (len(there) > 1) - pay.first, -pay.more][: len(there)]))
    row = np.repeat(np.arange(len(rows)), [len(one) for one in columns[1:]])
    column, value = np.concatenate(columns), np.concatenate(values)
    kept = np.flatnonzero(value)
    order = kept[np.lexsort((column[kept], row[kept]))]
    low = np.full(len(rows), -UNLIMITED)
    return replace(like, low=low, high=high, row=row[order], column=column[order], value=value[order])
