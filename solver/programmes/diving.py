"""Groups opened one after the other in the relaxation, the surest first: few are then left to choose from.

The relaxation of a delivery unit stands close to the best plan, but opens two thirds of a group here and a third there,
and most choices among its groups lead away from it. A dive holds one group open, lets everything else follow, and goes
on; where a group held open costs somebody a place, it is held closed instead if that costs less. New groups come in
where both cost a place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.programmes.columns import Generated, missing_groups
from solver.programmes.pool import Pool
from solver.programmes.prices import evaluated

WHOLE = 1e-6
"""How near to whole the value of a group counts as whole."""
DEAD_ENDS = 24
"""Groups that could not be held open after which what is left open is left to choose from."""
RISE = 0.02
"""Share by which the cost may rise: a dive that leads further away ends where it was before."""
TRIED_OUT = 4
"""Steps before which no dive is given up that would not come to its end in time."""
HALF_WAY = 0.5
"""Share of the time before which none is given up either; with fewer groups whole than that it leads nowhere."""
ROUNDS = 3
"""Times at most that new groups come in at one dead end."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Dive:
    """The relaxation, with some groups held open or closed.

    Attributes
    ----------
    found
        The relaxation and its groups.
    kinds
        (N,) kind of each group of the pool.
    dear
        Priced minutes above which a group held open counts as a dead end.
    used
        Share of the time, or work, that is used up once the relaxation has spent so much work; at 1 the dive ends.
    seconds_left
        Seconds left; None where no clock counts.
    held
        Groups held, by place among the relaxation's.
    """

    found: Generated
    pool: Pool
    kinds: Ints
    dear: float
    used: Callable[[float], float]
    seconds_left: Callable[[], float | None]
    held: dict[int, bool] = field(default_factory=dict)

    def go(self, locked: Sequence[int]) -> list[int]:
        """Groups that are open, or open in part, at the end, by place in the pool; none if that is too far."""
        relaxation = self.found.relaxation
        relaxation.add(locked)
        for n in locked:
            self._hold(relaxation.groups.index(n), open_=True)
        # Where time for prices ran out, the last groups are not solved yet.
        cost, dead_ends, steps = self._cost(primal=not locked), 0, 0
        most, values = (1.0 + RISE) * cost, relaxation.values()
        parted = len(self._parted(values))
        while dead_ends < DEAD_ENDS and (place := self._surest(values)) is not None:
            before, cost = cost, self._held(place, open_=True, most=cost + self.dear)
            if cost - before > self.dear:
                dead_ends += 1
                cost = self._cheaper(place, before)
            if not math.isfinite(cost) or cost > most:
                break
            values, steps = relaxation.values(), steps + 1
            left = len(self._parted(values))
            if steps >= TRIED_OUT and self._too_slow(parted, left):
                return self._open(values) if parted - left >= HALF_WAY * parted else []
        return self._open(values)

    def _open(self, values: Floats) -> list[int]:
        """Groups that are open, or open in part, by place in the pool."""
        return sorted(self.found.relaxation.groups[p] for p in np.flatnonzero(values > WHOLE))

    def _surest(self, values: Floats) -> int | None:
        """The group that is most open of those that are open in part; None if there is none, or time is over."""
        parted = self._parted(values)
        if not parted or self._over:
            return None
        return max(parted, key=lambda p: (round(float(values[p]), 6), -p))

    def _parted(self, values: Floats) -> list[int]:
        """Groups that are open in part and not held."""
        parted = np.flatnonzero((values > WHOLE) & (values < 1.0 - WHOLE)).tolist()
        return [p for p in parted if p not in self.held]

    def _too_slow(self, parted: int, left: int) -> bool:
        """Whether a larger share of the time is used up than of the groups in part is whole by now."""
        used = self.used(self.found.relaxation.work)
        return used > HALF_WAY and parted - left < used * parted

    @property
    def _over(self) -> bool:
        """Whether time is over."""
        return self.used(self.found.relaxation.work) >= 1.0

    def _cheaper(self, place: int, before: float) -> float:
        """Hold a group closed, or open after all where that costs less, and let new groups in where both are dear."""
        closed = self._held(place, open_=False)
        if closed - before <= self.dear:
            return closed
        if (opened := self._held(place, open_=True)) > closed:
            self._held(place, open_=False)
        return self._with_new_groups(min(opened, closed))

    def _with_new_groups(self, cost: float) -> float:
        """The cost once groups have come in that are worth opening beside those held."""
        relaxation = self.found.relaxation
        for _ in range(ROUNDS):
            judged = [evaluated(self.pool, relaxation.prices())]
            more = missing_groups(self.pool, self.kinds, judged, relaxation.groups)
            if not math.isfinite(cost) or not more or self._over:
                break
            relaxation.add(more)
            before, cost = cost, self._cost(primal=True)
            if before - cost <= self.dear:
                break
        return cost

    def _held(self, place: int, *, open_: bool, most: float = math.inf) -> float:
        """The cost with a group held; infinite if it is found to be above the most."""
        self._hold(place, open_=open_)
        return self._cost(most=most)

    def _hold(self, place: int, *, open_: bool) -> None:
        self.held[place] = open_
        self.found.relaxation.hold(place, 1.0 if open_ else 0.0)

    def _cost(self, *, most: float = math.inf, primal: bool = False) -> float:
        """Cost of the relaxation; infinite where nothing is left, or time is over."""
        solved = self.found.relaxation.solve(self.seconds_left(), dual=not primal, most=most)
        return math.inf if solved is None else solved[0]
