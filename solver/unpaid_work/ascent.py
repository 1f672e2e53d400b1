"""The highest point of a smooth concave function within limits, uphill by what steps so far say of its curvature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.unpaid_work.problem import Floats

REMEMBERED = 15
"""Steps that curvature is told from (Liu and Nocedal 1989)."""
FIRST, FARTHEST = 0.02, 20.0
"""Farthest that a number moves in a step of which nothing is known yet, and in any."""
WORTH, SHORTER, SHORTEST = 1e-4, 0.4, 12
"""Share of the rise that the slope promises which is enough; what a step is shortened by, and how often."""


def uphill(
    height: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    limits: tuple[Floats, Floats],
    *,
    steps: int,
    least: float,
    over: Callable[[], bool],
) -> Floats:
    """A point that is higher than a start, after so many steps at most.

    Parameters
    ----------
    height
        Height and slope at a point.
    limits
        Lowest and highest value of each number.
    least
        Rise below which a step is the last.
    over
        Tells whether this must come to an end.
    """
    point = np.clip(start, *limits)
    if point.size == 0:
        return point
    value, slope = height(point)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        free = ~(((point <= limits[0]) & (slope < 0.0)) | ((point >= limits[1]) & (slope > 0.0)))
        toward = np.where(free, _toward(np.where(free, slope, 0.0), moves), 0.0)
        if slope @ toward <= 0.0:
            if not moves:
                break
            moves.clear()
            continue
        length = min(1.0, FARTHEST / float(np.abs(toward).max()))
        for _ in range(SHORTEST):
            there = np.clip(point + length * toward, *limits)
            higher, steeper = height(there)
            if over() or higher >= value + WORTH * float(slope @ (there - point)):
                break
            length *= SHORTER
        if over():
            break
        if higher <= value:
            if not moves:
                break
            moves.clear()
            continue
        move, turn = there - point, slope - steeper
        if move @ turn > 0.0:
            moves = [*moves[1 - REMEMBERED :], (move, turn)]
        rise, point, value, slope = higher - value, there, higher, steeper
        if rise < least:
            break
    return point


def _toward(slope: Floats, moves: list[tuple[Floats, Floats]]) -> Floats:
    """The slope, bent by what it turned by on the last moves."""
    if not moves:
        return slope * (FIRST / max(float(np.abs(slope).max()), np.finfo(np.float64).tiny))
    toward, shares = slope.copy(), []
    for move, turn in reversed(moves):
        shares.append(float(move @ toward) / float(move @ turn))
        toward -= shares[-1] * turn
    move, turn = moves[-1]
    toward *= float(move @ turn) / float(turn @ turn)
    for (move, turn), share in zip(moves, reversed(shares), strict=True):
        toward += move * (share - float(turn @ toward) / float(move @ turn))
    return toward
