"""The compiled ground of the draws: who holds what, what a case draws of whom, and what loads cost."""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.problem import Indices
from solver.allocation.terms import State, Terms
from solver.compiled import uncounted


def state_of(block: Block, held: Indices, terms: Terms) -> State:
    """State in which case i is held by column ``held[i]``; cases that no draw would move stand in no list."""
    n, columns = block.num_items, block.most.shape[0]
    state = State(
        held=held.astype(np.int32, copy=True),
        moves=np.array([np.count_nonzero(block.moved(held))]),
        load=block.loads_of(held),
        first=np.full(columns, -1, dtype=np.int32),
        after=np.full(n, -1, dtype=np.int32),
        before=np.full(n, -1, dtype=np.int32),
    )
    _enlist(state, terms)
    return state


@njit(cache=True)
def _enlist(state: State, terms: Terms) -> None:
    """Build the linked lists."""
    for i in range(state.held.size):
        if terms.near_start[i + 1] - terms.near_start[i] > 1 or not terms.is_near[i, state.held[i]]:
            _join(state, i, state.held[i])


@uncounted
def _join(state: State, i: int, j: int) -> None:
    """Put case i at the head of column j's list."""
    head = state.first[j]
    state.after[i] = head
    state.before[i] = -1
    if head >= 0:
        state.before[head] = i
    state.first[j] = i
    state.held[i] = j


@uncounted
def move(terms: Terms, state: State, i: int, j: int) -> None:
    """Case i goes to column j."""
    old = state.held[i]
    if old == j:
        return
    left, right = state.before[i], state.after[i]
    if left >= 0:
        state.after[left] = right
    else:
        state.first[old] = right
    if right >= 0:
        state.before[right] = left
    for r in range(state.load.shape[1]):
        state.load[old, r] -= drawn_of(terms, i, old, r)
        state.load[j, r] += drawn_of(terms, i, j, r)
    state.moves[0] += moved_to(terms, i, j) - moved_to(terms, i, old)
    _join(state, i, j)


@njit(cache=True, inline="always")
def drawn_of(terms: Terms, i: int, j: int, r: int) -> int:
    """What case i draws of resource r of column j."""
    return int(terms.kept[i, r] if j == terms.current[i] else terms.use[i, r])


@njit(cache=True, inline="always")
def moved_to(terms: Terms, i: int, j: int) -> int:
    """1 if case i at column j is a move, 0 otherwise."""
    return int(terms.has_current[i] and j != terms.current[i] and j < terms.most.shape[0] - 1)


@njit(cache=True, inline="always")
def load_cost(terms: Terms, j: int, r: int, load: float) -> float:
    """Cost of a load of resource r at column j."""
    off = load - terms.even[j, r]
    over = max(0.0, load - terms.knee[j, r])
    return float(terms.bend[j, r] * off * off + (terms.steep[j, r] * over + terms.kink[j, r]) * over)


@njit(cache=True)
def reduced_cost(terms: Terms, i: int, j: int) -> float:
    """Reduced cost of case i at column j."""
    cost = terms.cost[i, j]
    for r in range(terms.prices.shape[1]):
        cost += drawn_of(terms, i, j, r) * terms.prices[j, r]
    return float(cost)
