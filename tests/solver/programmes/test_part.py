"""A part of the problem is a problem like any other, and what is found for it fits the whole."""

from dataclasses import fields

import numpy as np
import pytest

from models.goals import Part
from scenarios.generate import Scale, generate
from solver.baseline.programmes import greedy
from solver.calendar import running_timetable
from solver.options import Allowance, Budget
from solver.programmes import Problem, Solution, check, compile_problem, objective, search
from solver.programmes.exact import Best
from solver.programmes.part import part_of, with_fewer_staff
from solver.programmes.region import (
    kinds_apart,
    kinds_of_few,
    neighbourhoods,
    people_of,
    proved_apart,
    searched_by_neighbourhoods,
)
from solver.progress import silent
from tests.builders import part_goals


@pytest.fixture(scope="module")
def problem() -> Problem:
    """The groups of a town."""
    scenario = generate(Scale.TOWN, 1)
    return compile_problem(scenario, part_goals(Part.PROGRAMMES), running_timetable(scenario))


@pytest.fixture(scope="module")
def solution(problem: Problem) -> Solution:
    """What the greedy opens."""
    return greedy(problem)


def test_every_array_of_groups_is_cut(problem: Problem, solution: Solution) -> None:
    """Whatever has a place for each group of the problem has one for each group of the part."""
    count, groups = len(problem.option_ids), np.arange(0, len(problem.option_ids), 3)
    part = part_of(problem, solution, groups).problem
    for one, other in ((problem, part), (problem.oversight, part.oversight), (problem.intakes, part.intakes)):
        for field in fields(one):
            before, after = getattr(one, field.name), getattr(other, field.name)
            if isinstance(before, np.ndarray) and before.ndim and before.shape[-1] == count:
                assert after.shape[-1] == len(groups), field.name
            elif isinstance(before, tuple) and len(before) == count:
                assert len(after) == len(groups), field.name
    assert all(len(rule.column_of) == len(groups) for rule in part.pair_rules)


def test_a_part_decided_as_it_was_changes_nothing(problem: Problem, solution: Solution) -> None:
    """A part begins from what the whole has of it, keeps every rule, and put back gives the same solution."""
    groups = np.flatnonzero(problem.office_of == problem.office_of[np.flatnonzero(solution.opened)[0]])
    part = with_fewer_staff(part_of(problem, solution, groups), np.random.default_rng(1))
    assert not check(part.problem, part.start)
    again = part.with_part(part.start)
    for field in ("group_of", "room_of", "team", "manager_of"):
        assert np.array_equal(getattr(again, field), getattr(solution, field))


def test_kinds_of_few_and_offices_all_come_in(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """First come kinds of few people that are not rare; in a turn every group comes in, and kinds of few at its end."""
    monkeypatch.setattr("solver.programmes.region.RARE", 8)
    turn, few = neighbourhoods(problem, np.random.default_rng(1)), list(kinds_of_few(problem))
    assert few
    for groups in kinds_of_few(problem, 8):
        assert people_of(problem, groups) > 8
        assert np.array_equal(next(turn), groups)
    assert len(np.unique(next(turn))) == len(problem.option_ids)
    for groups in few:
        assert len(np.unique(problem.pair_rules[0].column_of[groups])) == 1
        assert np.array_equal(next(turn), groups)


def test_no_referral_can_join_groups_of_two_sets(problem: Problem) -> None:
    """Kinds set apart share no referral, and hold every group that anybody can join, those of fewest people first."""
    sets = kinds_apart(problem)
    people = [problem.allowed[:, groups].any(axis=1) for groups in sets]
    assert np.sum(people, axis=0).max() == 1
    assert [int(row.sum()) for row in people] == sorted(people_of(problem, groups) for groups in sets)
    assert set(np.flatnonzero(problem.allowed.any(axis=0)).tolist()) <= set(np.concatenate(sets).tolist())


def test_what_is_proved_of_kinds_apart_holds_for_all(problem: Problem) -> None:
    """No plan costs less than kinds planned each beside nobody cost together at least; the best plan is near."""
    start = greedy(problem)
    proved = proved_apart(Best(problem, start, keeps_rules=True), Allowance(Budget(work=20)))
    outcome = search(problem, Allowance(Budget(work=30)), 1, start, silent)
    assert problem.floor - 1e-6 <= proved <= objective(problem, outcome.solution)


def test_neighbourhoods_fit_together(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts planned one after the other keep every rule of the whole, cost less, and the same twice."""
    monkeypatch.setattr("solver.programmes.region.GROUPS", 60)
    monkeypatch.setattr("solver.programmes.region.EFFORT", 1.0)
    costs = []
    for _ in range(2):
        best = Best(problem, greedy(problem), keeps_rules=True)
        before = best.cost
        bound = searched_by_neighbourhoods(best, Allowance(Budget(work=10)), seed=1, tell=lambda cost, bound: None)
        assert not check(problem, best.solution)
        assert bound <= best.cost < before
        costs.append(objective(problem, best.solution))
    assert costs[0] == costs[1]
