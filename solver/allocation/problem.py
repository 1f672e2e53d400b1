"""The allocation of work as plain arrays: what the rules, the goals and the search read.

``N`` work items (cases, then court reports, then victim contacts, each in the scenario's order), ``M`` members of staff
in the scenario's order, ``T`` periods. A pair can only be allowed inside one region, so that the table of allowed pairs
is kept region by region (``Area``), as bits, and never as one (N, M) table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.change import Change
from models.decisions import CaseAllocation, DutyAllocation, DutyKind
from models.goals import PartGoals
from solver.allocation.allowed import Area, Pairs

if TYPE_CHECKING:
    from solver.allocation.resources import Resources

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

T = TypeVar("T", bound=np.generic)

NOBODY = -1
"""Index that stands for no member of staff."""
ANY = -1
"""Index that stands for any team."""
NO_CEILING = 1 << 40
"""Points, or cases, that nobody ever carries."""


class ItemKind(IntEnum):
    """Kind of work item."""

    CASE = 0
    COURT_REPORT = 1
    VICTIM_CONTACT = 2


ITEM_KINDS: dict[DutyKind, ItemKind] = {
    DutyKind.COURT_REPORT: ItemKind.COURT_REPORT,
    DutyKind.VICTIM_CONTACT: ItemKind.VICTIM_CONTACT,
}
"""Kinds of items behind the duties of a plan."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the goals: priced minutes for a unit of each; ``unallocated`` is a multiple of the penalty."""

    unallocated: float
    workload_balance: float
    overload: float
    overload_points: float
    caseload_mix: float
    new_cases: float
    preferences: float
    case_travel: float
    continuity: float
    pdu_crossing: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Which member of staff is to have each work item.

    Attributes
    ----------
    items, kinds, people
        (N,) identifiers, (N,) int8 ``ItemKind`` and (N,) identifiers of the people concerned.
    staff
        (M,) identifiers.
    goals
        Goals as the profile orders them.
    weights
        The same goals' weights, by name.
    change
        Limits on moves in force.
    previous, previous_duties
        Decisions in force, whose notes and approval live on where nothing changes.
    weeks_of_period
        (T,) int64 weeks of each period.
    points
        (N, T) int64 points that each item brings in each period.
    mix
        (N,) int64 mean points of a high-risk case, 0 of any other item.
    priority
        (N,) int64 weight of leaving the item without anyone.
    current_ids
        (N,) identifier of whoever has the item now, one of the staff or not; None for nobody.
    current
        (N,) int32 the same as an index, ``NOBODY`` if there is none among the staff.
    has_current
        (N,) bool: somebody has the item now.
    sentenced
        (N,) int64 day of sentence, or of request, as a proleptic ordinal.
    starts, ends
        (N,) int64 first and last day of the item's span in the horizon, as ordinals.
    latest
        (N,) int64 latest day of a report or contact, in the horizon or not; last day of a case's span.
    release
        (N,) int64 day of release of a custody case as an ordinal, 0 for every other item.
    pre_release_days
        Days before release at which work for it begins.
    handover, notice_days, bank_holidays
        Ordinal of the day from which a move told of at the horizon's start can be carried out, the working days of
        notice that a move needs, and the days that are no working days.
    role, has_role
        (N,) int32 row of the role that each item is for, in ``has_role`` (W, M) bool.
    item_region, item_pdu
        (N,) int32 region and unit.
    transferred
        (N,) bool: no transfer from another region is outstanding.
    holding, may_hold
        (N,) int32 row of each item in ``may_hold`` (K, G) bool: a grade may hold such a case at all its stages.
    requirements, qualified_until
        (N,) int32 row of each item in ``qualified_until`` (Q, M) int64: ordinal of the last day on which the member of
        staff has what such an item requires.
    needs, meets
        (N,) int32 row of each item in ``meets`` (S, M) bool: the member of staff meets the stated needs.
    presence, at_work
        (N,) int32 row of each item in ``at_work`` (K, M) bool: the member of staff is at work on some day of such a
        report or contact.
    specialist, team
        (N,) int32 team that alone may hold the case, or ``ANY``; (M,) int32 team.
    taste, rather_not
        (N,) int32 row of each item in ``rather_not`` (P, M) bool: the member of staff would rather not hold such a
        case.
    near_end
        (N,) bool: so near its end that the case stays where it is, where it may.
    limited
        (N,) bool: only those in ``named`` may hold the case.
    named, excluded, must_not
        Pairs named for limited access, excluding one another, and locked apart.
    must, override, override_reasons
        (N,) int32 member of staff whom a lock demands or ``NOBODY``, (N,) bool: the lock overrules some rules, and why.
    apart
        (A, 2) int32 pairs of items that go to different staff, each once, smaller index first.
    grade
        (M,) int32 grade, as a column of ``may_hold``; ``grade_names`` (G,) tells them.
    staff_region, staff_pdu
        (M,) int32.
    active_from, active_until
        (M,) int64 first and last day in the team as ordinals.
    available
        (M, T) int64 available points in each period.
    existing, existing_cases
        (M,) int64 points held in every period, and cases held, that are not decided here.
    ceiling
        ``workload_ceiling``: highest share of available points that anyone may carry.
    most_cases
        (M,) int64 ``within_case_ceiling`` without regard to locks; ``NO_CEILING`` where there is none.
    easy_cases
        (M,) int64 new cases that can be taken on without strain.
    target
        (M, T) float64 share of available points that everybody in the pool would have if all work were shared evenly.
    minutes, office
        (N, O) int32 whole minutes from the item's home to each office of its region, and (M,) int32 the office of each
        member of staff as a column of it.
    areas
        Regions that have items.
    mix_target, mixed
        Share of available points that high-risk cases would take up if shared out evenly, and (M,) bool: the member
        of staff has available points and may hold at least one such case.
    resources
        The same loads, ceilings and costs, one resource beside the other, for the search.
    penalty
        Priced minutes that leaving one item out costs before priority and weight.
    floor
        Sum of every item's cheapest option, each looked at alone.
    whole_costs
        Whether every cost is a whole number.
    """

    items: tuple[str, ...]
    kinds: NDArray[np.int8]
    people: tuple[str, ...]
    staff: tuple[str, ...]
    goals: PartGoals
    weights: Weights
    change: Change
    previous: tuple[CaseAllocation, ...]
    previous_duties: tuple[DutyAllocation, ...]
    weeks_of_period: Ints
    points: Ints
    mix: Ints
    priority: Ints
    current_ids: tuple[str | None, ...]
    current: Indices
    has_current: Bools
    sentenced: Ints
    starts: Ints
    ends: Ints
    latest: Ints
    release: Ints
    pre_release_days: int
    handover: int
    notice_days: int
    bank_holidays: frozenset[date]
    role: Indices
    has_role: Bools
    item_region: Indices
    item_pdu: Indices
    transferred: Bools
    holding: Indices
    may_hold: Bools
    requirements: Indices
    qualified_until: Ints
    needs: Indices
    meets: Bools
    presence: Indices
    at_work: Bools
    specialist: Indices
    team: Indices
    taste: Indices
    rather_not: Bools
    near_end: Bools
    limited: Bools
    named: Pairs
    excluded: Pairs
    must_not: Pairs
    must: Indices
    override: Bools
    override_reasons: Mapping[int, str]
    apart: Indices
    grade: Indices
    grade_names: tuple[str, ...]
    staff_region: Indices
    staff_pdu: Indices
    active_from: Ints
    active_until: Ints
    available: Ints
    existing: Ints
    existing_cases: Ints
    ceiling: float
    most_cases: Ints
    easy_cases: Ints
    target: Floats
    minutes: Indices
    office: Indices
    areas: tuple[Area, ...]
    mix_target: float
    mixed: Bools
    resources: Resources
    penalty: float = 1.0
    floor: float = 0.0
    whole_costs: bool = False

    @property
    def num_items(self) -> int:
        """Number of work items N."""
        return len(self.items)

    @property
    def num_staff(self) -> int:
        """Number of members of staff M."""
        return len(self.staff)

    @property
    def num_periods(self) -> int:
        """Number of periods T."""
        return int(self.weeks_of_period.size)

    @property
    def is_case(self) -> Bools:
        """(N,) bool: the item is a case."""
        return np.asarray(self.kinds == ItemKind.CASE)

    @property
    def mean_available(self) -> Ints:
        """(M,) int64 mean available points over the periods, rounded down."""
        return np.asarray(self.available.sum(axis=1) // self.num_periods)


def read_only(array: NDArray[T]) -> NDArray[T]:
    """The same array, never to be written again."""
    array.flags.writeable = False
    return array
