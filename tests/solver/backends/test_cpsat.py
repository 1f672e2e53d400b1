"""CP-SAT on a PuLP problem: the same problem, the same words, and its limits."""

from __future__ import annotations

import pulp
import pytest
from ortools.sat.python import cp_model

from solver.backends.answer import Answer, Limits, Word
from solver.backends.cpsat import improve, word_of
from tests.solver.backends.test_mip import cost, knapsacks, minimised


def improved(problem: pulp.LpProblem, limits: Limits | None = None) -> Answer:
    """Answer for a problem, begun from nothing taken."""
    start = dict.fromkeys(problem.variables(), 0.0)
    return improve(problem, start=start, limits=limits or Limits(work=10), seed=1, on_best=lambda _: None)


def test_both_solvers_agree_on_the_optimum() -> None:
    """What HiGHS proves best, CP-SAT proves best."""
    one, other = knapsacks(20, 5), knapsacks(20, 5)
    assert improved(one).word is Word.OPTIMAL
    minimised(other)
    assert cost(one) == pytest.approx(cost(other))


def test_rows_of_every_sense_and_fractions_on_the_right() -> None:
    """At least, at most and exactly are kept, with limits that are not whole."""
    problem = pulp.LpProblem("rows", pulp.LpMinimize)
    a, b, c = (problem.add_variable(name, cat=pulp.LpBinary) for name in "abc")
    problem.setObjective(pulp.LpAffineExpression([(a, -0.5), (b, -0.25), (c, 2.0)]))
    problem.addConstraint(2 * a + 2 * b <= 3.9)
    problem.addConstraint(a + c >= 0.5)
    problem.addConstraint(b + c == 1)
    assert improved(problem).word is Word.OPTIMAL
    assert [variable.varValue for variable in (a, b, c)] == [1.0, 0.0, 1.0]


def test_contradiction_is_infeasible() -> None:
    """What cannot be solved is a result, not an error."""
    problem = knapsacks(5, 1)
    problem.addConstraint(pulp.lpSum(problem.variables()) >= 6)
    assert improved(problem).word is Word.INFEASIBLE


def test_wish_to_stop_is_heard() -> None:
    """A search without any other limit ends when the user asks."""
    answer = improved(knapsacks(150, 120), Limits(stop=lambda: True))
    assert answer.word in (Word.FEASIBLE, Word.NOTHING_FOUND)


def test_same_work_brings_the_same_solution() -> None:
    """Deterministic time takes the place of any clock."""
    solutions = []
    for _ in range(2):
        problem = knapsacks(60, 40)
        improved(problem, Limits(work=0.5))
        solutions.append([variable.varValue for variable in problem.variables()])
    assert solutions[0] == solutions[1]


def test_unknown_word_is_an_error() -> None:
    """A model that CP-SAT calls invalid is a defect, and is not hidden."""
    assert word_of(cp_model.UNKNOWN) is Word.NOTHING_FOUND
    with pytest.raises(ValueError, match="no translation"):
        word_of(cp_model.MODEL_INVALID)
