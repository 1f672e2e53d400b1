"""A bound over the borders of units: proved by any prices, and near what rotas cost with the prices found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver.options import Allowance, Budget
from solver.unpaid_work import Problem, objective
from solver.unpaid_work.over_borders import Prices, bound_at, proved_over_borders, region_of
from solver.unpaid_work.problem import ints
from tests.builders import (
    OTHER_PDU,
    OTHER_TEAM,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
)
from tests.solver.unpaid_work.ground import compiled, every_rota


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Four people of one unit, two sessions there with one place each, and two across the border."""
    mine = [{}, {"pdu": OTHER_PDU}]
    return compiled(
        a_scenario(
            people=[a_person(f"X{n:06d}", home=at(east_km=float(n))) for n in range(4)],
            requirements=[a_requirement(f"U{n}", person=f"X{n:06d}", required_minutes=2400) for n in range(4)],
            projects=[
                a_project(
                    f"K{k}",
                    places=1,
                    location=at(east_km=6.0 * k),
                    slots=(a_slot(f"K{k}-mon"), a_slot(f"K{k}-tue", "tue")),
                    **mine[k],
                )
                for k in range(2)
            ],
            staff=[a_supervisor("V1"), a_supervisor("V2", team=OTHER_TEAM)],
        )
    )


@pytest.fixture(scope="module")
def least(problem: Problem) -> float:
    """What the cheapest of all rotas costs."""
    return min(objective(problem, rota) for rota in every_rota(problem))


@pytest.mark.parametrize("seed", range(20))
def test_any_prices_prove_a_bound(problem: Problem, least: float, seed: int) -> None:
    """However little sense the prices make, no rota costs less."""
    rng = np.random.default_rng(seed)
    room = rng.exponential(10.0 ** rng.integers(0, 5), problem.slots.has_date.shape)
    crowd = rng.exponential(10.0 ** rng.integers(0, 5), len(problem.slots.ids))
    assert bound_at(problem, region_of(problem), Prices(room, crowd)) <= least


def test_the_prices_found_prove_more_than_the_floor(problem: Problem, least: float) -> None:
    """Sessions cost what their supervisors do and have so much room: the bound knows, the floor does not."""
    bounds: list[float] = []
    proved_over_borders(problem, Allowance(Budget(seconds=None, work=10)), bounds.append)
    assert bounds == sorted(bounds)
    assert problem.floor + 0.5 * (least - problem.floor) < bounds[-1] <= least


def test_nobody_is_looked_at_where_nobody_speaks_their_language(problem: Problem) -> None:
    """A slot on which somebody's language is spoken by nobody who may stand there is none for that person."""
    slot = int(problem.options.slot[0])
    away = replace(problem.supervisors, may_stand=problem.supervisors.may_stand & (np.arange(2) == 0)[:, None])
    asked = replace(problem, unheard=ints(np.array([[0, slot]])), supervisors=away)
    silent, spoken = (replace(asked, speakers=ints(np.array([[0, j]]))) for j in (1, 0))
    there = len(region_of(problem).slot)
    assert [len(region_of(one).slot) for one in (silent, spoken)] == [there - 1, there]
