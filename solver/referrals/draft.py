"""A solution in the making: referrals are placed one by one, each where there is still a place and a free hour."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.goals import Goal
from solver.referrals.calendar import Whole
from solver.referrals.choices import Costs
from solver.referrals.goals import missing_costs
from solver.referrals.problem import Problem, Solution, nobody_placed

Run = tuple[int, int, int]
"""Time, week of the first appointment, and number of appointments."""


class Draft:
    """Placements so far, places left, and what each person is given.

    Parameters
    ----------
    problem
        The compiled problem.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.left = problem.places.copy()
        self.promised = problem.guaranteed.copy()
        self._solution = nobody_placed(problem)
        self._runs: dict[int, list[Run]] = {}
        self._missing = missing_costs(problem)
        self._promise = problem.goals.weight_of(Goal.GUARANTEE_UNUSED)

    @property
    def solution(self) -> Solution:
        """The solution as it stands."""
        return self._solution

    def is_placed(self, r: int) -> bool:
        """Whether a referral has a place."""
        return bool(self._solution.contract_of[r] >= 0)

    def place_cheapest(self, r: int) -> None:
        """Place a referral in the cheapest way that is left, if that is cheaper than to leave it out."""
        mine = self.problem.ways.of_referral(r)
        cost = self.costs(mine)
        locked = self.problem.must[r] >= 0
        order = np.argsort(cost, kind="stable")
        self.place_first(r, (int(w) for w in order if locked or cost[w] < self._missing[r]))

    def costs(self, ways: slice) -> Costs:
        """Cost of ways, less what they save of the places that are promised and not taken up yet."""
        contract, month = self.problem.ways.contract[ways], self._months(ways)
        return np.asarray(self.problem.ways.cost[ways] - self._promise * (self.promised[contract, month] > 0))

    def place_first(self, r: int, order: Iterable[int]) -> None:
        """Place a referral in the first of its ways (numbered from 0) that has a place and a free hour."""
        mine = self.problem.ways.of_referral(r)
        contract, day, months = self.problem.ways.contract[mine], self.problem.ways.day[mine], self._months(mine)
        for w in order:
            c, m = int(contract[w]), int(months[w])
            if self.left[c, m] > 0:
                time = self.free_time(r, c, int(day[w]))
                if time is not None:
                    self.place(r, mine.start + w, time)
                    return

    def free_time(self, r: int, c: int, day: int) -> int | None:
        """The first time of a contract on a day that keeps clear of the person's other appointments."""
        problem = self.problem
        others = self._runs.get(int(problem.person[r]), [])
        for time in problem.times_on(r, c, day).tolist():
            run = (time, day // 7, int(problem.sessions[r]))
            if not any(problem.calendar.clash(run, other, problem.turnaround) for other in others):
                return int(time)
        return None

    def place(self, r: int, way: int, time: int) -> None:
        """Place a referral in a way, at a time."""
        ways, solution = self.problem.ways, self._solution
        c, day = int(ways.contract[way]), int(ways.day[way])
        m = int(self.problem.calendar.month[day])
        solution.contract_of[r], solution.remote[r] = c, ways.remote[way]
        solution.time_of[r], solution.week_of[r] = time, day // 7
        self.left[c, m] -= 1
        self.promised[c, m] -= 1
        run = (time, day // 7, int(self.problem.sessions[r]))
        self._runs.setdefault(int(self.problem.person[r]), []).append(run)

    def _months(self, ways: slice) -> Whole:
        return self.problem.calendar.month[self.problem.ways.day[ways]]
