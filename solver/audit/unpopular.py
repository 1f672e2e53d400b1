"""Unpaid work: sessions that nobody likes, and who has how many of them."""

from __future__ import annotations

import numpy as np

from models.policy import UnpopularSession
from solver.audit.pairs import Flags
from solver.audit.rota import Rota, project_of
from solver.audit.work import KINDS


def nobody_likes(rota: Rota) -> Flags:
    """(S,) bool: hours are worked off there, and a row of the policy is met by all that it says."""
    key = ("nobody_likes", None)
    if key not in rota.answers:
        rows = rota.rows.scenario.policy.unpopular_sessions
        rota.answers[key] = np.array(
            [
                project_of(rota, s).kind in KINDS and any(_met(rota, row, s) for row in rows)
                for s in range(len(rota.slots))
            ],
            dtype=np.bool_,
        )
    return rota.answers[key]


def _met(rota: Rota, row: UnpopularSession, s: int) -> bool:
    slot, features = rota.slots[s], project_of(rota, s).features
    if row.weekdays and slot.weekday not in row.weekdays:
        return False
    if row.ends_after is not None and slot.end <= row.ends_after:
        return False
    return not row.features or any(feature in row.features for feature in features)


def disliked_slots(rota: Rota) -> dict[int, int]:
    """Slots that nobody likes on which each requirement stands."""
    disliked = nobody_likes(rota)
    return {r: int(disliked[slots].sum()) for r, slots in rota.standing.items()}
