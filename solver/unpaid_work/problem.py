"""The unpaid-work rota as arrays: what is decided, and what a decision looks like.

The axes, and what is known of each requirement, slot, supervisor and so on, are those of ``axes.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.goals import GoalTier
from solver.unpaid_work.axes import (
    Bools,
    Equipment,
    Floats,
    Ints,
    Newcomers,
    PairOptions,
    Requirements,
    Slots,
    Supervisors,
    Units,
    Vans,
    frozen,
    ints,
)

__all__ = [
    "NOBODY",
    "PAIR_RULES",
    "PROBLEM",
    "Bools",
    "Equipment",
    "Floats",
    "Ints",
    "Newcomers",
    "PairOptions",
    "Problem",
    "Requirements",
    "Slots",
    "Solution",
    "Supervisors",
    "Units",
    "Vans",
    "Weights",
    "frozen",
    "ints",
]

PROBLEM = (
    "Unpaid-work rota: standing weekly slots over the horizon for every requirement with minutes left, over all "
    "allowed (requirement, slot) pairs, with supervisors, vans, equipment, room for people by how likely they are to "
    "turn up (the cautious linear row) and minimum numbers. Of a rota planned unit by unit the bound is the sum of the "
    "units' bounds, with everyone at projects of their own unit, where nothing else is said."
)
"""The problem that the bound is valid for."""

DAYS = 7
"""Days of a week."""
PAIR_RULES: tuple[str, ...] = (
    "project_kind",
    "induction_first",
    "in_region",
    "available",
    "within_travel_limit",
    "restrictions",
    "outside_exclusion_zones",
    "women_only",
    "certificates",
    "stated_needs",
    "ete_hours_left",
    "no_clash",
)
"""Rules on one requirement and one slot, in the order in which explanations apply them."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Priced minutes for a unit of each goal; ``unmet`` is already multiplied by the penalty."""

    unmet: float
    forgone: float
    travel: float
    shift: float
    project: float
    skills: float
    left: float
    notice: float
    spare: float
    unpopular: float
    starts: float


@dataclass(frozen=True, slots=True)
class Problem:
    """The unpaid-work rota of a scenario.

    Attributes
    ----------
    inductions
        (I, 3) int32: requirement, slot and week of each induction, settled before the rota.
    broken
        (R, S) uint16: bit b is set where rule ``PAIR_RULES[b]`` forbids the pair.
    travel, pick_up
        (R, K) int32: minutes one way to the project; which of its pick-ups the person rides from, -1 for none.
    alone
        (R, K) int32: minutes one way of somebody who rides and could come alone; -1 for others.
    unskilled, leaves
        (R, K) bool: the plan asks for skills of which the project offers none; the person goes to another project now.
    equipment
        Protective equipment of depots.
    apart
        (A, 2) int32: pairs of requirements whose people must never stand on one slot.
    excluded
        (E, 2) int32: (requirement, supervisor) that must never stand on one slot.
    unheard, speakers
        (N, 2) and (M, 2) int32: (requirement, slot) where only a supervisor of ours can speak the person's language;
        (requirement, supervisor) of those who speak it.
    twins
        (B, 2) int32: pairs of requirements of one person.
    told
        (N, 3) int32: requirement, slot (-1 for one of another unit) and week of each instruction within the notice.
    short
        (S, W) bool: the slot's day in the week lies within the notice.
    locks
        (L, 3) int32: requirement and slot that must stand, and number of the lock; ``bans`` those that must not.
    turnaround
        Minutes between two bookings of one person.
    risk, spread
        Largest chance of turning somebody away at a session; spread of good and bad days.
    spare_wanted
        Spare supervisors wanted in each unit on each weekday on which a supervisor stands on one of its slots.
    penalty, floor
        As ``docs/formulation.md`` defines them, in priced minutes.
    whole_costs
        Every cost is a whole number of priced minutes.
    """

    horizon_start: date
    num_weeks: int
    turnaround: float
    risk: float
    spread: float
    spare_wanted: int
    tiers: tuple[GoalTier, ...]
    weights: Weights
    penalty: float
    floor: float
    whole_costs: bool
    requirements: Requirements
    slots: Slots
    supervisors: Supervisors
    vans: Vans
    options: PairOptions
    units: Units
    newcomers: Newcomers
    inductions: Ints
    broken: NDArray[np.uint16]
    travel: Ints
    pick_up: Ints
    alone: Ints
    unskilled: Bools
    leaves: Bools
    equipment: Equipment
    apart: Ints
    excluded: Ints
    unheard: Ints
    speakers: Ints
    twins: Ints
    told: Ints
    short: Bools
    locks: Ints
    bans: Ints

    def day(self, slot: int, week: int) -> date:
        """Day of a slot in a week of the horizon."""
        return self.horizon_start + timedelta(days=7 * week + int(self.slots.weekday[slot]))

    def option_of(self, requirement: int, slot: int) -> int:
        """Option that stands for an allowed pair; -1 for a pair that is not allowed."""
        first, last = self.options.first[requirement], self.options.first[requirement + 1]
        at = int(first + np.searchsorted(self.options.slot[first:last], slot))
        return at if at < last and self.options.slot[at] == slot else -1


NOBODY: Ints = frozen(np.zeros((0, 2), dtype=np.int32))
"""No pairs."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A rota: who stands where, which supervisors stand with them, and which van goes there.

    Attributes
    ----------
    standing
        (N, 2) int32: (requirement, slot), in rising order.
    supervised
        (M, 2) int32: (slot, supervisor), in rising order.
    driven
        (D, 2) int32: (slot, van), in rising order.
    """

    standing: Ints
    supervised: Ints
    driven: Ints = field(default_factory=lambda: NOBODY)

    @classmethod
    def of(cls, standing: NDArray[Any], supervised: NDArray[Any], driven: NDArray[Any] = NOBODY) -> Solution:
        """Solution from pairs in any order."""
        return cls(_in_order(standing), _in_order(supervised), _in_order(driven))


def _in_order(pairs: NDArray[Any]) -> Ints:
    pairs = np.asarray(pairs, dtype=np.int32).reshape(-1, 2)
    return frozen(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])
