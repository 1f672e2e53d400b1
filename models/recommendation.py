"""Recommendation: who could take one item of work, in order of what it would cost the plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.goals import Goal
from models.record import Id, Record


class GoalChange(Record):
    """What a recommendation changes in one goal."""

    goal: Goal
    """Goal."""
    cost: float
    """Change of the goal's cost in priced minutes; below zero where the plan becomes better."""


class WouldMove(Record):
    """Another item that would have to go to somebody else to make room."""

    item: Id
    """Case, court report or victim contact."""
    staff: Id
    """Member of staff who would take it over."""


class Recommended(Record):
    """A member of staff who could take the item."""

    staff: Id
    """Member of staff."""
    cost: float
    """Change of the plan's cost in priced minutes, against leaving the plan as it is."""
    goals: tuple[GoalChange, ...]
    """The same, goal by goal; goals that do not change are left out."""
    workload_before: Annotated[float, Field(ge=0.0)]
    """Workload in the busiest period as the plan stands, as a share of available points."""
    workload_after: Annotated[float, Field(ge=0.0)]
    """The same with the item."""
    would_move: tuple[WouldMove, ...] = ()
    """What else would have to move; mostly nothing."""


class Recommendation(Record):
    """Those who could best take an item, best first."""

    item: Id
    """Case, court report or victim contact."""
    holder: Id | None = None
    """Member of staff who has it in the plan."""
    could: Annotated[int, Field(ge=0)]
    """Members of staff who may have it under the rules on pairs."""
    recommended: tuple[Recommended, ...]
    """Best first; fewer than asked for where fewer could take it."""


class Arrival(Record):
    """New work, and who should take it."""

    item: Id
    """Case, court report or victim contact."""
    staff: Id | None
    """Member of staff; none where nobody can take it."""
    reason: str | None = None
    """What left nobody, where nobody can take it."""


class Placing(Record):
    """Where all new work should go."""

    arrivals: tuple[Arrival, ...]
    """Every item that nobody has in the plan."""
    moves: tuple[WouldMove, ...]
    """Items of the plan that would change hands."""
    cost: float
    """Change of the plan's cost in priced minutes."""
