"""How likely people are to turn up: estimates and chances of turning somebody away."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from models.people import ProtectedCharacteristics
from models.scenario import Scenario
from solver.unpaid_work.showing_up import (
    average_rates,
    kinds_of_day,
    show_up_rates,
    stand_downs,
    turn_away_chances,
    usual_rate,
)
from tests.builders import a_person, a_requirement, a_scenario


def world(*rows: tuple[float | None, int, int]) -> Scenario:
    """People with a stated rate, sessions instructed and sessions attended each."""
    return a_scenario(
        people=[a_person(f"X00000{n}", show_up_rate=rate) for n, (rate, _, _) in enumerate(rows)],
        requirements=[
            a_requirement(f"U{n}", person=f"X00000{n}", sessions_instructed=instructed, sessions_attended=attended)
            for n, (_, instructed, attended) in enumerate(rows)
        ],
    )


def chance(rates: NDArray[np.float64], places: int, spread: float) -> float:
    """Chance that one session turns somebody away."""
    return float(turn_away_chances(rates[None, :], np.array([places]), spread)[0])


def test_history_draws_a_rate_away_from_what_was_known() -> None:
    """Eight sessions of history weigh as much as the stated rate, and a long history nearly all."""
    rates = show_up_rates(world((0.5, 0, 0), (0.5, 8, 8), (0.5, 800, 800)))
    assert rates["X000000"] == 0.5
    assert rates["X000001"] == pytest.approx(0.75)
    assert rates["X000002"] > 0.99


def test_nobody_knows_anything() -> None:
    """Without a stated rate the usual one holds; where there is no history either, everybody is expected to come."""
    assert show_up_rates(world((None, 0, 0), (0.2, 10, 6)))["X000000"] == pytest.approx(0.6)
    assert usual_rate(world((None, 0, 0), (0.4, 0, 0))) == pytest.approx(0.4)
    assert show_up_rates(world((None, 0, 0)))["X000000"] == 1.0


def test_protected_characteristics_say_nothing() -> None:
    """Two people who differ in protected characteristics alone have the same rate."""
    scenario = world((None, 9, 4), (None, 9, 4))
    protected = ProtectedCharacteristics(sex="male", age_band="18-24", ethnicity="black", disability="yes")
    people = (scenario.people[0].model_copy(update={"protected": protected}), scenario.people[1])
    rates = show_up_rates(scenario.model_copy(update={"people": people}))
    assert rates["X000000"] == rates["X000001"]


@pytest.mark.parametrize("spread", [0.0, 0.6])
def test_chance_is_that_of_all_outcomes(spread: float) -> None:
    """The chance that too many turn up is the sum over every outcome, on every kind of day."""
    rates = np.array([0.2, 0.5, 0.9, 1.0, 0.0])
    by_day, share = kinds_of_day(rates, spread)
    turned_away, people = 0.0, 0.0
    for there in product((0, 1), repeat=len(rates)):
        likely = np.where(np.array(there)[:, None] == 1, by_day, 1.0 - by_day).prod(axis=0) @ share
        turned_away += likely * (sum(there) > 2)
        people += likely * max(0, sum(there) - 2)
    assert chance(rates, 2, spread) == pytest.approx(turned_away, abs=1e-12)
    assert stand_downs(rates[None, :], np.array([2]), spread)[0] == pytest.approx(people, abs=1e-12)
    assert average_rates(rates, spread) == pytest.approx(by_day @ share)


def test_certain_people() -> None:
    """Those who always come fill their places, those who never come take none, and a good day changes neither."""
    assert chance(np.ones(3), 3, 0.5) == 0.0
    assert chance(np.ones(4), 3, 0.5) == pytest.approx(1.0)
    assert chance(np.zeros(40), 3, 0.5) == pytest.approx(0.0, abs=1e-12)


def test_days_that_hit_everyone_raise_the_risk() -> None:
    """The same people are likelier to be too many where days are good or bad for all of them at once."""
    rates = np.full(11, 0.7)
    assert chance(rates, 9, 0.6) > chance(rates, 9, 0.3) > chance(rates, 9, 0.0)
