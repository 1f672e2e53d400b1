"""Putting people on a rota one after the other, at the least rise of the whole objective."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from solver.unpaid_work.problem import Bools
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


def suiting(rota: Rota, r: int) -> list[int]:
    """Options that what else stands for the person, and who else stands there, allow."""
    first, last = rota.problem.options.first[r], rota.problem.options.first[r + 1]
    return [o for o in range(int(first), int(last)) if rota.suits(o)]


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


def _share_of_opening(rota: Rota, slot: int) -> float:
    """Cost of one more supervisor, less what it is worth to those who are to start, spread over the places it makes."""
    problem = rota.problem
    shifts = problem.weights.shift * float(problem.slots.has_date[slot].sum())
    return (shifts - rota.starts_helped(slot)) / max(1.0, float(problem.slots.places[slot]))


def _least(rota: Rota, r: int, *, may_open: bool, also: Bools | None = None) -> int:
    problem = rota.problem
    projects = {int(problem.slots.project[problem.options.slot[o]]) for o in rota.options_of[r]}
    steps = []
    for option in suiting(rota, r):
        slot = int(problem.options.slot[option])
        rise = float(problem.options.cost[option] - problem.options.gain[option])
        rise += problem.weights.project * (int(problem.slots.project[slot]) not in projects)
        rise += one_more(problem, rota.options_of[r], slot) + rota.starts_hindered(option)
        if rota.is_open(slot) and (may_open or rota.on_slot[slot] or (also is not None and also[slot])):
            steps.append((rise, option, False))
        if may_open and len(rota.supervisors_of[slot]) < problem.slots.max_supervisors[slot]:
            steps.append((rise + _share_of_opening(rota, slot), option, True))
    for rise, option, opens in sorted(steps):
        if rise >= 0:
            break
        if would_open(rota, option) if opens else rota.has_place(option):
            return option
    return -1
