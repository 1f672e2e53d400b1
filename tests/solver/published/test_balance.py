"""Balanced workloads: the search against brute force in both forms, and its checker."""

import numpy as np
import pytest

from models.plan import Status
from solver.published import BalanceProblem, check_balance, solve_balance
from solver.published.partition import Zone, best_share_out, evenly, fits
from tests.solver.published.instances import allowance, best_balance, by_nurse, zones_of


@pytest.mark.parametrize("seed", range(4))
def test_zones_as_brute_force_has_them(seed: int) -> None:
    """Nurses to zones and patients to nurses: the proved cost is the least over all assignments."""
    problem = zones_of((4, 3), 3 + seed % 2, seed)
    found, best = solve_balance(problem, allowance(), 1), best_balance(problem)
    assert found.cost == best
    assert found.status is (Status.INFEASIBLE_PROVED if best is None else Status.PROVED_OPTIMAL)


@pytest.mark.parametrize("seed", range(4))
def test_loads_by_nurse_as_brute_force_has_them(seed: int) -> None:
    """Where the load depends on the nurse, the proved cost is the least over all assignments."""
    problem = by_nurse(3, (2, 3, 2), seed)
    found = solve_balance(problem, allowance(), 1)
    assert found.status is Status.PROVED_OPTIMAL
    assert found.cost == found.bound == best_balance(problem)


def test_larger_zones_keep_the_rules() -> None:
    """Two dozen patients in two zones are proved, and every nurse has one zone, few enough patients and load."""
    problem = zones_of((13, 11), 10, 7, most_load=130)
    found = solve_balance(problem, allowance(), 1)
    assert found.status is Status.PROVED_OPTIMAL
    assert found.held is not None
    assert not check_balance(problem, found.held)


def test_too_few_nurses_for_the_zones() -> None:
    """More patients than all nurses may take, or a patient too heavy for anybody, is proved to have no assignment."""
    for problem in (zones_of((4, 4), 2, 1), zones_of((2, 2), 4, 1, most_load=5)):
        found = solve_balance(problem, allowance(), 1)
        assert found.status is Status.INFEASIBLE_PROVED
        assert found.held is None


def test_a_zone_too_large_for_proof() -> None:
    """Where a zone has too many states, a plan that keeps the rules and a bound below it still come back."""
    problem = zones_of((40,), 15, 3, most_load=200)
    found = solve_balance(problem, allowance(), 1)
    assert found.held is not None
    assert found.cost is not None
    assert found.bound is not None
    assert not check_balance(problem, found.held)
    assert found.bound <= found.cost
    assert found.bound == evenly(int(problem.loads[0].sum()), 15)


def test_only_better_share_outs_are_returned() -> None:
    """A share-out is found below a limit just above the best, and none at the best itself."""
    zone = Zone(np.array([[3, 5], [3, 5]]), np.array([2, 2]), 1, 3, 100, alike=True)
    assert fits(zone)
    best = best_share_out(zone, 129)
    assert best is not None
    assert int(((best * zone.loads).sum(axis=1) ** 2).sum()) == 128
    assert best_share_out(zone, 128) is None


def test_checker_sees_every_rule() -> None:
    """The checker names an unknown nurse, too few patients, two zones and too high a load."""
    problem = BalanceProblem(np.tile([40, 50, 60], (2, 1)), np.array([0, 0, 1]), 1, 2, 95)
    assert not check_balance(problem, np.array([0, 0, 1]))
    assert {v.rule for v in check_balance(problem, np.array([0, 0, 2]))} == {"one_nurse", "patients"}
    assert {v.rule for v in check_balance(problem, np.array([0, 1, 1]))} == {"one_zone", "most_load"}
    assert {v.rule for v in check_balance(problem, np.array([0, 1]))} == {"one_nurse"}
