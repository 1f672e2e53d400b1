"""Opening groups one after the other, each with the members that save most."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from solver.programmes.goals import joining_costs, missing_costs, opening_costs, thin_costs
from solver.programmes.problem import Problem
from solver.programmes.staffing import Draft

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who could join each group, those first for whom a place there saves most.

    Attributes
    ----------
    begins
        (G+1,) int: where the people of each group begin.
    referral, saving
        (pairs,) int and float: the referral, and what a place in the group saves for it.
    opening
        (G,) priced minutes of opening each group.
    thin
        (T, S) priced minutes for what groups of each programme and size lack in the end.
    """

    begins: Ints
    referral: Ints
    saving: NDArray[np.float64]
    opening: NDArray[np.float64]
    thin: NDArray[np.float64]

    @classmethod
    def of(cls, problem: Problem) -> Ranking:
        """The ranking of a whole problem."""
        group, referral = np.nonzero(problem.allowed.T)
        saving = missing_costs(problem)[referral] - joining_costs(problem, referral, group)
        order = np.lexsort((-saving, group))
        begins = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=len(problem.option_ids)))])
        return cls(begins, referral[order], saving[order], opening_costs(problem), thin_costs(problem))

    def less(self, price: NDArray[np.float64]) -> Ranking:
        """The ranking where each referral (R,) has a price, which a place must be worth."""
        group = np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))
        saving = self.saving - price[self.referral]
        order = np.lexsort((-saving, group))
        return Ranking(self.begins, self.referral[order], saving[order], self.opening, self.thin)

    def waiting(self, draft: Draft, g: int) -> tuple[Ints, NDArray[np.float64]]:
        """Those without a place so far, and what one in the group saves for each."""
        inside = slice(self.begins[g], self.begins[g + 1])
        free = draft.group_of[self.referral[inside]] < 0
        return self.referral[inside][free], self.saving[inside][free]

    def hoped(self, draft: Draft, g: int) -> float:
        """What a group could save if rooms, teams and company were no matter."""
        most = int(draft.problem.maximum[g])
        return float(self.waiting(draft, g)[1][:most].sum()) - self.cost(draft.problem, g, most)

    def cost(self, problem: Problem, g: int, size: int) -> float:
        """Priced minutes of opening a group with so many members."""
        return float(self.opening[g] + self.thin[problem.thin_row[g], size])


def open_the_locked(draft: Draft, ranking: Ranking) -> None:
    """Open the groups that locks demand, with those who must be in them and the best of the others."""
    must = draft.problem.must
    for g in dict.fromkeys(must[:, 1].tolist()):
        open_with(draft, g, best_members(draft, g, ranking, first=must[must[:, 1] == g, 0])[1])


def open_the_best(draft: Draft, ranking: Ranking | None = None) -> None:
    """Open the group that saves most, again and again, as long as one saves anything.

    What a group saves only falls while others open, so that the old figures show which groups need a second look.
    """
    ranking = Ranking.of(draft.problem) if ranking is None else ranking
    heap = [(-ranking.hoped(draft, g), g) for g in np.flatnonzero(draft.room_of < 0).tolist()]
    heapify(heap)
    while heap and heap[0][0] < 0:
        _, g = heappop(heap)
        hoped = ranking.hoped(draft, g)
        if heap and -hoped > heap[0][0]:
            heappush(heap, (-hoped, g))
            continue
        total, members = best_members(draft, g, ranking)
        if heap and -total > heap[0][0]:
            heappush(heap, (-total, g))
        elif total > 0:
            open_with(draft, g, members)


def best_members(draft: Draft, g: int, ranking: Ranking, first: Ints | None = None) -> tuple[float, list[int]]:
    """What a group saves at most and the members with whom it does; 0 and nobody if it cannot run."""
    fewest = int(draft.problem.minimum[g])
    ranked, saving = ranking.waiting(draft, g)
    if len(ranked) < fewest or (seats := draft.seats(g)) < fewest or not draft.staffed(g):
        return 0.0, []
    saves = dict(zip(ranked.tolist(), saving.tolist(), strict=True))
    if first is not None:
        ranked = np.concatenate([first, ranked[~np.isin(ranked, first)]])
    members = draft.chosen(g, ranked, seats)
    if len(members) < fewest:
        return 0.0, []
    return sum(saves[r] for r in members) - ranking.cost(draft.problem, g, len(members)), members


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
