"""The allocation of cases as plain arrays: what the rules, the goals and the search read.

``N`` cases, ``M`` practitioners. A pair of them can only be allowed inside one region, so that the table of allowed
pairs is kept region by region (``Area``) and never as one (N, M) table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.decisions import CaseAllocation
from models.goals import PartGoals

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

T = TypeVar("T", bound=np.generic)

NOBODY = -1
"""Index that stands for no practitioner."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the goals: priced minutes for a unit of each; ``unallocated`` is a multiple of the penalty."""

    unallocated: float
    workload_balance: float
    overload: float
    case_travel: float
    continuity: float
    pdu_crossing: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """A sparse set of (case, practitioner) pairs.

    Attributes
    ----------
    keys
        (K,) int64, ascending: case times ``practitioners`` plus practitioner.
    practitioners
        Number of practitioners M.
    """

    keys: Ints
    practitioners: int

    def hold(self, cases: Indices, practitioners: Indices) -> Bools:
        """Whether the pairs are in the set, by broadcasting."""
        wanted = cases.astype(np.int64) * self.practitioners + practitioners
        if self.keys.size == 0:
            return np.zeros(wanted.shape, dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return np.asarray(self.keys[at] == wanted)


@dataclass(frozen=True, slots=True)
class Area:
    """A region's cases and practitioners, and which of them may go together.

    Attributes
    ----------
    cases
        (n,) int32 cases of people of the region.
    practitioners
        (m,) int32 practitioners of the region.
    allowed
        (n, m) bool: every rule but ``keep_apart`` and ``within_ceiling`` lets the practitioner hold the case.
    """

    cases: Indices
    practitioners: Indices
    allowed: Bools


@dataclass(frozen=True, slots=True)
class Problem:
    """Which practitioner is to hold each case.

    Attributes
    ----------
    cases, people, practitioners
        Identifiers: (N,) cases, (N,) their people, (M,) practitioners.
    goals
        Goals as the profile orders them.
    weights
        The same goals' weights, by name.
    held_from
        (N,) first day on which each case needs its practitioner.
    previous
        Decisions in force about cases, whose notes and approval live on where nothing changes.
    points
        (N,) int64 workload points of each case.
    priority
        (N,) int64 weight of leaving the case without a practitioner.
    current_ids
        (N,) identifier of whoever holds the case now, practitioner of ours or not; None for nobody.
    current
        (N,) int32 present practitioner, ``NOBODY`` if there is none among the practitioners.
    has_current
        (N,) bool: somebody holds the case now.
    sentenced
        (N,) int64 day of sentence as a proleptic ordinal.
    starts
        (N,) int64 day from which the case needs a practitioner, as an ordinal.
    case_region, case_pdu
        (N,) int32 region and unit of the person.
    transferred
        (N,) bool: no transfer from another region is outstanding.
    holding, may_hold
        (N,) int32 row of each case in ``may_hold`` (K, G) bool: a grade may hold such a case.
    requirements, qualified
        (N,) int32 row of each case in ``qualified`` (Q, M) bool: the practitioner has what such a case requires.
    needs, meets
        (N,) int32 row of each case in ``meets`` (S, M) bool: the practitioner meets the stated needs.
    limited
        (N,) bool: only those in ``named`` may hold the case.
    named, excluded, must_not
        Pairs named for limited access, excluding one another, and locked apart.
    must, override
        (N,) int32 practitioner whom a lock demands or ``NOBODY``, and (N,) bool: the lock overrules some rules.
    apart
        (A, 2) int32 pairs of co-defendants, each once, smaller index first.
    grade
        (M,) int32 grade, as a column of ``may_hold``; ``grade_names`` (G,) tells them.
    practitioner_region, practitioner_pdu
        (M,) int32.
    active_from, active_until
        (M,) int64 first and last day in the team as ordinals.
    last_day
        Last day of the horizon as an ordinal.
    available
        (M,) int64 available points over the horizon.
    existing
        (M,) int64 points held already that are not decided here.
    most_points
        (M,) float64 ``workload_ceiling`` times available points.
    minutes, office
        (N, O) int32 whole minutes from home to each office of the person's region, and (M,) int32 the office of each
        practitioner as a column of it.
    target
        Workload share that everybody would have if all cases were held and shared out evenly.
    areas
        Regions that have cases.
    penalty
        Priced minutes that leaving one case out costs before priority and weight.
    floor
        Sum of every case's cheapest option, each looked at alone.
    whole_costs
        Whether every cost is a whole number.
    """

    cases: tuple[str, ...]
    people: tuple[str, ...]
    practitioners: tuple[str, ...]
    goals: PartGoals
    weights: Weights
    held_from: tuple[date, ...]
    previous: tuple[CaseAllocation, ...]
    points: Ints
    priority: Ints
    current_ids: tuple[str | None, ...]
    current: Indices
    has_current: Bools
    sentenced: Ints
    starts: Ints
    case_region: Indices
    case_pdu: Indices
    transferred: Bools
    holding: Indices
    may_hold: Bools
    requirements: Indices
    qualified: Bools
    needs: Indices
    meets: Bools
    limited: Bools
    named: Pairs
    excluded: Pairs
    must_not: Pairs
    must: Indices
    override: Bools
    apart: Indices
    grade: Indices
    grade_names: tuple[str, ...]
    practitioner_region: Indices
    practitioner_pdu: Indices
    active_from: Ints
    active_until: Ints
    last_day: int
    available: Ints
    existing: Ints
    most_points: Floats
    minutes: Indices
    office: Indices
    target: float
    areas: tuple[Area, ...] = ()
    penalty: float = 1.0
    floor: float = 0.0
    whole_costs: bool = False

    @property
    def num_cases(self) -> int:
        """Number of cases."""
        return len(self.cases)

    @property
    def num_practitioners(self) -> int:
        """Number of practitioners."""
        return len(self.practitioners)


@dataclass(frozen=True, slots=True)
class Solution:
    """Who holds each case.

    Attributes
    ----------
    holder
        (N,) int32 practitioner of each case, or ``NOBODY``.
    """

    holder: Indices


def solution_of(holder: Indices) -> Solution:
    """Solution with a read-only copy of the holders."""
    return Solution(read_only(holder.astype(np.int32, copy=True)))


def nobody_holds(problem: Problem) -> Indices:
    """Holders of a plan that allocates nothing yet."""
    return np.full(problem.num_cases, NOBODY, dtype=np.int32)


def loads(problem: Problem, holder: Indices) -> Ints:
    """(M,) int64 points that each practitioner carries: existing ones and those of the cases held."""
    total = problem.existing.copy()
    held = holder != NOBODY
    np.add.at(total, holder[held], problem.points[held])
    return total


def locked_loads(problem: Problem) -> Ints:
    """(M,) int64 points that each practitioner carries by existing load and ``must`` locks alone."""
    return loads(problem, problem.must)


def most_loads(problem: Problem) -> Ints:
    """(M,) int64 most points that ``within_ceiling`` lets each practitioner carry."""
    return np.maximum(np.floor(problem.most_points + 1e-9).astype(np.int64), locked_loads(problem))


def read_only(array: NDArray[T]) -> NDArray[T]:
    """The same array, never to be written again."""
    array.flags.writeable = False
    return array
