"""Simulated annealing of who stands where, with the running slots and their supervisors held fixed.

A step moves one requirement to another slot, or gives it one more. If the slot is full it sends somebody away, who
takes the best slot that is left to them (an ejection chain of two). Slots are drawn by rank among the requirement's
own, nearest first. Everyone's dates are followed exactly, as in ``rota``. Compiled by numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.unpaid_work.board import MOST_SESSIONS, Board, State, board_of, state_of
from solver.unpaid_work.problem import Bools, Ints, Problem, Solution
from solver.unpaid_work.rota import Rota

STEPS_PER_SECOND = 400_000
"""Steps that a present-day core makes in a second: what a unit of work is reckoned at."""
HOTTEST, COLDEST = 30.0, 1.0
"""Temperatures of the whole cooling, in priced minutes."""
EJECTION_TRIES = 4
"""People on a full slot who are looked at before a step is given up."""
NOBODY, NOWHERE, STUCK = -1, -1, -2
"""No choice; no slot; no way at all."""


def anneal(
    problem: Problem, rota: Rota, *, steps: int, seed: int, hottest: float = HOTTEST, coldest: float = COLDEST
) -> Solution:
    """Rota after so many steps; slots may be left below their minimum, which the caller mends.

    Parameters
    ----------
    problem
        The rota's arrays.
    rota
        Where to begin; its running slots and supervisors stay.
    steps
        Number of steps; the temperature falls from ``hottest`` to ``coldest``.
    seed
        Seed of the random choices.
    """
    board = board_of(problem, rota)
    if len(board.slot) == 0 or steps <= 0:
        return rota.solution()
    state = state_of(board, rota)
    _enter_everyone(board, state)
    _cool(board, state, steps, hottest, coldest, seed)
    r, n = np.nonzero(state.chosen >= 0)
    standing = np.column_stack([r, board.slot[state.chosen[r, n]]])
    return Solution.of(standing, rota.solution().supervised)


@njit(cache=True)
def _enter_everyone(board: Board, state: State) -> None:
    """Reckon everyone's dates, and enter all choices on the lists of their slots."""
    for r in range(len(board.wanted)):
        _reckon(board, r, state.chosen[r], state.dates[r])
        _count(board, state, state.chosen[r], state.dates[r], 1)
        for n in range(state.chosen.shape[1]):
            if state.chosen[r, n] >= 0:
                _join(state, r, n, board.slot[state.chosen[r, n]])


@njit(cache=True)
def _cool(board: Board, state: State, steps: int, hottest: float, coldest: float, seed: int) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Make so many steps while the temperature falls."""
    np.random.seed(seed)
    most, num_weeks = state.chosen.shape[1], state.attending.shape[1]
    mine, theirs = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    my_dates, their_dates = np.zeros((most, num_weeks), np.bool_), np.zeros((most, num_weeks), np.bool_)
    cooling = (coldest / hottest) ** (1.0 / steps)
    heat = hottest
    for _ in range(steps):
        heat *= cooling
        r = np.random.randint(len(board.wanted))
        if board.first[r] < board.first[r + 1]:
            u = np.random.random()
            option = board.first[r] + int((board.first[r + 1] - board.first[r]) * u * u)
            threshold = -heat * np.log(max(np.random.random(), 1e-300))
            _step(board, state, r, option, threshold, mine, my_dates, theirs, their_dates)


@njit(cache=True)
def _step(  # noqa: PLR0917 - compiled functions take no keywords
    board: Board,
    state: State,
    r: int,
    option: int,
    threshold: float,
    mine: Ints,
    my_dates: Bools,
    theirs: Ints,
    their_dates: Bools,
) -> None:
    """Put a requirement on an option if that costs no more than the threshold; the last four are working space."""
    n = _number_to_change(board, state, r, option)
    old, s = state.chosen[r, n], board.slot[option]
    if old == option or (old >= 0 and board.locked[old]) or not _tolerated(board, state, r, s):
        return
    rise = board.net[option] + _fee(board, state.chosen[r], n, s)
    if old >= 0:
        rise -= board.net[old] + _fee(board, state.chosen[r], n, board.slot[old])
        rise += _shortage(board, state, board.slot[old], -1)
    if rise > threshold + board.reach:
        return
    mine[:] = state.chosen[r]
    mine[n] = option
    _count(board, state, state.chosen[r], state.dates[r], -1)
    _reckon(board, r, mine, my_dates)
    crowded = _crowded(board, state, mine, my_dates)
    if crowded == NOBODY:
        if rise + _shortage(board, state, s, 1) <= threshold:
            _change(board, state, r, n, mine, my_dates)
    elif crowded == n:
        for _ in range(EJECTION_TRIES if state.people[s] else 0):
            other = state.members[s, np.random.randint(state.people[s])]
            q, m = other // MOST_SESSIONS, other % MOST_SESSIONS
            if _makes_way(board, state, r, n, s, my_dates, q, m):
                if _eject(board, state, mine, my_dates, q, m, rise, threshold, theirs, their_dates):
                    _change(board, state, r, n, mine, my_dates)
                break
    _count(board, state, state.chosen[r], state.dates[r], 1)


@njit(cache=True)
def _number_to_change(board: Board, state: State, r: int, option: int) -> int:
    """Choice that the option would replace: the one on its weekday, or else any."""
    day = board.weekday[board.slot[option]]
    for n in range(board.wanted[r]):
        if state.chosen[r, n] >= 0 and board.weekday[board.slot[state.chosen[r, n]]] == day:
            return n
    return int(np.random.randint(board.wanted[r]))


@njit(cache=True)
def _makes_way(board: Board, state: State, r: int, n: int, s: int, my_dates: Bools, q: int, m: int) -> bool:  # noqa: PLR0917 - compiled functions take no keywords
    """Whether sending choice m of requirement q away makes the place that choice n of r needs on the slot."""
    if q == r or board.locked[state.chosen[q, m]]:
        return False
    for k in range(board.twin_first[r], board.twin_first[r + 1]):
        if board.twin[k] == q:
            return False
    for w in range(my_dates.shape[1]):
        if my_dates[n, w] and state.attending[s, w] >= board.limit[s, w] + state.dates[q, m, w]:
            return False
    return True


@njit(cache=True)
def _eject(  # noqa: PLR0917 - compiled functions take no keywords
    board: Board,
    state: State,
    mine: Ints,
    my_dates: Bools,
    q: int,
    m: int,
    rise: float,
    threshold: float,
    theirs: Ints,
    their_dates: Bools,
) -> bool:
    """Send a requirement's choice away to the best that is left, if the chain costs no more than the threshold."""
    gone = state.chosen[q, m]
    chain = rise - board.net[gone] - _fee(board, state.chosen[q], m, board.slot[gone])
    if chain + board.net[board.first[q]] > threshold:
        return False
    _count(board, state, state.chosen[q], state.dates[q], -1)
    _count(board, state, mine, my_dates, 1)
    theirs[:] = state.chosen[q]
    best, price = _best_left(board, state, q, m, theirs, their_dates)
    accepted = best != STUCK and chain + price <= threshold
    if accepted:
        theirs[m] = best
        _reckon(board, q, theirs, their_dates)
        _change(board, state, q, m, theirs, their_dates)
    _count(board, state, mine, my_dates, -1)
    _count(board, state, state.chosen[q], state.dates[q], 1)
    return accepted


@njit(cache=True)
def _best_left(board: Board, state: State, q: int, m: int, theirs: Ints, their_dates: Bools) -> tuple[int, float]:  # noqa: PLR0917 - compiled functions take no keywords
    """Cheapest option with places for choice m of a requirement, and its price; none at all where that is cheaper."""
    left = board.slot[theirs[m]]
    theirs[m] = NOBODY
    _reckon(board, q, theirs, their_dates)
    best, least = (NOWHERE, 0.0) if _crowded(board, state, theirs, their_dates) == NOBODY else (STUCK, np.inf)
    for option in range(board.first[q], board.first[q + 1]):
        t = board.slot[option]
        if board.net[option] >= least:
            break
        if t == left or _full_at_first(board, state, q, t) or _busy(board, theirs, m, board.weekday[t]):
            continue
        price = board.net[option] + _fee(board, state.chosen[q], m, t) + _shortage(board, state, t, 1)
        if price < least and _tolerated(board, state, q, t):
            theirs[m] = option
            _reckon(board, q, theirs, their_dates)
            if _crowded(board, state, theirs, their_dates) == NOBODY:
                best, least = option, price
    return best, least


@njit(cache=True)
def _full_at_first(board: Board, state: State, q: int, t: int) -> bool:
    """Whether a slot has no place on a requirement's first date: a quick look before a long one."""
    for w in range(board.week_from[q], board.week_to[q]):
        if board.runs[t, w]:
            return bool(state.attending[t, w] >= board.limit[t, w])
    return False


@njit(cache=True)
def _busy(board: Board, mine: Ints, but: int, day: int) -> bool:
    """Whether another choice than one falls on a weekday."""
    busy = False
    for n in range(len(mine)):
        busy = busy or (n != but and mine[n] >= 0 and board.weekday[board.slot[mine[n]]] == day)
    return busy


@njit(cache=True)
def _reckon(board: Board, r: int, mine: Ints, out: Bools) -> None:
    """Weeks in which a requirement with the choices ``mine`` is instructed on each: ``out``, (C, W)."""
    order = np.empty(MOST_SESSIONS, dtype=np.int64)
    used = 0
    for n in range(len(mine)):
        if mine[n] >= 0:
            at = used
            day = board.weekday[board.slot[mine[n]]]
            while at > 0 and board.weekday[board.slot[mine[order[at - 1]]]] > day:
                order[at] = order[at - 1]
                at -= 1
            order[at] = n
            used += 1
    out[:] = False
    left = board.remaining[r]
    for w in range(board.week_from[r], board.week_to[r]):
        for k in range(used):
            s = board.slot[mine[order[k]]]
            if left > 0 and board.runs[s, w]:
                out[order[k], w] = True
                left -= board.minutes[s]
        if left <= 0:
            break


@njit(cache=True)
def _count(board: Board, state: State, mine: Ints, dates: Bools, by: int) -> None:
    """Count a requirement's dates in (1) or out (-1)."""
    for n in range(len(mine)):
        if mine[n] >= 0:
            s = board.slot[mine[n]]
            for w in range(dates.shape[1]):
                if dates[n, w]:
                    state.attending[s, w] += by


@njit(cache=True)
def _crowded(board: Board, state: State, mine: Ints, dates: Bools) -> int:
    """The one choice without a place on some date; ``NOBODY`` if all have places, ``STUCK`` if several have none."""
    crowded = NOBODY
    for n in range(len(mine)):
        if mine[n] >= 0:
            s = board.slot[mine[n]]
            for w in range(dates.shape[1]):
                if dates[n, w] and state.attending[s, w] >= board.limit[s, w]:
                    if crowded != NOBODY:
                        return STUCK
                    crowded = n
                    break
    return crowded


@njit(cache=True)
def _tolerated(board: Board, state: State, r: int, s: int) -> bool:
    """Whether nobody on the slot must be kept apart from the person, and no other slot of the person clashes."""
    for n in range(board.apart_first[r], board.apart_first[r + 1]):
        if state.on[s, board.apart[n]]:
            return False
    for n in range(board.twin_first[r], board.twin_first[r + 1]):
        for option in state.chosen[board.twin[n]]:
            if option >= 0 and board.clash[s, board.slot[option]]:
                return False
    return True


@njit(cache=True)
def _fee(board: Board, mine: Ints, without: int, s: int) -> float:
    """Fee that one more slot at a project costs a requirement, whose choice number ``without`` is not counted."""
    for n in range(len(mine)):
        if n != without and mine[n] >= 0 and board.project[board.slot[mine[n]]] == board.project[s]:
            return 0.0
    return board.fee


@njit(cache=True)
def _shortage(board: Board, state: State, s: int, by: int) -> float:
    """Change of the price of people missing when a slot gains (1) or loses (-1) somebody."""
    before, after = state.people[s], state.people[s] + by
    missing_before = max(0, board.minimum[s] - before) if board.supervised[s] or before > 0 else 0
    missing_after = max(0, board.minimum[s] - after) if board.supervised[s] or after > 0 else 0
    return float(board.short * (missing_after - missing_before))


@njit(cache=True)
def _change(board: Board, state: State, r: int, n: int, mine: Ints, dates: Bools) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Make choice n of a requirement what it is in ``mine``, with the dates that follow; nobody is counted here."""
    if state.chosen[r, n] >= 0:
        _leave(state, r, n, board.slot[state.chosen[r, n]])
    if mine[n] >= 0:
        _join(state, r, n, board.slot[mine[n]])
    state.chosen[r] = mine
    state.dates[r] = dates


@njit(cache=True)
def _leave(state: State, r: int, n: int, s: int) -> None:
    """Strike a requirement's choice off the slot's list."""
    last = state.people[s] - 1
    mover = state.members[s, last]
    state.members[s, state.place[r, n]] = mover
    state.place[mover // MOST_SESSIONS, mover % MOST_SESSIONS] = state.place[r, n]
    state.people[s] = last
    state.on[s, r] = False


@njit(cache=True)
def _join(state: State, r: int, n: int, s: int) -> None:
    """Enter a requirement's choice on the slot's list."""
    state.place[r, n] = state.people[s]
    state.members[s, state.people[s]] = MOST_SESSIONS * r + n
    state.people[s] += 1
    state.on[s, r] = True
