"""The load of facilitators is spread as evenly as exchanges can, without any cost, and told."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.programmes import check, decisions, kpis, objective
from solver.programmes.evening import evened
from tests.builders import a_facilitator, a_group_option, a_group_slot, a_person, a_room, a_template, an_estate
from tests.solver.programmes.ground import Groups, compiled, referrals, scenario_of, searched, solution_of
from tests.solver.programmes.tiny import tiny

DAYS = ("mon", "tue", "wed", "thu")


def on_days(number: int, **rows: Any) -> Scenario:
    """A group of one person on each of so many days of the week, each two hours with two facilitators of four."""
    plain: dict[str, Any] = {
        "templates": (a_template(maximum_size=1, facilitators=2),),
        "referrals": referrals(number),
        "group_options": tuple(
            a_group_option(f"G{n}", slots=(a_group_slot(DAYS[n - 1]),)) for n in range(1, number + 1)
        ),
        "staff": tuple(a_facilitator(f"F{n}") for n in range(1, 5)),
        "estate": an_estate(rooms=(a_room(),)),
    }
    return scenario_of(**(plain | rows))


def all_by(team: tuple[str, ...], number: int) -> Groups:
    """So many groups, all led by one team."""
    return {f"G{n}": ("R1", team, (f"A{n}",)) for n in range(1, number + 1)}


def test_one_team_hands_groups_to_another() -> None:
    """Four groups of one pair become two groups for each of four people, at the same cost."""
    problem = compiled(on_days(4))
    before = solution_of(problem, all_by(("F1", "F2"), 4))
    after = evened(problem, before)
    assert check(problem, after) == []
    assert objective(problem, after) == objective(problem, before)
    told = kpis(problem, before), kpis(problem, after)
    assert [row.busiest_week_minutes for row in told] == [480, 240]
    assert told[0].facilitator_minutes_spread > told[1].facilitator_minutes_spread == 0.0


def test_part_timers_take_their_share() -> None:
    """Whoever works half the hours is left with less."""
    staff = (a_facilitator("F1"), a_facilitator("F2", contracted_hours=9.0))
    problem = compiled(on_days(3, staff=staff, templates=(a_template(maximum_size=1),)))
    after = evened(problem, solution_of(problem, all_by(("F2",), 3)))
    assert after.team.sum(axis=0).tolist() == [2, 1]


def test_nobody_is_brought_to_somebody_whom_they_must_not_meet() -> None:
    """An exchange keeps apart who must be."""
    people = tuple(a_person(f"X{n}", excluded_staff=("F3", "F4")) for n in range(1, 5))
    problem = compiled(on_days(4, people=people))
    before = solution_of(problem, all_by(("F1", "F2"), 4))
    assert (evened(problem, before).team == before.team).all()


def test_who_covers_takes_turns() -> None:
    """Of a pair of whom one leads and one covers, each leads half of the groups."""
    templates = (a_template(maximum_size=1, cover=1),)
    problem = compiled(on_days(4, templates=templates))
    runs = decisions(problem, solution_of(problem, all_by(("F1", "F2"), 4))).groups
    assert sorted(run.cover for run in runs) == [("F1",), ("F1",), ("F2",), ("F2",)]


@pytest.mark.parametrize("seed", range(12))
def test_evening_out_breaks_no_rule_and_costs_nothing(seed: int) -> None:
    """Whatever the plan, the even one keeps every rule, costs as much, and is left alone when looked at again."""
    problem = compiled(tiny(seed, more_staff=2))
    found = searched(problem).solution
    again = evened(problem, found)
    assert check(problem, again) == []
    assert objective(problem, again) == objective(problem, found)
    assert (again.team == found.team).all()
