"""Which slots run, and which supervisors stand there: rounded from the relaxation by a small exact program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.unpaid_work.formulate import Formulation, add_supervisor_rows
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Floats, Ints, Problem
from solver.unpaid_work.program import UNLIMITED, Sheet

LEAST_SHARE = 0.5
"""Share of a supervisor in the relaxation from which a slot is worth opening."""
WHOLE = 1e-6
"""How far above a whole number still counts as whole."""
AGREEMENT = 0.05
"""What a turn is worth for agreeing with the relaxation, as a share of an opening."""
LOOKS = 3000
"""Most looks of the small program; it is solved at once as a rule."""


def openings(
    problem: Problem,
    formulation: Formulation,
    point: Floats,
    *,
    interrupted: Callable[[], bool],
) -> tuple[Ints, int]:
    """Turns that agree best with the relaxation and keep the rules on supervisors; and looks that they took.

    Turns are (M, 2) int32, (slot, supervisor). A slot's first supervisor is worth the slot's share in the relaxation,
    up to 1; further ones what is above that.
    """
    layout = formulation.layout
    share = np.where(layout.count >= 0, point[layout.count], 0.0)
    sheet = Sheet()
    agrees = AGREEMENT * point[layout.turn]
    worth = share[layout.supervisor_slot] >= LEAST_SHARE
    sheet.add_columns(LEAST_SHARE / 2 - agrees, np.zeros(len(agrees)), worth.astype(float), whole=True)
    layout = _counted(sheet, problem, layout, share)
    _further_supervisors(sheet, layout, share)
    answer = branch(sheet.program(), Limits(looks=LOOKS, interrupted=interrupted))
    if answer.point is None:
        return np.zeros((0, 2), dtype=np.int32), answer.looks
    turns = np.flatnonzero(answer.point[layout.turn] > 0.5)
    return np.column_stack([layout.supervisor_slot[turns], layout.supervisor[turns]]).astype(np.int32), answer.looks


def _counted(sheet: Sheet, problem: Problem, layout: Layout, share: Floats) -> Layout:
    """Columns for the number of supervisors on each slot, and for its running, which is what is worth something."""
    counted = np.flatnonzero(layout.count >= 0)
    zeros = np.zeros(len(counted))
    first = sheet.add_columns(zeros, zeros, problem.slots.max_supervisors[counted].astype(float), whole=True)
    runs = sheet.add_columns(-np.minimum(1.0, share[counted]), zeros, np.ones(len(counted)), whole=True)
    count = np.full(len(share), -1, dtype=np.int64)
    count[counted] = first + np.arange(len(counted))
    smaller = replace(layout, turn=np.arange(len(layout.turn)), count=count)
    add_supervisor_rows(sheet, problem, smaller)
    rows = sheet.add_rows(np.full(len(counted), -UNLIMITED), zeros) + np.arange(len(counted))
    sheet.put(rows, runs + np.arange(len(counted)), 1.0)
    sheet.put(rows, count[counted], -1.0)
    return smaller


def _further_supervisors(sheet: Sheet, layout: Layout, share: Floats) -> None:
    """Columns for supervisors beyond the first on a slot: worth what the relaxation has above one."""
    several = np.flatnonzero((layout.count >= 0) & (share > 1.0 + LEAST_SHARE / 2))
    most = np.ceil(share[several] - WHOLE) - 1.0
    more = sheet.add_columns(-(share[several] - 1.0) / most, np.zeros(len(several)), most, whole=True)
    rows = sheet.add_rows(np.full(len(several), -UNLIMITED), np.full(len(several), -1.0)) + np.arange(len(several))
    sheet.put(rows, more + np.arange(len(several)), 1.0)
    sheet.put(rows, layout.count[several], -1.0)
