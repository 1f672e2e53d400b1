"""``within_places`` in the rota's program: room taken against room there, date by date."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Bools, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Sheet


def add_places(sheet: Sheet, problem: Problem, layout: Layout) -> Index:
    """Rows ``room taken <= room x the larger of 1 and the supervisors present``, for each slot and date.

    Returns
    -------
    Index
        Rows of all dates of a slot but the one on which most room could be taken.
    """
    late = [_places_of_slot(sheet, problem, layout, s) for s in range(len(problem.slots.ids))]
    return np.array([row for rows in late for row in rows], dtype=np.int64)


def _places_of_slot(sheet: Sheet, problem: Problem, layout: Layout, s: int) -> list[int]:
    options = np.flatnonzero(problem.options.slot == s)
    held = problem.options.held[options]
    late = _full_strength(sheet, problem, layout, s, options=options, held=held)
    if problem.slots.max_supervisors[s] < 2:
        return late
    mine = np.flatnonzero(layout.supervisor_slot == s)
    present = problem.supervisors.present[layout.supervisor[mine], s]
    done: set[tuple[bytes, bytes]] = set()
    for w in np.flatnonzero(problem.slots.has_date[s]).tolist():
        key = (held[:, w].tobytes(), present[:, w].tobytes())
        if held[:, w].any() and not present[:, w].all() and key not in done:
            done.add(key)
            _short_handed(sheet, problem, layout, s, w, there=options[held[:, w]])
    return late


def _full_strength(sheet: Sheet, problem: Problem, layout: Layout, s: int, *, options: Index, held: Bools) -> list[int]:
    """Rows with everyone who stands there present; dates on which others hold all places, too, are left out.

    All but the row with the most people, by the room that they take, are handed back.
    """
    room = float(problem.slots.room[s])
    supervised = layout.count[s] >= 0
    takes = problem.requirements.takes[problem.options.requirement[options]].astype(float)
    dates = sorted(largest(held.T), key=lambda column: -float(takes[column].sum()))
    rows = []
    for column in dates:
        row = sheet.add_rows(np.full(1, -UNLIMITED), np.full(1, 0.0 if supervised else room))
        rows.append(row)
        sheet.put(np.full(int(column.sum()), row), layout.option[options[column]], takes[column])
        if supervised:
            sheet.put(np.full(1, row), layout.count[s : s + 1], -room)
    return rows[1:]


def _short_handed(sheet: Sheet, problem: Problem, layout: Layout, s: int, w: int, *, there: Index) -> None:
    """Rows for a date on which some who may stand there are away: one of them, and all of them.

    ``taken <= room x (most x runs - turn)`` for two at most, since with either away there is room for one; else
    ``taken <= room x (count - turns of those away + idle)``, with ``idle`` only where nobody is present.
    """
    room, most = float(problem.slots.room[s]), int(problem.slots.max_supervisors[s])
    columns, takes = layout.option[there], problem.requirements.takes[problem.options.requirement[there]].astype(float)
    mine = np.flatnonzero(layout.supervisor_slot == s)
    here = problem.supervisors.present[layout.supervisor[mine], s, w]
    if most == 2:
        for turn in layout.turn[mine[~here]].tolist():
            row = sheet.add_rows(np.full(1, -UNLIMITED), np.zeros(1))
            sheet.put(np.full(len(columns), row), columns, takes)
            sheet.put(np.full(1, row), layout.runs[s : s + 1], -2.0 * room)
            sheet.put(np.full(1, row), np.full(1, turn), room)
        return
    row = sheet.add_rows(np.full(1, -UNLIMITED), np.zeros(1))
    sheet.put(np.full(len(columns), row), columns, takes)
    sheet.put(np.full(1, row), layout.count[s : s + 1], -room)
    sheet.put(np.full(int((~here).sum()), row), layout.turn[mine[~here]], room)
    idle = np.flatnonzero((layout.idle_slot == s) & (layout.idle_week == w))
    sheet.put(np.full(1, row), layout.idle[idle], -room)
    first = sheet.add_rows(np.full(int(here.sum()), -UNLIMITED), np.ones(int(here.sum())))
    rows = first + np.arange(int(here.sum()))
    sheet.put(rows, np.full(len(rows), layout.idle[idle[0]]), 1.0)
    sheet.put(rows, layout.turn[mine[here]], 1.0)


def largest(sets: Bools) -> list[Bools]:
    """Rows of flags that are not part of another; one of those that are alike; none that is empty."""
    different = {one.tobytes(): one for one in sets if one.any()}
    unique = np.array([*different.values()], dtype=np.bool_).reshape(len(different), sets.shape[1])
    shared = unique.astype(np.float64) @ unique.T
    part = shared == shared.diagonal()[:, None]
    np.fill_diagonal(part, val=False)
    return [*unique[~part.any(axis=1)]]
