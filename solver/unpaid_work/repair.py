"""A rota repaired after news: the dates in question planned again, with as few changed instructions as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from solver.unpaid_work.before import Before
from solver.unpaid_work.dated import Changes, changed
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Floats, Problem, Solution
from solver.unpaid_work.program import Program
from solver.unpaid_work.repair_program import WeekProgram
from solver.unpaid_work.repair_week import Week


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
    """

    take: Take
    changes: Changes
    cost: float
    instructions: int


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
    found = {take: Repair(take, changes.copy(), 0.0, 0) for take in Take}
    now = changed(problem, solution, changes)
    for w in range(problem.num_weeks):
        first_day = (earliest - problem.horizon_start).days - 7 * w
        week = Week(problem, solution, changes, before, now, week=w, first_day=first_day)
        if not week.broken:
            continue
        program = WeekProgram(week)
        for take, point in _points(program).items():
            so_far = found[take]
            program.apply(point, so_far.changes)
            cost, number = float(program.program.cost @ point), program.number(point)
            found[take] = Repair(take, so_far.changes, so_far.cost + cost, so_far.instructions + number)
    return tuple(found.values())


def _points(program: WeekProgram) -> dict[Take, Floats]:
    """The best choice with the fewest changed instructions, with any number, and with half of those beyond."""
    few = program.number(_solved(program.fewest()))
    fewest = _solved(program.cheapest(few))
    most = _solved(program.cheapest())
    many = program.number(most)
    if many <= few:
        return dict.fromkeys(Take, fewest)
    balanced = _solved(program.cheapest((few + many) // 2))
    return {Take.FEWEST: fewest, Take.BALANCED: balanced, Take.MOST: most}


def _solved(program: Program) -> Floats:
    point = branch(program, Limits(gap=0.0)).point
    assert point is not None, "everybody can give the place up"
    return point
