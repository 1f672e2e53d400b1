"""The knapsack of one practitioner against every set of a few cases."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from solver.allocation.knapsack import knapsack
from solver.allocation.problem import Floats, Ints

FAR = 1e6
"""A distance from indifference at which no case is settled beforehand."""


def cost_of(load: Ints, limits: Ints, terms: Floats, price: Floats) -> float:
    """Cost of both loads less their prices; infinite above a ceiling."""
    if (load > limits[1]).any():
        return float("inf")
    over = np.maximum(0.0, load - terms[3])
    return float((terms[0] * (load - terms[1]) ** 2 + (terms[2] * over + terms[4]) * over - price * load).sum())


@pytest.mark.parametrize("seed", range(24))
def test_best_of_all_sets(seed: int) -> None:
    """What is found costs what it says and no set costs less, whatever bends, is straight or is free of cost."""
    rng = np.random.default_rng(seed)
    off, group = rng.normal(0.0, 4.0, 9), np.array([-1] * 6 + [0, 0, 1], dtype=np.int32)
    first = rng.integers(0, 12, 9)
    second = np.where(rng.random(9) < 0.4, first + rng.integers(-1, 2, 9).clip(-first), 0)
    drawn = np.column_stack((first, second)).astype(np.int64)
    limits = np.array([[3, 1], [rng.integers(10, 80), rng.integers(8, 50)]], dtype=np.int64)
    terms = np.array([rng.random(2) * rng.integers(0, 2, 2), [20, 6], rng.random(2), [25, 9], rng.random(2)])
    price, found = rng.random(2), np.zeros(9, dtype=np.bool_)

    def total(taken: Ints) -> float:
        return float(off @ taken) + cost_of(limits[0] + taken @ drawn, limits, terms, price)

    sets = (np.array(taken) for taken in product((0, 1), repeat=9) if taken[6] + taken[7] < 2)
    value = knapsack(off, drawn, group, FAR, limits, np.ascontiguousarray(terms.T), price, found, True)
    assert value == pytest.approx(min(total(taken) for taken in sets))
    assert total(found.astype(np.int64)) == pytest.approx(value)
