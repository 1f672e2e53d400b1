"""Supervisors who change places by lot among the sessions that run, at no cost: other people have room then.

Room on a date depends on who of two supervisors is present, and some people keep away from some supervisors or need
their language. Annealing has supervisors where they are, so it stays where it is once people lie well for these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.unpaid_work.formulate import Formulation, point_of, solution_of
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.program import cut_down

LOT = 0.01
"""Most that a turn costs by lot, in priced minutes: less than anything that the goals count."""
LOOKS, GAP = 100, 1e-4
"""Most looks of the small program, and relative gap at which it is enough."""


def reseated(
    problem: Problem,
    formulation: Formulation,
    solution: Solution,
    rng: np.random.Generator,
    interrupted: Callable[[], bool],
) -> Solution:
    """The rota with its supervisors chosen anew by lot, as many on every slot, for people who stay where they are."""
    layout = formulation.layout
    point = point_of(problem, formulation, solution)
    free = np.zeros(len(point), dtype=bool)
    for columns in (layout.turn, layout.idle, layout.spare.every):
        free[columns] = True
    part = cut_down(formulation.program, free, point)
    lot = np.zeros(len(point))
    lot[layout.turn] = LOT * rng.random(len(layout.turn))
    drawn = replace(part.program, cost=part.program.cost + lot[part.columns])
    answer = branch(drawn, Limits(looks=LOOKS, gap=GAP, interrupted=interrupted), start=point[part.columns])
    if answer.point is None:
        return solution
    point[part.columns] = answer.point
    return solution_of(problem, formulation, point)
