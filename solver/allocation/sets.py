"""A draw over two to four columns: a few of their cases, by listing every way to share them out."""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.state import draw, drawn_of, loads_cost, move
from solver.allocation.terms import State, Terms

MOST_WAYS = 81
"""Ways to share out that one draw over several columns lists."""
MOST_LISTED = 512
"""Cases of the chosen columns that such a draw looks at."""


@njit(cache=True)
def draw_set(  # noqa: PLR0912, PLR0917 - compiled code is quicker in one piece, and takes no keywords
    terms: Terms, state: State, columns: Indices, width: int, heat: float, charges: Floats
) -> None:
    """Draw a few loose cases of the first ``width`` of some columns anew at temperature ``heat``."""
    drawn = np.empty(6 if width == 2 else 4 if width == 3 else 3, dtype=np.int64)
    count = _near_cases(terms, state, columns, width, drawn)
    if count < 2:
        return
    load = np.empty((width, state.load.shape[1]))
    for c in range(width):
        load[c] = state.load[columns[c]]
    option = np.empty((count, width), dtype=np.int64)
    options = np.zeros(count, dtype=np.int64)
    tied = False
    ways = 1
    for k in range(count):
        i = drawn[k]
        for c in range(width):
            if columns[c] == state.held[i]:
                for r in range(load.shape[1]):
                    load[c, r] -= drawn_of(terms, i, columns[c], r)
            if columns[c] == state.held[i] or terms.is_near[i, columns[c]]:
                option[k, options[k]] = c
                options[k] += 1
        tied = tied or terms.apart_start[i + 1] > terms.apart_start[i]
    if tied:
        _strike_barred(terms, state, columns, drawn[:count], option, options)
    for k in range(count):
        ways *= options[k]
    _charge_ways(terms, columns, drawn[:count], option, options, load, charges[:ways], tied)
    least = np.inf
    for way in range(ways):
        least = min(least, charges[way])
    weight = 0.0
    for way in range(ways):
        if charges[way] - least < 40.0 * heat:
            weight += np.exp((least - charges[way]) / heat)
        charges[way] = weight
    chosen = draw(charges, 0, ways - 1, weight)
    for k in range(count):
        move(terms, state, drawn[k], columns[option[k, chosen % options[k]]])
        chosen //= options[k]


@njit(cache=True)
def _near_cases(terms: Terms, state: State, columns: Indices, width: int, drawn: Ints) -> int:
    """Fill ``drawn`` with cases of the columns that could go to another of them, chosen at random; how many."""
    count, seen = 0, 0
    for c in range(width):
        i = state.first[columns[c]]
        while i >= 0 and seen < MOST_LISTED:
            choices = 1
            for d in range(width):
                choices += d != c and terms.is_near[i, columns[d]]
            if choices > 1:
                seen += 1
                at = count if count < drawn.size else np.random.randint(0, seen)
                count = max(count, min(at + 1, drawn.size))
                if at < drawn.size:
                    drawn[at] = i
            i = state.after[i]
    return count


@njit(cache=True)
def _charge_ways(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms,
    columns: Indices,
    drawn: Ints,
    option: Ints,
    options: Ints,
    load: Floats,
    charges: Floats,
    tied: bool,
) -> None:
    """Cost of every way to share the drawn cases out, infinite where a hard rule is broken.

    The ways are counted through like the figures of a number, so that few columns change from one to the next.
    """
    digit = np.zeros(drawn.size, dtype=np.int64)
    picked = option[:, 0].copy()
    strain = np.empty(load.shape[0])
    pairs = 0.0
    for k in range(drawn.size):
        pairs += _shift(terms, columns, drawn[k], picked[k], 1, load)
    for c in range(load.shape[0]):
        strain[c] = loads_cost(terms, columns[c], load[c])
    for way in range(charges.size):
        charge = pairs
        for c in range(load.shape[0]):
            if np.isnan(strain[c]):
                strain[c] = loads_cost(terms, columns[c], load[c])
            charge += strain[c]
        if tied and charge < np.inf and _together(terms, columns, drawn, picked):
            charge = np.inf
        charges[way] = charge
        for k in range(drawn.size):
            if options[k] == 1:
                continue
            pairs += _shift(terms, columns, drawn[k], picked[k], -1, load)
            strain[picked[k]] = np.nan
            digit[k] = digit[k] + 1 if digit[k] + 1 < options[k] else 0
            picked[k] = option[k, digit[k]]
            pairs += _shift(terms, columns, drawn[k], picked[k], 1, load)
            strain[picked[k]] = np.nan
            if digit[k] > 0:
                break


@njit(cache=True)
def _shift(terms: Terms, columns: Indices, i: int, c: int, sign: int, load: Floats) -> float:  # noqa: PLR0917
    """Put case i on the c-th of the columns, or take it off; what its pair costs, with that sign."""
    for r in range(load.shape[1]):
        load[c, r] += sign * drawn_of(terms, i, columns[c], r)
    return float(sign * terms.cost[i, columns[c]])


@njit(cache=True)
def _strike_barred(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, state: State, columns: Indices, drawn: Ints, option: Ints, options: Ints
) -> None:
    """Take away options at practitioners who hold a co-defendant that is not being drawn."""
    for k in range(drawn.size):
        i, left = drawn[k], 0
        for o in range(options[k]):
            j = columns[option[k, o]]
            barred = False
            for at in range(terms.apart_start[i], terms.apart_start[i + 1]):
                rival = terms.apart_with[at]
                if j < terms.most.shape[0] - 1 and state.held[rival] == j and not _among(drawn, rival):
                    barred = True
            if not barred:
                option[k, left] = option[k, o]
                left += 1
        options[k] = left


@njit(cache=True)
def _among(drawn: Ints, i: int) -> bool:
    """Whether case i is being drawn."""
    found = False
    for k in range(drawn.size):
        found |= drawn[k] == i
    return found


@njit(cache=True)
def _together(terms: Terms, columns: Indices, drawn: Ints, picked: Ints) -> bool:
    """Whether two co-defendants among the drawn cases would have one practitioner."""
    for k in range(drawn.size):
        if columns[picked[k]] == terms.most.shape[0] - 1:
            continue
        for at in range(terms.apart_start[drawn[k]], terms.apart_start[drawn[k] + 1]):
            for other in range(k):
                if drawn[other] == terms.apart_with[at] and picked[other] == picked[k]:
                    return True
    return False
