"""Who starts first: risk, then time left of the sentence, then waiting; and the audit reads it alike."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from models.casework import Rosh
from scenarios.generate import Scale, generate
from solver.audit.programmes_priority import parts_of, priorities_of
from solver.audit.rows import rows_of
from solver.programmes import Problem
from solver.programmes.priority import priorities
from tests.builders import a_case, a_group_option, a_person, a_policy, a_referral, a_template, day, figure
from tests.solver.programmes.ground import compiled, scenario_of, searched

ONE_PLACE = (a_template(minimum_size=1, maximum_size=1),)


def policy(**over: Any) -> Any:
    """Time left and waiting count in steps of four weeks, up to a year."""
    years = {"priority_time_left_weeks": figure(52), "priority_waited_weeks": figure(52)}
    return a_policy(**(years | over))


def rivals(*, risk: tuple[str, str], left: tuple[int, int], waited: tuple[int, int]) -> Problem:
    """Two people of whom each has a case of a risk, weeks of sentence left and weeks waited, and one place."""
    people = (a_person("X1"), a_person("X2"))
    cases = tuple(a_case(f"C{n}", person=f"X{n}", rosh=Rosh(risk[n - 1])) for n in (1, 2))
    rows = tuple(
        a_referral(f"A{n}", person=f"X{n}", sentence_end=day(7 * left[n - 1]), referred_on=day(-7 * waited[n - 1]))
        for n in (1, 2)
    )
    return compiled(scenario_of(people=people, cases=cases, referrals=rows, templates=ONE_PLACE, policy=policy()))


@pytest.mark.parametrize(
    ("risk", "left", "waited"),
    [
        pytest.param(("high", "medium"), (100, 20), (0, 90), id="risk"),
        pytest.param(("low", "low"), (20, 100), (0, 90), id="time left"),
        pytest.param(("low", "low"), (100, 100), (90, 0), id="waiting"),
    ],
)
def test_the_place_goes_by_risk_then_time_left_then_waiting(
    risk: tuple[str, str], left: tuple[int, int], waited: tuple[int, int]
) -> None:
    """What comes first decides, whatever comes after it says; the first of the two people gets the place."""
    found = searched(rivals(risk=risk, left=left, waited=waited)).solution
    assert found.group_of.tolist() == [0, -1]


def test_two_of_medium_risk_come_before_one_of_a_little_more() -> None:
    """Priorities add up: two of risk 2 are worth more than one of risk 3, two of risk 1 are not."""
    for weight, expected in ((2, 2), (1, 1)):
        rows = (
            a_referral("A1", person="X1", priority=3),
            *(a_referral(f"A{n}", person=f"X{n}", template="TWO", priority=weight) for n in (2, 3)),
        )
        templates = (*ONE_PLACE, a_template("TWO", minimum_size=2, maximum_size=2))
        problem = compiled(with_two_kinds(rows, templates))
        assert int((searched(problem).solution.group_of >= 0).sum()) == expected


def with_two_kinds(rows: Any, templates: Any) -> Any:
    """One room at one time for a group of either programme."""
    options = (a_group_option(), a_group_option("G2", template="TWO"))
    return scenario_of(referrals=rows, templates=templates, group_options=options, policy=policy())


def test_parts_stay_below_a_unit_of_risk() -> None:
    """Nobody gains a whole unit by time and waiting, however little is left and however long the wait was."""
    problem = rivals(risk=("medium", "low"), left=(500, 0), waited=(0, 500))
    assert problem.parts == 14 * 14
    assert problem.priority.tolist() == [2 * 196, 2 * 196 - 1]


@pytest.mark.parametrize(("weeks", "parts"), [(52, 0), (49, 0), (48, 14), (45, 14), (44, 28), (0, 13 * 14)])
def test_time_left_counts_whole_steps(weeks: int, parts: int) -> None:
    """Each four whole weeks less of the last year are a step."""
    assert rivals(risk=("low", "low"), left=(weeks, 52), waited=(0, 0)).priority[0] == 196 + parts


def test_a_stated_weight_comes_before_that_of_the_risk() -> None:
    """A referral that states a priority is not weighed by the person's case; a person without a case has 1."""
    rows = (
        a_referral("A1", person="X1", priority=7, referred_on=day(0)),
        a_referral("A2", person="X2", referred_on=day(0)),
        a_referral("A3", person="X3", referred_on=day(0)),
    )
    cases = tuple(a_case(f"C{n}", person="X1" if n < 3 else "X2", rosh=Rosh.VERY_HIGH) for n in (1, 3))
    people = tuple(a_person(f"X{n}") for n in (1, 2, 3))
    risk = priorities(scenario_of(people=people, cases=cases, referrals=rows, policy=policy()))[0] // 196
    assert risk.tolist() == [7, 4, 1]


def test_the_audit_reads_priorities_alike() -> None:
    """Search and audit come to the same numbers on a generated town, where both kinds of risk occur."""
    scenario = generate(Scale.TOWN, 1)
    own, parts = priorities(scenario)
    rows = rows_of(scenario)
    assert parts_of(rows) == parts > 1
    assert [Fraction(int(number), parts) for number in own] == list(priorities_of(rows))
    assert len(np.unique(own)) > len(own) // 2
    assert {row.priority is None for row in scenario.programmes.referrals} == {True, False}
