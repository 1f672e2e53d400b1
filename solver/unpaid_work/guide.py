"""What the relaxation says: a bound, and which slots to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.unpaid_work.exact import small
from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.openings import openings
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem
from solver.unpaid_work.program import Index
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import Relaxation, Relaxed

ITERATIONS = 6e8
"""Simplex iterations times entries of the program in a unit of work."""
LOOKS = 1000.0
"""Weeks of people and supervisors, and covers of slots, that are looked at in a unit of work."""
ROUNDS = 100
"""Most rounds of adding rows."""
ROUNDS_WHOLE, TIGHTEN_SHARE = 10, 0.1
"""The same where sessions are whole; and share of what is left that one of those may take."""
BOUND_SHARE = 0.25
"""Share of the budget that the bound may take."""
WORTH_A_UNIT = 4e-4
"""Relative rise of the bound for a unit of work below which no more rows are added, where others want the time."""
DEAR, EASING, DEAREST = 1000.0, 0.5, 40.0
"""Reduced cost from which an option is left out after the first round, what that is multiplied by in every further
round, and what it does not fall below."""
WIDENING, LOST = 4.0, 1e-3
"""What it is multiplied by after a round in which so much of the value was lost with options left out, relatively.

Where supervisors are so scarce that people are left without, prices move by whole sessions from round to round.
"""
OPENING_UNITS, OPENING_LOOKS = 1.0, 30
"""Most units that the small program of openings is booked at, and looks of it in a unit."""


@dataclass(slots=True)
class Guide:
    """The relaxation, solved.

    Attributes
    ----------
    point, reduced
        (N,) float64: values and reduced costs of the columns.
    """

    problem: Problem
    formulation: Formulation
    relaxation: Relaxation
    point: Floats
    reduced: Floats

    @property
    def shares(self) -> Floats:
        """(O,) float64: share of each option in the relaxation as it stands."""
        return self.point[self.formulation.layout.option]

    def openings(self, purse: Purse) -> Ints:
        """(M, 2) int32: (slot, supervisor), rounded from the shares."""
        over = purse.over_after(2.0 * OPENING_UNITS)
        turns, looks = openings(self.problem, self.formulation, self.point, interrupted=over)
        purse.book(min(OPENING_UNITS, looks / OPENING_LOOKS) if small(self.problem) else OPENING_UNITS)
        return turns


def solve_on(relaxation: Relaxation, purse: Purse, units: float) -> Relaxed:
    """Solve a relaxation on from where it stands, for so many units at most."""
    rate = ITERATIONS / max(1, relaxation.size)
    before = relaxation.iterations
    most = None if purse.timed else 1 + int(units * rate)
    answer = relaxation.solve(enough=purse.over_after(units), iterations=most)
    purse.book((relaxation.iterations - before) / rate)
    return answer


def with_rows(relaxation: Relaxation, point: Floats, purse: Purse) -> int:
    """Add the rows that a point breaks; how many."""
    before = relaxation.looked_at
    added = relaxation.add_rows(point)
    purse.book((relaxation.looked_at - before) / LOOKS)
    return added


def follow(
    problem: Problem,
    relaxed: Formulation,
    purse: Purse,
    tell: Callable[[float], None],
    *,
    share: float = BOUND_SHARE,
    worth: float = WORTH_A_UNIT,
    together: bool = False,
    light: int = 0,
) -> Guide:
    """Solve the relaxation as far as a share of the budget goes, and tell the bounds that it proves.

    Rows of who is ``together`` raise the bound, but a dive into a relaxation with them takes longer. Rounds end where
    the program has no more entries than is ``light``.
    """
    relaxation = Relaxation.of(problem, relaxed, lambda: purse.allowance.used_up, together=together)
    zeros = np.zeros(len(relaxed.program.cost))
    guide = Guide(problem, relaxed, relaxation, zeros, zeros)
    end, bound, spent, dear = (1.0 - share) * purse.left, -np.inf, 0.0, DEAR / EASING
    for _ in range(ROUNDS):
        begun = purse.left
        if purse.is_empty() or begun <= end:
            break
        answer = solve_on(relaxation, purse, begun - end)
        tell(answer.bound)
        # The point of a solve that was cut short breaks some rows, but still says where people would like to be.
        if answer.bound > -np.inf:
            guide.point, guide.reduced = answer.point, answer.reduced
        # Options that come back in lower the value: rounds pay until the bound has come up to it and stays.
        value = float(relaxed.program.cost @ answer.point) + relaxed.constant
        rise = max(answer.bound - bound, value - answer.bound)
        bound = max(bound, answer.bound)
        if not answer.feasible or rise < worth * spent * abs(value):
            break
        dear = WIDENING * dear if value - answer.bound > LOST * abs(value) else max(DEAREST, EASING * dear)
        relaxation.use(not_dear(guide, dear))
        if not with_rows(relaxation, answer.point, purse) or relaxation.size <= light:
            break
        spent = begun - purse.left
    return guide


def tighten(guide: Guide, purse: Purse, columns: Index, point: Floats) -> None:
    """Add the rows that are broken where some columns are as in a whole point, a few rounds of them.

    They hold everywhere, but the relaxation alone, where those columns are whole by no means, does not ask for them.
    """
    relaxation, program = guide.relaxation, guide.formulation.program
    relaxation.use(np.ones(len(program.cost), dtype=bool), slack=True)
    whole = np.round(point[columns])
    relaxation.confine(columns, whole, whole)
    for _ in range(ROUNDS_WHOLE):
        answer = solve_on(relaxation, purse, TIGHTEN_SHARE * purse.left)
        if not answer.feasible or with_rows(relaxation, answer.point, purse) == 0:
            break
    relaxation.confine(columns, program.lower[columns], program.upper[columns])


def not_dear(guide: Guide, dear: float) -> Bools:
    """(N,) bool: all columns but the options, not locked, that the relaxation finds dear, and fees for these alone."""
    layout, program = guide.formulation.layout, guide.formulation.program
    kept = (guide.reduced[layout.option] <= dear) | (program.lower[layout.option] > 0.0)
    columns = np.ones(len(guide.point), dtype=bool)
    columns[layout.option] = kept
    paid = layout.fee >= 0
    columns[layout.fee[paid]] = False
    columns[layout.fee[paid & kept]] = True
    return columns
