"""Over-booking: the linear row lets nothing through that the exact chance forbids, and more than the places."""

from __future__ import annotations

import numpy as np
import pytest

from solver.unpaid_work import check, decisions, kpis, objective
from solver.unpaid_work.best import Best
from solver.unpaid_work.overbooking import PLACE, room_taken_and_there
from solver.unpaid_work.showing_up import turn_away_chances
from tests.builders import a_person, a_policy, a_project, a_requirement, a_scenario, a_supervisor, figure
from tests.solver.unpaid_work.ground import compiled, rota, searched

PLACES = np.array([1, 2, 8, 9, 10], dtype=np.int32)
SUPERVISORS = np.array([0, 0, 1, 1, 2], dtype=np.int32)


@pytest.mark.parametrize(("risk", "spread"), [(0.05, 0.3), (0.1, 0.0), (0.1, 0.6), (0.2, 0.3)])
def test_full_room_keeps_the_risk(risk: float, spread: float) -> None:
    """Sessions filled with people of all kinds turn somebody away no likelier than is allowed."""
    rng = np.random.default_rng(5)
    rates = rng.uniform(0.3, 0.95, 300)
    takes, room = room_taken_and_there(rates, PLACES, SUPERVISORS, risk=risk, spread=spread)
    for places, most, there in zip(PLACES.tolist(), SUPERVISORS.tolist(), room.tolist(), strict=True):
        for count in range(1, max(1, most) + 1):
            for _ in range(40):
                order = rng.permutation(len(rates))
                fits = np.cumsum(takes[order]) <= there * count
                chance = turn_away_chances(rates[order[fits]][None, :], np.array([places * count]), spread)
                assert chance[0] <= risk


def test_as_many_as_there_are_places_always_fit() -> None:
    """Over-booking never takes a place away: the people who take most fill all of them."""
    rates = np.array([0.2, 0.7, 0.95, 1.0] * 20)
    takes, room = room_taken_and_there(rates, PLACES, SUPERVISORS, risk=0.1, spread=0.3)
    assert (room >= PLACES * takes.max()).all()
    assert takes.max() == PLACE


@pytest.mark.parametrize("rates", [np.ones(30), np.full(30, 0.7)])
def test_no_risk_no_over_booking(rates: np.ndarray) -> None:
    """Where nothing may be risked everybody takes one place."""
    takes, room = room_taken_and_there(rates, PLACES, SUPERVISORS, risk=0.0, spread=0.3)
    assert (takes == 1).all()
    assert (room == PLACES).all()


@pytest.mark.parametrize(("rate", "placed"), [(1.0, 4), (0.0, 9), (0.5, 5)])
def test_show_up_rates_through_the_search(rate: float, placed: int) -> None:
    """Nobody is put beyond the places who surely comes, everybody fits who never does, and one more at even odds."""
    problem = compiled(
        a_scenario(
            people=[a_person(f"X{n}", show_up_rate=rate) for n in range(9)],
            requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(9)],
            projects=[a_project(places=4)],
            staff=[a_supervisor()],
        )
    )
    found = searched(problem).solution
    assert not check(problem, found)
    assert len(found.standing) == placed


def test_a_session_filled_to_the_risk_and_beyond() -> None:
    """Four of even odds on two places turn one away with a chance of 5/16; five are refused where 0.35 is allowed."""
    people = [a_person(f"X{n}", show_up_rate=0.5) for n in range(5)]
    problem = compiled(
        a_scenario(
            people=people,
            requirements=[a_requirement(f"U{n}", person=f"X{n}", required_minutes=2400) for n in range(5)],
            projects=[a_project(places=2)],
            staff=[a_supervisor()],
            policy=a_policy(turn_away_risk=figure(0.35), shared_day_spread=figure(0.0)),
        )
    )
    four = rota(problem, [(f"U{n}", "K1-mon") for n in range(4)], [("K1-mon", "V1")])
    five = rota(problem, [(f"U{n}", "K1-mon") for n in range(5)], [("K1-mon", "V1")])
    assert not check(problem, four)
    assert {fault.rule for fault in check(problem, five)} == {"within_places"}
    session, figures = decisions(problem, four).sessions[0], kpis(problem, four)
    assert session.turn_away_chance == pytest.approx(5 / 16)
    assert session.expected == pytest.approx(2.0)
    sessions = figures.sessions_run
    assert figures.expected_stand_downs == pytest.approx((4 / 16 + 2 / 16) * sessions)
    assert figures.highest_turn_away_chance == pytest.approx(5 / 16)
    assert objective(problem, five) < objective(problem, four)


def test_expected_minutes_stop_where_the_hours_do() -> None:
    """Somebody with 8.5 hours left works off, at even odds, seven of them after one session and all after two."""
    problem = compiled(
        a_scenario(
            people=[a_person("X1", show_up_rate=0.5)],
            requirements=[a_requirement("U1", person="X1", required_minutes=2400, completed_minutes=1890)],
            projects=[a_project(places=2)],
            staff=[a_supervisor()],
            policy=a_policy(shared_day_spread=figure(0.0)),
        )
    )
    one = rota(problem, [("U1", "K1-mon")], [("K1-mon", "V1")])
    figures = kpis(problem, one)
    assert (figures.attendances, figures.minutes_placed) == (2, 510)
    assert figures.expected_minutes == pytest.approx(420 / 2 + 510 / 4)


def test_a_bound_says_nothing_of_what_only_the_exact_rule_lets_pass() -> None:
    """A rota beyond the cautious row may cost less than the bound that holds for the row; it is not proved by it."""
    rng = np.random.default_rng(2)
    for _ in range(50):
        rates = rng.uniform(0.4, 0.95, 13).round(2).tolist()
        problem = compiled(
            a_scenario(
                people=[a_person(f"X{n}", show_up_rate=rate) for n, rate in enumerate(rates)],
                requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(len(rates))],
                projects=[a_project(places=9)],
                staff=[a_supervisor()],
            )
        )
        fits = int((np.cumsum(problem.requirements.takes) <= problem.slots.room[0]).sum())
        beyond = rota(problem, [(f"U{n}", "K1-mon") for n in range(fits + 1)], [("K1-mon", "V1")])
        if not check(problem, beyond):
            break
    best = Best(problem, beyond, lambda _: None)
    best.prove(best.cost + 1.0, "bound")
    assert best.bound == problem.floor
    within = Best(problem, rota(problem, [("U0", "K1-mon")], [("K1-mon", "V1")]), lambda _: None)
    within.prove(within.cost + 1.0, "bound")
    assert within.bound == within.cost
