"""Whole sessions as advice: the rows that they ask for hold everywhere, and people are put into them exactly."""

from __future__ import annotations

import numpy as np
import pytest

from solver.options import Allowance, Budget
from solver.progress import silent
from solver.unpaid_work import Problem, Solution, check, objective
from solver.unpaid_work.advice import put_people
from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import formulate, point_of
from solver.unpaid_work.guide import Guide, follow, tighten
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.small_rota import Advice
from tests.solver.unpaid_work.ground import every_rota, rota
from tests.solver.unpaid_work.test_exact import world


def purse() -> Purse:
    """More than enough."""
    return Purse(Allowance(Budget(seconds=None, work=50)))


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Three people, two projects on three days, a supervisor with hours for two."""
    return world()


@pytest.fixture(scope="module")
def guide(problem: Problem) -> Guide:
    """Its relaxation."""
    return follow(problem, formulate(problem), purse(), lambda _: None)


def sessions_of(problem: Problem, one: Solution) -> tuple[int, ...]:
    """How many supervisors a rota has on each slot."""
    return tuple(np.bincount(one.supervised[:, 0], minlength=len(problem.slots.ids)).tolist())


def test_rows_that_whole_sessions_ask_for_hold_for_every_rota(problem: Problem, guide: Guide) -> None:
    """Rows are added with the sessions of one rota fixed, and no other rota breaks them."""
    rotas = list(every_rota(problem))
    point = point_of(problem, guide.formulation, min(rotas, key=lambda one: objective(problem, one)))
    count = guide.formulation.layout.count
    tighten(guide, purse(), count[count >= 0], point)
    program = guide.relaxation.tightened(guide.formulation.program)
    for one in rotas:
        activity = program.activity(point_of(problem, guide.formulation, one))
        assert np.all((activity >= program.low - 1e-6) & (activity <= program.high + 1e-6))


def test_people_are_put_as_well_as_they_can_be(problem: Problem, guide: Guide) -> None:
    """In the sessions of any rota people cost no more than in the cheapest rota with these sessions."""
    by_sessions: dict[tuple[int, ...], Solution] = {}
    for one in sorted(every_rota(problem), key=lambda one: objective(problem, one)):
        by_sessions.setdefault(sessions_of(problem, one), one)
    for cheapest in list(by_sessions.values())[:3]:
        best = Best(problem, rota(problem, []), silent)
        guide.point = point_of(problem, guide.formulation, cheapest)
        put_people(guide, best, purse(), np.random.default_rng(1), units=5.0, between=lambda: None)
        assert objective(problem, best.solution) <= objective(problem, cheapest) + 1e-6
        assert check(problem, best.solution) == []


@pytest.mark.parametrize(("above", "expected"), [(0.0, True), (0.1, False)])
def test_advice_is_near_the_bound_and_taken_once(problem: Problem, guide: Guide, above: float, expected: bool) -> None:
    """Sessions are advice if they cost little more than the bound, until somebody has taken them."""
    best = Best(problem, rota(problem, []), silent)
    one = min(every_rota(problem), key=lambda one: objective(problem, one))
    best.bound = objective(problem, one) / (1.0 + above)
    advice, point = Advice(best, guide.formulation), point_of(problem, guide.formulation, one)
    advice.see(point)
    assert advice.is_there() == expected
    if expected:
        assert advice.take().tolist() == point.tolist()
        advice.see(point)
        assert not advice.is_there()
