"""Dice: every draw of a scenario comes from uniform numbers of one seeded stream, by plain arithmetic.

NumPy promises that the raw stream of a seeded PCG64 never changes; nothing else of its generators is used, so that
the same seed gives the same scenario on every machine and under every version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

BLOCK = 4096
"""Numbers drawn at a time."""


class Dice:
    """A seeded stream of draws.

    Parameters
    ----------
    seed
        Seed of the scenario.
    names
        What the dice are for, for example a scale, a subject and a unit: other names, other stream.
    """

    def __init__(self, seed: int, *names: str) -> None:
        stream = np.random.SeedSequence([seed, *(crc32(name.encode()) for name in names)])
        self._generator = np.random.Generator(np.random.PCG64(stream))
        self._drawn: list[float] = []

    def unit(self) -> float:
        """A number in [0, 1)."""
        if not self._drawn:
            self._drawn = self._generator.random(BLOCK).tolist()
        return self._drawn.pop()

    def units(self, number: int) -> NDArray[np.float64]:
        """So many numbers in [0, 1)."""
        return self._generator.random(number)

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.unit() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.unit() * (high - low + 1))

    def real(self, low: float, high: float) -> float:
        """A number from ``low`` to ``high``."""
        return low + (high - low) * self.unit()

    def day(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``, both included."""
        return first + timedelta(days=self.between(0, max(0, (last - first).days)))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, each as likely."""
        return items[int(self.unit() * len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in random order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = int(self.unit() * (last + 1))
            order[last], order[other] = order[other], order[last]
        return order

    def sample(self, items: Sequence[T], number: int) -> list[T]:
        """So many different items, or all of them where there are fewer."""
        return self.shuffled(items)[:number]


class Bag(Generic[T]):
    """Items with weights, made once and drawn from often."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self.items = tuple(items)
        self._sums = list(accumulate(weights))

    def draw(self, dice: Dice) -> T:
        """One of the items, as likely as its weight says."""
        at = bisect_right(self._sums, dice.unit() * self._sums[-1])
        return self.items[min(at, len(self.items) - 1)]


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of ``total`` in proportion to the weights, by largest remainder."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda k: (shares[k] - exact[k], k))
    for k in by_remainder[: total - sum(shares)]:
        shares[k] += 1
    return shares
