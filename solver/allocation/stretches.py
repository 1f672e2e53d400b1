"""What staff would carry at given prices, smoothed: the half of the bound that the cases have no part in.

Every price has a stretch outside of which it is no better: at its low end nobody would carry less, at its high end
nobody more. A load that costs nothing up to a limit, and so much for every unit beyond, asks for the limit everywhere
inside. Barriers at the ends of the stretch keep Newton steps inside, and round off the corner at a kink.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.prices import ROWS
from solver.allocation.problem import Bools, Floats

HALVINGS = 40
"""Times that the stretch in which the price of a kink lies is halved."""
SHARE = 0.25
"""Share of a stretch that prices to begin with are kept away from its ends, at the most."""


class Asked(NamedTuple):
    """Loads (m, R) asked for at prices, how much they rise with them, and the sum of what they cost less the prices."""

    value: float
    load: Floats
    slope: Floats


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of a block's prices.

    Attributes
    ----------
    block
        The block.
    low, high
        (m, R) ends; ``high`` is infinite where no price is too high.
    live
        (m, R) bool: prices that matter; of the others nothing can come.
    flat
        (m, R) bool: a load costs nothing up to ``limit``, and so much for every unit beyond it, if that is allowed.
    limit
        (m, R) that limit; where a load has a cost of its own and a kink, the kink.
    hinged
        (m, R) bool: loads with a cost of their own and a kink.
    """

    block: Block
    low: Floats
    high: Floats
    live: Bools
    flat: Bools
    limit: Floats
    hinged: Bools

    @classmethod
    def of(cls, block: Block) -> Stretches:
        """The stretches of a block's prices."""
        bend, steep, kink, knee = (part[:-1] for part in (block.bend, block.steep, block.kink, block.knee))
        before, most = block.load_before[:-1].astype(np.float64), block.most[:-1].astype(np.float64)
        flat, kinked = (bend == 0.0) & (steep == 0.0), (kink > 0.0) & (knee < most)
        low = _slope(block, before) + np.where(before > knee, kink, 0.0)
        # Where all that could come may be carried, nothing is worth more than the last of it costs.
        high = np.where(
            most >= before + could_come(block), _slope(block, most) + np.where(most >= knee, kink, 0.0), np.inf
        )
        high = np.where(flat & kinked, kink, high)
        return cls(
            block,
            np.where(flat, 0.0, low),
            high,
            (most > before) & (high > np.where(flat, 0.0, low)),
            flat,
            np.clip(np.where(kinked, knee, most), before, most),
            ~flat & kinked,
        )

    def inside(self, prices: Floats, softness: float) -> Floats:
        """The nearest prices as far inside as barriers will want them about; 0 where they do not matter.

        From nearer to an end a Newton step can do no more than double the way to it.
        """
        wanted = np.where(self.flat, self.limit, self.block.even[:-1]) - self.block.load_before[:-1]
        wide = np.minimum(SHARE * (self.high - self.low), softness / np.maximum(1.0, wanted))
        return np.asarray(np.where(self.live, np.clip(prices, self.low + wide, self.high - wide), 0.0))

    def within(self, prices: Floats) -> Floats:
        """The nearest prices that are not beyond either end; 0 where they do not matter."""
        return np.asarray(np.where(self.live, np.clip(prices, self.low, self.high), 0.0))

    def asked(self, prices: Floats, softness: float) -> Asked:
        """What would be carried at prices inside, barriers at the ends left aside."""
        block, beyond = self.block, self._beyond(prices, softness)
        load, slope = self._load(prices - beyond)
        over = np.maximum(0.0, load - block.knee[:-1])
        value = block.bend[:-1] * (load - block.even[:-1]) ** 2 + block.steep[:-1] * over**2
        if self.hinged.any():
            kink, beyond = block.kink[:-1][self.hinged], beyond[self.hinged]
            value[self.hinged] += beyond * (load - self.limit)[self.hinged]
            value[self.hinged] += softness * (np.log(beyond) + np.log(kink - beyond))
            corner = softness / beyond**2 + softness / (kink - beyond) ** 2
            slope[self.hinged] *= corner / (corner + slope[self.hinged])
        load = np.where(self.live, np.where(self.flat, self.limit, load), block.load_before[:-1])
        value = np.where(self.flat | ~self.live, 0.0, value) - prices * (load - block.load_before[:-1])
        return Asked(float(value.sum()), load, np.where(self.flat | ~self.live, 0.0, slope))

    def _load(self, prices: Floats) -> tuple[Floats, Floats]:
        """Loads (m, R) that are cheapest at prices, kinks left aside, and their slopes."""
        block = self.block
        bend, even, knee = np.where(self.flat, 1.0, block.bend[:-1]), block.even[:-1], block.knee[:-1]
        steep, most = block.steep[:-1], block.most[:-1].astype(np.float64)
        bend = np.maximum(bend, 1e-12)
        below = even + prices / (2.0 * bend)
        above = (2.0 * (bend * even + steep * knee) + prices) / (2.0 * (bend + steep))
        load = np.where(below <= knee, below, np.maximum(above, knee))
        slope = np.where(below <= knee, 0.5 / bend, 0.5 / (bend + steep))
        return np.minimum(load, most), np.where(load < most, slope, 0.0)

    def _beyond(self, prices: Floats, softness: float) -> Floats:
        """(m, R) how much of each price is that of going beyond the kink."""
        found = np.zeros_like(prices)
        if not self.hinged.any():
            return found
        kink, low = self.block.kink[:-1], np.zeros_like(prices)
        high = kink.copy()
        for _ in range(HALVINGS):
            found = np.where(self.hinged, 0.5 * (low + high), 0.0)
            load = self._load(prices - found)[0]
            with np.errstate(divide="ignore", invalid="ignore"):
                less = softness / (kink - found) - softness / found > load - self.limit
            low, high = np.where(less, low, found), np.where(less, found, high)
        return found


def _slope(block: Block, load: Floats) -> Floats:
    """(m, R) what a unit more costs at loads (m, R), kinks left aside."""
    over = np.maximum(0.0, load - block.knee[:-1])
    return np.asarray(2.0 * (block.bend[:-1] * (load - block.even[:-1]) + block.steep[:-1] * over))


def could_come(block: Block) -> Floats:
    """(m, R) what all possible cases of each member of staff would draw."""
    total = np.zeros((block.num_staff, block.num_resources))
    for at in range(0, block.num_items, ROWS):
        rows = slice(at, at + ROWS)
        total += np.isfinite(block.cost[rows, :-1]).T.astype(np.float64) @ block.use[rows]
    return total
