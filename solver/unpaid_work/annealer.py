"""Simulated annealing of who stands where, with the running slots and their supervisors held fixed.

A step moves one requirement to another slot, or gives it one more. If the slot is full it sends somebody away, who
takes the best slot that is left to them (an ejection chain of two). Slots are drawn by rank among the requirement's
own, nearest first. Compiled by numba.
"""

from __future__ import annotations

import numpy as np

from solver.compiled import uncounted
from solver.unpaid_work.board import MOST_SESSIONS, Board, State, board_of, state_of
from solver.unpaid_work.fleet import NO_VAN
from solver.unpaid_work.problem import Bools, Ints, Problem, Solution
from solver.unpaid_work.rota import Rota

STEPS_PER_SECOND = 1_100_000
"""Steps that a present-day core makes in a second: what a unit of work is reckoned at."""
HOTTEST, COLDEST = 30.0, 1.0
"""Temperatures of the whole cooling, in priced minutes."""
EJECTION_TRIES = 4
"""People on a full slot who are looked at before a step is given up."""
NOWHERE = -1
"""No option."""


def anneal(
    problem: Problem,
    rota: Rota,
    *,
    steps: int,
    seed: int,
    hottest: float = HOTTEST,
    coldest: float = COLDEST,
    among: Bools | None = None,
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
    among
        (O,) bool: options worth a look; all of them when left out.
    """
    rota.fleet.hand_out(s for s in range(len(problem.slots.ids)) if rota.is_open(s))
    board = board_of(problem, rota, among)
    if len(board.slot) == 0 or steps <= 0:
        return rota.solution()
    state = state_of(board, rota)
    _enter_everyone(board, state)
    _cool(board, state, steps, hottest, coldest, seed)
    r, n = np.nonzero(state.chosen >= 0)
    standing = np.column_stack([r, board.slot[state.chosen[r, n]]])
    driven = [(s, v) for s, v in enumerate(rota.fleet.van_of) if v != NO_VAN]
    return Solution.of(standing, rota.solution().supervised, np.array(driven, dtype=np.int32))


@uncounted
def _enter_everyone(board: Board, state: State) -> None:
    """Enter all choices on the lists of their slots."""
    for r in range(len(board.wanted)):
        for n in range(state.chosen.shape[1]):
            if state.chosen[r, n] >= 0:
                _join(board, state, r, n, state.chosen[r, n])


@uncounted
def _cool(board: Board, state: State, steps: int, hottest: float, coldest: float, seed: int) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Make so many steps while the temperature falls."""
    np.random.seed(seed)
    cooling = (coldest / hottest) ** (1.0 / steps)
    heat = hottest
    for _ in range(steps):
        heat *= cooling
        r = np.random.randint(len(board.wanted))
        if board.first[r] < board.first[r + 1]:
            u = np.random.random()
            option = board.first[r] + int((board.first[r + 1] - board.first[r]) * u * u)
            threshold = -heat * np.log(max(np.random.random(), 1e-300))
            _step(board, state, r, option, threshold)


@uncounted
def _step(board: Board, state: State, r: int, option: int, threshold: float) -> None:
    """Put a requirement on an option if that costs no more than the threshold."""
    n = _number_to_change(board, state, r, option)
    old, s = state.chosen[r, n], board.slot[option]
    here = old >= 0 and board.slot[old] == s
    if old == option or (old >= 0 and board.locked[old] and not here):
        return
    if here:
        _go_otherwise(board, state, r, n, option, threshold)
        return
    rise = board.net[option] + _fee(board, state.chosen[r], n, s) + _shortage(board, state, s, 1)
    if old >= 0:
        rise -= board.net[old] + _fee(board, state.chosen[r], n, board.slot[old])
        rise += _shortage(board, state, board.slot[old], -1)
    if rise > threshold + board.reach or not _tolerated(board, state, r, s):
        return
    if not _within_ete_share(board, state.chosen[r], r, n, option):
        return
    if _fits(board, state, r, option):
        if rise <= threshold:
            _change(board, state, r, n, option)
        return
    for _ in range(EJECTION_TRIES if state.people[s] else 0):
        other = state.members[s, np.random.randint(state.people[s])]
        q, m = other // MOST_SESSIONS, other % MOST_SESSIONS
        if _makes_way(board, state, r, option, q, m):
            _eject(board, state, r, n, option, q, m, rise - _shortage(board, state, s, 1), threshold)
            return


@uncounted
def _go_otherwise(board: Board, state: State, r: int, n: int, option: int, threshold: float) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Let a requirement come to the slot where it stands by the van, or alone, if that costs no more."""
    old = state.chosen[r, n]
    _empty(board, state, r, n)
    better = board.net[option] - board.net[old] <= threshold and _fits(board, state, r, option)
    _change(board, state, r, n, option if better else old)


@uncounted
def _number_to_change(board: Board, state: State, r: int, option: int) -> int:
    """Choice that the option would replace: the one on its weekday, or else any."""
    day = board.weekday[board.slot[option]]
    for n in range(board.wanted[r]):
        if state.chosen[r, n] >= 0 and board.weekday[board.slot[state.chosen[r, n]]] == day:
            return n
    return int(np.random.randint(board.wanted[r]))


@uncounted
def _makes_way(board: Board, state: State, r: int, option: int, q: int, m: int) -> bool:  # noqa: PLR0917 - compiled functions take no keywords
    """Whether sending choice m of requirement q away makes all the places that an option lacks."""
    if q == r or board.locked[state.chosen[q, m]]:
        return False
    for k in range(board.twin_first[r], board.twin_first[r + 1]):
        if board.twin[k] == q:
            return False
    gone, s = state.chosen[q, m], board.slot[option]
    for w in range(state.attending.shape[1]):
        if _holds(board, option, w):
            freed = board.takes[q] if _holds(board, gone, w) else 0
            if state.attending[s, w] - freed + board.takes[r] > board.limit[s, w]:
                return False
            if not _frees_kit(board, state, option, gone, w):
                return False
    return True


@uncounted
def _frees_kit(board: Board, state: State, option: int, gone: int, w: int) -> bool:
    """Whether one of everything that an option draws on is left in a week once another option is gone."""
    for k in range(board.kit.shape[1]):
        a = board.kit[option, k]
        if a >= 0:
            freed = 1 if board.kit[gone, k] == a and _holds(board, gone, w) else 0
            if state.drawn[a, w] - freed >= board.stock[a, w]:
                return False
    return True


@uncounted
def _holds(board: Board, option: int, w: int) -> bool:
    """Whether an option holds a place in a week."""
    return bool(board.held[option, w // 64] >> np.uint64(w % 64) & np.uint64(1))


@uncounted
def _fits(board: Board, state: State, r: int, option: int) -> bool:
    """Whether a slot has room for a requirement on every date on which an option would hold a place."""
    s = board.slot[option]
    for b in range(board.held.shape[1]):
        if board.held[option, b] & state.full[s, b]:
            return False
        for k in range(board.kit.shape[1]):
            if board.kit[option, k] >= 0 and board.held[option, b] & state.gone[board.kit[option, k], b]:
                return False
    if board.takes[r] == board.least:
        return True
    for w in range(state.attending.shape[1]):
        if state.attending[s, w] + board.takes[r] > board.limit[s, w] and _holds(board, option, w):
            return False
    return True


@uncounted
def _eject(  # noqa: PLR0917 - compiled functions take no keywords
    board: Board, state: State, r: int, n: int, option: int, q: int, m: int, rise: float, threshold: float
) -> None:
    """Let a requirement take an option, and who makes way the best that is left, if that is cheap enough."""
    gone = state.chosen[q, m]
    chain = rise - board.net[gone] - _fee(board, state.chosen[q], m, board.slot[gone])
    if chain + board.net[board.first[q]] > threshold:
        return
    old = state.chosen[r, n]
    _empty(board, state, q, m)
    _change(board, state, r, n, option)
    best, price = _best_left(board, state, q, m, gone, threshold - chain)
    if chain + price <= threshold:
        if best >= 0:
            _change(board, state, q, m, best)
    else:
        _change(board, state, r, n, old)
        _change(board, state, q, m, gone)


@uncounted
def _best_left(board: Board, state: State, q: int, m: int, gone: int, most: float) -> tuple[int, float]:  # noqa: PLR0917 - compiled functions take no keywords
    """Cheapest option with places for choice m of a requirement, and its price; none at all where that is cheaper."""
    best, least = NOWHERE, 0.0
    for option in range(board.first[q], board.first[q + 1]):
        t = board.slot[option]
        if board.net[option] >= least or board.net[option] > most:
            break
        if option == gone or not _fits(board, state, q, option) or _busy(board, state.chosen[q], m, board.weekday[t]):
            continue
        if not _within_ete_share(board, state.chosen[q], q, m, option):
            continue
        price = board.net[option] + _fee(board, state.chosen[q], m, t) + _shortage(board, state, t, 1)
        if price < least and _tolerated(board, state, q, t):
            best, least = option, price
    return best, least


@uncounted
def _busy(board: Board, mine: Ints, but: int, day: int) -> bool:
    """Whether another choice than one falls on a weekday."""
    busy = False
    for n in range(len(mine)):
        busy = busy or (n != but and mine[n] >= 0 and board.weekday[board.slot[mine[n]]] == day)
    return busy


@uncounted
def _within_ete_share(board: Board, mine: Ints, r: int, without: int, option: int) -> bool:
    """Whether so much education, training and employment may be, with choice number ``without`` not counted."""
    minutes = board.ete[option]
    if minutes == 0:
        return True
    for n in range(len(mine)):
        if n != without and mine[n] >= 0:
            minutes += board.ete[mine[n]]
    return bool(minutes <= board.ete_left[r])


@uncounted
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


@uncounted
def _fee(board: Board, mine: Ints, without: int, s: int) -> float:
    """What one more slot costs a requirement beside the others that it has, without choice number ``without``.

    That is a fee where it stands at no slot of the project, and a price for each unpopular one beside an unpopular one.
    """
    fee, again = board.fee, 0.0
    for n in range(len(mine)):
        if n != without and mine[n] >= 0:
            if board.project[board.slot[mine[n]]] == board.project[s]:
                fee = 0.0
            if board.unpopular[s] and board.unpopular[board.slot[mine[n]]]:
                again += board.again
    return fee + again


@uncounted
def _shortage(board: Board, state: State, s: int, by: int) -> float:
    """Change of the price of people missing when a slot gains (1) or loses (-1) somebody."""
    before, after = state.people[s], state.people[s] + by
    missing_before = max(0, board.minimum[s] - before) if board.supervised[s] or before > 0 else 0
    missing_after = max(0, board.minimum[s] - after) if board.supervised[s] or after > 0 else 0
    return float(board.short * (missing_after - missing_before))


@uncounted
def _change(board: Board, state: State, r: int, n: int, option: int) -> None:
    """Make choice n of a requirement an option, or nothing."""
    _empty(board, state, r, n)
    if option >= 0:
        state.chosen[r, n] = option
        _join(board, state, r, n, option)


@uncounted
def _empty(board: Board, state: State, r: int, n: int) -> None:
    """Make choice n of a requirement nothing."""
    if state.chosen[r, n] >= 0:
        _leave(board, state, r, n)
    state.chosen[r, n] = NOWHERE


@uncounted
def _leave(board: Board, state: State, r: int, n: int) -> None:
    """Strike a requirement's choice off the slot's list."""
    s = board.slot[state.chosen[r, n]]
    last = state.people[s] - 1
    mover = state.members[s, last]
    state.members[s, state.place[r, n]] = mover
    state.place[mover // MOST_SESSIONS, mover % MOST_SESSIONS] = state.place[r, n]
    state.people[s] = last
    state.on[s, r] = False
    _hold(board, state, state.chosen[r, n], -board.takes[r])


@uncounted
def _join(board: Board, state: State, r: int, n: int, option: int) -> None:
    """Enter a requirement's choice on the slot's list."""
    s = board.slot[option]
    state.place[r, n] = state.people[s]
    state.members[s, state.people[s]] = MOST_SESSIONS * r + n
    state.people[s] += 1
    state.on[s, r] = True
    _hold(board, state, option, board.takes[r])


@uncounted
def _hold(board: Board, state: State, option: int, by: int) -> None:
    """Take room on the dates of an option, or give it back where ``by`` is negative."""
    s, one = board.slot[option], np.uint64(1)
    for w in range(state.attending.shape[1]):
        word, bit = w // 64, one << np.uint64(w % 64)
        if board.held[option, word] & bit:
            state.attending[s, w] += by
            if state.attending[s, w] + board.least > board.limit[s, w]:
                state.full[s, word] |= bit
            else:
                state.full[s, word] &= ~bit
            for k in range(board.kit.shape[1]):
                a = board.kit[option, k]
                if a >= 0:
                    state.drawn[a, w] += 1 if by > 0 else -1
                    if state.drawn[a, w] >= board.stock[a, w]:
                        state.gone[a, word] |= bit
                    else:
                        state.gone[a, word] &= ~bit
