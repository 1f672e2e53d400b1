"""Even load of facilitators: of teams that cost the same, those that spread the sessions of every week.

No goal looks at who leads a group, so that exchanging one facilitator for another never makes a plan dearer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from solver.programmes.mip import able_facilitators
from solver.programmes.problem import Mask, Problem, Solution

ROUNDS = 20
"""Looks at all groups, at the most."""
GAIN = 1e-6
"""Least share of a week's hours that an exchange must be worth."""


def evened(problem: Problem, solution: Solution) -> Solution:
    """The solution with facilitators exchanged, one for one, as long as that spreads the load.

    A week weighs for each facilitator by minutes led or covered, squared, over the minutes that the contract leaves
    beside what is booked. Treatment managers who lead are left where they are: their hours are tied to others' groups.
    """
    groups = np.flatnonzero(solution.opened).tolist()
    team, able = solution.team.copy(), able_facilitators(problem)
    oversight = problem.oversight.facilitator
    able[oversight[oversight >= 0]] = False
    load = team[groups].T.astype(np.float64) @ problem.group_minutes(np.array(groups, dtype=np.int64))
    for _ in range(ROUNDS):
        exchanged = [exchange(problem, solution, team, load, g, able=able[:, g]) for g in groups]
        if not any(exchanged):
            break
    return replace(solution, team=team)


def exchange(
    problem: Problem, solution: Solution, team: Mask, load: NDArray[np.float64], g: int, *, able: Mask
) -> bool:
    """Let somebody with less to do take the place of one of a group's team, in ``team`` and ``load``; or not.

    Parameters
    ----------
    team, load
        (G, F) bool and (F, W) minutes as they stand.
    able
        (F,) bool: who could lead the group, other groups aside.
    """
    opened = np.flatnonzero(solution.opened & (np.arange(len(team)) != g))
    rivals = opened[problem.clash[problem.calendar_of[g], problem.calendar_of[opened]]]
    minutes = problem.week_minutes[problem.calendar_of[g]].astype(np.float64)
    left = np.maximum(1.0, problem.minutes_left)
    fits = ((load + minutes <= problem.minutes_left + 1e-6) | (minutes == 0)).all(axis=1)
    free = able & ~team[g] & ~np.asarray(team[rivals].any(axis=0)) & fits
    free &= ~np.asarray(problem.shunned[solution.members(g)].any(axis=0))
    more = (((load + minutes) ** 2 - load**2) / left).sum(axis=1)
    less = ((load**2 - (load - minutes) ** 2) / left).sum(axis=1)
    there, others = np.flatnonzero(team[g] & able), np.flatnonzero(free)
    if not len(there) or not len(others):
        return False
    out, to = int(there[np.argmax(less[there])]), int(others[np.argmin(more[others])])
    if less[out] - more[to] <= GAIN * float(minutes.sum()):
        return False
    team[g, [out, to]] = False, True
    load[out] -= minutes
    load[to] += minutes
    return True


def who_covers(problem: Problem, solution: Solution) -> dict[int, list[int]]:
    """Facilitators of each open group who cover it: time and again those who lead most of the groups before it."""
    led = np.zeros(len(problem.facilitator_ids), dtype=np.int64)
    covering: dict[int, list[int]] = {}
    for g in np.flatnonzero(solution.opened).tolist():
        team = np.flatnonzero(solution.team[g])
        order = team[np.argsort(-led[team], kind="stable")]
        covering[g] = sorted(order[: int(problem.cover[g])].tolist())
        led[order[int(problem.cover[g]) :]] += int(problem.group_minutes(np.array([g])).sum())
    return covering


def busiest_week(problem: Problem, solution: Solution) -> int:
    """Most minutes of sessions that one facilitator leads or covers in an ISO week, in groups that open."""
    return int(team_minutes(problem, solution).max(initial=0))


def spread(problem: Problem, solution: Solution) -> float:
    """Standard deviation, over all facilitators, of the minutes led or covered in groups that open."""
    total = team_minutes(problem, solution).sum(axis=1)
    return float(total.std()) if len(total) else 0.0


def team_minutes(problem: Problem, solution: Solution) -> NDArray[np.int64]:
    """(F, W) minutes led or covered in each week."""
    groups = np.flatnonzero(solution.opened)
    return np.asarray(solution.team[groups].T.astype(np.int64) @ problem.group_minutes(groups))
