"""The bound that follows from prices is never above what the best plan costs, whatever the prices."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.audit.allocation_plan import most_moves
from solver.audit.certificate import excess_of
from solver.audit.certificate_bound import bound_terms
from solver.audit.exact import LoadCost, scaled
from solver.audit.families import families_of
from solver.audit.knapsack import Load, Numbers, least_set
from tests.solver.audit.tiny import books_of, plans_of, random_prices, tiny_scenarios

QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.data())
def test_no_bound_is_above_the_best_plan(data: st.DataObject) -> None:
    """Whatever the prices, no plan costs less than the bound, and the parts of every plan's excess add up to it."""
    a, scales, penalty = books_of(data.draw(tiny_scenarios()))
    prices = data.draw(random_prices(a))
    numbers = len(a.items) + len(a.staff) * (prices.of_resources.shape[1] + 1)
    for n, (plan, cost) in enumerate(plans_of(a, scales, penalty)):
        if n % 7 == 0:
            terms = bound_terms(plan, scales, prices, penalty, most_moves(a) or 0)
            excess = excess_of(plan, terms, prices.of_move)
            rounding = terms.told(numbers) + 1e-9 * cost
            assert terms.placed == (plan.holder >= 0).sum()
            assert min(excess.loads, excess.items, excess.left_out, excess.moves) >= 0.0
            assert terms.told(terms.bound) + excess.total == pytest.approx(cost, abs=rounding + 1e-6)
            assert sum(row.amount for row in excess.by_staff) == pytest.approx(excess.loads)
            assert sum(row.amount for row in excess.by_item) == pytest.approx(excess.items + excess.left_out)
        assert terms.told(terms.bound) <= cost + 1e-9 * cost


@QUICK
@given(
    items=st.lists(st.tuples(st.integers(-60, 60), st.integers(0, 9)), max_size=9),
    pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=5),
    most=st.integers(0, 40),
    size=st.sampled_from((1, 1 << 70)),
    at_first=st.integers(0, 3),
)
def test_cheapest_set_is_the_cheapest(
    *, items: list[tuple[int, int]], pairs: list[tuple[int, int]], most: int, size: int, at_first: int
) -> None:
    """The least over all sets is found, whatever is settled first and however large the numbers are."""
    apart = [(one, other) for one, other in pairs if one != other and max(one, other) < len(items)]
    load_cost = [size * (load - 15) ** 2 // 10 for load in range(most + 1)]
    kind = np.int64 if size == 1 else object

    def costs(first: int, number: int) -> Numbers:
        return np.array(load_cost[first : first + number], dtype=kind)

    best = min(
        sum(size * items[n][0] for n in chosen) + load_cost[sum(items[n][1] for n in chosen)]
        for flags in product((0, 1), repeat=len(items))
        for chosen in [[n for n, flag in enumerate(flags) if flag]]
        if sum(items[n][1] for n in chosen) <= most
        and not any(one in chosen and other in chosen for one, other in apart)
    )
    tied = {n for pair in apart for n in pair}
    worth = {n: (size * items[n][0], items[n][1]) for n in tied}
    single = [row for n, row in enumerate(items) if n not in tied]
    least = least_set(
        np.array([size * cost for cost, _ in single], dtype=kind),
        np.array([points for _, points in single], dtype=np.int64),
        families_of(apart, worth),
        Load(costs, most, min(load_cost)),
        at_first,
    )
    assert least.value == best
    assert least.items + least.load <= best


def test_a_large_family_is_taken_apart_and_stays_below() -> None:
    """A long chain of items kept apart gives few options, none of them missing."""
    chain = [(n, n + 1) for n in range(24)]
    families = families_of(chain, dict.fromkeys(range(25), (-1, 1)))
    assert [max(len(row.items) for row in options) for options in families] == [5, 5, 3]
    assert all(len({*row.items}) == len(row.items) for options in families for row in options)


@QUICK
@given(
    cost=st.builds(
        LoadCost,
        bend=st.integers(0, 100),
        even=st.integers(0, 500_000),
        steep=st.integers(0, 10**9),
        knee=st.integers(0, 300),
        kink=st.integers(0, 10**9),
        unit=st.integers(1, 10**11),
    ),
    bits=st.sampled_from((0, 20, 40)),
)
def test_loads_cost_the_same_one_by_one_and_in_a_row(cost: LoadCost, bits: int) -> None:
    """Costs of successive loads are exact and rounded down, and the least of cost less price is found."""
    row = [cost.cost(load, bits) for load in range(200, 420)]
    assert cost.costs(200, 220, bits).tolist() == row
    for below, load in zip(row, range(200, 420), strict=True):
        assert below <= Fraction(cost.numerator(load) << bits, cost.unit) < below + 1
    for price in (-(2**bits), 0, 3 * 2**bits, row[100] - row[99]):
        assert cost.least(200, 419, price, bits) == min(c - price * n for n, c in enumerate(row))


def test_a_weight_is_rounded_down() -> None:
    """A tenth, which is no binary fraction, becomes the next smaller one."""
    assert [scaled(0.1, 0), scaled(0.1, 4), scaled(60.0, 4), scaled(0.75, 2)] == [0, 1, 960, 3]
