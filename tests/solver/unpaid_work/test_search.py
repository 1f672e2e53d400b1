"""The search: sound, never worse than its start, bounded, right on tiny cases, and the same every time."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.goals import Goal
from models.record import DateRange
from models.scenario import Scenario
from models.unpaid_work import Frequency
from solver.baseline.unpaid_work import current_practice, greedy
from solver.options import Allowance, Budget
from solver.unpaid_work import Problem, Solution, check, objective, score, search
from tests.builders import (
    MONDAY,
    a_commitment,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    day,
)
from tests.solver.unpaid_work.ground import a_lock, compiled, every_rota, names, searched

PATIENT = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tiny_scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Parts of a scenario with at most three requirements, two projects and two supervisors."""
    count = draw(st.integers(1, 3))
    people = [
        a_person(
            f"X{n:06d}",
            home=at(east_km=draw(st.integers(0, 40))),
            commitments=tuple(a_commitment(d) for d in draw(st.sets(st.sampled_from(["mon", "tue"]), max_size=1))),
            non_associations=("X000000",) if n and draw(st.booleans()) else (),
        )
        for n in range(count)
    ]
    requirements = [
        a_requirement(
            f"U{n}",
            person=f"X{draw(st.integers(0, count - 1)):06d}",
            required_minutes=draw(st.sampled_from([500, 900, 2400])),
            sessions_per_week=draw(st.integers(1, 2)),
            sentence_date=draw(st.sampled_from([date(2026, 6, 1), MONDAY, day(8)])),
            deadline=draw(st.sampled_from([day(20), day(200)])),
        )
        for n in range(count)
    ]
    projects = [_project(draw, name) for name in ("K1", "K2")]
    away = draw(st.sampled_from([(), (DateRange(first=day(7), last=day(13)),)]))
    staff = [a_supervisor("V1", leave=away), a_supervisor("V2", contracted_hours=draw(st.sampled_from([37.0, 7.0])))]
    return {"people": people, "requirements": requirements, "projects": projects, "staff": staff, "weeks": 3}


def _project(draw: st.DrawFn, name: str) -> Any:
    slots = (
        a_slot(f"{name}-mon", end=draw(st.sampled_from(["12:00", "16:00"]))),
        a_slot(f"{name}-tue", "tue", frequency=draw(st.sampled_from([Frequency.WEEKLY, Frequency.FORTNIGHTLY]))),
    )
    return a_project(
        name,
        slots=slots[: draw(st.integers(1, 2))],
        places=draw(st.integers(1, 2)),
        max_supervisors=draw(st.integers(0, 2)),
        minimum_to_run=draw(st.integers(0, 2)),
        location=at(east_km=draw(st.integers(0, 30))),
    )


@PATIENT
@given(tiny_scenarios())
def test_results_are_sound_bounded_and_never_worse(parts: dict[str, Any]) -> None:
    """Greedy and search keep every rule, practice all but places; the search costs no less than its bound, no more
    than a yardstick that keeps them all.
    """
    problem = compiled(a_scenario(**parts))
    practice, outcome = current_practice(problem), searched(problem)
    assert [check(problem, solution) for solution in (greedy(problem), outcome.solution)] == [[], []]
    assert {violation.rule for violation in check(problem, practice)} <= {"within_places"}
    yardsticks = [one for one in (greedy(problem), practice) if not check(problem, one)]
    cost = objective(problem, outcome.solution)
    assert problem.floor - 1e-6 <= outcome.bound <= cost + 1e-6
    assert cost <= min(objective(problem, solution) for solution in yardsticks) + 1e-9


@settings(PATIENT, max_examples=10)
@given(tiny_scenarios())
def test_every_rota_costs_at_least_the_bound(parts: dict[str, Any]) -> None:
    """On tiny cases no rota that keeps the rules is cheaper than the bound, and a proved one is the cheapest."""
    problem = compiled(a_scenario(**parts))
    cheapest = min(objective(problem, one) for one in every_rota(problem))
    outcome = searched(problem)
    assert outcome.bound <= cheapest + 1e-6
    if _proved(problem, outcome.bound, objective(problem, outcome.solution)):
        assert objective(problem, outcome.solution) == pytest.approx(cheapest)


def _proved(problem: Problem, bound: float, cost: float) -> bool:
    return cost - bound <= 1e-4 * bound


@PATIENT
@given(tiny_scenarios(), st.booleans())
def test_one_more_place_or_supervisor_leaves_no_more_unplaced(parts: dict[str, Any], supervisor: bool) -> None:
    """In proved rotas one more place at every session, or one more supervisor, costs and leaves unmet no more."""
    more = dict(parts)
    if supervisor:
        more["staff"] = [*parts["staff"], a_supervisor("V3")]
    else:
        more["projects"] = [row.model_copy(update={"places": row.places + 1}) for row in parts["projects"]]
    first, second = compiled(a_scenario(**parts)), compiled(a_scenario(**more))
    before, after = searched(first), searched(second)
    costs = objective(first, before.solution), objective(second, after.solution)
    assume(_proved(first, before.bound, costs[0]) and _proved(second, after.bound, costs[1]))
    assert costs[1] <= costs[0] + 1e-6
    assert _unmet(second, after.solution) <= _unmet(first, before.solution)


def _unmet(problem: Problem, solution: Solution) -> float:
    return next(
        row.quantity for tier in score(problem, solution) for row in tier.goals if row.goal is Goal.UNMET_SESSIONS
    )


def a_town(people: int = 24, *, minimum: int = 2) -> Scenario:
    """Two dozen people around three projects with scarce supervisors, one of them away for a week."""
    rng = np.random.default_rng(3)
    days = ("mon", "tue", "wed", "thu", "fri")
    return a_scenario(
        people=[
            a_person(
                f"X{n:06d}",
                home=at(float(rng.integers(-20, 20)), float(rng.integers(-20, 20))),
                commitments=tuple(a_commitment(d) for d in rng.choice(days, 2, replace=False)),
            )
            for n in range(people)
        ],
        requirements=[
            a_requirement(f"U{n}", person=f"X{n:06d}", sessions_per_week=1 + n % 2, required_minutes=2400 + 60 * n)
            for n in range(people)
        ],
        projects=[
            a_project(
                f"K{k}",
                location=at(10.0 * k, -5.0 * k),
                slots=tuple(a_slot(f"K{k}-{d}", d) for d in days),
                places=4,
                minimum_to_run=minimum,
                max_supervisors=1 + k % 2,
            )
            for k in range(3)
        ],
        staff=[a_supervisor("V1", leave=(DateRange(first=day(7), last=day(13)),)), a_supervisor("V2")],
    )


def test_the_same_work_gives_the_same_rota() -> None:
    """With a work budget the result is a function of problem, seed and work alone."""
    problem = compiled(a_town())
    first, second = searched(problem, work=2), searched(problem, work=2)
    assert names(problem, first.solution) == names(problem, second.solution)
    assert first.solution.supervised.tolist() == second.solution.supervised.tolist()
    assert first.bound == second.bound


def test_a_small_town_is_planned_close_to_its_bound() -> None:
    """Two dozen people are planned to within a few hundredths of what is proved possible."""
    problem = compiled(a_town())
    outcome = searched(problem, work=4)
    assert check(problem, outcome.solution) == []
    assert objective(problem, outcome.solution) <= 1.05 * outcome.bound


def test_stopping_brings_the_start_back() -> None:
    """A search that is stopped at once returns its start, with a bound that holds."""
    problem = compiled(a_town())
    start = greedy(problem)
    outcome = search(problem, Allowance(Budget(seconds=60.0), stop_asked=lambda: True), 1, start, lambda _: None)
    assert outcome.stopped
    assert outcome.solution is start
    assert problem.floor <= outcome.bound <= objective(problem, start)


EMPTY: dict[str, dict[str, Any]] = {
    "no requirements": {"projects": [a_project()], "staff": [a_supervisor()]},
    "no projects": {"requirements": [a_requirement()], "staff": [a_supervisor()]},
    "no supervisors": {"requirements": [a_requirement()], "projects": [a_project()]},
    "nobody available": {
        "people": [a_person(commitments=(a_commitment("mon"),))],
        "requirements": [a_requirement()],
        "projects": [a_project()],
        "staff": [a_supervisor()],
    },
    "the sentence falls in the last week": {
        "requirements": [a_requirement(sentence_date=day(22))],
        "projects": [a_project()],
        "staff": [a_supervisor()],
    },
    "the only date is a bank holiday": {
        "requirements": [a_requirement()],
        "projects": [a_project(slots=(a_slot("K1-mon", frequency=Frequency.ONCE, first=day(7)),))],
        "staff": [a_supervisor()],
        "bank_holidays": [day(7)],
    },
    "the only supervisor is away throughout": {
        "requirements": [a_requirement()],
        "projects": [a_project()],
        "staff": [a_supervisor(leave=(DateRange(first=MONDAY, last=day(27)),))],
    },
}


@pytest.mark.parametrize("trial", EMPTY)
def test_nothing_to_place(trial: str) -> None:
    """Where nobody can be placed, the search says so without a fuss: an empty rota that keeps every rule."""
    problem = compiled(a_scenario(**EMPTY[trial]))
    outcome = searched(problem)
    assert len(outcome.solution.standing) == len(outcome.solution.supervised) == 0
    assert check(problem, outcome.solution) == []


def test_all_locked() -> None:
    """A rota that is locked throughout comes back as it is locked."""
    scenario = a_town(6, minimum=1)
    locks = tuple(a_lock(f"U{n}", f"K0-{d}") for n, d in _free_days(scenario))
    problem = compiled(scenario.model_copy(update={"locks": locks}))
    outcome = searched(problem)
    assert check(problem, outcome.solution) == []
    assert names(problem, outcome.solution) >= {(lock.requirement, lock.slot) for lock in locks}


def _free_days(scenario: Scenario) -> list[tuple[int, str]]:
    """One weekday on which each of the first four people is free, two people a day."""
    taken: dict[str, int] = {}
    found = []
    for n, person in enumerate(scenario.people[:4]):
        busy = {row.weekday.value for row in person.commitments}
        free = next(d for d in ("mon", "tue", "wed", "thu", "fri") if d not in busy and taken.get(d, 0) < 4)
        taken[free] = taken.get(free, 0) + 1
        found.append((n, free))
    return found
