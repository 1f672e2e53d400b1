"""Simulated attendance: the days of a rota drawn again and again, and held against what they must come to on average.

Each replication draws every day of the rota: how good a day it is for everybody at once, and who turns up. Where more
turn up than there are places, all of them are equally likely to be sent home. The exact figures beside come from the
distribution of the number that turn up (Poisson-binomial, averaged over kinds of day), not from any draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import numpy as np
from numpy.typing import NDArray

from models.decisions import Decisions, ProjectSession
from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from models.simulation import AttendanceSimulation, Comparison, SessionAttendance, Simulated, Spread
from solver.progress import OnProgress, Progress, silent
from solver.unpaid_work.showing_up import kinds_of_day, show_up_rates

Floats = NDArray[np.float64]
Draws = NDArray[np.float32]

REPLICATIONS = 10_000
BATCH = 2_000
"""Replications drawn at once, so that a day of a large unit stays in the processor's caches."""
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A dated session with the people instructed to it.

    Attributes
    ----------
    rates, minutes
        (P,): show-up rate of each person, and minutes that the session counts for.
    """

    session: ProjectSession
    rates: Floats
    minutes: Floats


@dataclass(slots=True)
class Tally:
    """Sums over replications: (S,) of each session and (N,) of each replication, for one figure."""

    total: Floats
    squares: Floats
    replication: Floats

    @classmethod
    def empty(cls, sessions: int, replications: int) -> Tally:
        """Nothing counted yet."""
        return cls(np.zeros(sessions), np.zeros(sessions), np.zeros(replications))

    def add(self, at: slice, rows: slice, values: Floats) -> None:
        """Count values (replications, sessions)."""
        self.total[at] += values.sum(axis=0)
        self.squares[at] += (values * values).sum(axis=0)
        self.replication[rows] += values.sum(axis=1)

    def of(self, s: int, expected: float) -> Simulated:
        """A session's figure."""
        number = len(self.replication)
        mean = self.total[s] / number
        variance = max(0.0, self.squares[s] / number - mean * mean) * number / (number - 1)
        return Simulated(expected=expected, mean=float(mean), error=float(np.sqrt(variance / number)))

    def over_all(self, expected: float) -> Spread:
        """The figure of the whole rota."""
        low, median, high = np.quantile(self.replication, QUANTILES).tolist()
        error = self.replication.std(ddof=1) / np.sqrt(len(self.replication))
        mean = float(self.replication.mean())
        return Spread(expected=expected, mean=mean, error=float(error), low=low, median=median, high=high)


def simulate(
    scenario: Scenario,
    plan: Plan,
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    against: Plan | None = None,
    on_progress: OnProgress = silent,
) -> AttendanceSimulation:
    """Replications of a plan's rota.

    Parameters
    ----------
    against
        Plan of the same scenario without over-booking, to be compared on the same good and bad days.
    on_progress
        Called as the figures come.
    """
    on_progress(Progress(Part.UNPAID_WORK, "exact figures"))
    spread = scenario.policy.shared_day_spread.value
    sittings = sittings_of(scenario, plan.decisions)
    exact = np.array([exact_figures(sitting, spread) for sitting in sittings]).reshape(-1, 3)
    on_progress(Progress(Part.UNPAID_WORK, "drawing days"))
    hours, turning_away, sent_home = draw(sittings, spread, replications=replications, seed=seed)
    rows = tuple(
        SessionAttendance(
            project=sitting.session.project,
            slot=sitting.session.slot,
            on=sitting.session.on,
            places=sitting.session.places,
            instructed=len(sitting.rates),
            attended_hours=hours.of(s, exact[s, 0]),
            turn_away=turning_away.of(s, exact[s, 1]),
            stand_downs=sent_home.of(s, exact[s, 2]),
        )
        for s, sitting in enumerate(sittings)
    )
    expected = exact.sum(axis=0)
    made = AttendanceSimulation(
        scenario=scenario.id,
        replications=replications,
        seed=seed,
        shared_day_spread=spread,
        turn_away_risk=scenario.policy.turn_away_risk.value,
        sessions=len(sittings),
        instructed=sum(len(sitting.rates) for sitting in sittings),
        attended_hours=hours.over_all(expected[0]),
        sessions_turning_away=turning_away.over_all(expected[1]),
        stand_downs=sent_home.over_all(expected[2]),
        highest_turn_away=min(1.0, float(exact[:, 1].max(initial=0.0))),
        furthest=max((_distance(figure) for row in rows for figure in _figures(row)), default=0.0),
        rows=rows,
    )
    if against is None:
        return made
    other = simulate(scenario, against, replications=replications, seed=seed, on_progress=on_progress)
    base = other.attended_hours.expected
    comparison = Comparison(
        attended_hours=other.attended_hours,
        stand_downs=other.stand_downs,
        gain=made.attended_hours.expected / base - 1.0 if base > 0.0 else None,
    )
    return made.model_copy(update={"without_over_booking": comparison})


def with_risk(scenario: Scenario, risk: float) -> Scenario:
    """The scenario with another largest chance of turning people away; 0 for no over-booking."""
    allowed = scenario.policy.turn_away_risk.model_copy(update={"value": risk})
    return scenario.model_copy(update={"policy": scenario.policy.model_copy(update={"turn_away_risk": allowed})})


def sittings_of(scenario: Scenario, decisions: Decisions) -> list[Sitting]:
    """Sessions with somebody instructed, by day, with who is, in the order of the document."""
    rates = show_up_rates(scenario)
    people: dict[tuple[str, date], list[tuple[float, int]]] = defaultdict(list)
    for person, slot, on, minutes in _attendances(decisions):
        people[slot, on].append((rates[person], minutes))
    return [
        Sitting(session, *(np.array(axis, dtype=np.float64) for axis in zip(*there, strict=True)))
        for session in sorted(decisions.sessions, key=lambda row: (row.on, row.start, row.slot))
        if (there := people.get((session.slot, session.on)))
    ]


def _attendances(decisions: Decisions) -> Iterator[tuple[str, str, date, int]]:
    """Person, slot, day and minutes of every attendance; the last ones count what is left."""
    dated: dict[str, list[tuple[date, time, str, str, int]]] = defaultdict(list)
    planned: dict[str, int] = defaultdict(int)
    for row in decisions.patterns:
        length = 60 * (row.end.hour - row.start.hour) + row.end.minute - row.start.minute
        planned[row.requirement] += row.minutes
        dated[row.requirement] += [(on, row.start, row.slot, row.person, length) for on in row.dates]
    for requirement, days in dated.items():
        for on, _, slot, person, length in sorted(days):
            minutes = min(planned[requirement], length)
            planned[requirement] -= minutes
            yield person, slot, on, minutes


def exact_figures(sitting: Sitting, spread: float) -> tuple[float, float, float]:
    """Expected hours worked off, chance of sending anybody home, and people expected to be sent home.

    ``chance[n]`` is the chance that n turn up, and ``worth[n]`` the minutes of those who do where n turn up, times that
    chance: both for each kind of day.
    """
    rates, share = kinds_of_day(sitting.rates, spread)
    number, places = len(rates), sitting.session.places
    chance, worth = np.zeros((2, number + 1, len(share)))
    chance[0] = 1.0
    for rate, minutes in zip(rates, sitting.minutes, strict=True):
        worth[1:] = worth[1:] * (1.0 - rate) + (worth[:-1] + minutes * chance[:-1]) * rate
        worth[0] *= 1.0 - rate
        chance[1:] = chance[1:] * (1.0 - rate) + chance[:-1] * rate
        chance[0] *= 1.0 - rate
    come = np.arange(number + 1)
    placed = np.minimum(1.0, places / np.maximum(come, 1))
    over = np.maximum(0, come - places)
    there = chance @ share
    return float(placed @ worth @ share) / 60.0, float(there[over > 0].sum()), float(over @ there)


def draw(sittings: list[Sitting], spread: float, *, replications: int, seed: int) -> tuple[Tally, Tally, Tally]:
    """Hours, sessions turning away and people sent home, over all replications.

    A day is the same day for everybody, whichever plan is drawn, so that two plans can be compared on the same days.
    """
    tallies = tuple(Tally.empty(len(sittings), replications) for _ in range(3))
    for at in _by_day(sittings):
        day = sittings[at][0].session.on.toordinal()
        shock = np.exp(spread * np.random.default_rng([seed, day, 0]).standard_normal(replications)).astype(np.float32)
        dice = np.random.default_rng([seed, day, 1])
        for first in range(0, replications, BATCH):
            rows = slice(first, min(first + BATCH, replications))
            for tally, values in zip(tallies, _one_day(sittings[at], shock[rows], dice), strict=True):
                tally.add(at, rows, values)
    hours, turning_away, sent_home = tallies
    return hours, turning_away, sent_home


def _by_day(sittings: list[Sitting]) -> Iterator[slice]:
    """Stretches of sessions on one day."""
    days = np.array([sitting.session.on.toordinal() for sitting in sittings])
    edges = np.flatnonzero(np.diff(days, prepend=-1, append=-1)) if len(days) else np.zeros(0, dtype=np.int64)
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        yield slice(first, last)


def _one_day(sittings: list[Sitting], shock: Draws, dice: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """(B, S) each: hours, whether anybody is sent home, and how many are."""
    rates = np.concatenate([sitting.rates for sitting in sittings])
    member = np.repeat(np.arange(len(sittings)), [len(sitting.rates) for sitting in sittings])
    at = np.zeros((len(rates), len(sittings)), dtype=np.float32)
    at[np.arange(len(rates)), member] = 1.0
    minutes = at * np.concatenate([sitting.minutes for sitting in sittings])[:, None].astype(np.float32)
    with np.errstate(divide="ignore"):
        odds = np.float32(rates / (1.0 - rates))
    luck = dice.random((len(shock), len(rates)), dtype=np.float32)
    comes = (luck < (1.0 - luck) * odds * shock[:, None]).astype(np.float32)
    there = np.asarray(comes @ at, dtype=np.float64)
    places = np.array([sitting.session.places for sitting in sittings], dtype=np.float64)
    over = np.maximum(0.0, there - places)
    placed = np.minimum(1.0, places / np.maximum(there, 1.0))
    hours = np.asarray(comes @ minutes, dtype=np.float64) * placed / 60.0
    return hours, np.asarray(over > 0.0, dtype=np.float64), over


def _figures(row: SessionAttendance) -> tuple[Simulated, ...]:
    return row.attended_hours, row.turn_away, row.stand_downs


def _distance(figure: Simulated) -> float:
    """Difference from the exact value in standard errors; 0 where chance never showed."""
    return abs(figure.mean - figure.expected) / figure.error if figure.error > 0.0 else 0.0
