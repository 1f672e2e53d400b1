"""Groups dwindle as the rates of their programme have it, and the plan says how far."""

from __future__ import annotations

from typing import Any

import pytest

from models.programmes import Module, SessionKind, TemplateSession
from solver.programmes import decisions, kpis
from tests.builders import a_template
from tests.solver.programmes.ground import compiled, referrals, scenario_of, solution_of


def told(members: int, **over: Any) -> tuple[list[float], float, float]:
    """Members expected at each session, the chance of too few at the last, and the key figure."""
    names = tuple(f"A{n}" for n in range(1, members + 1))
    template = a_template(sessions=3, minimum_size=2, maximum_size=6, **over)
    problem = compiled(scenario_of(templates=(template,), referrals=referrals(members)))
    solution = solution_of(problem, {"G1": ("R1", ("F1",), names)})
    (run,) = decisions(problem, solution).groups
    return [s.expected for s in run.sessions], run.thin_chance, kpis(problem, solution).expected_finishers


def test_everybody_stays_where_no_rate_is_stated() -> None:
    """Without rates all members are expected at every session, and the group never falls under its minimum."""
    assert told(2) == ([2.0, 2.0, 2.0], 0.0, 2.0)


def test_members_leave_evenly_over_the_run() -> None:
    """A share starts, and of these a share is gone by the last session, half of it by the middle."""
    expected, _, finishers = told(4, start_rate=0.9, drop_out_rate=0.5)
    assert expected == pytest.approx([3.6, 2.7, 1.8])
    assert finishers == expected[-1]


def test_chance_of_too_few_is_binomial() -> None:
    """Of two who each stay with even chance, fewer than two are left three times in four; more members help."""
    assert told(2, drop_out_rate=0.5)[1] == pytest.approx(0.75)
    assert told(3, drop_out_rate=0.5)[1] == pytest.approx(0.5)


def test_group_of_which_nobody_starts_is_surely_too_small() -> None:
    """With a start rate of nothing, too few are left for certain."""
    assert told(3, start_rate=0.0)[1] == 1.0


def test_catch_ups_are_for_those_who_have_missed_as_many() -> None:
    """After two sessions, each missed by half, three in four need the first catch-up and one in four the second."""
    kinds = (SessionKind.GROUP, SessionKind.GROUP, SessionKind.CATCH_UP, SessionKind.CATCH_UP)
    sessions = tuple(TemplateSession(name=kind.value, kind=kind, minutes=60) for kind in kinds)
    expected, _, finishers = told(4, modules=(Module(name="Module", sessions=sessions),), missed_rate=0.5)
    assert expected == pytest.approx([4.0, 4.0, 3.0, 1.0])
    assert finishers == 4.0
