"""From the relaxation to slots that run: the numbers of supervisors made whole, few at a time."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.guide import DEAREST, Guide, not_dear, solve_on
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import Index
from solver.unpaid_work.purse import Purse

WHOLE = 1e-6
"""How far from a whole number still counts as whole."""
SURE_UP, SURE_DOWN = 0.3, 0.2
"""Distances to the next and from the last whole number within which several are made whole at a time.

A supervisor too many costs a few shifts, one too few leaves people without a place.
"""
AT_ONCE = 0.4
"""Share of the broken numbers made whole at a time at most."""
AT_LEAST = 3
"""Broken numbers made whole at a time at least, where that can be."""
SNUG = 0.97
"""Share of the room of supervised sessions that the dive counts on: whole people do not fill a session to the brim."""
MOST_ROUNDS = 12
"""Most times that numbers are made whole."""
DOWN = 1.15
"""How much nearer a whole number must be below than above to be rounded down first."""


class Dive:
    """A dive into the relaxation: its point gets whole numbers of supervisors, or as whole as the units allow.

    What turns out to be impossible is undone, and the surest alone made whole; if that is impossible, it is made whole
    the other way.

    Parameters
    ----------
    guide
        What the relaxation says; its point follows the dive.
    purse, units
        What may be spent, and how much of it here.
    """

    def __init__(self, guide: Guide, purse: Purse, units: float) -> None:
        self.guide, self.purse = guide, purse
        self.end = max(0.0, purse.left - units)
        layout, program = guide.formulation.layout, guide.formulation.program
        self.counts = np.unique(layout.counts)
        self.relaxation = guide.relaxation.with_room(self.counts, SNUG)
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.point = guide.point

    def run(self) -> None:
        """Make the numbers whole, while the units last."""
        self.relaxation.use(not_dear(self.guide, DEAREST))
        if self._confined(np.zeros(0, dtype=np.int64), np.zeros(0)):
            self._make_whole(self.counts)
        self.guide.point = self.point

    @property
    def is_over(self) -> bool:
        """Whether the units are spent."""
        return self.purse.is_empty() or self.purse.left <= self.end

    def _make_whole(self, columns: Index) -> None:
        for _ in range(MOST_ROUNDS):
            value = self.point[columns]
            whole = np.abs(value - np.round(value)) <= WHOLE
            broken = np.flatnonzero(~whole & (self.lower[columns] < self.upper[columns]))
            if len(broken) == 0 or self.is_over:
                return
            for chosen, target in _attempts(value, _surest_first(value, broken)):
                if self._confined(columns[chosen], target):
                    break

    def _confined(self, columns: Index, target: Floats) -> bool:
        """Whether the relaxation has a point with these columns fixed; otherwise they are as they were."""
        if self.is_over:
            return False
        self.relaxation.confine(columns, target, target)
        answer = solve_on(self.relaxation, self.purse, self.purse.left - self.end)
        if not answer.feasible:
            self.relaxation.confine(columns, self.lower[columns], self.upper[columns])
            return False
        self.point = answer.point
        self.lower[columns], self.upper[columns] = target, target
        self.relaxation.add_rows(self.point, rounded=False)
        return True


def _surest_first(value: Floats, broken: Index) -> Index:
    """Numbers near a whole one first; a little sooner up than down."""
    up = _gap_up(value[broken])
    return np.asarray(broken[np.argsort(np.minimum(up, DOWN * (1.0 - up)), kind="stable")])


def _gap_up(value: Floats) -> Floats:
    return np.asarray(np.ceil(value) - value)


def _attempts(value: Floats, surest: Index) -> list[tuple[Index, Floats]]:
    """What to make whole, and to what: the sure ones together, the surest alone, and the surest the other way."""
    near, up = np.round(value), _gap_up(value)
    sure = surest[(up[surest] <= SURE_UP) | (1.0 - up[surest] <= SURE_DOWN)][: max(1, int(AT_ONCE * len(surest)))]
    first = surest[:1]
    rises = up[first] <= 0.5
    alone = np.where(rises, np.ceil(value[first]), np.floor(value[first]))
    other = np.where(rises, np.floor(value[first]), np.ceil(value[first]))
    sure = surest[: max(len(sure), AT_LEAST)]
    attempts = [(sure, near[sure])] if len(sure) > 1 else []
    return [*attempts, (first, alone), (first, other)]
