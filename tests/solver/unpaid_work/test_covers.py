"""Rows that whole people imply: no whole point is lost, and points between are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from solver.unpaid_work.covers import Covers
from solver.unpaid_work.program import UNLIMITED, Program


def knapsack(takes: list[int], room: float, most: float) -> Program:
    """People who take room, in what so many supervisors at most give each; without supervisors, in the room alone."""
    values = np.array([*takes, -room] if most else takes, dtype=np.float64)
    upper = np.array([*([1.0] * len(takes)), most] if most else [1.0] * len(takes))
    return Program(
        cost=np.zeros(len(values)),
        lower=np.zeros(len(values)),
        upper=upper,
        whole=np.ones(len(values), dtype=bool),
        low=np.array([-UNLIMITED]),
        high=np.array([0.0 if most else room]),
        row=np.zeros(len(values), dtype=np.int64),
        column=np.arange(len(values)),
        value=values,
    )


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_whole_point_is_lost(most: int) -> None:
    """Every way to fill a session that keeps the row keeps all the rows that come of it."""
    rng = np.random.default_rng(most)
    found = 0
    for _ in range(40):
        takes, room = rng.integers(35, 58, size=7).tolist(), float(rng.integers(60, 180))
        program = knapsack(takes, room, float(most))
        point = np.minimum(1.0, rng.random(len(program.cost)) * 2.0)
        point[len(takes) :] = rng.integers(1, most + 1) if most else 0.0
        rows = Covers(program, len(takes)).broken(point, 0.0)
        found += len(rows.low)
        for whole in product(*(range(int(top) + 1) for top in program.upper)):
            there = np.array(whole, dtype=np.float64)
            if program.activity(there)[0] <= program.high[0]:
                assert (rows.activity(there) <= rows.high + 1e-6).all()
    assert found > 20


def test_two_and_a_half_people_do_not_share_a_placement_for_two() -> None:
    """What the row itself lets in, a cover keeps out; what whole people can do, it lets in."""
    covers = Covers(knapsack([46, 46, 46], 115.0, 0.0), 3)
    assert len(covers.broken(np.array([1.0, 1.0, 0.5]), 0.02).low) == 1
    assert len(covers.broken(np.array([1.0, 1.0, 0.0]), 0.02).low) == 0
    assert covers.looked_at == 1


def test_half_a_supervisor_has_half_the_room() -> None:
    """Where a session runs by half, half as many people at most stand there."""
    covers = Covers(knapsack([50, 50, 50], 120.0, 1.0), 3)
    assert len(covers.broken(np.array([0.5, 0.5, 0.2, 0.5]), 0.02).low) == 1
    assert len(covers.broken(np.array([0.5, 0.5, 0.0, 0.5]), 0.02).low) == 0


def test_somebody_who_takes_less_is_lifted_with_what_is_lost_by_them() -> None:
    """Three of fifty do not fit; one of twenty fits beside two of them, one of thirty does not."""
    point = np.array([1.0, 1.0, 0.4, 0.0, 0.0])
    rows = Covers(knapsack([50, 50, 50, 20, 30], 125.0, 0.0), 5).broken(point, 0.02)
    assert dict(zip(rows.column.tolist(), rows.value.tolist(), strict=True)) == {0: 1.0, 1: 1.0, 2: 1.0, 4: 1.0}
    assert rows.high.tolist() == [2.0]


def test_nothing_is_covered_where_everybody_counts_one() -> None:
    """A row in which everybody takes one unit says all there is to say."""
    assert len(Covers(knapsack([1, 1, 1], 2.0, 0.0), 3).broken(np.ones(3), -1.0).low) == 0
