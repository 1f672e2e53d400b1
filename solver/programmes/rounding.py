"""Whole plans made from the prices: groups in the order in which the relaxation opens them, filled at its prices."""

from __future__ import annotations

from collections.abc import Iterator

from solver.programmes.columns import Generated
from solver.programmes.filling import Ranking, best_members, fill, open_the_best, open_the_locked, open_with
from solver.programmes.pool import Pool
from solver.programmes.problem import Problem, Solution
from solver.programmes.staffing import Draft

SHARES = (1.0, 0.6, 0.8, 0.3)
"""Shares of people's prices that a place must be worth, a plan for each: at 0 everyone takes the first place there."""
OPEN = 1e-3
"""Share to which the relaxation must open a group for it to be tried first."""


def plans_by_prices(problem: Problem, pool: Pool, found: Generated) -> Iterator[Solution]:
    """A plan for each share of the prices.

    A group takes those for whom it is better than what else the relaxation has for them, so that people wanted in
    groups that open later are left to these.
    """
    ranking = Ranking.of(problem)
    groups = pool.groups[found.wanted[found.shares > OPEN]].tolist()
    begin = Draft(problem)
    open_the_locked(begin, ranking)
    for share in SHARES:
        draft, priced = Draft(problem, begin.solution), ranking.less(share * found.priced.prices.person[problem.person])
        for g in groups:
            if draft.room_of[g] < 0:
                open_with(draft, g, best_members(draft, g, priced)[1])
        open_the_best(draft, ranking)
        fill(draft)
        yield draft.solution


def keeps_locks(problem: Problem, solution: Solution) -> bool:
    """Whether every ``must`` lock is kept."""
    return bool((solution.group_of[problem.must[:, 0]] == problem.must[:, 1]).all())
