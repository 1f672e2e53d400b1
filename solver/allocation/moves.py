"""Keeping within a limit on moves: what is beyond it is taken back where that costs least, what is left is used up."""

from __future__ import annotations

import numpy as np

from solver.allocation.block import Block
from solver.allocation.problem import Floats, Indices, Ints


def use_up(block: Block, held: Indices, most: int) -> Indices:
    """Columns with cases that are left out placed, where this gains most, until there are ``most`` moves."""
    held = held.copy()
    while block.moves_of(held) < most:
        out = np.flatnonzero((held == block.num_staff) & block.has_current)
        load = block.loads_of(held)[:-1]
        best, where = 0.0, (-1, -1)
        for i in out.tolist():
            rivals = held[block.apart_with[block.apart_start[i] : block.apart_start[i + 1]]]
            after = load + block.use[i]
            rise = block.cost[i, :-1] - block.cost[i, -1] + _loads_cost(block, after) - _loads_cost(block, load)
            rise[(after > block.most[:-1]).any(axis=1)] = np.inf
            rise[rivals[rivals < block.num_staff]] = np.inf
            j = int(np.argmin(rise))
            if rise[j] < best:
                best, where = float(rise[j]), (i, j)
        if where[0] < 0:
            break
        held[where[0]] = where[1]
    return held


def _loads_cost(block: Block, load: Ints) -> Floats:
    """(m,) cost of loads (m, R)."""
    return _cost(block, np.arange(block.num_staff), load.astype(np.float64))


def take_back(block: Block, held: Indices, most: int) -> Indices | None:
    """Columns with moves taken back, the cheapest first, until they are ``most``; None where that cannot be.

    A case that cannot go back to its present holder is left out.
    """
    held, load = held.copy(), block.loads_of(held)
    while block.moves_of(held) > most:
        moved = np.flatnonzero(block.moved(held))
        if moved.size == 0:
            return None
        back = np.where(block.current[moved] >= 0, block.current[moved], block.num_staff)
        rises = _rises(block, held, load, moved, back)
        out = np.full(moved.size, block.num_staff)
        rises_out = _rises(block, held, load, moved, out)
        better = rises <= rises_out
        at = int(np.argmin(np.where(better, rises, rises_out)))
        goes, to = moved[at], back[at] if better[at] else block.num_staff
        load[held[goes]] -= block.use[goes]
        load[to] += np.where(block.spared & (to == block.current[goes]), 0, block.use[goes])
        held[goes] = to
    return held


def _rises(block: Block, held: Indices, load: Ints, moved: Ints, back: Ints) -> Floats:
    """(k,) what it costs to give each of some moved cases to a column, infinite where a rule forbids it.

    ``load`` (m + 1, R) is what columns carry.
    """
    here = held[moved]
    left, more = load.astype(np.float64), load.astype(np.float64)
    drawn = np.where((back == block.current[moved])[:, None], block.kept_use[moved], block.use[moved])
    before, after = left[here] - block.use[moved], more[back] + drawn
    rise = block.cost[moved, back] - block.cost[moved, here]
    rise = rise + _cost(block, here, before) - _cost(block, here, left[here])
    rise = rise + _cost(block, back, after) - _cost(block, back, more[back])
    rise[(after > block.most[back]).any(axis=1)] = np.inf
    for at in np.flatnonzero(block.apart_start[moved + 1] > block.apart_start[moved]).tolist():
        rivals = block.apart_with[block.apart_start[moved[at]] : block.apart_start[moved[at] + 1]]
        if back[at] < block.num_staff and (held[rivals] == back[at]).any():
            rise[at] = np.inf
    return np.asarray(rise)


def _cost(block: Block, columns: Ints | Indices, load: Floats) -> Floats:
    """(k,) cost of loads (k, R) of some columns."""
    over = np.maximum(0.0, load - block.knee[columns])
    cost = block.bend[columns] * (load - block.even[columns]) ** 2
    return np.asarray((cost + (block.steep[columns] * over + block.kink[columns]) * over).sum(axis=1))
