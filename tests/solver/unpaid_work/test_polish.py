"""Everyone cooled slowly: supervisors change places on the way, and the units are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.options import Allowance, Budget
from solver.progress import silent
from solver.unpaid_work import Problem, Solution, check
from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.neighbourhood import WIDE, nearness
from solver.unpaid_work.polish import Begun, Bench, anneal_everyone, settle_beside, settle_in
from solver.unpaid_work.purse import Purse
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_supervisor
from tests.solver.unpaid_work.ground import compiled, names, rota

UNITS = 0.1
"""Enough for ten stretches."""
DEAR = 1000.0
"""Reduced cost of every option: the relaxation may be wrong about whoever is left without."""


def excluded() -> tuple[Problem, Solution]:
    """Two people and one session, run by a supervisor with whom the first must not work; another could run it."""
    problem = compiled(
        a_scenario(
            people=[a_person("X1"), a_person("X2")],
            requirements=[a_requirement("U1", person="X1"), a_requirement("U2", person="X2")],
            projects=[a_project()],
            staff=[a_supervisor("V1", excluded_people=("X1",)), a_supervisor("V2")],
        )
    )
    return problem, rota(problem, [("U2", "K1-mon")], [("K1-mon", "V1")])


def a_bench(seed: int, *, reseating: float = 0.005) -> Bench:
    """A bench for that rota, with short stretches."""
    problem, start = excluded()
    count = len(problem.options.slot)
    return Bench(
        problem,
        formulate(problem),
        replace(WIDE, stretch=0.005, long=UNITS, reseating=reseating),
        Best(problem, start, silent),
        Purse(Allowance(Budget(seconds=None, work=1))),
        np.random.default_rng(seed),
        nearness(problem),
        np.full(count, DEAR),
        np.zeros(len(problem.requirements.ids)),
    )


def test_whoever_must_not_work_with_the_supervisor_joins_once_another_has_come_by_lot() -> None:
    """Annealing alone cannot place the first; in one cooling the other supervisor comes, and both are placed."""
    alone = a_bench(1, reseating=0.0)
    anneal_everyone(alone)
    assert names(alone.problem, alone.best.solution) == {("U2", "K1-mon")}
    for seed in (1, 2, 3):
        bench = a_bench(seed)
        settle_in(bench, UNITS)
        assert names(bench.problem, bench.best.solution) == {("U1", "K1-mon"), ("U2", "K1-mon")}
        assert check(bench.problem, bench.best.solution) == []


def test_a_cooling_takes_its_units_and_ends_when_it_is_told() -> None:
    """What is booked is the units, but for the last stretch; nothing is done once time is over."""
    bench = a_bench(1)
    settle_in(bench, UNITS, lambda: True)
    assert bench.purse.spent == 0.0
    settle_in(bench, 0.0)
    assert bench.purse.spent == 0.0
    settle_in(bench, UNITS)
    assert UNITS <= bench.purse.spent <= UNITS + 0.011


def test_the_same_seed_cools_the_same_way() -> None:
    """What comes out hangs on the seed alone."""
    found = []
    for _ in range(2):
        bench = a_bench(4)
        settle_in(bench, 0.03)
        found.append((bench.best.solution.standing.tolist(), bench.best.solution.supervised.tolist()))
    assert found[0] == found[1]


def test_whoever_cools_beside_brings_a_rota_that_is_no_worse() -> None:
    """The same cooling as here, on a budget of its own: both are placed, and the rules kept."""
    problem = a_bench(1).problem
    begun = Begun(problem, formulate(problem), a_bench(1).best.solution, seed=1)
    found = settle_beside(begun, Allowance(Budget(seconds=None, work=1)), lambda _: None)
    assert names(problem, found) == {("U1", "K1-mon"), ("U2", "K1-mon")}
    assert check(problem, found) == []
    assert settle_beside(begun, Allowance(Budget(seconds=0.0)), lambda _: None) == begun.solution
