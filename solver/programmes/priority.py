"""Who starts first: risk, then time left of the sentence, then waiting, as one number for each referral."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.casework import Rosh
from models.policy import Policy
from models.programmes import ProgrammeReferral
from models.scenario import Scenario

RISKS = list(Rosh)
"""Risks of serious harm, lowest first."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of time left and of waiting.

    Attributes
    ----------
    weeks
        Weeks in a step.
    left, waited
        How many steps there are of either.
    """

    weeks: int
    left: int
    waited: int

    @classmethod
    def of(cls, policy: Policy) -> Steps:
        """As the policy has them."""
        weeks = int(policy.priority_step_weeks.value)
        left, waited = policy.priority_time_left_weeks.value, policy.priority_waited_weeks.value
        return cls(weeks, int(left) // weeks, int(waited) // weeks)

    @property
    def parts(self) -> int:
        """Parts that a whole unit of risk has: one for every step left and step waited together."""
        return (self.left + 1) * (self.waited + 1)

    def taken(self, left: int, waited: int) -> int:
        """Parts of somebody with so many weeks of sentence left who has waited for so many weeks; fewer than a unit."""
        urgent = max(0, self.weeks * self.left - left) // self.weeks
        return (self.waited + 1) * urgent + min(self.weeks * self.waited, waited) // self.weeks


def priorities(scenario: Scenario) -> tuple[NDArray[np.int64], int]:
    """(R,) priority of each referral in whole parts, and the parts in a unit of risk."""
    steps, start, risk = Steps.of(scenario.policy), scenario.horizon.start, risks(scenario)
    parts = [
        steps.parts * weight
        + steps.taken(max(0, (row.sentence_end - start).days // 7), max(0, (start - row.referred_on).days // 7))
        for row, weight in zip(scenario.programmes.referrals, risk, strict=True)
    ]
    return np.array(parts, dtype=np.int64), steps.parts


def risks(scenario: Scenario) -> list[int]:
    """Weight of each referral's risk: as stated, else that of the person's case with the highest risk, else 1."""
    table = {row.rosh: row.weight for row in scenario.policy.priority_weights}
    highest: dict[str, Rosh] = {}
    for case in scenario.casework.cases:
        highest[case.person] = max(case.rosh, highest.get(case.person, case.rosh), key=RISKS.index)
    return [_risk(row, highest, table) for row in scenario.programmes.referrals]


def _risk(row: ProgrammeReferral, highest: dict[str, Rosh], table: dict[Rosh, int]) -> int:
    if row.priority is not None:
        return row.priority
    return table.get(highest[row.person], 1) if row.person in highest else 1
