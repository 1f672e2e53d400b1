"""Rows that whole weeks imply: no rota is lost, and mixtures of weeks that share what neither would are."""

from __future__ import annotations

import numpy as np
import pytest

from models.people import SiteFeature
from models.policy import UnpopularSession
from models.record import Weekday
from solver.unpaid_work import Problem
from solver.unpaid_work.formulate import Formulation, formulate, point_of
from solver.unpaid_work.whole_weeks import WholeWeeks
from tests.builders import a_person, a_policy, a_project, a_requirement, a_scenario, a_slot, a_supervisor, figure
from tests.solver.unpaid_work.ground import compiled, every_rota, rota

DAYS = ("mon", "tue", "wed", "thu")
HEAVY = UnpopularSession(weekdays=(Weekday.MON, Weekday.TUE), features=(SiteFeature.HEAVY_LIFTING,), source="test")
ALONE, SHARED = ["K1-mon", "K1-tue"], ["K2-wed", "K2-thu"]


def world(a_week: int = 2, hours: float = 14.0, crew: int = 1) -> Problem:
    """Somebody with several sessions a week, two projects on four days, and supervisors with few hours."""
    projects = [
        a_project(id, slots=tuple(a_slot(f"{id}-{day}", day) for day in DAYS), features=features)
        for id, features in (("K1", (SiteFeature.HEAVY_LIFTING,)), ("K2", ()))
    ]
    return compiled(
        a_scenario(
            people=[a_person("X000000")],
            requirements=[a_requirement("U0", person="X000000", sessions_per_week=a_week)],
            projects=projects,
            staff=[a_supervisor(f"V{n}", contracted_hours=hours) for n in range(crew)],
            policy=a_policy(spare_supervisors=figure(1), unpopular_sessions=(HEAVY,)),
        )
    )


def rows_of(problem: Problem, formulation: Formulation) -> WholeWeeks:
    """Where the rows come from."""
    return WholeWeeks(problem, formulation.layout, formulation.program.cost)


@pytest.mark.parametrize(("a_week", "hours", "crew"), [(2, 14.0, 1), (3, 21.0, 1), (2, 7.0, 2)])
def test_no_rota_is_lost(a_week: int, hours: float, crew: int) -> None:
    """Rows made from any point, however odd, are kept by every rota; and odd points do break some."""
    problem = world(a_week, hours, crew)
    formulation = formulate(problem)
    program, weeks, rng = formulation.program, rows_of(problem, formulation), np.random.default_rng(a_week)
    rotas = np.array([point_of(problem, formulation, one) for one in every_rota(problem)])
    made = 0
    for _ in range(30):
        point = program.upper * rng.random(len(program.cost)) * (rng.random(len(program.cost)) < 0.6)
        rows = weeks.broken(point, program)
        made += len(rows.low)
        assert all((rows.activity(one) >= rows.low - 1e-6).all() for one in rotas)
    assert made > 10


def test_half_of_two_weeks_pays_half_of_both() -> None:
    """Half of a week at each of two projects at less than half of both prices breaks a row; at both halves, none."""
    problem = world()
    formulation = formulate(problem)
    program, layout = formulation.program, formulation.layout
    weeks = rows_of(problem, formulation)
    halves = [
        point_of(problem, formulation, rota(problem, [("U0", slot) for slot in mine])) for mine in (ALONE, SHARED)
    ]
    mixed = (halves[0] + halves[1]) / 2.0
    assert len(weeks.broken(mixed, program).low) == 0
    cheaper = mixed.copy()
    cheaper[layout.again.column] = 0.0
    assert len(weeks.broken(cheaper, program).low) == 1
    assert len(weeks.broken(halves[0], program).low) == 0


def test_half_a_day_left_is_no_day_spare() -> None:
    """A supervisor with hours for two turns, who has one and a half, is spare at half as much on the other days."""
    problem = world(hours=14.0)
    formulation = formulate(problem)
    program, layout = formulation.program, formulation.layout
    point = np.zeros(len(program.cost))
    turns = np.flatnonzero(np.isin(layout.supervisor_slot, [0, 1]))
    point[layout.turn[turns]] = [1.0, 0.5]
    free = np.isin(layout.spare.weekday, [2, 3])
    for share, broken in ((0.5, 0), (0.9, 1)):
        point[layout.spare.spare[free]] = share
        assert len(rows_of(problem, formulation).broken(point, program).low) == broken
