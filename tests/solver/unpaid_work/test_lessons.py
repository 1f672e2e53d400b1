"""Education, training and employment: never more of it than the share that a requirement may have."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from models.goals import Part
from models.locks import Force
from models.plan import Plan
from models.scenario import Scenario
from models.unpaid_work import ProjectKind, Requirement
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import check, objective
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, at
from tests.solver.unpaid_work.ground import a_lock, compiled, every_rota, names, rota, searched

HALF_DAYS = (a_slot("L-tue", "tue", "09:30", "12:30"), a_slot("L-thu", "thu", "09:30", "12:30"))
HOURS = 180
"""Minutes of a lesson."""


def lessons(**over: Any) -> Any:
    """Education next door, on two mornings."""
    row: dict[str, Any] = {"kind": ProjectKind.ETE, "max_supervisors": 0, "slots": HALF_DAYS}
    return a_project("L", **(row | over))


def world(*requirements: Requirement, **over: Any) -> Scenario:
    """A project an hour's ride away with a supervisor, and education next door."""
    far = a_project(location=at(east_km=20.0), slots=(a_slot("K1-mon"), a_slot("K1-wed", "wed")))
    return a_scenario(
        people=[a_person(person, show_up_rate=1.0) for person in dict.fromkeys(row.person for row in requirements)],
        requirements=requirements,
        projects=(far, lessons()),
        staff=(a_supervisor(),),
        **over,
    )


def planned(scenario: Scenario) -> Plan:
    """A plan of the unpaid work that the audit finds sound."""
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))
    assert audit(scenario, plan) == ()
    return plan


def education(plan: Plan) -> Counter[str]:
    """Minutes of education planned, by requirement."""
    minutes = Counter[str]()
    for row in plan.decisions.patterns:
        minutes[row.requirement] += row.minutes if row.project == "L" else 0
    return minutes


@pytest.mark.parametrize(("done", "dates"), [(1799, 0), (1620, 1), (1441, 1), (1440, 2), (1000, 4)])
def test_lessons_end_with_what_may_be(done: int, dates: int) -> None:
    """A lock on a lesson gives just the whole lessons that fit into 30 % of the requirement, what is done included."""
    row = a_requirement(completed_minutes=done, ete_minutes=done, sessions_per_week=2)
    if not dates:
        assert not education(planned(world(row)))["U1"]
        return
    plan = planned(world(row, locks=(a_lock("U1", "L-tue"),)))
    assert [len(p.dates) for p in plan.decisions.patterns if p.slot == "L-tue"] == [dates]
    assert education(plan)["U1"] == dates * HOURS


def test_two_lessons_share_what_may_be() -> None:
    """Two slots of lessons that would come to more together than may be are refused; apart they are allowed."""
    problem = compiled(world(a_requirement(sessions_per_week=2, completed_minutes=900, ete_minutes=900)))
    both = check(problem, rota(problem, [("U1", "L-tue"), ("U1", "L-thu")]))
    assert [violation.rule for violation in both] == ["within_ete_share"]
    assert check(problem, rota(problem, [("U1", "L-tue")])) == []
    assert check(problem, rota(problem, [("U1", "L-thu")])) == []


@pytest.mark.parametrize("done", [0, 900, 1440])
def test_search_finds_the_best_rota_with_lessons(done: int) -> None:
    """Of all rotas within the share the search finds the cheapest, and its bound is below."""
    rows = [
        a_requirement("U1", completed_minutes=done, ete_minutes=done, sessions_per_week=2),
        a_requirement("U2", person="X000002", completed_minutes=5640, sessions_per_week=2),
    ]
    problem = compiled(world(*rows))
    best = min(objective(problem, one) for one in every_rota(problem))
    found = searched(problem)
    assert objective(problem, found.solution) == pytest.approx(best)
    assert found.bound <= best + 1e-6


def test_a_requirement_that_lessons_can_end_is_worked_off_there() -> None:
    """Somebody with six hours left has them at the lessons next door, without a supervisor of ours."""
    problem = compiled(world(a_requirement(completed_minutes=5640, sessions_per_week=1)))
    assert {slot for _, slot in names(problem, searched(problem).solution)} <= {"L-tue", "L-thu"}


def test_lessons_serve_no_week_after_their_last_date() -> None:
    """Somebody with much left is not served by a few lessons: the weeks after the last one count as unmet."""
    problem = compiled(world(a_requirement(completed_minutes=1260, ete_minutes=1260)))
    of_lessons = problem.options.slot >= 2
    served = problem.options.gain / problem.weights.unmet / problem.requirements.urgency[0]
    assert served[of_lessons].tolist() == [3.0, 3.0]
    assert served[~of_lessons].tolist() == [4.0, 4.0]


def test_locked_out_of_lessons() -> None:
    """A lock that forbids a lesson is kept."""
    row = a_requirement(completed_minutes=5640, sessions_per_week=1)
    plan = planned(world(row, locks=tuple(a_lock("U1", s, Force.MUST_NOT) for s in ("L-tue", "L-thu"))))
    assert not education(plan)["U1"]
