"""The status says what objective and bound prove, and no more."""

from __future__ import annotations

import pytest

from models.plan import Status
from solver.options import Allowance, Budget
from solver.outcome import status_of
from solver.result import beside, ratio, share_closed


@pytest.mark.parametrize(
    ("objective", "bound", "whole_costs", "expected"),
    [
        (100.0, 100.0, False, Status.PROVED_OPTIMAL),
        (100.0, 99.995, False, Status.PROVED_OPTIMAL),
        (100.0, 99.5, False, Status.FEASIBLE),
        (100.0, 99.5, True, Status.PROVED_OPTIMAL),
        (100.0, 99.0, True, Status.FEASIBLE),
        (0.0, 0.0, True, Status.PROVED_OPTIMAL),
        (1.0, 0.0, False, Status.FEASIBLE),
    ],
)
def test_only_a_met_bound_is_a_proof(objective: float, bound: float, whole_costs: bool, expected: Status) -> None:
    """Optimal is said only where objective and bound agree, or where whole costs leave no room between them."""
    assert status_of(objective, bound, stopped=False, whole_costs=whole_costs, fallback=False) is expected


def test_a_stopped_or_unimproved_search_says_so() -> None:
    """A search that was stopped, or found nothing better than the start, is not called feasible."""
    assert status_of(2.0, 1.0, stopped=True, whole_costs=False, fallback=True) is Status.STOPPED
    assert status_of(2.0, 1.0, stopped=False, whole_costs=False, fallback=True) is Status.FALLBACK


def test_shares_without_a_base_are_none() -> None:
    """A gap over nothing is unknown, and no excess at all is a gap of zero."""
    assert ratio(0.0, 0.0) == 0.0
    assert ratio(1.0, 0.0) is None
    assert ratio(1.0, 4.0) == 0.25
    assert share_closed(10.0, 7.0, 6.0) == 0.75
    assert share_closed(6.0, 6.0, 6.0) is None


def test_an_allowance_counts_seconds_or_work() -> None:
    """Seconds run out by the clock; work never does, and is shared out in whole units of at least one."""
    now = [0.0]
    timed = Allowance(Budget(seconds=10.0), clock=lambda: now[0])
    now[0] = 4.0
    assert timed.share(0.5).seconds_left == 3.0
    now[0] = 10.0
    assert timed.used_up
    worked = Allowance(Budget(seconds=10.0, work=5), clock=lambda: now[0])
    now[0] = 1000.0
    assert worked.seconds_left is None
    assert not worked.used_up
    assert (worked.share(0.6).work, worked.share(0.01).work) == (3, 1)


def test_asking_to_stop_uses_an_allowance_up() -> None:
    """Once the user asks, every share of the allowance is used up, whatever the budget."""
    asked = [False]
    share = Allowance(Budget(seconds=None, work=9), stop_asked=lambda: asked[0]).share(0.5)
    assert not share.used_up
    asked[0] = True
    assert share.used_up


def test_bound_above_the_plan_is_not_hidden() -> None:
    """Rounding is taken off a bound; one that lies truly above the plan stays there for the audit to find."""
    assert beside(90.0, 100.0) == 90.0
    assert beside(100.0 + 1e-7, 100.0) == 100.0
    assert beside(101.0, 100.0) == 101.0
