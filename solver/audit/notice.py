"""Unpaid work: instructions of the next days that a plan keeps, and what people would hear of too late."""

from __future__ import annotations

from datetime import date

import numpy as np

from solver.audit.dates import working_day_after
from solver.audit.exceptions import as_seen_by
from solver.audit.pairs import Index
from solver.audit.rota import Rota, dates_between, is_induction, project_of

Told = dict[int, set[tuple[int, date]]]
"""Slots and days within the notice to which each requirement is instructed by the plan in force."""


def told_already(rota: Rota) -> Told | None:
    """Instructions within the notice; None where the scenario states none at all."""
    before = rota.rows.scenario.previous_plan
    if before is None or not before.patterns:
        return None
    told: Told = {}
    for row in before.patterns:
        r, s = rota.requirement_at.get(row.requirement), rota.slot_at[row.slot]
        days = {(s, day) for day in row.dates if 0 <= (day - rota.days[0]).days < _notice(rota)}
        if r is not None and days and not is_induction(project_of(rota, s)):
            told.setdefault(r, set()).update(days)
    return told


def _notice(rota: Rota) -> int:
    """Days of the horizon before the first on which somebody can be sent somewhere else."""
    scenario = rota.rows.scenario
    days = int(scenario.policy.instruction_notice_days.value)
    return (working_day_after(rota.days[0], days, scenario.horizon.bank_holidays) - rota.days[0]).days


def kept(rota: Rota, r: int, told: Told | None, held: Index) -> Index:
    """(S,) int64: instructions of a requirement that standing on each slot, with so many dates held, keeps."""
    counts = np.zeros(len(rota.slots), dtype=np.int64)
    if told is None or r not in told:
        return counts
    rota = as_seen_by(rota, r)
    for s, day in told[r]:
        d = (day - rota.days[0]).days
        before = int(dates_between(rota, int(rota.first_usable[r]), d)[s])
        counts[s] += rota.dates[s, d] and d >= rota.first_usable[r] and before < held[s]
    return counts


def fresh(rota: Rota, r: int, told: Told | None, held: Index) -> Index:
    """(S,) int64: dates within the notice held on each slot for a requirement that was not told of them."""
    if told is None:
        return np.zeros(len(rota.slots), dtype=np.int64)
    soon = dates_between(as_seen_by(rota, r), int(rota.first_usable[r]), min(_notice(rota), len(rota.days)))
    return np.asarray(np.minimum(soon, held) - kept(rota, r, told, held), dtype=np.int64)
