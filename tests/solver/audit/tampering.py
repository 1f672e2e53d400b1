"""What tamperings of all parts share: what one is, and small changes to unpaid work."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.locks import Force, UnpaidWorkLock
from models.record import Weekday, WeeklySlot
from tests.builders import (
    a_slot,
    clock,
)
from tests.solver.audit.changes import (
    Change,
    decided,
    requirement,
    together,
)

MONDAYS = WeeklySlot(weekday=Weekday.MON, start=clock("09:00"), end=clock("17:00"))
"""A working pattern of Mondays only."""


class Tampering(NamedTuple):
    """A change that breaks a rule of a part, and the other rules that it cannot help breaking."""

    rule: str
    part: str
    change: Change
    also: tuple[str, ...] = ()


A, P, U, S, W = "allocation", "programmes", "unpaid_work", "referrals", "plan"

TUESDAY = a_slot("K1-tue", "tue")
MONDAY_SLOT = a_slot("K1-mon")


def slot_lock(requirement: str, slot: str = "K1-mon", force: Force = Force.MUST) -> UnpaidWorkLock:
    """A lock on a slot."""
    return UnpaidWorkLock(kind="unpaid_work", requirement=requirement, slot=slot, force=force, reason="r")


def patterns(*rows: Any) -> Change:
    """Other standing slots beside those of the sound plan."""
    return decided(patterns=lambda now: (*now.patterns, *rows))


def sessions(*rows: Any) -> Change:
    """Other sessions beside those of the sound plan."""
    return decided(sessions=lambda now: (*now.sessions, *rows))


ONE_PERSON_TWICE = together(
    requirement("U3", person="X6"),
    decided(patterns=lambda now: (now.patterns[0], now.patterns[1].model_copy(update={"person": "X6"}))),
)
