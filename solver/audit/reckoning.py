"""What the audit reckons for a part, beside which the plan's own figures are laid."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.goals import Goal
from models.record import Record


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Figures of a part, worked out from the scenario and the decisions alone.

    Attributes
    ----------
    quantities
        Amount of each goal in its own unit.
    dearest
        What placing any one could ever cost, in priced minutes, before it is rounded up; None where nobody could be
        placed at all.
    floor
        Floor in priced minutes, given the penalty.
    kpis
        Key figures.
    whole
        Whether every cost but that of leaving someone out is a whole number.
    """

    quantities: Mapping[Goal, float]
    dearest: float | None
    floor: Callable[[float], float]
    kpis: Record
    whole: bool

    @property
    def penalties(self) -> tuple[float, ...]:
        """Penalties that the data give; two where the dearest cost is a whole number but for rounding."""
        if self.dearest is None:
            return (1.0,)
        return tuple(sorted({float(max(1, math.ceil(self.dearest + rounding))) for rounding in (-1e-6, 1e-6)}))
