"""Groups full enough to survive drop-out: what thin ones cost, in plans, in prices and in the bound."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from models.goals import Goal
from solver.audit.programmes_thin import lacks
from solver.programmes import objective
from solver.programmes.goals import quantities
from solver.programmes.mip import build, values_of
from solver.programmes.pool import pooled
from solver.programmes.prices import evaluated, first_prices
from solver.programmes.thinness import by_size, missing
from tests.builders import a_facilitator, a_group_option, a_group_slot, a_room, a_template, an_estate
from tests.solver.programmes.ground import compiled, referrals, scenario_of, searched, solution_of

RATES: dict[str, Any] = {"start_rate": 0.9, "drop_out_rate": 0.25}


def test_expected_missing_is_binomial() -> None:
    """Of two who each stay with even chance, three quarters of the two wanted are there twice over: one is missing."""
    assert missing(2, 2, Fraction(1, 2)) == 1
    assert missing(1, 2, Fraction(1, 2)) == Fraction(1, 4)
    assert missing(2, 5, Fraction(1)) == 0


@pytest.mark.parametrize(("minimum", "maximum"), [(6, 12), (5, 10), (1, 3), (4, 4)])
def test_each_further_member_helps_no_more_than_the_one_before(minimum: int, maximum: int) -> None:
    """Steps never grow, and the audit works out the same."""
    template = a_template(minimum_size=minimum, maximum_size=maximum, **RATES)
    lack = by_size(template)
    steps = [fewer - more for fewer, more in pairwise(lack)]
    assert steps == sorted(steps, reverse=True)
    assert lack == [lacks(template, size) for size in range(maximum + 1)]


def test_nothing_is_lacking_where_everybody_stays() -> None:
    """Without drop-out no group that is viable is thin."""
    assert by_size(a_template(minimum_size=2, maximum_size=4))[2:] == [0, 0, 0]


def two_groups() -> tuple[int, ...]:
    """Sizes of two groups of two to six among eight people, of whom five can join either."""
    early, late = a_group_slot("tue", "10:00"), a_group_slot("wed", "10:00")
    scenario = scenario_of(
        templates=(a_template(minimum_size=2, maximum_size=6, start_rate=0.9, drop_out_rate=0.5),),
        referrals=referrals(8),
        group_options=(a_group_option("G1", slots=(early,)), a_group_option("G2", slots=(late,))),
        estate=an_estate(rooms=(a_room("R1", seats=12),)),
        staff=(a_facilitator("F1"), a_facilitator("F2")),
    )
    problem = compiled(scenario)
    solution = searched(problem).solution
    return tuple(sorted(np.bincount(solution.group_of, minlength=2).tolist()))


def test_two_groups_are_filled_so_that_both_last() -> None:
    """Eight people in groups of at most six are shared out evenly, since two of the rest would be too thin."""
    assert two_groups() == (4, 4)


def test_program_prices_and_plan_agree_on_what_a_thin_group_costs() -> None:
    """The program's cost of a plan is the plan's, and at no prices do prices prove more than the best plan costs."""
    template = a_template(minimum_size=2, maximum_size=4, **RATES)
    problem = compiled(scenario_of(templates=(template,), referrals=referrals(3)))
    solution = solution_of(problem, {"G1": ("R1", ("F1",), ("A1", "A2", "A3"))})
    assert quantities(problem, solution)[Goal.THIN_GROUPS] == by_size(template)[3]
    program = build(problem)
    for variable in program.lp.variables():
        variable.varValue = values_of(program, solution).get(variable, 0.0)
    assert program.lp.objective.value() == pytest.approx(objective(problem, solution))
    pool = pooled(problem)
    for share in (0.0, 0.3, 0.7, 1.0):
        assert evaluated(pool, first_prices(pool, share)).bound <= objective(problem, solution) + 1e-6
