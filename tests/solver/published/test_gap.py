"""Generalised assignment: the search against brute force, its bound, and what it says when nothing fits."""

from collections.abc import Callable

import numpy as np
import pytest

from models.plan import Status
from solver.options import Allowance, Budget
from solver.published import GapProblem, check_gap, solve_gap
from tests.solver.published.instances import allowance, best_gap, type_d, type_e

Recipe = Callable[[int, int, int], GapProblem]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("recipe", [type_d, type_e])
def test_small_instances_are_proved_as_brute_force_has_them(recipe: Recipe, seed: int) -> None:
    """On tiny instances the proved cost is the least over all assignments, and where none exists that is said."""
    problem = recipe(3, 7, seed)
    found, best = solve_gap(problem, allowance(), 1), best_gap(problem)
    assert found.cost == best
    assert found.status is (Status.INFEASIBLE_PROVED if best is None else Status.PROVED_OPTIMAL)


@pytest.mark.parametrize("recipe", [type_d, type_e])
def test_plan_keeps_the_rules_and_the_bound_lies_below(recipe: Recipe) -> None:
    """On a larger instance the plan passes the checker and costs no less than the bound, and little more."""
    problem = recipe(6, 40, 5)
    found = solve_gap(problem, allowance(1), 1)
    assert found.held is not None
    assert found.cost is not None
    assert found.bound is not None
    assert not check_gap(problem, found.held)
    assert found.cost == problem.cost_of(found.held)
    assert found.bound <= found.cost <= 1.01 * found.bound


def test_same_seed_and_work_give_the_same_plan() -> None:
    """With a work budget no clock is looked at: two runs agree job by job."""
    problem = type_d(6, 40, 2)
    first, second = (solve_gap(problem, allowance(1), 3) for _ in range(2))
    assert first.held is not None
    assert second.held is not None
    assert first.held.tolist() == second.held.tolist()
    assert (first.cost, first.bound, first.status) == (second.cost, second.bound, second.status)


def test_nothing_fits() -> None:
    """A job that is too much for every agent, and jobs that together are too much, are proved to fit nowhere."""
    two = np.array([2, 2])
    alone = GapProblem(np.array([[1, 1], [1, 1]]), np.array([[3, 1], [3, 1]]), two)
    together = GapProblem(np.ones((2, 3), dtype=np.int64), np.full((2, 3), 2), two)
    by_halves = GapProblem(np.ones((2, 3), dtype=np.int64), np.full((2, 3), 2), np.array([3, 3]))
    for problem in (alone, together, by_halves):
        found = solve_gap(problem, allowance(), 1)
        assert found.status is Status.INFEASIBLE_PROVED
        assert found.held is None


def test_one_agent_and_negative_costs() -> None:
    """A single agent takes everything, and costs below zero are counted as they are."""
    problem = GapProblem(np.array([[-3, 5, -1]]), np.array([[1, 0, 2]]), np.array([3]))
    found = solve_gap(problem, allowance(), 1)
    assert (found.cost, found.bound, found.status) == (1, 1, Status.PROVED_OPTIMAL)


def test_stopped_at_once() -> None:
    """Whoever stops the search at once still gets a checked plan or none, and a bound that holds."""
    problem = type_d(6, 40, 2)
    found = solve_gap(problem, Allowance(Budget(seconds=60.0), stop_asked=lambda: True), 1)
    assert found.status is Status.STOPPED
    assert found.held is None or not check_gap(problem, found.held)


def test_checker_sees_every_rule() -> None:
    """The checker names a missing job, an unknown agent and an overfull one, and lets a good plan pass."""
    problem = GapProblem(np.ones((2, 3), dtype=np.int64), np.ones((2, 3), dtype=np.int64), np.array([2, 2]))
    assert not check_gap(problem, np.array([0, 1, 1]))
    assert [v.rule for v in check_gap(problem, np.array([0, 1]))] == ["one_agent"]
    assert [v.rule for v in check_gap(problem, np.array([0, 1, 2]))] == ["one_agent"]
    assert [v.rule for v in check_gap(problem, np.array([1, 1, 1]))] == ["capacity"]
