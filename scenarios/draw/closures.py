"""Days on which projects are closed."""

from __future__ import annotations

from datetime import timedelta

from models.scenario import Horizon
from models.unpaid_work import Closure, Project
from scenarios.draw.dice import Dice

CLOSED = 0.08
"""Share of projects that are closed for some days."""
DAYS_CLOSED = 5
"""Most days in a row on which a project is closed."""


def draw_closures(projects: list[Project], horizon: Horizon, dice: Dice) -> tuple[Closure, ...]:
    """Days on which sites are closed, as is known before."""
    rows = []
    for project in projects:
        if dice.chance(CLOSED):
            first = horizon.start + timedelta(days=dice.between(0, 7 * horizon.weeks - DAYS_CLOSED))
            last = first + timedelta(days=dice.between(0, DAYS_CLOSED - 1))
            rows.append(Closure(project=project.id, first=first, last=last, reason="site closed by its owner"))
    return tuple(rows)
