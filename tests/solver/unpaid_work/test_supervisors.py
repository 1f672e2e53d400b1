"""Who may supervise whom, and when: exclusions and working patterns."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import BadInput
from models.record import Weekday, WeeklySlot
from models.scenario import Scenario
from models.staff import Staff
from solver.unpaid_work import check, unplaced
from solver.unpaid_work.explain import SENTENCES
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, clock
from tests.solver.unpaid_work.ground import a_lock, compiled, rota, searched


def world(*staff: Staff, person: dict[str, Any] | None = None, **over: Any) -> Scenario:
    """Two people, one project on Mondays, and the supervisors."""
    return a_scenario(
        people=[a_person("X1", **(person or {})), a_person("X2")],
        requirements=[a_requirement("U1", person="X1"), a_requirement("U2", person="X2")],
        projects=[a_project(**over)],
        staff=list(staff),
    )


EXCLUSIONS = {
    "the supervisor excludes the person": world(a_supervisor("V1", excluded_people=("X1",)), a_supervisor("V2")),
    "the person excludes the supervisor": world(
        a_supervisor("V1"), a_supervisor("V2"), person={"excluded_staff": ("V1",)}
    ),
}


@pytest.mark.parametrize("scenario", EXCLUSIONS.values(), ids=EXCLUSIONS)
def test_exclusions_bind_from_either_side(scenario: Scenario) -> None:
    """Nobody stands with a supervisor whom one side excludes; others may, and so may the person with another."""
    problem = compiled(scenario)
    broken = rota(problem, [("U1", "K1-mon"), ("U2", "K1-mon")], [("K1-mon", "V1")])
    assert [fault.rule for fault in check(problem, broken)] == ["not_excluded"]
    assert not check(problem, rota(problem, [("U2", "K1-mon")], [("K1-mon", "V1")]))
    assert not check(problem, rota(problem, [("U1", "K1-mon"), ("U2", "K1-mon")], [("K1-mon", "V2")]))


@pytest.mark.parametrize("scenario", EXCLUSIONS.values(), ids=EXCLUSIONS)
def test_the_search_takes_the_other_supervisor(scenario: Scenario) -> None:
    """Where another supervisor can take the session, both people are placed."""
    problem = compiled(scenario)
    found = searched(problem).solution
    assert not check(problem, found)
    assert len(found.standing) == 2


def test_nobody_else_can_take_the_session() -> None:
    """With the excluded supervisor alone the person stays without, and is told so without a name."""
    problem = compiled(world(a_supervisor("V1", excluded_people=("X1",))))
    found = searched(problem).solution
    assert not check(problem, found)
    assert {problem.requirements.ids[r] for r in found.standing[:, 0]} == {"U2"}
    (left_out,) = unplaced(problem, found)
    assert left_out.reasons[0].sentence == SENTENCES["not_excluded"].format(left=0, before=1)


def test_a_lock_beside_an_exclusion_is_refused() -> None:
    """A person cannot be locked to the only session of a supervisor who must not work with the person."""
    scenario = world(a_supervisor("V1", excluded_people=("X1",)))
    with pytest.raises(BadInput):
        searched(compiled(scenario.model_copy(update={"locks": (a_lock("U1", "K1-mon"),)})))


def hours(weekday: str, start: str, end: str) -> tuple[WeeklySlot, ...]:
    """Working pattern of one day."""
    return (WeeklySlot(weekday=Weekday(weekday), start=clock(start), end=clock(end)),)


@pytest.mark.parametrize(
    ("pattern", "slot", "allowed"),
    [
        ((), a_slot("K1-mon"), True),
        ((), a_slot("K1-mon", "sat"), False),
        ((), a_slot("K1-mon", "mon", "10:00", "17:01"), False),
        (hours("sat", "09:00", "16:00"), a_slot("K1-mon", "sat"), True),
        (hours("sat", "09:01", "16:00"), a_slot("K1-mon", "sat"), False),
        (hours("tue", "09:00", "16:00"), a_slot("K1-mon"), False),
    ],
)
def test_supervisors_work_their_hours(pattern: tuple[WeeklySlot, ...], slot: Any, *, allowed: bool) -> None:
    """A slot needs a supervisor whose working pattern holds all of it; where none is stated, weekdays nine to five."""
    problem = compiled(world(a_supervisor("V1", pattern=pattern), slots=(slot,)))
    one = rota(problem, [("U1", "K1-mon")], [("K1-mon", "V1")])
    assert {fault.rule for fault in check(problem, one)} == (set() if allowed else {"supervised"})
    assert (len(searched(problem).solution.standing) > 0) == allowed
