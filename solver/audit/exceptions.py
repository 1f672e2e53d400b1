"""Unpaid work: dates of standing slots on which somebody is free, and those that commitments take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.audit.dates import engaged_days, minute, weekday_number
from solver.audit.pairs import Flags
from solver.audit.rota import Rota, Sums, sum_before


def as_seen_by(rota: Rota, r: int) -> Rota:
    """The rota with those dates of the slots alone on which the person of a requirement is free.

    Slots of which commitments leave no date at all are as they are: nobody may have them (``available``).
    """
    habit = int(rota.habits[r])
    if ("away", habit) not in rota.answers:
        rota.answers["away", habit] = _mixed(dates_taken(rota, r), rota.dates)
    taken = rota.answers["away", habit]
    if not taken.size:
        return rota
    if habit not in rota.seen:
        rota.seen.clear()
        rota.seen[habit] = _without(rota, taken)
    dates, dates_before, turns_before = rota.seen[habit]
    return replace(rota, dates=dates, dates_before=dates_before, turns_before=turns_before)


def _without(rota: Rota, taken: Flags) -> tuple[Flags, Sums, Sums]:
    """Dates, and sums of dates and of turns before each day, without the dates taken."""
    dates, before, turns_before = rota.dates & ~taken, rota.dates_before.copy(), rota.turns_before.copy()
    of_slots = np.flatnonzero(taken.any(axis=1))
    before[of_slots] = sum_before(dates[of_slots])
    turns_before[of_slots] = sum_before(np.diff(turns_before[of_slots], axis=1).astype(np.bool_) & ~taken[of_slots])
    return dates, before, turns_before


def _mixed(taken: Flags, dates: Flags) -> Flags:
    """Dates taken of the slots; none at all (0, 0) unless some of a slot's dates are taken and others are free."""
    mixed = taken.any(axis=1) & (dates & ~taken).any(axis=1)
    return taken if mixed.any() else np.zeros((0, 0), dtype=np.bool_)


def dates_taken(rota: Rota, r: int) -> Flags:
    """(S, D) bool: dates of each slot that a commitment of the person of a requirement meets."""
    days = rota.days[0].toordinal() + np.arange(len(rota.days))
    taken = np.zeros(rota.dates.shape, dtype=np.bool_)
    for row in rota.people[r].commitments:
        at_once = (rota.start < minute(row.end)) & (minute(row.start) < rota.end)
        of_slots = np.flatnonzero(at_once & (rota.weekday == weekday_number(row.weekday)))
        met = np.ix_(of_slots, np.flatnonzero(engaged_days(row, days)))
        taken[met] |= rota.dates[met]
    return taken
