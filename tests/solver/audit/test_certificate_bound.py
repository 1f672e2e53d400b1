"""The bound that follows from prices is never above what the best plan costs, whatever the prices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.audit.allocation_plan import most_moves
from solver.audit.certificate import excess_of
from solver.audit.certificate_bound import bound_terms
from solver.audit.compiled_sets import fits
from solver.audit.exact import LoadCost, scaled
from solver.audit.families import families_of
from solver.audit.knapsack import Load, Offer
from solver.audit.offers import cheapest, cheapest_of_any_size
from tests.solver.audit.tiny import books_of, plans_of, random_prices, tiny_scenarios

QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@settings(QUICK, max_examples=25)
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
    items=st.lists(
        st.tuples(st.integers(-60, 60), st.integers(0, 9), st.sampled_from((0, 0, 4, 7)), st.booleans()), max_size=9
    ),
    pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=5),
    most=st.tuples(st.integers(0, 40), st.integers(0, 25)),
    size=st.sampled_from((1, 1 << 70)),
    at_first=st.integers(0, 3),
)
def test_cheapest_set_is_the_cheapest(
    *,
    items: list[tuple[int, int, int, bool]],
    pairs: list[tuple[int, int]],
    most: tuple[int, int],
    size: int,
    at_first: int,
) -> None:
    """The least over all sets is found, whatever is settled first and however large the numbers are."""
    apart = [(one, other) for one, other in pairs if one != other and max(one, other) < len(items)]
    costs = [
        [size * (load - even) ** 2 // 10 for load in range(last + 1)] for even, last in zip((15, 8), most, strict=True)
    ]
    best = min(
        sum(size * items[n][0] for n in chosen) + sum(cost[load] for cost, load in zip(costs, loads, strict=True))
        for flags in product((0, 1), repeat=len(items))
        for chosen in [[n for n, flag in enumerate(flags) if flag]]
        for loads in [[sum(items[n][1] for n in chosen), sum(items[n][2] for n in chosen)]]
        if loads[0] <= most[0]
        and loads[1] <= most[1]
        and not any(one in chosen and other in chosen for one, other in apart)
    )
    offer = an_offer([(size * cost, *rest) for cost, *rest in items], apart, large=size > 1)
    loads = a_load(costs[0], large=size > 1), a_load(costs[1], large=size > 1)
    least, regrets = cheapest(offer, loads, at_first)
    assert least.value == best
    assert least.items + least.loads <= best
    assert (least, regrets) == cheapest_of_any_size(offer, loads, at_first)


def an_offer(items: Sequence[Sequence[int]], apart: Sequence[tuple[int, int]], *, large: bool) -> Offer:
    """Items with their cost, their points of two resources, and whether the plan has them."""
    return Offer(
        np.array([cost for cost, _, _, _ in items], dtype=object if large else np.int64),
        np.array([row[1:3] for row in items], dtype=np.int64).reshape(-1, 2),
        np.array([has for _, _, _, has in items], dtype=np.bool_),
        np.array(apart, dtype=np.int64).reshape(-1, 2),
    )


def a_load(costs: Sequence[int], *, large: bool) -> Load:
    """A load that costs this at 0, 1, ... points."""
    kind = object if large else np.int64
    return Load(lambda first, number: np.array(costs[first : first + number], dtype=kind), len(costs) - 1, min(costs))


@pytest.mark.parametrize(("seed", "steepness", "high_risk"), [(1, 0, 0), (2, 3, 0), (3, 40, 0.006), (4, 4000, 0.006)])
def test_compiled_passes_come_to_the_same(seed: int, steepness: int, high_risk: float) -> None:
    """Offers of some thousand items, with families large and small, come out alike with int64 and without end."""
    rng = np.random.default_rng(seed)
    number = 1500
    points = rng.integers(1, 60, number)
    beside = np.where(rng.random(number) < high_risk, points, 0)
    rows = zip(rng.normal(0, 10**9, number), points, beside, rng.random(number) < 0.1, strict=True)
    items = [(int(cost), int(own), int(other), bool(has)) for cost, own, other, has in rows]
    chain = [(n, n + 1) for n in range(23)]
    apart = [*chain, *((int(a), int(b)) for a, b in rng.integers(30, number, (60, 2)) if a != b)]
    offer = an_offer(items, apart, large=False)
    loads = (
        a_load([steepness * (point - 900) ** 2 * 1000 for point in range(2_600)], large=False),
        a_load([steepness * (point - 90) ** 2 * 9000 for point in range(200 if high_risk else 1)], large=False),
    )
    assert all(fits(offer.cost, offer.points, load.costs(0, load.most + 1)) for load in loads)
    assert cheapest(offer, loads) == cheapest_of_any_size(offer, loads)


def test_tables_without_end_leave_the_second_resource_uncounted() -> None:
    """Where a table by points of two resources would be too large, any load of the second one is reckoned with."""
    items = [(-9 + n, 9000 + n, 4000 + n, False) for n in range(9)]
    loads = a_load([load % 5 for load in range(90_000)], large=False), a_load([7] + [9] * 40_000, large=False)
    found = cheapest(an_offer(items, [], large=False), loads, 9)[0].value
    assert (
        found
        == cheapest(
            an_offer([(cost, own, 0, has) for cost, own, _, has in items], [], large=False),
            (loads[0], a_load([7], large=False)),
            9,
        )[0].value
    )
    assert found <= cheapest_of_any_size(an_offer(items, [], large=False), loads)[0].value


def test_numbers_too_large_for_int64_are_left_to_python() -> None:
    """Costs that could run over in a sum, loads of objects and tables without end do not go through compiled passes."""
    one = np.array([1], dtype=np.int64)
    assert fits(one, one, one)
    assert not fits(np.array([1 << 58, 1 << 58], dtype=np.int64), np.array([1, 1]), one)
    assert not fits(one, one, np.array([1 << 60], dtype=np.int64))
    assert not fits(one, one, np.array([1 << 70], dtype=object))
    assert not fits(np.array([1 << 70], dtype=object), one, one)
    assert not fits(one, np.array([1 << 40]), one)


def test_a_large_family_is_taken_apart_and_stays_below() -> None:
    """A long chain of items kept apart gives few options, none of them missing."""
    chain = [(n, n + 1) for n in range(24)]
    families = families_of(chain, dict.fromkeys(range(25), (-1, 1, 0)))
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
