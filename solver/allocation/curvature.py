"""The curvature of the smoothed bound, and Newton steps with it.

It couples practitioners who are nearly as good for some case. Couplings within a unit are gathered in dense tables;
their factors lead conjugate gradients, which see all couplings as they are at each point. A table that is no longer
up to date only makes these take more steps, so it serves until they take too many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solver.allocation.problem import Bools, Floats, Ints
from solver.allocation.softmin import Draws, Shares, bend, couple, solve_triangles

STEPS, TIRED = 40, 7
"""Steps of conjugate gradients, at the most; and with tables of an earlier point before these are made anew."""
CLOSE = 0.1
"""Share of the gradient at which they stop."""
TRIFLE = 1e-9
"""Curvature that every price has at the least."""


class Bent(NamedTuple):
    """A point as far as its curvature goes: the softmins' shares at a temperature, and what is added for each price.

    ``added`` (m, R) comes from the loads that are asked for and from barriers.
    """

    shares: Shares
    temperature: float
    added: Floats


@dataclass(slots=True)
class Curvature:
    """What is known of the curvature.

    Attributes
    ----------
    draws
        Arrays of the block for the compiled routines.
    live
        (m, R) bool: prices that matter.
    factor
        (U, S, S) triangular factor of the table of each unit at an earlier point; None where there is none yet.
    own
        (L,) what each price that matters adds by itself there, loads and barriers aside.
    """

    draws: Draws
    live: Bools
    factor: Floats | None
    own: Floats

    @classmethod
    def of(cls, draws: Draws, live: Bools) -> Curvature:
        """Nothing is known yet."""
        return cls(draws, live, None, np.zeros(np.count_nonzero(live)))

    def step(self, bent: Bent, gradient: Floats, damping: float) -> Floats:
        """(m, R) about the solution of curvature times step = gradient, a share ``damping`` of the curvature added."""
        found, close = np.zeros(self.own.size), False
        if self.factor is not None and damping == 0.0:
            found, close = self._towards(bent, gradient[self.live], found, TIRED)
        if not close:
            bent = self._renewed(bent, damping)
            found, _ = self._towards(bent, gradient[self.live], found, STEPS)
        step = np.zeros_like(gradient)
        step[self.live] = found
        return step

    @property
    def _where(self) -> tuple[Ints, Ints]:
        """Table and row of each price that matters."""
        unit = np.broadcast_to(self.draws.unit[:, None], self.live.shape)[self.live]
        return unit.astype(np.int64), self.draws.row[self.live].astype(np.int64)

    def _renewed(self, bent: Bent, damping: float) -> Bent:
        """Make the tables anew; the same point with its curvature damped."""
        table, (unit, row) = self._tables(bent), self._where
        self.own = table[unit, row, row]
        added = bent.added + TRIFLE
        added[self.live] += damping * (added[self.live] + self.own)
        table[unit, row, row] += added[self.live]
        for number in range(table.shape[0]):
            spare = np.arange(np.count_nonzero(unit == number), table.shape[1])
            table[number, spare, spare] = 1.0
        self.factor = np.asarray(np.linalg.cholesky(table), dtype=np.float64)
        return bent._replace(added=added)

    def _tables(self, bent: Bent) -> Floats:
        """The couplings of each unit, on and below the diagonal."""
        draws, size = self.draws, max(1, int(self.draws.row.max()) + 1)
        table = np.zeros((int(draws.unit.max()) + 1, size, size))
        couple(draws, bent.shares, bent.temperature, table)
        return table

    def _towards(self, bent: Bent, gradient: Floats, found: Floats, steps: int) -> tuple[Floats, bool]:
        """A solution (L,) from ``found`` on by conjugate gradients, and whether it is close enough."""
        rest = gradient - self._bent(bent, found) if found.any() else gradient
        enough = CLOSE**2 * float((gradient * self._within_units(gradient)).sum())
        way, better = np.zeros_like(rest), self._within_units(rest)
        before, size = 1.0, float((rest * better).sum())
        for _ in range(steps):
            if size <= enough:
                return found, True
            way = better + (size / before) * way
            curved = self._bent(bent, way)
            length = size / float((way * curved).sum())
            found, rest = found + length * way, rest - length * curved
            better = self._within_units(rest)
            before, size = size, float((rest * better).sum())
        return found, size <= enough

    def _within_units(self, rest: Floats) -> Floats:
        """(L,) what each unit's own system would have for a solution."""
        assert self.factor is not None
        where, right = self._where, np.zeros(self.factor.shape[:2])
        right[where] = rest
        solve_triangles(self.factor, right)
        return np.asarray(right[where])

    def _bent(self, bent: Bent, way: Floats) -> Floats:
        """(L,) curvature times a way."""
        full, out = np.zeros(self.live.shape), np.zeros(self.live.shape)
        full[self.live] = way
        bend(self.draws, bent.shares, bent.temperature, full, out)
        return np.asarray(out[self.live] + bent.added[self.live] * way)
