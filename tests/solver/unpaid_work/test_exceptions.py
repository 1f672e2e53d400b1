"""Standing slots with dated exceptions: people who are not free on some of the dates, every second week or once."""

from __future__ import annotations

from typing import Any

import pytest

from models.goals import Part
from models.people import Commitment
from models.scenario import Scenario
from models.unpaid_work import ProjectKind
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import Problem, objective, score
from solver.unpaid_work.attending import served_weeks
from tests.builders import (
    a_commitment,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    day,
)
from tests.solver.unpaid_work.ground import compiled, every_rota, rota, searched

WORK = Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1)


def every_second(first: int, weekday: str = "mon", **over: Any) -> Commitment:
    """Care in every second week from a day on."""
    return a_commitment(weekday, first=day(first), every_weeks=2, **over)


def once(on: int, weekday: str = "mon") -> Commitment:
    """A commitment on a single day."""
    return a_commitment(weekday, first=day(on), last=day(on))


def world(*commitments: Commitment, requirement: dict[str, Any] | None = None, **over: Any) -> Scenario:
    """One person with commitments beside a Monday project, for four weeks."""
    row: dict[str, Any] = {"projects": [a_project("K1", slots=(a_slot("K1-mon", **over.pop("slot", {})),))]}
    return a_scenario(
        people=[a_person("X0", commitments=commitments)],
        requirements=[a_requirement("U0", person="X0", **(requirement or {}))],
        staff=[a_supervisor("V1"), a_supervisor("V2")],
        **(row | over),
    )


def weeks(problem: Problem) -> tuple[list[int], list[int]] | None:
    """Weeks in which a place is held, and weeks that are served; none where the slot is not allowed."""
    if len(problem.options.slot) == 0:
        return None
    served = served_weeks(problem.requirements, problem.slots, problem.options.requirement, problem.options.slot)
    return tuple([w for w, there in enumerate(row) if there] for row in (problem.options.held[0], served[0]))  # type: ignore[return-value]  # two rows make two lists


TWO_SESSIONS = {"required_minutes": 840}
TRIALS: dict[str, tuple[Scenario, tuple[list[int], list[int]] | None]] = {
    "free throughout": (world(), ([0, 1, 2, 3], [0, 1, 2, 3])),
    "every second week": (world(every_second(0)), ([1, 3], [1, 3])),
    "every second week, from before the horizon": (world(every_second(-7)), ([0, 2], [0, 2])),
    "every second week, up to a day": (world(every_second(0, last=day(13))), ([1, 2, 3], [1, 2, 3])),
    "every third week": (world(a_commitment("mon", first=day(0), every_weeks=3)), ([1, 2], [1, 2])),
    "one day away": (world(once(7)), ([0, 2, 3], [0, 2, 3])),
    "three days of four": (world(every_second(0), once(7)), None),
    "two days of three": (world(every_second(0), slot={"last": day(14)}), ([1], [1])),
    "the only day": (world(once(7), slot={"first": day(7), "last": day(7)}), None),
    "every day": (world(a_commitment("mon")), None),
    "another time of day": (world(every_second(0, start="16:00", end="18:00")), ([0, 1, 2, 3], [0, 1, 2, 3])),
    "before the usable weeks": (
        world(a_commitment("mon", last=day(13)), requirement={"sentence_date": day(10)}),
        ([2, 3], [2, 3]),
    ),
    "later dates follow": (world(once(0), requirement=TWO_SESSIONS), ([1, 2], [1])),
    "nothing served in the active weeks": (
        world(once(0), once(7), requirement=TWO_SESSIONS),
        ([2, 3], []),
    ),
    "a bank holiday on a day away": (world(every_second(0), bank_holidays=(day(0),)), ([1, 3], [0, 1, 3])),
}


@pytest.mark.parametrize("trial", TRIALS)
def test_places_are_held_on_the_dates_on_which_the_person_is_free(trial: str) -> None:
    """A slot is allowed to whoever is free on half of its dates; places are held, and weeks served, on these alone."""
    scenario, expected = TRIALS[trial]
    assert weeks(compiled(scenario)) == expected


def test_a_week_away_is_a_week_without_that_session() -> None:
    """Standing where one comes every second week leaves half of the sessions unmet."""
    problem = compiled(world(every_second(0)))
    unmet = score(problem, rota(problem, [("U0", "K1-mon")], [("K1-mon", "V1")]))[0].goals[0].quantity
    nothing = score(problem, rota(problem, []))[0].goals[0].quantity
    assert 2 * unmet == nothing


def sharing(places: int = 1) -> Scenario:
    """Two people, each with a child in the weeks in which the other has none, and one place for them."""
    people = [a_person(f"X{n}", commitments=(every_second(7 * n),), show_up_rate=1.0) for n in range(2)]
    return a_scenario(
        people=people,
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(2)],
        projects=[a_project("K1", places=places)],
        staff=[a_supervisor("V1")],
    )


def test_two_people_share_a_place_week_by_week() -> None:
    """One place serves two people who come in turns; the best of all rotas is found, and the audit agrees."""
    problem = compiled(sharing())
    best = min(objective(problem, one) for one in every_rota(problem))
    outcome = searched(problem)
    assert objective(problem, outcome.solution) == pytest.approx(best)
    assert outcome.bound <= best + 1e-6
    scenario = sharing()
    plan = make_plan(scenario, WORK)
    assert {row.requirement: row.dates for row in plan.decisions.patterns} == {
        "U0": (day(7), day(21)),
        "U1": (day(0), day(14)),
    }
    assert audit(scenario, plan) == ()


@pytest.mark.parametrize(
    ("commitments", "rules"),
    [
        ((every_second(7),), {"attendance_dates"}),
        ((once(14),), {"attendance_dates"}),
        ((), {"attendance_dates"}),
        ((every_second(0), once(7)), {"available"}),
        ((a_commitment("mon"),), {"available"}),
    ],
    ids=["the other weeks", "another day", "never away", "three days of four", "every week"],
)
def test_the_audit_knows_when_somebody_is_free(commitments: tuple[Commitment, ...], rules: set[str]) -> None:
    """A plan made for other commitments than those of the scenario sends people where they cannot be, or not at all."""
    plan = make_plan(world(every_second(0)), WORK)
    assert rules <= {finding.rule for finding in audit(world(*commitments), plan)}


def test_an_induction_is_on_a_day_on_which_the_person_is_free() -> None:
    """Somebody away on the first induction has the second one, and works from the Monday after it."""
    scenario = world(
        once(1, "tue"),
        requirement={"induction_done": False},
        projects=[
            a_project("K1"),
            a_project(
                "I1", kind=ProjectKind.INDUCTION, max_supervisors=0, slots=(a_slot("I1-tue", "tue", "09:00", "11:00"),)
            ),
        ],
    )
    plan = make_plan(scenario, WORK)
    assert {row.slot: row.dates for row in plan.decisions.patterns} == {
        "I1-tue": (day(8),),
        "K1-mon": (day(14), day(21)),
    }
    assert audit(scenario, plan) == ()
