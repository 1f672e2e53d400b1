"""The search for balanced workloads: nurses to zones, and each zone's patients to its nurses, both exactly.

A zone's cost depends only on how many nurses it has. Until a zone and a number of nurses have been worked out exactly
they count with what an even spread would cost; the cheapest choice of numbers is worked out further until it is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solver.options import Allowance
from solver.published.balance import BalanceProblem
from solver.published.descent import descend
from solver.published.found import Best, Found, no_news
from solver.published.gap import Ints
from solver.published.meter import Meter
from solver.published.partition import FAR, Zone, best_share_out, evenly, fits

STARTS = 300
"""Random starts of the descent for one zone and number of nurses."""
CELLS_A_STATE = 40
"""Steps that stand for a state of a zone, for a nurse."""


@dataclass(slots=True)
class Worked:
    """What is known about one zone with one number of nurses.

    Attributes
    ----------
    bound
        No share-out costs less; FAR if there is none.
    cost
        Cost of the best one known; None if none is.
    shares
        (patients,) int64: nurse of each patient of the zone, counted within the zone.
    done
        Nothing more can be found out.
    """

    bound: int
    cost: int | None = None
    shares: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    done: bool = False


def solve_balance(
    problem: BalanceProblem,
    allowance: Allowance,
    seed: int,
    on_news: Callable[[int | None, int | None], None] = no_news,
) -> Found:
    """Best assignment within the allowance, with a bound valid for the whole problem.

    Parameters
    ----------
    on_news
        Called with cost and bound whenever one of them improves.
    """
    meter = Meter(allowance)
    best = Best(meter, on_news)
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(problem.zones == zone) for zone in range(problem.num_zones)]
    table = [_first_bounds(problem, patients) for patients in members]
    while True:
        numbers = _cheapest(table, problem.num_nurses)
        if numbers is None:
            return best.found(none_exists=True)
        chosen = [table[zone][number] for zone, number in enumerate(numbers)]
        best.raise_bound(sum(worked.bound for worked in chosen))
        open_zones = [zone for zone, worked in enumerate(chosen) if not worked.done]
        if best.proved or not open_zones or meter.is_over():
            return best.found()
        for zone in open_zones:
            _work_out(problem, members[zone], table[zone], numbers[zone], rng=rng, meter=meter)
        _offer(problem, members, table, numbers, best)


def _first_bounds(problem: BalanceProblem, patients: Ints) -> dict[int, Worked]:
    """Bounds of a zone by number of nurses, from an even spread."""
    least = int(problem.loads[:, patients].min(axis=0).sum())
    most_load = FAR if problem.most_load is None else problem.most_load
    numbers = range(-(-patients.size // problem.most), patients.size // max(1, problem.fewest) + 1)
    if problem.num_zones == 1:
        numbers = range(problem.num_nurses, problem.num_nurses + 1)
    return {
        number: Worked(evenly(least, number))
        for number in numbers
        if number >= 1
        and problem.fewest * number <= patients.size <= problem.most * number
        and -(-least // number) <= most_load
    }


def _cheapest(table: list[dict[int, Worked]], nurses: int) -> list[int] | None:
    """Number of nurses of each zone, all of them used, at the least sum of bounds; None if no choice is left."""
    best: dict[int, tuple[int, list[int]]] = {0: (0, [])}
    for zone in table:
        longer: dict[int, tuple[int, list[int]]] = {}
        for used, (cost, numbers) in best.items():
            for number, worked in zone.items():
                total = used + number
                if worked.bound >= FAR or total > nurses:
                    continue
                if total not in longer or cost + worked.bound < longer[total][0]:
                    longer[total] = (cost + worked.bound, [*numbers, number])
        best = longer
    return best[nurses][1] if nurses in best else None


def _work_out(
    problem: BalanceProblem,
    patients: Ints,
    zone: dict[int, Worked],
    number: int,
    *,
    rng: np.random.Generator,
    meter: Meter,
) -> None:
    """Find out all about a zone with a number of nurses, or as much as its size allows."""
    worked, loads = zone[number], problem.loads[:number, patients]
    most_load = int(FAR >> 30) if problem.most_load is None else problem.most_load
    shares, cost = descend(
        loads,
        fewest=problem.fewest,
        most=problem.most,
        most_load=most_load,
        starts=STARTS,
        seed=int(rng.integers(1 << 31)),
    )
    meter.add_cells(STARTS * patients.size**2 * 10)
    worked.done = True
    if cost < FAR:
        worked.shares, worked.cost = shares, int(cost)
        if worked.cost <= worked.bound:
            return
    kinds, which, counts = np.unique(loads, axis=1, return_inverse=True, return_counts=True)
    part = Zone(kinds, counts.astype(np.int64), problem.fewest, problem.most, most_load, problem.alike)
    if not fits(part):
        return
    meter.add_cells(int(np.prod(counts + 1)) * number * CELLS_A_STATE)
    exact = best_share_out(part, min(cost, int(FAR)))
    if exact is not None:
        worked.shares = _by_patient(exact, which.ravel())
        worked.cost = int((((exact * kinds).sum(axis=1)) ** 2).sum())
    worked.bound = int(FAR) if worked.cost is None else worked.cost


def _by_patient(exact: Ints, which: Ints) -> Ints:
    """(patients,) int64 nurse of each patient, from (k, t) numbers of each kind for each nurse."""
    shares = np.empty(which.size, dtype=np.int64)
    for kind in range(exact.shape[1]):
        shares[which == kind] = np.repeat(np.arange(exact.shape[0]), exact[:, kind])
    return shares


def _offer(
    problem: BalanceProblem, members: list[Ints], table: list[dict[int, Worked]], numbers: list[int], best: Best
) -> None:
    """Put the zones' share-outs together, if every zone has one."""
    held, first = np.zeros(problem.num_patients, dtype=np.int64), 0
    for zone, number in enumerate(numbers):
        worked = table[zone][number]
        if worked.cost is None:
            return
        held[members[zone]] = first + worked.shares
        first += number
    best.offer(held, problem.cost_of(held))
