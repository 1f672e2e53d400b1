"""Annealing by exact draws: whole blocks of decisions are drawn anew from the Boltzmann distribution.

Exchanging one heavy case for two light ones is a barrier for single moves; drawing many cases at once steps over it.
``draw_pair`` draws all loose cases of two columns by dynamic programming over the load of one of them; ``draw_set``
draws a few cases over two to four columns by listing every way to share them out. Leaving out is a column like the
others. Hard rules are never broken: ways that break them are not in the distribution.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.prices import reduced_costs
from solver.allocation.problem import Floats, Indices, Ints

MOST_DRAWN = 28
"""Cases that one draw over two columns decides at the most."""
MOST_POINTS = 6000
"""Points that these cases have at the most."""
MOST_WAYS = 729
"""Ways to share out that one draw over several columns lists."""
MOST_LISTED = 512
"""Cases of the chosen columns that such a draw looks at."""


class Terms(NamedTuple):
    """What the draws read: a block's arrays, its prices, and how far from its best column a case may be drawn."""

    cost: Floats
    points: Ints
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    available: Floats
    apart_start: Indices
    apart_with: Indices
    prices: Floats
    limit: Floats
    near_start: Indices
    near: Indices
    loose: Indices


class State(NamedTuple):
    """What the draws change: column of each case, load of each column, and the cases of each column as linked lists."""

    held: Indices
    load: Ints
    first: Indices
    after: Indices
    before: Indices


def terms_of(block: Block, prices: Floats, radius: float) -> Terms:
    """Terms for draws over the columns whose reduced cost is within ``radius`` of the case's best."""
    reduced = reduced_costs(block, prices)
    limit = reduced.min(axis=1) + radius
    close = reduced <= limit[:, None]
    rows, near = np.nonzero(close)
    counts = np.bincount(rows, minlength=block.num_cases)
    return Terms(
        cost=block.cost,
        points=block.points,
        most=block.most,
        bend=block.bend,
        even=block.even,
        steep=block.steep,
        available=block.available,
        apart_start=block.apart_start,
        apart_with=block.apart_with,
        prices=np.append(prices, 0.0),
        limit=limit,
        near_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        near=near.astype(np.int32),
        loose=np.flatnonzero(counts > 1).astype(np.int32),
    )


def state_of(block: Block, held: Indices) -> State:
    """State in which case i is held by column ``held[i]``."""
    n, columns = block.num_cases, block.most.size
    state = State(
        held=held.astype(np.int32, copy=True),
        load=block.loads_of(held),
        first=np.full(columns, -1, dtype=np.int32),
        after=np.full(n, -1, dtype=np.int32),
        before=np.full(n, -1, dtype=np.int32),
    )
    _enlist(state)
    return state


@njit(cache=True)
def _enlist(state: State) -> None:
    """Build the linked lists."""
    for i in range(state.held.size):
        _join(state, i, state.held[i])


@njit(cache=True)
def _join(state: State, i: int, j: int) -> None:
    """Put case i at the head of column j's list."""
    head = state.first[j]
    state.after[i] = head
    state.before[i] = -1
    if head >= 0:
        state.before[head] = i
    state.first[j] = i
    state.held[i] = j


@njit(cache=True)
def _move(terms: Terms, state: State, i: int, j: int) -> None:
    """Case i goes to column j."""
    old = state.held[i]
    if old == j:
        return
    left, right = state.before[i], state.after[i]
    if left >= 0:
        state.after[left] = right
    else:
        state.first[old] = right
    if right >= 0:
        state.before[right] = left
    state.load[old] -= terms.points[i]
    state.load[j] += terms.points[i]
    _join(state, i, j)


@njit(cache=True)
def _load_cost(terms: Terms, j: int, load: float) -> float:
    """Cost of column j at a load."""
    off = load - terms.even[j]
    over = max(0.0, load - terms.available[j])
    return terms.bend[j] * off * off + terms.steep[j] * over * over


@njit(cache=True)
def _barred(terms: Terms, state: State, i: int, j: int) -> bool:
    """Whether a co-defendant of case i is with practitioner j."""
    if j == terms.most.size - 1:
        return False
    for at in range(terms.apart_start[i], terms.apart_start[i + 1]):
        if state.held[terms.apart_with[at]] == j:
            return True
    return False


@njit(cache=True)
def _loose_between(terms: Terms, state: State, i: int, a: int, b: int) -> bool:
    """Whether case i can be drawn over columns a and b: near both, and no co-defendant with either."""
    points = terms.points[i]
    if terms.cost[i, a] + points * terms.prices[a] > terms.limit[i]:
        return False
    if terms.cost[i, b] + points * terms.prices[b] > terms.limit[i]:
        return False
    return not (_barred(terms, state, i, a) or _barred(terms, state, i, b))


@njit(cache=True)
def draw_pair(terms: Terms, state: State, a: int, b: int, heat: float, table: Floats) -> None:
    """Draw the loose cases of columns a and b anew at temperature ``heat``.

    ``table[k, s]`` is the weight of all ways to give the first k of them with s of their points to column a.
    """
    drawn = np.empty(MOST_DRAWN, dtype=np.int64)
    gain = np.empty(MOST_DRAWN)
    count, total, seen = 0, 0, 0
    for column in (a, b):
        i = state.first[column]
        while i >= 0:
            if _loose_between(terms, state, i, a, b):
                seen += 1
                at = count
                if count == MOST_DRAWN:
                    at = np.random.randint(0, seen)
                if at < MOST_DRAWN:
                    if at == count:
                        count += 1
                    drawn[at] = i
            i = state.after[i]
    if count == 0:
        return
    load_a, load_b = state.load[a], state.load[b]
    kept = 0
    for k in range(count):
        i = drawn[k]
        points = terms.points[i]
        if total + points > MOST_POINTS:
            continue
        drawn[kept] = i
        gain[kept] = (terms.cost[i, a] - terms.cost[i, b]) + points * (terms.prices[a] - terms.prices[b])
        kept += 1
        total += points
        if state.held[i] == a:
            load_a -= points
        else:
            load_b -= points
    table[0, 0] = 1.0
    filled = 0
    for k in range(kept):
        points = terms.points[drawn[k]]
        to_a = np.exp(-max(0.0, gain[k]) / heat)
        to_b = np.exp(-max(0.0, -gain[k]) / heat)
        for s in range(filled + points + 1):
            weight = 0.0
            if s <= filled:
                weight = table[k, s] * to_b
            if s >= points:
                weight += table[k, s - points] * to_a
            table[k + 1, s] = weight
        filled += points
    s = _draw_share(terms, a, b, load_a, load_b, total, heat, table[kept], table[MOST_DRAWN + 1])
    if s < 0:
        return
    for k in range(kept - 1, -1, -1):
        points = terms.points[drawn[k]]
        filled -= points
        to_a = 0.0
        if s >= points:
            to_a = table[k, s - points] * np.exp(-max(0.0, gain[k]) / heat)
        to_b = 0.0
        if s <= filled:
            to_b = table[k, s] * np.exp(-max(0.0, -gain[k]) / heat)
        if np.random.random() * (to_a + to_b) < to_a:
            _move(terms, state, drawn[k], a)
            s -= points
        else:
            _move(terms, state, drawn[k], b)


@njit(cache=True)
def _draw_share(
    terms: Terms, a: int, b: int, load_a: int, load_b: int, total: int, heat: float, ways: Floats, summed: Floats
) -> int:
    """Points that column a is to get out of ``total``; -1 if no weight is left to draw by."""
    lowest = max(0, load_b + total - terms.most[b])
    highest = min(total, terms.most[a] - load_a)
    price = terms.prices[a] - terms.prices[b]
    least = np.inf
    for s in range(lowest, highest + 1):
        if ways[s] > 0.0:
            charge = _load_cost(terms, a, load_a + s) + _load_cost(terms, b, load_b + total - s) - price * s
            summed[s] = charge
            least = min(least, charge)
    weight = 0.0
    for s in range(lowest, highest + 1):
        if ways[s] > 0.0 and summed[s] - least < 100.0 * heat:
            weight += ways[s] * np.exp((least - summed[s]) / heat)
        summed[s] = weight
    if weight == 0.0:
        return -1
    return lowest + np.searchsorted(summed[lowest : highest + 1], np.random.random() * weight, side="right")


@njit(cache=True)
def draw_set(terms: Terms, state: State, columns: Indices, width: int, heat: float, charges: Floats) -> None:
    """Draw a few loose cases of the first ``width`` of some columns anew at temperature ``heat``."""
    wanted = 6
    if width == 2:
        wanted = 9
    elif width == 4:
        wanted = 4
    drawn = np.empty(wanted, dtype=np.int64)
    count, seen = 0, 0
    for c in range(width):
        i = state.first[columns[c]]
        while i >= 0 and seen < MOST_LISTED:
            near = 0
            for d in range(width):
                near += terms.cost[i, columns[d]] + terms.points[i] * terms.prices[columns[d]] <= terms.limit[i]
            home = terms.cost[i, columns[c]] + terms.points[i] * terms.prices[columns[c]]
            if near > 1 or (near == 1 and home > terms.limit[i]):
                seen += 1
                at = count
                if count == wanted:
                    at = np.random.randint(0, seen)
                else:
                    count += 1
                if at < wanted:
                    drawn[at] = i
            i = state.after[i]
    if count < 2:
        return
    load = np.empty(4)
    now = np.empty(4)
    for c in range(width):
        load[c] = state.load[columns[c]]
    option = np.empty((wanted, 4), dtype=np.int64)
    options = np.zeros(wanted, dtype=np.int64)
    tied = False
    for k in range(count):
        i = drawn[k]
        home = state.held[i]
        for c in range(width):
            if columns[c] == home:
                load[c] -= terms.points[i]
            reduced = terms.cost[i, columns[c]] + terms.points[i] * terms.prices[columns[c]]
            if columns[c] == home or reduced <= terms.limit[i]:
                option[k, options[k]] = c
                options[k] += 1
        tied = tied or terms.apart_start[i + 1] > terms.apart_start[i]
    if tied:
        _strike_barred(terms, state, columns, drawn, count, option, options)
    ways = 1
    for k in range(count):
        ways *= options[k]
    picked = np.zeros(wanted, dtype=np.int64)
    least = np.inf
    for way in range(ways):
        rest = way
        charge = 0.0
        for c in range(width):
            now[c] = load[c]
        for k in range(count):
            c = option[k, rest % options[k]]
            rest //= options[k]
            charge += terms.cost[drawn[k], columns[c]]
            now[c] += terms.points[drawn[k]]
            picked[k] = c
        for c in range(width):
            if now[c] > terms.most[columns[c]]:
                charge = np.inf
            charge += _load_cost(terms, columns[c], now[c])
        if tied and charge < np.inf and _together(terms, columns, drawn, picked, count):
            charge = np.inf
        charges[way] = charge
        least = min(least, charge)
    weight = 0.0
    for way in range(ways):
        if charges[way] - least < 40.0 * heat:
            weight += np.exp((least - charges[way]) / heat)
        charges[way] = weight
    way = np.searchsorted(charges[:ways], np.random.random() * weight, side="right")
    for k in range(count):
        _move(terms, state, drawn[k], columns[option[k, way % options[k]]])
        way //= options[k]


@njit(cache=True)
def _strike_barred(
    terms: Terms, state: State, columns: Indices, drawn: Ints, count: int, option: Ints, options: Ints
) -> None:
    """Take away options at practitioners who hold a co-defendant that is not being drawn."""
    for k in range(count):
        i = drawn[k]
        left = 0
        for o in range(options[k]):
            j = columns[option[k, o]]
            barred = False
            if j < terms.most.size - 1:
                for at in range(terms.apart_start[i], terms.apart_start[i + 1]):
                    rival = terms.apart_with[at]
                    if state.held[rival] == j and not np.any(drawn[:count] == rival):
                        barred = True
            if not barred:
                option[k, left] = option[k, o]
                left += 1
        options[k] = left


@njit(cache=True)
def _together(terms: Terms, columns: Indices, drawn: Ints, picked: Ints, count: int) -> bool:
    """Whether two co-defendants among the drawn cases would have one practitioner."""
    for k in range(count):
        if columns[picked[k]] == terms.most.size - 1:
            continue
        for at in range(terms.apart_start[drawn[k]], terms.apart_start[drawn[k] + 1]):
            for other in range(k):
                if drawn[other] == terms.apart_with[at] and picked[other] == picked[k]:
                    return True
    return False


@njit(cache=True)
def _other_column(terms: Terms, i: int, columns: Indices, width: int) -> int:
    """A random column near case i that is none of the first ``width`` columns; -1 if the try was in vain."""
    start, end = terms.near_start[i], terms.near_start[i + 1]
    j = terms.near[np.random.randint(start, end)]
    for c in range(width):
        if columns[c] == j:
            return -1
    return j


@njit(cache=True)
def anneal(terms: Terms, state: State, steps: int, hot: float, cold: float, by_pairs: float, seed: int) -> None:
    """Draw ``steps`` times while the temperature falls from ``hot`` to ``cold``; a share ``by_pairs`` over two columns."""
    np.random.seed(seed)
    table = np.zeros((MOST_DRAWN + 2, MOST_POINTS + 1))
    charges = np.empty(MOST_WAYS)
    columns = np.empty(4, dtype=np.int32)
    if terms.loose.size == 0:
        return
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / max(1, steps - 1))
        i = terms.loose[np.random.randint(0, terms.loose.size)]
        columns[0] = state.held[i]
        other = _other_column(terms, i, columns, 1)
        if other < 0:
            continue
        columns[1] = other
        if np.random.random() < by_pairs:
            draw_pair(terms, state, columns[0], columns[1], heat, table)
            continue
        width = 2
        wanted = 2 + np.random.randint(0, 3)
        tries = 0
        while width < wanted and tries < 8:
            tries += 1
            i = terms.loose[np.random.randint(0, terms.loose.size)]
            head = state.first[columns[width - 1]]
            hops = np.random.randint(0, 32)
            while head >= 0 and hops > 0:
                i = head
                head = state.after[head]
                hops -= 1
            other = _other_column(terms, i, columns, width)
            if other >= 0:
                columns[width] = other
                width += 1
        draw_set(terms, state, columns, width, heat, charges)
