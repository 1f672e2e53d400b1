"""``equipment_stock``: sets of protective equipment; everybody with a place takes what fits from the depot for the day.

A **shelf** is the equipment of one kind at one depot. A **stock** is the sets of one size on a shelf on one weekday;
slots of the depot's projects on that day draw on it together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.people import Person
from models.scenario import Scenario
from models.unpaid_work import Project
from solver.unpaid_work.attending import held_dates
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.places import largest
from solver.unpaid_work.problem import Equipment, Ints, Problem, frozen, ints
from solver.unpaid_work.program import UNLIMITED, Sheet

Shelf = tuple[str, str]
"""Depot and kind of equipment."""


def equipment_of(scenario: Scenario, people: Sequence[Person], slots: Sequence[tuple[Project, int]]) -> Equipment:
    """What slots (project and weekday) draw on, what fits the person of each requirement, and the sets there are."""
    sizes = _sizes(scenario)
    shelves = list(sizes)
    first: dict[tuple[Shelf, int], int] = {}
    sets: list[int] = []
    drawn = [[shelf for shelf in _needed(project) if shelf in sizes] for project, _ in slots]
    for (_, weekday), mine in zip(slots, drawn, strict=True):
        for shelf in mine:
            if (shelf, weekday) not in first:
                first[shelf, weekday] = len(sets)
                sets += [*sizes[shelf].values(), 0]
    most = max(map(len, drawn), default=0)
    shelf_of = np.full((len(slots), most), -1, dtype=np.int32)
    first_of = np.full((len(slots), most), -1, dtype=np.int32)
    for s, mine in enumerate(drawn):
        shelf_of[s, : len(mine)] = [shelves.index(shelf) for shelf in mine]
        first_of[s, : len(mine)] = [first[shelf, slots[s][1]] for shelf in mine]
    fits = np.array([_fitting(people, kind, sizes[depot, kind]) for depot, kind in shelves], dtype=np.int32)
    return Equipment(frozen(shelf_of), frozen(first_of), frozen(fits.reshape(len(shelves), len(people)).T), ints(sets))


def _sizes(scenario: Scenario) -> dict[Shelf, dict[str | None, int]]:
    """Sets on each shelf by size; one entry, for None, where one size fits everybody."""
    sizes: dict[Shelf, dict[str | None, int]] = {}
    for row in scenario.unpaid_work.equipment:
        sizes.setdefault((row.office, row.kind), {})[row.size] = row.sets
    return sizes


def _needed(project: Project) -> list[Shelf]:
    """Shelves from which each person at a project takes a set."""
    return [] if project.depot is None else [(project.depot, kind) for kind in dict.fromkeys(project.equipment)]


def _fitting(people: Sequence[Person], kind: str, sets: dict[str | None, int]) -> list[int]:
    """Place of the size that fits each person; behind the last one for a size that is not there.

    Whoever has no size recorded is reckoned with the size of which there are most.
    """
    sizes = list(sets)
    if None in sets:
        return [0] * len(people)
    usual = max(sizes, key=lambda size: sets[size])
    recorded = (next((row.size for row in person.sizes if row.kind == kind), usual) for person in people)
    return [sizes.index(size) if size in sets else len(sizes) for size in recorded]


def worn(problem: Problem, standing: Ints) -> Ints:
    """(A, W) int32: sets that those who hold a place take of each stock in each week."""
    taken = np.zeros((len(problem.equipment.sets), problem.num_weeks), dtype=np.int32)
    held = held_dates(problem.requirements, problem.slots, standing[:, 0], standing[:, 1])
    row, at = np.nonzero((drawn := problem.equipment.stocks(standing[:, 0], standing[:, 1])) >= 0)
    np.add.at(taken, drawn[row, at], held[row])
    return taken


def add_equipment(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows ``places held <= sets`` for each stock and date on which there could be too many."""
    options, slots, sets = problem.options, problem.slots, problem.equipment.sets
    least = max(1, int(problem.requirements.takes.min(initial=1)))
    most = slots.room // least * np.maximum(1, slots.max_supervisors)
    for stock, mine in enumerate(_drawing(problem)):
        if most[np.unique(options.slot[mine])].sum() <= sets[stock]:
            continue
        for column in largest(options.held[mine].T):
            if len(np.unique(options.requirement[mine[column]])) > sets[stock]:
                row = sheet.add_rows(np.full(1, -UNLIMITED), np.full(1, float(sets[stock])))
                sheet.put(np.full(int(column.sum()), row), layout.option[mine[column]], 1.0)


def _drawing(problem: Problem) -> list[NDArray[np.int64]]:
    """Options that draw on each stock."""
    drawn = problem.options.equipment
    order = np.argsort(drawn, axis=None, kind="stable")
    ends = np.searchsorted(drawn.ravel()[order], np.arange(len(problem.equipment.sets) + 1))
    return [order[start:end] // drawn.shape[1] for start, end in pairwise(ends.tolist())]
