"""Seats given out anew: as good as they can be with groups, rooms and teams as they are."""

from __future__ import annotations

import numpy as np
import pytest

from solver.baseline.programmes import current_practice, greedy
from solver.programmes import check, objective
from solver.programmes.problem import Problem, Solution, no_groups
from solver.programmes.reseating import reseated
from solver.programmes.staffing import Draft
from tests.builders import a_commitment, a_facilitator, a_group_option, a_group_slot, a_person, a_referral, a_template
from tests.solver.programmes.ground import compiled, scenario_of
from tests.solver.programmes.test_rolling_search import tiny as tiny_rolling
from tests.solver.programmes.tiny import every_placing, tiny


def best_placing(problem: Problem, solution: Solution) -> float:
    """Cost of the best seats in the groups that a solution opens, found by trying all."""
    tried = (
        Solution(places, solution.room_of, solution.team, solution.manager_of)
        for places in every_placing(problem, solution)
    )
    return min(objective(problem, one) for one in tried if not check(problem, one))


@pytest.mark.parametrize("seed", range(20))
def test_seats_are_the_best_of_all(seed: int) -> None:
    """Of all ways to fill the open groups the cheapest is found, and every rule is kept."""
    problem = compiled(tiny(seed))
    for start in (greedy(problem), current_practice(problem)):
        found = reseated(problem, start)
        assert not check(problem, found)
        assert objective(problem, found) == pytest.approx(best_placing(problem, start))
        for field in ("room_of", "team", "manager_of"):
            assert np.array_equal(getattr(found, field), getattr(start, field))


@pytest.mark.parametrize("seed", range(10))
def test_running_groups_are_joined_wherever_it_helps(seed: int) -> None:
    """From no groups at all, ways into running groups open for whoever can use them; none is left without anybody."""
    problem = compiled(tiny_rolling(seed))
    for start in (no_groups(problem), greedy(problem)):
        found = reseated(problem, start)
        assert not check(problem, found)
        assert objective(problem, found) <= objective(problem, start)
        joined = found.opened & ~problem.intakes.opens
        assert set(np.flatnonzero(joined)) <= set(found.group_of.tolist())


def test_a_chain_of_moves_makes_room() -> None:
    """Whoever could sit elsewhere moves there, so that the seat goes to somebody who has no other."""
    busy = (a_commitment("wed", "13:00", "18:00"),)
    problem = compiled(
        scenario_of(
            people=(a_person("X1"), a_person("X2", commitments=busy), a_person("X3", commitments=busy)),
            referrals=tuple(a_referral(f"A{n}", person=f"X{n}") for n in range(1, 4)),
            templates=(a_template(minimum_size=1, maximum_size=2),),
            group_options=(a_group_option("G1"), a_group_option("G2", slots=(a_group_slot("wed", "14:00"),))),
            staff=tuple(a_facilitator(f"F{n}") for n in range(1, 5)),
        )
    )
    full = reseated(problem, opened_by_hand(problem))
    assert full.group_of.tolist() == [1, 0, 0]


def opened_by_hand(problem: Problem) -> Solution:
    """Both groups open, the first person in the first, where two others would like to be; the third waits."""
    draft = Draft(problem)
    for g in (0, 1):
        draft.open(g, 2)
    draft.place_all(0, [0, 1])
    return draft.solution


def test_no_time_changes_nothing() -> None:
    """Where time is up, the solution stays as it is, or is no worse."""
    problem = compiled(tiny(3))
    start = greedy(problem)
    found = reseated(problem, start, 0.0)
    assert not check(problem, found)
    assert objective(problem, found) <= objective(problem, start)
