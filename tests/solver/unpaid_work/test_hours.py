"""What is left of a requirement, with what compliant work earns on the way."""

from __future__ import annotations

import pytest

from models.unpaid_work import EarnedReduction
from solver.audit.work import minutes_left as audited
from solver.unpaid_work.hours import minutes_left
from tests.builders import a_policy, a_requirement

QUALIFIES, ELIGIBLE, OUT = EarnedReduction.QUALIFYING, EarnedReduction.ELIGIBLE, EarnedReduction.DISQUALIFIED


@pytest.mark.parametrize(
    ("standing", "completed", "adjusted", "left"),
    [
        (QUALIFIES, 36 * 60, 0, 2340),
        (QUALIFIES, 0, 0, 4500),
        (QUALIFIES, 1500, 0, 3000),
        (QUALIFIES, 4500, 0, 0),
        (QUALIFIES, 4499, 0, 1),
        (QUALIFIES, 5900, 30, 0),
        (QUALIFIES, 1000, -4600, 400),
        (QUALIFIES, 36 * 60, 31, 2361),
        (ELIGIBLE, 36 * 60, 0, 3840),
        (OUT, 36 * 60, -330, 3510),
        (OUT, 5990, -330, 0),
    ],
)
def test_minutes_left(standing: EarnedReduction, completed: int, adjusted: int, left: int) -> None:
    """Of a hundred hours, 36 worked have earned 5.5; who qualifies is done after 75; nobody else earns anything."""
    row = a_requirement(completed_minutes=completed, adjustment_minutes=adjusted, earned_reduction=standing)
    assert minutes_left(row, a_policy()) == left
    assert audited(row, a_policy()) == left


def test_every_number_of_hours_agrees_with_the_audit() -> None:
    """Search and audit reckon alike for every state of a requirement of odd length."""
    for completed in range(0, 5800, 7):
        row = a_requirement(required_minutes=5777, completed_minutes=completed, earned_reduction=QUALIFIES)
        assert minutes_left(row, a_policy()) == audited(row, a_policy())
