"""A lower bound that sees whole cases: every practitioner's best set of cases at given case prices.

With any price ``p_i`` for case i,

    sum_i p_i + sum_i min(0, leaving_out_i - p_i) + sum_j min over sets S of [sum_S (cost_ij - p_i) + load_cost_j(S)]

is a lower bound, the last minimum being a knapsack by dynamic programming over points. A case priced halfway between
its best and its second-best column makes the knapsack pay for dropping as well as for stealing a firm case, which is
where most of the rise over ``prices.plain_bound`` comes from. Co-defendants enter the knapsack as groups of which a
practitioner takes one at the most.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.prices import load_values, plain_bound, reduced_costs, rounding_allowance
from solver.allocation.problem import Floats, Indices, Ints

CUT_OFF = 15.0
"""Priced minutes that a case must be away from indifference to be left out of a first knapsack."""


def lower_bound(block: Block, prices: Floats) -> float:
    """The better of the plain bound and the bound by whole cases, at prices per point (m,)."""
    plain = plain_bound(block, prices)
    if block.num_cases == 0 or block.num_practitioners == 0:
        return plain
    return max(plain, bound_at(block, prices, halfway_prices(block, prices)))


def bound_at(block: Block, prices: Floats, case_prices: Floats) -> float:
    """The bound at given case prices (n,); the prices per point only say which cases need no looking at."""
    values = np.array([best_set_value(block, prices, case_prices, j) for j in range(block.num_practitioners)])
    out = np.minimum(0.0, block.cost[:, -1] - case_prices)
    total = float(case_prices.sum() + out.sum() + values.sum() + block.fixed_cost)
    reduced = block.points.sum() * np.abs(prices)
    return total - rounding_allowance(case_prices, out, values, reduced)


def halfway_prices(block: Block, prices: Floats) -> Floats:
    """(n,) case prices halfway between the best and the second-best reduced cost.

    Of co-defendants with one favourite, only the one that would lose most by going elsewhere is reckoned to stay.
    """
    reduced = reduced_costs(block, prices)
    two = np.partition(reduced, 1, axis=1)[:, :2]
    favourite = reduced.argmin(axis=1)
    gap = np.minimum(two[:, 1] - two[:, 0], 1e12)
    price = two[:, 0] + 0.5 * gap
    for group in _rivals(block, favourite):
        stays = group[np.argmax(gap[group])]
        others = group[group != stays]
        price[others] = two[others, 1]
        price[stays] = two[stays, 0] + 0.5 * (gap[stays] + gap[others].max())
    return np.asarray(price)


def _rivals(block: Block, favourite: Indices) -> list[Ints]:
    """Groups of co-defendants, each with each, that have the same practitioner as favourite."""
    one = np.repeat(np.arange(block.num_cases), np.diff(block.apart_start))
    same = (favourite[one] == favourite[block.apart_with]) & (favourite[one] < block.num_practitioners)
    edges = np.stack((one[same], block.apart_with[same]), axis=1)
    return [group for group in cliques(edges) if group.size > 1]


def cliques(edges: Ints) -> list[Ints]:
    """Disjoint groups whose members are all joined to each other, found greedily; ``edges`` (E, 2) go both ways."""
    joined: dict[int, set[int]] = {}
    for a, b in edges.tolist():
        joined.setdefault(a, set()).add(b)
    groups: list[list[int]] = []
    for node, others in joined.items():
        home = next((group for group in groups if others.issuperset(group)), None)
        if home is None:
            groups.append([node])
        else:
            home.append(node)
    return [np.array(group, dtype=np.int64) for group in groups]


def best_set_value(block: Block, prices: Floats, case_prices: Floats, j: int) -> float:
    """Least of ``sum_S (cost_ij - p_i) + load_cost_j(S)``, or a little less where looking further would not pay."""
    able = np.flatnonzero(np.isfinite(block.cost[:, j]))
    off = block.cost[able, j] + block.points[able] * prices[j] - case_prices[able]
    edges = _edges_among(block, able)
    cut = CUT_OFF
    while True:
        value, ideal = _cut_value(block, prices, j, able, off, edges, cut)
        if value <= ideal + cut or (np.abs(off) <= cut).all():
            return min(value, ideal + cut) if (np.abs(off) > cut).any() else value
        cut *= 4.0


def _edges_among(block: Block, able: Ints) -> Ints:
    """(E, 2) co-defendants, as positions in ``able``."""
    position = np.full(block.num_cases, -1, dtype=np.int64)
    position[able] = np.arange(able.size)
    one = position[np.repeat(np.arange(block.num_cases), np.diff(block.apart_start))]
    edges = np.stack((one, position[block.apart_with]), axis=1)
    return np.asarray(edges[(edges >= 0).all(axis=1)])


def _cut_value(  # noqa: PLR0917 - what one practitioner's knapsack is made of
    block: Block, prices: Floats, j: int, able: Ints, off: Floats, edges: Ints, cut: float
) -> tuple[float, float]:
    """Best set when cases further than ``cut`` from indifference are settled, and what no set can go below.

    A set that settles such a case the other way costs at least the second plus ``cut``.
    """
    groups = [g for g in cliques(edges[(off[edges] <= cut).all(axis=1)]) if g.size > 1]
    tied = np.zeros(able.size, dtype=np.bool_)
    for group in groups:
        tied[group] = True
    settled = (off < -cut) & ~tied
    loose = (np.abs(off) <= cut) & ~tied
    ideal = float(np.minimum(0.0, off[~tied]).sum()) + sum(min(0.0, float(off[g].min())) for g in groups)
    ideal += float(load_values(block, prices)[j] + prices[j] * block.load_before[j])
    order, starts = _grouped(np.flatnonzero(loose), groups)
    least = knapsack(
        off[order],
        block.points[able[order]],
        starts,
        int(block.load_before[j] + block.points[able[settled]].sum()),
        int(block.most[j]),
        _load_terms(block, prices, j),
    )
    return least + float(off[settled].sum()) + float(prices[j] * block.load_before[j]), ideal


def _grouped(single: Ints, groups: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Cases in order, and where each group begins; single cases are groups of one."""
    order = np.concatenate((single, *groups)).astype(np.int64)
    sizes = np.concatenate((np.ones(single.size, dtype=np.int64), np.array([g.size for g in groups], dtype=np.int64)))
    return order, np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _load_terms(block: Block, prices: Floats, j: int) -> Floats:
    """Bend, even share, steepness, available points and price of practitioner j."""
    return np.array([block.bend[j], block.even[j], block.steep[j], block.available[j], prices[j]])


@njit(cache=True)
def knapsack(  # noqa: PLR0917 - compiled functions take no keywords
    off: Floats, points: Ints, starts: Ints, load: int, most: int, terms: Floats
) -> float:
    """Least sum of ``off`` over a set that takes one of each group at the most, plus the cost of its load.

    Parameters
    ----------
    off, points
        (K,) of the cases, group after group.
    starts
        (G + 1,) where each group begins.
    load, most
        Points carried without any of them, and the most that may be carried.
    terms
        As ``_load_terms`` gives them; the load cost is ``bend (L - even)^2 + steep max(0, L - available)^2 - price L``.
    """
    room = most - load
    if room < 0:
        return np.inf
    best = np.full(room + 1, np.inf)
    best[0] = 0.0
    filled = 0
    for g in range(starts.size - 1):
        heaviest = 0
        for k in range(starts[g], starts[g + 1]):
            heaviest = max(heaviest, points[k])
        reach = min(room, filled + heaviest)
        for s in range(reach, -1, -1):
            least = best[s]
            for k in range(starts[g], starts[g + 1]):
                if points[k] <= s and points[k] > 0:
                    least = min(least, best[s - points[k]] + off[k])
                elif points[k] == 0:
                    least = min(least, best[s] + off[k])
            best[s] = least
        filled = reach
    value = np.inf
    for s in range(filled + 1):
        if best[s] < np.inf:
            total = load + s
            over = max(0.0, total - terms[3])
            charge = terms[0] * (total - terms[1]) ** 2 + terms[2] * over * over - terms[4] * total
            value = min(value, best[s] + charge)
    return value
