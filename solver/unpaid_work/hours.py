"""What of a requirement is still to be worked."""

from __future__ import annotations

import math

from models.policy import Policy
from models.unpaid_work import EarnedReduction, Requirement

LEEWAY = 1e-6
"""Minutes that are put down to rounding."""


def minutes_left(requirement: Requirement, policy: Policy) -> int:
    """Minutes still to be worked: what is owed, less what compliant work beyond the threshold earns on the way.

    Only somebody who qualifies already earns; whoever is merely eligible may yet miss a session.
    """
    owed = requirement.required_minutes + requirement.adjustment_minutes - requirement.completed_minutes
    if requirement.earned_reduction is not EarnedReduction.QUALIFYING:
        return max(0, owed)
    rate = policy.earned_reduction_rate.value
    threshold = policy.earned_reduction_threshold.value * requirement.required_minutes
    beyond = requirement.completed_minutes - threshold
    plainly = max(0.0, -beyond)
    earning = (owed - rate * max(0.0, beyond) - plainly) / (1.0 + rate)
    return max(0, math.ceil(min(owed, plainly + max(0.0, earning)) - LEEWAY))


def ete_minutes_left(requirement: Requirement, policy: Policy) -> int:
    """Minutes that may still be education, training and employment: the policy's share less what was done."""
    most = math.floor(policy.ete_share.value * requirement.required_minutes + LEEWAY)
    return max(0, most - requirement.ete_minutes)
