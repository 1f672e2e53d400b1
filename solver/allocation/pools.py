"""Pools of staff who share work, and the share of their points that an even workload would take up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.staff import Role, Staff
from solver.allocation.problem import Bools, Floats, Indices, Ints, read_only
from solver.allocation.work import ROLES


def pool_of_role(staff: Sequence[Staff]) -> dict[Role, int]:
    """Number of each role's pool: roles that one member of staff has are in one pool, and so on step by step."""
    pool = {role: number for number, role in enumerate(ROLES)}
    for row in staff:
        numbers = {pool[role] for role in row.roles if role in pool}
        pool = {role: min(numbers) if number in numbers else number for role, number in pool.items()}
    return pool


def targets(pool_of_item: Indices, pool_of_staff: Indices, points: Ints, available: Ints, existing: Ints) -> Floats:
    """(M, T) target of each member of staff's pool: demand over capacity, rounded half up to a thousandth.

    Parameters
    ----------
    pool_of_item, pool_of_staff
        (N,) and (M,) numbers of pools.
    points, available, existing
        (N, T), (M, T) and (M,).
    """
    share = np.zeros(available.shape)
    for pool in np.unique(pool_of_staff):
        ours = pool_of_staff == pool
        capacity = available[ours].sum(axis=0)
        held = np.where(available[ours] > 0, existing[ours, None], 0).sum(axis=0)
        share[ours] = thousandths(points[pool_of_item == pool].sum(axis=0) + held, capacity)
    return read_only(share)


def thousandths(part: Ints, whole: Ints) -> Floats:
    """``part / whole`` rounded half up to a thousandth; 0 where there is no whole."""
    safe = np.maximum(whole, 1)
    return np.asarray(np.where(whole > 0, (2000 * part + safe) // (2 * safe) / 1000, 0.0))


def high_risk_share(mix: Ints, mean_available: Ints, may_hold: Bools) -> float:
    """Share of available points that high-risk cases take up, over those who may hold any."""
    return float(thousandths(mix.sum(), mean_available[may_hold].sum()))
