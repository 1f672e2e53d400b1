"""Supervisors change places by lot: the same people, the same cost, other turns."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work import Problem, Solution, check, objective
from solver.unpaid_work.formulate import formulate
from solver.unpaid_work.reseating import reseated
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor
from tests.solver.unpaid_work.ground import compiled, rota


def two_sites() -> tuple[Problem, Solution]:
    """Four people at two sites on one Monday, one supervisor at each and a third at work."""
    problem = compiled(
        a_scenario(
            people=[a_person(f"X{n:06d}") for n in range(4)],
            requirements=[a_requirement(f"U{n}", person=f"X{n:06d}") for n in range(4)],
            projects=[a_project(f"K{k}", places=2, slots=(a_slot(f"K{k}-mon"),)) for k in (1, 2)],
            staff=[a_supervisor(f"V{n}") for n in (1, 2, 3)],
        )
    )
    standing = [("U0", "K1-mon"), ("U1", "K1-mon"), ("U2", "K2-mon"), ("U3", "K2-mon")]
    return problem, rota(problem, standing, [("K1-mon", "V1"), ("K2-mon", "V2")])


def test_supervisors_change_places_and_nobody_else_does() -> None:
    """Over some lots several pairs of supervisors come up; people, cost and rules are as they were."""
    problem, before = two_sites()
    formulation, rng = formulate(problem), np.random.default_rng(1)
    after = [reseated(problem, formulation, before, rng, lambda: False) for _ in range(8)]
    assert len({found.supervised.tobytes() for found in after}) > 2
    for found in after:
        assert found.standing.tolist() == before.standing.tolist()
        assert found.supervised[:, 0].tolist() == before.supervised[:, 0].tolist()
        assert check(problem, found) == []
        assert objective(problem, found) == objective(problem, before)


def test_the_same_lot_falls_the_same_way() -> None:
    """What comes out hangs on the seed alone."""
    problem, before = two_sites()
    formulation = formulate(problem)
    found = [reseated(problem, formulation, before, np.random.default_rng(3), lambda: False) for _ in range(2)]
    assert found[0].supervised.tolist() == found[1].supervised.tolist()
