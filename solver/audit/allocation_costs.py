"""Allocation: what it costs, what leaving a case out costs, and its key figures.

Pairs are looked at in blocks of one region's cases and practitioners: what a region holds in memory does not grow with
the country, and pairs that cross a region's border, which ``active_in_region`` forbids, are never made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal
from models.plan import AllocationKPIs
from solver.audit.allocation import allowed, loads
from solver.audit.casebook import NOBODY, Casebook
from solver.audit.pairs import Index
from solver.audit.reckoning import Reckoning, free_of_rounding

PAIRS_AT_ONCE = 1 << 18
"""Pairs in a block: some tens of megabytes of intermediate arrays."""

Costs = NDArray[np.float64]


def reckon_allocation(a: Casebook, weights: Mapping[str, float]) -> Reckoning:
    """Quantities, penalty, floor and key figures of the allocation.

    Parameters
    ----------
    weights
        Weight of each goal of the part, as the profile states it.
    """
    held = np.flatnonzero(a.holder >= 0)
    minutes = int(_travel_of_pairs(a, held, a.holder[held]).sum())
    target = target_share(a)
    shares = _shares(a, loads(a))
    capacity = a.available[a.available > 0]
    priority = priorities(a)
    dearest, cheapest = _over_allowed_pairs(a, weights, target)
    left_out = weights.get(Goal.UNALLOCATED, 0.0)
    moves, crossings = _moves(a, held, a.holder[held]), _crossings(a, held, a.holder[held])
    return Reckoning(
        quantities={
            Goal.UNALLOCATED: float(priority[a.holder < 0].sum()),
            Goal.WORKLOAD_BALANCE: float((capacity * (shares - target) ** 2).sum()),
            Goal.OVERLOAD: float((capacity * np.maximum(0.0, shares - 1.0) ** 2).sum()),
            Goal.CASE_TRAVEL: float(minutes),
            Goal.CONTINUITY: float(moves.sum()),
            Goal.PDU_CROSSING: float(crossings.sum()),
        },
        dearest=dearest,
        floor=lambda penalty: float(np.minimum(priority * left_out * penalty, cheapest).sum()),
        kpis=_kpis(a, shares, minutes=minutes, moves=int(moves.sum()), crossings=int(crossings.sum())),
        whole=_whole(weights),
        exact=not _smooth(weights) and free_of_rounding(weights),
    )


def _smooth(weights: Mapping[str, float]) -> bool:
    """Whether squares of workload shares cost anything."""
    return bool(weights.get(Goal.WORKLOAD_BALANCE) or weights.get(Goal.OVERLOAD))


def _whole(weights: Mapping[str, float]) -> bool:
    """Whether every cost is a whole number: squares of workload shares never are."""
    return not _smooth(weights) and all(w.is_integer() for goal, w in weights.items() if goal != Goal.UNALLOCATED)


def _kpis(a: Casebook, shares: Costs, *, minutes: int, moves: int, crossings: int) -> AllocationKPIs:
    allocated = int((a.holder >= 0).sum())
    return AllocationKPIs(
        cases=len(a.cases),
        allocated=allocated,
        unallocated=len(a.cases) - allocated,
        practitioners=shares.size,
        highest_workload=float(shares.max(initial=0.0)),
        lowest_workload=float(shares.min()) if shares.size else 0.0,
        workload_spread=float(shares.std()) if shares.size else 0.0,
        over_capacity=int((loads(a) > a.available)[a.available > 0].sum()),
        moves=moves,
        travel_minutes=minutes,
        pdu_crossings=crossings,
    )


def _shares(a: Casebook, load: Index) -> Costs:
    """Workload over available points of everyone who has any."""
    active = a.available > 0
    return np.asarray(load[active] / a.available[active])


def target_share(a: Casebook) -> float:
    """Share of the available points that all the work amounts to, rounded half up to thousandths."""
    active = a.available > 0
    points = int(a.points.sum()) + int(a.existing[active].sum())
    available = int(a.available[active].sum())
    return (2000 * points + available) // (2 * available) / 1000.0 if available else 0.0


def priorities(a: Casebook) -> Index:
    """(I,) int64: weight of leaving each case without a practitioner."""
    table = {row.rosh: row.weight for row in a.rows.scenario.policy.priority_weights}
    return np.array([table.get(case.rosh, 1) for case in a.cases], dtype=np.int64)


def _moves(a: Casebook, i: Index, j: Index) -> NDArray[np.bool_]:
    """Whether the case has a practitioner now, who is another one."""
    return np.asarray((a.present[i] != NOBODY) & (a.present[i] != j))


def _crossings(a: Casebook, i: Index, j: Index) -> NDArray[np.bool_]:
    return np.asarray(a.unit_of_case[i] != a.unit_of_practitioner[j])


def _travel_table(a: Casebook, i: Index, offices: list[str]) -> NDArray[np.int32]:
    """(i, offices) int32: minutes one way from the home of each case's person."""
    people = [a.people[k] for k in i.tolist()]
    places = [a.rows.offices[office].location for office in offices]
    return a.rows.travel.table([p.travel.means for p in people], [p.home for p in people], places)


def _travel_of_pairs(a: Casebook, i: Index, j: Index) -> NDArray[np.int32]:
    """Minutes of each of a list of pairs."""
    minutes = np.zeros(i.size, dtype=np.int32)
    offices, code = np.unique(np.array([staff.office for staff in a.practitioners], dtype=np.str_), return_inverse=True)
    for o in np.unique(code[j]).tolist():
        at = np.flatnonzero(code[j] == o)
        minutes[at] = _travel_table(a, i[at], [str(offices[o])])[:, 0]
    return minutes


def _blocks(a: Casebook) -> Iterator[tuple[Index, Index]]:
    """Cases and practitioners of one region, some cases at a time."""
    for region in np.unique(a.region_of_case):
        cases = np.flatnonzero(a.region_of_case == region)
        practitioners = np.flatnonzero(a.region_of_practitioner == region)
        if practitioners.size:
            step = max(1, PAIRS_AT_ONCE // practitioners.size)
            for first in range(0, cases.size, step):
                yield cases[first : first + step], practitioners


def _over_allowed_pairs(a: Casebook, weights: Mapping[str, float], target: float) -> tuple[float | None, Costs]:
    """Dearest cost of placing any one (None if nobody can be), and (I,) the cheapest pair of each case (inf: none)."""
    cheapest = np.full(len(a.cases), np.inf)
    dearest = -np.inf
    for cases, practitioners in _blocks(a):
        i, j = cases[:, None], practitioners[None, :]
        may = allowed(a, i, j)
        costs = pair_costs(a, cases, practitioners, weights)
        cheapest[cases] = np.where(may, costs, np.inf).min(axis=1)
        dearest = max(dearest, float(np.where(may, costs + _increase(a, i, j, weights, target), -np.inf).max()))
    return (None if dearest == -np.inf else dearest), cheapest


def pair_costs(a: Casebook, cases: Index, practitioners: Index, weights: Mapping[str, float]) -> Costs:
    """(cases, practitioners) float64: travel, continuity and crossing of each pair, in priced minutes."""
    offices = sorted({a.practitioners[k].office for k in practitioners.tolist()})
    column = np.array([offices.index(a.practitioners[k].office) for k in practitioners.tolist()])
    i, j = cases[:, None], practitioners[None, :]
    return np.asarray(
        weights.get(Goal.CASE_TRAVEL, 0.0) * _travel_table(a, cases, offices)[:, column]
        + weights.get(Goal.CONTINUITY, 0.0) * _moves(a, i, j)
        + weights.get(Goal.PDU_CROSSING, 0.0) * _crossings(a, i, j)
    )


def _increase(a: Casebook, i: Index, j: Index, weights: Mapping[str, float], target: float) -> Costs:
    """What the case's points add to balance and overload of a practitioner filled to the ceiling."""
    ceiling = a.rows.scenario.policy.workload_ceiling.value
    available = np.maximum(a.available[j], 1).astype(np.float64)
    most = np.maximum(ceiling * available, a.existing[j] + a.points[i])

    def cost(load: Costs) -> Costs:
        share = load / available
        balance = weights.get(Goal.WORKLOAD_BALANCE, 0.0) * (share - target) ** 2
        overload = weights.get(Goal.OVERLOAD, 0.0) * np.maximum(0.0, share - 1.0) ** 2
        return np.asarray(available * (balance + overload))

    return cost(most) - cost(most - a.points[i])
