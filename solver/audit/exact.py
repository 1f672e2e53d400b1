"""Costs as whole numbers over a power of two, every rounding downwards.

A weight is a binary fraction, so every cost is an exact fraction; what is worked with is ``floor(cost x 2 ** bits)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np

from models.goals import Goal
from solver.audit.allocation_costs import Scales, Weights
from solver.audit.casebook import Casebook
from solver.audit.knapsack import SAFE, Numbers
from solver.audit.pairs import Flags, Index

WORD = 62
"""Bits of a number that an int64 holds safely."""


def scaled(number: float, bits: int) -> int:
    """Largest whole number that is at most a number times ``2 ** bits``."""
    fraction = Fraction(number)
    return (fraction.numerator << bits) // fraction.denominator


class LoadCost(NamedTuple):
    """Exact cost of whole loads of a resource at one member of staff.

    ``(bend (1000 load - even)^2 + steep over^2 + kink over) / unit`` priced minutes, ``over`` being what ``load`` is
    above ``knee``, or 0.
    """

    bend: int
    even: int
    steep: int
    knee: int
    kink: int
    unit: int

    def numerator(self, load: int) -> int:
        """Cost of a load in units."""
        over = max(0, load - self.knee)
        return self.bend * (1000 * load - self.even) ** 2 + (self.steep * over + self.kink) * over

    def cost(self, load: int, bits: int) -> int:
        """Cost of a load, rounded down."""
        return (self.numerator(load) << bits) // self.unit

    def costs(self, first: int, number: int, bits: int) -> Numbers:
        """Costs of successive loads, each rounded down."""
        most = max(self.numerator(first), self.numerator(first + number - 1))
        roomy = WORD - self.unit.bit_length()
        if most >= SAFE or roomy < 1 or most << bits >= SAFE * self.unit:
            return np.array([self.cost(load, bits) for load in range(first, first + number)], dtype=object)
        load = np.arange(first, first + number, dtype=np.int64)
        over = np.maximum(0, load - self.knee)
        whole, rest = np.divmod(
            self.bend * (1000 * load - self.even) ** 2 + (self.steep * over + self.kink) * over, self.unit
        )
        while bits:
            step = min(bits, roomy)
            more, rest = np.divmod(rest << step, self.unit)
            whole = (whole << step) + more
            bits -= step
        return np.asarray(whole)

    def least(self, first: int, last: int, price: int, bits: int) -> int:
        """Least of cost less price for the loads from ``first`` to ``last``, the price of ``first`` being 0.

        The cost is convex: it pays to go on as long as the next unit costs less than its price.
        """
        low, high = first, last
        while low < high:
            middle = (low + high) // 2
            if self.numerator(middle + 1) - self.numerator(middle) << bits < price * self.unit:
                low = middle + 1
            else:
                high = middle
        return self.cost(low, bits) - price * (low - first)


FREE = LoadCost(0, 0, 0, 0, 0, 1)
"""What costs nothing."""

POINTS = "points:"
CASES, MIX, NEW_CASES = "cases", "mix", "new_cases"


def resources_of(a: Casebook) -> tuple[str, ...]:
    """Names of all resources: points of each period, cases, mix, new cases."""
    return (*(f"{POINTS}{t + 1}" for t in range(a.periods)), CASES, MIX, NEW_CASES)


class LoadCosts:
    """Exact costs of loads, by member of staff and resource."""

    def __init__(self, a: Casebook, scales: Scales) -> None:
        self._a, self._scales = a, scales
        fractions = {goal: Fraction(scales.weight(goal)) for goal in Goal}
        self._over = lcm(*(fraction.denominator for fraction in fractions.values()))
        self._weight: Mapping[Goal, int] = {goal: int(row * self._over) for goal, row in fractions.items()}

    def of(self, j: int, resource: int) -> LoadCost:
        """Cost of a load of a resource, as ``resources_of`` numbers them."""
        t = self._a.periods
        if resource < t:
            return self._points(j, resource)
        return (FREE, self._mix(j), self._new_cases(j))[resource - t]

    def _points(self, j: int, t: int) -> LoadCost:
        c = int(self._a.available[j, t])
        if not c:
            return FREE
        million = 10**6
        return LoadCost(
            bend=self._weight[Goal.WORKLOAD_BALANCE],
            even=int(self._scales.target[j, t]) * c,
            steep=self._weight[Goal.OVERLOAD] * million,
            knee=c,
            kink=self._weight[Goal.OVERLOAD_POINTS] * million * c,
            unit=self._over * million * c * self._a.periods,
        )

    def _mix(self, j: int) -> LoadCost:
        c = int(self._scales.mix_capacity[j])
        if not c:
            return FREE
        weight = self._weight[Goal.CASELOAD_MIX]
        return LoadCost(weight, self._scales.mix_target * c, 0, 0, 0, self._over * 10**6 * c)

    def _new_cases(self, j: int) -> LoadCost:
        return LoadCost(0, 0, 0, int(self._a.easy_new[j]), self._weight[Goal.NEW_CASES], self._over)


PAIR_GOALS = (Goal.CASE_TRAVEL, Goal.CONTINUITY, Goal.PREFERENCES, Goal.PDU_CROSSING)
"""Goals that cost something by pair."""


class PairWeights(NamedTuple):
    """Weights of the pair costs times ``2 ** (bits + guard)``, and whether int64 can hold their sums."""

    by_goal: dict[Goal, int]
    guard: int
    whole: bool

    def cost(self, minutes: Index, moved: Index, unwanted: Flags, crossing: Flags) -> Numbers:
        """Costs of pairs times ``2 ** bits``, rounded down."""
        amounts = zip(PAIR_GOALS, (minutes, moved, unwanted, crossing), strict=True)
        kind = np.int64 if self.whole else object
        return np.asarray(sum(self.by_goal[goal] * amount.astype(kind) for goal, amount in amounts) >> self.guard)


def pair_weights(weights: Weights, bits: int, most_minutes: int) -> PairWeights:
    """Weights of the pair costs with as many bits to guard against rounding as there is room for."""
    asked = {goal: weights.get(goal, 0.0) for goal in PAIR_GOALS}
    most = sum(scaled(weight, bits) + 1 for weight in asked.values()) * max(1, most_minutes)
    guard = max(0, min(20, WORD - most.bit_length()))
    by_goal = {goal: scaled(weight, bits + guard) for goal, weight in asked.items()}
    return PairWeights(by_goal, guard, most << guard < SAFE << 2)
