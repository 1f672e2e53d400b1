"""A lower bound that sees whole cases: every practitioner's best set of cases at given case prices.

With any price ``p_i`` for case i and any prices ``v`` for the resources,

    sum_i p_i + sum_i min(0, leaving_out_i - p_i)
    + sum_j min over sets S of [sum_S (reduced_ij - p_i) + load_cost_j(S) - v_j load_j(S)] + v_j before_j

is a lower bound. The last minimum is taken over whole sets for one *main* resource of the practitioner, and perhaps for
another *beside* it, a knapsack by dynamic programming over their loads; the other resources may take any load, as in
``prices.plain_bound``. A case priced between its best and its second-best column makes the knapsack pay for
dropping as well as for stealing a firm case, which is where most of the rise over the plain bound comes from. Of a
group of co-defendants a practitioner takes one at the most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.allocation.block import Block
from solver.allocation.knapsack import knapsack, least_sum
from solver.allocation.prices import (
    GRAIN,
    best_reduced,
    load_values,
    on_grain,
    plain_bound,
    rounding_allowance,
    under_grain,
)
from solver.allocation.problem import Bools, Floats, Indices, Ints
from solver.allocation.reduced import two_best

CUT_OFF = 1.0
"""Priced minutes that a case must be away from indifference to be left out of a first knapsack."""
SNAP = 0.02
"""Priced minutes within which a price is put onto nothing or a kink."""
WIDER = 2.0
"""Factor by which that grows at the most where it leaves out too much."""
ENOUGH = 1.001
"""Factor on what a knapsack costs above the least: so far from indifference, nothing is left out too much."""
FEW_CASES = 6000
"""Cases up to which every resource of a practitioner is tried as the main one."""
WIDEST = 1e9
"""Priced minutes at which a knapsack leaves nothing out."""
HIGHER, OVER_TIME = 0.8, 0.7
"""How far between the best and the second-best reduced cost cases are priced: in one period, and over several.

Halfway, best sets leave more cases out than they take twice.
"""
HALFWAY = 0.5
"""The same where draws of a large block begin at best sets."""
REACH = 40.0
"""Priced minutes beyond indifference of cases that are not looked at until a knapsack turns out to need them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that no plan of a block costs less than ``bound``; all prices are multiples of ``prices.GRAIN``.

    Attributes
    ----------
    prices
        (m, R) prices of the resources.
    item_prices
        (n,) prices of the cases.
    main
        (m,) int32 main resource of each practitioner.
    beside
        (m,) int32 another that is counted by whole sets too, -1 for none.
    bound
        Priced minutes.
    least
        (m,) what no set of a practitioner costs less than, every load counted by whole sets; not a number where only
        main and beside are, None where that is so for all.
    """

    prices: Floats
    item_prices: Floats
    main: Indices
    beside: Indices
    bound: float
    least: Floats | None = None


@dataclass(frozen=True, slots=True)
class Sets:
    """Best sets of the practitioners.

    Attributes
    ----------
    values
        (m,) what no set goes below.
    main, beside
        (m,) int32 resources that they were reckoned with, -1 for none.
    taken
        For each practitioner the cases of the best set; empty where they were not asked for.
    """

    values: Floats
    main: Indices
    beside: Indices
    taken: tuple[Ints, ...] = ()


def prove(block: Block, prices: Floats, over: Callable[[], bool] = lambda: False) -> Proof:
    """A bound by whole cases at prices (m, R), each case priced between its best columns or at the best one.

    Sets take long where prices are not settled yet; once the time for it is ``over`` it is the plain bound.
    """
    prices = on_grain(max(prices, snapped(block, prices), key=lambda tried: plain_bound(block, tried)))
    plain = plain_proof(block, prices)
    if block.num_items == 0 or block.num_staff == 0 or over():
        return plain
    tried = likely_main(block)
    proof = prove_at(block, prices, prices_between(block, prices), tried, over)
    if proof.bound < plain.bound and not over():
        proof = prove_at(block, prices, two_best(block, prices)[0], tried, over)
    return max(plain, proof, key=lambda found: found.bound)


def between(block: Block, prices: Floats, main: Indices, share: float | None = None) -> Proof:
    """Cases priced at prices (m, R) as ``prices_between`` says, with main resources that may serve; proves nothing."""
    prices = on_grain(snapped(block, prices))
    return Proof(prices, on_grain(prices_between(block, prices, share)), main, np.full_like(main, -1), -np.inf)


def plain_proof(block: Block, prices: Floats) -> Proof:
    """The plain bound as a proof, at prices (m, R) on the grain; cases at their best, on the grain or just below it."""
    main, best = np.zeros(block.num_staff, dtype=np.int32), best_reduced(block, prices)
    item_prices = under_grain(best)
    return Proof(prices, item_prices, main, main - 1, plain_bound(block, prices) - float((best - item_prices).sum()))


def snapped(block: Block, prices: Floats) -> Floats:
    """Prices of loads without curvature, put onto nothing or the kink where they are all but there.

    The price of such a load beyond its kink, were it by a trifle, would pay for loads that nobody can carry.
    """
    straight = (block.bend + block.steep)[:-1] == 0.0
    near_kink = straight & (np.abs(prices - block.kink[:-1]) <= SNAP * (1.0 + block.kink[:-1]))
    near_none = straight & (np.abs(prices) <= SNAP)
    return np.asarray(np.where(near_kink, block.kink[:-1], np.where(near_none, 0.0, prices)))


def prove_at(
    block: Block, prices: Floats, item_prices: Floats, main: Ints, over: Callable[[], bool] = lambda: False
) -> Proof:
    """The bound by whole cases at given prices, minus infinity where time is over before; as for ``best_sets``."""
    item_prices = on_grain(item_prices)
    sets = best_sets(block, prices, item_prices, main, over=over)
    return Proof(prices, item_prices, sets.main, sets.beside, bound_of(block, prices, item_prices, sets))


def bound_of(block: Block, prices: Floats, item_prices: Floats, sets: Sets) -> float:
    """The bound that best sets at case prices (n,) give."""
    out = np.minimum(0.0, block.cost[:, -1] - item_prices)
    total = float(item_prices.sum() + out.sum() + sets.values.sum() + block.fixed_cost)
    drawn = np.abs(prices).max(axis=0) @ block.use.sum(axis=0)
    return total - rounding_allowance(item_prices, out, sets.values, np.asarray(drawn))


def likely_main(block: Block) -> Ints:
    """(m, K) resources to try as the main one of each practitioner: all, or in a large block the likeliest."""
    if block.num_items == 0:
        return np.zeros((block.num_staff, 1), dtype=np.int64)
    strain = (block.bend + block.steep)[:-1] * (block.use.astype(np.float64) ** 2).mean(axis=0)
    order = np.argsort(-strain, axis=1, kind="stable")
    return order if block.num_items <= FEW_CASES else order[:, :1]


def prices_between(block: Block, prices: Floats, share: float | None = None) -> Floats:
    """(n,) case prices between the best and the second-best reduced cost, by default where they prove most.

    Of co-defendants with one favourite, only the one that would lose most by going elsewhere is reckoned to stay.
    """
    best, second, favourite = two_best(block, prices)
    gap = second - best
    if share is None:
        share = HIGHER if block.periods == 1 else OVER_TIME
    price = best + share * gap
    for number in np.unique(block.group[block.group >= 0]):
        members = np.flatnonzero(block.group == number)
        for column in np.unique(favourite[members]):
            rivals = members[favourite[members] == column]
            if rivals.size < 2 or column == block.num_staff:
                continue
            stays = rivals[np.argmax(gap[rivals])]
            others = rivals[rivals != stays]
            price[others] = second[others]
            price[stays] = best[stays] + share * (gap[stays] + gap[others].max())
    return np.asarray(price)


def best_sets(
    block: Block,
    prices: Floats,
    item_prices: Floats,
    main: Ints,
    *,
    beside: int = -1,
    taken: bool = False,
    over: Callable[[], bool] = lambda: False,
    choices: Iterable[Items] | None = None,
) -> Sets:
    """Every practitioner's best set at prices (m, R) and case prices (n,), the best of main resources (m, K).

    A resource ``beside`` the main one, -1 for none, is counted by whole sets too. Once time is ``over`` the values of
    those who are left stay minus infinity. ``choices`` are the practitioners' cases where they are known already.
    """
    loads = load_values(block, prices) + prices * block.load_before[:-1]
    values, chosen = np.full(block.num_staff, -np.inf), np.full((block.num_staff, 2), -1, dtype=np.int32)
    sets = []
    for j, choice in enumerate(all_within_reach(block, prices, item_prices) if choices is None else choices):
        if over():
            break
        items = choice.at(prices[j], item_prices)
        chosen_set = items.cases[:0]
        for r in main[j].tolist():
            value, other, cases = _best_set(block, prices, loads, items, at=(j, r, beside), keep=taken)
            if np.isnan(value):
                items = possible(block, j, block.cost[:, j]).at(prices[j], item_prices)
                value, other, cases = _best_set(block, prices, loads, items, at=(j, r, beside), keep=taken)
            if value > values[j]:
                values[j], chosen[j], chosen_set = value, (r, other), cases
        if taken:
            sets.append(chosen_set)
    return Sets(values, chosen[:, 0], chosen[:, 1], tuple(sets))


def resource_beside(block: Block) -> int:
    """The resource, beside the points of periods, whose load cost bends most where a typical case comes; -1 if none."""
    if block.num_items == 0 or block.num_staff == 0:
        return -1
    strain = block.bend[:-1].mean(axis=0) * (block.use.astype(np.float64) ** 2).mean(axis=0)
    strain[: block.periods] = 0.0
    best = int(np.argmax(strain))
    return best if strain[best] > 0.0 else -1


def draws_of(block: Block, beside: int) -> Bools:
    """(n,) bool: cases that draw of a resource ``beside`` the main ones; none where it is -1."""
    return np.asarray(block.use[:, beside] > 0) if beside >= 0 else np.zeros(block.num_items, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Items:
    """The cases (K,) that a practitioner may take, what they draw (K, R), how far from indifference they are.

    Cases that cost more than ``reach`` beyond it are missing.
    """

    cases: Ints
    drawn: Ints
    off: Floats
    group: Indices
    reach: float = np.inf

    def at(self, prices: Floats, item_prices: Floats) -> Items:
        """The same at prices (R,) and case prices (n,), ``off`` being what they cost without any."""
        return replace(self, off=self.off + self.drawn @ prices - item_prices[self.cases])

    def nearer(self, by: float) -> Items:
        """The same where cases that are missing may be nearer to indifference by so much."""
        return replace(self, reach=self.reach - by)


@dataclass(frozen=True, slots=True)
class Bag:
    """What the knapsack of a practitioner reckons with beside the cases, for two resources.

    Attributes
    ----------
    drawn
        (K, 2) what the cases draw.
    limits, terms, price
        As ``knapsack`` wants them.
    others
        What the practitioner's set costs beside the knapsack.
    least
        What no set goes below, at whatever load.
    """

    drawn: Ints
    limits: Ints
    terms: Floats
    price: Floats
    others: float
    least: float


def all_possible(block: Block) -> Iterator[Items]:
    """The cases of each practitioner in turn."""
    for j, column in enumerate(block.columns()):
        yield possible(block, j, column)


def all_within_reach(block: Block, prices: Floats, item_prices: Floats, reach: float = REACH) -> Iterator[Items]:
    """The same without cases that cost ``reach`` more than indifference at prices (m, R) and case prices (n,)."""
    use = block.use.astype(np.float64)
    for j, column in enumerate(block.columns()):
        off = column + use @ prices[j] - item_prices
        stay = np.flatnonzero(block.current == j)
        off[stay] -= use[stay][:, block.spared] @ prices[j, block.spared]
        # A trifle further, since ``Items.at`` adds up in another order.
        yield replace(possible(block, j, column, np.flatnonzero(off <= reach + GRAIN)), reach=reach)


def possible(block: Block, j: int, column: Floats, cases: Ints | None = None) -> Items:
    """Cases that are possible for practitioner j, whose costs (n,) are given: single ones first, then by group."""
    cases = np.flatnonzero(column < np.inf) if cases is None else cases
    if (block.group >= 0).any():
        cases = cases[np.argsort(block.group[cases], kind="stable")]
    drawn = block.use[cases]
    if block.spared.any():
        drawn = np.where((block.current[cases] == j)[:, None] & block.spared, 0, drawn)
    return Items(cases, drawn, column[cases], block.group[cases])


def bag_of(block: Block, prices: Floats, loads: Floats, items: Items, at: tuple[int, int, int]) -> Bag:
    """Knapsack of a practitioner, a main resource and one beside it, -1 for none; ``loads`` as in ``best_sets``."""
    j, r, beside = at
    alone = beside in {-1, r}
    two = [r, r] if alone else [r, beside]
    terms = np.stack([table[j, two] for table in (block.bend, block.even, block.steep, block.knee, block.kink)], axis=1)
    limits = np.stack((block.load_before[j, two], block.most[j, two]))
    drawn, price = items.drawn.take(two, axis=1), prices[j, two]
    if alone:
        terms[1], limits[:, 1], drawn[:, 1], price[1] = 0.0, 0, 0, 0.0
    least = least_sum(items.off, items.group) + float(loads[j].sum())
    others = float(loads[j].sum() + sum(prices[j, s] * block.load_before[j, s] - loads[j, s] for s in set(two)))
    return Bag(drawn, limits, terms, price, others, least)


def _best_set(
    block: Block, prices: Floats, loads: Floats, items: Items, *, at: tuple[int, int, int], keep: bool
) -> tuple[float, int, Ints]:
    """What no set of a practitioner goes below, the resource counted beside the main one, and a best set if kept.

    ``at`` are the practitioner, the main resource and the one beside it, -1 for none; none is where tables would be too
    large. Not a number where the knapsack needs cases that are out of reach.
    """
    j, r, beside = at
    beside = -1 if beside == r else beside
    bag, cut = bag_of(block, prices, loads, items, at), CUT_OFF
    found = np.zeros(items.off.size, dtype=np.bool_)
    while cut <= items.reach:
        found_sum = knapsack(items.off, bag.drawn, items.group, cut, bag.limits, bag.terms, bag.price, found, keep)
        value = bag.others + found_sum
        if np.isnan(value):
            return _best_set(block, prices, loads, items, at=(j, r, -1), keep=keep)
        # A set that settles a case the other way than was taken for granted costs at least ``cut`` more than the least.
        if value <= bag.least + cut:
            return float(value), beside, items.cases[found]
        if cut > WIDEST:
            return float(min(value, bag.least + cut)), beside, items.cases[found]
        # The value only falls where less is taken for granted: that much is enough.
        cut = min(WIDER * cut, ENOUGH * (float(value) - bag.least))
    return np.nan, beside, items.cases[:0]
