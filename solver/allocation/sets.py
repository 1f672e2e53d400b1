"""A draw over two to four columns: a few of their cases, by listing every way to share them out.

Over two columns, a way is what the first of them has. Over more, what a way costs is the sum of what it makes each
column cost, and a column has few different shares of a few cases: these are worked out once and looked up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.allocation.problem import Bools, Ints
from solver.allocation.shares import Singles, Strain, charge_exchange, charge_loads, choose, double, forbid, limit
from solver.allocation.state import move, moved_to
from solver.allocation.terms import NO_LIMIT, State, Terms
from solver.compiled import uncounted

MOST_WAYS = 1024
"""Ways to share out that one draw over several columns lists."""
WIDE = 9
"""Cases that one draw decides at the most."""
MOST_SHARES = 1 << WIDE
"""Shares of a column in the cases that one draw looks at."""
MOST_COLUMNS = 4
"""Columns that one draw is over at the most."""
MOST_DRAWN = (0, 0, WIDE, 6, 5)
"""Cases that one draw over so many columns decides."""
MOST_LISTED = 512
"""Cases of the chosen columns that such a draw looks at."""


class Tables(NamedTuple):
    """Working space of draws over several columns.

    Attributes
    ----------
    costs, ways
        (MOST_WAYS,) costs of ways to share the drawn cases out, and what they are.
    shares
        (MOST_COLUMNS, MOST_SHARES) costs of each column's shares of them.
    gained, lost
        (MOST_SHARES,) loads of one resource with each share: of the column looked at, and of the other of two.
    drawn
        (MOST_LISTED,) cases.
    may
        (MOST_COLUMNS, WIDE) bool: which column may have which of the drawn cases.
    """

    costs: Singles
    ways: Ints
    shares: Singles
    gained: Singles
    lost: Singles
    drawn: Ints
    may: Bools


def tables_for() -> Tables:
    """Working space."""
    return Tables(
        np.empty(MOST_WAYS, dtype=np.float32),
        np.empty(MOST_WAYS, dtype=np.int64),
        np.empty((MOST_COLUMNS, MOST_SHARES), dtype=np.float32),
        np.empty(MOST_SHARES, dtype=np.float32),
        np.empty(MOST_SHARES, dtype=np.float32),
        np.empty(MOST_LISTED, dtype=np.int64),
        np.empty((MOST_COLUMNS, WIDE), dtype=np.bool_),
    )


@uncounted
def draw_set(terms: Terms, state: State, columns: Ints, heat: float, tables: Tables) -> None:
    """Draw a few loose cases of some columns anew at temperature ``heat``."""
    count = _near_cases(terms, state, columns, tables.drawn)
    if count < 2:
        return
    drawn, may = tables.drawn[:count], tables.may[:, :count]
    bound = _note_allowed(terms, state, columns, drawn, may)
    if columns.size == 2:
        size = 1 << count
        _charge_exchanges(terms, state, columns, drawn, may, tables)
        if terms.most_moves < NO_LIMIT:
            _limit_moves(terms, state, columns, drawn, tables)
        if bound:
            _forbid_ways(terms, columns, drawn, may, tables.costs[:size])
        way = choose(tables.costs[:size], heat)
        chosen = way if way < 0 else way | (size - 1 - way) << WIDE
    else:
        for c in range(columns.size):
            _charge_shares(terms, state, columns[c], drawn, may[c], tables.shares[c], tables.gained)
            if bound and columns[c] < terms.most.shape[0] - 1:
                _part(terms, drawn, tables.shares[c, : 1 << count], 0)
        size = _charge_ways(terms, state, columns, drawn, may, tables)
        way = choose(tables.costs[:size], heat)
        chosen = way if way < 0 else tables.ways[way]
    for k in range(count if chosen >= 0 else 0):
        for c in range(columns.size):
            if chosen >> (WIDE * c + k) & 1 and state.held[drawn[k]] != columns[c]:
                move(terms, state, drawn[k], columns[c])
                break


@uncounted
def _near_cases(terms: Terms, state: State, columns: Ints, drawn: Ints) -> int:
    """Put some cases of the columns that could go to another of them at the front of ``drawn``, at random; how many.

    The rest of ``drawn`` is working space.
    """
    count, after, is_near = 0, state.after, terms.is_near
    for c in range(columns.size):
        i = state.first[columns[c]]
        while i >= 0 and count < drawn.size:
            for d in range(columns.size):
                if d != c and is_near[i, columns[d]]:
                    drawn[count] = i
                    count += 1
                    break
            i = after[i]
    few = min(count, MOST_DRAWN[columns.size])
    for k in range(few):
        at = np.random.randint(k, count)
        drawn[k], drawn[at] = drawn[at], drawn[k]
    return few


@uncounted
def _note_allowed(terms: Terms, state: State, columns: Ints, drawn: Ints, may: Bools) -> bool:
    """Note which column may have which case; whether anything must be looked at beside what loads and pairs cost.

    Practitioners who hold a co-defendant that is not being drawn may not.
    """
    bound = False
    for k in range(drawn.size):
        i = drawn[k]
        for c in range(columns.size):
            may[c, k] = columns[c] == state.held[i] or terms.is_near[i, columns[c]]
            may[c, k] &= terms.cost[i, columns[c]] < np.inf
            bound |= not may[c, k]
        for at in range(terms.apart_start[i], terms.apart_start[i + 1]):
            bound, rival = True, terms.apart_with[at]
            for c in range(columns.size):
                taken = columns[c] < terms.most.shape[0] - 1 and state.held[rival] == columns[c]
                if taken and not _among(drawn, rival):
                    may[c, k] = False
    return bound


@uncounted
def _among(drawn: Ints, i: int) -> bool:
    """Whether case i is being drawn."""
    found = False
    for k in range(drawn.size):
        found |= drawn[k] == i
    return found


@uncounted
def _charge_exchanges(terms: Terms, state: State, columns: Ints, drawn: Ints, may: Bools, tables: Tables) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Cost of the ways to share cases out over two columns, a bit for each that the first has.

    What counts as nothing is that the second has them all, and loads without any.
    """
    one, other, size = columns[0], columns[1], 1 << drawn.size
    costs, gained, lost = tables.costs[:size], tables.gained[:size], tables.lost[:size]
    use, kept, current, held = terms.use, terms.kept, terms.current, state.held
    costs[0], gained[0], lost[0] = 0.0, 0.0, 0.0
    for k in range(drawn.size):
        free = may[0, k] and may[1, k]
        double(costs, 1 << k, terms.cost[drawn[k], one] - terms.cost[drawn[k], other] if free else 0.0)
    for r in range(state.load.shape[1]):
        from_one, from_other, of_one, of_other, alike = state.load[one, r], state.load[other, r], 0, 0, True
        for k in range(drawn.size):
            i = drawn[k]
            here = kept[i, r] if current[i] == one else use[i, r]
            there = kept[i, r] if current[i] == other else use[i, r]
            alike &= here == there
            from_one -= here if held[i] == one else 0
            from_other -= there if held[i] == other else 0
            of_one, of_other = of_one + here, of_other + there
        first, second = _strain(terms, one, r, from_one), _strain(terms, other, r, from_other)
        if (_idle(first, of_one) and _idle(second, of_other)) or of_one + of_other == 0:
            continue
        for k in range(drawn.size):
            i = drawn[k]
            double(gained, 1 << k, kept[i, r] if current[i] == one else use[i, r])
            if not alike:
                double(lost, 1 << k, kept[i, r] if current[i] == other else use[i, r])
        charge_exchange(gained, gained if alike else lost, first, second, costs)


@uncounted
def _limit_moves(terms: Terms, state: State, columns: Ints, drawn: Ints, tables: Tables) -> None:
    """Make ways over two columns impossible that make more moves than are left."""
    moves, spare = tables.gained[: 1 << drawn.size], terms.most_moves - state.moves[0]
    moves[0] = 0.0
    for k in range(drawn.size):
        here, there = moved_to(terms, drawn[k], columns[0]), moved_to(terms, drawn[k], columns[1])
        spare += moved_to(terms, drawn[k], state.held[drawn[k]]) - there
        double(moves, 1 << k, here - there)
    limit(moves, spare, tables.costs[: moves.size])


@uncounted
def _strain(terms: Terms, j: int, r: int, base: int) -> Strain:
    """What resource r costs column j from a load on."""
    return Strain(
        terms.bend[j, r],
        base - terms.even[j, r],
        terms.steep[j, r],
        base - terms.knee[j, r],
        terms.kink[j, r],
        float(terms.most[j, r] - base),
    )


@uncounted
def _idle(strain: Strain, more: int) -> bool:
    """Whether it costs nothing, and there is room, if so much comes."""
    return bool(more <= strain.room and strain.bend == 0.0 and strain.steep == 0.0 and strain.kink == 0.0)


@uncounted
def _forbid_ways(terms: Terms, columns: Ints, drawn: Ints, may: Bools, costs: Singles) -> None:
    """Make ways over two columns impossible in which one has what it may not have, or two co-defendants."""
    nobody = terms.most.shape[0] - 1
    for k in range(drawn.size):
        if not may[0, k]:
            forbid(costs, 1 << k, 1 << k)
        if not may[1, k]:
            forbid(costs, 1 << k, 0)
    if columns[0] < nobody:
        _part(terms, drawn, costs, 0)
    if columns[1] < nobody:
        _part(terms, drawn, costs, costs.size - 1)


@uncounted
def _part(terms: Terms, drawn: Ints, costs: Singles, turned: int) -> None:
    """Make shares with two co-defendants impossible; ``turned`` are the bits that say who is not in a share."""
    for k in range(drawn.size):
        for at in range(terms.apart_start[drawn[k]], terms.apart_start[drawn[k] + 1]):
            for other in range(k):
                if drawn[other] == terms.apart_with[at]:
                    both = (1 << k) | (1 << other)
                    forbid(costs, both, both & ~turned)


@uncounted
def _charge_shares(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, state: State, j: int, drawn: Ints, may: Bools, share: Singles, loads: Singles
) -> None:
    """Cost of column j with each share of the drawn cases, a bit for each; infinite where it cannot be.

    What a case costs where it is counts as nothing, and so do loads without any of the cases.
    """
    held, use, kept, current, cost = state.held, terms.use, terms.kept, terms.current, terms.cost
    size = 1 << drawn.size
    share[0], loads[0] = 0.0, 0.0
    for k in range(drawn.size):
        i = drawn[k]
        now = cost[i, held[i]]
        double(share, 1 << k, cost[i, j] - (now if now < np.inf else 0.0) if may[k] else np.inf)
    for r in range(state.load.shape[1]):
        base, total = state.load[j, r], 0
        for k in range(drawn.size):
            draws = kept[drawn[k], r] if current[drawn[k]] == j else use[drawn[k], r]
            base -= draws if held[drawn[k]] == j else 0
            total += draws
        strain = _strain(terms, j, r, base)
        if total == 0 or _idle(strain, total):
            continue
        for k in range(drawn.size):
            double(loads, 1 << k, kept[drawn[k], r] if current[drawn[k]] == j else use[drawn[k], r])
        charge_loads(loads[:size], strain, share[:size])


@uncounted
def _charge_ways(terms: Terms, state: State, columns: Ints, drawn: Ints, may: Bools, tables: Tables) -> int:  # noqa: PLR0917 - compiled functions take no keywords
    """Cost of every way to share the drawn cases out, infinite where a hard rule is broken; how many.

    ``ways`` become the shares of the columns in each, ``WIDE`` bits for every one of them, and above these the moves.
    """
    costs, ways, shares, width = tables.costs, tables.ways, tables.shares, columns.size
    count, spare, limited = 1, terms.most_moves - state.moves[0], terms.most_moves < NO_LIMIT
    ways[0] = 0
    for k in range(drawn.size):
        i, known, added = drawn[k], count, 0
        spare += moved_to(terms, i, state.held[i]) if limited else 0
        for c in range(width):
            added += int(may[c, k])
        count = known * added
        at = count
        for c in range(width - 1, -1, -1):
            if not may[c, k]:
                continue
            at -= known
            step = 1 << (WIDE * c + k)
            if limited:
                step += moved_to(terms, i, columns[c]) << (WIDE * MOST_COLUMNS)
            for way in range(known):
                ways[at + way] = ways[way] + step
    for way in range(count):
        costs[way] = 0.0 if ways[way] >> (WIDE * MOST_COLUMNS) <= spare else np.inf
    for c in range(width):
        for way in range(count):
            costs[way] += shares[c, (ways[way] >> (WIDE * c)) & ((1 << WIDE) - 1)]
    return count
