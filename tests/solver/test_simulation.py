"""Simulated attendance agrees with what must come out on average, and says how far chance lets it differ."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from models.decisions import Decisions, ProjectSession, StandingPattern
from models.plan import KPIs, Plan, Provenance
from models.scenario import Scenario
from solver.simulation import exact_figures, simulate, sittings_of, with_risk
from tests.builders import a_person, a_policy, a_project, a_requirement, a_scenario, clock, day, figure


def a_rota(
    *rates: float, places: int = 2, spread: float = 0.3, days: tuple[date, ...] = (day(0),)
) -> tuple[Scenario, Plan]:
    """People of these rates on one slot, seven hours each, the last of them with an hour left."""
    scenario = a_scenario(
        people=[a_person(f"X{n}", show_up_rate=rate) for n, rate in enumerate(rates)],
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(len(rates))],
        projects=[a_project()],
        policy=a_policy(shared_day_spread=figure(spread)),
    )
    times = {"project": "K1", "slot": "K1-mon", "start": clock("09:00"), "end": clock("16:00")}
    patterns = tuple(
        StandingPattern(
            requirement=f"U{n}", person=f"X{n}", dates=days, minutes=60 if n + 1 == len(rates) else 420, **times
        )
        for n in range(len(rates))
    )
    sessions = tuple(
        ProjectSession(
            on=on,
            supervisors=(),
            places=places,
            instructed=len(rates),
            expected=sum(rates),
            turn_away_chance=0.0,
            **times,
        )
        for on in days
    )
    return scenario, Plan(
        schema_version="1.0",
        decisions=Decisions(patterns=patterns, sessions=sessions),
        unplaced=(),
        parts=(),
        kpis=KPIs(),
        baseline=KPIs(),
        provenance=Provenance(
            scenario="test", scenario_hash="0" * 64, profile="standard", seed=1, parts=(), versions={}
        ),
    )


def test_exact_figures_are_those_of_every_outcome() -> None:
    """On a usual day, hours, chance and people sent home are the sums over all outcomes."""
    rates = (0.9, 0.5, 0.3, 0.7)
    scenario, plan = a_rota(*rates, spread=0.0)
    (sitting,) = sittings_of(scenario, plan.decisions)
    hours = chance = sent_home = 0.0
    for comes in product((0, 1), repeat=4):
        likely = 1.0
        for rate, there in zip(rates, comes, strict=True):
            likely *= rate if there else 1.0 - rate
        worked = sum(there * minutes for there, minutes in zip(comes, (420, 420, 420, 60), strict=True)) / 60.0
        hours += likely * worked * min(1.0, 2 / max(1, sum(comes)))
        chance += likely * (sum(comes) > 2)
        sent_home += likely * max(0, sum(comes) - 2)
    assert exact_figures(sitting, 0.0) == pytest.approx((hours, chance, sent_home))


def test_draws_agree_with_the_exact_figures() -> None:
    """With good and bad days, every figure lies within five standard errors of its exact value."""
    made = simulate(*a_rota(0.9, 0.5, 0.3, 0.7, 0.8, spread=0.6, days=(day(0), day(7))), replications=20_000)
    assert made.furthest < 5.0
    for whole in (made.attended_hours, made.stand_downs, made.sessions_turning_away):
        assert abs(whole.mean - whole.expected) < 5.0 * whole.error
        assert whole.low <= whole.median <= whole.high


def test_bad_days_hit_everybody() -> None:
    """Days that are good or bad for all spread the hours wider, though about as many are expected."""
    rates = (0.7,) * 12
    calm = simulate(*a_rota(*rates, places=12, spread=0.0), replications=4000)
    rough = simulate(*a_rota(*rates, places=12, spread=1.0), replications=4000)
    assert rough.attended_hours.high - rough.attended_hours.low > calm.attended_hours.high - calm.attended_hours.low


def test_same_seed_same_answer() -> None:
    """The same plan, seed and number of replications give the same answer; another seed gives another."""
    rota = a_rota(0.9, 0.5, 0.3)
    assert simulate(*rota, replications=500, seed=3) == simulate(*rota, replications=500, seed=3)
    assert simulate(*rota, replications=500, seed=3) != simulate(*rota, replications=500, seed=4)


@pytest.mark.parametrize(("rate", "hours", "sent_home"), [(0.0, 0.0, 0.0), (1.0, 10.0, 1.0)])
def test_nobody_comes_and_everybody_comes(rate: float, hours: float, sent_home: float) -> None:
    """Rates of 0 and 1 leave nothing to chance, good day or bad."""
    made = simulate(*a_rota(rate, rate, rate), replications=100)
    assert made.attended_hours.mean == pytest.approx(hours)
    assert made.attended_hours.expected == pytest.approx(hours)
    assert made.attended_hours.error == pytest.approx(0.0, abs=1e-9)
    assert made.stand_downs.mean == pytest.approx(sent_home)


def test_what_over_booking_brings() -> None:
    """Against a plan with nobody beyond the places, the gain is the share by which expected hours rise."""
    (scenario, booked), (_, plain) = a_rota(0.5, 0.5, 0.5, 0.5), a_rota(0.5, 0.5)
    made = simulate(scenario, booked, replications=200, against=plain)
    assert made.without_over_booking is not None
    base = made.without_over_booking.attended_hours.expected
    assert made.without_over_booking.gain == pytest.approx(made.attended_hours.expected / base - 1.0)
    assert made.without_over_booking.stand_downs.mean == 0.0
    assert with_risk(scenario, 0.0).policy.turn_away_risk.value == 0.0


def test_nobody_is_instructed() -> None:
    """A plan without sessions is drawn without fuss."""
    made = simulate(*a_rota(), replications=10)
    assert (made.sessions, made.attended_hours.mean, made.furthest) == (0, 0.0, 0.0)
