"""What a group of each size lacks in the end: members expected to be missing from the minimum when the run is over."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

import numpy as np
from numpy.typing import NDArray

from models.programmes import ProgrammeTemplate

HUNDREDTHS = 100
"""Parts of a member in which what is missing is counted, so that costs stay whole."""


def thinness(
    templates: Sequence[ProgrammeTemplate], opens: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(T, S) hundredths of a member that a group of each size lacks, and (G,) the row of each group's template.

    The last row is that of groups which do not open but are there already: they lack nothing.
    """
    rows = {template.id: (number, template) for number, template in enumerate({t.id: t for t in templates}.values())}
    sizes = max((largest(template) for template in templates), default=0) + 1
    table = np.zeros((len(rows) + 1, sizes), dtype=np.int64)
    for number, template in rows.values():
        table[number, : largest(template) + 1] = by_size(template)
        table[number, largest(template) + 1 :] = table[number, largest(template)]
    row_of = np.array([rows[template.id][0] for template in templates], dtype=np.int64)
    return table, np.where(opens, row_of, len(rows))


def by_size(template: ProgrammeTemplate) -> list[int]:
    """Hundredths of a member that a group lacks, by its size from 0 to the largest.

    Steps from size to size are rounded, not the sizes, so that each further member helps no more than the one before.
    """
    sessions = sum(len(module.sessions) for module in template.modules)
    stays = Fraction(str(template.start_rate))
    if sessions > 1:
        stays *= 1 - Fraction(str(template.drop_out_rate))
    exact = [missing(template.minimum_size, size, stays) for size in range(largest(template) + 1)]
    lacks = [half_up(HUNDREDTHS * exact[-1])]
    for fewer, more in reversed(list(pairwise(exact))):
        lacks.append(lacks[-1] + half_up(HUNDREDTHS * (fewer - more)))
    return lacks[::-1]


def largest(template: ProgrammeTemplate) -> int:
    """The largest size that is looked at."""
    return max(template.minimum_size, template.maximum_size)


def missing(minimum: int, size: int, stays: Fraction) -> Fraction:
    """Members expected to be missing from a minimum where each of so many stays with that chance, on their own."""
    chances = [Fraction(1)]
    for _ in range(size):
        chances = [
            one * (1 - stays) + before * stays
            for one, before in zip((*chances, Fraction(0)), (Fraction(0), *chances), strict=True)
        ]
    return sum(((minimum - k) * chance for k, chance in enumerate(chances[:minimum])), Fraction(0))


def half_up(number: Fraction) -> int:
    """The nearest whole number; of two as near, the larger."""
    return floor(number + Fraction(1, 2))
