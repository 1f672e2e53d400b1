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
from solver.programmes.filling import Ranking, fill, open_the_best, open_the_locked
from solver.programmes.goals import missing_costs
from solver.programmes.part import part_of, with_fewer_staff
from solver.programmes.pool import pooled
from solver.programmes.pricing import nearness, priced_groups, rounded, searched_by_prices, settled_at
from solver.programmes.problem import Problem, no_groups
from solver.programmes.reseating import reseated
from solver.programmes.rules import check
from solver.programmes.staffing import Draft

PRICES_SHARE = 0.03
"""Largest share of the budget that goes into prices for the whole: those begun with prove as much as minutes do."""
APART_SHARE = 0.06
"""The same for prices of kinds apart: they seldom need as much."""
GROUPS = 2_500
"""Groups of a neighbourhood."""
RARE = 250
"""People up to whom a kind is planned before all others: about as many as wait in a delivery unit."""
FEW_PEOPLE = 500
"""People up to whom groups of one kind are planned anew wherever they are: twice as many as wait in a delivery unit."""
EFFORT = 9.0
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
    bound = max(bound, proved_apart(best, allowance.share(APART_SHARE)))
    left = allowance if allowance.work is None else allowance.share(1.0 - PRICES_SHARE - APART_SHARE)
    dice, fruitless, rest = np.random.default_rng(seed), 0, 0
    spent = begin_with_rare_kinds(best, left, dice)
    tell(best.cost, bound)
    for groups in neighbourhoods(best.problem, dice):
        before = best.cost
        if rest == 0:
            rest = 0 if give_out_seats(best, left) else REST
            spent += SEATS_EFFORT
        amount = left_of(left, spent)
        over = left.used_up or (amount is not None and amount < 1.0)
        if over or fruitless >= FRUITLESS or settled_at(best, bound):
            break
        replan(best, groups, for_one(left, amount), dice)
        spent += EFFORT
        rest -= min(rest, 1)
        fruitless = 0 if best.cost < before else fruitless + 1
        tell(best.cost, bound)
    return bound


def left_of(allowance: Allowance, spent: float) -> float | None:
    """Seconds, or units of work, that are left; None if neither is limited."""
    return allowance.seconds_left if allowance.work is None else allowance.work - spent


def for_one(allowance: Allowance, left: float | None) -> Allowance:
    """What a neighbourhood may take of what is left."""
    return allowance.share(1.0 if left is None else min(1.0, EFFORT / max(left, EFFORT)))


def proved_apart(best: Best, allowance: Allowance) -> float:
    """What everybody left out, and each set of kinds planned beside nobody, cost at least together.

    Two sets share neither referrals nor groups, so that no plan beats every set that has all rooms and staff to itself.
    """
    problem, missing = best.problem, missing_costs(best.problem)
    sets = kinds_apart(problem)
    bound = float(missing[~problem.allowed.any(axis=1)].sum())
    for groups in sets:
        alone = part_of(problem, no_groups(problem), groups)
        inner = Best(alone.problem, alone.start, keeps_rules=True)
        pool = pooled(alone.problem)
        found = priced_groups(inner, pool, allowance.share(1.0 / len(sets)), lambda cost, bound: None)
        others = float(missing[~alone.problem.allowed.any(axis=1)].sum())
        bound += max(0.0, rounded(best, found.priced.bound) - others)
    return rounded(best, bound)


def begin_with_rare_kinds(best: Best, allowance: Allowance, dice: np.random.Generator) -> float:
    """Plan rare kinds from nothing, the rarest first, then open the best of the others; the work that it took.

    For people of a rare kind few groups will do, wherever teams and rooms are; the others find some with what is left.
    """
    problem, ranking, spent = best.problem, Ranking.of(best.problem), 0.0
    draft = Draft(problem)
    open_the_locked(draft, ranking)
    if check(problem, draft.solution):
        return spent
    plan = Best(problem, draft.solution, keeps_rules=True)
    for groups in kinds_apart(problem):
        left = left_of(allowance, spent)
        if allowance.used_up or (left is not None and left < 2.0 * EFFORT):
            return spent
        if people_of(problem, groups) <= RARE:
            replan(plan, groups, for_one(allowance, left), dice)
            spent += EFFORT
    draft = Draft(problem, plan.solution)
    open_the_best(draft, ranking)
    fill(draft)
    best.take(reseated(problem, draft.solution, allowance.seconds_left))
    return spent + EFFORT


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
    """Groups to plan anew, turn by turn without end: of offices near each other, then of kinds of few people.

    In a turn every office comes in at least once. Before the first, kinds of few people that are not rare.
    """
    number = np.bincount(problem.office_of, minlength=problem.travel.shape[1])
    near = nearness(problem)
    yield from kinds_of_few(problem, RARE)
    while True:
        waiting = set(np.flatnonzero(number).tolist())
        for office in dice.permutation(sorted(waiting)).tolist():
            if office in waiting:
                around = [v for v in near[office].tolist() if number[v]]
                total = np.cumsum(number[around])
                inside = around[: max(1, int(np.searchsorted(total, GROUPS, side="right")))]
                waiting -= set(inside)
                yield np.flatnonzero(np.isin(problem.office_of, inside))
        yield from kinds_of_few(problem)


def kinds_of_few(problem: Problem, more_than: int = 0) -> Iterator[Ints]:
    """All groups of each kind that more people than so many could join, and few."""
    kinds = problem.pair_rules[0].column_of
    for kind in np.unique(kinds):
        groups = np.flatnonzero(kinds == kind)
        if more_than < people_of(problem, groups) <= FEW_PEOPLE:
            yield groups


def people_of(problem: Problem, groups: Ints) -> int:
    """How many referrals could join any of some groups."""
    return int(np.count_nonzero(problem.allowed[:, groups].any(axis=1)))


def kinds_apart(problem: Problem) -> list[Ints]:
    """All groups that somebody could join, in sets of kinds of which no referral can join two; few people first."""
    kinds = problem.pair_rules[0].column_of
    sets: list[tuple[Ints, NDArray[np.bool_]]] = []
    for kind in np.unique(kinds):
        groups = np.flatnonzero(kinds == kind)
        people = problem.allowed[:, groups].any(axis=1)
        shared = [one for one in sets if (one[1] & people).any()]
        sets = [one for one in sets if not (one[1] & people).any()]
        together = np.sort(np.concatenate([groups, *(one[0] for one in shared)]))
        sets.append((together, np.logical_or.reduce([people, *(one[1] for one in shared)])))
    by_people = sorted(sets, key=lambda one: int(one[1].sum()))
    return [groups for groups, people in by_people if people.any()]
