"""Who is likely to turn up to what: chances of turning people away, stand-downs and hours to be expected."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from solver.unpaid_work.attending import Attendance
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem, Solution
from solver.unpaid_work.showing_up import average_rates, stand_downs, turn_away_chances

LEEWAY = 1e-9
"""Chance above the risk that is put down to rounding."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What may be expected of a rota.

    Attributes
    ----------
    there
        (S, W) float64: people expected to turn up on each date.
    turn_away
        (S, W) float64: chance that somebody has to be turned away.
    stand_downs
        (S, W) float64: people expected to be turned away.
    """

    there: Floats
    turn_away: Floats
    stand_downs: Floats


def forecast(problem: Problem, solution: Solution, dated: Attendance) -> Forecast:
    """Forecast of every dated session from those instructed to it."""
    dates, rates = _rates_by_date(problem, solution, dated.instructed)
    places = problem.slots.places[:, None] * np.where(problem.slots.max_supervisors[:, None] > 0, dated.present, 1)
    shape = problem.slots.has_date.shape
    there, chance, down = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    mine = places[dates[:, 0], dates[:, 1]]
    at = (dates[:, 0], dates[:, 1])
    there[at] = average_rates(rates.ravel(), problem.spread).reshape(rates.shape).sum(axis=1)
    chance[at] = turn_away_chances(rates, mine, problem.spread)
    down[at] = stand_downs(rates, mine, problem.spread)
    return Forecast(there, chance, down)


def expected_minutes(problem: Problem, solution: Solution, dated: Attendance, likely: Forecast) -> float:
    """Minutes expected to be worked off: everyone's, as far as minutes are left, less those of people turned away."""
    lengths: list[dict[int, int]] = [{} for _ in problem.requirements.ids]
    for (r, s), days in zip(solution.standing.tolist(), dated.instructed.sum(axis=1).tolist(), strict=True):
        minutes = int(problem.slots.minutes[s])
        lengths[r][minutes] = lengths[r].get(minutes, 0) + days
    rates = average_rates(problem.requirements.rate, problem.spread).tolist()
    left = problem.requirements.remaining.tolist()
    worked = sum(_worked(mine, rates[r], left[r]) for r, mine in enumerate(lengths) if mine)
    return float(max(0.0, worked - (likely.stand_downs.sum(axis=1) * problem.slots.minutes).sum()))


def _worked(days: dict[int, int], rate: float, left: int) -> float:
    """Minutes that somebody is expected to work off on so many days of each length, with so many minutes left."""
    minutes, chance = np.zeros(1), np.ones(1)
    for length, number in days.items():
        times = np.arange(number + 1)
        ways = np.array([math.comb(number, k) for k in range(number + 1)], dtype=np.float64)
        minutes = np.add.outer(minutes, length * times).ravel()
        chance = np.multiply.outer(chance, ways * rate**times * (1.0 - rate) ** (number - times)).ravel()
    return float(chance @ np.minimum(minutes, left))


def risky_dates(problem: Problem, solution: Solution, held: Bools, places: Ints) -> list[tuple[int, int]]:
    """Dates (slot, week) on which the chance that more turn up than there are places is above the risk.

    Parameters
    ----------
    held
        (N, W) bool: dates on which each standing pair holds a place.
    places
        (S, W): places on each date.
    """
    count = np.zeros(places.shape, dtype=np.int64)
    np.add.at(count, solution.standing[:, 1], held)
    if not (count > places).any():
        return []
    dates, rates = _rates_by_date(problem, solution, held & (count > places)[solution.standing[:, 1]])
    rows = np.column_stack([places[dates[:, 0], dates[:, 1]], rates])
    unique, same = np.unique(rows, axis=0, return_inverse=True)
    risky = turn_away_chances(unique[:, 1:], unique[:, 0].astype(np.int64), problem.spread) > problem.risk + LEEWAY
    return [(int(s), int(w)) for s, w in dates[risky[same.ravel()]]]


def _rates_by_date(problem: Problem, solution: Solution, on: Bools) -> tuple[Ints, Floats]:
    """Dates (slot, week) that anybody is on, and the rates of those who are, 0 where there are fewer."""
    row, week = np.nonzero(on)
    slot = solution.standing[row, 1]
    order = np.lexsort((row, week, slot))
    key = slot[order].astype(np.int64) * problem.num_weeks + week[order]
    dates, first, count = np.unique(key, return_index=True, return_counts=True)
    rates = np.zeros((len(dates), int(count.max(initial=0))))
    number = np.repeat(np.arange(len(dates)), count)
    rates[number, np.arange(len(key)) - first[number]] = problem.requirements.rate[solution.standing[row[order], 0]]
    return np.stack(np.divmod(dates, max(1, problem.num_weeks)), axis=1).astype(np.int32), rates
