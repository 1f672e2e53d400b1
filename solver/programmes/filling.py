"""Opening groups one after the other, each with the members that save most."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from solver.programmes.goals import joining_costs, missing_costs, opening_cost
from solver.programmes.problem import Problem
from solver.programmes.staffing import Draft


def open_the_best(draft: Draft) -> None:
    """Open the group that saves most, again and again, as long as one saves anything.

    What a group saves only falls while others open, so that the old figures show which groups need a second look.
    """
    closed = np.flatnonzero(draft.room_of < 0).tolist()
    heap = [(-best_members(draft, g)[0], g) for g in closed]
    heapify(heap)
    while heap and heap[0][0] < 0:
        _, g = heappop(heap)
        total, members = best_members(draft, g)
        if heap and -total > heap[0][0]:
            heappush(heap, (-total, g))
        elif total > 0:
            open_with(draft, g, members)


def savings(problem: Problem, referrals: NDArray[np.int64], g: int) -> NDArray[np.float64]:
    """What places in a group save for each of these referrals."""
    return missing_costs(problem)[referrals] - joining_costs(problem, referrals, np.full(len(referrals), g))


def best_members(draft: Draft, g: int, first: NDArray[np.int64] | None = None) -> tuple[float, list[int]]:
    """What a group saves at most and the members with whom it does; 0 and nobody if it cannot run."""
    fewest = int(draft.problem.minimum[g])
    waiting = np.flatnonzero(draft.waiting(g))
    if len(waiting) < fewest or (seats := draft.seats(g)) < fewest or not draft.staffed(g):
        return 0.0, []
    saving = savings(draft.problem, waiting, g)
    ranked = waiting[np.argsort(-saving, kind="stable")]
    if first is not None:
        ranked = np.concatenate([first, ranked[~np.isin(ranked, first)]])
    members = draft.chosen(g, ranked, seats)
    if len(members) < fewest:
        return 0.0, []
    total = savings(draft.problem, np.array(members, dtype=np.int64), g).sum() - opening_cost(draft.problem)
    return float(total), members


def open_with(draft: Draft, g: int, members: list[int]) -> None:
    """Open a group with its members; nothing happens if there are none, or too few who may meet its facilitators."""
    if members:
        draft.open(g, len(members), members)
        draft.place_all(g, members)


def fill(draft: Draft) -> None:
    """Give the seats left in open groups to whom it saves most."""
    problem, opened = draft.problem, np.flatnonzero(draft.room_of >= 0)
    rows, columns = np.nonzero(problem.allowed[:, opened] & (draft.group_of < 0)[:, None])
    groups = opened[columns]
    saving = missing_costs(problem)[rows] - joining_costs(problem, rows, groups)
    for n in np.argsort(-saving, kind="stable"):
        r, g = int(rows[n]), int(groups[n])
        if saving[n] > 0 and draft.may_join(r, g) and draft.size(g) < draft.seats(g):
            draft.place(r, g)
