"""How near the best a delivery unit's plans of few moves are, and the trade-off between moves and a fair share-out."""

from dataclasses import replace

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import spent_on
from models.change import Change
from models.goals import Part
from scenarios.generate import Scale, generate
from solver.allocation import Problem, check, compile_problem, objective, search
from solver.allocation.trade_off import trade_off
from solver.baseline.allocation import greedy
from solver.calendar import Timetable
from solver.options import Allowance, Budget
from solver.plan import chosen_profile, goals_of

SECONDS = 10.0
"""Time limit of each."""
MOST = (0, 50, 150, 250)
"""Limits on moves; without one some 340 would be made, and below some 175 cases must be left out."""
ALL_ROWS = (3.0, 10.0)
"""Time limits of a trade-off of ten prices."""


@pytest.fixture(scope="module")
def problem() -> Problem:
    """A delivery unit."""
    scenario = generate(Scale.PDU, 1)
    return compile_problem(scenario, goals_of(chosen_profile(scenario, None), Part.ALLOCATION), Timetable())


@pytest.mark.parametrize("most", MOST)
def test_limit_on_moves(benchmark: BenchmarkFixture, problem: Problem, most: int) -> None:
    """A plan keeps within the limit, and its bound is one for plans that do."""
    capped = replace(problem, change=Change(max_moves=most))
    start = greedy(capped)
    search(capped, Allowance(Budget(seconds=0.1)), 1, start, lambda _: None)
    found = spent_on(benchmark, lambda: search(capped, Allowance(Budget(seconds=SECONDS)), 1, start, lambda _: None))
    cost = objective(capped, found.solution)
    benchmark.extra_info |= {"objective": cost, "bound": found.bound, "gap": (cost - found.bound) / found.bound}
    assert check(capped, found.solution) == []


@pytest.mark.parametrize("seconds", ALL_ROWS)
def test_trade_off(benchmark: BenchmarkFixture, problem: Problem, seconds: float) -> None:
    """Every number of moves has its bound."""
    rows = spent_on(benchmark, lambda: trade_off(problem, Allowance(Budget(seconds=seconds)), 1))
    benchmark.extra_info["gaps"] = {row.moves: (row.objective - row.bound) / row.bound for row in rows}
    assert all(row.objective >= row.bound for row in rows)
