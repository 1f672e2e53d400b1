"""The search against the checker and against every plan of tiny scenarios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.casework import Rosh
from models.change import Change
from models.scenario import Scenario
from models.staff import Grade
from solver.allocation import Problem, Solution, check, compile_problem, decisions, kpis, objective, search, unplaced
from solver.allocation.blocks import block_of, columns_of
from solver.allocation.bound import prove
from solver.allocation.newton import fair_prices
from solver.allocation.prices import plain_bound
from solver.allocation.problem import NOBODY
from solver.allocation.solution import nobody_holds, solution_of
from solver.allocation.trade_off import trade_off
from solver.baseline.allocation import current_practice, greedy
from solver.calendar import Timetable
from solver.options import Allowance, Budget
from solver.outcome import PROVED_GAP, Outcome
from tests.builders import a_case, a_person, a_scenario, a_staff, at
from tests.solver.allocation.instances import a_lock, a_tiny_scenario, compiled, least_cost, searched

SEEDS = range(8)
TIGHT = (0.15, 0.25, 0.6)
"""Shares of full time around which practitioners of tiny scenarios work: over-subscribed, about right, idle."""


def proved(problem: Problem, outcome: Outcome[Solution]) -> bool:
    """Whether the outcome counts as proved optimal."""
    return objective(problem, outcome.solution) - outcome.bound <= max(PROVED_GAP * outcome.bound, 1e-6)


@pytest.mark.parametrize("scale", TIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_best_of_all_plans(seed: int, scale: float) -> None:
    """No bound lies above the best of all plans, nothing found lies below it, and what is proved is it."""
    problem = compiled(a_tiny_scenario(seed, scale=scale))
    best = least_cost(problem)
    outcome = searched(problem)
    cost = objective(problem, outcome.solution)
    assert check(problem, outcome.solution) == []
    assert outcome.bound <= best + 1e-9
    assert cost >= best - 1e-9
    assert proved(problem, outcome)
    assert cost <= best * (1 + PROVED_GAP) + 1e-6


@pytest.mark.parametrize("seed", range(40))
def test_bounds_at_any_prices_lie_below_every_plan(seed: int) -> None:
    """The plain bound holds at any prices and the bound over whole cases at any, too, co-defendants and locks in."""
    problem = compiled(a_tiny_scenario(seed, cases=4, scale=TIGHT[seed % 3]))
    best = least_cost(problem)
    block = block_of(problem, problem.areas[0])
    rng = np.random.default_rng(seed)
    prices = fair_prices(block)
    for tried in (prices, prices + rng.normal(0.0, 1.0, prices.shape), rng.normal(0.0, 5.0, prices.shape)):
        assert plain_bound(block, tried) <= best + 1e-9
        assert prove(block, tried).bound <= best + 1e-9
        plain = prove(block, tried, over=lambda: True).bound
        assert plain <= prove(block, tried, over=_after(3)).bound <= best + 1e-9


def _after(calls: int) -> Callable[[], bool]:
    """What says, asked so many times, that time is not over, and from then on that it is."""
    asked = count()
    return lambda: next(asked) >= calls


@pytest.mark.parametrize("calls", range(0, 60, 12))
def test_bound_holds_wherever_the_search_is_stopped(calls: int) -> None:
    """Prices, the bound and the draws may be broken off at any time: plan and certificate hold all the same."""
    problem = compiled(a_tiny_scenario(5))
    outcome = search(problem, Allowance(Budget(), stop_asked=_after(calls)), 1, greedy(problem), lambda _: None)
    assert check(problem, outcome.solution) == []
    assert outcome.bound <= least_cost(problem) + 1e-9
    assert outcome.certificate is not None
    assert outcome.certificate.bound <= outcome.bound + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_block_costs_what_the_problem_costs(seed: int) -> None:
    """The search's own reckoning of a plan differs from the goals' by nothing."""
    problem = compiled(a_tiny_scenario(seed))
    plan = greedy(problem)
    block = block_of(problem, problem.areas[0])
    assert block.cost_of(columns_of(problem, block, plan.holder)) == pytest.approx(objective(problem, plan))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), cases=st.integers(0, 30), practitioners=st.integers(1, 6))
def test_found_plan_keeps_every_rule(seed: int, cases: int, practitioners: int) -> None:
    """Whatever the scenario, the plan found and both yardsticks pass the checker, and no cost is below the bound."""
    problem = compiled(a_tiny_scenario(seed, cases=max(2, cases), practitioners=practitioners, scale=0.5))
    plans = [current_practice(problem), greedy(problem)]
    outcome = searched(problem, start=plans[1])
    for plan in (*plans, outcome.solution):
        assert check(problem, plan) == []
        assert objective(problem, plan) >= outcome.bound - 1e-9
    assert objective(problem, outcome.solution) <= objective(problem, plans[1])
    assert problem.floor <= objective(problem, outcome.solution) + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_one_more_practitioner_leaves_no_more_out(seed: int) -> None:
    """With one more practitioner a proved plan leaves no more priority out than before."""
    few = a_tiny_scenario(seed, scale=0.12)
    more = few.model_copy(update={"staff": (*few.staff, a_staff("S9", contracted_hours=6.0))})
    left_out = []
    for scenario in (few, more):
        problem = compiled(scenario)
        outcome = searched(problem)
        assert proved(problem, outcome)
        left_out.append(int(problem.priority[outcome.solution.holder == NOBODY].sum()))
    assert left_out[1] <= left_out[0]


@pytest.mark.parametrize("seed", range(3))
def test_order_of_rows_does_not_matter(seed: int) -> None:
    """A proved plan costs the same whatever the order of the cases and the staff."""
    scenario = a_tiny_scenario(seed, cases=8)
    casework = scenario.casework.model_copy(update={"cases": tuple(reversed(scenario.casework.cases))})
    turned = scenario.model_copy(update={"staff": tuple(reversed(scenario.staff)), "casework": casework})
    costs = [objective(problem, searched(problem).solution) for problem in (compiled(scenario), compiled(turned))]
    assert costs[0] == pytest.approx(costs[1], rel=2 * PROVED_GAP)


def test_same_seed_and_work_give_the_same_plan() -> None:
    """Seed and work decide the result to the last bit."""
    problem = compiled(a_tiny_scenario(7, cases=60, practitioners=6, scale=0.6))
    one, other = searched(problem, seed=3), searched(problem, seed=3)
    assert np.array_equal(one.solution.holder, other.solution.holder)
    assert one.bound == other.bound


def test_stopped_before_it_began_gives_the_start_back() -> None:
    """A search that is stopped at once returns its start, with a bound that holds."""
    problem = compiled(a_tiny_scenario(3))
    start = greedy(problem)
    outcome = search(problem, Allowance(Budget(), stop_asked=lambda: True), 1, start, lambda _: None)
    assert np.array_equal(outcome.solution.holder, start.holder)
    assert outcome.stopped
    assert outcome.bound <= least_cost(problem) + 1e-9


def identical(practitioners: int) -> Scenario:
    """Very many practitioners who cannot be told apart."""
    staff = [a_staff(f"S{j}", contracted_hours=3.7) for j in range(practitioners)]
    return a_scenario(staff=staff, cases=[a_case(f"C{i}") for i in range(practitioners)])


def clique(size: int, practitioners: int) -> Scenario:
    """Co-defendants who all need different practitioners."""
    ids = [f"C{i}" for i in range(size)]
    cases = [a_case(id, co_defendants=tuple(other for other in ids if other != id)) for id in ids]
    return a_scenario(staff=[a_staff(f"S{j}") for j in range(practitioners)], cases=cases)


EDGES: dict[str, tuple[Scenario, int]] = {
    "no cases": (a_scenario(staff=[a_staff()]), 0),
    "no practitioner": (a_scenario(cases=[a_case()]), 1),
    "one practitioner": (a_scenario(staff=[a_staff()], cases=[a_case()]), 0),
    "nobody eligible": (
        a_scenario(staff=[a_staff(grade=Grade.PQIP)], cases=[a_case(rosh=Rosh.VERY_HIGH), a_case("C2", tier="A1")]),
        2,
    ),
    "all locked": (
        a_scenario(
            staff=[a_staff("S1"), a_staff("S2")],
            cases=[a_case("C1"), a_case("C2")],
            locks=(a_lock("C1", "S1"), a_lock("C2", "S1")),
        ),
        0,
    ),
    "nobody has hours": (a_scenario(staff=[a_staff(contracted_hours=0.0)], cases=[a_case()]), 1),
    "one of the best risks is left out": (
        a_scenario(
            staff=[a_staff(contracted_hours=1.85)],
            cases=[a_case("C1", rosh=Rosh.LOW), a_case("C2", rosh=Rosh.HIGH)],
        ),
        1,
    ),
    "more work than anybody can hold": (
        a_scenario(staff=[a_staff("S1"), a_staff("S2")], cases=[a_case(f"C{i}") for i in range(60)]),
        # A ceiling of 1,200 points holds 24 cases of 50.
        12,
    ),
    "far more people than work": (
        a_scenario(staff=[a_staff(f"S{j}") for j in range(12)], cases=[a_case("C1"), a_case("C2", tier="D1")]),
        0,
    ),
    "four hundred alike": (identical(400), 0),
    "five co-defendants, three practitioners": (clique(5, 3), 2),
}


@pytest.mark.parametrize("name", EDGES)
def test_edge(name: str) -> None:
    """A scenario at the edge gets a legal plan that leaves out no more than it must, and every figure of it."""
    scenario, left_out = EDGES[name]
    problem = compiled(scenario)
    for plan in (current_practice(problem), greedy(problem)):
        assert check(problem, plan) == []
    outcome = searched(problem, start=greedy(problem))
    assert check(problem, outcome.solution) == []
    assert int((outcome.solution.holder == NOBODY).sum()) == left_out == len(unplaced(problem, outcome.solution))
    assert proved(problem, outcome)
    assert kpis(problem, outcome.solution).allocated == len(decisions(problem, outcome.solution).cases)


def test_cases_of_no_points_and_of_very_many() -> None:
    """Points from 0 to 1,000 stand side by side; those that fit nowhere stay out and say why."""
    scenario = a_scenario(staff=[a_staff("S1"), a_staff("S2")], cases=[a_case(f"C{i}", tier="A0") for i in range(4)])
    rows = tuple(
        row.model_copy(update={"tier": "A0" if i < 2 else "A1"}) for i, row in enumerate(scenario.casework.cases)
    )
    points = {"A0": 0, "A1": 1000}
    table = tuple(
        row.model_copy(update={"points": points.get(row.tier, row.points)}) for row in scenario.policy.tier_points
    )
    policy = scenario.policy.model_copy(update={"tier_points": table})
    casework = scenario.casework.model_copy(update={"cases": rows})
    problem = compiled(scenario.model_copy(update={"policy": policy, "casework": casework}))
    outcome = searched(problem)
    assert proved(problem, outcome)
    assert (outcome.solution.holder != NOBODY).all()


def test_whole_costs_are_told() -> None:
    """Without balance, overload and mix every cost is a whole number, and the best plan is proved all the same."""
    scenario = a_tiny_scenario(5)
    problem = compiled(scenario, workload_balance=0.0, overload=0.0, caseload_mix=0.0)
    assert problem.whole_costs
    outcome = searched(problem)
    assert objective(problem, outcome.solution) - outcome.bound < 1.0
    assert objective(problem, outcome.solution) == pytest.approx(least_cost(problem))


def test_each_region_is_planned_by_itself() -> None:
    """Cases of two regions go to practitioners of their own; the bound is one for both."""
    people = [a_person("X1"), a_person("X2", pdu="P9", home=at(north_km=-100.0))]
    staff = [a_staff("S1"), a_staff("S2", team="T9", office="O9")]
    cases = [a_case("C1", person="X1"), a_case("C2", person="X2", co_defendants=("C1",))]
    problem = compiled(a_scenario(people=people, staff=staff, cases=cases))
    outcome = searched(problem)
    assert outcome.solution.holder.tolist() == [0, 1]
    assert proved(problem, outcome)


def test_start_may_be_empty() -> None:
    """Nobody holding anything is a start like any other."""
    problem = compiled(a_scenario(staff=[a_staff()], cases=[a_case()]))
    start = solution_of(nobody_holds(problem))
    outcome = searched(problem, start=start)
    assert objective(problem, outcome.solution) < objective(problem, start)


def test_compile_ignores_what_is_taken() -> None:
    """Who holds a case has nothing to do with times."""
    scenario = a_tiny_scenario(1)
    problem = compiled(scenario)
    assert compile_problem(scenario, problem.goals, Timetable()).penalty == problem.penalty


@pytest.mark.parametrize("most", range(3))
@pytest.mark.parametrize("seed", range(6))
def test_moves_keep_within_their_limit(seed: int, most: int) -> None:
    """Under a limit on moves the plan keeps it, and neither bound nor plan lies on the wrong side of the best plan."""
    plain = compiled(a_tiny_scenario(seed, cases=5))
    problem = replace(plain, change=Change(max_moves=most))
    start = current_practice(problem)
    assert check(problem, start) == []
    outcome = searched(problem, start=start)
    best = least_cost(problem)
    assert check(problem, outcome.solution) == []
    assert outcome.bound <= best + 1e-9 <= objective(problem, outcome.solution) + 2e-9
    assert objective(problem, outcome.solution) <= objective(problem, start)


def test_trade_off_gives_each_number_of_moves_its_bound() -> None:
    """Fewer moves never cost less than the bound of their row, and every plan of the trade-off is a legal one."""
    problem = compiled(a_tiny_scenario(4, cases=40, practitioners=6, scale=0.6))
    rows = trade_off(problem, Allowance(Budget(seconds=None, work=2)), 1, counts=4)
    for row in rows:
        assert check(problem, row.solution) == []
        assert row.objective >= row.bound - 1e-9
        assert row.objective == pytest.approx(objective(problem, row.solution))
        assert all(other.objective >= row.bound - 1e-9 for other in rows if other.moves <= row.moves)


@pytest.mark.parametrize("budget", [Budget(seconds=None, work=1), Budget(seconds=1e-3)])
def test_trade_off_gives_as_many_rows_as_asked_for(budget: Budget) -> None:
    """Each row has fewer moves and costs more than the one before, and none is missing for want of time."""
    problem = compiled(a_tiny_scenario(4, cases=40, practitioners=6, scale=0.6))
    rows = trade_off(problem, Allowance(budget), 1, counts=5)
    assert len(rows) == 5
    assert all(fewer.moves < more.moves for more, fewer in pairwise(rows))
    assert all(fewer.objective > more.objective for more, fewer in pairwise(rows))
    assert all(row.objective >= row.bound - 1e-9 for row in rows)
