"""Unpaid work: how likely people are to turn up, as the audit reckons it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.polynomial.hermite import hermgauss
from numpy.typing import NDArray

from models.scenario import Scenario
from solver.audit.record import requirements_now

Floats = NDArray[np.float64]

DAYS = 7
"""Points of the quadrature over good and bad days (``docs/formulation.md``)."""


class Rates(NamedTuple):
    """Show-up rates of people.

    Attributes
    ----------
    by_day
        Rates on each kind of day, by person.
    share
        How often each kind of day comes.
    usual
        Rate, on a day like most, of somebody of whom nothing is known.
    odds
        What each kind of day multiplies everybody's odds by.
    """

    by_day: Mapping[str, Floats]
    share: Floats
    usual: float
    odds: Floats

    def seldom(self, least: float) -> Floats:
        """The usual rate, or the least where that is more, on each kind of day."""
        p = max(least, self.usual)
        return np.asarray(p * self.odds / (1.0 - p + p * self.odds))

    def average(self, person: str) -> float:
        """Rate on a day of unknown kind."""
        return float(self.by_day[person] @ self.share)


def rates_of(scenario: Scenario) -> Rates:
    """Rates of everyone with a requirement."""
    points, weights = hermgauss(DAYS)
    odds = np.exp(scenario.policy.shared_day_spread.value * math.sqrt(2.0) * points)
    usual, of_nobody = _on_a_usual_day(scenario)
    by_day = {id: p * odds / (1.0 - p + p * odds) for id, p in usual.items()}
    return Rates(by_day, np.asarray(weights / math.sqrt(math.pi)), of_nobody, np.asarray(odds))


def _on_a_usual_day(scenario: Scenario) -> tuple[dict[str, float], float]:
    """Rate of everybody, and of somebody of whom nothing is known."""
    told: dict[str, list[int]] = {}
    for row in requirements_now(scenario):
        seen = told.setdefault(row.person, [0, 0])
        seen[0] += row.sessions_instructed
        seen[1] += row.sessions_attended
    stated = {row.id: row.show_up_rate for row in scenario.people if row.id in told}
    known = [rate for rate in stated.values() if rate is not None]
    sessions, kept = (sum(seen[n] for seen in told.values()) for n in (0, 1))
    usual = kept / sessions if sessions else (sum(known) / len(known) if known else 1.0)
    prior = scenario.policy.show_up_prior_sessions.value
    rates = {}
    for id, (instructed, attended) in told.items():
        rate = stated[id]
        before = usual if rate is None else rate
        rates[id] = before if instructed + prior == 0 else (attended + prior * before) / (instructed + prior)
    return rates, usual


def too_many(rates: Rates, people: Sequence[str], places: int) -> float:
    """Chance that more of the people turn up than there are places: that fewer stay away than must."""
    return too_many_of([rates.by_day[id] for id in people], rates.share, places)


def too_many_of(comes: Sequence[Floats], share: Floats, places: int) -> float:
    """The same, of people by their rates on each kind of day."""
    if len(comes) <= places:
        return 0.0
    return min(1.0, float(_staying_away(comes, len(comes) - places - 1).sum(axis=0) @ share))


def turned_away(rates: Rates, people: Sequence[str], places: int) -> float:
    """People expected to be turned away."""
    if len(people) <= places:
        return 0.0
    must_stay = len(people) - places
    away = _staying_away([rates.by_day[id] for id in people], must_stay - 1)
    return float((must_stay - np.arange(must_stay)) @ away @ rates.share)


def _staying_away(people: Sequence[Floats], most: int) -> Floats:
    """(most + 1, 7): chance that exactly so many of the people stay away, on each kind of day."""
    chance = np.zeros((most + 1, DAYS))
    chance[0] = 1.0
    for comes in people:
        one_more = np.vstack([np.zeros((1, DAYS)), chance[:-1] * (1.0 - comes)])
        chance = chance * comes + one_more
    return chance


def worked(rate: float, sessions: Sequence[int], left: int) -> float:
    """Minutes expected to be worked off at sessions of such lengths, each attended at the rate, with so many left."""
    likely = {0: 1.0}
    for length in sessions:
        after: dict[int, float] = {}
        for minutes, chance in likely.items():
            after[minutes] = after.get(minutes, 0.0) + chance * (1.0 - rate)
            after[minutes + length] = after.get(minutes + length, 0.0) + chance * rate
        likely = after
    return math.fsum(chance * min(minutes, left) for minutes, chance in likely.items())


def fewer_than(needed: int, sessions: int, rate: float) -> float:
    """Chance that somebody turns up to fewer of so many sessions than are needed."""
    if needed > sessions or rate <= 0.0:
        return float(needed > 0)
    if rate >= 1.0:
        return 0.0
    ways = (math.lgamma(sessions + 1) - math.lgamma(n + 1) - math.lgamma(sessions - n + 1) for n in range(needed))
    odds = (way + n * math.log(rate) + (sessions - n) * math.log(1.0 - rate) for n, way in enumerate(ways))
    return min(1.0, math.fsum(map(math.exp, odds)))
