"""Search over a region: prices for the whole prove a bound, and one neighbourhood after the other is planned anew.

A neighbourhood has about as many groups as a delivery unit and is searched like one, beside the groups that stay in the
rest of the region, with the people, rooms and facilitators that these leave. Neighbourhoods reach over borders, and
their centres change from turn to turn. Groups for whom there are few people are planned anew over the whole region,
since these people live far apart. In between, seats are given out anew over all open groups.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from solver.options import Allowance
from solver.programmes.exact import Best, OnBest
from solver.programmes.part import part_of, with_fewer_staff
from solver.programmes.pool import pooled
from solver.programmes.pricing import nearness, priced_groups, rounded, searched_by_prices, settled_at
from solver.programmes.problem import Problem
from solver.programmes.reseating import reseated

PRICES_SHARE = 0.03
"""Largest share of the budget that goes into prices for the whole: those begun with prove as much as minutes do."""
GROUPS = 2_500
"""Groups of a neighbourhood."""
FEW_PEOPLE = 500
"""People up to whom groups of one kind are planned anew wherever they are: twice as many as wait in a delivery unit."""
EFFORT = 6.0
"""Seconds, or units of work, that a neighbourhood may take."""
SEATS_EFFORT = 1.0
"""Units of work that giving out all seats anew comes to."""
REST = 5
"""Neighbourhoods before seats are given out anew again, once that has changed nothing."""
FRUITLESS = 40
"""Neighbourhoods in a row without a better plan after which nothing more is hoped for."""

Ints = NDArray[np.int64]


def searched_by_neighbourhoods(best: Best, allowance: Allowance, *, seed: int, tell: OnBest) -> float:
    """Better the best solution; a bound for the whole problem."""
    pool = pooled(best.problem)
    bound = rounded(best, priced_groups(best, pool, allowance.share(PRICES_SHARE), tell).priced.bound)
    left = allowance if allowance.work is None else allowance.share(1.0 - PRICES_SHARE)
    dice, fruitless, spent, rest = np.random.default_rng(seed), 0, 0.0, 0
    for groups in neighbourhoods(best.problem, dice):
        before = best.cost
        if rest == 0:
            rest = 0 if give_out_seats(best, left) else REST
            spent += SEATS_EFFORT
        amount = left.seconds_left if left.work is None else left.work - spent
        over = left.used_up or (amount is not None and amount < 1.0)
        if over or fruitless >= FRUITLESS or settled_at(best, bound):
            break
        replan(best, groups, left.share(1.0 if amount is None else min(1.0, EFFORT / amount)), dice)
        spent += EFFORT
        rest -= min(rest, 1)
        fruitless = 0 if best.cost < before else fruitless + 1
        tell(best.cost, bound)
    return bound


def give_out_seats(best: Best, allowance: Allowance) -> bool:
    """Give out all seats anew; whether that is better."""
    seconds, before = allowance.seconds_left, best.cost
    if seconds is None or seconds > SEATS_EFFORT:
        best.take(reseated(best.problem, best.solution, seconds))
    return best.cost < before


def replan(best: Best, groups: Ints, allowance: Allowance, dice: np.random.Generator) -> None:
    """Plan some groups anew, all others as they are."""
    part = with_fewer_staff(part_of(best.problem, best.solution, groups), dice)
    inner = Best(part.problem, part.start, keeps_rules=True)
    before = inner.cost
    searched_by_prices(inner, allowance, seed=int(dice.integers(2**31)), tell=lambda cost, bound: None)
    if inner.cost < before:
        best.take(part.with_part(inner.solution))


def neighbourhoods(problem: Problem, dice: np.random.Generator) -> Iterator[Ints]:
    """Groups to plan anew, turn by turn without end: of rare kinds, then of offices near each other.

    In a turn every office comes in at least once.
    """
    number = np.bincount(problem.office_of, minlength=problem.travel.shape[1])
    near = nearness(problem)
    while True:
        yield from rare_kinds(problem)
        waiting = set(np.flatnonzero(number).tolist())
        for office in dice.permutation(sorted(waiting)).tolist():
            if office in waiting:
                around = [v for v in near[office].tolist() if number[v]]
                total = np.cumsum(number[around])
                inside = around[: max(1, int(np.searchsorted(total, GROUPS, side="right")))]
                waiting -= set(inside)
                yield np.flatnonzero(np.isin(problem.office_of, inside))


def rare_kinds(problem: Problem) -> Iterator[Ints]:
    """All groups of each kind that some people could join, and few."""
    kinds = problem.pair_rules[0].column_of
    for kind in np.unique(kinds):
        groups = np.flatnonzero(kinds == kind)
        if 0 < np.count_nonzero(problem.allowed[:, groups].any(axis=1)) <= FEW_PEOPLE:
            yield groups
