"""Dives into the relaxation: groups held open one after the other leave few to choose from, and those hold a plan."""

from __future__ import annotations

import numpy as np
import pytest

from solver.options import Allowance, Budget
from solver.programmes import check
from solver.programmes.diving import Dive
from solver.programmes.exact import Best
from solver.programmes.pool import pooled
from solver.programmes.pricing import Hunt, dive, half_a_person
from solver.programmes.problem import Problem, no_groups
from tests.solver.programmes.ground import best_of, compiled, priced, unheard
from tests.solver.programmes.test_families import many


def dived(problem: Problem, *locked: int, work: float = np.inf) -> list[int]:
    """Groups at which a dive ends, by place in the pool."""
    pool = pooled(problem)
    kinds = problem.pair_rules[0].column_of[pool.groups]
    enough = Dive(
        priced(problem), pool, kinds, half_a_person(problem), enough=lambda spent: spent >= work, seconds_left=_no_clock
    )
    return enough.go(list(locked))


def _no_clock() -> None:
    """No clock counts."""


@pytest.mark.parametrize("seed", range(1, 6))
def test_what_a_dive_leaves_holds_a_plan(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """A choice among the groups at which it ends keeps every rule, opens some, and beats no bound."""
    monkeypatch.setattr("solver.programmes.pricing.ALL_AT_ONCE", 0)
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


def test_a_dive_without_time_leaves_what_the_relaxation_opens() -> None:
    """Stopped at once, it ends where it began: at all groups that are open in part."""
    problem = compiled(many(1))
    found = priced(problem)
    assert set(dived(problem, work=0.0)) == set(found.wanted[found.shares > 1e-6].tolist())
