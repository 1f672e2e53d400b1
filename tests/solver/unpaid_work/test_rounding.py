"""Rows that whole people imply: no whole point is lost, and points between are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from solver.unpaid_work.program import UNLIMITED, Program
from solver.unpaid_work.rounding import Rounding

EVERYTHING = -1e9
"""By so much less than nothing every row counts as broken."""


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
    for _ in range(20):
        takes, room = rng.integers(35, 58, size=6).tolist(), float(rng.integers(60, 180))
        program = knapsack(takes, room, float(most))
        rows = Rounding(program, len(takes)).broken(np.zeros(len(program.cost)), EVERYTHING)
        for whole in product(*(range(int(top) + 1) for top in program.upper)):
            point = np.array(whole, dtype=np.float64)
            if program.activity(point)[0] <= program.high[0]:
                assert (rows.activity(point) <= rows.high + 1e-6).all()


def test_two_and_a_half_people_do_not_share_a_placement_for_two() -> None:
    """What the row itself lets in, a rounded row keeps out."""
    program = knapsack([46, 46, 46], 115.0, 0.0)
    assert len(Rounding(program, 3).broken(np.array([1.0, 1.0, 0.5]), 0.02).low) == 1
    assert len(Rounding(program, 3).broken(np.array([1.0, 1.0, 0.0]), 0.02).low) == 0


def test_rows_in_which_everybody_counts_one_stay_as_they_are() -> None:
    """Nothing is rounded where nobody takes more than a unit."""
    program = knapsack([1, 1, 1], 2.0, 0.0)
    assert len(Rounding(program, 3).broken(np.ones(3), EVERYTHING).low) == 0
