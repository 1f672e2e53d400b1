"""Rotas of several delivery units: sound, the same with one process and two, and bounded by the sum of the units."""

from __future__ import annotations

import re

import numpy as np
import pytest

from solver.outcome import Outcome
from solver.unpaid_work import Problem, Solution, check, objective, side_by_side, units
from tests.builders import (
    OTHER_PDU,
    OTHER_TEAM,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
)
from tests.solver.unpaid_work.ground import compiled, searched


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Twelve people in two units, with a project and a supervisor each, a short way apart."""
    mine = [{}, {"pdu": OTHER_PDU}]
    return compiled(
        a_scenario(
            people=[a_person(f"X{n:06d}", home=at(east_km=float(n)), **mine[n % 2]) for n in range(12)],
            requirements=[a_requirement(f"U{n}", person=f"X{n:06d}", required_minutes=2400) for n in range(12)],
            projects=[
                a_project(
                    f"K{k}",
                    places=3,
                    location=at(east_km=12.0 * k),
                    slots=(a_slot(f"K{k}-mon"), a_slot(f"K{k}-tue", "tue")),
                    **mine[k],
                )
                for k in range(2)
            ],
            staff=[a_supervisor("V1"), a_supervisor("V2", team=OTHER_TEAM)],
        )
    )


def planned(problem: Problem, patch: pytest.MonkeyPatch, workers: int) -> Outcome[Solution]:
    """The rota unit by unit, with so many processes at most."""
    patch.setattr(units, "MOST_OPTIONS", 0)
    patch.setattr(side_by_side, "MOST", workers)
    return searched(problem, work=2)


def test_units_are_cut_along_their_borders(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every requirement, slot and supervisor is in one piece, and a rota of the pieces is one of the whole."""
    monkeypatch.setattr(units, "MOST_OPTIONS", 0)
    parts = units.pieces(problem)
    for side, count in (("rows", 12), ("slots", 4), ("staff", 2)):
        assert sorted(np.concatenate([getattr(piece, side) for piece in parts]).tolist()) == list(range(count))
    rotas = [(piece, searched(piece.problem).solution) for piece in parts]
    whole = units.united(rotas)
    assert check(problem, whole) == []
    assert objective(problem, whole) == pytest.approx(sum(objective(piece.problem, one) for piece, one in rotas))


def test_a_supervisor_lost_to_the_border_empties_one_session_and_not_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session too full for the supervisors that it keeps is filled anew; the unit does not begin from nothing."""
    monkeypatch.setattr(units, "MOST_OPTIONS", 0)
    shared = a_project("K0", places=3, max_supervisors=2, slots=(a_slot("K0-mon"),))
    people = [a_person(f"X{n:06d}", **({"pdu": OTHER_PDU} if n == 6 else {})) for n in range(7)]
    problem = compiled(
        a_scenario(
            people=people,
            requirements=[a_requirement(f"U{n}", person=person.id) for n, person in enumerate(people)],
            projects=[shared],
            staff=[a_supervisor("V1"), a_supervisor("V2", team=OTHER_TEAM)],
        )
    )
    whole = Solution.of([[n, 0] for n in range(6)], [[0, 0], [0, 1]])
    piece = units.pieces(problem)[0]
    within = piece.within(whole)
    assert check(piece.problem, within) == []
    assert len(within.standing) >= 3


def test_one_process_and_two_find_the_same(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a work budget the rota keeps every rule and does not depend on the number of processes."""
    one, two = (planned(problem, monkeypatch, workers) for workers in (1, 2))
    assert check(problem, one.solution) == []
    assert one.solution.standing.tolist() == two.solution.standing.tolist()
    assert one.solution.supervised.tolist() == two.solution.supervised.tolist()
    assert one.bound == two.bound


def test_the_bound_is_never_above_a_rota(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sum of the units' bounds is told only where no rota is cheaper."""
    outcome = planned(problem, monkeypatch, 1)
    assert problem.floor <= outcome.bound <= objective(problem, outcome.solution) + 1e-6


def test_a_rota_over_borders_says_how_near_those_within_are(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where people of one unit live near projects of the other, no rota within borders is as cheap: that is told."""
    outcome = planned(problem, monkeypatch, 1)
    assert problem.floor < outcome.bound <= objective(problem, outcome.solution)
    least, within = (int(number.replace(",", "")) for number in re.findall(r"[\d,]+\d", outcome.remark)[:2])
    assert objective(problem, outcome.solution) < least <= within


def test_every_unit_has_a_floor_of_its_own(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is searched there is a bound for each unit, not below what the whole has, nor above its rota."""
    monkeypatch.setattr(units, "MOST_OPTIONS", 0)
    parts = units.pieces(problem)
    floors = [piece.problem.floor for piece in parts]
    assert sum(floors) >= problem.floor - 1e-6
    for floor, piece in zip(floors, parts, strict=True):
        assert 0.0 < floor <= objective(piece.problem, searched(piece.problem).solution) + 1e-6


def test_a_small_rota_is_planned_as_a_whole(problem: Problem) -> None:
    """Below the number of options that a search can take on, borders have no say."""
    assert units.pieces(problem) == ()
