"""``hi_vis_stock``: sets of hi-vis clothing of a depot; everybody with a place at its projects takes one for the day.

A **stock** is the sets of one depot on one weekday; slots of its projects on that day draw on it together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.scenario import Scenario
from models.unpaid_work import Project
from solver.unpaid_work.attending import held_dates
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.places import largest
from solver.unpaid_work.problem import Ints, Problem, frozen
from solver.unpaid_work.program import UNLIMITED, Sheet


def stocks(scenario: Scenario, slots: Sequence[tuple[Project, int]]) -> tuple[Ints, Ints]:
    """(S,) stock that each slot draws on, -1 for none, and (H,) sets in each; slots by project and weekday."""
    sets = {row.office: row.sets for row in scenario.unpaid_work.hi_vis}
    found: dict[tuple[str, int], int] = {}
    stock = [
        found.setdefault((project.depot, weekday), len(found))
        if project.hi_vis and project.depot is not None and project.depot in sets
        else -1
        for project, weekday in slots
    ]
    there = np.array([sets[depot] for depot, _ in found], dtype=np.int32)
    return frozen(np.array(stock, dtype=np.int32)), frozen(there)


def worn(problem: Problem, standing: Ints) -> Ints:
    """(H, W) int32: sets that those who hold a place take of each stock in each week."""
    stock = problem.slots.hi_vis[standing[:, 1]]
    drawing = standing[stock >= 0]
    taken = np.zeros((len(problem.hi_vis), problem.num_weeks), dtype=np.int32)
    held = held_dates(problem.requirements, problem.slots, drawing[:, 0], drawing[:, 1])
    np.add.at(taken, stock[stock >= 0], held)
    return taken


def add_hi_vis(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows ``places held <= sets`` for each stock and date on which there could be too many."""
    options, slots = problem.options, problem.slots
    least = max(1, int(problem.requirements.takes.min(initial=1)))
    most = slots.room // least * np.maximum(1, slots.max_supervisors)
    for stock, sets in enumerate(problem.hi_vis.tolist()):
        mine = np.flatnonzero(slots.hi_vis[options.slot] == stock)
        if most[slots.hi_vis == stock].sum() <= sets:
            continue
        for column in largest(options.held[mine].T):
            if column.sum() > sets:
                row = sheet.add_rows(np.full(1, -UNLIMITED), np.full(1, float(sets)))
                sheet.put(np.full(int(column.sum()), row), layout.option[mine[column]], 1.0)
