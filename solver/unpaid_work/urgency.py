"""How pressing a requirement is: by the chance that its hours are not done by the deadline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.policy import Policy
from solver.unpaid_work.problem import Floats, Ints, frozen

LEEWAY = 1e-9
"""What a chance may be above a limit by rounding alone."""


def urgency(needed: NDArray[np.int64], offered: NDArray[np.int64], rates: Floats, policy: Policy) -> Ints:
    """(R,) int32: 3 where the chance of being late is high, 2 where it is raised, else 1.

    Parameters
    ----------
    needed, offered
        (R,): sessions that the minutes left take; sessions that there can be up to the deadline.
    rates
        (R,): chance of turning up at any session.
    """
    rows = zip(needed.tolist(), offered.tolist(), rates.tolist(), strict=True)
    late = np.array([chance_of_too_few(*row) for row in rows])
    raised, high = policy.late_risk_raised.value, policy.late_risk_high.value
    return frozen((1 + (late > raised + LEEWAY) + (late > high + LEEWAY)).astype(np.int32))


def chance_of_too_few(needed: int, offered: int, rate: float) -> float:
    """Chance that of so many sessions offered fewer are attended than are needed (binomial)."""
    if needed > offered or rate <= 0.0:
        return float(needed > 0)
    if rate >= 1.0 or needed <= 0:
        return 0.0
    number = np.arange(needed)
    ways = np.concatenate([[0.0], np.cumsum(np.log((offered - number[1:] + 1) / number[1:]))])
    return float(min(1.0, np.exp(ways + number * np.log(rate) + (offered - number) * np.log1p(-rate)).sum()))
