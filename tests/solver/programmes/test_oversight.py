"""Cover and treatment managers: who may, who is free, how much is too much; in rules, search and explanation."""

from __future__ import annotations

from typing import Any

import pytest

from models.record import DateRange
from models.scenario import Scenario
from models.staff import Role
from solver.programmes import Problem, Solution, check, decisions, unplaced
from solver.programmes.crew import crewed
from tests.builders import (
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_manager,
    a_policy,
    a_room,
    a_running_group,
    a_template,
    an_estate,
    day,
    figure,
)
from tests.solver.programmes.ground import compiled, referrals, rules_broken, scenario_of, searched, solution_of

BOTH = (Role.FACILITATOR, Role.TREATMENT_MANAGER)
TWO_ROOMS = an_estate(rooms=(a_room("R1"), a_room("R2")))


def overseen(*staff: Any, number: int = 1, **rows: Any) -> Scenario:
    """One person for each of so many groups at one time, each with one to lead and a manager, unless told otherwise."""
    plain: dict[str, Any] = {
        "templates": (a_template(maximum_size=1, treatment_manager=True),),
        "referrals": referrals(number),
        "group_options": tuple(a_group_option(f"G{n}") for n in range(1, number + 1)),
        "estate": TWO_ROOMS,
        "staff": (*(a_facilitator(f"F{n}") for n in range(1, number + 1)), *staff),
    }
    return scenario_of(**(plain | rows))


def found(scenario: Scenario) -> tuple[Problem, Solution]:
    """The plan of a scenario, proved by the search; it breaks no rule."""
    problem = compiled(scenario)
    solution = searched(problem).solution
    assert check(problem, solution) == []
    return problem, solution


def opened(scenario: Scenario) -> int:
    """Groups in the plan of a scenario."""
    return int(found(scenario)[1].opened.sum())


def test_a_group_has_a_manager_who_does_not_lead_it() -> None:
    """A facilitator who is also a manager oversees a group of the other, and never both leads and oversees one."""
    assert opened(overseen(a_manager())) == 1
    assert opened(overseen(staff=(a_facilitator(roles=BOTH),))) == 0
    assert opened(overseen(staff=(a_facilitator(roles=BOTH), a_facilitator("F2")))) == 1


def test_without_a_manager_the_reason_is_told() -> None:
    """Where all that lacks is somebody to oversee, the explanation names the rule."""
    problem, solution = found(overseen())
    assert [row.deciding_rule for row in unplaced(problem, solution)] == ["treatment_manager"]


@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"qualifications": ()}, id="not trained"),
        pytest.param({"leave": (DateRange(first=day(8), last=day(8)),)}, id="away"),
        pytest.param({"active_until": day(4)}, id="leaves mid-run"),
        pytest.param({"contracted_hours": 0.9}, id="no hours"),
        pytest.param({"roles": (Role.FACILITATOR,)}, id="another role"),
    ],
)
def test_who_cannot_oversee(over: dict[str, Any]) -> None:
    """A manager who is not trained, is away on a session day or has no time oversees nothing."""
    assert opened(overseen(a_manager(**over))) == 0


def test_one_manager_oversees_groups_that_meet_at_one_time() -> None:
    """Two groups at one time share a manager, up to the number of the policy; groups that run already count."""
    assert opened(overseen(a_manager(), number=2)) == 2
    one = {"policy": a_policy(groups_per_treatment_manager=figure(1))}
    assert opened(overseen(a_manager(), number=2, **one)) == 1
    assert opened(overseen(a_manager(), a_manager("T2"), number=2, **one)) == 2
    running = a_running_group(treatment_manager="T1", slots=(a_group_slot("fri", "15:00"),))
    assert opened(overseen(a_manager(), number=2, running_groups=(running,))) == 1


def test_oversight_and_sessions_share_the_hours() -> None:
    """Two hours of sessions and one of oversight a week do not fit into two and a half."""
    rows: dict[str, Any] = {
        "group_options": (a_group_option(), a_group_option("G2", slots=(a_group_slot("thu", "10:00"),))),
        "number": 2,
    }
    for hours, expected in ((3.0, 2), (2.5, 1)):
        staff = (
            a_facilitator(roles=BOTH, contracted_hours=hours),
            a_facilitator("F2", contracted_hours=2.0),
            a_manager(contracted_hours=1.0),
        )
        clashing = {"staff": staff, "policy": a_policy(groups_per_treatment_manager=figure(2))}
        assert opened(overseen(**rows, **clashing)) == expected


def test_cover_is_a_further_trained_person_who_stays_free() -> None:
    """A group with cover takes a second facilitator, who can neither lead nor cover another at the time."""
    covered = (a_template(maximum_size=1, cover=1),)
    assert opened(overseen(templates=covered)) == 0
    problem, solution = found(overseen(templates=covered, staff=(a_facilitator(), a_facilitator("F2"))))
    run = decisions(problem, solution).groups[0]
    assert (len(run.facilitators), len(run.cover), set(run.team)) == (1, 1, {"F1", "F2"})
    three = tuple(a_facilitator(f"F{n}") for n in range(1, 4))
    assert opened(overseen(templates=covered, number=2, staff=three)) == 1
    assert opened(overseen(templates=covered, number=2, staff=(*three, a_facilitator("F4")))) == 2


def test_the_rule_counts_like_the_search() -> None:
    """A manager who oversees one group too many, or is in its team, is found by the checker."""
    problem, solution = found(overseen(a_manager(), number=2))
    assert rules_broken(
        check(
            compiled(overseen(a_manager(), number=2, policy=a_policy(groups_per_treatment_manager=figure(1)))), solution
        )
    ) == {"treatment_manager"}
    assert set(solution.manager_of.tolist()) == {0}
    assert problem.oversight.ids == ("T1",)


def test_nobody_is_chosen_to_lead_while_overseeing_a_group_that_stays() -> None:
    """A team that was chosen without a look at managers of the groups that stay is put together anew."""
    staff = (a_facilitator("F1"), a_facilitator("F2", roles=BOTH), a_facilitator("F3"))
    problem = compiled(overseen(a_manager(), number=2, staff=(*staff, a_manager())))
    kept = solution_of(problem, {"G1": ("R1", ("F1",), ("A1",))})
    kept.manager_of[0] = problem.oversight.ids.index("F2")
    assert check(problem, kept) == []
    whole = crewed(problem, {1: [1]}, {1: [1]}, {1: problem.room_ids.index("R2")}, kept)
    assert check(problem, whole) == []
    assert whole.opened.all()
