"""Putting people on a rota one after the other, at the least rise of the whole objective."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from solver.unpaid_work.problem import Bools, Floats, Ints
from solver.unpaid_work.program import Index
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.unpopular import one_more

Choose = Callable[[Rota, int], int]
"""Option to put a requirement on next, or -1 for none."""


def fill(rota: Rota, r: int, choose: Choose) -> None:
    """Give a requirement slots, chosen one by one, until it has all that it wants or none is found."""
    wanted = int(rota.problem.requirements.sessions_per_week[r])
    while len(rota.options_of[r]) < wanted:
        option = choose(rota, r)
        if option < 0:
            return
        put(rota, option)


def put(rota: Rota, option: int) -> None:
    """Place an option, with one more supervisor where that is what it takes."""
    slot = int(rota.problem.options.slot[option])
    if not (rota.is_open(slot) and rota.has_place(option)):
        rota.add_supervisor(slot, rota.free_supervisor(slot, int(rota.problem.options.requirement[option])))
    rota.place(option)


def suiting(rota: Rota, r: int) -> Index:
    """Options that what else stands for the person, and who else stands there, allow."""
    first, last = rota.problem.options.first[r : r + 2]
    return rota.suiting(r, np.arange(first, last))


def can_take(rota: Rota, option: int) -> bool:
    """Whether a suiting option has a place now, or would have one with one more supervisor."""
    slot = int(rota.problem.options.slot[option])
    return (rota.is_open(slot) and rota.has_place(option)) or would_open(rota, option)


def would_open(rota: Rota, option: int) -> bool:
    """Whether one more supervisor could be had, and would make a place for the option."""
    slot = int(rota.problem.options.slot[option])
    extra = rota.free_supervisor(slot, int(rota.problem.options.requirement[option]))
    return extra >= 0 and rota.has_place(option, extra)


def cheapest(rota: Rota, r: int) -> int:
    """Option with the smallest rise of the objective, opening included, where that is a fall; -1 if there is none."""
    return _least(rota, r, may_open=True)


def cheapest_running(rota: Rota, r: int) -> int:
    """The same among slots that somebody stands on already."""
    return _least(rota, r, may_open=False)


def cheapest_beside(rota: Rota, r: int) -> int:
    """The same among these and slots that need nobody of ours, and nobody else, to run."""
    slots = rota.problem.slots
    return _least(rota, r, may_open=False, also=(slots.max_supervisors == 0) & (slots.minimum <= 1))


def mend(rota: Rota) -> None:
    """Close slots below the minimum, smallest first, and put those who stood there on what still runs.

    Slots that a lock asks for stay, whatever their number.
    """
    locked = set(rota.problem.locks[:, 1].tolist())
    requirement = rota.problem.options.requirement
    while small := [s for s in rota.too_few() if s not in locked]:
        off = rota.close(small[0])
        fill_all(rota, sorted({int(requirement[o]) for o in off}))


def fill_all(rota: Rota, requirements: Iterable[int]) -> None:
    """Put requirements on what runs already, one after the other."""
    for r in requirements:
        fill(rota, r, cheapest_running)


def _share_of_opening(rota: Rota, slots: Ints) -> Floats:
    """Cost of one more supervisor, less what it is worth to those who are to start, spread over the places it makes."""
    problem = rota.problem
    shifts = problem.weights.shift * problem.slots.has_date[slots].sum(axis=1)
    return np.asarray((shifts - rota.starts_helped(slots)) / np.maximum(1.0, problem.slots.places[slots]))


def _least(rota: Rota, r: int, *, may_open: bool, also: Bools | None = None) -> int:
    problem = rota.problem
    options, slots = problem.options, problem.slots
    mine, there = suiting(rota, r), rota.options_of[r]
    slot = options.slot[mine]
    rise = options.cost[mine] - options.gain[mine]
    rise += problem.weights.project * ~np.isin(slots.project[slot], slots.project[options.slot[there]])
    rise += one_more(problem, there, slot) + rota.starts_hindered(mine)
    runs = rota.are_open(slot)
    if not may_open:
        used = np.array([bool(rota.on_slot[s]) for s in slot.tolist()], dtype=np.bool_)
        runs &= used if also is None else used | also[slot]
    opens = rota.could_be_supervised(slot) if may_open else np.zeros_like(runs)
    steps = np.concatenate([rise[runs], (rise + _share_of_opening(rota, slot))[opens]])
    numbers, opening = np.concatenate([mine[runs], mine[opens]]), np.arange(len(steps)) >= np.count_nonzero(runs)
    for n in np.lexsort((opening, numbers, steps)).tolist():
        if steps[n] >= 0:
            break
        option = int(numbers[n])
        if would_open(rota, option) if opening[n] else rota.has_place(option):
            return option
    return -1
