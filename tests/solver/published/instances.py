"""Small instances made up by the standard recipes, and their optima by trying everything."""

from itertools import product

import numpy as np

from solver.options import Allowance, Budget
from solver.published import BalanceProblem, GapProblem, check_balance


def allowance(work: int = 5) -> Allowance:
    """Units of work, so that no clock decides what a test sees."""
    return Allowance(Budget(seconds=None, work=work))


def type_d(agents: int, jobs: int, seed: int) -> GapProblem:
    """Type D: what costs little needs much."""
    draw = np.random.default_rng(seed)
    needs = draw.integers(1, 101, (agents, jobs))
    costs = 111 - needs + draw.integers(-10, 11, (agents, jobs))
    return GapProblem(costs, needs, (0.8 * needs.sum(axis=1) / agents).astype(np.int64))


def type_e(agents: int, jobs: int, seed: int) -> GapProblem:
    """Type E: needs fall off exponentially, and costs are their inverse."""
    draw = np.random.default_rng(seed)
    needs = (1 - 10 * np.log(1.0 - draw.random((agents, jobs)))).astype(np.int64)
    costs = np.rint(1000 / needs - 10 * draw.random((agents, jobs))).astype(np.int64)
    capacities = np.maximum(0.8 * needs.sum(axis=1) / agents, needs.max(axis=1)).astype(np.int64)
    return GapProblem(costs, needs, capacities)


def best_gap(problem: GapProblem) -> int | None:
    """Least cost over all assignments; None if none keeps the capacities."""
    everything = (np.array(held) for held in product(range(problem.num_agents), repeat=problem.num_jobs))
    return min((problem.cost_of(held) for held in everything if problem.fits(held)), default=None)


def zones_of(sizes: tuple[int, ...], nurses: int, seed: int, *, most: int = 3, most_load: int = 105) -> BalanceProblem:
    """Zones with so many patients, whose loads do not depend on the nurse."""
    loads = np.random.default_rng(seed).integers(10, 60, sum(sizes))
    zones = np.repeat(np.arange(len(sizes)), sizes)
    return BalanceProblem(np.tile(loads, (nurses, 1)), zones, 1, most, most_load)


def by_nurse(nurses: int, counts: tuple[int, ...], seed: int, *, fewest: int = 1, most: int = 4) -> BalanceProblem:
    """Patients of several types, whose loads depend on the nurse."""
    loads = np.random.default_rng(seed).integers(2, 30, (nurses, len(counts)))
    types = np.repeat(np.arange(len(counts)), counts)
    return BalanceProblem(loads[:, types], np.zeros(types.size, dtype=np.int64), fewest, most, None)


def best_balance(problem: BalanceProblem) -> int | None:
    """Least sum of squared loads over all assignments; None if none keeps the rules."""
    best = None
    for held in product(range(problem.num_nurses), repeat=problem.num_patients):
        cost = problem.cost_of(np.array(held))
        if (best is None or cost < best) and not check_balance(problem, np.array(held)):
            best = cost
    return best
