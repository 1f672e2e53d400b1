"""``seats_in_van`` and ``vans_not_double_booked`` in the rota's program; vans that are alike share a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from solver.unpaid_work.layout import Layout
from solver.unpaid_work.places import largest
from solver.unpaid_work.problem import Floats, Ints, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Sheet
from solver.unpaid_work.rules import trips_overlap


def kinds(problem: Problem) -> Index:
    """(V,): kind of each van; those of a kind have as many seats, and go to the same slots on the same days."""
    vans = problem.vans
    alike: dict[tuple[int, bytes, bytes], int] = {}
    of = [
        alike.setdefault((int(vans.seats[v]), vans.may_go[v].tobytes(), vans.on_road[v].tobytes()), len(alike))
        for v in range(len(vans.ids))
    ]
    return np.array(of, dtype=np.int64)


def trips(problem: Problem) -> tuple[Index, Index]:
    """(T,) each: slot and kind of every trip that somebody could ride on."""
    kind = kinds(problem)
    _, first = np.unique(kind, return_index=True)
    ridden = np.zeros(len(problem.slots.ids), dtype=bool)
    ridden[problem.options.slot[problem.options.rides]] = True
    number, slot = np.nonzero(problem.vans.may_go[first] & ridden)
    return slot, number


def add_seats(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows ``riders <= seats x trips`` for each slot and date, one trip for a slot, and so many at once for a kind.

    Whoever could ride and comes alone is no rider.
    """
    options, kind = problem.options, kinds(problem)
    of_kind = np.zeros(len(kind), dtype=np.int64)
    of_kind[kind] = problem.vans.seats
    for s in np.unique(options.slot[options.rides]).tolist():
        mine = np.flatnonzero(layout.trip_slot == s)
        riders = np.flatnonzero((options.slot == s) & options.rides)
        for column in largest(options.held[riders].T):
            row = sheet.add_rows(np.full(1, -UNLIMITED), np.zeros(1))
            sheet.put(np.full(int(column.sum()), row), layout.option[riders[column]], 1.0)
            alone = layout.alone[riders[column]]
            sheet.put(np.full(int((alone >= 0).sum()), row), alone[alone >= 0], -1.0)
            sheet.put(np.full(len(mine), row), layout.trip[mine], -of_kind[layout.trip_kind[mine]].astype(float))
        if len(mine) > 1:
            _at_most(sheet, layout.trip[mine], 1.0)
    either = np.flatnonzero(layout.alone >= 0)
    rows = sheet.add_rows(np.full(len(either), -UNLIMITED), np.zeros(len(either))) + np.arange(len(either))
    sheet.put(rows, layout.alone[either], 1.0)
    sheet.put(rows, layout.option[either], -1.0)
    for trip, number in _at_once(problem, layout, kind):
        _at_most(sheet, layout.trip[trip], float(number))


def _at_most(sheet: Sheet, columns: Index, most: float) -> None:
    row = sheet.add_rows(np.full(1, -UNLIMITED), np.full(1, most))
    sheet.put(np.full(len(columns), row), columns, 1.0)


def _at_once(problem: Problem, layout: Layout, kind: Index) -> Iterator[tuple[Index, int]]:
    """Trips of a kind of van that are all out at one moment, where they are more than the vans, and these."""
    for k in np.unique(layout.trip_kind).tolist():
        number, mine = int((kind == k).sum()), np.flatnonzero(layout.trip_kind == k)
        seen: set[bytes] = set()
        for s in layout.trip_slot[mine].tolist():
            out = problem.vans.out[s]
            slots = layout.trip_slot[mine]
            same_day = problem.slots.weekday[slots] == problem.slots.weekday[s]
            there = same_day & (problem.vans.out[slots] <= out) & (out < problem.vans.back[slots])
            if there.sum() > number and there.tobytes() not in seen:
                seen.add(there.tobytes())
                yield mine[there], number


def trips_of(problem: Problem, layout: Layout, driven: Ints) -> Floats:
    """(T,): 1 for each trip that the vans of a rota make."""
    kind = kinds(problem)
    made = {(int(s), int(kind[v])) for s, v in driven.tolist()}
    pairs = zip(layout.trip_slot.tolist(), layout.trip_kind.tolist(), strict=True)
    return np.array([float(pair in made) for pair in pairs])


def driven_of(problem: Problem, layout: Layout, made: Index, riding: Ints) -> Ints:
    """(D, 2) int32: slot and van of the trips made, where somebody rides: vans of a kind go in order of time."""
    kind, vans = kinds(problem), problem.vans
    slots_of: dict[int, list[int]] = defaultdict(list)
    pairs = []
    for t in sorted(made.tolist(), key=lambda t: int(vans.out[layout.trip_slot[t]])):
        s = int(layout.trip_slot[t])
        if s in riding:
            free = np.flatnonzero(kind == layout.trip_kind[t]).tolist()
            v = next(v for v in free if not any(trips_overlap(problem, s, other) for other in slots_of[v]))
            slots_of[v].append(s)
            pairs.append((s, v))
    return np.array(pairs, dtype=np.int32).reshape(-1, 2)
