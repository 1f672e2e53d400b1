"""A part of the rota taken apart and put together again: sessions, supervisors and people, by branch and cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.unpaid_work.formulate import Formulation, point_of, solution_of
from solver.unpaid_work.mip import Limits, branch
from solver.unpaid_work.problem import Bools, Floats, Problem, Solution
from solver.unpaid_work.program import Index, cut_down

GAP = 1e-3
"""Relative gap at which a neighbourhood is given up."""
WORTH_LOOKING_AT = 5.0
"""Priced minutes that this gap stands for."""
ENOUGH = 0.9
"""Share of what somebody is owed from which they do not count as left without."""
WEEKDAYS_AT_ONCE = 2
"""Weekdays in a neighbourhood of the first kind."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much is taken apart at a time.

    Attributes
    ----------
    slots, people
        Most slots, or requirements.
    cheap
        Reduced cost, in priced minutes, up to which an option is looked at.
    apart
        Units that one neighbourhood may take.
    trial, long
        Units of annealing after a small change, and of everyone.
    reseating, stretch
        Units that supervisors changing places before that are booked at, none where they do not; and of annealing
        between two times that they do, while everyone is cooled slowly.
    taking
        Priced minutes that are not worth looking for while somebody is taken in.
    """

    slots: int
    people: int
    cheap: float
    apart: float
    trial: float
    long: float
    reseating: float = 0.0
    stretch: float = 0.5
    taking: float = WORTH_LOOKING_AT


WIDE = Reach(slots=24, people=70, cheap=18.0, apart=2.0, trial=0.4, long=1.0, reseating=0.2, taking=300.0)
"""Of a delivery unit's rota."""
NARROW = Reach(slots=12, people=35, cheap=120.0, apart=0.5, trial=0.1, long=0.4)
"""Of a small rota: few at a time, so that nearly every option can be looked at."""


def nearness(problem: Problem) -> Floats:
    """(K, K) float64: how differently people are placed to two projects, in mean minutes; small means near."""
    travel = problem.travel.astype(np.float64)
    return np.asarray(np.abs(travel[:, :, None] - travel[:, None, :]).mean(axis=0))


def draw_slots(problem: Problem, near: Floats, rng: np.random.Generator, most: int) -> Index:
    """Slots of projects near one another: on two weekdays, or on all."""
    slots = problem.slots
    order = np.argsort(near[rng.integers(len(near))], kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    among = np.arange(len(slots.ids))
    if rng.random() < 0.6:
        days = rng.choice(7, size=WEEKDAYS_AT_ONCE, replace=False)
        among = among[np.isin(slots.weekday, days)]
    return among[np.argsort(rank[slots.project[among]], kind="stable")][:most]


def draw_people(problem: Problem, near: Floats, incumbent: Solution, rng: np.random.Generator, most: int) -> Bools:
    """(R,) bool: requirements that stand at projects near one another."""
    rank = np.argsort(np.argsort(near[rng.integers(len(near))], kind="stable"), kind="stable")
    nearest = np.full(len(problem.requirements.ids), len(near))
    np.minimum.at(nearest, incumbent.standing[:, 0], rank[problem.slots.project[incumbent.standing[:, 1]]])
    chosen = np.zeros(len(nearest), dtype=bool)
    chosen[np.lexsort((rng.random(len(nearest)), nearest))[:most]] = True
    return chosen


def left_without(problem: Problem, incumbent: Solution, owed: Floats) -> Bools:
    """(R,) bool: requirements that have less of what they ask for than they are owed.

    On fewer slots than they ask for, or on one that has too few dates for them. What they are owed, (R,), is what the
    relaxation has for them, in priced minutes.
    """
    options, count = problem.options, len(problem.requirements.ids)
    standing = [problem.option_of(r, s) for r, s in incumbent.standing.tolist()]
    had = np.bincount(incumbent.standing[:, 0], options.gain[standing], minlength=count)
    return np.asarray(had < ENOUGH * owed)


def draw_around(problem: Problem, incumbent: Solution, some: Bools, rng: np.random.Generator, most: int) -> Bools:
    """(R,) bool: some requirements, so many who stand where these could, or where those could, and so on."""
    options, chosen, left = problem.options, some.copy(), most
    while left > 0:
        slots = np.unique(options.slot[chosen[options.requirement] & ~options.forbidden])
        there = np.unique(incumbent.standing[np.isin(incumbent.standing[:, 1], slots), 0])
        more = rng.permutation(there[~chosen[there]])[: (left + 1) // 2]
        if len(more) == 0:
            break
        chosen[more] = True
        left -= len(more)
    return chosen


def take_apart(problem: Problem, formulation: Formulation, options: Bools) -> Bools:
    """(N,) bool: columns that are free when these options are, and with them their slots."""
    layout = formulation.layout
    within = np.zeros(len(problem.slots.ids), dtype=bool)
    within[problem.options.slot[options]] = True
    free = np.zeros(len(formulation.program.cost), dtype=bool)
    free[layout.option[options]] = True
    either = layout.alone[options]
    free[either[either >= 0]] = True
    fees = layout.fee[options]
    free[fees[fees >= 0]] = True
    for columns in (layout.count, layout.runs):
        chosen = columns[within]
        free[chosen[chosen >= 0]] = True
    free[layout.turn[within[layout.supervisor_slot]]] = True
    free[layout.idle[within[layout.idle_slot]]] = True
    free[layout.trip[within[layout.trip_slot]]] = True
    free[layout.spare.every] = True
    free[layout.starts.column] = True
    free[layout.again.column[np.isin(layout.again.requirement, problem.options.requirement[options])]] = True
    return free


def reassemble(
    problem: Problem,
    formulation: Formulation,
    incumbent: Solution,
    free: Bools,
    *,
    looks: int | None,
    seconds: float | None,
    interrupted: Callable[[], bool],
    worth: float = WORTH_LOOKING_AT,
) -> tuple[Solution | None, int]:
    """Best rota found with only the free columns changed, and looks that it took; None if nothing better turned up.

    It is looked for to within what is ``worth`` looking at.
    """
    point = point_of(problem, formulation, incumbent)
    part = cut_down(formulation.program, free, point)
    mine = point[part.columns]
    # A gap is judged by what is at stake here, not by all the sessions that anybody might miss.
    offset = worth / GAP - float(part.program.cost @ mine)
    limits = Limits(looks=looks, seconds=seconds, gap=GAP, interrupted=interrupted)
    answer = branch(part.program, limits, start=mine, offset=offset)
    if answer.point is None or float(part.program.cost @ (answer.point - mine)) > -1e-6:
        return None, answer.looks
    point[part.columns] = answer.point
    return solution_of(problem, formulation, point), answer.looks
