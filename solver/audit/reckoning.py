"""What the audit reckons for a part, beside which the plan's own figures are laid."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.goals import Goal
from models.record import Record

LEFT_OUT = frozenset({Goal.UNALLOCATED, Goal.UNMET_SESSIONS, Goal.NOT_STARTED, Goal.NOT_SERVED})
"""Goals whose weight is a multiple of the penalty for leaving one out."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Figures of a part, worked out from the scenario and the decisions alone.

    Attributes
    ----------
    quantities
        Amount of each goal in its own unit.
    dearest
        What the penalty must exceed, in priced minutes; None where nobody could be placed at all.
    floor
        Floor in priced minutes, given the penalty.
    kpis
        Key figures.
    whole
        Whether every cost but that of leaving someone out is a whole number.
    exact
        Whether ``dearest`` is free of rounding.
    multiple
        The penalty is the first multiple of this whole number above ``dearest``.
    """

    quantities: Mapping[Goal, float]
    dearest: float | None
    floor: Callable[[float], float]
    kpis: Record
    whole: bool
    exact: bool
    multiple: int = 1

    @property
    def penalties(self) -> tuple[float, ...]:
        """Penalties that the data give: two where only rounding leaves it open which it is."""
        if self.dearest is None:
            return (float(self.multiple),)
        most = max(0.0, self.dearest)
        rounding = 0.0 if self.exact else 1e-9 * max(1.0, most)
        multiple = self.multiple
        times = {math.floor(max(0.0, most + off) / multiple) + 1 for off in (-rounding, rounding)}
        return tuple(sorted(float(multiple * number) for number in times))


def free_of_rounding(weights: Mapping[str, float]) -> bool:
    """Whether whole numbers times these weights add up exactly: the weights are whole, halves, quarters and so on."""
    return all((1024.0 * weight).is_integer() for weight in weights.values())
