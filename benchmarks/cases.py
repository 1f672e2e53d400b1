"""What is timed: parts by size, tightness and seed, and how long each search may take."""

from __future__ import annotations

from dataclasses import dataclass

from models.goals import Part
from scenarios.generate import Scale

SEED = 1
PLENTY, USUAL, SHORT = 0.9, None, 1.1
"""Points needed over points available: room to spare, the generator's own, more work than people."""
SECONDS = {Scale.TOWN: 3.0, Scale.PDU: 10.0, Scale.REGION: 60.0, Scale.NATIONAL: 120.0}
"""Time limit of a search, by size, where a case states none."""


@dataclass(frozen=True, slots=True)
class Case:
    """A part to plan.

    Attributes
    ----------
    part
        Part of the plan.
    scale
        Size of the scenario.
    tightness
        Points needed over points available; None for the generator's own.
    scarcity
        The same for supervisors, rooms and facilitators.
    seed
        Seed of the scenario and of the search.
    periods
        Periods of the horizon.
    profile
        Profile of goals; None for the scenario's own.
    seconds
        Time limit of the search; None for that of its size.
    """

    part: Part
    scale: Scale
    tightness: float | None = None
    scarcity: float | None = None
    seed: int = SEED
    periods: int = 1
    profile: str | None = None
    seconds: float | None = None

    @property
    def limit(self) -> float:
        """Time limit of the search, in seconds."""
        return self.seconds or SECONDS[self.scale]

    def __str__(self) -> str:
        ratio = self.tightness if self.part is Part.ALLOCATION else self.scarcity
        name = f"{self.part.value}-{self.scale.value}-{ratio or 'usual'}-{self.seed}"
        return name + (f"-{self.periods}p" if self.periods > 1 else "") + (f"-{self.profile}" if self.profile else "")


def by_tightness(part: Part, scale: Scale, ratio: float | None) -> Case:
    """Case whose practitioners, or whose supervisors, rooms and facilitators, are as scarce as the ratio says."""
    if part is Part.ALLOCATION:
        return Case(part, scale, tightness=ratio)
    return Case(part, scale, scarcity=ratio)


QUICK = [
    *(by_tightness(part, Scale.TOWN, ratio) for part in Part for ratio in (PLENTY, USUAL, SHORT)),
    *(Case(part, Scale.PDU) for part in Part),
]
"""Cases of ``make bench``: a few minutes."""
FULL = [
    *QUICK,
    *(by_tightness(part, Scale.PDU, ratio) for part in Part for ratio in (PLENTY, SHORT)),
    *(Case(part, Scale.PDU, seed=seed) for part in Part for seed in range(2, 6)),
    *(Case(part, Scale.REGION) for part in Part),
    *(Case(Part.ALLOCATION, Scale.PDU, periods=periods, seconds=15.0) for periods in (4, 12)),
    Case(Part.ALLOCATION, Scale.PDU, profile="fair_first"),
    Case(Part.ALLOCATION, Scale.REGION, periods=4),
    Case(Part.ALLOCATION, Scale.REGION, profile="kinked", seconds=30.0),
    Case(Part.ALLOCATION, Scale.NATIONAL),
]
"""All cases: half an hour and more."""
SIZES = [Scale.TOWN, Scale.PDU]
"""Sizes at which reading, compiling and auditing are timed by ``make bench``."""
ALL_SIZES = [*SIZES, Scale.REGION]
"""The same where all cases are asked for."""
