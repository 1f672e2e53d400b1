"""The cheapest set with every load counted exactly, against every set of a few cases."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from solver.allocation import every_load
from solver.allocation.blocks import block_of
from solver.allocation.bound import Items, prove
from solver.allocation.columns import whole_sets
from solver.allocation.every_load import Loads
from solver.allocation.listing import kinds_of
from solver.allocation.newton import fair_prices
from solver.allocation.parting import Task, least_by_parting
from solver.allocation.problem import Floats
from tests.solver.allocation.instances import compiled, least_cost
from tests.solver.allocation.test_periods import over_periods


def some_loads(rng: np.random.Generator, start: Floats) -> Loads:
    """Loads over four periods and of one thing more, which only costs something beyond a limit."""
    terms = np.array([rng.random(5) / 9.0, rng.uniform(15.0, 40.0, 5), rng.random(5), np.full(5, 35.0), np.zeros(5)])
    terms[:, 4] = 0.0, 0.0, 0.0, 2.0, 3.0
    price, most = np.append(rng.normal(0.0, 1.0, 4), 0.0), np.append(np.full(4, rng.uniform(40.0, 90.0)), 9.0)
    plain = Loads(terms, price, np.zeros(5), most, start, 4)
    grid = np.arange(91.0)[:, None]
    over = np.maximum(0.0, grid - terms[3])
    cost = terms[0] * (grid - terms[1]) ** 2 + (terms[2] * over + terms[4]) * over - price * grid
    return Loads(terms, price, np.where(grid <= plain.most, cost, np.inf).min(axis=0), plain.most, start, 4)


@pytest.mark.parametrize("width", [1, 8, 1000])
@pytest.mark.parametrize("seed", range(12))
def test_no_set_costs_less(seed: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found costs what it says and no set costs less; with room for all sets, nothing better can be said."""
    rng = np.random.default_rng(seed)
    off, drawn = rng.normal(0.0, 3.0, 9), np.column_stack((rng.integers(0, 9, (9, 4)), rng.integers(0, 2, 9)))
    drawn[1], drawn[2] = drawn[0], drawn[0]
    loads = some_loads(rng, drawn[off < 0.0].sum(axis=0).astype(np.float64))
    none = np.zeros(9, dtype=np.int32)

    def total(taken: Floats) -> float:
        more = np.abs(off)[(off < 0.0) != taken].sum()
        return float(more + loads.above((drawn * taken[:, None]).sum(axis=0).astype(np.float64)))

    best = min(total(np.array(taken, dtype=np.bool_)) for taken in product((False, True), repeat=9))
    monkeypatch.setattr(every_load, "WIDEST", 1e6)
    monkeypatch.setattr(every_load, "WIDTH", width)
    items = Items(np.arange(9), drawn, off, none)
    found = every_load.listed(items, loads, np.arange(5))
    assert found.least <= best + 1e-9
    assert width < 1000 or found.least == pytest.approx(best)
    if found.other is not None:
        taken = off < 0.0
        taken[found.other] = ~taken[found.other]
        assert total(taken) == pytest.approx(found.cost)


@pytest.mark.parametrize("seed", range(12))
def test_parting_sets_comes_to_the_least_from_below(seed: int) -> None:
    """The more often sets are parted the more is proved, never more than the best costs, and in the end all of it."""
    rng = np.random.default_rng(seed)
    off, drawn = rng.normal(0.0, 3.0, 9), np.column_stack((rng.integers(0, 9, (9, 4)), rng.integers(0, 2, 9)))
    drawn[1], drawn[2] = drawn[0], drawn[0]
    loads = some_loads(rng, drawn[off < 0.0].sum(axis=0).astype(np.float64))
    takes = np.array(list(product((False, True), repeat=9)))
    dearer = (np.abs(off) * ((off < 0.0) != takes)).sum(axis=1)
    best = float((dearer + loads.above((takes @ drawn).astype(np.float64))).min())
    kinds = kinds_of(off, drawn, 1e6, 4)
    task = Task(kinds.away, kinds.zero, kinds.drawn, loads.start, loads.terms, loads.price, loads.best, loads.most)
    proved = [least_by_parting(kinds, task, 1e6, parts) for parts in (0, 2, 10, 50, 1000)]
    assert proved == sorted(proved)
    assert proved[-1] == pytest.approx(best, abs=1e-6)
    assert proved[0] < best - 0.01
    assert least_by_parting(kinds, task, 0.5 * best, 1000) == pytest.approx(0.5 * best)


@pytest.mark.parametrize("few_cases", [0, 6000])
@pytest.mark.parametrize("seed", range(6))
def test_bound_lies_below_every_plan(seed: int, few_cases: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every load counted the bound is no worse than with two, and still below the best of all plans."""
    monkeypatch.setattr(every_load, "FEW_CASES", few_cases)
    problem = compiled(over_periods(seed, 4))
    block = block_of(problem, problem.areas[0])
    at = prove(block, fair_prices(block))
    counted, sets = whole_sets(block, at)
    assert at.bound <= counted.bound <= least_cost(problem) + 1e-9
    assert counted.least is not None
    assert len(sets) == block.num_staff
