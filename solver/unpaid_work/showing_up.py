"""How likely people are to turn up, and how likely it is that more turn up than there are places.

A person's rate is estimated from the person's own attendance, drawn towards a rate known beforehand. Nothing else
about anybody is read, least of all a protected characteristic.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray

from models.scenario import Scenario
from solver.unpaid_work.record import brought_up_to_date

Floats = NDArray[np.float64]

NODES = 7
"""Kinds of day, from the best to the worst, that a spread of days is reckoned with."""


def show_up_rates(scenario: Scenario) -> dict[str, float]:
    """Chance that each person with unpaid work turns up when instructed.

    The mean of a beta distribution: sessions attended and ``show_up_prior_sessions`` at the rate known beforehand,
    over sessions instructed and as many. Known beforehand is the person's stated rate, or else ``usual_rate``.
    """
    strength, usual = scenario.policy.show_up_prior_sessions.value, usual_rate(scenario)
    stated = {person.id: person.show_up_rate for person in scenario.people}
    instructed, attended = _history(scenario)
    rates = {}
    for person in instructed:
        rate = stated[person]
        known = usual if rate is None else rate
        seen = instructed[person] + strength
        rates[person] = (attended[person] + strength * known) / seen if seen else known
    return rates


def usual_rate(scenario: Scenario) -> float:
    """Share of all sessions instructed that were attended; without any, the mean of the stated rates, or else 1."""
    instructed, attended = _history(scenario)
    if instructed.total():
        return attended.total() / instructed.total()
    rates = [row.show_up_rate for row in scenario.people if row.id in instructed and row.show_up_rate is not None]
    return sum(rates) / len(rates) if rates else 1.0


def _history(scenario: Scenario) -> tuple[Counter[str], Counter[str]]:
    """Sessions instructed and attended so far, by person."""
    instructed, attended = Counter[str](), Counter[str]()
    for row in brought_up_to_date(scenario):
        instructed[row.person] += row.sessions_instructed
        attended[row.person] += row.sessions_attended
    return instructed, attended


def kinds_of_day(rates: Floats, spread: float) -> tuple[Floats, Floats]:
    """Rates on days that are better or worse for everyone, and how often such days come.

    Parameters
    ----------
    rates
        (N,): rates on a usual day.
    spread
        Standard deviation of what a day adds to everybody's log-odds at once.

    Returns
    -------
    rates, share
        (N, 7) and (7,): a rate of 0 or 1 stays what it is.
    """
    shock, share = hermegauss(NODES)
    odds = np.exp(spread * shock)
    rates = np.asarray(rates, dtype=np.float64)[:, None]
    return rates * odds / (rates * odds + (1.0 - rates)), np.asarray(share / share.sum())


def numbers_there(rates: Floats, most: int, spread: float) -> Floats:
    """Chance that exactly so many people turn up (Poisson-binomial), over all kinds of day.

    Parameters
    ----------
    rates
        (N, M): rates of the M people of each of N sessions; 0 where a session has fewer.
    most
        Largest number that is looked at.
    spread
        As ``kinds_of_day`` takes it.

    Returns
    -------
    (N, most + 1): for 0 to ``most`` people.
    """
    sessions, people = rates.shape
    by_day, share = kinds_of_day(rates.ravel(), spread)
    by_day = by_day.reshape(sessions, people, 1, len(share))
    chance = np.zeros((sessions, most + 1, len(share)))
    chance[:, 0] = 1.0
    for n in range(people):
        comes = chance[:, :-1] * by_day[:, n]
        chance *= 1.0 - by_day[:, n]
        chance[:, 1:] += comes
    return np.asarray(chance @ share)


def turn_away_chances(rates: Floats, places: NDArray[Any], spread: float) -> Floats:
    """(N,): chance that more people turn up at each session than it has places; rates as ``numbers_there``."""
    if not len(rates):
        return np.zeros(0)
    there = numbers_there(rates, int(places.max()), spread)
    fits = np.arange(there.shape[1]) <= places[:, None]
    chance = np.clip(1.0 - (there * fits).sum(axis=1), 0.0, 1.0)
    return np.asarray(np.where((rates > 0).sum(axis=1) <= places, 0.0, chance))


def stand_downs(rates: Floats, places: NDArray[Any], spread: float) -> Floats:
    """(N,): people whom each session is expected to turn away; rates as ``numbers_there`` takes them."""
    there = numbers_there(rates, rates.shape[1], spread)
    over = np.maximum(0, np.arange(there.shape[1]) - places[:, None])
    return np.asarray((there * over).sum(axis=1))


def average_rates(rates: Floats, spread: float) -> Floats:
    """(N,): chance of turning up on a day of which nobody knows yet whether it is a good one."""
    by_day, share = kinds_of_day(rates, spread)
    return np.asarray(by_day @ share)
