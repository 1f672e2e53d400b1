"""The cheapest set of one practitioner with every load counted exactly, where there are several periods.

Tables by load cannot hold the points of many periods. So sets are listed by how they differ from taking just the cases
that are cheap at the prices: such differences cost something, and those that cost too much are not listed. Of cases
that draw alike, the nearest to indifference differ first. The widest loads are decided first; what the rest could still
do about loads that are far from the cheapest ones is bounded by slopes, shifted prices of the resources: a difference
that they prove to cost too much is dropped with all that it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import FEW_CASES, Items, Proof, Sets, all_within_reach, bound_of
from solver.allocation.listing import differences, kinds_of, list_sets, slopes_of
from solver.allocation.parting import Task, least_by_parting
from solver.allocation.prices import GRAIN, load_values, under_grain
from solver.allocation.problem import Bools, Floats, Ints

WIDEST = 40.0
"""Priced minutes above the cheapest cases at the cheapest loads beyond which no set is looked for."""
WIDTH = 30
"""Sets that differ from one another so far which are kept."""
AWAY = (7.0, 20.0, 60.0)
"""Points that loads are away from the cheapest ones where slopes are taken."""
PARTINGS, SLACK = 150, 0.02
"""Partings that follow elsewhere, and minutes by which less is claimed than they prove, to be quickly shown again."""
GAIN = 0.2
"""Priced minutes that counting every load must bring for a practitioner, or two resources will do."""


@dataclass(frozen=True, slots=True)
class Loads:
    """Loads (R,) of one practitioner on the resources whose loads make a difference.

    Attributes
    ----------
    terms
        (5, R) bend, even, steep, knee and kink of what they cost.
    price, best
        (R,) what a unit is worth, and what a load costs less its price at the least.
    most
        (R,) most that may be carried.
    start
        (R,) loads with the cases that are cheap at the prices.
    periods
        The first so many are points of periods.
    """

    terms: Floats
    price: Floats
    best: Floats
    most: Floats
    start: Floats
    periods: int

    def above(self, load: Floats) -> Floats:
        """(...,) what loads (..., R) cost more than the cheapest ones; infinite beyond what may be carried."""
        cost = self._cost(load) - self.price * load - self.best
        return np.asarray(np.where(load > self.most, np.inf, cost).sum(axis=-1))

    def tilted(self, slopes: Floats) -> Floats:
        """(K,) least of what loads cost more than the cheapest ones less what they are worth at slopes (K, R)."""
        load = self._cheapest(self.price + slopes)
        return np.asarray((self._cost(load) - (self.price + slopes) * load - self.best).sum(axis=1))

    def slopes(self) -> Floats:
        """(K, R) slopes to bound by: of single resources, all periods, parts of them, and halves against each other."""
        middle, kinds = self._cheapest(self.price[None])[0], [np.zeros(self.price.size)]
        for off in AWAY:
            for sign in (-1.0, 1.0):
                steep = self._slope(middle + sign * off) - self.price
                kinds += [np.where(part, steep, 0.0) for part in self._parts()]
                if self.periods > 1:
                    early, late = np.arange(steep.size) < self.periods // 2, np.arange(steep.size) < self.periods
                    other = self._slope(middle - sign * off) - self.price
                    kinds.append(np.where(early, steep, np.where(late, other, 0.0)))
        return np.unique(np.array(kinds), axis=0)

    def _parts(self) -> list[Bools]:
        at, periods = np.arange(self.price.size), self.periods
        sizes = [size for size in (periods, periods // 2, periods // 4) if size > 1]
        spans = [(first, first + size) for size in sizes for first in range(0, periods - size + 1, size)]
        return [(at >= first) & (at < last) for first, last in spans] + [at == s for s in at]

    def _cost(self, load: Floats) -> Floats:
        bend, even, steep, knee, kink = self.terms
        over = np.maximum(0.0, load - knee)
        return np.asarray(bend * (load - even) ** 2 + (steep * over + kink) * over)

    def _slope(self, load: Floats) -> Floats:
        bend, even, steep, knee, kink = self.terms
        return np.asarray(2.0 * (bend * (load - even) + steep * np.maximum(0.0, load - knee)) + kink * (load > knee))

    def _cheapest(self, price: Floats) -> Floats:
        """Loads (K, R) that cost least less their price."""
        bend, even, steep, knee, kink = self.terms
        with np.errstate(divide="ignore", invalid="ignore"):
            below = np.where(bend > 0.0, even + price / (2.0 * bend), np.where(price > 0.0, np.inf, -np.inf))
            rise = 2.0 * (bend * even + steep * knee) + price - kink
            above = np.where(bend + steep > 0.0, rise / (2.0 * (bend + steep)), np.where(price > kink, np.inf, knee))
        load = np.where(below <= knee, below, np.maximum(above, knee))
        return np.asarray(np.clip(load, 0.0, self.most))


class Found(NamedTuple):
    """How much more any set costs than the cheapest cases at the cheapest loads; what one costs, and its differences.

    ``other`` are places among the items that are decided otherwise; None where no set was found.
    """

    least: float
    cost: float
    other: Ints | None


class Seen(NamedTuple):
    """A practitioner's cases and loads, of which resources these are, what is cheapest, and what sets cost above it."""

    items: Items
    loads: Loads
    counts: Ints
    ideal: float
    found: Found


def with_every_load(
    block: Block, at: Proof, known: tuple[Proof, Sets], over: Callable[[], bool]
) -> tuple[Proof, tuple[Ints, ...]]:
    """A proof that counts every load of those for whom that pays, and everybody's best set, as far as there is time.

    In a large block one practitioner's cases are in memory at a time; in others everybody has a best set first.

    ``known`` are the proof and the sets that count two resources, at the case prices of the proof ``at``.
    """
    proof, sets = known
    prices, least = proof.prices.copy(), np.full(block.num_staff, np.nan)
    values, taken = sets.values.copy(), list(sets.taken)
    few = block.num_items <= FEW_CASES
    seen = _seen(block, at, sets, over)
    for j, (items, loads, counts, ideal, found) in enumerate(list(seen) if few else seen):
        if not over():
            found = parted(items, loads, counts, found, values[j] - ideal)  # noqa: PLW2901
        if found.other is not None:
            cheap = items.off < 0.0
            cheap[found.other] = ~cheap[found.other]
            taken[j] = np.sort(items.cases[cheap])
        # Lower by as much as the rounding of every item and load could be where it is worked out in whole numbers.
        lowered = ideal + found.least - GRAIN * (items.off.size + block.num_resources + 1)
        if lowered > values[j] + GAIN:
            values[j] = least[j] = under_grain(np.array([lowered]))[0]
            prices[j] = at.prices[j]
    bound = bound_of(block, prices, proof.item_prices, replace(sets, values=values))
    return replace(proof, prices=prices, bound=bound, least=least), tuple(taken)


def _seen(block: Block, at: Proof, sets: Sets, over: Callable[[], bool]) -> Iterator[Seen]:
    """The practitioners' cases and best sets as a narrow listing finds them, as far as there is time."""
    best = load_values(block, at.prices)
    base = (best + at.prices * block.load_before[:-1]).sum(axis=1)
    for j, choice in enumerate(all_within_reach(block, at.prices, at.item_prices)):
        if over() or j >= len(sets.taken):
            break
        items = choice.at(at.prices[j], at.item_prices)
        ideal = float(np.minimum(0.0, items.off).sum() + base[j])
        loads, counts = _loads(block, j, at.prices[j], best[j], items)
        yield Seen(items, loads, counts, ideal, listed(items, loads, counts))


def _loads(block: Block, j: int, price: Floats, best: Floats, items: Items) -> tuple[Loads, Ints]:
    """Loads of practitioner j that make a difference, and which resources (R,) they are of."""
    could = block.load_before[j] + items.drawn.sum(axis=0)
    bent = block.bend[j] + block.steep[j] > 0.0
    counts = np.flatnonzero(bent | (could > block.most[j]) | ((block.kink[j] > 0.0) & (could > block.knee[j])))
    terms = np.stack([table[j, counts] for table in (block.bend, block.even, block.steep, block.knee, block.kink)])
    start = block.load_before[j] + items.drawn[items.off < 0.0].sum(axis=0)
    most, periods = np.minimum(block.most[j], could)[counts], int(np.count_nonzero(counts < block.periods))
    start, most = start[counts].astype(np.float64), most.astype(np.float64)
    return Loads(terms, price[counts], best[counts], most, start, periods), counts


def parted(items: Items, loads: Loads, counts: Ints, best: Found, known: float) -> Found:
    """The same by parting sets, unless not much more than is known can come of it."""
    least, most = max(known, best.least), min(WIDEST, best.cost)
    if most < least + GAIN:
        return best
    kinds = kinds_of(items.off, items.drawn[:, counts], most, loads.periods)
    task = Task(kinds.away, kinds.zero, kinds.drawn, loads.start, loads.terms, loads.price, loads.best, loads.most)
    return best._replace(least=max(best.least, least_by_parting(kinds, task, most, PARTINGS) - SLACK))


def listed(items: Items, loads: Loads, counts: Ints) -> Found:
    """A cheap set among those that cost little above the cheapest, and what that proves."""
    kinds, slopes = kinds_of(items.off, items.drawn[:, counts], WIDEST, loads.periods), loads.slopes()
    charged = slopes_of(kinds, slopes, loads.tilted(slopes) + slopes @ loads.start)
    sets = list_sets(kinds, charged, loads.start, (WIDEST, -np.inf), WIDTH)
    total = sets.cost + loads.above(sets.load)
    best = int(np.argmin(total)) if total.size else 0
    if total.size == 0 or not np.isfinite(total[best]):
        return Found(sets.proved, np.inf, None)
    return Found(min(sets.proved, float(total[best])), float(total[best]), differences(kinds, sets, best))
