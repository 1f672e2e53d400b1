"""Allocation: what it costs, what leaving an item out costs, and its key figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.casework import Case, Rosh
from models.goals import Goal
from models.plan import AllocationKPIs
from models.staff import Role
from solver.audit.allocation_plan import everything_held, moves
from solver.audit.answers import RISKS
from solver.audit.blocks import Block, Journeys, allowed_in, blocks
from solver.audit.casebook import Casebook
from solver.audit.pairs import Flags, Index
from solver.audit.reckoning import Reckoning, free_of_rounding
from solver.audit.targets import even_mix, mean_available, targets

Costs = NDArray[np.float64]
Weights = Mapping[str, float]

SMOOTH = (Goal.WORKLOAD_BALANCE, Goal.OVERLOAD, Goal.CASELOAD_MIX)
"""Goals that are squares of shares and so hardly ever whole numbers."""


@dataclass(frozen=True, slots=True)
class Scales:
    """What costs of loads are laid beside.

    Attributes
    ----------
    weights
        Weight of each goal of the part, as the profile states it.
    target
        (J, T) int64 thousandths of the available points.
    mix_capacity
        (J,) int64: available points that the mix is a share of; 0 for staff whose mix is not counted.
    mix_target
        Thousandths of them.
    """

    weights: Weights
    target: Index
    mix_capacity: Index
    mix_target: int

    def weight(self, goal: Goal) -> float:
        """Weight of a goal; 0 where the profile leaves it out."""
        return self.weights.get(goal, 0.0)


def scales_of(a: Casebook, weights: Weights) -> Scales:
    """Targets and capacities, from the rules and the work."""
    may_have = np.zeros(len(a.staff), dtype=np.bool_)
    for block in blocks(a, a.mix > 0):
        may_have[block.staff] |= allowed_in(a, block).any(axis=0)
    capacity = np.where(may_have, mean_available(a), 0)
    return Scales(weights=weights, target=targets(a), mix_capacity=capacity, mix_target=even_mix(a, may_have))


def reckon_allocation(a: Casebook, scales: Scales) -> Reckoning:
    """Quantities, penalty, floor and key figures of the allocation."""
    weights = scales.weights
    journeys = Journeys(a)
    priority = priorities(a)
    dearest, cheapest = _over_allowed_pairs(a, scales, journeys)
    left_out = scales.weight(Goal.UNALLOCATED)
    quantities = quantities_of(a, scales, journeys)
    return Reckoning(
        quantities=quantities,
        dearest=dearest,
        floor=lambda penalty: float(np.minimum(priority * left_out * penalty, cheapest).sum()),
        kpis=_kpis(a, quantities),
        whole=_whole(weights),
        exact=not _smooth(weights) and free_of_rounding(weights) and a.periods == 1,
    )


def quantities_of(a: Casebook, scales: Scales, journeys: Journeys) -> dict[Goal, float]:
    """Amount of each goal in its own unit."""
    held = np.flatnonzero(a.holder >= 0)
    by = a.holder[held]
    load = everything_held(a).points
    able = a.available > 0
    capacity = np.maximum(1, a.available)
    over = np.where(able, np.maximum(0, load - a.available), 0)
    target = scales.target / 1000.0
    mix = _sums(a, held, a.mix[held])
    counted = scales.mix_capacity > 0
    mix_share = mix / np.maximum(1, scales.mix_capacity) - scales.mix_target / 1000.0
    new = _sums(a, held, a.is_case[held] & (a.present[held] != by))
    return {
        Goal.UNALLOCATED: float(priorities(a)[a.holder < 0].sum()),
        Goal.WORKLOAD_BALANCE: float(np.where(able, capacity * (load / capacity - target) ** 2, 0.0).sum()) / a.periods,
        Goal.OVERLOAD: float((over * (over / capacity)).sum()) / a.periods,
        Goal.OVERLOAD_POINTS: float(over.sum()) / a.periods,
        Goal.CASELOAD_MIX: float((scales.mix_capacity * mix_share**2)[counted].sum()),
        Goal.NEW_CASES: float(np.maximum(0, new - a.easy_new).sum()),
        Goal.PREFERENCES: float(a.rather_not.holds(held, by).sum()),
        Goal.CASE_TRAVEL: float(journeys.of_pairs(held, by).sum()),
        Goal.CONTINUITY: float(moves(a, held, by).sum()),
        Goal.PDU_CROSSING: float(crossings(a, held, by).sum()),
    }


def _sums(a: Casebook, held: Index, amounts: NDArray[np.generic]) -> Index:
    """(J,) int64 sums of what is held of each."""
    sums = np.zeros(len(a.staff), dtype=np.int64)
    np.add.at(sums, a.holder[held], amounts)
    return sums


def _smooth(weights: Weights) -> bool:
    """Whether squares of shares cost anything."""
    return any(weights.get(goal) for goal in SMOOTH)


def _whole(weights: Weights) -> bool:
    """Whether every cost is a whole number: squares of shares never are, nor are means over periods."""
    lesser = (w for goal, w in weights.items() if goal != Goal.UNALLOCATED)
    return not _smooth(weights) and not weights.get(Goal.OVERLOAD_POINTS) and all(w.is_integer() for w in lesser)


def _kpis(a: Casebook, quantities: Mapping[Goal, float]) -> AllocationKPIs:
    placed = a.holder >= 0
    able = (a.available > 0) & np.array([[Role.PRACTITIONER in row.roles] for row in a.staff], dtype=np.bool_)
    loads = everything_held(a).points
    shares = loads[able] / a.available[able]
    cases, allocated = int(a.is_case.sum()), int((placed & a.is_case).sum())
    return AllocationKPIs(
        cases=cases,
        allocated=allocated,
        unallocated=cases - allocated,
        practitioners=int(able.any(axis=1).sum()),
        duties=len(a.items) - cases,
        duties_placed=int(placed.sum()) - allocated,
        highest_workload=float(shares.max(initial=0.0)),
        lowest_workload=float(shares.min()) if shares.size else 0.0,
        workload_spread=float(shares.std()) if shares.size else 0.0,
        over_capacity=int((able & (loads > a.available)).any(axis=1).sum()),
        moves=int(quantities[Goal.CONTINUITY]),
        travel_minutes=int(quantities[Goal.CASE_TRAVEL]),
        pdu_crossings=int(quantities[Goal.PDU_CROSSING]),
    )


def priorities(a: Casebook) -> Index:
    """(I,) int64: weight of leaving each item without anyone: by risk, of a duty by that of the person's cases."""
    table = {row.rosh: row.weight for row in a.rows.scenario.policy.priority_weights}
    highest: dict[str, Rosh] = {}
    for case in a.rows.scenario.casework.cases:
        highest[case.person] = max(case.rosh, highest.get(case.person, RISKS[0]), key=RISKS.index)
    risks = [item.row.rosh if isinstance(item.row, Case) else highest.get(item.person.id) for item in a.items]
    return np.array([table.get(risk, 1) if risk else 1 for risk in risks], dtype=np.int64)


def crossings(a: Casebook, i: Index, j: Index) -> Flags:
    """Whether the item belongs to another unit than the member of staff."""
    return np.asarray(a.unit_of_item[i] != a.unit_of_staff[j])


def _over_allowed_pairs(a: Casebook, scales: Scales, journeys: Journeys) -> tuple[float | None, Costs]:
    """Dearest cost of placing any one (None if nobody can be), and (I,) the cheapest pair of each item (inf: none)."""
    cheapest = np.full(len(a.items), np.inf)
    dearest = -np.inf
    for block in blocks(a, np.ones(len(a.items), dtype=np.bool_)):
        may = allowed_in(a, block)
        costs = pair_costs(a, block, scales, journeys)
        cheapest[block.items] = np.where(may, costs, np.inf).min(axis=1)
        dearest = max(dearest, float(np.where(may, costs + _increase(a, block, scales), -np.inf).max()))
    return (None if dearest == -np.inf else dearest), cheapest


def pair_costs(a: Casebook, block: Block, scales: Scales, journeys: Journeys) -> Costs:
    """(n, m) float64: travel, continuity, preference and crossing of each pair, in priced minutes."""
    i, j = block.items[:, None], block.staff[None, :]
    return np.asarray(
        scales.weight(Goal.CASE_TRAVEL) * journeys.of_block(block)
        + scales.weight(Goal.CONTINUITY) * moves(a, i, j)
        + scales.weight(Goal.PREFERENCES) * a.rather_not.holds(i, j)
        + scales.weight(Goal.PDU_CROSSING) * crossings(a, i, j)
    )


def _increase(a: Casebook, block: Block, scales: Scales) -> Costs:
    """(n, m) float64: what an item adds to loads, mix and new cases of somebody filled to the ceiling."""
    profiles = np.column_stack((a.points[block.items], a.mix[block.items]))
    kinds, kind = np.unique(profiles, axis=0, return_inverse=True)
    added = sum((_load_added(a, block.staff, kinds[:, t], t, scales) for t in range(a.periods)), start=np.zeros(1))
    added = added + _mix_added(a, block.staff, kinds[:, -1], scales)
    new = a.is_case[block.items, None] & (a.present[block.items, None] != block.staff)
    return np.asarray(added[kind.ravel()] + scales.weight(Goal.NEW_CASES) * new)


def _load_added(a: Casebook, staff: Index, points: Index, t: int, scales: Scales) -> Costs:
    """(K, m) float64: what points (K,) add in a period; nothing for those without available points in it."""
    capacity = a.available[staff, t]
    c = np.maximum(1, capacity).astype(np.float64)
    target = scales.target[staff, t] / 1000.0
    most = np.maximum(a.rows.scenario.policy.workload_ceiling.value * c, a.existing[staff] + points[:, None])

    def cost(load: Costs) -> Costs:
        over = np.maximum(0.0, load / c - 1.0)
        balance = scales.weight(Goal.WORKLOAD_BALANCE) * (load / c - target) ** 2
        overload = scales.weight(Goal.OVERLOAD) * over**2 + scales.weight(Goal.OVERLOAD_POINTS) * over
        return np.asarray(c * (balance + overload))

    return np.where(capacity > 0, cost(most) - cost(most - points[:, None]), 0.0) / a.periods


def _mix_added(a: Casebook, staff: Index, points: Index, scales: Scales) -> Costs:
    """(K, m) float64: what points (K,) of high risk add to the cost of the mix."""
    capacity = scales.mix_capacity[staff]
    c = np.maximum(1, capacity).astype(np.float64)
    most = np.maximum(a.rows.scenario.policy.workload_ceiling.value * c, points[:, None])

    def cost(held: Costs) -> Costs:
        return np.asarray(scales.weight(Goal.CASELOAD_MIX) * c * (held / c - scales.mix_target / 1000.0) ** 2)

    return np.where((capacity > 0) & (points[:, None] > 0), cost(most) - cost(most - points[:, None]), 0.0)
