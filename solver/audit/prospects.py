"""Unpaid work: what each requirement could be given, looked at alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.audit.pairs import Index
from solver.audit.rota import Rota, dates_between
from solver.audit.unpaid_work import allowed, travel_of

MINUTES_WITHOUT_SLOT = 420
"""Length of a session that weeks are reckoned with where no slot is allowed (``docs/formulation.md``)."""


@dataclass(frozen=True, slots=True)
class Prospects:
    """What the allowed slots of each requirement amount to.

    Attributes
    ----------
    shortest
        (R,) int64: minutes of the shortest session.
    active
        (R,) int64: active weeks.
    nearest
        (R,) float64: minutes one way to the nearest slot, infinite where no slot is allowed.
    pairs
        (K, 3) int64: minutes one way, weeks of supervision and served weeks of each allowed pair that has any;
        nobody of ours supervises a project with ``max_supervisors = 0``.
    common
        Greatest common divisor of travel minutes times served weeks over all allowed slots; 0 where there is none.
    """

    shortest: Index
    active: Index
    nearest: NDArray[np.float64]
    pairs: Index
    common: int


def prospects_of(rota: Rota) -> Prospects:
    """Prospects of every requirement."""
    count = len(rota.requirements)
    shortest, active = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    nearest = np.full(count, np.inf)
    common = 0
    pairs = [np.zeros((0, 3), dtype=np.int64)]
    weeks = _weeks_of_supervision(rota)
    for r in range(count):
        slots = np.flatnonzero(allowed(rota, r))
        minutes = travel_of(rota, r)[rota.project_of[slots]]
        shortest[r] = rota.length[slots].min() if slots.size else MINUTES_WITHOUT_SLOT
        active[r] = _active_weeks(rota, r, int(shortest[r]))
        nearest[r] = minutes.min() if minutes.size else np.inf
        served = served_weeks(rota, r, int(active[r]))[slots]
        pairs.append(np.stack([minutes, weeks[slots], served], axis=1)[served > 0])
        common = int(np.gcd.reduce(minutes * served, initial=common))
    return Prospects(shortest, active, nearest, np.concatenate(pairs), common)


def _weeks_of_supervision(rota: Rota) -> Index:
    """(S,) int64: weeks in which a slot has a date, where it takes a supervisor of ours."""
    supervised = np.array([project.max_supervisors > 0 for project in rota.projects], dtype=np.bool_)
    return np.asarray(rota.dates.sum(axis=1) * supervised[rota.project_of], dtype=np.int64)


def served_weeks(rota: Rota, r: int, active: int) -> Index:
    """(S,) int64: dates of each slot in the active weeks of a requirement; no slot has two in a week."""
    first = int(rota.first_usable[r])
    return dates_between(rota, first, first + 7 * active)


def _active_weeks(rota: Rota, r: int, shortest: int) -> int:
    usable = max(0, len(rota.days) - int(rota.first_usable[r])) // 7
    a_week = rota.requirements[r].sessions_per_week * shortest
    return min(usable, -(-int(rota.left[r]) // a_week))
