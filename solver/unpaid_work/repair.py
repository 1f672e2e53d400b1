"""A rota repaired after news: the dates in question planned again, with as few changed instructions as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from solver.unpaid_work.before import Before
from solver.unpaid_work.dated import Changes, changed
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Floats, Problem, Solution
from solver.unpaid_work.program import Program
from solver.unpaid_work.repair_program import WeekProgram
from solver.unpaid_work.repair_week import Week

LOOKS = 200
"""Looks of branch and cut at the choices of a week, at most: for single absences a few dozen are enough, while a month
without a supervisor could take minutes."""
TOLERANCE = 1e-6
"""Share of the cost by which the bound of a choice that is proved may be below it."""


class Take(StrEnum):
    """How much a repair may alter."""

    FEWEST = "fewest"
    BALANCED = "balanced"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair at one point of the curve between few changes and much benefit.

    Attributes
    ----------
    changes
        Every dated change of the rota, those from before included.
    cost
        Priced minutes: sessions that people miss, travel, new projects and shifts of those who step in.
    instructions
        Changed instructions: of people and of supervisors who step in.
    proved
        Whether there is no better choice in any week; else only none was found in time.
    """

    take: Take
    changes: Changes
    cost: float
    instructions: int
    proved: bool


class Choice(NamedTuple):
    """What is chosen for a week, and whether nothing better can be."""

    point: Floats
    proved: bool


def repaired(
    problem: Problem, solution: Solution, changes: Changes, before: Before, *, earliest: date
) -> tuple[Repair, ...]:
    """One repair for each point of the curve.

    Parameters
    ----------
    problem
        The rota with the news in it.
    solution, changes
        Standing slots, and dated changes so far that are still possible.
    before
        The rota before the news.
    earliest
        First day on which somebody can be sent to another session.
    """
    found = {take: Repair(take, changes.copy(), 0.0, 0, proved=True) for take in Take}
    now = changed(problem, solution, changes)
    for w in range(problem.num_weeks):
        first_day = (earliest - problem.horizon_start).days - 7 * w
        week = Week(problem, solution, changes, before, now, week=w, first_day=first_day)
        if not week.broken:
            continue
        program = WeekProgram(week)
        for take, choice in _choices(program).items():
            so_far = found[take]
            program.apply(choice.point, so_far.changes)
            found[take] = Repair(
                take,
                so_far.changes,
                so_far.cost + program.cost(choice.point),
                so_far.instructions + program.number(choice.point),
                proved=so_far.proved and choice.proved,
            )
    return tuple(found.values())


def _choices(program: WeekProgram) -> dict[Take, Choice]:
    """The best choice with the fewest changed instructions, with any number, and with half of those beyond."""
    least = branch(program.fewest(), Limits(gap=0.0)).point
    assert least is not None, "everybody can give the place up"
    few = program.number(least)
    fewest = _better(program.cheapest(few), least)
    most = _better(program.cheapest(), fewest.point)
    many = program.number(most.point)
    if many <= few:
        return dict.fromkeys(Take, Choice(most.point, fewest.proved and most.proved))
    balanced = _better(program.cheapest((few + many) // 2), fewest.point)
    return {Take.FEWEST: fewest, Take.BALANCED: balanced, Take.MOST: most}


def _better(program: Program, start: Floats) -> Choice:
    """The cheapest choice that is found, from one that there is."""
    answer = branch(program, Limits(gap=0.0, looks=LOOKS), start=start)
    point = start if answer.point is None else answer.point
    cost = float(program.cost @ point)
    return Choice(point, answer.bound >= cost - TOLERANCE * max(1.0, abs(cost)))
