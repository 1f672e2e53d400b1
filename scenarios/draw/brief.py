"""What is to be drawn: seed, horizon, size, tightness, scarcity."""

from __future__ import annotations

from dataclasses import dataclass

from models.scenario import Horizon
from scenarios.draw.dice import Dice
from scenarios.tables import Size


@dataclass(frozen=True, slots=True)
class Brief:
    """What a scenario is to be like.

    Attributes
    ----------
    seed
        Seed of every draw.
    size
        What the scale promises.
    horizon
        The stretch of time that is planned.
    tightness
        Workload points needed over points available.
    scarcity
        Supervisors, facilitators and rooms needed over those that are there.
    compact
        Whether everybody lives around one office, as for a team or a town.
    lean
        Whether to leave out what casework never reads.
    """

    seed: int
    size: Size
    horizon: Horizon
    tightness: float
    scarcity: float
    compact: bool
    lean: bool

    def dice(self, *names: str) -> Dice:
        """Dice for a subject, and for a unit where there is one."""
        return Dice(self.seed, *names)
