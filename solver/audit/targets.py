"""Targets: the workload that the capacity of a pool would be filled to, and the mix that would be even."""

from __future__ import annotations

import numpy as np

from models.staff import Role, Staff
from solver.audit.casebook import Casebook
from solver.audit.items import ROLES
from solver.audit.pairs import Flags, Index


def pools_of_roles(staff: tuple[Staff, ...]) -> dict[Role, int]:
    """Pool of each role: two roles that somebody has both of are in one pool, and so on, step by step."""
    pool = {role: number for number, role in enumerate(ROLES)}
    for row in staff:
        joined = {pool[role] for role in row.roles if role in pool}
        pool = {role: min(joined) if number in joined else number for role, number in pool.items()}
    return pool


def targets(a: Casebook) -> Index:
    """(J, T) int64 thousandths of the available points that the work of each one's pool amounts to."""
    pool = pools_of_roles(a.staff)
    pool_of_item = np.array([pool[item.role] for item in a.items], dtype=np.int64)
    pool_of_staff = np.array([next(pool[r] for r in row.roles if r in pool) for row in a.staff], dtype=np.int64)
    shares = np.zeros_like(a.available)
    for p in set(pool.values()):
        own = pool_of_staff == p
        capacity = a.available[own].sum(axis=0)
        work = a.points[pool_of_item == p].sum(axis=0) + (a.existing[own, None] * (a.available[own] > 0)).sum(axis=0)
        shares[own] = thousandths(work, capacity)
    return shares


def thousandths(part: Index, whole: Index) -> Index:
    """``part / whole`` in thousandths, rounded half up; 0 where the whole is 0."""
    return np.asarray(np.where(whole > 0, (2000 * part + whole) // np.maximum(1, 2 * whole), 0))


def mean_available(a: Casebook) -> Index:
    """(J,) int64 available points of a period, on the average and rounded down."""
    return np.asarray(a.available.sum(axis=1) // a.periods)


def even_mix(a: Casebook, may_have: Flags) -> int:
    """Thousandths of their available points that work of high risk amounts to for those who may have any."""
    total, capacity = a.mix.sum(keepdims=True), mean_available(a)[may_have].sum(keepdims=True)
    return int(thousandths(total, capacity)[0])
