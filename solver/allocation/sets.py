"""A draw over two to four columns: a few of their cases, by listing every way to share them out.

What a way costs is the sum of what it makes each column cost, and a column has few different shares of a few cases:
these are worked out once and looked up for every way.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.problem import Bools, Floats, Ints
from solver.allocation.state import draw, move, moved_to
from solver.allocation.terms import State, Terms

MOST_WAYS = 81
"""Ways to share out that one draw over several columns lists."""
MOST_SHARES = 64
"""Shares of a column in the cases that one draw looks at."""
MOST_DRAWN = (0, 0, 6, 4, 3)
"""Cases that one draw over so many columns decides."""
MOST_LISTED = 512
"""Cases of the chosen columns that such a draw looks at."""


@njit(cache=True)
def draw_set(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, state: State, columns: Ints, width: int, heat: float, tables: tuple[Floats, Floats, Floats]
) -> None:
    """Draw a few loose cases of the first ``width`` of some columns anew at temperature ``heat``.

    ``tables`` are working space: costs of ways, costs of a column's shares, loads with a share.
    """
    charges, shares, loads = tables
    drawn = np.empty(MOST_LISTED, dtype=np.int64)
    count = _near_cases(terms, state, columns, width, drawn)
    if count < 2:
        return
    drawn = drawn[:count]
    may = np.zeros((count, width), dtype=np.bool_)
    tied = False
    for k in range(count):
        i = drawn[k]
        for c in range(width):
            may[k, c] = columns[c] == state.held[i] or terms.is_near[i, columns[c]]
        tied = tied or terms.apart_start[i + 1] > terms.apart_start[i]
    if tied:
        _strike_barred(terms, state, columns, drawn, may)
    for c in range(width):
        _charge_shares(terms, state, columns[c], drawn, may[:, c], shares[c], loads)
        if tied and columns[c] < terms.most.shape[0] - 1:
            _part(terms, drawn, shares[c])
    option = np.empty((count, width), dtype=np.int64)
    options = np.zeros(count, dtype=np.int64)
    ways = 1
    for k in range(count):
        for c in range(width):
            if may[k, c]:
                option[k, options[k]] = c
                options[k] += 1
        ways *= options[k]
    least = _charge_ways(terms, state, columns, drawn, option, options, shares[:width], charges[:ways])
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
def _near_cases(terms: Terms, state: State, columns: Ints, width: int, drawn: Ints) -> int:
    """Put some cases of the columns that could go to another of them at the front of ``drawn``, at random; how many.

    The rest of ``drawn`` is working space.
    """
    count, after, is_near = 0, state.after, terms.is_near
    for c in range(width):
        i = state.first[columns[c]]
        while i >= 0 and count < drawn.size:
            for d in range(width):
                if d != c and is_near[i, columns[d]]:
                    drawn[count] = i
                    count += 1
                    break
            i = after[i]
    few = min(count, MOST_DRAWN[width])
    for k in range(few):
        at = np.random.randint(k, count)
        drawn[k], drawn[at] = drawn[at], drawn[k]
    return few


@njit(cache=True)
def _charge_shares(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, state: State, j: int, drawn: Ints, may: Bools, share: Floats, loads: Floats
) -> None:
    """Cost of column j with each share of the drawn cases, a bit for each; infinite where it cannot be."""
    resources, held, cost = state.load.shape[1], state.held, terms.cost
    bend, even, steep = terms.bend[j], terms.even[j], terms.steep[j]
    knee, kink, most = terms.knee[j], terms.kink[j], terms.most[j]
    base = loads[0]
    base[:resources] = state.load[j]
    base[resources] = 0.0
    for i in drawn:
        if held[i] == j:
            uses = terms.kept[i] if terms.current[i] == j else terms.use[i]
            for r in range(resources):
                base[r] -= uses[r]
    total = 0.0
    for r in range(resources):
        off, over = base[r] - even[r], max(0.0, base[r] - knee[r])
        total += bend[r] * off * off + (steep[r] * over + kink[r]) * over
    share[0] = total
    for k in range(drawn.size):
        i, bit = drawn[k], 1 << k
        if not may[k]:
            share[bit : 2 * bit] = np.inf
            continue
        uses = terms.kept[i] if terms.current[i] == j else terms.use[i]
        pair = cost[i, j]
        for s in range(bit):
            if share[s] == np.inf:
                share[s + bit] = np.inf
                continue
            total = loads[s, resources] + pair
            loads[s + bit, resources] = total
            for r in range(resources):
                load = loads[s, r] + uses[r]
                loads[s + bit, r] = load
                off, over = load - even[r], max(0.0, load - knee[r])
                total += bend[r] * off * off + (steep[r] * over + kink[r]) * over
                if load > most[r]:
                    total = np.inf
            share[s + bit] = total


@njit(cache=True)
def _part(terms: Terms, drawn: Ints, share: Floats) -> None:
    """Make shares with two co-defendants impossible."""
    for k in range(drawn.size):
        for at in range(terms.apart_start[drawn[k]], terms.apart_start[drawn[k] + 1]):
            for other in range(k):
                if drawn[other] == terms.apart_with[at]:
                    both = (1 << k) | (1 << other)
                    for s in range(1 << drawn.size):
                        if s & both == both:
                            share[s] = np.inf


@njit(cache=True)
def _charge_ways(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms,
    state: State,
    columns: Ints,
    drawn: Ints,
    option: Ints,
    options: Ints,
    shares: Floats,
    charges: Floats,
) -> float:
    """Cost of every way to share the drawn cases out, infinite where a hard rule is broken; the least of them.

    The ways are counted through like the figures of a number.
    """
    digit, share = np.zeros(drawn.size, dtype=np.int64), np.zeros(shares.shape[0], dtype=np.int64)
    makes = np.empty(option.shape, dtype=np.int64)
    spare, least = terms.most_moves - state.moves[0], np.inf
    for k in range(drawn.size):
        share[option[k, 0]] += 1 << k
        for o in range(options[k]):
            makes[k, o] = moved_to(terms, drawn[k], columns[option[k, o]])
        spare += moved_to(terms, drawn[k], state.held[drawn[k]]) - makes[k, 0]
    for way in range(charges.size):
        charge = 0.0 if spare >= 0 else np.inf
        for c in range(share.size):
            charge += shares[c, share[c]]
        charges[way] = charge
        least = min(least, charge)
        for k in range(drawn.size):
            before = digit[k]
            after = before + 1 if before + 1 < options[k] else 0
            digit[k] = after
            share[option[k, before]] -= 1 << k
            share[option[k, after]] += 1 << k
            spare += makes[k, before] - makes[k, after]
            if after > 0:
                break
    return least


@njit(cache=True)
def _strike_barred(terms: Terms, state: State, columns: Ints, drawn: Ints, may: Bools) -> None:
    """Take away practitioners who hold a co-defendant that is not being drawn."""
    for k in range(drawn.size):
        for at in range(terms.apart_start[drawn[k]], terms.apart_start[drawn[k] + 1]):
            rival = terms.apart_with[at]
            for c in range(may.shape[1]):
                taken = columns[c] < terms.most.shape[0] - 1 and state.held[rival] == columns[c]
                if taken and not _among(drawn, rival):
                    may[k, c] = False


@njit(cache=True)
def _among(drawn: Ints, i: int) -> bool:
    """Whether case i is being drawn."""
    found = False
    for k in range(drawn.size):
        found |= drawn[k] == i
    return found
