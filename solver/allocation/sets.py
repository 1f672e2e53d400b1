"""A draw over two to four columns: a few of their cases, by listing every way to share them out.

What a way costs is the sum of what it makes each column cost, and a column has few different shares of a few cases:
these are worked out once and looked up for every way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.problem import Bools, Floats, Ints
from solver.allocation.state import draw, move, moved_to
from solver.allocation.terms import NO_LIMIT, State, Terms

MOST_WAYS = 256
"""Ways to share out that one draw over several columns lists."""
WIDE = 8
"""Cases that one draw decides at the most."""
MOST_SHARES = 1 << WIDE
"""Shares of a column in the cases that one draw looks at."""
MOST_DRAWN = (0, 0, WIDE, 5, 4)
"""Cases that one draw over so many columns decides."""
MOST_LISTED = 512
"""Cases of the chosen columns that such a draw looks at."""


class Tables(NamedTuple):
    """Working space of draws over several columns.

    Attributes
    ----------
    charges, ways
        (MOST_WAYS,) costs of ways to share the drawn cases out, and what they are.
    shares
        (4, MOST_SHARES) costs of each column's shares of them.
    loads
        (MOST_SHARES,) loads of one resource with each share.
    drawn
        (MOST_LISTED,) cases.
    may
        (cases, 4) bool: which column may have which of the drawn cases.
    """

    charges: Floats
    ways: Ints
    shares: Floats
    loads: Floats
    drawn: Ints
    may: Bools


@njit(cache=True)
def tables_for() -> Tables:
    """Working space."""
    return Tables(
        np.empty(MOST_WAYS),
        np.empty(MOST_WAYS, dtype=np.int64),
        np.empty((4, MOST_SHARES)),
        np.empty(MOST_SHARES),
        np.empty(MOST_LISTED, dtype=np.int64),
        np.empty((WIDE, 4), dtype=np.bool_),
    )


@njit(cache=True)
def draw_set(terms: Terms, state: State, columns: Ints, width: int, heat: float, tables: Tables) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Draw a few loose cases of the first ``width`` of some columns anew at temperature ``heat``."""
    charges, ways, held, is_near, apart_start = (
        tables.charges,
        tables.ways,
        state.held,
        terms.is_near,
        terms.apart_start,
    )
    count = _near_cases(terms, state, columns, width, tables.drawn)
    if count < 2:
        return
    drawn, may, tied = tables.drawn[:count], tables.may[:count, :width], False
    for k in range(count):
        i = drawn[k]
        for c in range(width):
            may[k, c] = columns[c] == held[i] or is_near[i, columns[c]]
        tied = tied or apart_start[i + 1] > apart_start[i]
    if tied:
        _strike_barred(terms, state, columns, drawn, may)
    for c in range(width):
        _charge_shares(terms, state, columns[c], drawn, may[:, c], tables.shares[c], tables.loads)
        if tied and columns[c] < terms.most.shape[0] - 1:
            _part(terms, drawn, tables.shares[c])
    size, least = _charge_ways(terms, state, columns, drawn, may, tables.shares, ways, charges)
    weight = 0.0
    for way in range(size):
        if charges[way] - least < 40.0 * heat:
            weight += np.exp((least - charges[way]) / heat)
        charges[way] = weight
    chosen = ways[draw(charges, 0, size - 1, weight)]
    for k in range(count):
        for c in range(width):
            if chosen >> (WIDE * c + k) & 1 and held[drawn[k]] != columns[c]:
                move(terms, state, drawn[k], columns[c])
                break


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
    held, use, kept, current, size = state.held, terms.use, terms.kept, terms.current, 1 << drawn.size
    share[0] = 0.0
    for k in range(drawn.size):
        bit, pair = 1 << k, terms.cost[drawn[k], j] if may[k] else np.inf
        for s in range(bit):
            share[bit + s] = share[s] + pair
    loads[0] = 0.0
    for r in range(state.load.shape[1]):
        base = state.load[j, r]
        for k in range(drawn.size):
            i, bit = drawn[k], 1 << k
            draws = kept[i, r] if current[i] == j else use[i, r]
            base -= draws if held[i] == j else 0
            for s in range(bit):
                loads[bit + s] = loads[s] + draws
        _charge_load(terms, j, r, base, loads[:size], share)


@njit(cache=True)
def _charge_load(terms: Terms, j: int, r: int, base: int, loads: Floats, share: Floats) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Add what loads of resource r at column j beyond ``base`` cost; infinite beyond the ceiling, the first apart."""
    bend, even, steep = terms.bend[j, r], base - terms.even[j, r], terms.steep[j, r]
    knee, kink, most = base - terms.knee[j, r], terms.kink[j, r], terms.most[j, r] - base
    if bend == 0.0 and steep == 0.0 and kink == 0.0 and loads[-1] <= most:
        return
    for s in range(loads.size):
        off, over = loads[s] + even, max(0.0, loads[s] + knee)
        share[s] += bend * off * off + (steep * over + kink) * over
        share[s] = share[s] if loads[s] <= most or s == 0 else np.inf


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
    terms: Terms, state: State, columns: Ints, drawn: Ints, may: Bools, shares: Floats, ways: Ints, charges: Floats
) -> tuple[int, float]:
    """Cost of every way to share the drawn cases out, infinite where a hard rule is broken; how many, and the least.

    ``ways`` become the shares of the columns in each, ``WIDE`` bits for every one of them, and above these the moves.
    """
    width, count, spare = may.shape[1], 1, terms.most_moves - state.moves[0]
    limited = terms.most_moves < NO_LIMIT
    ways[0] = 0
    for k in range(drawn.size):
        i, known, added = drawn[k], count, 0
        spare += moved_to(terms, i, state.held[i]) if limited else 0
        for c in range(width - 1, -1, -1):
            if may[k, c]:
                added += 1
        count = known * added
        at = count
        for c in range(width - 1, -1, -1):
            if not may[k, c]:
                continue
            at -= known
            step = 1 << (WIDE * c + k)
            if limited:
                step += moved_to(terms, i, columns[c]) << (WIDE * 4)
            for way in range(known):
                ways[at + way] = ways[way] + step
    for way in range(count):
        charges[way] = 0.0 if ways[way] >> (WIDE * 4) <= spare else np.inf
    for c in range(width):
        for way in range(count):
            charges[way] += shares[c, (ways[way] >> (WIDE * c)) & ((1 << WIDE) - 1)]
    least = np.inf
    for way in range(count):
        least = min(least, charges[way])
    return count, least


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
