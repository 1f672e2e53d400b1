"""Groups from preferences: the search against trying everything, its checker, and what teams can be made of."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import Status
from solver.options import Allowance, Budget
from solver.published import Aim, GroupProblem, TopicLimit, check_groups, solve_groups
from solver.published.line_ups import LineUp, line_ups
from tests.solver.published.instances import allowance


def a_problem(seed: int, *, students: int = 6, teams: int = 4, limited: bool = False) -> GroupProblem:
    """A small instance with parties of one to three, teams that are alike, and pairs that are not allowed."""
    draw = np.random.default_rng(seed)
    topics = np.sort(draw.integers(0, 3, teams))
    fewest = draw.integers(1, 4, 3)
    most = fewest + draw.integers(0, 3, 3)
    parties = np.sort(draw.integers(0, 4, students))
    of_party = draw.permuted(np.tile(np.arange(1, 4), (4, 1)), axis=1) * (draw.random((4, 3)) < 0.8)
    limits = (TopicLimit("two", (0, 1), (0, 2), (1, 4)),) if limited else ()
    return GroupProblem(of_party[parties][:, topics], parties, fewest[topics], most[topics], topics, limits)


def best_cost(problem: GroupProblem, aim: Aim) -> int | None:
    """Least cost over all assignments; None if none keeps the rules."""
    everything = (np.array(held) for held in product(range(problem.num_teams), repeat=problem.num_students))
    kept = [
        problem.cost_of(held, aim)
        for held in everything
        if (problem.ranks_of(held) > 0).all() and not check_groups(problem, held)
    ]
    return min(kept, default=None)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), aim=st.sampled_from(Aim), limited=st.booleans())
def test_as_trying_everything_has_it(seed: int, *, aim: Aim, limited: bool) -> None:
    """The proved cost is the least over all assignments, whatever is to be least, and no assignment is proved to be."""
    problem = a_problem(seed, limited=limited)
    found, best = solve_groups(problem, aim, allowance(), 1), best_cost(problem, aim)
    assert found.cost == best
    if best is None:
        assert found.status is Status.INFEASIBLE_PROVED
        return
    assert found.held is not None
    assert (found.status, found.bound) == (Status.PROVED_OPTIMAL, best)
    assert not check_groups(problem, found.held)
    assert problem.cost_of(found.held, aim) == best


@pytest.mark.parametrize("seed", range(6))
def test_teams_with_too_many_line_ups_are_taken_one_by_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the line-ups of a team are too many to be listed, the cost is the same."""
    problem = a_problem(seed)
    listed = solve_groups(problem, Aim.SUM, allowance(), 1)
    monkeypatch.setattr("solver.published.line_ups.MOST_LINE_UPS", 0)
    one_by_one = solve_groups(problem, Aim.SUM, allowance(), 1)
    assert (one_by_one.cost, one_by_one.status) == (listed.cost, listed.status)
    assert one_by_one.held is None or not check_groups(problem, one_by_one.held)


def a_large_problem() -> GroupProblem:
    """A hundred people with parties of up to three, and forty teams."""
    draw = np.random.default_rng(5)
    parties = np.repeat(np.arange(70), draw.choice([1, 2, 3], 70, p=[0.7, 0.2, 0.1]))
    lists = np.zeros((70, 20), dtype=np.int64)
    for ranks in lists:
        ranks[draw.choice(20, 7, replace=False)] = np.arange(1, 8)
    topics = np.repeat(np.arange(20), 2)
    return GroupProblem(lists[parties][:, topics], parties, np.full(40, 3), np.full(40, 4), topics)


def test_a_large_instance_is_proved() -> None:
    """A hundred people with parties of up to three and forty teams are proved for each aim, and keep the rules."""
    problem = a_large_problem()
    costs = {}
    for aim in Aim:
        found = solve_groups(problem, aim, allowance(20), 1)
        assert found.status is Status.PROVED_OPTIMAL
        assert found.held is not None
        assert not check_groups(problem, found.held)
        costs[aim] = {other: problem.cost_of(found.held, other) for other in Aim}
    for aim in Aim:
        assert all(costs[aim][aim] <= costs[other][aim] for other in Aim)


@pytest.mark.parametrize("aim", Aim)
def test_being_stopped_proves_nothing(aim: Aim) -> None:
    """Stopped at once, the search neither calls a dear assignment proved nor says that there is none."""
    for seed in range(2):
        problem = a_problem(seed, students=5)
        best = best_cost(problem, aim)
        stopped = Allowance(Budget(seconds=60.0), stop_asked=lambda: True)
        found = solve_groups(problem, aim, stopped, 1)
        assert found.bound is None or best is None or found.bound <= best
        if found.status is Status.PROVED_OPTIMAL:
            assert found.cost == best
        if found.status is Status.INFEASIBLE_PROVED:
            assert best is None


def test_the_worst_rank_is_proved_before_the_sum_of_ranks_is_lowered() -> None:
    """However short the time for the sum of ranks, the worst rank is proved and everybody has a team."""
    problem = a_large_problem()
    found = solve_groups(problem, Aim.WORST, allowance(1), 1)
    assert found.status is Status.PROVED_OPTIMAL
    assert found.held is not None
    assert not check_groups(problem, found.held)


def test_parties_that_fit_by_number_but_not_together() -> None:
    """Three parties of three do not fit into two teams of up to five, though nine people do."""
    parties = np.repeat(np.arange(3), 3)
    problem = GroupProblem(
        np.ones((9, 2), dtype=np.int64), parties, np.full(2, 3), np.full(2, 5), np.zeros(2, dtype=np.int64)
    )
    assert solve_groups(problem, Aim.SUM, allowance(), 1).status is Status.INFEASIBLE_PROVED


def test_somebody_without_any_team() -> None:
    """A student who may join no team makes it certain that there is no assignment, for every aim."""
    ranks = np.array([[1, 1], [0, 0]])
    problem = GroupProblem(ranks, np.arange(2), np.ones(2, dtype=np.int64), np.full(2, 2), np.arange(2))
    for aim in Aim:
        assert solve_groups(problem, aim, allowance(), 1).status is Status.INFEASIBLE_PROVED


def test_checker_tells_every_rule() -> None:
    """Each rule that an assignment breaks is told by its name."""
    ranks = np.array([[1, 2], [1, 2], [1, 0], [2, 1]])
    limits = (TopicLimit("one", (1,), (0, 0), (0, 9)),)
    problem = GroupProblem(ranks, np.array([0, 0, 1, 2]), np.full(2, 3), np.full(2, 3), np.arange(2), limits)
    told = [
        {violation.rule for violation in check_groups(problem, np.array(held))}
        for held in ([0, 1, 1, 1], [0, 0], [0, 0, 7, 0])
    ]
    assert told == [{"listed", "together", "size", "topic_limit"}, {"one_team"}, {"one_team"}]


def test_line_ups_of_a_team() -> None:
    """Three to four members out of one pair and people alone: two ways, and none where the room is too small."""
    assert line_ups(3, 4, {2: 1, 1: 9}) == [LineUp((0,), 3, 4), LineUp((1,), 1, 2)]
    assert line_ups(3, 4, {5: 1}) == []
