"""Simulated annealing of who stands where, with the running slots and their supervisors held fixed.

A step moves one requirement to another slot, or gives it one more. If the slot is full it sends somebody away, who
takes the best slot that is left to them (an ejection chain of two). Slots are drawn by rank among the requirement's
own, nearest first. Compiled by numba: about a million steps a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from solver.unpaid_work.problem import Bools, Floats, Ints, Problem, Solution
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.rules import slots_clash

STEPS_PER_SECOND = 700_000
"""Steps that a present-day core makes in a second: what a unit of work is reckoned at."""
HOTTEST, COLDEST = 30.0, 1.0
"""Temperatures of the whole cooling, in priced minutes."""
EJECTION_TRIES = 4
"""People on a full slot who are looked at before a step is given up."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the compiled steps read: options in the order of their price, and who stands in whose way.

    Attributes
    ----------
    first, number, slot, net, locked
        Options by requirement, cheapest first: (R + 1,), and (O,) each; ``number`` in the problem; ``net`` is cost less
        gain.
    project, weekday, minutes, minimum
        (S,): of each slot.
    wanted, remaining, week_from, week_to
        (R,): sessions a week, minutes left, and the active weeks.
    apart_first, apart; twin_first, twin
        Neighbours of each requirement.
    clash
        (S, S) bool: slots of one weekday between which one person has no time.
    """

    first: Ints
    number: Ints
    slot: Ints
    net: Floats
    locked: Bools
    project: Ints
    weekday: Ints
    minutes: Ints
    minimum: Ints
    wanted: Ints
    remaining: Ints
    week_from: Ints
    week_to: Ints
    apart_first: Ints
    apart: Ints
    twin_first: Ints
    twin: Ints
    clash: Bools
    fee: float


def board_of(problem: Problem, running: Bools) -> Board:
    """Board over the options on running slots.

    Parameters
    ----------
    problem
        The rota's arrays.
    running
        (S,) bool: slots that people can be put on.
    """
    options, rows = problem.options, problem.requirements
    kept = np.flatnonzero(running[options.slot] & ~options.forbidden)
    net = options.cost - options.gain
    kept = kept[np.lexsort((net[kept], options.requirement[kept]))]
    apart_first, apart = _adjacency(problem, problem.apart)
    twin_first, twin = _adjacency(problem, problem.twins)
    return Board(
        first=np.searchsorted(options.requirement[kept], np.arange(len(problem.requirements.ids) + 1)).astype(np.int32),
        number=kept.astype(np.int32),
        slot=options.slot[kept].astype(np.int32),
        net=net[kept],
        locked=options.locked[kept].copy(),
        project=problem.slots.project.copy(),
        weekday=problem.slots.weekday.copy(),
        minutes=problem.slots.minutes.copy(),
        minimum=problem.slots.minimum.copy(),
        wanted=rows.sessions_per_week.copy(),
        remaining=rows.remaining.copy(),
        week_from=rows.first_week.copy(),
        week_to=rows.first_week + rows.active_weeks,
        apart_first=apart_first,
        apart=apart,
        twin_first=twin_first,
        twin=twin,
        clash=_clash(problem),
        fee=problem.weights.project,
    )


def _adjacency(problem: Problem, pairs: Ints) -> tuple[Ints, Ints]:
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    first = np.searchsorted(both[:, 0], np.arange(len(problem.requirements.ids) + 1))
    return first.astype(np.int32), both[:, 1].astype(np.int32)


def _clash(problem: Problem) -> Bools:
    num_slots = len(problem.slots.ids)
    clash = np.zeros((num_slots, num_slots), dtype=np.bool_)
    if len(problem.twins):
        for s in range(num_slots):
            for t in range(num_slots):
                same_day = problem.slots.weekday[s] == problem.slots.weekday[t]
                clash[s, t] = same_day and slots_clash(problem, s, t)
    return clash


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
    num_slots = len(problem.slots.ids)
    running = np.array([rota.is_open(s) for s in range(num_slots)], dtype=np.bool_)
    board = board_of(problem, running)
    if len(board.slot) == 0 or steps <= 0:
        return rota.solution()
    chosen = _chosen(board, rota)
    short = float(np.median(problem.options.gain)) + 1.0
    # More than this nobody who is sent away can win by moving, so dearer steps need not be looked at.
    reach = problem.weights.project + float(np.median(problem.options.cost))
    supervised = np.array([bool(mine) for mine in rota.supervisors_of], dtype=np.bool_)
    _steps(
        board.first, board.slot, board.net, board.locked, board.project, board.weekday, board.minutes, board.minimum,
        board.wanted, board.remaining, board.week_from, board.week_to, board.apart_first, board.apart,
        board.twin_first, board.twin, board.clash, board.fee, rota.limit, rota.runs, supervised, short, reach, chosen,
        steps, hottest, coldest, seed,
    )  # fmt: skip
    standing = [
        (r, int(board.slot[option])) for r, mine in enumerate(chosen.tolist()) for option in mine if option >= 0
    ]
    return Solution.of(np.array(standing, dtype=np.int32), rota.solution().supervised)


def _chosen(board: Board, rota: Rota) -> Ints:
    """(R, most wanted) int32: options of the board that stand; -1 where none does."""
    at = np.full(len(rota.problem.options.slot), -1, dtype=np.int32)
    at[board.number] = np.arange(len(board.number), dtype=np.int32)
    chosen = np.full((len(board.wanted), int(board.wanted.max())), -1, dtype=np.int32)
    for r, mine in enumerate(rota.options_of):
        for n, option in enumerate(mine):
            chosen[r, n] = at[option]
    return chosen


@njit(cache=True)
def _dates(r, mine, slot, minutes, weekday, remaining, week_from, week_to, runs, out):
    """Weeks in which a requirement with the choices ``mine`` is instructed on each: ``out``, (choices, W)."""
    count = len(mine)
    order = np.empty(count, dtype=np.int64)
    used = 0
    for n in range(count):
        if mine[n] < 0:
            continue
        at = used
        while at > 0 and weekday[slot[mine[order[at - 1]]]] > weekday[slot[mine[n]]]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = n
        used += 1
    out[:] = False
    left = remaining[r]
    for w in range(week_from[r], week_to[r]):
        for k in range(used):
            n = order[k]
            s = slot[mine[n]]
            if left > 0 and runs[s, w]:
                out[n, w] = True
                left -= minutes[s]
        if left <= 0:
            break


@njit(cache=True)
def _add(mine, slot, dates, attending, by):
    """Count a requirement's dates in (1) or out (-1)."""
    for n in range(len(mine)):
        if mine[n] >= 0:
            s = slot[mine[n]]
            for w in range(dates.shape[1]):
                if dates[n, w]:
                    attending[s, w] += by


@njit(cache=True)
def _crowded(mine, slot, dates, attending, limit):
    """A choice with no place on some date: its number; -1 if all have places; -2 if several choices have none."""
    crowded = -1
    for n in range(len(mine)):
        if mine[n] >= 0:
            s = slot[mine[n]]
            for w in range(dates.shape[1]):
                if dates[n, w] and attending[s, w] >= limit[s, w]:
                    if crowded >= 0:
                        return -2
                    crowded = n
                    break
    return crowded


@njit(cache=True)
def _tolerated(r, s, slot, chosen, on, apart_first, apart, twin_first, twin, clash):
    """Whether nobody on the slot must be kept apart from the person, and no other slot of the person clashes."""
    for n in range(apart_first[r], apart_first[r + 1]):
        if on[s, apart[n]]:
            return False
    for n in range(twin_first[r], twin_first[r + 1]):
        for option in chosen[twin[n]]:
            if option >= 0 and clash[s, slot[option]]:
                return False
    return True


@njit(cache=True)
def _fee(mine, without, k, slot, project, fee):
    """Fee that one more slot at a project costs a requirement, whose choice number ``without`` is not counted."""
    for n in range(len(mine)):
        if n != without and mine[n] >= 0 and project[slot[mine[n]]] == k:
            return 0.0
    return fee


@njit(cache=True)
def _change(s, by, people, minimum, supervised, short):
    """Change of the price of people missing when a slot gains (1) or loses (-1) somebody."""
    before, after = people[s], people[s] + by
    missing_before = max(0, minimum[s] - before) if supervised[s] or before > 0 else 0
    missing_after = max(0, minimum[s] - after) if supervised[s] or after > 0 else 0
    return short * (missing_after - missing_before)


@njit(cache=True)
def _leave(r, n, s, place, members, people, on):
    """Strike a requirement's choice off the slot's list."""
    last = people[s] - 1
    mover = members[s, last]
    members[s, place[r, n]] = mover
    place[mover // 8, mover % 8] = place[r, n]
    people[s] = last
    on[s, r] = False


@njit(cache=True)
def _join(r, n, s, place, members, people, on):
    """Enter a requirement's choice on the slot's list."""
    place[r, n] = people[s]
    members[s, people[s]] = 8 * r + n
    people[s] += 1
    on[s, r] = True


@njit(cache=True)
def _steps(
    first, slot, net, locked, project, weekday, minutes, minimum, wanted, remaining, week_from, week_to, apart_first,
    apart, twin_first, twin, clash, fee, limit, runs, supervised, short, reach, chosen, steps, hottest, coldest, seed,
):  # fmt: skip
    """Anneal ``chosen`` in place."""
    np.random.seed(seed)
    num_requirements, most = chosen.shape
    num_slots, num_weeks = limit.shape
    attending = np.zeros(limit.shape, dtype=np.int32)
    dates = np.zeros((num_requirements, most, num_weeks), dtype=np.bool_)
    members = np.zeros((num_slots, num_requirements), dtype=np.int32)
    people = np.zeros(num_slots, dtype=np.int32)
    place = np.zeros((num_requirements, 8), dtype=np.int32)
    on = np.zeros((num_slots, num_requirements), dtype=np.bool_)
    for r in range(num_requirements):
        _dates(r, chosen[r], slot, minutes, weekday, remaining, week_from, week_to, runs, dates[r])
        _add(chosen[r], slot, dates[r], attending, 1)
        for n in range(most):
            if chosen[r, n] >= 0:
                _join(r, n, slot[chosen[r, n]], place, members, people, on)
    mine, theirs = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    mine_dates, their_dates = np.zeros((most, num_weeks), np.bool_), np.zeros((most, num_weeks), np.bool_)
    cooling = (coldest / hottest) ** (1.0 / max(1, steps))
    heat = hottest
    for _ in range(steps):
        heat *= cooling
        r = np.random.randint(num_requirements)
        count = first[r + 1] - first[r]
        if count == 0:
            continue
        n = np.random.randint(wanted[r])
        u = np.random.random()
        option = first[r] + int(count * u * u)
        s = slot[option]
        for m in range(wanted[r]):
            if chosen[r, m] >= 0 and weekday[slot[chosen[r, m]]] == weekday[s]:
                n = m
        old = chosen[r, n]
        if old == option or (old >= 0 and locked[old]):
            continue
        if not _tolerated(r, s, slot, chosen, on, apart_first, apart, twin_first, twin, clash):
            continue
        rise = net[option] + _fee(chosen[r], n, project[s], slot, project, fee)
        if old >= 0:
            t = slot[old]
            rise -= net[old] + _fee(chosen[r], n, project[t], slot, project, fee)
            rise += _change(t, -1, people, minimum, supervised, short)
        threshold = -heat * np.log(max(np.random.random(), 1e-300))
        if rise > threshold + reach:
            continue
        mine[:] = chosen[r]
        mine[n] = option
        _add(chosen[r], slot, dates[r], attending, -1)
        _dates(r, mine, slot, minutes, weekday, remaining, week_from, week_to, runs, mine_dates)
        crowded = _crowded(mine, slot, mine_dates, attending, limit)
        if crowded == -1:
            rise += _change(s, 1, people, minimum, supervised, short)
            if rise <= threshold:
                if old >= 0:
                    _leave(r, n, slot[old], place, members, people, on)
                _join(r, n, s, place, members, people, on)
                chosen[r] = mine
                dates[r] = mine_dates
            _add(chosen[r], slot, dates[r], attending, 1)
            continue
        if crowded != n or people[s] == 0:
            _add(chosen[r], slot, dates[r], attending, 1)
            continue
        # The slot alone is full: somebody leaves it and takes the best that is left.
        done = False
        for _try in range(EJECTION_TRIES):
            other = members[s, np.random.randint(people[s])]
            q, m = other // 8, other % 8
            gone = chosen[q, m]
            if q == r or locked[gone]:
                continue
            lets = True
            for k in range(twin_first[r], twin_first[r + 1]):
                lets = lets and twin[k] != q
            for w in range(num_weeks):
                if mine_dates[n, w] and attending[s, w] >= limit[s, w] + dates[q, m, w]:
                    lets = False
                    break
            if not lets:
                continue
            chain = rise - net[gone] - _fee(chosen[q], m, project[s], slot, project, fee)
            _add(chosen[q], slot, dates[q], attending, -1)
            _add(mine, slot, mine_dates, attending, 1)
            best, least = -2, 0.0
            theirs[:] = chosen[q]
            theirs[m] = -1
            _dates(q, theirs, slot, minutes, weekday, remaining, week_from, week_to, runs, their_dates)
            if _crowded(theirs, slot, their_dates, attending, limit) == -1:
                best = -1
            if net[first[q]] + chain <= threshold:
                for other_option in range(first[q], first[q + 1]):
                    t = slot[other_option]
                    price = net[other_option]
                    if price >= least and best >= 0:
                        break
                    if t == s:
                        continue
                    busy = False
                    for k in range(wanted[q]):
                        if theirs[k] >= 0 and k != m and weekday[slot[theirs[k]]] == weekday[t]:
                            busy = True
                            break
                    if busy:
                        continue
                    price += _fee(chosen[q], m, project[t], slot, project, fee)
                    price += _change(t, 1, people, minimum, supervised, short)
                    if price >= least and best != -2:
                        continue
                    if not _tolerated(q, t, slot, chosen, on, apart_first, apart, twin_first, twin, clash):
                        continue
                    theirs[m] = other_option
                    _dates(q, theirs, slot, minutes, weekday, remaining, week_from, week_to, runs, their_dates)
                    if _crowded(theirs, slot, their_dates, attending, limit) == -1:
                        best, least = other_option, price
            if best == -2 or chain + least > threshold:
                _add(mine, slot, mine_dates, attending, -1)
                _add(chosen[q], slot, dates[q], attending, 1)
                break
            theirs[m] = best
            _dates(q, theirs, slot, minutes, weekday, remaining, week_from, week_to, runs, their_dates)
            _add(theirs, slot, their_dates, attending, 1)
            _leave(q, m, s, place, members, people, on)
            if best >= 0:
                _join(q, m, slot[best], place, members, people, on)
            if old >= 0:
                _leave(r, n, slot[old], place, members, people, on)
            _join(r, n, s, place, members, people, on)
            chosen[r], chosen[q] = mine, theirs
            dates[r], dates[q] = mine_dates, their_dates
            done = True
            break
        if not done:
            _add(chosen[r], slot, dates[r], attending, 1)
