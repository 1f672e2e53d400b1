"""Line-ups: how many parties of each size a team can be made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST_LINE_UPS = 3000
"""Line-ups of one kind of team beyond which they are not listed."""


@dataclass(frozen=True, slots=True)
class LineUp:
    """What a team may be made of.

    Attributes
    ----------
    numbers
        Number of parties of each size above 1, in the order of the sizes that were asked for.
    fewest_alone, most_alone
        Students who come alone, that make the team large enough and not too large.
    """

    numbers: tuple[int, ...]
    fewest_alone: int
    most_alone: int


def line_ups(fewest: int, most: int, parties: dict[int, int]) -> list[LineUp] | None:
    """Every way to fill a team of ``fewest`` to ``most`` members; None if there are too many ways.

    Parameters
    ----------
    parties
        Number of parties of each size that could come.
    """
    sizes = [size for size in sorted(parties) if size > 1]
    alone = parties.get(1, 0)
    found = []
    for numbers in _numbers(most, sizes, parties):
        together = sum(size * number for size, number in zip(sizes, numbers, strict=True))
        line_up = LineUp(numbers, max(0, fewest - together), min(alone, most - together))
        if line_up.fewest_alone <= line_up.most_alone:
            found.append(line_up)
        if len(found) > MOST_LINE_UPS:
            return None
    return found


def _numbers(room: int, sizes: list[int], parties: dict[int, int]) -> Iterator[tuple[int, ...]]:
    """Numbers of parties of each size that fit into a room."""
    if not sizes:
        yield ()
        return
    size, *others = sizes
    for number in range(min(parties[size], room // size) + 1):
        for rest in _numbers(room - number * size, others, parties):
            yield (number, *rest)
