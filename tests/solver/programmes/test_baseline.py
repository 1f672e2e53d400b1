"""Current practice fills groups by hand in the order of referral; the greedy sees every cost."""

from __future__ import annotations

from datetime import date

from solver.baseline.programmes import current_practice, greedy
from solver.programmes import check, objective
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
from tests.solver.programmes.ground import compiled, must, referrals, scenario_of


def test_hand_filling_goes_by_date_of_referral_not_by_priority() -> None:
    """The longest wait is served first, however urgent the others are."""
    rows = (
        a_referral("A1", person="X1", referred_on=date(2026, 9, 2), priority=10),
        a_referral("A2", person="X2", referred_on=date(2026, 9, 1)),
    )
    problem = compiled(scenario_of(referrals=rows, estate=an_estate(rooms=(a_room(seats=1),))))
    assert current_practice(problem).group_of.tolist() == [-1, 0]
    assert greedy(problem).group_of.tolist() == [0, -1]


def test_hand_filling_takes_the_first_group_to_start() -> None:
    """The group that starts first is taken, however far away it is."""
    options = (
        a_group_option("G1", earliest_start=day(7)),
        a_group_option("G2", office="O2", slots=(a_group_slot("mon"),)),
    )
    rooms = an_estate(rooms=(a_room(), a_room("R2", office="O2")))
    problem = compiled(scenario_of(group_options=options, estate=rooms))
    assert current_practice(problem).group_of.tolist() == [1]
    assert greedy(problem).group_of.tolist() == [0]


def test_hand_filled_groups_that_stay_too_small_do_not_run() -> None:
    """Two people for a group of three go on waiting, even where another group would have taken them."""
    options = (a_group_option("G1"), a_group_option("G2", template="TSP", slots=(a_group_slot("wed"),)))
    templates = (a_template(minimum_size=3), a_template("TSP"))
    problem = compiled(scenario_of(referrals=referrals(2), group_options=options, templates=templates))
    solution = current_practice(problem)
    assert solution.group_of.tolist() == [-1, -1]
    assert not solution.opened.any()
    assert not solution.team.any()


def test_room_and_facilitator_of_a_group_called_off_go_to_the_next() -> None:
    """The first group takes room and facilitator; once it is called off as too small, the next has them."""
    options = (a_group_option("G1", office="O1"), a_group_option("G2", ldc=True))
    rows = (a_referral("A1", person="X1", referred_on=date(2026, 9, 1)), *ldc_pair())
    problem = compiled(
        scenario_of(referrals=rows, group_options=options, templates=(a_template(minimum_size=2),)),
    )
    assert current_practice(problem).opened.tolist() == [False, True]
    assert greedy(problem).opened.tolist() == [False, True]


def test_a_group_called_off_gives_its_people_to_another_with_a_seat() -> None:
    """Who joined the first group to start, which then did not run, joins the next that may take them."""
    near = a_group_option("G1", office="O1")
    later = a_group_option("G2", earliest_start=day(14), slots=(a_group_slot("wed"),))
    busy = a_person("X2", commitments=(a_commitment("tue"),))
    rows = referrals(2)
    problem = compiled(
        scenario_of(
            people=(a_person("X1"), busy),
            referrals=rows,
            group_options=(near, later),
            templates=(a_template(minimum_size=2),),
        )
    )
    assert current_practice(problem).group_of.tolist() == [1, 1]


def ldc_pair() -> tuple[object, object]:
    """Two people for the adapted group."""
    return a_referral("A2", person="X2", ldc=True), a_referral("A3", person="X3", ldc=True)


def test_yardsticks_keep_locks() -> None:
    """A lock comes before the date of referral, the first start, and every saving."""
    options = (a_group_option("G1"), a_group_option("G2", earliest_start=day(14), slots=(a_group_slot("wed"),)))
    problem = compiled(scenario_of(group_options=options, locks=(must("A1", "G2"),)))
    for yardstick in (current_practice, greedy):
        solution = yardstick(problem)
        assert solution.group_of.tolist() == [1]
        assert not check(problem, solution)


def test_greedy_leaves_flexible_staff_for_others() -> None:
    """The facilitator with the fewest other groups is taken, so that a second group can open beside the first."""
    options = (a_group_option("G1"), a_group_option("G2", template="TSP"))
    templates = (a_template(), a_template("TSP", qualification="tsp"))
    rows = (a_referral("A1", person="X1"), a_referral("A2", person="X2", template="TSP"))
    staff = (a_facilitator("F1", qualifications=("bc", "tsp")), a_facilitator("F2"))
    rooms = an_estate(rooms=(a_room(), a_room("R2")))
    problem = compiled(
        scenario_of(group_options=options, templates=templates, referrals=rows, staff=staff, estate=rooms)
    )
    assert greedy(problem).opened.all()


def test_greedy_fills_seats_that_are_left() -> None:
    """People join open groups as long as it saves something and there are seats."""
    people = tuple(a_person(f"X{n}", home=at(east_km=n)) for n in range(1, 4))
    problem = compiled(scenario_of(people=people, referrals=referrals(3)))
    solution = greedy(problem)
    assert (solution.group_of == 0).all()
    assert objective(problem, solution) == 150 + 6
