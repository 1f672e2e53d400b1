"""People's weeks, crowds and supervisors' weeks by themselves, against all that there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from solver.unpaid_work.crowds_alone import Fees, Halls, best_crowds, likely_crowds
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import Index
from solver.unpaid_work.turns_alone import Turns, best_turns, likely_turns
from solver.unpaid_work.weeks_alone import MUST, NEVER, Weeks, weeks_alone

WARMTHS = (0.3, 5.0)
ROOM = 120


def likely(costs: list[float], warmth: float) -> tuple[float, Floats]:
    """What choices cost at a temperature, and how likely each is."""
    weights = np.exp(-(np.array(costs) - min(costs)) / warmth)
    return min(costs) - warmth * float(np.log(weights.sum())), weights / weights.sum()


def some_of(count: int, most: int) -> Iterator[list[int]]:
    """All ways to take so many at most."""
    return (list(some) for size in range(most + 1) for some in combinations(range(count), size))


def a_week(rng: np.random.Generator, options: int = 7) -> Weeks:
    """One person's options on five days, at four projects, one of which has no fee."""
    return Weeks(
        first=np.array([0, options]),
        sessions=np.array([3]),
        day=rng.integers(5, size=options),
        fee=rng.integers(-1, 3, size=options),
        unpopular=rng.random(options) < 0.5,
        locked=np.zeros(options, dtype=bool),
        again=np.array([0, 2]),
    )


def price_of_week(weeks: Weeks, some: list[int], cost: Floats, fees: Floats, again: Floats) -> float:
    """What a week costs; inf where there is no such week."""
    if len(set(weeks.day[some].tolist())) < len(some):
        return np.inf
    projects = [fee for fee in set(weeks.fee[some].tolist()) if fee >= 0]
    return float(cost[some].sum() + fees[projects].sum() + again[: max(0, int(weeks.unpopular[some].sum()) - 1)].sum())


@pytest.mark.parametrize("seed", range(10))
def test_weeks_are_the_cheapest_and_the_likeliest(seed: int) -> None:
    """Of all weeks the cheapest, with fees and unpopular slots; at a temperature all of them, by what they cost."""
    rng = np.random.default_rng(seed)
    weeks, fees, again = a_week(rng), rng.random(3) * 60.0, np.array([20.0, 40.0])
    cost = rng.normal(-30.0, 30.0, size=7)
    every = list(some_of(7, 3))
    prices = [price_of_week(weeks, some, cost, fees, again) for some in every]
    value, share = weeks_alone(weeks, cost, fees, again, 0.0)
    assert value == pytest.approx(min(prices))
    assert np.flatnonzero(share).tolist() == every[int(np.argmin(prices))]
    for warmth in WARMTHS:
        value, share = weeks_alone(weeks, cost, fees, again, warmth)
        expected, chances = likely(prices, warmth)
        # Weeks nine temperatures above the cheapest are left out.
        assert expected - 1e-9 <= value <= expected + 0.02 * warmth
        has = np.array([[n in some for some in every] for n in range(7)], dtype=float)
        assert share == pytest.approx(has @ chances, abs=0.02)


def test_what_must_be_is_and_what_may_not_is_not() -> None:
    """A locked option is had however dear, and another never, however cheap; neither shows in what the week costs."""
    weeks = a_week(np.random.default_rng(1), 2)._replace(
        day=np.array([0, 1]), fee=np.array([-1, -1]), locked=np.array([True, False])
    )
    value, share = weeks_alone(weeks, np.array([500.0 - MUST, NEVER - 800.0]), np.zeros(3), np.zeros(2), 0.0)
    assert value == pytest.approx(500.0)
    assert share.tolist() == [1.0, 0.0]


def test_a_week_worth_more_than_a_lock_counts_for_what_it_costs() -> None:
    """Goals may be multiplied by a thousand: what is not locked is not taken for a lock, however much it gains."""
    weeks = a_week(np.random.default_rng(1), 1)._replace(fee=np.array([-1]))
    assert weeks_alone(weeks, np.array([-2.0 * MUST]), np.zeros(3), np.zeros(2), 0.0)[0] == -2.0 * MUST


def a_hall(rng: np.random.Generator, people: int = 8, most: int = 2) -> Halls:
    """One slot on which so many supervisors at most may stand, and people of whom some are not there on the date."""
    takes = rng.integers(35, 58, size=people)
    takes[rng.random(people) < 0.2] = 0
    first = np.array([0, people])
    return Halls(first, np.arange(people), takes, np.array([0, most]), ROOM * np.arange(1, most + 1))


def price_of_crowd(halls: Halls, some: list[int], number: int, worth: Floats, fees: Fees) -> float:
    """What a crowd with so many supervisors costs; inf where it does not fit."""
    if halls.takes[some].sum() > halls.limit[number - 1]:
        return np.inf
    return float(fees.runs[0] + number * fees.supervisor[0] - worth[some].sum())


@pytest.mark.parametrize("seed", range(10))
def test_crowds_are_the_best_and_the_likeliest(seed: int) -> None:
    """Of all crowds that fit, with one supervisor or two, the best, or none; at a temperature all, by their worth."""
    rng = np.random.default_rng(seed)
    halls, worth = a_hall(rng), rng.random(8) * 60.0
    fees = Fees(rng.normal(0.0, 10.0, size=1), rng.random(1) * 120.0)
    every = [(some, number) for some in some_of(8, 8) for number in (1, 2)]
    prices = [0.0, *(price_of_crowd(halls, some, number, worth, fees) for some, number in every)]
    value, share, runs, supervisors = best_crowds(halls, worth, fees)
    best = int(np.argmin(prices))
    assert value == pytest.approx(prices[best])
    assert (runs[0], supervisors[0]) == ((1, every[best - 1][1]) if best else (0, 0))
    assert np.flatnonzero(share).tolist() == (every[best - 1][0] if best else [])
    for warmth in WARMTHS:
        value, share, runs, supervisors = likely_crowds(halls, np.ones(8, dtype=bool), worth, fees, warmth)
        expected, chances = likely(prices, warmth)
        assert value == pytest.approx(expected)
        assert share == pytest.approx(
            [chances[1:] @ [float(n in some) for some, _ in every] for n in range(8)], abs=1e-9
        )
        assert runs[0] == pytest.approx(1.0 - chances[0])
        assert supervisors[0] == pytest.approx(chances[1:] @ [number for _, number in every])


@pytest.mark.parametrize("warmth", [1.0, 0.4])
def test_colder_crowds_are_no_worse_for_their_numbers(warmth: float) -> None:
    """Worth of hundreds of temperatures, in forty people: what is likely is what is best, or hardly less."""
    rng = np.random.default_rng(3)
    halls, worth = a_hall(rng, 40), 50.0 + rng.random(40) * 200.0
    fees = Fees(np.zeros(1), np.full(1, 30.0))
    best, likeliest = (
        best_crowds(halls, worth, fees),
        likely_crowds(halls, np.ones(40, dtype=bool), worth, fees, warmth),
    )
    assert best[0] - 30.0 * warmth <= likeliest[0] <= best[0] + 1e-6
    assert likeliest[3] == pytest.approx(best[3], abs=0.01)


def price_of_turns(turns: Turns, some: list[int], cost: Floats) -> float:
    """What a supervisor's week costs; inf where there is none such."""
    days, hours = turns.day[some].tolist(), turns.length[some].sum()
    return float(cost[some].sum()) if len(set(days)) == len(days) and hours <= turns.hours[0] else np.inf


@pytest.mark.parametrize("seed", range(5))
def test_turns_are_the_best_and_the_likeliest(seed: int) -> None:
    """Of all weeks of a supervisor, one slot a day and within the hours, the best; at a temperature all of them."""
    rng = np.random.default_rng(seed)
    day: Index = np.sort(rng.integers(6, size=9))
    turns = Turns(np.array([0, 9]), day, rng.integers(3, 8, size=9), np.array([17]))
    cost = rng.normal(-10.0, 20.0, size=9)
    every = list(some_of(9, 6))
    prices = [price_of_turns(turns, some, cost) for some in every]
    value, share = best_turns(turns, cost)
    assert value == pytest.approx(min(prices))
    assert np.flatnonzero(share).tolist() == every[int(np.argmin(prices))]
    for warmth in WARMTHS:
        value, share = likely_turns(turns, cost, warmth)
        expected, chances = likely(prices, warmth)
        assert value == pytest.approx(expected)
        has = np.array([[n in some for some in every] for n in range(9)], dtype=float)
        assert share == pytest.approx(has @ chances)
