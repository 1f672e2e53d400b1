"""Rows that whole people imply: who does not fit on a slot together.

People take different room. Those who do not all fit are a cover: one of them at least is missing, ``sum of x <= count -
1``. Everybody else who could stand there is lifted into that row, one after another, with as much as can be gained by
leaving others out for them; room is whole, so what fits best into every part of it is a table. A slot with supervisors
gives room for each of them, and the row is a line above the best of what no, one, two ... supervisors let in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import UNLIMITED, Index, Program, rows_of

FRACTION = 1e-6
"""Fractions nearer to a whole number count as none."""
FIRSTS = 3
"""People of whom a slot has a part, each of whom a cover is looked for that has them."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a slot on a date.

    Attributes
    ----------
    columns, takes
        (N,): who could hold a place, and what each of them takes.
    gives
        Column of the number of supervisors; -1 where there is room anyway.
    limits
        (Q + 1,): room with 0, 1, ... supervisors.
    """

    columns: Index
    takes: Index
    gives: int
    limits: Index


@dataclass(frozen=True, slots=True)
class Line:
    """``start + slope x supervisors``: what people count for at most; without supervisors of ours, for one."""

    start: float
    slope: float

    def at(self, supervisors: float) -> float:
        """Its height."""
        return self.start + self.slope * supervisors


class Covers:
    """The rows of a program in which people take different room, and the covers that a point breaks.

    Parameters
    ----------
    program
        The program.
    people
        How many of its first columns are people on slots.

    Attributes
    ----------
    looked_at
        Rows that have been made.
    """

    def __init__(self, program: Program, people: int) -> None:
        self._program, self.looked_at = program, 0
        self._rooms = list(rooms_of(program, people))

    def broken(self, point: Floats, by: float) -> Program:
        """Rows that a point breaks by more than so much."""
        found: list[tuple[Room, Floats, Line]] = []
        for room in self._rooms:
            there = 1.0 if room.gives < 0 else float(point[room.gives])
            x = point[room.columns]
            for cover in _covers(room, x, there):
                self.looked_at += 1
                line = _line(room, _fits(room, cover), there)
                value = _lifted(room, x, cover, line)
                if value @ x > line.at(there) + by:
                    found.append((room, value, line))
        return _program(found, self._program)


def rooms_of(program: Program, people: int) -> Iterator[Room]:
    """The rooms of a program in which people take different room."""
    return _rooms(rows_of(program, _knapsacks(program, people)), people)


def _knapsacks(program: Program, people: int) -> Bools:
    """(M,) bool: somebody takes more than one unit of room in the row, and one column at most gives room."""
    count = len(program.low)
    large = np.bincount(program.row, (program.column < people) & (program.value > 1.0), minlength=count)
    giving = np.bincount(program.row, program.value < 0.0, minlength=count)
    return np.asarray((large > 0) & (giving <= 1) & np.isfinite(program.high) & np.isinf(program.low))


def _rooms(rows: Program, people: int) -> Iterator[Room]:
    """Rows in which whole numbers of room are taken by people alone, and given by supervisors or there anyway."""
    starts = rows.row_starts()
    for n in range(len(rows.low)):
        entries = slice(starts[n], starts[n + 1])
        columns, values = rows.column[entries], rows.value[entries]
        gives = np.flatnonzero(values < 0.0)
        taking = values > 0.0
        takes = np.round(values[taking]).astype(np.int64)
        plain = (columns[taking] < people).all() and np.abs(takes - values[taking]).max() <= FRACTION
        if not plain or (len(gives) and rows.high[n] != 0.0):
            continue
        column = int(columns[gives[0]]) if len(gives) else -1
        most = int(rows.upper[column]) if len(gives) else 1
        room = -float(values[gives[0]]) if len(gives) else float(rows.high[n])
        if most > 0:
            yield Room(columns[taking], takes, column, np.floor(room * np.arange(most + 1) + FRACTION).astype(np.int64))


def _covers(room: Room, x: Floats, there: float) -> Iterator[Index]:
    """Covers, without anybody who is not needed, that a point breaks before anyone is lifted into them.

    Of a part of a supervisor the room is that of one, and people are there in parts as well.
    """
    there = min(there, float(len(room.limits) - 1))
    whole = int(np.ceil(there - FRACTION))
    if whole < 1 or (whole > 1 and whole - there > FRACTION):
        return
    share, limit = (x / there if whole == 1 else x), int(room.limits[whole])
    some = np.flatnonzero(share > FRACTION)
    if int(room.takes[some].sum()) <= limit:
        return
    order = some[np.lexsort((-room.takes[some], -share[some]))]
    sure = share[order] > 1.0 - FRACTION
    parts = order[~sure]
    done: set[bytes] = set()
    for n in range(min(FIRSTS + 1, len(parts) + 1)):
        # The one who comes first is the n-th of those who are there in part; as they are at n = 0.
        first = max(0, n - 1)
        others = np.delete(parts, first) if n else parts
        cover = _least(room, share, np.concatenate([order[sure], parts[first : first + (n > 0)], others]), limit)
        key = np.sort(cover).tobytes()
        if key not in done and share[cover].sum() > len(cover) - 1 + FRACTION:
            done.add(key)
            yield cover


def _least(room: Room, share: Floats, order: Index, limit: int) -> Index:
    """The first in the order who do not all fit, but for those who are there least and are not needed for that."""
    count = int(np.searchsorted(np.cumsum(room.takes[order]), limit, side="right")) + 1
    cover = order[:count]
    spare = int(room.takes[cover].sum()) - limit - 1
    needed = np.ones(len(cover), dtype=bool)
    for n in np.argsort(share[cover], kind="stable").tolist():
        # Whoever came last made it a cover.
        if n < len(cover) - 1 and room.takes[cover[n]] <= spare:
            needed[n] = False
            spare -= int(room.takes[cover[n]])
    return cover[needed]


def _fits(room: Room, cover: Index) -> Floats:
    """(C + 1,): how many of a cover fit into every part of the room of all supervisors."""
    least = np.cumsum(np.sort(room.takes[cover]))
    return np.searchsorted(least, np.arange(int(room.limits[-1]) + 1), side="right").astype(np.float64)


def _line(room: Room, fits: Floats, there: float) -> Line:
    """The line above what all numbers of supervisors let in that is lowest at a number."""
    if room.gives < 0:
        return Line(0.0, float(fits[room.limits[1]]))
    most = fits[room.limits]
    numbers = np.arange(len(most))
    lines = []
    for low in numbers:
        for high in numbers[low + 1 :]:
            slope = float(most[high] - most[low]) / float(high - low)
            line = Line(float(most[low]) - slope * float(low), slope)
            if all(line.at(float(n)) >= most[n] - FRACTION for n in numbers):
                lines.append(line)
    return min(lines, key=lambda line: line.at(there))


def _lifted(room: Room, x: Floats, cover: Index, line: Line) -> Floats:
    """(N,): what everybody counts for in a row, those who are there most lifted first."""
    fits, value = _fits(room, cover), np.zeros(len(x))
    value[cover] = 1.0
    rest = np.flatnonzero(value == 0.0)
    for n in rest[np.lexsort((-room.takes[rest], -x[rest]))].tolist():
        takes = int(room.takes[n])
        left = room.limits[1:] - takes
        # With so many supervisors that the person fits, no more than the line leaves above the others.
        gain = min((line.at(q + 1.0) - float(fits[c]) for q, c in enumerate(left.tolist()) if c >= 0), default=0.0)
        if gain > FRACTION:
            value[n] = gain
            fits[takes:] = np.maximum(fits[takes:], fits[:-takes] + gain)
    return value


def _program(found: list[tuple[Room, Floats, Line]], like: Program) -> Program:
    """Rows over the columns of a program."""
    columns = [np.append(room.columns, [room.gives] * (room.gives >= 0)) for room, _, _ in found]
    values = [np.append(value, [-line.slope] * (room.gives >= 0)) for room, value, line in found]
    row = np.repeat(np.arange(len(found)), [len(one) for one in columns])
    column = np.concatenate([np.zeros(0, dtype=np.int64), *columns]).astype(np.int64)
    value = np.concatenate([np.zeros(0), *values])
    there = np.flatnonzero(value)
    order = there[np.lexsort((column[there], row[there]))]
    high = np.array([line.start if room.gives >= 0 else line.at(1.0) for room, _, line in found], dtype=np.float64)
    low = np.full(len(found), -UNLIMITED)
    return replace(like, low=low, high=high, row=row[order], column=column[order], value=value[order])
