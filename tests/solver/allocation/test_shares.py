"""Passes over all shares and ways: what they cost, what there is no room for, and how often each is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from solver.allocation.problem import Floats
from solver.allocation.shares import Singles, Strain, charge_exchange, charge_loads, choose, double, forbid

DRAWN = (40.0, 0.0, 75.0, 130.0)
STRAINS = [
    Strain(0.02, -90.0, 0.1, -100.0, 3.0, 200.0),
    Strain(0.02, -90.0, 0.1, 30.0, 3.0, 1000.0),
    Strain(0.02, 20.0, 0.0, -500.0, 0.0, -5.0),
]


def loads_of(drawn: tuple[float, ...]) -> Singles:
    """Loads of every share of some cases."""
    loads = np.zeros(1 << len(drawn), dtype=np.float32)
    for k, more in enumerate(drawn):
        double(loads, 1 << k, more)
    return loads


def cost_of(strain: Strain, more: Floats) -> Floats:
    """What loads cost more than none, written down in the plainest way; infinite beyond the room."""

    def at(load: Floats) -> Floats:
        over = np.maximum(0.0, load + strain.knee)
        return np.asarray(strain.bend * (load + strain.even) ** 2 + strain.steep * over**2 + strain.kink * over)

    return np.where((more <= strain.room) | (more == 0.0), at(more) - at(np.zeros(1)), np.inf)


@pytest.mark.parametrize("strain", STRAINS)
def test_a_column_pays_for_every_share(strain: Strain) -> None:
    """Loads are charged against none of the cases, on both sides of the knee."""
    loads, costs = loads_of(DRAWN), np.ones(16, dtype=np.float32)
    charge_loads(loads, strain, costs)
    should = 1.0 + cost_of(strain, loads.astype(np.float64))
    assert np.allclose(costs[loads > 0.0], should[loads > 0.0], rtol=1e-5)
    assert costs[0] == 1.0


@pytest.mark.parametrize("one", STRAINS)
@pytest.mark.parametrize("other", STRAINS)
def test_two_columns_pay_for_what_the_other_does_not_have(one: Strain, other: Strain) -> None:
    """What the first gains the second loses, be it more for one of them."""
    gained, lost, costs = loads_of(DRAWN), loads_of((40.0, 10.0, 75.0, 0.0)), np.zeros(16, dtype=np.float32)
    charge_exchange(gained, lost, one, other, costs)
    left = (lost[-1] - lost).astype(np.float64)
    assert np.allclose(costs, cost_of(one, gained.astype(np.float64)) + cost_of(other, left), rtol=1e-5, atol=1e-3)


def test_ways_are_drawn_by_what_they_cost() -> None:
    """Each comes as often as its weight says, and what is impossible never."""
    should = np.linspace(0.0, 6.0, 40).astype(np.float32)
    forbid(should, 3, 2)
    weight = np.exp(-should.astype(np.float64) / 1.5)
    seen = np.zeros(40)
    for _ in range(20_000):
        seen[choose(should.copy(), 1.5)] += 1
    assert np.isinf(should).sum() == 10
    assert not seen[np.isinf(should)].any()
    assert np.abs(seen / seen.sum() - weight / weight.sum()).sum() / 2 < 0.03


def test_nothing_is_drawn_where_nothing_is_possible() -> None:
    """No way, or none that keeps the rules."""
    assert choose(np.full(4, np.inf, dtype=np.float32), 1.0) == -1
    assert choose(np.zeros(0, dtype=np.float32), 1.0) == -1
