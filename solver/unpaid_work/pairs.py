"""Rows that whole pairs of supervisors imply: how much room a slot for two has while some who stand there are away.

On a date on which either of two is away there is room for one. The relaxation puts a little of many supervisors on a
slot, each away on other dates, and hardly feels it. A point is cut off where no mixture of pairs takes as much of each
supervisor as it has and makes the room that is taken on every date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.unpaid_work.highs import highs_of
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Bools, Floats, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Program

IN_USE = 1e-6
"""Share of a supervisor from which one is in use."""
LEAST = 0.01
"""Share of the room for one by which a row must be broken."""
LEEWAY = 1e-9
"""What floating-point sums are mistrusted by."""
PEOPLE = 10.0
"""What rows are multiplied by, so that somebody counts for about one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A slot on which two may stand.

    Attributes
    ----------
    runs, count
        Its columns.
    turns, present
        (J,) columns of those who may stand there; (J, W) bool: whether they are there.
    options, takes
        (N,) columns of people; (N, W): share of the room for one that they take on each date.
    """

    runs: int
    count: int
    turns: Index
    present: Bools
    options: Index
    takes: Floats

    @property
    def both(self) -> Bools:
        """(J, J, W) bool: both are there."""
        return np.asarray(self.present[:, None] & self.present[None])


@dataclass(frozen=True, slots=True)
class Prices:
    """``dates x (room taken - runs) <= supervisors x turns + pair x (count - runs)``."""

    dates: Floats
    supervisors: Floats
    pair: float


class Pairs:
    """Rows of whole pairs on some slots, made where a point breaks them."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = list(pairs)

    def broken(self, point: Floats, program: Program) -> Program:
        """For each slot the row that a point breaks most, if any, over a program's columns."""
        found = [(pair, prices) for pair in self._pairs if (prices := _broken(pair, point)) is not None]
        return _program(found, program)


def pairs_of(problem: Problem, layout: Layout) -> Iterator[Pair]:
    """Slots for two at the most, where somebody who may stand there is away on some date."""
    options, slots = problem.options, problem.slots
    for s in np.flatnonzero(slots.max_supervisors == 2).tolist():
        mine, weeks = np.flatnonzero(layout.supervisor_slot == s), np.flatnonzero(slots.has_date[s])
        present = problem.supervisors.present[layout.supervisor[mine], s][:, weeks]
        if present.all():
            continue
        there = np.flatnonzero(options.slot == s)
        takes = problem.requirements.takes[options.requirement[there], None] * options.held[there][:, weeks]
        yield Pair(
            runs=int(layout.runs[s]),
            count=int(layout.count[s]),
            turns=layout.turn[mine],
            present=present,
            options=layout.option[there],
            takes=takes / float(slots.room[s]),
        )


def _broken(pair: Pair, point: Floats) -> Prices | None:
    """Prices of the row that a point breaks most; None where it breaks none by much."""
    more = point[pair.options] @ pair.takes - point[pair.runs]
    if more.max(initial=0.0) <= LEAST:
        return None
    share = point[pair.turns]
    used = np.flatnonzero(share > IN_USE)
    twos = max(0.0, float(point[pair.count] - point[pair.runs]))
    prices = _lifted(pair, used, _dearest(pair.both[np.ix_(used, used)], more, share[used], twos))
    by = float(prices.dates @ more - prices.supervisors @ share) - prices.pair * twos
    return prices if by > LEAST else None


def _dearest(both: Bools, more: Floats, share: Floats, twos: float) -> Prices:
    """Prices under which no pair is worth more than it costs, and a point exceeds what it pays by most."""
    num, weeks = len(share), len(more)
    one, other = np.triu_indices(num, 1)
    matrix = np.zeros((len(one), weeks + num + 1))
    matrix[:, :weeks] = both[one, other]
    matrix[np.arange(len(one)), weeks + one] = -1.0
    matrix[np.arange(len(one)), weeks + other] = -1.0
    matrix[:, -1] = -1.0
    row, column = np.nonzero(matrix)
    cost = np.concatenate([-more, share, [twos]])
    upper = np.concatenate([np.ones(weeks), np.full(num + 1, UNLIMITED)])
    low, high = np.full(len(one), -UNLIMITED), np.zeros(len(one))
    whole = np.zeros(len(cost), dtype=bool)
    highs = highs_of(Program(cost, np.zeros(len(cost)), upper, whole, low, high, row, column, matrix[row, column]))
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("presolve", "off")
    highs.run()
    point = np.maximum(0.0, np.array(highs.getSolution().col_value))
    return Prices(np.minimum(1.0, point[:weeks]), point[weeks:-1], float(point[-1]))


def _lifted(pair: Pair, used: Index, prices: Prices) -> Prices:
    """The prices with those of supervisors who are not in use, as low as can be; every pair costs what it is worth."""
    worth = np.where(np.eye(len(pair.turns), dtype=bool), 0.0, pair.both @ prices.dates)
    price = np.full(len(pair.turns), np.inf)
    price[used] = prices.supervisors
    for j in np.flatnonzero(np.isinf(price)).tolist():
        price[j] = max(0.0, float((worth[j] - price - prices.pair).max()))
    lacking = float((worth - price[:, None] - price[None] - prices.pair).max(initial=0.0))
    return Prices(prices.dates, price, prices.pair + max(0.0, lacking) + LEEWAY)


def _program(found: list[tuple[Pair, Prices]], program: Program) -> Program:
    """Rows over the columns of a program."""
    columns, values = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for pair, prices in found:
        columns.append(np.concatenate([pair.options, [pair.runs], pair.turns, [pair.count]]))
        runs = prices.pair - prices.dates.sum()
        values.append(np.concatenate([pair.takes @ prices.dates, [runs], -prices.supervisors, [-prices.pair]]))
    row = np.repeat(np.arange(len(found)), [len(one) for one in columns[1:]])
    column, value = np.concatenate(columns), PEOPLE * np.concatenate(values)
    there = np.flatnonzero(value)
    order = there[np.lexsort((column[there], row[there]))]
    low, high = np.full(len(found), -UNLIMITED), np.zeros(len(found))
    return replace(program, low=low, high=high, row=row[order], column=column[order], value=value[order])
