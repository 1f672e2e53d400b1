"""PuLP with HiGHS: words, bounds, starts and limits."""

from __future__ import annotations

import random

import pulp
import pytest

from solver.backends.answer import Answer, Limits, Word
from solver.backends.mip import StartedHighs, word_of


def knapsacks(items: int, rows: int, seed: int = 1) -> pulp.LpProblem:
    """Many knapsacks over the same items: quick to write, slow to prove; its objective has a constant."""
    dice = random.Random(seed)
    problem = pulp.LpProblem("knapsacks", pulp.LpMinimize)
    taken = [problem.add_variable(f"x{n}", cat=pulp.LpBinary) for n in range(items)]
    values = [(variable, -float(dice.randint(10, 40))) for variable in taken]
    problem.setObjective(pulp.LpAffineExpression(values, constant=1000.0))
    for _ in range(rows):
        weights = [(variable, dice.randint(1, 30)) for variable in taken if dice.random() < 0.5]
        problem.addConstraint(pulp.LpAffineExpression(weights) <= 5.0 * items)
    return problem


def cost(problem: pulp.LpProblem) -> float:
    """Cost of the values that the variables hold."""
    return float(pulp.value(problem.objective))


def minimised(problem: pulp.LpProblem, limits: Limits | None = None, start: bool = False) -> Answer:
    """Answer for a problem, begun from nothing taken where a start is wanted."""
    values = dict.fromkeys(problem.variables(), 0.0) if start else {}
    solver = StartedHighs(seed=1, whole_costs=True, heuristics=True)
    return solver.minimise(problem, start=values, limits=limits or Limits())


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        (pulp.LpSolutionOptimal, Word.OPTIMAL),
        (pulp.LpSolutionIntegerFeasible, Word.FEASIBLE),
        (pulp.LpSolutionNoSolutionFound, Word.NOTHING_FOUND),
        (pulp.LpSolutionInfeasible, Word.INFEASIBLE),
    ],
)
def test_every_word_has_one_of_ours(word: int, ours: Word) -> None:
    """PuLP's states of a solution are translated one by one."""
    assert word_of(word) is ours


@pytest.mark.parametrize("word", [pulp.LpSolutionUnbounded, 17])
def test_unknown_word_is_an_error(word: int) -> None:
    """A word that means nothing here is never taken for another."""
    with pytest.raises(ValueError, match="no translation"):
        word_of(word)


def test_optimum_is_proved_with_the_constant_in_the_bound() -> None:
    """Bound and cost are in the caller's unit, and agree once the optimum is proved."""
    problem = knapsacks(20, 5)
    answer = minimised(problem)
    assert answer.word is Word.OPTIMAL
    assert answer.bound is not None
    assert answer.bound <= cost(problem) < answer.bound + 1.0
    assert 0 < cost(problem) < 1000


def test_contradiction_is_infeasible_and_has_no_bound() -> None:
    """What cannot be solved is a result, not an error."""
    problem = knapsacks(5, 1)
    problem.addConstraint(pulp.lpSum(problem.variables()) >= 6)
    answer = minimised(problem)
    assert (answer.word, answer.bound, answer.found) == (Word.INFEASIBLE, None, False)


def test_run_out_of_time_keeps_its_start_and_is_not_called_optimal() -> None:
    """Stopped before it could prove anything, HiGHS hands back the start, and its bound is still below the cost."""
    problem = knapsacks(60, 40)
    answer = minimised(problem, Limits(seconds_left=lambda: 0.3), start=True)
    assert answer.word is Word.FEASIBLE
    assert answer.bound is None or answer.bound <= cost(problem)


def test_run_out_of_time_without_a_solution_is_nothing_found() -> None:
    """An interrupted run without a solution is not taken for a solved one."""
    problem = knapsacks(60, 40)
    problem.addConstraint(pulp.lpSum(problem.variables()) >= 27)
    answer = minimised(problem, Limits(stop=lambda: True))
    assert answer.word is Word.NOTHING_FOUND
    assert not answer.found


def test_work_is_counted_without_a_clock() -> None:
    """The same work brings the same solution and the same bound."""
    answers = []
    for _ in range(2):
        problem = knapsacks(60, 40)
        answer = minimised(problem, Limits(work=0.05))
        answers.append((answer.word, answer.bound, [variable.varValue for variable in problem.variables()]))
    assert answers[0] == answers[1]
    assert answers[0][0] is Word.FEASIBLE


def test_news_never_go_back() -> None:
    """Costs that are told of fall, and stay above the bound."""
    news: list[tuple[float, float]] = []
    solver = StartedHighs(seed=1, whole_costs=True, heuristics=True)
    solver.minimise(knapsacks(30, 20), start={}, limits=Limits(), on_news=lambda *pair: news.append(pair))
    costs = [best for best, _ in news]
    assert costs == sorted(costs, reverse=True)
    assert all(bound <= best + 1e-6 for best, bound in news)
