"""Rows that whole pairs of supervisors imply: no pair is lost, and mixtures that make more room than any are."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from solver.unpaid_work.pairs import Pair, Pairs
from solver.unpaid_work.problem import Bools, Floats
from solver.unpaid_work.program import Program

PEOPLE = 4
"""People who could stand on the slot; each takes half of the room for one."""


def slot_of(present: Bools, held: Bools) -> Pair:
    """A slot with columns for people, those who may supervise, its running, and their number."""
    first = len(held) + len(present)
    return Pair(first, first + 1, len(held) + np.arange(len(present)), present, np.arange(len(held)), 0.5 * held)


def rows_of_pair(pair: Pair, point: Floats) -> Program:
    """The rows that a point breaks."""
    nothing, none = np.zeros(len(point)), np.zeros(0, dtype=np.int64)
    empty = Program(nothing, nothing, nothing, nothing > 0.0, np.zeros(0), np.zeros(0), none, none, np.zeros(0))
    return Pairs([pair]).broken(point, empty)


def whole_points(pair: Pair) -> list[Floats]:
    """Every way to fill the slot with nobody, one or two to supervise."""
    found, num = [], len(pair.turns)
    for stand in [(), *combinations(range(num), 1), *combinations(range(num), 2)]:
        room = np.maximum(min(1, len(stand)), pair.present[list(stand)].sum(axis=0))
        turns = np.isin(np.arange(num), stand)
        for chosen in product((0.0, 1.0), repeat=len(pair.options)):
            if (chosen @ pair.takes <= room + 1e-9).all():
                found.append(np.array([*chosen, *turns, min(1, len(stand)), len(stand)], dtype=np.float64))
    return found


def test_no_pair_is_lost() -> None:
    """Every way to fill a slot with whole people and supervisors keeps all the rows that come of a point."""
    rng, found = np.random.default_rng(1), 0
    for _ in range(30):
        pair = slot_of(rng.random((4, 3)) < 0.6, rng.random((PEOPLE, 3)) < 0.8)
        share = np.minimum(1.0, rng.dirichlet(np.ones(4)) * 2.0)
        point = np.array([*rng.random(PEOPLE) ** 0.2, *share, 1.0, share.sum()])
        rows = rows_of_pair(pair, point)
        found += len(rows.low)
        for whole in whole_points(pair):
            assert (rows.activity(whole) <= rows.high + 1e-6).all()
    assert found > 10


def test_a_little_of_many_supervisors_makes_no_room_for_two() -> None:
    """With a half of four, each away on another date, no pair is there on all dates, and there is room for one."""
    pair = slot_of(~np.eye(4, dtype=bool), np.ones((PEOPLE, 4), dtype=bool))
    turns, crowd = [0.5] * 4, [0.875] * PEOPLE
    assert len(rows_of_pair(pair, np.array([*crowd, *turns, 1.0, 2.0])).low) == 1
    assert len(rows_of_pair(pair, np.array([*[0.75] * PEOPLE, *turns, 1.0, 2.0])).low) == 0


def test_a_pair_that_is_always_there_has_room_for_two() -> None:
    """Nothing is cut off where no one is away of those who stand there."""
    present = np.array([[True, True], [True, True], [False, True]])
    point = np.array([*[1.0] * PEOPLE, 1.0, 1.0, 0.0, 1.0, 2.0])
    assert len(rows_of_pair(slot_of(present, np.ones((PEOPLE, 2), dtype=bool)), point).low) == 0
