"""Yardsticks for programme groups: filling groups by hand, and a greedy that sees every cost."""

from __future__ import annotations

import numpy as np

from solver.programmes.filling import Ranking, fill, open_the_best, open_the_locked
from solver.programmes.one_to_ones import dated
from solver.programmes.problem import Problem, Solution
from solver.programmes.staffing import Draft


def current_practice(problem: Problem) -> Solution:
    """Groups filled by hand: one referral after the other, by date, into the first group to start that has a seat.

    A group takes its room and facilitators when the first person joins it, first come, first served. Groups that are
    still too small at the end are called off, the smaller half first; their people, rooms and facilitators go to the
    other groups in the same way, until none is too small. Nobody looks ahead; locks come first. Only groups that
    somebody has thought of, and running ones that take people in, are filled, where there are any of the first.
    """
    draft = Draft(problem)
    for r, g, _ in problem.must:
        join_by_hand(draft, int(r), int(g))
    by_hand = problem.by_hand | ~problem.intakes.opens
    known = np.flatnonzero(by_hand) if problem.by_hand.any() else np.arange(len(problem.option_ids))
    by_start = sorted(known.tolist(), key=lambda g: (problem.sessions(g)[0].start, g))
    while True:
        for r in np.argsort(problem.referred, kind="stable").tolist():
            for g in by_start if draft.group_of[r] < 0 else ():
                if draft.group_of[r] < 0 and problem.allowed[r, g]:
                    join_by_hand(draft, r, g)
        small = [g for g in np.flatnonzero(draft.room_of >= 0).tolist() if draft.size(g) < problem.minimum[g]]
        if not small:
            return dated(problem, draft.solution)
        small.sort(key=lambda g: (draft.size(g), problem.sessions(g)[0].start, g))
        off = set(small[: (len(small) + 1) // 2])
        for g in off:
            draft.close(g)
        by_start = [g for g in by_start if g not in off]


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
    draft, ranking = Draft(problem), Ranking.of(problem)
    open_the_locked(draft, ranking)
    open_the_best(draft, ranking)
    fill(draft)
    return draft.solution
