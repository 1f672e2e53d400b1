"""A draw over two columns: all their loose cases at once, by dynamic programming over the load of one of them."""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.state import barred, draw, load_cost, move, reduced_cost
from solver.allocation.terms import State, Terms

MOST_DRAWN = 16
"""Cases that one draw over two columns decides at the most."""
MOST_POINTS = 12_000
"""Points that these cases have at the most."""
LEAST_WEIGHT = 1e-200
"""Weights below this count as none: so near to the end of floating point a draw could go astray."""


@njit(cache=True)
def draw_pair(terms: Terms, state: State, columns: Indices, heat: float, table: Floats) -> None:
    """Draw the loose cases of the first two columns anew at temperature ``heat``.

    ``table[k, s]`` is the weight of all ways to give the first k of them with s of their main resource to the first
    column. The other resources enter by their prices; what these leave out decides whether the draw is taken.
    """
    a, b = columns[0], columns[1]
    drawn = np.empty(MOST_DRAWN, dtype=np.int64)
    count = _loose_cases(terms, state, a, b, drawn)
    gain = np.empty(count)
    held = np.empty(count, dtype=np.int64)
    rest = np.empty(2, dtype=np.int64)
    rest[0], rest[1] = state.load[a, terms.main], state.load[b, terms.main]
    table[0, 0] = 1.0
    total = 0
    for k in range(count):
        i = drawn[k]
        held[k] = state.held[i]
        points = terms.use[i, terms.main]
        gain[k] = reduced_cost(terms, i, a) - reduced_cost(terms, i, b)
        rest[0 if held[k] == a else 1] -= points
        to_a, to_b = np.exp(-max(0.0, gain[k]) / heat), np.exp(-max(0.0, -gain[k]) / heat)
        for s in range(points):
            table[k + 1, total + 1 + s] = 0.0
        for s in range(total + 1):
            table[k + 1, s] = table[k, s] * to_b
        for s in range(total + 1):
            weight = table[k + 1, s + points] + table[k, s] * to_a
            table[k + 1, s + points] = weight if weight > LEAST_WEIGHT else 0.0
        total += points
    s = _draw_share(terms, columns, rest, total, heat, table[count], table[MOST_DRAWN + 1])
    if s < 0:
        return
    before = _left_out(terms, state, a) + _left_out(terms, state, b)
    for k in range(count - 1, -1, -1):
        points = terms.use[drawn[k], terms.main]
        total -= points
        to_a = table[k, s - points] * np.exp(-max(0.0, gain[k]) / heat) if s >= points else 0.0
        to_b = table[k, s] * np.exp(-max(0.0, -gain[k]) / heat) if s <= total else 0.0
        goes_to_a = np.random.random() * (to_a + to_b) < to_a
        move(terms, state, drawn[k], a if goes_to_a else b)
        s -= points if goes_to_a else 0
    worse = _left_out(terms, state, a) + _left_out(terms, state, b) - before
    if worse > 0.0 and np.random.random() >= np.exp(-worse / heat):
        for k in range(count):
            move(terms, state, drawn[k], held[k])


@njit(cache=True)
def _left_out(terms: Terms, state: State, j: int) -> float:
    """What the loads of column j cost beyond their prices, the main resource apart; infinite beyond a ceiling."""
    cost = 0.0
    for r in range(terms.prices.shape[1]):
        if r != terms.main:
            load = state.load[j, r]
            if load > terms.most[j, r]:
                return np.inf
            cost += load_cost(terms, j, r, load) - terms.prices[j, r] * load
    return cost


@njit(cache=True)
def _loose_cases(terms: Terms, state: State, a: int, b: int, drawn: Ints) -> int:
    """Fill ``drawn`` with loose cases of columns a and b, a random choice where there are too many; how many."""
    count, seen = 0, 0
    for column in (a, b):
        i = state.first[column]
        while i >= 0:
            if _loose_between(terms, state, i, a, b) and terms.use[i, terms.main] <= MOST_POINTS // MOST_DRAWN:
                seen += 1
                at = count if count < MOST_DRAWN else np.random.randint(0, seen)
                count = max(count, min(at + 1, MOST_DRAWN))
                if at < MOST_DRAWN:
                    drawn[at] = i
            i = state.after[i]
    return count


@njit(cache=True)
def _loose_between(terms: Terms, state: State, i: int, a: int, b: int) -> bool:
    """Whether case i can be drawn over columns a and b: near both, and no co-defendant with either."""
    if not (terms.is_near[i, a] and terms.is_near[i, b]):
        return False
    return not (barred(terms, state, i, a) or barred(terms, state, i, b))


@njit(cache=True)
def _draw_share(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, columns: Indices, rest: Ints, total: int, heat: float, ways: Floats, summed: Floats
) -> int:
    """Points that the first column is to get out of ``total``; -1 if no weight is left to draw by.

    ``rest`` are the two loads without the cases drawn; ``summed`` is working space.
    """
    a, b, r = columns[0], columns[1], terms.main
    lowest, highest = max(0, rest[1] + total - terms.most[b, r]), min(total, terms.most[a, r] - rest[0])
    price = terms.prices[a, r] - terms.prices[b, r]
    least = np.inf
    for s in range(lowest, highest + 1):
        if ways[s] > 0.0:
            summed[s] = load_cost(terms, a, r, rest[0] + s) - price * s
            summed[s] += load_cost(terms, b, r, rest[1] + total - s)
            least = min(least, summed[s])
    weight = 0.0
    for s in range(lowest, highest + 1):
        if ways[s] > 0.0 and summed[s] - least < 100.0 * heat:
            weight += ways[s] * np.exp((least - summed[s]) / heat)
        summed[s] = weight
    if weight < LEAST_WEIGHT:
        return -1
    return draw(summed, lowest, highest, weight)
