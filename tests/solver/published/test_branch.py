"""Branch and price, blocks and the climb find what brute force finds, and claim no more."""

import numpy as np
import pytest

from solver.published.blocks import Blocks
from solver.published.branch import Tree
from solver.published.climb import Climb
from solver.published.columns import Pool, Stop, generate
from solver.published.dive import dive
from solver.published.found import Best
from solver.published.gap import GapProblem, Ints
from solver.published.knapsack import SCALE
from solver.published.meter import Meter
from tests.solver.published.instances import allowance, best_gap, type_d


def cases() -> list[GapProblem]:
    """Tiny instances that have an assignment."""
    made = [type_d(3, 7, seed) for seed in range(21, 27)]
    return [problem for problem in made if best_gap(problem) is not None]


def flat_prices(problem: GapProblem) -> Ints:
    """Prices that know nothing, so that much is left to the tree."""
    return np.full(problem.num_jobs, 60 * SCALE, dtype=np.int64)


@pytest.mark.parametrize("problem", cases())
def test_tree_against_brute_force(problem: GapProblem) -> None:
    """Just above the optimum the tree finds it, and at the optimum it proves that nothing costs less."""
    best, meter, prices = best_gap(problem), Meter(allowance(50)), flat_prices(problem)
    assert best is not None
    above = Tree(problem, Pool(problem.num_jobs), prices, best + 30, meter)
    found = above.search(5000)
    assert above.is_searched
    assert found.held is not None
    assert problem.fits(found.held)
    assert problem.cost_of(found.held) == found.bound == best
    none = Tree(problem, Pool(problem.num_jobs), prices, best, meter).search(5000)
    assert (none.held, none.bound) == (None, best)


def test_bound_of_an_unfinished_tree_holds() -> None:
    """After any number of nodes the bound is no more than the optimum."""
    problem = cases()[0]
    best = best_gap(problem)
    assert best is not None
    tree = Tree(problem, Pool(problem.num_jobs), flat_prices(problem), best + 50, Meter(allowance(50)))
    for _ in range(30):
        assert tree.search(1).bound <= best


@pytest.mark.parametrize("problem", cases()[2:4])
def test_climb_ends_at_the_optimum(problem: GapProblem) -> None:
    """From a poor plan the climb reaches the optimum, and the bound meets it."""
    best, meter = best_gap(problem), Meter(allowance(50))
    pool = Pool(problem.num_jobs)
    root = generate(problem, pool, flat_prices(problem), Stop(30, 0.1), meter)
    poor = dive(problem, root, pool, meter, cutoff=None, rng=None)
    assert poor is not None
    known = Best(meter)
    known.offer(poor, problem.cost_of(poor))
    known.raise_bound(-(-root.bound // SCALE))
    Climb(problem, root, pool, meter).go_on(known, 1.0)
    assert known.proved
    assert known.cost == best


def test_blocks_never_make_it_worse() -> None:
    """Blocks keep the capacities and never raise the cost."""
    problem, meter = type_d(8, 40, 3), Meter(allowance(1))
    pool = Pool(problem.num_jobs)
    root = generate(problem, pool, flat_prices(problem), Stop(60, 0.1), meter)
    start = dive(problem, root, pool, meter, cutoff=None, rng=None)
    assert start is not None
    blocks = Blocks(problem, root.prices, np.random.default_rng(1), meter)
    better = blocks.improve(start, least=0, portion=0.9)
    assert problem.fits(better)
    assert problem.cost_of(better) <= problem.cost_of(start)
