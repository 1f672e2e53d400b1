"""Languages: whoever needs an interpreter is where somebody speaks the language, if anybody in the region does."""

from __future__ import annotations

from typing import Any

import pytest

from models.goals import Part
from models.people import StatedNeed
from models.scenario import Scenario
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import check, objective, unplaced
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at
from tests.solver.unpaid_work.ground import compiled, every_rota, names, rota, searched

POLE = a_person("X1", needs=(StatedNeed.INTERPRETER,), language="pl", show_up_rate=1.0)
ENGLISH = a_person("X2", show_up_rate=1.0)
WORK = Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1)


def world(*languages: str, person: Any = POLE, far: tuple[str, ...] = (), **near: Any) -> Scenario:
    """Somebody who needs an interpreter, a project at the door, and one without a supervisor of ours farther off.

    Supervisors V1, V2 ... speak the languages given; an empty one stands for English alone.
    """
    return a_scenario(
        people=[person, ENGLISH],
        requirements=[a_requirement("U1", person=person.id), a_requirement("U2", person="X2")],
        projects=[
            a_project("K1", **near),
            a_project(
                "K2", location=at(east_km=20.0), slots=(a_slot("K2-wed", "wed"),), max_supervisors=0, languages=far
            ),
        ],
        staff=[a_supervisor(f"V{n}", languages=(said,) if said else ()) for n, said in enumerate(languages, 1)],
    )


@pytest.mark.parametrize(
    ("scenario", "crew", "broken"),
    [
        (world("", "pl"), ["V1"], {"language_spoken"}),
        (world("", "pl"), ["V2"], set()),
        (world("", "pl", max_supervisors=2), ["V1", "V2"], set()),
        (world("", "pl", languages=("pl",)), ["V1"], set()),
        (world("", "ro"), ["V1"], set()),
        (world("", far=("pl",)), ["V1"], {"stated_needs"}),
        (world("", "cy", person=a_person("X1", needs=(StatedNeed.WELSH,))), ["V1"], {"language_spoken"}),
        (world("", "cy", person=a_person("X1", needs=(StatedNeed.WELSH,))), ["V2"], set()),
        (world("", "pl", person=a_person("X1", language="pl")), ["V1"], set()),
    ],
)
def test_somebody_speaks_the_language(scenario: Scenario, crew: list[str], broken: set[str]) -> None:
    """On the project or among its supervisors; where nobody in the region speaks it, an interpreter is booked."""
    problem = compiled(scenario)
    one = rota(problem, [("U1", "K1-mon"), ("U2", "K1-mon")], [("K1-mon", id) for id in crew])
    assert {violation.rule for violation in check(problem, one)} == broken


@pytest.mark.parametrize("scenario", [world("", "pl"), world("pl", ""), world("", far=("pl",)), world("", "ro")])
def test_the_search_finds_who_speaks_the_language(scenario: Scenario) -> None:
    """Of all rotas that keep the rules the search finds the cheapest, its bound is below, and the audit agrees."""
    problem = compiled(scenario)
    best = min(objective(problem, one) for one in every_rota(problem))
    found = searched(problem)
    assert objective(problem, found.solution) == pytest.approx(best)
    assert found.bound <= best + 1e-6
    assert {r for r, _ in names(problem, found.solution)} == {"U1", "U2"}
    assert audit(scenario, make_plan(scenario, WORK)) == ()


def test_who_finds_nobody_is_told_why() -> None:
    """Where the only supervisor who speaks the language may not stand there, the reason is the language."""
    scenario = world("", "pl", supervisor_qualifications=("saw",))
    staff = (scenario.staff[0].model_copy(update={"qualifications": ("saw",)}), scenario.staff[1])
    problem = compiled(scenario.model_copy(update={"staff": staff}))
    found = searched(problem).solution
    assert {r for r, _ in names(problem, found)} == {"U2"}
    (left_out,) = unplaced(problem, found)
    assert "language" in " ".join(reason.sentence for reason in left_out.reasons)
