"""Annealing by exact draws: whole blocks of decisions are drawn anew from the Boltzmann distribution.

Exchanging one heavy case for two light ones is a barrier for single moves; drawing a few cases of two to four columns
at once steps over it. Leaving out is a column like the others. Hard rules are never broken: ways that break them are
not in the distribution.
"""

from __future__ import annotations

import numpy as np

from solver.allocation.problem import Ints
from solver.allocation.sets import MOST_COLUMNS, Tables, draw_set, tables_for
from solver.allocation.terms import State, Terms
from solver.compiled import uncounted

OF_LEFT_OUT = 0.03
"""Share of draws that begin at a case that is left out, if there is one: room for it comes and goes."""
OVER_MORE = 0.2
"""Share of the draws that are over three or four columns in place of two."""


@uncounted
def _widen(terms: Terms, i: int, columns: Ints, width: int) -> int:
    """Put a random column near case i at the end of the first ``width``, if it is not among them; the new width."""
    start, end = terms.near_start[i], terms.near_start[i + 1]
    j = terms.near[np.random.randint(start, end)]
    for c in range(width):
        if columns[c] == j:
            return width
    columns[width] = j
    return width + 1


def anneal(terms: Terms, state: State, steps: int, heat: float, seed: int) -> None:
    """Draw ``steps`` times at temperature ``heat``."""
    if terms.loose.size:
        _draw(terms, state, steps, heat, seed, np.empty(MOST_COLUMNS, dtype=np.int64), tables_for())


@uncounted
def _draw(terms: Terms, state: State, steps: int, heat: float, seed: int, columns: Ints, tables: Tables) -> None:  # noqa: PLR0917 - compiled functions take no keywords
    """Draw ``steps`` times."""
    np.random.seed(seed)
    nobody = terms.most.shape[0] - 1
    for _ in range(steps):
        i = _some_case(terms, state, nobody if np.random.random() < OF_LEFT_OUT else -1)
        if terms.near_start[i + 1] == terms.near_start[i]:
            continue
        columns[0] = state.held[i]
        width = _widen(terms, i, columns, 1)
        if width == 1:
            continue
        wanted = 2 if np.random.random() >= OVER_MORE else 3 + np.random.randint(0, 2)
        for _ in range(8):
            if width < wanted:
                width = _widen(terms, _some_case(terms, state, columns[width - 1]), columns, width)
        draw_set(terms, state, columns[:width], heat, tables)


@uncounted
def _some_case(terms: Terms, state: State, j: int) -> int:
    """A case of column j, or any loose case where it has none or j is -1."""
    i = state.first[j] if j >= 0 else -1
    if i < 0:
        return int(terms.loose[np.random.randint(0, terms.loose.size)])
    for _ in range(np.random.randint(0, 32)):
        if state.after[i] >= 0:
            i = state.after[i]
    return int(i)
