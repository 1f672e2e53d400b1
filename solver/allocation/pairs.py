"""A draw over two columns: many of their loose cases at once, by dynamic programming over the load of one of them.

Most cases draw of one strained resource only, the *main* one; a table by load holds the weights of all ways to share
these out. Those few that draw of the strained resource *beside* it as well are listed way by way, and each way looks up
what the table has for the main load that it leaves. So both loads are drawn exactly. The other resources enter by their
prices; what these leave out decides whether the draw is taken.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import Floats, Ints
from solver.allocation.state import barred, draw, load_cost, move, reduced_cost
from solver.allocation.terms import State, Terms

MOST_SINGLE, MOST_DOUBLE = 16, 6
"""Cases that one draw over two columns decides at the most: of the main resource only, and of both."""
MOST_DRAWN = MOST_SINGLE + MOST_DOUBLE
"""All of them."""
MOST_POINTS = 750 * MOST_DRAWN
"""Points that these cases have at the most."""
LEAST_WEIGHT = 1e-200
"""Weights below this count as none: so near to the end of floating point a draw could go astray."""
UNLIKELY = 60.0
"""Temperatures above the least cost beyond which a way is not drawn."""


@njit(cache=True)
def draw_pair(terms: Terms, state: State, columns: Ints, heat: float, table: Floats) -> None:
    """Draw loose cases of the first two columns anew at temperature ``heat``.

    ``table[k, s]`` is the weight of all ways to give the first k of them with s of their main resource to the first
    column; its last row is working space.
    """
    drawn = np.empty(MOST_DRAWN, dtype=np.int64)
    few, many = _loose_cases(terms, state, columns, drawn)
    if few + many < 2:
        return
    drawn = drawn[: few + many]
    rest, gain, held = _taken_out(terms, state, columns, drawn)
    total = _fill(terms, drawn[:few], gain, heat, table)
    weight, share = table[few], table[MOST_SINGLE + 1]
    first, last = _weigh_shares(terms, columns, rest[:, 0], terms.use[drawn, terms.main].sum(), heat, share)
    shift = np.zeros(1 << many, dtype=np.int64)
    ways = _weigh_ways(terms, columns, rest[:, 1], drawn[few:], gain[few:], heat, shift)
    level = 0.0
    for way in range(ways.size):
        if ways[way] > 0.0:
            there = 0.0
            for s in range(max(first, shift[way]), min(last, shift[way] + total) + 1):
                there += weight[s - shift[way]] * share[s]
            level += ways[way] * there
        ways[way] = level
    if level < LEAST_WEIGHT:
        return
    way = draw(ways, 0, ways.size - 1, level)
    level, first, last = 0.0, max(first, shift[way]), min(last, shift[way] + total)
    for s in range(first, last + 1):
        level += weight[s - shift[way]] * share[s]
        share[s] = level
    if level < LEAST_WEIGHT:
        return
    s = draw(share, first, last, level) - shift[way]
    before = _left_out(terms, state, columns)
    for k in range(many):
        move(terms, state, drawn[few + k], columns[0] if (way >> k) & 1 else columns[1])
    _share_out(terms, state, columns, drawn[:few], gain, s, heat, table)
    worse = _left_out(terms, state, columns) - before
    if worse > 0.0 and np.random.random() >= np.exp(-worse / heat):
        for k in range(drawn.size):
            move(terms, state, drawn[k], held[k])


@njit(cache=True)
def _loose_cases(terms: Terms, state: State, columns: Ints, drawn: Ints) -> tuple[int, int]:
    """Fill ``drawn`` with loose cases of both columns, a random choice of each kind where there are too many.

    How many draw of the main resource only, which stand first, and how many of the one beside it too.
    """
    count, seen = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    for column in columns[:2]:
        i = state.first[column]
        while i >= 0:
            if _loose_between(terms, state, i, columns) and terms.use[i, terms.main] <= MOST_POINTS // MOST_DRAWN:
                both = 1 if terms.beside >= 0 and terms.use[i, terms.beside] > 0 else 0
                most = MOST_DOUBLE if both else MOST_SINGLE
                seen[both] += 1
                at = count[both] if count[both] < most else np.random.randint(0, seen[both])
                count[both] = max(count[both], min(at + 1, most))
                if at < most:
                    drawn[both * MOST_SINGLE + at] = i
            i = state.after[i]
    for k in range(count[1]):
        drawn[count[0] + k] = drawn[MOST_SINGLE + k]
    return count[0], count[1]


@njit(cache=True)
def _loose_between(terms: Terms, state: State, i: int, columns: Ints) -> bool:
    """Whether case i can be drawn over the first two columns: near both, and no co-defendant with either."""
    a, b = columns[0], columns[1]
    if not (terms.is_near[i, a] and terms.is_near[i, b]):
        return False
    return not (barred(terms, state, i, a) or barred(terms, state, i, b))


@njit(cache=True)
def _taken_out(terms: Terms, state: State, columns: Ints, drawn: Ints) -> tuple[Ints, Floats, Ints]:
    """(2, 2) loads of both columns, main and beside, without the cases drawn.

    With these, what each case costs more at the first column than at the second, and where it is now.
    """
    rest, gain, held = np.zeros((2, 2), dtype=np.int64), np.empty(drawn.size), np.empty(drawn.size, dtype=np.int64)
    for c in range(2):
        rest[c, 0] = state.load[columns[c], terms.main]
        rest[c, 1] = state.load[columns[c], terms.beside] if terms.beside >= 0 else 0
    for k in range(drawn.size):
        i = drawn[k]
        held[k] = state.held[i]
        gain[k] = reduced_cost(terms, i, columns[0]) - reduced_cost(terms, i, columns[1])
        c = 0 if held[k] == columns[0] else 1
        rest[c, 0] -= terms.use[i, terms.main]
        rest[c, 1] -= terms.use[i, terms.beside] if terms.beside >= 0 else 0
    return rest, gain, held


@njit(cache=True)
def _fill(terms: Terms, drawn: Ints, gain: Floats, heat: float, table: Floats) -> int:
    """Fill the table for cases that draw of the main resource only; what they draw of it in all."""
    total = 0
    table[0, 0] = 1.0
    for k in range(drawn.size):
        points = terms.use[drawn[k], terms.main]
        to_a, to_b = np.exp(-max(0.0, gain[k]) / heat), np.exp(-max(0.0, -gain[k]) / heat)
        for s in range(points):
            table[k + 1, total + 1 + s] = 0.0
        for s in range(total + 1):
            table[k + 1, s] = table[k, s] * to_b
        for s in range(total + 1):
            weight = table[k + 1, s + points] + table[k, s] * to_a
            table[k + 1, s + points] = weight if weight > LEAST_WEIGHT else 0.0
        total += points
    return total


@njit(cache=True)
def _weigh_shares(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, columns: Ints, rest: Ints, total: int, heat: float, share: Floats
) -> tuple[int, int]:
    """Weights of the points that the first column is to get out of ``total``, and between which ones they lie."""
    a, b, r = columns[0], columns[1], terms.main
    lowest, highest = max(0, rest[1] + total - terms.most[b, r]), min(total, terms.most[a, r] - rest[0])
    price, least = terms.prices[a, r] - terms.prices[b, r], np.inf
    for s in range(lowest, highest + 1):
        share[s] = load_cost(terms, a, r, rest[0] + s) - price * s
        share[s] += load_cost(terms, b, r, rest[1] + total - s)
        least = min(least, share[s])
    first, last = highest + 1, highest
    for s in range(lowest, highest + 1):
        if share[s] - least < UNLIKELY * heat:
            first, last = min(first, s), s
            share[s] = np.exp((least - share[s]) / heat)
        else:
            share[s] = 0.0
    return first, last


@njit(cache=True)
def _weigh_ways(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, columns: Ints, rest: Ints, drawn: Ints, gain: Floats, heat: float, shift: Ints
) -> Floats:
    """(2^n,) weights of the ways to share out cases that draw of both resources, a bit for each.

    ``shift`` becomes how much of the main resource goes to the first column.
    """
    a, b, r = columns[0], columns[1], terms.beside
    ways, to_first = np.zeros(1 << drawn.size), np.zeros(1 << drawn.size, dtype=np.int64)
    if drawn.size == 0:
        return np.ones(1)
    for k in range(drawn.size):
        bit = 1 << k
        for way in range(bit):
            shift[way + bit] = shift[way] + terms.use[drawn[k], terms.main]
            to_first[way + bit] = to_first[way] + terms.use[drawn[k], r]
            ways[way + bit] = ways[way] + gain[k]
    total, price, least = to_first[-1], terms.prices[a, r] - terms.prices[b, r], np.inf
    for way in range(ways.size):
        load_a, load_b = rest[0] + to_first[way], rest[1] + total - to_first[way]
        if load_a > terms.most[a, r] or load_b > terms.most[b, r]:
            ways[way] = np.inf
        ways[way] += load_cost(terms, a, r, load_a) + load_cost(terms, b, r, load_b) - price * to_first[way]
        least = min(least, ways[way])
    for way in range(ways.size):
        likely = ways[way] < np.inf and ways[way] - least < UNLIKELY * heat
        ways[way] = np.exp((least - ways[way]) / heat) if likely else 0.0
    return ways


@njit(cache=True)
def _share_out(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, state: State, columns: Ints, drawn: Ints, gain: Floats, s: int, heat: float, table: Floats
) -> None:
    """Draw a way through the table that gives ``s`` points of the cases to the first column, and take it."""
    total = 0
    for i in drawn:
        total += terms.use[i, terms.main]
    for k in range(drawn.size - 1, -1, -1):
        points = terms.use[drawn[k], terms.main]
        total -= points
        to_a = table[k, s - points] * np.exp(-max(0.0, gain[k]) / heat) if s >= points else 0.0
        to_b = table[k, s] * np.exp(-max(0.0, -gain[k]) / heat) if s <= total else 0.0
        goes_to_a = np.random.random() * (to_a + to_b) < to_a
        move(terms, state, drawn[k], columns[0] if goes_to_a else columns[1])
        s -= points if goes_to_a else 0


@njit(cache=True)
def _left_out(terms: Terms, state: State, columns: Ints) -> float:
    """What loads of the first two columns cost beyond their prices, those drawn exactly apart.

    Infinite beyond a ceiling.
    """
    cost = 0.0
    for j in columns[:2]:
        for r in range(terms.prices.shape[1]):
            if r != terms.main and r != terms.beside:  # noqa: PLR1714 - compiled code knows no such sets
                load = state.load[j, r]
                if load > terms.most[j, r]:
                    return np.inf
                cost += load_cost(terms, j, r, load) - terms.prices[j, r] * load
    return cost
