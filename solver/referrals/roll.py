"""What the compilation looks things up in: referrals, the people behind them, contracts, and what is taken already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.locks import Force, ServiceLock
from models.people import Person
from models.scenario import Scenario
from models.services import CommissionedService, ServiceLevel, ServiceReferral
from solver.calendar import Timetable
from solver.referrals.calendar import Mask, Whole
from solver.referrals.problem import NONE

Scalar = TypeVar("Scalar", np.int64, np.bool_)


@dataclass(frozen=True, slots=True)
class Roll:
    """R referrals with their people and levels, C contracts, and the bookings of people."""

    scenario: Scenario
    referrals: tuple[ServiceReferral, ...]
    people: tuple[Person, ...]
    levels: tuple[ServiceLevel, ...]
    contracts: tuple[CommissionedService, ...]
    taken: Timetable

    @classmethod
    def of(cls, scenario: Scenario, taken: Timetable) -> Roll:
        """Roll of a checked scenario."""
        people = {row.id: row for row in scenario.people}
        level_of = {row.complexity: row for row in scenario.policy.service_levels}
        referrals = scenario.services.referrals
        return cls(
            scenario=scenario,
            referrals=referrals,
            people=tuple(people[row.person] for row in referrals),
            levels=tuple(level_of[row.complexity] for row in referrals),
            contracts=scenario.services.contracts,
            taken=taken,
        )

    @property
    def earliest(self) -> Whole:
        """(R,) ordinal of the first day on which each referral can start."""
        start = self.scenario.horizon.start
        return whole([max(start, row.referred_on, row.start_from or start).toordinal() for row in self.referrals])

    @property
    def pre_release(self) -> Mask:
        """(R,) bool: the person is released after the first possible day."""
        released = whole([(row.release_date or date.min).toordinal() for row in self.referrals])
        return np.asarray(released > self.earliest)

    @property
    def must(self) -> Whole:
        """(R,) contract that a lock demands, or -1."""
        return self._demanded(1)

    @property
    def must_by(self) -> Whole:
        """(R,) number of the lock that demands it, or -1."""
        return self._demanded(2)

    def _demanded(self, column: int) -> Whole:
        demanded = np.full(len(self.referrals), NONE, dtype=np.int64)
        rows = self.locks(Force.MUST)
        demanded[rows[:, 0]] = rows[:, column]
        return frozen(demanded)

    def locks(self, force: Force) -> Whole:
        """(L, 3) referral, contract and number of each service lock of that force."""
        referrals = {row.id: number for number, row in enumerate(self.referrals)}
        contracts = {row.id: number for number, row in enumerate(self.contracts)}
        rows = [
            (referrals[lock.service_referral], contracts[lock.contract], number)
            for number, lock in enumerate(self.scenario.locks)
            if isinstance(lock, ServiceLock) and lock.force is force
        ]
        return frozen(np.array(rows, dtype=np.int64).reshape(len(rows), 3))

    def column(self, field: str) -> Mask:
        """(C,) bool: a field of every contract."""
        return np.array([getattr(row, field) for row in self.contracts], dtype=np.bool_)


def frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """The array, read-only from now on."""
    array.setflags(write=False)
    return array


def whole(numbers: list[int]) -> Whole:
    """Read-only array of whole numbers."""
    return frozen(np.array(numbers, dtype=np.int64))
