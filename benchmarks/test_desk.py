"""How soon the desk answers: who could best take one case, and where the morning's new cases go."""

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import spent_on
from models.goals import Part
from scenarios.generate import Scale, generate
from solver.allocation import Problem, check, compile_problem
from solver.allocation.arrivals import place
from solver.allocation.desk import Desk
from solver.allocation.problem import NOBODY
from solver.allocation.solution import solution_of
from solver.baseline.allocation import greedy
from solver.calendar import Timetable
from solver.plan import chosen_profile, goals_of

ARRIVALS = 30
"""New cases of a morning."""
MOST_MOVES = (0, 10)
"""Items that may move to make room for them."""


@pytest.fixture(scope="module")
def problem() -> Problem:
    """A delivery unit."""
    scenario = generate(Scale.PDU, 1)
    return compile_problem(scenario, goals_of(chosen_profile(scenario, None), Part.ALLOCATION), Timetable())


def test_recommend(benchmark: BenchmarkFixture, problem: Problem) -> None:
    """Somebody is recommended for a case."""
    desk = Desk.of(problem, greedy(problem))
    case = problem.items[int(np.flatnonzero(problem.is_case & (desk.holder != NOBODY))[0])]
    assert benchmark(desk.recommend, case, top=5).recommended


@pytest.mark.parametrize("most", MOST_MOVES)
def test_arrivals(benchmark: BenchmarkFixture, problem: Problem, most: int) -> None:
    """New cases are placed within the limit on moves, and every rule is kept."""
    before = greedy(problem).holder.copy()
    waiting = np.flatnonzero(problem.is_case & (before != NOBODY) & (problem.must == NOBODY))[:ARRIVALS]
    before[waiting] = NOBODY
    desk = Desk.of(problem, solution_of(before))
    place(Desk.of(problem, solution_of(before)), waiting.astype(np.int32), most)
    placed = spent_on(benchmark, lambda: place(desk, waiting.astype(np.int32), most))
    benchmark.extra_info |= {"cost": placed.cost, "moves": len(placed.moves)}
    assert len(placed.moves) <= most
    assert check(problem, solution_of(desk.holder)) == []
