"""Why somebody has no place is told rule by rule, and never by naming another person."""

from __future__ import annotations

from typing import Any

import pytest

from models.record import Sex
from solver.programmes import Problem, unplaced
from solver.programmes.problem import no_groups
from tests.builders import (
    a_commitment,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_person,
    a_referral,
    a_room,
    a_template,
    an_estate,
    at,
    day,
)
from tests.solver.programmes.ground import ONE_GROUP, Groups, compiled, referrals, scenario_of, searched, solution_of


def waterfall(problem: Problem, groups: Groups | None = None, referral: str = "A1") -> list[tuple[str, int]]:
    """Rules and options left for a referral."""
    solution = no_groups(problem) if groups is None else solution_of(problem, groups)
    row = next(row for row in unplaced(problem, solution) if row.id == referral)
    return [(reason.rule, reason.options_left) for reason in row.reasons]


def test_each_rule_tells_how_many_options_it_left() -> None:
    """Four options fall one after the other to the first rule that is in the way, and the last to its size."""
    options = (
        a_group_option("G1", ldc=True),
        a_group_option("G2"),
        a_group_option("G3", office="O2"),
        a_group_option("G4", earliest_start=day(60), slots=(a_group_slot("wed"),)),
        a_group_option("G5", slots=(a_group_slot("wed"),)),
    )
    person = a_person("X1", commitments=(a_commitment("tue"),), home=at(east_km=-45))
    rows = (a_referral("A1", person="X1", sentence_end=day(50)),)
    template = a_template(minimum_size=3)
    problem = compiled(scenario_of(people=(person,), referrals=rows, group_options=options, templates=(template,)))
    assert waterfall(problem) == [
        ("eligible", 4),
        ("available_every_week", 2),
        ("finish_before_sentence_end", 1),
        ("group_size", 0),
    ]


def test_no_options_at_all_is_a_reason() -> None:
    """Where no group could open, the waterfall says so."""
    assert waterfall(compiled(scenario_of(group_options=()))) == [("eligible", 0)]


def test_group_one_short_says_how_many() -> None:
    """A group with two of three people is one short of its minimum."""
    problem = compiled(scenario_of(referrals=referrals(2), templates=(a_template(minimum_size=3),)))
    reason = unplaced(problem, no_groups(problem))[0].reasons[-1]
    assert reason.rule == "group_size"
    assert "1 short of its minimum" in reason.sentence


def crowded(**rows: Any) -> Problem:
    """Four people for a group of three."""
    return compiled(scenario_of(**({"referrals": referrals(4)} | rows)))


FULL: Groups = {"G1": ("R1", ("F1",), ("A1", "A2", "A3"))}


def test_full_group_is_told_by_size_or_by_seats() -> None:
    """A group at the programme's maximum and a group on the room's last seat are different reasons."""
    assert waterfall(crowded(), FULL, "A4") == [("group_size", 0)]
    two_seats = crowded(estate=an_estate(rooms=(a_room(seats=2),)))
    pair: Groups = {"G1": ("R1", ("F1",), ("A1", "A2"))}
    assert waterfall(two_seats, pair, "A4") == [("room_free", 0)]


def test_staff_and_rooms_are_told_apart() -> None:
    """Nobody qualified, nobody free and no room are three reasons."""
    rivals = (a_group_option(), a_group_option("G2"))
    assert waterfall(crowded(staff=())) == [("facilitators", 0)]
    assert waterfall(crowded(estate=an_estate(rooms=()))) == [("room_free", 0)]
    rooms = an_estate(rooms=(a_room(), a_room("R2")))
    busy = crowded(group_options=rivals, estate=rooms)
    assert waterfall(busy, FULL, "A4") == [("group_size", 1), ("facilitators_not_double_booked", 0)]
    taken = crowded(group_options=rivals, staff=(a_facilitator(), a_facilitator("F2")))
    assert waterfall(taken, FULL, "A4") == [("group_size", 1), ("room_free", 0)]


def test_a_facilitator_whom_the_person_must_not_meet_is_a_reason() -> None:
    """A seat left in a group led by somebody who must not be met is told as such, without a name."""
    people = (*(a_person(f"X{n}") for n in range(1, 4)), a_person("X4", excluded_staff=("F1",)))
    assert waterfall(crowded(people=people), ONE_GROUP, "A4") == [("not_excluded", 0)]


def test_no_womens_group_is_viable_and_what_would_make_it_so() -> None:
    """Women referred to a women's group that is too small are told so, and how many more it takes."""
    women = tuple(a_person(f"X{n}", group_sex=Sex.FEMALE) for n in (1, 2))
    men = tuple(a_person(f"X{n}", group_sex=Sex.MALE) for n in (3, 4, 5))
    problem = compiled(
        scenario_of(
            people=(*women, *men),
            referrals=referrals(5),
            group_options=(a_group_option(sex=Sex.FEMALE),),
            templates=(a_template(minimum_size=4),),
        )
    )
    assert not searched(problem).solution.opened.any()
    rows = {row.id: row.reasons[-1] for row in unplaced(problem, no_groups(problem))}
    assert [rows[f"A{n}"].rule for n in range(1, 6)] == ["group_size"] * 2 + ["eligible"] * 3
    assert "it could open with 2 more waiting who may join it" in rows["A1"].sentence


def test_group_that_could_run_was_not_worth_it() -> None:
    """A group with people, staff and a room that stays closed is told by the goals."""
    assert waterfall(compiled(scenario_of())) == [("groups_opened", 0)]


def test_seat_that_was_not_taken_is_owned_up_to() -> None:
    """A seat left in an open group is told as such, and not blamed on a rule."""
    assert waterfall(crowded(), ONE_GROUP, "A4") == [("not_started", 0)]


def test_second_referral_of_a_person_with_a_place() -> None:
    """A person who has a place by one referral is told so for the other."""
    rows = (a_referral("A1", person="X1"), a_referral("A2", person="X1"))
    assert waterfall(compiled(scenario_of(referrals=rows)), ONE_GROUP, "A2") == [("one_group_per_person", 0)]


def test_nobody_else_is_ever_named() -> None:
    """Who must be kept apart from whom is never said, nor who holds a seat or leads a group."""
    people = (a_person("X1", non_associations=("X2",)), a_person("X2"))
    problem = compiled(scenario_of(people=people, referrals=referrals(2)))
    rows = unplaced(problem, solution_of(problem, ONE_GROUP))
    assert [(reason.rule, reason.options_left) for reason in rows[0].reasons] == [("keep_apart", 0)]
    words = " ".join(reason.sentence for reason in rows[0].reasons)
    assert not [id for id in ("X1", "X2", "A1", "F1") if id in words]


@pytest.mark.parametrize("number", [1, 3])
def test_everyone_without_a_place_has_a_reason_and_ends_with_none_left(number: int) -> None:
    """Every waterfall ends with no option left, and those placed have none."""
    problem = compiled(scenario_of(referrals=referrals(number + 1)))
    solution = solution_of(problem, {"G1": ("R1", ("F1",), tuple(f"A{n}" for n in range(1, number + 1)))})
    rows = unplaced(problem, solution)
    assert [row.id for row in rows] == [f"A{number + 1}"]
    assert all(row.reasons[-1].options_left == 0 for row in rows)
