"""What a rota leaves open: who is spare on which weekday, and places for people who are expected to start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from models.outlook import PlacesForStarts, SpareCover
from models.record import Weekday
from solver.unpaid_work.newcomers import places_left
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.spare import is_spare, manned_on


def outlook(problem: Problem, solution: Solution) -> dict[str, tuple[Any, ...]]:
    """Rows of the plan, by its fields, that follow from the standing slots."""
    return {"spare": spare_cover(problem, solution), "new_starts": places_for_starts(problem, solution)}


def spare_cover(problem: Problem, solution: Solution) -> tuple[SpareCover, ...]:
    """Who is spare in each unit on each weekday on which a supervisor stands on one of its slots."""
    spare, unit = is_spare(problem, solution.supervised), problem.units.supervisor
    return tuple(
        SpareCover(
            pdu=problem.units.ids[u],
            weekday=tuple(Weekday)[day],
            supervisors=tuple(sorted(problem.supervisors.ids[j] for j in np.flatnonzero(spare[:, day] & (unit == u)))),
        )
        for u, day in np.argwhere(manned_on(problem, solution.supervised)).tolist()
    )


def places_for_starts(problem: Problem, solution: Solution) -> tuple[PlacesForStarts, ...]:
    """For how many of those who are expected in each unit places are left."""
    newcomers, left = problem.newcomers, places_left(problem, solution)
    return tuple(
        PlacesForStarts(
            pdu=problem.units.ids[u],
            people=int(newcomers.expected[u]),
            week=problem.horizon_start + timedelta(days=7 * int(newcomers.week[u])),
            places=int(np.clip(left[u], 0, newcomers.expected[u])),
        )
        for u in np.flatnonzero(newcomers.expected).tolist()
    )
