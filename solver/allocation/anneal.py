"""Annealing by exact draws: whole blocks of decisions are drawn anew from the Boltzmann distribution.

Exchanging one heavy case for two light ones is a barrier for single moves; drawing many cases at once steps over it.
``draw_pair`` draws all loose cases of two columns by dynamic programming over the load of one of them; ``draw_set``
draws a few cases over two to four columns by listing every way to share them out. Leaving out is a column like the
others. Hard rules are never broken: ways that break them are not in the distribution.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.terms import State, Terms

MOST_DRAWN = 28
"""Cases that one draw over two columns decides at the most."""
MOST_POINTS = 12_000
"""Points that these cases have at the most."""
MOST_WAYS = 729
"""Ways to share out that one draw over several columns lists."""
LEAST_WEIGHT = 1e-200
"""Weights below this count as none: so near to the end of floating point a draw could go astray."""
MOST_LISTED = 512
"""Cases of the chosen columns that such a draw looks at."""


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
    return float(terms.bend[j] * off * off + terms.steep[j] * over * over)


@njit(cache=True)
def _barred(terms: Terms, state: State, i: int, j: int) -> bool:
    """Whether a co-defendant of case i is with practitioner j."""
    if j == terms.most.size - 1:
        return False
    barred = False
    for at in range(terms.apart_start[i], terms.apart_start[i + 1]):
        barred |= state.held[terms.apart_with[at]] == j
    return barred


@njit(cache=True)
def _loose_between(terms: Terms, state: State, i: int, a: int, b: int) -> bool:
    """Whether case i can be drawn over columns a and b: near both, and no co-defendant with either."""
    if not (_near(terms, i, a) and _near(terms, i, b)):
        return False
    return not (_barred(terms, state, i, a) or _barred(terms, state, i, b))


@njit(cache=True)
def draw_pair(terms: Terms, state: State, columns: Indices, heat: float, table: Floats) -> None:
    """Draw the loose cases of the first two columns anew at temperature ``heat``.

    ``table[k, s]`` is the weight of all ways to give the first k of them with s of their points to the first column.
    """
    a, b = columns[0], columns[1]
    drawn = np.empty(MOST_DRAWN, dtype=np.int64)
    count = _loose_cases(terms, state, a, b, drawn)
    gain = np.empty(count)
    rest = np.empty(2, dtype=np.int64)
    rest[0], rest[1] = state.load[a], state.load[b]
    table[0, 0] = 1.0
    total = 0
    for k in range(count):
        i = drawn[k]
        points = terms.points[i]
        gain[k] = (terms.cost[i, a] - terms.cost[i, b]) + points * (terms.prices[a] - terms.prices[b])
        rest[0 if state.held[i] == a else 1] -= points
        to_a, to_b = np.exp(-max(0.0, gain[k]) / heat), np.exp(-max(0.0, -gain[k]) / heat)
        for s in range(total + points + 1):
            weight = table[k, s] * to_b if s <= total else 0.0
            if s >= points:
                weight += table[k, s - points] * to_a
            table[k + 1, s] = weight if weight > LEAST_WEIGHT else 0.0
        total += points
    s = _draw_share(terms, columns, rest, total, heat, table[count], table[MOST_DRAWN + 1])
    if s < 0:
        return
    for k in range(count - 1, -1, -1):
        points = terms.points[drawn[k]]
        total -= points
        to_a = table[k, s - points] * np.exp(-max(0.0, gain[k]) / heat) if s >= points else 0.0
        to_b = table[k, s] * np.exp(-max(0.0, -gain[k]) / heat) if s <= total else 0.0
        goes_to_a = np.random.random() * (to_a + to_b) < to_a
        _move(terms, state, drawn[k], a if goes_to_a else b)
        s -= points if goes_to_a else 0


@njit(cache=True)
def _loose_cases(terms: Terms, state: State, a: int, b: int, drawn: Ints) -> int:
    """Fill ``drawn`` with loose cases of columns a and b, a random choice where there are too many; how many."""
    count, seen = 0, 0
    for column in (a, b):
        i = state.first[column]
        while i >= 0:
            if _loose_between(terms, state, i, a, b) and terms.points[i] <= MOST_POINTS // MOST_DRAWN:
                seen += 1
                at = count if count < MOST_DRAWN else np.random.randint(0, seen)
                count = max(count, min(at + 1, MOST_DRAWN))
                if at < MOST_DRAWN:
                    drawn[at] = i
            i = state.after[i]
    return count


@njit(cache=True)
def _draw_share(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, columns: Indices, rest: Ints, total: int, heat: float, ways: Floats, summed: Floats
) -> int:
    """Points that the first column is to get out of ``total``; -1 if no weight is left to draw by.

    ``rest`` are the two loads without the cases drawn; ``summed`` is working space.
    """
    a, b = columns[0], columns[1]
    lowest, highest = max(0, rest[1] + total - terms.most[b]), min(total, terms.most[a] - rest[0])
    price = terms.prices[a] - terms.prices[b]
    least = np.inf
    for s in range(lowest, highest + 1):
        if ways[s] > 0.0:
            summed[s] = _load_cost(terms, a, rest[0] + s) + _load_cost(terms, b, rest[1] + total - s) - price * s
            least = min(least, summed[s])
    weight = 0.0
    for s in range(lowest, highest + 1):
        if ways[s] > 0.0 and summed[s] - least < 100.0 * heat:
            weight += ways[s] * np.exp((least - summed[s]) / heat)
        summed[s] = weight
    if weight < LEAST_WEIGHT:
        return -1
    return _draw(summed, lowest, highest, weight)


@njit(cache=True)
def _draw(summed: Floats, first: int, last: int, weight: float) -> int:
    """A position from ``first`` to ``last``, drawn by running sums of weights that end at ``weight``."""
    level = np.random.random() * weight
    while first < last:
        middle = (first + last) // 2
        if summed[middle] > level:
            last = middle
        else:
            first = middle + 1
    return first


@njit(cache=True)
def draw_set(  # noqa: PLR0917 - compiled functions take no keywords
    terms: Terms, state: State, columns: Indices, width: int, heat: float, charges: Floats
) -> None:
    """Draw a few loose cases of the first ``width`` of some columns anew at temperature ``heat``."""
    drawn = np.empty(9 if width == 2 else 6 if width == 3 else 4, dtype=np.int64)
    count = _near_cases(terms, state, columns, width, drawn)
    if count < 2:
        return
    load = np.empty(width)
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
                load[c] -= terms.points[i]
            if columns[c] == state.held[i] or _near(terms, i, columns[c]):
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
    chosen = _draw(charges, 0, ways - 1, weight)
    for k in range(count):
        _move(terms, state, drawn[k], columns[option[k, chosen % options[k]]])
        chosen //= options[k]


@njit(cache=True)
def _near(terms: Terms, i: int, j: int) -> bool:
    """Whether column j is within the radius of case i's best."""
    return bool(terms.cost[i, j] + terms.points[i] * terms.prices[j] <= terms.limit[i])


@njit(cache=True)
def _near_cases(terms: Terms, state: State, columns: Indices, width: int, drawn: Ints) -> int:
    """Fill ``drawn`` with cases of the columns that could go to another of them, chosen at random; how many."""
    count, seen = 0, 0
    for c in range(width):
        i = state.first[columns[c]]
        while i >= 0 and seen < MOST_LISTED:
            choices = 1
            for d in range(width):
                choices += d != c and _near(terms, i, columns[d])
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
    """Cost of every way to share the drawn cases out, infinite where a hard rule is broken."""
    now = np.empty(load.size)
    picked = np.empty(drawn.size, dtype=np.int64)
    for way in range(charges.size):
        rest = way
        charge = 0.0
        for c in range(load.size):
            now[c] = load[c]
        for k in range(drawn.size):
            c = option[k, rest % options[k]]
            rest //= options[k]
            charge += terms.cost[drawn[k], columns[c]]
            now[c] += terms.points[drawn[k]]
            picked[k] = c
        for c in range(load.size):
            charge += _load_cost(terms, columns[c], now[c])
            if now[c] > terms.most[columns[c]]:
                charge = np.inf
        if tied and charge < np.inf and _together(terms, columns, drawn, picked):
            charge = np.inf
        charges[way] = charge


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
                if j < terms.most.size - 1 and state.held[rival] == j and not _among(drawn, rival):
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
        if columns[picked[k]] == terms.most.size - 1:
            continue
        for at in range(terms.apart_start[drawn[k]], terms.apart_start[drawn[k] + 1]):
            for other in range(k):
                if drawn[other] == terms.apart_with[at] and picked[other] == picked[k]:
                    return True
    return False


@njit(cache=True)
def _widen(terms: Terms, i: int, columns: Indices, width: int) -> int:
    """Put a random column near case i at the end of the first ``width``, if it is not among them; the new width."""
    start, end = terms.near_start[i], terms.near_start[i + 1]
    j = terms.near[np.random.randint(start, end)]
    for c in range(width):
        if columns[c] == j:
            return width
    columns[width] = j
    return width + 1


@njit(cache=True)
def anneal(terms: Terms, state: State, steps: int, heat: float, by_pairs: float, seed: int) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Draw ``steps`` times at temperature ``heat``, a share ``by_pairs`` of them over two columns by their loads."""
    np.random.seed(seed)
    table = np.zeros((MOST_DRAWN + 2, MOST_POINTS + 1))
    charges = np.empty(MOST_WAYS)
    columns = np.empty(4, dtype=np.int32)
    if terms.loose.size == 0:
        return
    for _ in range(steps):
        i = terms.loose[np.random.randint(0, terms.loose.size)]
        columns[0] = state.held[i]
        width = _widen(terms, i, columns, 1)
        if width == 1:
            continue
        if np.random.random() < by_pairs:
            draw_pair(terms, state, columns, heat, table)
            continue
        wanted = 2 + np.random.randint(0, 3)
        for _ in range(8):
            if width < wanted:
                width = _widen(terms, _some_case(terms, state, columns[width - 1]), columns, width)
        draw_set(terms, state, columns, width, heat, charges)


@njit(cache=True)
def _some_case(terms: Terms, state: State, j: int) -> int:
    """A case of column j, or any loose case where it has none."""
    i = state.first[j]
    if i < 0:
        return int(terms.loose[np.random.randint(0, terms.loose.size)])
    for _ in range(np.random.randint(0, 32)):
        if state.after[i] >= 0:
            i = state.after[i]
    return int(i)
