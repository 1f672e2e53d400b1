"""Rows that whole crowds imply: no whole point is lost, and what no mixture of crowds is goes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from solver.unpaid_work.covers import Covers
from solver.unpaid_work.crowds import Crowds
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import UNLIMITED, Index, Program

NONE = np.array([-1])


def session(takes: list[int], room: float, most: int) -> Program:
    """People who take room, in what so many supervisors at most give each; the last columns count them and say so."""
    values = np.array([*takes, *([-room] if most else [])], dtype=np.float64)
    upper = np.array([*([1.0] * len(takes)), *([float(most), 1.0] if most else [])])
    return Program(
        cost=np.zeros(len(upper)),
        lower=np.zeros(len(upper)),
        upper=upper,
        whole=np.ones(len(upper), dtype=bool),
        low=np.array([-UNLIMITED]),
        high=np.array([0.0 if most else room]),
        row=np.zeros(len(values), dtype=np.int64),
        column=np.arange(len(values)),
        value=values,
    )


def crowds_of(program: Program, people: int) -> Crowds:
    """Crowds of a program of one session."""
    count, runs = (np.array([people]), np.array([people + 1])) if len(program.cost) > people else (NONE, NONE)
    return Crowds(program, np.zeros(people, dtype=np.int32), count, runs)


def is_whole(program: Program, people: int, point: Floats) -> bool:
    """Whether a whole point keeps the row, and a session runs where somebody supervises it."""
    there = point[people:]
    return bool(program.activity(point)[0] <= program.high[0]) and (len(there) == 0 or (there[0] > 0) == there[1])


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_no_whole_point_is_lost(most: int) -> None:
    """Every crowd that fits keeps all the rows that come of a point, those of people who are not at it, too."""
    rng = np.random.default_rng(most)
    found = 0
    for _ in range(25):
        takes, room = rng.integers(35, 58, size=7).tolist(), float(rng.integers(60, 180))
        program = session(takes, room, most)
        point = np.minimum(1.0, rng.random(len(program.cost)) * 2.0)
        point[rng.integers(7)] = 0.0
        if most:
            point[7] = min(float(most), point[8] * (1.0 + rng.random()))
        rows = crowds_of(program, 7).broken(point, 0.0)
        found += len(rows.low)
        for whole in product(*(range(int(top) + 1) for top in program.upper)):
            there = np.array(whole, dtype=np.float64)
            if is_whole(program, 7, there):
                assert (rows.activity(there) <= rows.high + 1e-12).all()
    assert found > 10


def test_a_mixture_of_crowds_stays() -> None:
    """Half of one crowd and half of another is cut off by nothing; a little more of everybody is."""
    program = session([50, 40, 40, 30, 20], 90.0, 1)
    one, other = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    mixed = 0.5 * one + 0.4 * other
    crowds = crowds_of(program, 5)
    assert len(crowds.broken(mixed, 1e-6).low) == 0
    more: Index = np.arange(5)
    mixed[more] *= 1.1
    assert len(crowds.broken(mixed, 1e-6).low) == 1


def test_what_covers_let_in_between_one_and_two_supervisors() -> None:
    """A quarter of a second supervisor has a quarter of what the second lets in, not of the room."""
    program = session([50] * 6, 120.0, 2)
    point = np.array([0.5] * 5 + [0.1, 1.25, 1.0])
    assert len(Covers(program, 6).broken(point, 0.02).low) == 0
    rows = crowds_of(program, 6).broken(point, 0.02)
    assert rows.activity(point)[0] - rows.high[0] == pytest.approx(0.1)
