"""Parts of a rota put together again: chains of people, and a dive that counts on less room than there is."""

from __future__ import annotations

import numpy as np
import pytest

from models.locks import Force
from models.unpaid_work import ProjectKind
from solver.options import Allowance, Budget
from solver.progress import silent
from solver.unpaid_work import Problem, Solution, check, neighbourhood, objective
from solver.unpaid_work.beside import proved_beside
from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.guide import follow
from solver.unpaid_work.mip import Branched, Limits
from solver.unpaid_work.neighbourhood import NARROW, draw_around, left_without, nearness
from solver.unpaid_work.polish import Bench, take_in
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import Program
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import Relaxation
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot
from tests.solver.unpaid_work.ground import a_lock, compiled, names, rota

CHAIN = 4
"""People of whom each could have the place that the one before has, or one more."""


def chain() -> tuple[Problem, Solution]:
    """Everyone but the first stands where the one before could; only the last could go where nobody is."""
    people = [a_person(f"X{n:06d}") for n in range(CHAIN)]
    wanted = [(f"U{n}", f"K{n - (n > 0)}-mon") for n in range(CHAIN)]
    allowed = {(f"U{n}", f"K{k}-mon") for n in range(CHAIN) for k in (n - 1, n) if n or not k}
    problem = compiled(
        a_scenario(
            people=people,
            requirements=[a_requirement(f"U{n}", person=person.id) for n, person in enumerate(people)],
            projects=[
                a_project(
                    f"K{k}", kind=ProjectKind.INDIVIDUAL, places=1, max_supervisors=0, slots=(a_slot(f"K{k}-mon"),)
                )
                for k in range(CHAIN)
            ],
            locks=tuple(
                a_lock(f"U{n}", f"K{k}-mon", Force.MUST_NOT)
                for n in range(CHAIN)
                for k in range(CHAIN)
                if (f"U{n}", f"K{k}-mon") not in allowed
            ),
        )
    )
    return problem, rota(problem, wanted[1:])


def owed(problem: Problem) -> Floats:
    """All that everybody asks for."""
    gain = np.zeros(len(problem.requirements.ids))
    np.maximum.at(gain, problem.options.requirement, problem.options.gain)
    return gain


def test_a_chain_of_people_takes_in_whoever_is_left_without() -> None:
    """One is without a place, and three have to move for there to be one: all four have one then."""
    problem, start = chain()
    assert check(problem, start) == []
    assert left_without(problem, start, owed(problem)).tolist() == [True, False, False, False]
    purse = Purse(Allowance(Budget(seconds=None, work=20)))
    best, rng = Best(problem, start, silent), np.random.default_rng(1)
    guide = follow(problem, formulate(problem), purse, lambda _: None)
    options = guide.reduced[guide.formulation.layout.option]
    bench = Bench(problem, guide.formulation, NARROW, best, purse, rng, nearness(problem), options, owed(problem))
    take_in(bench, lambda: True)
    assert best.solution == start, "time for it was over"
    take_in(bench)
    assert names(problem, best.solution) == {(f"U{n}", f"K{n}-mon") for n in range(CHAIN)}
    assert not left_without(problem, best.solution, owed(problem)).any()


def test_those_around_stand_where_others_could() -> None:
    """Beside whoever is left without, no more are drawn than asked for, along the chain."""
    problem, start = chain()
    without, rng = left_without(problem, start, owed(problem)), np.random.default_rng(1)
    assert draw_around(problem, start, without, rng, 2).tolist() == [True, True, True, False]
    assert draw_around(problem, start, without, rng, 50).all()


def test_less_room_is_another_program() -> None:
    """With a share of the room the relaxed rota is no cheaper, and the one that it comes from stays what it was."""
    problem, _ = chain()
    formulation = formulate(problem)
    relaxation = Relaxation.of(problem, formulation, lambda: False)
    whole = relaxation.solve()
    runs = np.unique(formulation.layout.runs[formulation.layout.runs >= 0])
    snug = relaxation.with_room(runs, 0.9)
    snug.use(np.ones(len(whole.point), dtype=bool))
    assert snug.solve().bound >= whole.bound - 1e-6
    assert relaxation.solve().bound == whole.bound


def test_the_relaxation_followed_beside_tells_bounds_that_hold() -> None:
    """What is told is no more than the best rota costs, and what a search beside proves is among it."""
    problem, start = chain()
    told: list[float] = []
    proved_beside(problem, Allowance(Budget(seconds=None, work=20)), told.append)
    best = Best(problem, start, silent)
    follow(problem, formulate(problem), Purse(Allowance(Budget(seconds=None, work=20))), lambda b: best.prove(b, "b"))
    everyone = objective(problem, rota(problem, [(f"U{n}", f"K{n}-mon") for n in range(CHAIN)]))
    assert best.bound <= max(told) <= everyone + 1e-6


def test_a_part_is_left_at_a_gap_of_what_is_worth_looking_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch and cut is told to stop so many priced minutes from the best, whatever the part's own value."""
    problem, start = chain()
    formulation, seen = formulate(problem), []

    def stop(program: Program, limits: Limits, *, start: Floats, offset: float) -> Branched:
        seen.append(limits.gap * (offset + float(program.cost @ start)))
        return Branched(None, -np.inf)

    monkeypatch.setattr(neighbourhood, "branch", stop)
    for worth in (5.0, 300.0):
        every = np.ones(len(formulation.program.cost), dtype=bool)
        neighbourhood.reassemble(
            problem,
            formulation,
            start,
            every,
            looks=1,
            seconds=None,
            interrupted=lambda: False,
            worth=worth,
        )
    assert seen == pytest.approx([5.0, 300.0])
