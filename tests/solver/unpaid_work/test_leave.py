"""Leave of supervisors: who stands where costs nothing, so leave costs as few hours as can be; others step in."""

from __future__ import annotations

from typing import Any

from models.goals import Part
from models.record import DateRange
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.unpaid_work import Problem, check, decisions, kpis
from solver.unpaid_work.leave import with_least_leave
from solver.unpaid_work.stand_ins import stand_ins
from tests.builders import a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor, day
from tests.solver.unpaid_work.ground import compiled, rota

AWAY = (DateRange(first=day(7), last=day(13)),)


def rota_of_two_days(**second: Any) -> Problem:
    """Four people for Monday and Tuesday, one supervisor away in the second week, and another."""
    return compiled(
        a_scenario(
            people=[a_person(f"X{n:06d}") for n in range(4)],
            requirements=[a_requirement(f"U{n}", person=f"X{n:06d}", required_minutes=2400) for n in range(4)],
            projects=[a_project("K1", places=4, slots=(a_slot("K1-mon"), a_slot("K1-tue", "tue")))],
            staff=[a_supervisor("V1", leave=AWAY), a_supervisor("V2", **second)],
            weeks=3,
        )
    )


def test_the_one_at_work_stands_where_most_people_are() -> None:
    """Three people stand on Monday and one on Tuesday: whoever is never away has Monday."""
    problem = rota_of_two_days(contracted_hours=7.0)
    before = rota(
        problem,
        [("U0", "K1-mon"), ("U1", "K1-mon"), ("U2", "K1-mon"), ("U3", "K1-tue")],
        [("K1-mon", "V1"), ("K1-tue", "V2")],
    )
    after = with_least_leave(problem, before, lambda: False)
    assert check(problem, after) == []
    assert after.supervised.tolist() == [[0, 1], [1, 0]]
    assert kpis(problem, after).minutes_placed > kpis(problem, before).minutes_placed


def test_somebody_steps_in_for_leave() -> None:
    """A supervisor with a free day takes the session of the one who is away, and the plan tells of it."""
    problem = rota_of_two_days()
    standing = rota(
        problem, [("U0", "K1-mon"), ("U1", "K1-mon"), ("U2", "K1-mon"), ("U3", "K1-mon")], [("K1-mon", "V1")]
    )
    assert list(stand_ins(problem, standing).covers) == [((0, 1), 1)]
    told = decisions(problem, standing)
    assert [(row.supervisor, row.on) for row in told.rota_changes.covers] == [("V2", day(7))]
    assert {session.on for session in told.sessions} == {day(0), day(7), day(14)}


def test_a_whole_plan_keeps_who_steps_in() -> None:
    """Both supervisors are away in turn, so that one steps in for the other; the plan that leaves says who."""
    scenario = a_scenario(
        people=[a_person()],
        requirements=[a_requirement(required_minutes=2400)],
        projects=[a_project("K1", slots=(a_slot("K1-mon"),))],
        staff=[a_supervisor("V1", leave=AWAY), a_supervisor("V2", leave=(DateRange(first=day(14), last=day(20)),))],
        weeks=3,
    )
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1)))
    assert len(plan.decisions.rota_changes.covers) == 1
    assert len(plan.decisions.sessions) == 3


def test_nobody_steps_in_who_has_a_session_or_no_hours_left() -> None:
    """Whoever stands elsewhere that day, or has worked the contracted hours that week, does not step in."""
    problem = rota_of_two_days(contracted_hours=7.0)
    assert not stand_ins(
        problem,
        rota(
            problem,
            [("U0", "K1-mon"), ("U1", "K1-mon"), ("U2", "K1-tue"), ("U3", "K1-tue")],
            [("K1-mon", "V1"), ("K1-tue", "V2")],
        ),
    ).covers


def test_nobody_steps_in_with_whom_somebody_there_must_not_work() -> None:
    """A supervisor who excludes one of the people does not step in for them."""
    problem = rota_of_two_days(excluded_people=("X000002",))
    assert not stand_ins(problem, rota(problem, [("U0", "K1-mon"), ("U2", "K1-mon")], [("K1-mon", "V1")])).covers
