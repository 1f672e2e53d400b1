"""A claim of what no set costs less than, every load counted exactly, holds exactly where no set does."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.audit import every_load, parted
from solver.audit.every_load import none_is_cheaper
from solver.audit.knapsack import Load, Numbers

QUICK = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
Item = tuple[int, int, int, int, int]


def a_load(even: int, price: int, most: int, size: int) -> Load:
    """Points that are cheapest near ``even``."""

    def costs(first: int, number: int) -> Numbers:
        points = np.arange(first, first + number).astype(object if size > 1 << 40 else np.int64)
        return np.asarray(size * ((points - even) ** 2 - price * points))

    return Load(costs, most, int(costs(0, most + 1).min()))


items = st.lists(
    st.tuples(st.integers(-60, 60), *(st.integers(0, 6) for _ in range(3)), st.sampled_from((0, 5))), max_size=8
)


def least_of(rows: list[Item], loads: list[Load], size: int) -> int:
    """Least cost of any set."""
    best = None
    for flags in product((0, 1), repeat=len(rows)):
        chosen = [row for row, flag in zip(rows, flags, strict=True) if flag]
        points = [sum(row[1 + s] for row in chosen) for s in range(4)]
        if all(amount <= load.most for amount, load in zip(points, loads, strict=True)):
            charged = sum(int(load.costs(n, 1)[0]) for n, load in zip(points, loads, strict=True))
            cost = size * sum(row[0] for row in chosen) + charged
            best = cost if best is None else min(best, cost)
    assert best is not None
    return best


@QUICK
@given(
    rows=items, even=st.integers(0, 20), price=st.integers(-3, 9), most=st.integers(0, 30), periods=st.integers(1, 4)
)
@pytest.mark.parametrize("size", [1, 1 << 30])
def test_a_claim_holds_up_to_the_cheapest_set(  # noqa: PLR0917 - what is drawn
    size: int, rows: list[Item], even: int, price: int, most: int, periods: int
) -> None:
    """What the cheapest set costs can be claimed, and not a unit more."""
    loads = [a_load(even + s, price, most, size) for s in range(4)]
    cost = np.array([size * row[0] for row in rows], dtype=np.int64)
    points = np.array([row[1:] for row in rows], dtype=np.int64).reshape(-1, 4)
    least = least_of(rows, loads, size)
    assert none_is_cheaper(cost, points, loads, periods, least)
    assert not none_is_cheaper(cost, points, loads, periods, least + 1)


def test_a_claim_that_is_too_much_to_look_at_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numbers are too large, or sets too many, a claim that is right counts as not proved."""
    rows = [(-3, 2, 3, 2, 0), (2, 3, 2, 1, 5), (1, 1, 4, 3, 0), (4, 2, 2, 5, 5)]
    points = np.array([row[1:] for row in rows], dtype=np.int64)
    for size, at_once in ((1 << 60, every_load.AT_ONCE), (1, 0)):
        monkeypatch.setattr(every_load, "AT_ONCE", at_once)
        monkeypatch.setattr(parted, "PARTINGS", min(at_once, parted.PARTINGS))
        loads = [a_load(4 + s, 1, 20, size) for s in range(4)]
        cost = np.array([size * row[0] for row in rows], dtype=object)
        assert not none_is_cheaper(cost, points, loads, 3, least_of(rows, loads, size))


@pytest.mark.parametrize("seed", range(8))
def test_parting_alone_shows_what_can_be_claimed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any listing parting shows all but a trifle of what the cheapest set costs, and never more."""
    monkeypatch.setattr(every_load, "AT_ONCE", -1)
    rng, size = np.random.default_rng(seed), 1 << 16
    rows = [
        (int(cost), *map(int, drawn), 0)
        for cost, drawn in zip(rng.normal(0, 20, 9), rng.integers(0, 7, (9, 3)), strict=True)
    ]
    loads = [a_load(8 + s, 1, 60, size) for s in range(4)]
    cost, points = np.array([size * row[0] for row in rows]), np.array([row[1:] for row in rows])
    least = least_of(rows, loads, size)
    assert none_is_cheaper(cost, points, loads, 3, least - 9)
    assert not none_is_cheaper(cost, points, loads, 3, least + 1)
