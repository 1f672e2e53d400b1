"""The relaxation solved by interior points: its bound is that of simplex, whatever it leaves out."""

from __future__ import annotations

import numpy as np
import pytest

from models.unpaid_work import ProjectKind
from solver.unpaid_work import Problem, middle
from solver.unpaid_work.formulate import Formulation, formulate
from solver.unpaid_work.middle import Middle
from solver.unpaid_work.relaxation import Relaxation, Relaxed
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot
from tests.solver.unpaid_work.ground import compiled

PLACES = 3


def places_enough(count: int = 1) -> Problem:
    """One place at each of three projects, all alike, and fewer people, who must not meet."""
    names = [f"X{n:06d}" for n in range(count)]
    people = [a_person(name, non_associations=tuple(other for other in names if other != name)) for name in names]
    return compiled(
        a_scenario(
            people=people,
            requirements=[a_requirement(f"U{n}", person=person.id) for n, person in enumerate(people)],
            projects=[
                a_project(
                    f"K{k}", kind=ProjectKind.INDIVIDUAL, places=1, max_supervisors=0, slots=(a_slot(f"K{k}-mon"),)
                )
                for k in range(PLACES)
            ],
        )
    )


def by_simplex(problem: Problem, formulation: Formulation) -> tuple[Relaxation, Relaxed]:
    """The relaxation and what simplex says."""
    relaxation = Relaxation.of(problem, formulation, lambda: False)
    return relaxation, relaxation.solve()


def test_the_middle_has_something_of_everything_that_is_best() -> None:
    """Three places are equally good: simplex takes one of them, interior points a third of each, at the same bound."""
    problem = places_enough()
    formulation = formulate(problem)
    relaxation, corner = by_simplex(problem, formulation)
    found = Middle(relaxation, formulation).solve()
    options = formulation.layout.option
    assert np.sort(corner.point[options]).tolist() == pytest.approx([0.0, 0.0, 1.0])
    assert found.point[options].tolist() == pytest.approx([1 / PLACES] * PLACES, abs=0.01)
    assert found.bound == pytest.approx(corner.bound, rel=1e-4)
    assert found.bound <= corner.bound + 1e-6


def _with_one_place_left(problem: Problem) -> tuple[float, float]:
    """Bounds of simplex, and of the middle with one place left for each of two people."""
    formulation = formulate(problem)
    relaxation, corner = by_simplex(problem, formulation)
    inner = Middle(relaxation, formulation)
    kept = np.ones(len(formulation.program.cost), dtype=bool)
    kept[formulation.layout.option] = problem.options.slot == problem.options.requirement
    inner.use(kept)
    return corner.bound, inner.solve().bound


def test_what_is_left_out_does_not_cost_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one place left a person's worth could be charged to it; the others would seem to be gained beside."""
    problem = places_enough(2)
    corner, inner = _with_one_place_left(problem)
    assert corner - 1.0 < inner <= corner + 1e-6
    monkeypatch.setattr(middle, "LEEWAY", 0.0)
    assert _with_one_place_left(problem)[1] < corner - 1.0


def test_a_bound_holds_after_few_steps() -> None:
    """Steps that are cut short prove less, or nothing, and never too much."""
    problem = places_enough()
    formulation = formulate(problem)
    relaxation, corner = by_simplex(problem, formulation)
    assert Middle(relaxation, formulation).solve(iterations=1).bound <= corner.bound + 1e-6
