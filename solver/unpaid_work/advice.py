"""What a program advises: sessions opened as its point has them, and people put there and annealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.unpaid_work.best import Best
from solver.unpaid_work.diving import Dive
from solver.unpaid_work.exact import small
from solver.unpaid_work.formulate import point_of, solution_of
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.polish import LIKELY, MILD, WARM, taken_in
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.settle import annealed, relieved, settled

DIVE_SHARE = 0.35
"""Share of what the bound has left that may go into making the numbers of supervisors whole."""
SETTLING_UNITS, SETTLING_SHARE, SETTLING_ROUNDS = 0.015, 0.5, 3
"""Units of annealing for each requirement on the slots that are advised, at most; share of what is left for them; and
times that sessions are opened in between for those who are left without."""
TAKING_SHARE = 0.5
"""Share of what is left then for taking in those who are without: annealing everyone after it brings more."""
SETTLING, LOOKS = 0.5, 10
"""Units of annealing before people are put before branch and cut, and looks of that in a unit of work."""
GAP = 1e-5
"""Relative gap at which people are put as well as can be."""


def take_advice(
    guide: Guide, best: Best, purse: Purse, rng: np.random.Generator, *, between: Callable[[], None] = lambda: None
) -> None:
    """Make the relaxation's numbers of supervisors whole, and do as it advises; ``between`` is called now and then."""
    Dive(guide, purse, DIVE_SHARE * purse.left).run()
    between()
    do_as_advised(guide, best, purse, rng, between=between)


def do_as_advised(
    guide: Guide, best: Best, purse: Purse, rng: np.random.Generator, *, between: Callable[[], None] = lambda: None
) -> None:
    """Open the sessions that the guide's point advises, put people there, and anneal them."""
    problem = guide.problem
    likely = guide.reduced[guide.formulation.layout.option] <= LIKELY
    advised = settled(problem, guide.openings(purse), guide.shares)
    most = SETTLING_UNITS * len(problem.requirements.ids)
    units = min(most, SETTLING_SHARE * purse.left) / SETTLING_ROUNDS
    for _ in range(SETTLING_ROUNDS):
        advised = annealed(problem, advised, best, purse, rng, units=units, hottest=MILD, among=likely)
        between()
        before, advised = advised, relieved(problem, advised)
        if len(advised.supervised) == len(before.supervised):
            break
    advised = taken_in(guide, advised, purse, rng, purse.over_after(TAKING_SHARE * purse.left))
    best.offer(advised, "sessions")
    # Chains of moves, and sessions opened for somebody, leave people where there was room and not where they are best.
    if small(problem):
        annealed(problem, advised, best, purse, rng, units=min(units, purse.left), hottest=WARM)


def put_people(
    guide: Guide, best: Best, purse: Purse, rng: np.random.Generator, *, units: float, between: Callable[[], None]
) -> None:
    """Put people by branch and cut into the sessions of the guide's point, which are whole."""
    problem, formulation = guide.problem, guide.formulation
    begun = settled(problem, guide.openings(purse), guide.shares)
    begun = annealed(problem, begun, best, purse, rng, units=min(SETTLING, units), hottest=MILD)
    program = guide.relaxation.tightened(formulation.program)
    counts = formulation.layout.counts
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[counts] = upper[counts] = np.round(guide.point[counts])
    start, over = point_of(problem, formulation, begun), purse.over_after(units)

    def interrupted() -> bool:
        between()
        return over()

    limits = Limits(
        looks=None if purse.timed else 1 + int(LOOKS * units),
        seconds=purse.seconds(units),
        gap=GAP,
        interrupted=interrupted,
    )
    there = bool((start[counts] == lower[counts]).all())
    program = replace(program, lower=lower, upper=upper)
    answer = branch(program, limits, start=start if there else None, offset=formulation.constant)
    purse.book(min(units, answer.looks / LOOKS))
    if answer.point is not None:
        best.offer(solution_of(problem, formulation, answer.point), "people")
