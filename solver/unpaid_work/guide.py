"""What the relaxation says: a bound, and which slots to open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.openings import openings
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import Relaxation, Relaxed

ITERATIONS = 6e8
"""Simplex iterations times entries of the program in a unit of work."""
WEEKS = 1000.0
"""People and supervisors whose weeks are looked at in a unit of work."""
ROUNDS = 30
"""Most rounds of adding rows."""
BOUND_SHARE = 0.25
"""Share of the budget that the bound may take."""
WORTH_A_UNIT = 4e-4
"""Relative rise of the bound for a unit of work below which no more rows are added."""
DEAR, EASING, DEAREST = 100.0, 0.7, 40.0
"""Reduced cost from which an option is left out after the first round, what that is multiplied by in every further
round, and what it does not fall below."""
OPENING_UNITS = 1.0
"""Units that the small program of openings is booked at."""


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
        purse.book(OPENING_UNITS)
        return openings(
            self.problem,
            self.formulation,
            self.point,
            interrupted=purse.over_after(2.0 * OPENING_UNITS),
        )


def solve_on(relaxation: Relaxation, purse: Purse, units: float) -> Relaxed:
    """Solve a relaxation on from where it stands, for so many units at most."""
    rate = ITERATIONS / max(1, relaxation.size)
    before = relaxation.iterations
    most = None if purse.timed else 1 + int(units * rate)
    answer = relaxation.solve(enough=purse.over_after(units), iterations=most)
    purse.book((relaxation.iterations - before) / rate)
    return answer


def _add_rows(relaxation: Relaxation, point: Floats, purse: Purse) -> int:
    """Add the rows that a point breaks; how many."""
    before = relaxation.weeks.looked_at
    added = relaxation.add_rows(point)
    purse.book((relaxation.weeks.looked_at - before) / WEEKS)
    return added


def follow(problem: Problem, relaxed: Formulation, purse: Purse, best: Best) -> Guide:
    """Solve the relaxation as far as its share of the budget goes, and keep the bound that it proves."""
    relaxation = Relaxation.of(problem, relaxed, lambda: purse.allowance.used_up)
    zeros = np.zeros(len(relaxed.program.cost))
    guide = Guide(problem, relaxed, relaxation, zeros, zeros)
    end, bound, spent, dear = (1.0 - BOUND_SHARE) * purse.left, -np.inf, 0.0, DEAR
    for _ in range(ROUNDS):
        begun = purse.left
        if purse.is_empty() or begun <= end:
            break
        answer = solve_on(relaxation, purse, begun - end)
        best.prove(answer.bound, "bound")
        # The point of a solve that was cut short breaks some rows, but still says where people would like to be.
        if answer.bound > -np.inf:
            guide.point, guide.reduced = answer.point, answer.reduced
        # Options that come back in lower the value: rounds pay until the bound has come up to it and stays.
        value = float(relaxed.program.cost @ answer.point) + relaxed.constant
        slow = max(answer.bound - bound, value - answer.bound) < WORTH_A_UNIT * spent * abs(value)
        bound = max(bound, answer.bound)
        if slow or not answer.feasible:
            break
        relaxation.use(not_dear(guide, dear))
        dear = max(DEAREST, EASING * dear)
        if _add_rows(relaxation, answer.point, purse) == 0:
            break
        spent = begun - purse.left
    return guide


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
