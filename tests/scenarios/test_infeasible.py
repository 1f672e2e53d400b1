"""The scenario in which not everybody can be placed: each person is left out for the reason that the page gives."""

from __future__ import annotations

from datetime import date

from models.check import load_scenario
from models.explanation import Unplaced
from models.goals import Goals, Part, PartGoals
from scenarios.bundle import HERE
from solver import allocation, programmes, referrals, unpaid_work
from solver.baseline import allocation as allocation_baseline
from solver.baseline import programmes as programmes_baseline
from solver.baseline import referrals as referrals_baseline
from solver.baseline import unpaid_work as unpaid_work_baseline
from solver.calendar import Timetable

SCENARIO = load_scenario((HERE / "infeasible.json").read_bytes())


def goals_of(part: Part) -> PartGoals:
    goals: Goals = SCENARIO.goals
    return next(row for row in goals.profiles[0].parts if row.part is part)


def last_reasons(rows: tuple[Unplaced, ...]) -> dict[str, str]:
    """Rule that took the last option away, by person."""
    return {row.person: row.reasons[-1].rule for row in rows}


def test_cases_without_a_practitioner() -> None:
    """Six cases have nobody, one co-defendant stays apart from the others, one case is beyond the ceiling."""
    problem = allocation.compile_problem(SCENARIO, goals_of(Part.ALLOCATION), Timetable())
    found = last_reasons(allocation.unplaced(problem, allocation_baseline.greedy(problem)))
    never = {
        "X100001": "qualified",
        "X100002": "has_capacity",
        "X100003": "not_excluded",
        "X100004": "active_in_region",
        "X100005": "has_capacity",
        "X100006": "grade_may_hold",
    }
    assert {person: found[person] for person in never} == never
    assert sorted(rule for person, rule in found.items() if person not in never) == ["keep_apart", "within_ceiling"]


def test_people_without_a_group() -> None:
    """Five people are one short of a group, one sentence is too short, and nobody delivers the rare course."""
    problem = programmes.compile_problem(SCENARIO, goals_of(Part.PROGRAMMES), Timetable())
    found = last_reasons(programmes.unplaced(problem, programmes_baseline.greedy(problem)))
    assert found == {
        **{f"X30000{number}": "group_size" for number in range(1, 6)},
        "X300006": "finish_before_sentence_end",
        **{f"X30001{number}": "facilitators" for number in range(7)},
    }


def test_people_without_unpaid_work() -> None:
    """Four people can go nowhere, three are one short of a session, and one of two must not meet the other."""
    problem = unpaid_work.compile_problem(SCENARIO, goals_of(Part.UNPAID_WORK), Timetable())
    found = last_reasons(unpaid_work.unplaced(problem, unpaid_work_baseline.greedy(problem)))
    one_of_two = found.keys() & {"X200008", "X200009"}
    assert len(one_of_two) == 1
    assert found == {
        "X200001": "within_travel_limit",
        "X200002": "available",
        "X200003": "restrictions",
        "X200004": "outside_exclusion_zones",
        **{f"X20000{number}": "minimum_to_run" for number in (5, 6, 7)},
        **dict.fromkeys(one_of_two, "keep_apart"),
    }


def test_people_without_a_service() -> None:
    """Seven people can be placed nowhere for seven reasons, and of two one finds the place of the month taken."""
    problem = referrals.compile_problem(SCENARIO, goals_of(Part.REFERRALS), Timetable())
    rows = referrals.unplaced(problem, referrals_baseline.greedy(problem))
    found = last_reasons(rows)
    one_of_two = found.keys() & {"X400008", "X400009"}
    assert len(one_of_two) == 1
    assert found == {
        "X400001": "category",
        "X400002": "women_only",
        "X400003": "before_release",
        "X400004": "within_travel_limit",
        "X400005": "available",
        "X400006": "start_in_time",
        "X400007": "finish_before_sentence_end",
        **dict.fromkeys(one_of_two, "within_places"),
    }
    assert {row.person: row.expected_start for row in rows if row.expected_start} == {
        **dict.fromkeys(one_of_two, date(2027, 1, 1))
    }
