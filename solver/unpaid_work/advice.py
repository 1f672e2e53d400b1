"""What a program advises: sessions opened as its point has them, and people put there and annealed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.unpaid_work.best import Best
from solver.unpaid_work.diving import Dive
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.polish import COOL, LIKELY, taken_in
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.settle import annealed, relieved, settled

DIVE_SHARE = 0.35
"""Share of what the bound has left that may go into making the numbers of supervisors whole."""
SETTLING_UNITS, SETTLING_SHARE, SETTLING_ROUNDS = 0.015, 0.5, 3
"""Units of annealing for each requirement on the slots that are advised, at most; share of what is left for them; and
times that sessions are opened in between for those who are left without."""
MILD = 20.0
"""Temperature to begin with where it is known where people would like to be."""


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
    advised = taken_in(guide, advised, purse, rng)
    best.offer(advised, "sessions")
    # Chains of moves, and sessions opened for somebody, leave people where there was room and not where they are best.
    annealed(problem, advised, best, purse, rng, units=min(units, purse.left), hottest=COOL)
