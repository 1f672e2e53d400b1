"""How a block is searched, by its kind: what comes before its draws, and how these cool."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import FEW_CASES

QUICK = 4.0
"""Seconds, or units of work, of a region below which draws cool once only, and no columns are generated before them."""
HASTE = 5e-5
"""Seconds for each case of a large block below which heavy cases are not settled before the draws."""
LONG = 20.0
"""Those below which none are generated with a limit on moves; over several periods sets with every load prove more."""
STRAY = 1.7
"""Scales above its cheapest column from which on a case is brought near that."""
COLUMNS = 0.3
"""Share of the effort that column generation has before the draws."""


class Draws(NamedTuple):
    """Annealing runs.

    Attributes
    ----------
    runs
        Their shares of what effort is left.
    hot, cold, radius
        Their first and last temperature and how far draws look, in scales of the block's costs.
    aimed
        Whether draws begin more often with those who cost more than the prices say is needed.
    stray
        What a case costs above its cheapest column, in scales, if it is brought near that before a run; never with a
        limit on moves.
    """

    runs: tuple[float, ...]
    hot: float = 0.25
    radius: float = 3.5
    cold: float = 0.05
    aimed: bool = True
    stray: float = np.inf


LARGE = Draws((0.1, 0.3, 0.6))
"""Those of a block that has nothing else to spend its effort on."""
FIRST = Draws((0.05,), aimed=False)
WIDE = Draws((0.25,), hot=2.0, radius=8.0, aimed=False)
"""Those of a small block, before column generation and after it; the integer program has the rest.

Where few practitioners each hold a few heavy cases, hot draws that look far come from one way to share these out to
another.
"""
ROUNDED, BEGINNINGS = Draws((0.03,), aimed=False), 4
"""Those that begin where column generation would have the cases, and how often, at the most, they begin there anew."""


class Course(NamedTuple):
    """How a block that is not small is searched.

    Attributes
    ----------
    first, after
        The first draws, and those after them.
    heavy
        Draws of heavy cases by themselves, before these are settled in the first draws; None where they are not.
    columns
        Share of the effort that column generation has before all draws.
    by_shares
        Whether the first draws begin where it would have the cases, heavy ones settled, and not at best sets.
    """

    first: Draws
    after: Draws = Draws((0.33, 0.67))
    heavy: Draws | None = None
    columns: float = 0.0
    by_shares: bool = False


AT_ONCE, BRIEFLY = Course(Draws((1.0,))), Course(Draws((0.1,)))
"""Draws from everybody's best set on; with a limit on moves where there is more time than for one run."""
SEVERAL = Course(Draws((1.0,), hot=1.0, cold=0.2, stray=STRAY))
"""Those over several periods: there what fits is harder to find, and one long run comes further than three."""
REGION_OVER_SEVERAL = Course(Draws((1.0,), hot=0.5, cold=0.15, stray=STRAY))
"""The same in a large block, which has too few draws to begin so hot."""
LIMITED = BRIEFLY._replace(columns=COLUMNS)
"""With a limit on moves and time for column generation."""
UNIT = Course(Draws((0.3,)), columns=COLUMNS, by_shares=True)
UNIT_IN_HASTE = Course(Draws((0.3,)), heavy=Draws((0.08,), aimed=False))
"""A delivery unit, with and without time for column generation."""
REGION = Course(Draws((0.1,), stray=STRAY), Draws((1.0,)), heavy=Draws((0.1,), aimed=False))
"""A large block: one long run of all cases, since each has few draws."""


def course_of(block: Block, most_moves: int | None, whole: float, left: float) -> Course:
    """How a block that is not small is searched, of whose effort so much is ``left`` when its best sets are known."""
    few = block.num_items <= FEW_CASES
    if block.periods > 1:
        return SEVERAL if few else REGION_OVER_SEVERAL
    if most_moves is None and not few and left > HASTE * block.num_items:
        return REGION
    if most_moves is None and few:
        return UNIT if whole >= QUICK else UNIT_IN_HASTE
    if few and whole >= LONG:
        return LIMITED
    return AT_ONCE if left < QUICK else BRIEFLY
