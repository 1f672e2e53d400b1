"""Dives into the relaxation: groups held open one after the other leave few to choose from, and those hold a plan."""

from __future__ import annotations

import math
from itertools import islice

import numpy as np
import pytest

from solver.options import Allowance, Budget
from solver.programmes import check, pricing
from solver.programmes.diving import Dive
from solver.programmes.exact import Best
from solver.programmes.pool import pooled
from solver.programmes.pricing import Hunt, blocks, dive, half_a_person
from solver.programmes.problem import Problem, no_groups
from tests.solver.programmes.ground import best_of, compiled, priced, unheard
from tests.solver.programmes.test_families import many


def dived(problem: Problem, *locked: int, work: float = np.inf) -> list[int]:
    """Groups at which a dive ends, by place in the pool."""
    pool = pooled(problem)
    kinds = problem.pair_rules[0].column_of[pool.groups]
    fresh = Dive(
        priced(problem),
        pool,
        kinds,
        half_a_person(problem),
        used=lambda spent: 1.0 if spent >= work else 0.0,
        seconds_left=_no_clock,
    )
    return fresh.go(list(locked))


def _no_clock() -> None:
    """No clock counts."""


@pytest.mark.parametrize("seed", range(1, 6))
def test_what_a_dive_leaves_holds_a_plan(seed: int) -> None:
    """A choice among the groups at which it ends keeps every rule, opens some, and beats no bound."""
    problem = compiled(many(seed))
    pool, found = pooled(problem), priced(problem)
    best = Best(problem, no_groups(problem), keeps_rules=True)
    dive(Hunt(best, pool, found, found.priced.bound, 1, unheard), Allowance(Budget(work=50)))
    assert not check(problem, best.solution)
    assert best.solution.opened.any()
    assert found.priced.bound <= best_of(problem) <= best.cost


def test_a_group_that_is_locked_is_among_them() -> None:
    """Whatever the relaxation thinks of it: somebody is promised a place there."""
    problem = compiled(many(1))
    unwanted = min(set(range(len(pooled(problem).groups))) - set(dived(problem)))
    assert unwanted in dived(problem, unwanted)


def test_a_dive_that_would_not_come_to_its_end_is_given_up() -> None:
    """Once half the time is used up, and a larger share of it than of the groups in part is whole."""
    problem = compiled(many(1))
    pool, kinds = pooled(problem), problem.pair_rules[0].column_of[pooled(problem).groups]
    slow = Dive(priced(problem), pool, kinds, math.inf, used=lambda spent: 0.6, seconds_left=_no_clock)
    assert slow._too_slow(parted=10, left=5)
    assert not slow._too_slow(parted=10, left=4)
    slow.used = lambda spent: 0.4
    assert not slow._too_slow(parted=10, left=9)


def test_where_a_dive_led_nowhere_the_first_choice_has_most_of_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has still to find a good plan; the next ones better it, and have their usual share."""
    monkeypatch.setattr(pricing, "ALL_AT_ONCE", 0)
    problem = compiled(many(1))
    found = priced(problem)
    hunt = Hunt(Best(problem, no_groups(problem), keeps_rules=True), pooled(problem), found, 0.0, 1, unheard)
    usual = [share for _, share in islice(blocks(hunt), 2)]
    hunt.adrift = True
    assert next(blocks(hunt))[1] > usual[0]
    assert [share for _, share in islice(blocks(hunt), 1, 2)] == usual[1:]


def test_a_dive_without_time_leaves_what_the_relaxation_opens() -> None:
    """Stopped at once, it ends where it began: at all groups that are open in part."""
    problem = compiled(many(1))
    found = priced(problem)
    assert set(dived(problem, work=0.0)) == set(found.wanted[found.shares > 1e-6].tolist())
