"""A small rota before branch and cut: sums of weekdays, whole sessions, rows of the root, and everything whole."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from solver.options import Allowance, Budget
from solver.progress import silent
from solver.unpaid_work import Problem, objective, side_by_side
from solver.unpaid_work.best import Best
from solver.unpaid_work.exact import Whole, begun_at, everything_whole, rows_at_root, sessions_whole, whole_rota
from solver.unpaid_work.formulate import formulate, solution_of
from solver.unpaid_work.guide import follow
from solver.unpaid_work.program import stacked
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.side_by_side import Helpers, Tell
from solver.unpaid_work.two_sides import Brought, TwoSides
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at
from tests.solver.unpaid_work.ground import compiled, every_rota, rota, searched

unpaid_work_search = importlib.import_module("solver.unpaid_work.search")
"""The module: the package gives its function the same name."""
DAYS = ("mon", "tue", "wed")


def world(places: int = 2, a_week: int = 2) -> Problem:
    """Three people, one with some sessions a week, two projects on three days, a supervisor with hours for two."""
    return compiled(
        a_scenario(
            people=[a_person(f"X{n:06d}") for n in range(3)],
            requirements=[
                a_requirement(f"U{n}", person=f"X{n:06d}", sessions_per_week=a_week if n == 0 else 1) for n in range(3)
            ],
            projects=[
                a_project(
                    f"K{k}",
                    slots=tuple(a_slot(f"K{k}-{day}", day) for day in DAYS),
                    location=at(east_km=3.0 * k),
                    places=places,
                )
                for k in (1, 2)
            ],
            staff=[a_supervisor("V1", contracted_hours=14.0)],
        )
    )


def granted() -> Allowance:
    """More than enough."""
    return Allowance(Budget(seconds=None, work=50))


def bounds(news: list[Any]) -> list[float]:
    """Those of some news that are bounds; the others are points."""
    return [one for one in news if isinstance(one, float)]


def relaxed(problem: Problem, below: float) -> tuple[Whole, float]:
    """The whole rota, with the rows that its relaxation finds, and the relaxation's bound."""
    formulation, best = formulate(problem), Best(problem, rota(problem, []), silent)
    guide = follow(problem, formulation, Purse(granted()), lambda bound: best.prove(bound, "bound"))
    return whole_rota(problem, formulation, guide.relaxation.tightened(formulation.program), below), best.bound


def test_the_number_of_supervisors_of_a_weekday_is_a_column() -> None:
    """A rota with sessions on Monday and Tuesday keeps all rows of the program, with one on either day."""
    problem = world()
    whole, _ = relaxed(problem, 1e6)
    one = rota(problem, [("U0", "K1-mon"), ("U1", "K2-tue")], [("K1-mon", "V1"), ("K2-tue", "V1")])
    point = begun_at(problem, formulate(problem), whole, one).start
    assert point is not None
    assert point[-3:].tolist() == [1.0, 1.0, 0.0]
    activity = whole.program.activity(point)
    assert np.all((activity >= whole.program.low - 1e-9) & (activity <= whole.program.high + 1e-9))


@pytest.mark.parametrize(("places", "a_week"), [(2, 2), (1, 2), (2, 1)])
def test_every_bound_is_below_the_best_rota_and_the_last_proves_it(places: int, a_week: int) -> None:
    """Bounds rise from the relaxation over whole sessions to the cost of the cheapest of all rotas, which is found."""
    problem = world(places, a_week)
    cheapest = min(every_rota(problem), key=lambda one: objective(problem, one))
    least, news = objective(problem, cheapest), list[Any]()
    whole, bound = relaxed(problem, least + 1.0)
    rows = rows_at_root(whole, granted(), news.append).found
    whole = Whole(stacked([whole.program, rows]), whole.constant, whole.numbers, whole.below)
    sessions_whole(whole, granted(), news.append)
    assert bound <= max(bounds(news)) + 1e-3
    assert max(bounds(news)) <= least + 1e-9
    points = [one for one in news if not isinstance(one, float)]
    assert all(len(point) == len(whole.program.cost) for point in points)
    whole = begun_at(problem, formulate(problem), whole, rota(problem, []))
    answer = everything_whole(whole, granted(), news.append).found
    assert answer.point is not None
    assert objective(problem, solution_of(problem, formulate(problem), answer.point)) == pytest.approx(least)
    assert bounds(news)[-1] == pytest.approx(least, rel=1e-5)


def test_where_no_rota_is_cheaper_that_is_the_bound() -> None:
    """With the cheapest rota's cost as the limit, bounds come to it, and not beyond."""
    problem = world()
    least, news = min(objective(problem, one) for one in every_rota(problem)), list[Any]()
    whole, _ = relaxed(problem, least)
    everything_whole(whole, granted(), news.append)
    sessions_whole(whole, granted(), news.append)
    assert max(bounds(news)) <= least


def test_one_process_and_two_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a work budget rota and bound do not depend on who did the errands."""
    monkeypatch.setattr(unpaid_work_search, "WORTH_OPTIONS", 0)
    monkeypatch.setattr(unpaid_work_search, "WORTH_UNITS", 0.0)
    problem, outcomes = world(), []
    for cores in (1, 2):
        monkeypatch.setattr(side_by_side, "cores", lambda cores=cores: cores)
        outcomes.append(searched(problem, work=3))
    one, two = outcomes
    assert one.solution.standing.tolist() == two.solution.standing.tolist()
    assert one.bound == two.bound


def done_early(found: int, allowance: Allowance, tell: Tell) -> Brought[int]:
    """An errand that takes a tenth of a unit, whatever it is given."""
    return Brought(found, 0.1)


def test_an_errand_is_booked_at_what_it_took() -> None:
    """Its share of the work is left to others where it needs less of it, and is all that it can take."""
    problem, purse = world(), Purse(Allowance(Budget(seconds=None, work=4)))
    with Helpers(0, lambda: False) as nobody:
        sides = TwoSides(Best(problem, rota(problem, []), silent), purse, nobody)
        for share, left in ((0.5, 3.9), (0.01, 3.861)):
            assert sides.begin(done_early, 7, share=share, most=0.9, phase="").finish() == 7
            assert purse.left == pytest.approx(left)


def test_a_smallest_rota_is_proved_with_little_work() -> None:
    """One project for three people, its supervisor short of hours: four units went in bookings before the proof."""
    problem = compiled(
        a_scenario(
            people=[a_person(f"X{n}", show_up_rate=rate) for n, rate in enumerate((0.7, 0.7, 0.9))],
            requirements=[
                a_requirement(f"U{n}", person=f"X{n}", sessions_per_week=number) for n, number in enumerate((2, 2, 3))
            ],
            projects=[
                a_project(
                    slots=(*(a_slot(f"K1-{day}", day) for day in ("wed", "tue", "thu")), a_slot(end="12:00")),
                    location=at(east_km=11.0),
                    places=1,
                    max_supervisors=2,
                    minimum_to_run=2,
                )
            ],
            staff=[a_supervisor(contracted_hours=21.0)],
            weeks=3,
        )
    )
    outcome = searched(problem, work=4)
    assert outcome.bound == pytest.approx(objective(problem, outcome.solution), rel=1e-6)
