"""The bound raised by prices alone, from where the linear relaxation stands: warm at first, then ever colder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.unpaid_work.ascent import uphill
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import UNLIMITED, Index
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.separate import Answer, Parts, Prices, separate

WARMTHS = (1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.12)
"""Temperatures, in priced minutes, one after another; what matters is looked for anew before each."""
STEPS, WORTH = 60, 2e-7
"""Most steps at each of them, and relative rise of a step below which it is the last."""
WANTED, HAD = 1e-3, 1e-7
"""How likely somebody is on a slot from which the slot looks at them: as they have it, and as the slot has it."""
BROKEN = 0.1
"""Share of a row's largest entry by which it must be broken for its price to be looked for."""
RATE = 1.6e8
"""Parts of room times people on them in a unit of work."""


@dataclass(frozen=True, slots=True)
class Board:
    """The prices that are looked for at a temperature, as one line of numbers: seats, turns and rows, scaled.

    Attributes
    ----------
    listed
        (O,) bool: whom slots look at; ``seats`` their numbers.
    turns, rows
        Slots, and rows with what their prices are multiplied by, ``scale``.
    """

    parts: Parts
    prices: Prices
    warmth: float
    listed: Bools
    seats: Index
    turns: Index
    rows: Index
    scale: Floats

    def numbers(self) -> Floats:
        """The prices that there are."""
        seat, turn, row = self.prices
        return np.concatenate([seat[self.seats], turn[self.turns], row[self.rows] * self.scale])

    def limits(self) -> tuple[Floats, Floats]:
        """The lowest and the highest that they may be."""
        low, high = self.parts.limits
        free = np.full(len(self.seats) + len(self.turns), UNLIMITED)
        return np.append(-free, low[self.rows]), np.append(free, high[self.rows])

    def put(self, numbers: Floats) -> Prices:
        """The prices with others in their place."""
        seat, turn, row = (price.copy() for price in self.prices)
        seats, turns = len(self.seats), len(self.seats) + len(self.turns)
        seat[self.seats], turn[self.turns] = numbers[:seats], numbers[seats:turns]
        row[self.rows] = numbers[turns:] / self.scale
        return Prices(seat, turn, row)

    def height(self, numbers: Floats) -> tuple[float, Floats]:
        """What is likely costs so much, and so much more with each number: what one side has more than the other."""
        prices, rest, rows = self.put(numbers), self.parts.rest, self.rows
        answer = self.parts.at(prices, self.warmth, self.listed)
        side = np.where((prices.row[rows] > 0.0) | np.isinf(rest.high[rows]), rest.low[rows], rest.high[rows])
        seats, turns = answer.weeks - answer.crowds, answer.supervisors - answer.turns
        lacking = (side - answer.activity[rows]) / self.scale
        return answer.value, np.concatenate([seats[self.seats], turns[self.turns], lacking])


def raise_bound(guide: Guide, purse: Purse, tell: Callable[[float], None], *, end: float = 0.0) -> None:
    """Raise the bound until no more than ``end`` units are left, and tell of it."""
    parts, prices = separate(guide.problem, guide.formulation, guide.relaxation.stand)
    bound = parts.bound(prices).value
    tell(bound)

    def over() -> bool:
        return purse.is_empty() or purse.left <= end

    for warmth in WARMTHS:
        if over():
            break
        board = _laid_out(parts, prices, warmth)
        prices = _raised(board, purse, WORTH * abs(bound), over)
        bound = max(bound, parts.bound(prices).value)
        tell(bound)


def _raised(board: Board, purse: Purse, least: float, over: Callable[[], bool]) -> Prices:
    """Prices at which what is likely costs more, looked for until a step raises that by less than is worth it."""
    units = float(board.parts.room[board.seats].sum()) / RATE

    def height(numbers: Floats) -> tuple[float, Floats]:
        purse.book(units)
        return board.height(numbers)

    found = board.put(uphill(height, board.numbers(), board.limits(), steps=STEPS, least=least, over=over))
    return found._replace(seat=np.maximum(0.0, found.seat))


def _laid_out(parts: Parts, prices: Prices, warmth: float) -> Board:
    """The prices that seem to matter: of seats that somebody wants or has, of turns, and of rows that are broken."""
    listed = parts.seats & (prices.seat > 0.0)
    answer = parts.at(prices, warmth, listed)
    listed = parts.seats & ((answer.weeks > WANTED) | (listed & (answer.crowds > HAD)))
    rows, scale = _rows(parts, prices, answer)
    return Board(parts, prices, warmth, listed, np.flatnonzero(listed), np.flatnonzero(parts.count >= 0), rows, scale)


def _rows(parts: Parts, prices: Prices, answer: Answer) -> tuple[Index, Floats]:
    """Rows whose prices are looked for, and their largest entries.

    Columns that no part has jump from one end to the other: rows with any keep the prices of the relaxation.
    """
    rest, loose = parts.rest, np.zeros(len(parts.rest.cost), dtype=np.bool_)
    loose[parts.loose] = True
    firm = np.bincount(rest.row, loose[rest.column], minlength=len(rest.low)) == 0
    largest = np.zeros(len(rest.low))
    np.maximum.at(largest, rest.row, np.abs(rest.value))
    by = np.maximum(answer.activity - rest.high, rest.low - answer.activity)
    rows = np.flatnonzero(firm & ((prices.row != 0.0) | (by > BROKEN * largest)) & (largest > 0.0))
    return rows, largest[rows]
