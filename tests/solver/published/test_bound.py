"""Bounds and losses from knapsacks are true whatever the prices."""

import numpy as np
import pytest

from solver.published.columns import Pool, Stop, generate
from solver.published.knapsack import SCALE, bound_at, losses_at
from solver.published.meter import Meter
from tests.solver.published.instances import allowance, best_gap, type_d


@pytest.mark.parametrize("seed", range(6))
def test_no_bound_exceeds_the_optimum(seed: int) -> None:
    """At random prices, and after pricing, the bound stays at or below the least cost of all assignments."""
    problem = type_d(3, 7, seed + 10)
    best = best_gap(problem)
    if best is None:
        return
    prices = np.random.default_rng(seed).integers(0, 150 * SCALE, problem.num_jobs)
    assert bound_at(problem, prices)[0] <= best * SCALE
    priced = generate(problem, Pool(problem.num_jobs), prices, Stop(50, 0.01), Meter(allowance()))
    assert bound_at(problem, prices)[0] <= priced.bound <= best * SCALE


@pytest.mark.parametrize("agent", range(3))
def test_loss_is_what_a_forced_pair_costs(agent: int) -> None:
    """Bound plus loss is the bound of what is left for the agent once it has the job."""
    problem = type_d(3, 8, 4).piece(np.array([agent]), np.arange(8))
    prices = np.random.default_rng(1).integers(20 * SCALE, 100 * SCALE, problem.num_jobs)
    bound, losses = bound_at(problem, prices)[0], losses_at(problem, prices)
    for job in range(problem.num_jobs):
        rest = np.delete(np.arange(problem.num_jobs), job)
        part = problem.piece(np.array([0]), rest)
        part.capacities[0] -= problem.needs[0, job]
        part.capacities.clip(0, out=part.capacities)
        forced = bound_at(part, prices[rest])[0] + int(problem.costs[0, job]) * SCALE
        assert problem.needs[0, job] > problem.capacities[0] or forced == bound + losses[0, job]
