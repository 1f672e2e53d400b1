"""What one more resource promises at the prices of the groups without it, so that the best are tried first.

With a room some group of its office need not pay for rooms, and with a facilitator not for teams; groups at a venue
that opens, or opens longer, save what they save beyond the prices of people and teams. The best of them is the promise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.options import Allowance
from solver.programmes.calendar import Calendar
from solver.programmes.columns import Generated
from solver.programmes.exact import Best, Learnt
from solver.programmes.goals import objective
from solver.programmes.offers import Offers, numbered
from solver.programmes.part import part_of
from solver.programmes.pool import Pool, RowKind, pooled
from solver.programmes.prices import Prices, per_group, worths
from solver.programmes.pricing import half_a_person, priced_groups
from solver.programmes.problem import Problem, Solution, no_groups

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STAFF = (RowKind.TEAMS, RowKind.MANAGERS)
"""Rows on those who lead and oversee."""
BUT_ROOMS = (*STAFF, RowKind.CROWDS)
"""All rows but those on rooms."""

Sort = tuple[int, Calendar]
"""Kind of a group, and its calendar."""


@dataclass(frozen=True, slots=True)
class Market:
    """Groups that could open without any further resource, and their prices.

    Attributes
    ----------
    offers
        The resources.
    problem, solution
        The problem without any of them, and a plan of it.
    pool, found
        Its groups as flat arrays, and prices for them with the groups that they want.
    number
        (G,) int: number of each of its groups among those of the offers.
    searched
        Whether the prices are those of a search for the plan, which another would not better in less time.
    """

    offers: Offers
    problem: Problem
    solution: Solution
    pool: Pool
    found: Generated
    number: Ints
    searched: bool

    @classmethod
    def of(cls, offers: Offers, best: Best, allowance: Allowance) -> Market:
        """Prices beside the best plan without any of the resources: those learnt, or as good as time lets them be."""
        problem, number, learnt = best.problem, numbered(offers.problem.option_ids), best.learnt
        if learnt is None:
            pool = pooled(problem)
            learnt = Learnt(pool, priced_groups(best, pool, allowance, unheard))
        there = np.array([number[id] for id in problem.option_ids], dtype=np.int64)
        return cls(offers, problem, best.solution, learnt.pool, learnt.found, there, best.learnt is not None)

    @property
    def scale(self) -> float:
        """What leaving somebody out costs among the offers, over what it costs without them."""
        return self.offers.problem.penalty / self.problem.penalty

    @property
    def open_to_doubt(self) -> float:
        """Priced minutes that a plan without any of the resources could at most be better."""
        return self.scale * (objective(self.problem, self.solution) - self.found.priced.bound)

    def worthiest(self) -> Ints:
        """Groups by number among all, those first that the relaxation wants, then by what they are worth."""
        order = np.argsort(-self.found.priced.worth, kind="stable").tolist()
        first = np.array(list(dict.fromkeys([*self.found.wanted.tolist(), *order])), dtype=np.int64)
        return np.asarray(self.number[self.pool.groups[first]])

    def promises(self, places: list[int]) -> dict[int, float]:
        """Priced minutes that each of some resources could save, roughly: what the best group more would."""
        formed = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(self.offers.formed[n] for n in places)]))
        alone = self._worth_of_formed(formed)
        return {place: self._promise(place, alone) for place in places}

    def _promise(self, place: int, alone: dict[int, float]) -> float:
        """What the best group more is worth if it need not pay for what the resource brings."""
        extra, closed = self.offers.extras[place], ~self.solution.opened[self.pool.groups]
        if extra.venue is not None:
            return max((alone.get(g, 0.0) for g in self.offers.formed[place].tolist()), default=0.0)
        served = self.offers.serves(place)[self.number[self.pool.groups]]
        if extra.room is None:
            return self.scale * highest((self.found.priced.worth + self._charges(*STAFF))[served & closed])
        fewer = self.pool.most < np.minimum(self.problem.maximum[self.pool.groups], extra.room.seats)
        # Whoever finds no seat in a smaller room is at least one person.
        seats = half_a_person(self.problem) if (served & fewer & ~closed).any() else 0.0
        more = highest((self.found.priced.worth + self._charges(RowKind.ROOMS))[served & closed])
        return self.scale * max(seats, more)

    def _charges(self, *kinds: RowKind) -> Floats:
        """(N,) what each group pays for what is counted by these rows, and for its team if that is among them."""
        pool, prices = self.pool, self.found.priced.prices
        paid = per_group(np.where(np.isin(pool.row_kind, kinds), prices.row, 0.0), pool.row_begins, pool.row)
        return paid + (pool.needed * prices.team[pool.course] if RowKind.TEAMS in kinds else 0.0)

    def _worth_of_formed(self, groups: Ints) -> dict[int, float]:
        """What groups that exist only with a resource save beyond the prices of people, and of teams elsewhere."""
        whole = self.offers.problem
        part = part_of(whole, no_groups(whole), groups).problem
        pool = pooled(part)
        free = (np.zeros(len(rows)) for rows in (pool.room_for, pool.course_ids, pool.shift_staff, pool.berths))
        person = np.zeros(pool.people)
        person[: self.pool.people] = self.scale * self.found.priced.prices.person
        sorts = sorts_of(part, pool.groups)
        least: dict[Sort, float] = {}
        for sort, paid in zip(sorts_of(self.problem, self.pool.groups), self._charges(*BUT_ROOMS), strict=True):
            least[sort] = min(self.scale * float(paid), least.get(sort, np.inf))
        worth = worths(pool, Prices(person, *free)) - np.array([least.get(sort, 0.0) for sort in sorts])
        return dict(zip(groups[pool.groups].tolist(), worth.tolist(), strict=True))


def sorts_of(problem: Problem, groups: Ints) -> list[Sort]:
    """Kind and calendar of each of some groups."""
    kinds = problem.pair_rules[0].column_of[groups].tolist()
    calendars = (problem.calendars[c] for c in problem.calendar_of[groups].tolist())
    return list(zip(kinds, calendars, strict=True))


def highest(worth: Floats) -> float:
    """The most that any is worth, and at least nothing."""
    return float(worth.max(initial=0.0))


def unheard(_cost: float, _bound: float | None = None) -> None:
    """Nobody listens."""
