"""Which slots run, and which supervisors stand there: rounded from the relaxation by a small exact program."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.formulate import Formulation, roster_program
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Floats, Ints, Problem

LEAST_SHARE = 0.4
"""Share of a supervisor in the relaxation from which a turn is worth rounding up."""
PRESENCE = 0.01
"""What a supervisor who is never away is preferred by, as a share of a turn."""
LOOKS = 2000
"""Most looks of the small program; it is solved at once as a rule."""


def openings(problem: Problem, formulation: Formulation, point: Floats) -> Ints:
    """(M, 2) int32: (slot, supervisor) turns that agree best with the relaxation and keep the rules on supervisors."""
    layout = formulation.layout
    share = np.where(layout.count >= 0, point[layout.count], 0.0)
    most = np.maximum(0.0, np.ceil(share - LEAST_SHARE))
    value = np.where(most > 0, share / np.maximum(1.0, most), 0.0)
    present = problem.supervisors.present[layout.supervisor, layout.supervisor_slot].mean(axis=1)
    price = -value[layout.supervisor_slot] - PRESENCE * present
    answer = branch(roster_program(problem, layout, price, most), Limits(looks=LOOKS))
    if answer.point is None:
        return np.zeros((0, 2), dtype=np.int32)
    turns = np.flatnonzero(answer.point[: len(price)] > 0.5)
    return np.column_stack([layout.supervisor_slot[turns], layout.supervisor[turns]]).astype(np.int32)
