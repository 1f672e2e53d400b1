"""The desk: what it says a choice would change is what the whole plan's cost changes by."""

from __future__ import annotations

import numpy as np
import pytest

from models.errors import BadInput
from models.goals import Goal
from models.recommendation import Recommended
from solver.allocation import Problem, check, objective
from solver.allocation.arrivals import place
from solver.allocation.desk import Desk
from solver.allocation.problem import NOBODY, Indices
from solver.allocation.solution import nobody_holds, solution_of
from solver.baseline.allocation import greedy
from tests.builders import a_case, a_scenario, a_staff
from tests.solver.allocation.instances import a_tiny_scenario, compiled

SEEDS = range(12)


def after(desk: Desk, item: str, row: Recommended) -> Indices:
    """Who has what once a recommendation is followed."""
    holder = desk.holder.copy()
    holder[desk.item_at[item]] = desk.problem.staff.index(row.staff)
    for move in row.would_move:
        holder[desk.item_at[move.item]] = desk.problem.staff.index(move.staff)
    return holder


def cost_of(problem: Problem, holder: Indices) -> float:
    """Cost of a plan in priced minutes."""
    return objective(problem, solution_of(holder))


@pytest.mark.parametrize("seed", SEEDS)
def test_change_is_that_of_the_whole_plan(seed: int) -> None:
    """For every item and everybody recommended, total and goals are what the plan's cost changes by; rules hold."""
    problem = compiled(a_tiny_scenario(seed, cases=8, practitioners=4), caseload_mix=5.0, new_cases=10.0)
    desk = Desk.of(problem, greedy(problem))
    now = cost_of(problem, desk.holder)
    seen = 0
    for item in problem.items:
        rows = desk.recommend(item, top=10).recommended
        seen += len(rows)
        # What makes room by a move comes after what has room.
        assert [row.cost for row in rows] == sorted(
            (row.cost for row in rows), key=lambda c: (bool(next(r for r in rows if r.cost == c).would_move), c)
        )
        for row in rows:
            holder = after(desk, item, row)
            assert cost_of(problem, holder) - now == pytest.approx(row.cost, abs=1e-6)
            assert sum(change.cost for change in row.goals) == pytest.approx(row.cost, abs=1e-6)
            if problem.must[desk.item_at[item]] == NOBODY:
                assert check(problem, solution_of(holder)) == []
    assert seen > 0
    assert np.array_equal(desk.holder, greedy(problem).holder)


def test_full_practitioner_is_named_with_what_would_have_to_move() -> None:
    """Where everybody is full, a choice names the one case that would make room, and who would take it."""
    rows = [a_case(f"C{n}") for n in range(3)]
    scenario = a_scenario(
        staff=[a_staff("S1", contracted_hours=37.0), a_staff("S2", contracted_hours=37.0)], cases=rows
    )
    problem = compiled(scenario)
    most = problem.resources.most
    points = int(problem.points[0, 0])
    assert most.min() >= 2 * points, "the case below reckons with room for at least two"
    desk = Desk.of(problem, solution_of(nobody_holds(problem)))
    desk.give(0, 0)
    desk.give(1, 0)
    desk.carried[0, 0] = most[0, 0]
    told = desk.recommend("C2", top=2).recommended
    assert [row.staff for row in told] == ["S2", "S1"]
    assert (told[0].would_move, [move.staff for move in told[1].would_move]) == ((), ["S2"])


def test_workload_before_and_after() -> None:
    """The shares are those of the points carried, without and with the case."""
    problem = compiled(a_scenario(staff=[a_staff("S1")], cases=[a_case("C1")]))
    row = Desk.of(problem, solution_of(nobody_holds(problem))).recommend("C1").recommended[0]
    assert row.workload_before == 0.0
    assert row.workload_after == pytest.approx(problem.points[0, 0] / problem.available[0, 0])
    assert any(change.goal is Goal.UNALLOCATED and change.cost < 0 for change in row.goals)


def test_unknown_item_is_bad_input() -> None:
    """An item that takes no part is told by its id."""
    problem = compiled(a_scenario(staff=[a_staff("S1")], cases=[a_case("C1")]))
    with pytest.raises(BadInput) as told:
        Desk.of(problem, solution_of(nobody_holds(problem))).recommend("C9")
    assert [fault.id for fault in told.value.faults] == ["C9"]


@pytest.mark.parametrize("max_moves", [0, 1, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_arrivals_keep_rules_and_moves(seed: int, max_moves: int) -> None:
    """Arrivals are placed within the rules and the moves allowed; the cost told is what the plan's cost changes by."""
    problem = compiled(a_tiny_scenario(seed, cases=10, practitioners=4, scale=0.4))
    holder = greedy(problem).holder.copy()
    arrivals = np.flatnonzero((problem.must == NOBODY) & (holder != NOBODY))[:3].astype(np.int32)
    holder[arrivals] = NOBODY
    desk = Desk.of(problem, solution_of(holder))
    placed = place(desk, arrivals, max_moves)
    assert check(problem, solution_of(desk.holder)) == []
    assert len(placed.moves) <= max_moves
    assert cost_of(problem, desk.holder) - cost_of(problem, holder) == pytest.approx(placed.cost, abs=1e-6)
    assert placed.cost <= 0.0
    others = np.setdiff1d(np.arange(problem.num_items), arrivals)
    assert np.count_nonzero(desk.holder[others] != holder[others]) == len(placed.moves)


def test_arrival_that_nobody_may_have_stays_open() -> None:
    """Nobody is named for work that no rule lets anybody do."""
    problem = compiled(a_scenario(staff=[a_staff("S1")], cases=[a_case("C1", requires=("welding",))]))
    desk = Desk.of(problem, solution_of(nobody_holds(problem)))
    assert place(desk, np.array([0], dtype=np.int32), 5).staff.tolist() == [NOBODY]
