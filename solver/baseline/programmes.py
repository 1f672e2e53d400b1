"""Yardsticks for programme groups: filling groups by hand, and a greedy that sees every cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.programmes.goals import joining_costs, missing_costs, opening_cost
from solver.programmes.problem import Problem, Solution
from solver.programmes.staffing import Draft


def current_practice(problem: Problem) -> Solution:
    """Groups filled by hand: one referral after the other, by date, into the first group to start that has a seat.

    A group takes its room and facilitators when the first person joins it, first come, first served. Groups that are
    still too small at the end do not run, and their members go on waiting. Nobody looks ahead; locks come first.
    """
    draft = Draft(problem)
    for r, g in problem.must:
        join_by_hand(draft, int(r), int(g))
    first = [calendar[0].start for calendar in problem.sessions]
    by_start = sorted(range(len(first)), key=lambda g: (first[g], g))
    for r in np.argsort(problem.referred, kind="stable"):
        for g in by_start:
            if draft.group_of[r] < 0 and problem.allowed[r, g]:
                join_by_hand(draft, int(r), g)
    for g in np.flatnonzero(draft.room_of >= 0):
        if draft.size(int(g)) < problem.minimum[g]:
            draft.close(int(g))
    return draft.solution


def join_by_hand(draft: Draft, r: int, g: int) -> None:
    """Give a referral a place in a group, if it may have one; the first to join opens the group in its largest room."""
    if not (draft.may_join(r, g) and draft.staffed(g) and draft.size(g) < draft.seats(g)):
        return
    if draft.room_of[g] < 0:
        draft.open(g, draft.seats(g))
    draft.place(r, g)


def greedy(problem: Problem) -> Solution:
    """Open, time and again, the group that saves most with its best members; then fill what seats are left.

    A group's saving is what leaving its members out would cost, less their waiting and travel, less opening it.
    """
    draft = Draft(problem)
    saving = missing_costs(problem)[:, None] - joining_costs(problem)
    for g in dict.fromkeys(int(group) for _, group in problem.must):
        demanded = problem.must[problem.must[:, 1] == g, 0]
        open_with(draft, g, best_members(draft, saving, g, first=demanded))
    while (best := best_group(draft, saving)) is not None:
        open_with(draft, *best)
    fill(draft, saving)
    return draft.solution


def best_group(draft: Draft, saving: NDArray[np.float64]) -> tuple[int, list[int]] | None:
    """The closed group that saves most, and its members; None if none saves anything."""
    best: tuple[int, list[int]] | None = None
    most = 0.0
    for g in np.flatnonzero(draft.room_of < 0):
        members = best_members(draft, saving, int(g))
        total = float(saving[members, g].sum()) - opening_cost(draft.problem)
        if members and total > most:
            best, most = (int(g), members), total
    return best


def best_members(
    draft: Draft, saving: NDArray[np.float64], g: int, first: NDArray[np.int64] | None = None
) -> list[int]:
    """The members that save most in a group; nobody if it cannot run."""
    fewest = int(draft.problem.minimum[g])
    waiting = np.flatnonzero(draft.waiting(g))
    seats = draft.seats(g)
    if len(waiting) < fewest or seats < fewest or not draft.staffed(g):
        return []
    ranked = waiting[np.argsort(-saving[waiting, g], kind="stable")]
    if first is not None:
        ranked = np.concatenate([first, ranked[~np.isin(ranked, first)]])
    members = draft.chosen(g, ranked, seats)
    return members if len(members) >= fewest else []


def open_with(draft: Draft, g: int, members: list[int]) -> None:
    """Open a group with its members; nothing happens if there are none."""
    if members:
        draft.open(g, len(members))
        for r in members:
            draft.place(r, g)


def fill(draft: Draft, saving: NDArray[np.float64]) -> None:
    """Give the seats left in open groups to whom it saves most."""
    for r, g in zip(*np.unravel_index(np.argsort(-saving, axis=None, kind="stable"), saving.shape), strict=True):
        worth = draft.room_of[g] >= 0 and saving[r, g] > 0
        if worth and draft.may_join(int(r), int(g)) and draft.size(int(g)) < draft.seats(int(g)):
            draft.place(int(r), int(g))
