"""Seats given out anew over all open groups and all running ones: calendars, rooms and teams stay as they are.

With these settled, who sits where is nearly an assignment, which HiGHS solves over a whole region at once. Chains of
people who each move to another group, so that somebody finds a seat at the end, are out of reach of a neighbourhood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.programmes.goals import fuller_savings, joining_costs, missing_costs
from solver.programmes.problem import Problem, Solution
from solver.programmes.staffing import Draft

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Row = tuple[float, float, Ints, Ints]
"""Least and most of some columns less some others."""

NODES = 50
"""Branches after which the best seats found are taken: seldom is one needed."""
NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Seats:
    """Who could sit where.

    Attributes
    ----------
    groups, most
        (N,) groups that are open or can be joined, and how many people each can have.
    referral, place
        (pairs,) int: the referral, and the group by its place among ``groups``.
    step_of, saving
        (steps,) group that one more member makes fuller, by place, and what that saves; first to last, never more.
    """

    problem: Problem
    groups: Ints
    most: Ints
    referral: Ints
    place: Ints
    step_of: Ints
    saving: Floats

    @classmethod
    def of(cls, problem: Problem, solution: Solution) -> Seats:
        """Seats beside the rooms and teams of a solution."""
        groups = np.flatnonzero(solution.opened | ~problem.intakes.opens)
        opens = problem.intakes.opens[groups]
        shunned = problem.shunned.astype(np.int64) @ solution.team[groups].T.astype(np.int64) > 0
        referral, place = np.nonzero(problem.allowed[:, groups] & ~shunned)
        most = np.where(opens, np.minimum(problem.maximum[groups], problem.seats[solution.room_of[groups]]), 0)
        fuller = fuller_savings(problem, groups) * opens[:, None]
        step_of, step = np.nonzero(fuller > 0.0)
        return cls(problem, groups, most, referral, place, step_of, fuller[step_of, step])

    @property
    def opens(self) -> NDArray[np.bool_]:
        """(N,) bool: the group opens, and is no way into a running one."""
        return self.problem.intakes.opens[self.groups]


def reseated(problem: Problem, solution: Solution, seconds: float | None = None) -> Solution:
    """The solution with the best seats that are found for everybody; itself if none are found in time."""
    seats = Seats.of(problem, solution)
    pairs = solved(program_of(seats), seconds, count=len(seats.referral))
    return solution if pairs is None else seated(seats, solution, pairs)


def seated(seats: Seats, solution: Solution, pairs: Ints) -> Solution:
    """The solution with these pairs; ways into running groups open and close with who takes them."""
    stays = solution.opened & seats.problem.intakes.opens
    draft = Draft(
        seats.problem,
        Solution(
            np.full(len(solution.group_of), -1, dtype=np.int64),
            np.where(stays, solution.room_of, -1),
            solution.team & stays[:, None],
            np.where(stays, solution.manager_of, -1),
        ),
    )
    for r, g in zip(seats.referral[pairs].tolist(), seats.groups[seats.place[pairs]].tolist(), strict=True):
        if draft.room_of[g] < 0:
            draft.open(g, 1)
        draft.place(r, g)
    return draft.solution


def program_of(seats: Seats) -> highspy.HighsLp:
    """The integer program: a column for each pair, then one for each step of a group's size."""
    problem, pairs = seats.problem, len(seats.referral)
    gain = missing_costs(problem)[seats.referral]
    gain = gain - joining_costs(problem, seats.referral, seats.groups[seats.place])
    least = np.zeros(pairs + len(seats.saving))
    for r, g, _ in problem.must.tolist():
        least[np.flatnonzero((seats.referral == r) & (seats.groups[seats.place] == g))] = 1.0
    rows = [*person_rows(seats), *size_rows(seats), *apart_rows(seats)]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(least), len(rows)
    lp.col_cost_ = np.concatenate([-gain, -seats.saving])
    lp.col_lower_, lp.col_upper_ = least, np.ones(len(least))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(least)
    lp.row_lower_ = np.array([row[0] for row in rows])
    lp.row_upper_ = np.array([row[1] for row in rows])
    entries = [np.concatenate(row[2:]) for row in rows]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in entries)]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([NOTHING, *entries]).astype(np.int32)
    signs = [np.repeat([1.0, -1.0], [len(more), len(less)]) for _, _, more, less in rows]
    lp.a_matrix_.value_ = np.concatenate([np.zeros(0), *signs])
    return lp


def person_rows(seats: Seats) -> Iterator[Row]:
    """One place for each person."""
    for inside in alike(seats.problem.person[seats.referral]).values():
        yield 0.0, 1.0, inside, NOTHING


def size_rows(seats: Seats) -> Iterator[Row]:
    """Groups large enough, with as many steps as members beyond the fewest, and not too large."""
    problem, steps = seats.problem, alike(seats.step_of)
    members = alike(seats.place)
    for n in np.flatnonzero(seats.opens).tolist():
        fuller = len(seats.referral) + steps.get(n, NOTHING)
        yield float(problem.minimum[seats.groups[n]]), np.inf, members.get(n, NOTHING), fuller
        yield 0.0, float(seats.most[n]), members.get(n, NOTHING), NOTHING
    for together, most in zip(problem.intakes.together[:, seats.groups], problem.intakes.places.tolist(), strict=True):
        yield 0.0, float(most), np.flatnonzero(together[seats.place]), NOTHING


def apart_rows(seats: Seats) -> Iterator[Row]:
    """Of two people who must never meet one at most in a group, or in a running group at one time."""
    problem, columns = seats.problem, alike(seats.referral)
    at_once = [*np.diag(seats.opens)[seats.opens], *problem.intakes.together[:, seats.groups]]
    for two in problem.apart.tolist():
        one, other = (columns.get(r, NOTHING) for r in two)
        for inside in at_once if len(one) and len(other) else ():
            both = one[inside[seats.place[one]]], other[inside[seats.place[other]]]
            if all(map(len, both)):
                yield 0.0, 1.0, np.concatenate(both), NOTHING


def alike(numbers: Ints) -> dict[int, Ints]:
    """Where each number stands."""
    order = np.argsort(numbers, kind="stable")
    values, first = np.unique(numbers[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, first)[1:], strict=True))


def solved(lp: highspy.HighsLp, seconds: float | None, *, count: int) -> Ints | None:
    """Which of the first columns are 1 in the best solution found; None if none was."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_max_nodes", NODES)):
        highs.setOptionValue(option, value)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    highs.passModel(lp)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.flatnonzero(np.array(highs.getSolution().col_value[:count]) > 0.5)
