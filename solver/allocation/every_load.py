"""The cheapest set of one practitioner with every load counted exactly, where there are several periods.

Tables by load cannot hold the points of many periods. So sets are listed by how they differ from taking just the cases
that are cheap at the prices: such differences cost something, and those that cost too much are not listed. Of cases
that draw alike, the nearest to indifference differ first. The widest loads are decided first; what the rest could still
do about loads that are far from the cheapest ones is bounded by slopes, shifted prices of the resources: a difference
that they prove to cost too much is dropped with all that it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import Items, Proof, Sets, all_possible, bound_of
from solver.allocation.prices import GRAIN, load_values, under_grain
from solver.allocation.problem import Bools, Floats, Ints

WIDEST = 40.0
"""Priced minutes above the cheapest cases at the cheapest loads beyond which no set is looked for."""
FEW, MANY = 30, 300
"""Sets that differ from one another so far which are kept at first, for a set that is cheap, and then."""
AWAY = (7.0, 20.0, 60.0)
"""Points that loads are away from the cheapest ones where slopes are taken."""
HOPE = 10.0
"""What a wider search multiplies what is proved by, at the most, for all that one can expect."""
GAIN = 0.2
"""Priced minutes that counting every load must bring for a practitioner, or two resources will do."""


class Kind(NamedTuple):
    """Cases that draw alike (R,), by how much they cost more together if so many of them are decided otherwise.

    ``cases`` are their places among the items, nearest to indifference first.
    """

    away: Floats
    drawn: Floats
    cases: Ints


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


def with_every_load(
    block: Block, at: Proof, known: tuple[Proof, Sets], over: Callable[[], bool]
) -> tuple[Proof, tuple[Ints, ...]]:
    """A proof that counts every load of those for whom that pays, and everybody's best set, as far as there is time.

    ``known`` are the proof and the sets that count two resources, at the case prices of the proof ``at``.
    """
    proof, sets = known
    prices, least = proof.prices.copy(), np.full(block.num_staff, np.nan)
    values, taken = sets.values.copy(), list(sets.taken)
    best = load_values(block, at.prices)
    base = (best + at.prices * block.load_before[:-1]).sum(axis=1)
    for j, choice in enumerate(all_possible(block)):
        if over() or j >= len(taken):
            break
        items = choice.at(at.prices[j], at.item_prices)
        ideal = float(np.minimum(0.0, items.off).sum() + base[j])
        found = best_set(items, *_loads(block, j, at.prices[j], best[j], items), values[j] - ideal)
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


def best_set(items: Items, loads: Loads, counts: Ints, known: float) -> Found:
    """The cheapest set as far as it is found: first a cheap one, which says how far others have to be looked for.

    Where that shows that not much more than is ``known`` to be least can come of it, no more is done.
    """
    away, drawn = np.abs(items.off), np.where(items.off < 0.0, -1, 1)[:, None] * items.drawn[:, counts]
    cheap = _listed(away, drawn, loads, WIDEST, FEW)
    if cheap.least == cheap.cost or min(cheap.cost, HOPE * cheap.least) < known + GAIN:
        return cheap
    found = _listed(away, drawn, loads, min(WIDEST, cheap.cost), MANY)
    best = min(cheap, found, key=lambda tried: tried.cost)
    return best._replace(least=min(best.cost, max(cheap.least, found.least)))


def _listed(away: Floats, drawn: Ints, loads: Loads, cut: float, width: int) -> Found:
    """Sets that cost less than ``cut`` above the cheapest, as many as ``width`` at a time: the cut is lowered to that.

    ``away`` (K,) is what it costs to decide otherwise on each item, which adds ``drawn`` (K, R) to the loads.
    """
    kinds, slopes = _kinds(away, drawn, loads, cut), loads.slopes()
    tilted, rest = loads.tilted(slopes), _rest(kinds, slopes)
    cost, load, came = np.zeros(1), loads.start[None], []
    for at, kind in enumerate(kinds):
        if kind.away[0] >= cut:
            came.append((np.arange(cost.size), np.zeros(cost.size, dtype=np.int64)))
            continue
        parent, number = _ways(cost, kind.away, cut)
        cost = cost[parent] + np.append(0.0, kind.away)[number]
        load = load[parent] + number[:, None] * kind.drawn
        floor = cost + (load @ slopes.T + (rest[at + 1] + tilted)).max(axis=1)
        if np.count_nonzero(floor < cut) > width:
            cut = min(cut, float(np.partition(floor, width)[width]))
        kept = np.flatnonzero(floor < cut)
        cost, load = cost[kept], load[kept]
        came.append((parent[kept], number[kept]))
        if kept.size == 0:
            return Found(cut, np.inf, None)
    total = cost + loads.above(load)
    best = int(np.argmin(total))
    other = _differences(kinds, came, best) if np.isfinite(total[best]) else None
    return Found(min(cut, float(total[best])), float(total[best]), other)


def _kinds(away: Floats, drawn: Ints, loads: Loads, cut: float) -> list[Kind]:
    """The items that are not too far from indifference by what they draw, the widest loads first."""
    near = np.flatnonzero((away < cut) & drawn.any(axis=1))
    if near.size == 0:
        return []
    near = near[np.lexsort((away[near], *drawn[near].T))]
    first = np.flatnonzero(np.append(True, (np.diff(drawn[near], axis=0) != 0).any(axis=1)))
    found = []
    for cases in np.split(near, first[1:]):
        sums = np.cumsum(away[cases])
        few = int(np.count_nonzero(sums < cut))
        found.append(Kind(sums[:few], drawn[cases[0]].astype(np.float64), cases[:few]))
    return sorted(found, key=lambda kind: -float(np.abs(kind.drawn[: loads.periods]).sum()))


def _rest(kinds: Sequence[Kind], slopes: Floats) -> Floats:
    """(kinds + 1, K) the least that the kinds from each on can cost with what they draw paid at slopes (K, R)."""
    rest = np.zeros((len(kinds) + 1, slopes.shape[0]))
    for at in range(len(kinds) - 1, -1, -1):
        away, drawn, _ = kinds[at]
        costs = away + (slopes @ drawn)[:, None] * np.arange(1, away.size + 1)
        rest[at] = rest[at + 1] + np.minimum(0.0, costs.min(axis=1))
    return rest


def _ways(cost: Floats, away: Floats, cut: float) -> tuple[Ints, Ints]:
    """Which of the sets so far go on with how many cases of a kind decided otherwise."""
    parents = [np.arange(cost.size), *(np.flatnonzero(cost < cut - more) for more in away.tolist())]
    sizes = [part.size for part in parents]
    return np.concatenate(parents), np.repeat(np.arange(len(parents)), sizes)


def _differences(kinds: Sequence[Kind], came: Sequence[tuple[Ints, Ints]], last: int) -> Ints:
    """Places of the items that the set which ended at a place decides otherwise."""
    other = [np.zeros(0, dtype=np.int64)]
    for kind, (parent, number) in zip(reversed(kinds), reversed(came), strict=True):
        other.append(kind.cases[: number[last]])
        last = int(parent[last])
    return np.concatenate(other)
