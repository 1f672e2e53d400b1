"""Dated exceptions to standing slots: people who are away on some of the dates and free on the others."""

from __future__ import annotations

import numpy as np

from models.people import Commitment
from solver.unpaid_work.eligibility import Roll, away_weeks
from solver.unpaid_work.problem import Bools, Ints, frozen


def exceptions(roll: Roll) -> tuple[Ints, Bools]:
    """Whose commitments leave some dates of a slot and take others.

    Returns
    -------
    number, away
        (R,) int32: number of the commitments of each requirement's person, -1 where they leave all dates of a slot or
        none; (S, X, W) bool: the slot has a date in the week on which somebody with commitments of that number is away.
    """
    known: dict[tuple[Commitment, ...], int] = {}
    away: list[Bools] = []
    for person in roll.people:
        if person.commitments not in known:
            mine = away_weeks(roll, person)
            some = (mine.any(axis=1) & (roll.has_date & ~mine).any(axis=1)).any()
            known[person.commitments] = len(away) if some else -1
            away += [mine] if some else []
    number = np.array([known[person.commitments] for person in roll.people], dtype=np.int32)
    shape = (len(roll.slots), 0, roll.scenario.horizon.weeks)
    return frozen(number), frozen(np.stack(away, axis=1) if away else np.zeros(shape, dtype=np.bool_))
