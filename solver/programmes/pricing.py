"""Search where there are many groups: prices for all, an integer program over those wanted, then teams and rooms.

The relaxation over all groups is close to the best plan here, so that most of the work is to find the plan: CP-SAT
chooses among the groups that the relaxation wanted, a few offices at a time where there are many.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

from models.goals import Goal
from solver.backends.answer import Word
from solver.backends.cpsat import improve
from solver.options import Allowance
from solver.outcome import PROVED_GAP
from solver.programmes.columns import Generated, generate
from solver.programmes.crew import crewed
from solver.programmes.diving import Dive
from solver.programmes.exact import Best, Learnt, OnBest, limits_of, whole
from solver.programmes.master import master_of
from solver.programmes.pool import Pool, pooled
from solver.programmes.problem import Problem, Solution
from solver.programmes.rounding import keeps_locks, plans_by_prices

PRICES_SHARE = 0.4
"""Largest share of the budget that goes into prices."""
DIVE_SHARE, DIVED_SHARE = 0.5, 0.3
"""Largest share of what is left, or of the work, for a dive, and of the work for the choice among what it leaves."""
FIRST_PLAN_SHARE = 0.85
"""Share of what is left that a choice may take which has still to find a good plan: stopped early it has none."""
HALF_A_PERSON = 0.5
"""Of priority 1, in penalties: what could still be saved is less than anybody's place."""
TOGETHER = (60, 120, 240, 400)
"""Most wanted groups of the whole that CP-SAT chooses from, one choice after the other."""
IN_A_BLOCK = (60, 60, 150, 60, 60, 300)
"""Groups that CP-SAT chooses from at a time, in turns, once that is done."""
ALL_AT_ONCE = 150
"""Groups up to which CP-SAT chooses among all of them."""
ALL_AT_ONCE_SHARE = 0.6
"""Share of what is left, or of the work, that this may take."""
TOGETHER_SHARE = 0.5
"""Share of what is left, or of the work, that a choice of the whole may take."""
BLOCK_SHARE = 0.15
"""Share of what is left, or of the work, that any other choice may take."""
MOST_PROVED = 160
"""Groups up to which HiGHS may prove the plan with the whole program, or with the counted one."""
TRANSLATED = 2.0
"""What a choice takes to be written down and translated, in times of its writing."""
FRUITLESS, FRUITLESS_WHEN_CLOSE = 30, 1
"""Choices in a row without a better plan after which nothing more is hoped for, and once nobody's place is open."""

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Hunt:
    """What is known while the search goes on.

    Attributes
    ----------
    adrift
        Whether a dive led nowhere.
    writing
        Seconds that each group of the last choice took to be written down, which no clock can end.
    """

    best: Best
    pool: Pool
    found: Generated
    bound: float
    seed: int
    tell: OnBest
    adrift: bool = False
    writing: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether bound and best plan have met."""
        return settled_at(self.best, self.bound)

    def not_ruled_out(self) -> Ints:
        """Groups that the prices do not rule out of a better plan, and those open now, by place in the pool."""
        priced = self.found.priced
        possible = np.flatnonzero(priced.worth >= priced.bound - self.best.cost)
        return np.union1d(possible, np.array(self.open_now(), dtype=np.int64))

    def ceiling(self, among: Ints) -> float:
        """What a plan costs at least that opens a group which is not among these."""
        outside = np.delete(self.found.priced.worth, among)
        return rounded(self.best, self.found.priced.bound - float(outside.max())) if outside.size else math.inf

    def open_now(self) -> list[int]:
        """Groups open in the best plan, by place in the pool."""
        return np.flatnonzero(self.best.solution.opened[self.pool.groups]).tolist()


def searched_by_prices(best: Best, allowance: Allowance, *, seed: int, tell: OnBest) -> float:
    """Better the best solution; a bound for the whole problem."""
    pool = pooled(best.problem)
    found = priced_groups(best, pool, allowance.share(PRICES_SHARE), tell)
    best.learnt = Learnt(pool, found)
    hunt = Hunt(best, pool, found, rounded(best, found.priced.bound), seed, tell)
    left = allowance if allowance.work is None else allowance.share(1.0 - PRICES_SHARE - DIVED_SHARE)
    effort = allowance.seconds_spent
    round_off(hunt, left)
    dive(hunt, allowance)
    choose(hunt, left)
    # Writing down the whole program takes about as long as the prices did.
    seconds = allowance.seconds_left
    if not hunt.settled and not left.used_up and (seconds is None or seconds > 2.0 * effort):
        prove(hunt, left)
    return hunt.bound


def priced_groups(best: Best, pool: Pool, allowance: Allowance, tell: OnBest) -> Generated:
    """Prices for all groups, and those worth writing down."""
    return generate(
        pool,
        best.problem.pair_rules[0].column_of[pool.groups],
        np.flatnonzero(best.solution.opened[pool.groups]).tolist(),
        enough=lambda work: allowance.used_up or (allowance.work is not None and work >= allowance.work),
        seconds_left=lambda: allowance.seconds_left,
        tell=lambda bound: tell(best.cost, bound),
    )


def round_off(hunt: Hunt, allowance: Allowance) -> None:
    """Make whole plans from the prices, as long as there is time."""
    for plan in plans_by_prices(hunt.best.problem, hunt.pool, hunt.found):
        if keeps_locks(hunt.best.problem, plan):
            hunt.best.take(plan)
        hunt.tell(hunt.best.cost, hunt.bound)
        if allowance.used_up:
            return


def dive(hunt: Hunt, allowance: Allowance) -> None:
    """Let CP-SAT choose among the groups at which a dive ends: a plan from nothing, whatever is open now."""
    best, pool, relaxation = hunt.best, hunt.pool, hunt.found.relaxation
    if hunt.settled or allowance.used_up or not pool.teams_named:
        return
    portion, before = allowance.share(DIVE_SHARE), relaxation.work
    granted = portion.seconds_left
    dived = Dive(
        hunt.found,
        pool,
        best.problem.pair_rules[0].column_of[pool.groups],
        half_a_person(best.problem),
        used=lambda work: used_of(portion, granted, work - before),
        seconds_left=lambda: portion.seconds_left,
    )
    groups = dived.go(np.flatnonzero(np.isin(pool.groups, best.problem.must[:, 1])).tolist())
    hunt.adrift = not groups
    if groups:
        share = FIRST_PLAN_SHARE if allowance.work is None else DIVED_SHARE
        choose_among(hunt, groups, allowance.share(share), afresh=True)
        hunt.tell(best.cost, hunt.bound)


def used_of(portion: Allowance, granted: float | None, work: float) -> float:
    """Share of a portion that is used up after so much work."""
    if portion.used_up:
        return 1.0
    if portion.work is not None:
        return work / portion.work
    return 0.0 if granted is None else 1.0 - (portion.seconds_left or 0.0) / granted


def half_a_person(problem: Problem) -> float:
    """Priced minutes that are less than anybody's place."""
    return HALF_A_PERSON * problem.penalty * problem.goals.weight_of(Goal.NOT_STARTED)


def settled_at(best: Best, bound: float) -> bool:
    """Whether a bound and the best plan have met."""
    excess = best.cost - bound
    return excess <= PROVED_GAP * bound or (best.problem.whole_costs and excess < 1.0 - 1e-6)


def rounded(best: Best, bound: float) -> float:
    """A bound less what arithmetic could have added, rounded up where every cost is a whole number."""
    safe = bound - 1e-9 * abs(bound)
    return float(math.ceil(safe)) if best.problem.whole_costs else safe


def choose(hunt: Hunt, allowance: Allowance) -> None:
    """Let CP-SAT choose among the groups of one block after the other, as long as budget and hope last."""
    spent, fruitless = 0.0, 0
    for among, share in blocks(hunt):
        seconds = allowance.seconds_left
        if seconds is not None and seconds < hunt.writing * len(among):
            return
        portion = allowance.share(share)
        before = hunt.best.cost
        choose_among(hunt, among, portion)
        spent += portion.work or 0
        fruitless = 0 if hunt.best.cost < before else fruitless + 1
        hunt.tell(hunt.best.cost, hunt.bound)
        over = allowance.work is not None and spent > (1.0 - 2 * BLOCK_SHARE) * allowance.work
        close = hunt.best.cost - hunt.bound < half_a_person(hunt.best.problem)
        if hunt.settled or over or allowance.used_up or fruitless >= (FRUITLESS_WHEN_CLOSE if close else FRUITLESS):
            return


def blocks(hunt: Hunt) -> Iterator[tuple[list[int], float]]:
    """Choices of groups without end, each with its share of the budget.

    All groups if they are few. Else those most wanted, wherever they are, then more of them; then some of those wanted,
    in turns few and many, by office and by kind.
    """
    if len(hunt.pool.groups) <= ALL_AT_ONCE:
        yield list(range(len(hunt.pool.groups))), ALL_AT_ONCE_SHARE
        return
    wanted, dice, turn = hunt.found.wanted, np.random.default_rng(hunt.seed), 0
    problem, groups = hunt.best.problem, hunt.pool.groups
    sides = (problem.office_of[groups], problem.pair_rules[0].column_of[groups])
    near = nearness(problem)
    for most in TOGETHER:
        share = FIRST_PLAN_SHARE if hunt.adrift and most == TOGETHER[0] else TOGETHER_SHARE
        yield sorted({*wanted[:most].tolist(), *hunt.open_now()}), share
        if most >= len(wanted):
            break
    while True:
        for office in dice.permutation(np.unique(sides[0][wanted])):
            most = IN_A_BLOCK[turn % len(IN_A_BLOCK)]
            by_kind = turn % 2 == 1
            order = dice.permutation(np.unique(sides[1])) if by_kind else near[office]
            yield block_of(hunt, sides[int(by_kind)], order, most), BLOCK_SHARE
            turn += 1


def block_of(hunt: Hunt, side: Ints, order: Ints, most: int) -> list[int]:
    """Wanted groups of one office, or one kind, after the other until there are enough, and those open there."""
    wanted = hunt.found.wanted
    inside: list[int] = []
    for value in order:
        inside += wanted[side[wanted] == value][: most - len(inside)].tolist()
        if len(inside) >= most:
            break
    around = set(side[inside].tolist())
    return sorted({*inside, *(n for n in hunt.open_now() if int(side[n]) in around)})


def nearness(problem: Problem) -> Ints:
    """(V, V) offices by how alike the ways of all people to them are."""
    travel = problem.travel.astype(np.float64)
    apart = np.array([np.abs(travel - travel[:, [v]]).mean(axis=0) for v in range(travel.shape[1])])
    return np.argsort(apart, axis=1, kind="stable")


def choose_among(hunt: Hunt, among: list[int], portion: Allowance, *, afresh: bool = False) -> None:
    """Let CP-SAT choose among some groups, the others kept as they are; then find rooms and teams.

    Parameters
    ----------
    afresh
        Whether others that are open close, and the choice begins with nothing.
    """
    problem, pool, solution = hunt.best.problem, hunt.pool, hunt.best.solution
    among = with_siblings(problem, pool, among)
    kept = [] if afresh else sorted(set(hunt.open_now()) - set(among))
    begun = portion.seconds_spent
    master = master_of(problem, pool, among, kept, solution)
    hunt.writing = TRANSLATED * (portion.seconds_spent - begun) / max(1, len(among))
    start = {} if afresh else master.values(pool, solution)
    answer = improve(master.lp, start=start, limits=limits_of(portion), seed=hunt.seed, on_best=lambda cost: None)
    if answer.word is Word.OPTIMAL and problem.whole_costs and not kept:
        cost = float(np.rint(pulp.value(master.lp.objective)))
        hunt.bound = max(hunt.bound, min(cost, hunt.ceiling(np.array(among, dtype=np.int64))))
    if answer.found:
        chosen = (master.chosen(pool), master.teams(pool), master.rooms(pool))
        staffed = crewed(problem, *chosen, only(solution, pool.groups[kept]))
        # Who leads is settled after who joins where groups share facilitators: a lock may then be out of reach.
        if keeps_locks(problem, staffed):
            hunt.best.take(staffed)


def with_siblings(problem: Problem, pool: Pool, among: list[int]) -> list[int]:
    """Groups of the pool, and with each intake all others of its running group: they share its places."""
    joined = problem.intakes.group_of[pool.groups]
    chosen = set(joined[among].tolist()) - {-1}
    return sorted({*among, *np.flatnonzero(np.isin(joined, list(chosen))).tolist()}) if chosen else among


def only(solution: Solution, groups: Ints) -> Solution:
    """A solution with none but these groups."""
    kept = np.isin(solution.group_of, groups)
    opened = np.zeros(len(solution.room_of), dtype=np.bool_)
    opened[groups] = True
    return Solution(
        np.where(kept, solution.group_of, -1),
        np.where(opened, solution.room_of, -1),
        solution.team & opened[:, None],
        np.where(opened, solution.manager_of, -1),
    )


def prove(hunt: Hunt, allowance: Allowance) -> None:
    """Prove more with HiGHS: over all groups that the prices do not rule out, and few these must be."""
    among = hunt.not_ruled_out()
    if len(among) > MOST_PROVED:
        return
    proved = whole(hunt.best, allowance, seed=hunt.seed, tell=hunt.tell, among=hunt.pool.groups[among])
    hunt.bound = max(hunt.bound, min(proved, hunt.ceiling(among)))
