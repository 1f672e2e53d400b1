"""The softmin of the cases over their columns: values, shares and curvature, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.problem import Floats, Indices, Ints

REACH = 20.0
"""Temperatures from the best column at which a column no longer counts."""
SLIGHT = 1e-3
"""Share of a case below which a column is left out of the curvature."""


class Shares(NamedTuple):
    """Softmin shares of the cases: case i has ``share[start[i]:end[i]]`` in columns ``column[start[i]:end[i]]``."""

    start: Ints
    end: Ints
    column: Indices
    share: Floats


class Choices(NamedTuple):
    """Columns that a case may come to, row after row, with their costs; and the cost (n,) of leaving it out."""

    start: Ints
    column: Indices
    cost: Floats
    out: Floats


class Draws(NamedTuple):
    """What the compiled routines read of a block."""

    use: Ints
    kept: Ints
    current: Indices
    unit: Indices
    place: Indices


@njit(cache=True)
def share_out(  # noqa: PLR0917 - compiled functions take no keywords
    draws: Draws, choices: Choices, prices: Floats, temperature: float, shares: Shares, total: Floats
) -> float:
    """Sum of the cases' softmins; fills in their shares, and adds what they draw of each practitioner by these."""
    value = 0.0
    for i in range(choices.out.size):
        first, at = choices.start[i], choices.start[i]
        best = choices.out[i]
        for k in range(first, choices.start[i + 1]):
            j = choices.column[k]
            cost = choices.cost[k]
            drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
            for r in range(prices.shape[1]):
                cost += drawn[r] * prices[j, r]
            shares.share[k] = cost
            best = min(best, cost)
        whole = np.exp(max(-700.0, (best - choices.out[i]) / temperature))
        for k in range(first, choices.start[i + 1]):
            off = shares.share[k] - best
            if off < REACH * temperature:
                shares.column[at] = choices.column[k]
                shares.share[at] = np.exp(-off / temperature)
                whole += shares.share[at]
                at += 1
        shares.end[i] = at
        value += best - temperature * np.log(whole)
        for k in range(first, at):
            shares.share[k] /= whole
            j = shares.column[k]
            drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
            for r in range(prices.shape[1]):
                total[j, r] += shares.share[k] * drawn[r]
    return value


@njit(cache=True)
def couple(  # noqa: PLR0912 - compiled code is quicker in one piece
    draws: Draws, shares: Shares, temperature: float, table: Floats
) -> None:
    """Add the curvature of the softmins within each unit, on and below the diagonal; columns ascend in each row.

    Slight shares are left out of a case as if it had no such columns: what ties prices to zero must not come from them.
    """
    resources = draws.use.shape[1]
    most = draws.unit.size
    row, unit = np.empty(most * resources, dtype=np.int64), np.empty(most, dtype=np.int64)
    value = np.empty(most * resources)
    for i in range(shares.start.size - 1):
        count, whole = 0, 1.0
        for at in range(shares.start[i], shares.end[i]):
            if shares.share[at] < SLIGHT:
                whole -= shares.share[at]
        for at in range(shares.start[i], shares.end[i]):
            p, j = shares.share[at], shares.column[at]
            if p < SLIGHT:
                continue
            drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
            unit[count] = draws.unit[j]
            for r in range(resources):
                row[count * resources + r] = draws.place[j] * resources + r
                value[count * resources + r] = p * drawn[r]
                for s in range(r + 1):
                    here = draws.place[j] * resources
                    table[draws.unit[j], here + r, here + s] += whole * p * drawn[r] * drawn[s] / temperature
            count += 1
        for a in range(count):
            for b in range(a + 1):
                if unit[a] != unit[b]:
                    continue
                for r in range(a * resources, a * resources + resources):
                    part = value[r] / temperature
                    if part != 0.0:
                        last = r + 1 if a == b else b * resources + resources
                        for s in range(b * resources, last):
                            table[unit[a], row[r], row[s]] -= part * value[s]


@njit(cache=True)
def mirror(table: Floats) -> None:
    """Copy what is below the diagonals to above them."""
    for unit in range(table.shape[0]):
        for r in range(table.shape[1]):
            for s in range(r):
                table[unit, s, r] = table[unit, r, s]


@njit(cache=True)
def bend(draws: Draws, shares: Shares, temperature: float, step: Floats, out: Floats) -> None:
    """Add the softmins' curvature times a step, couplings between units included."""
    for i in range(shares.start.size - 1):
        mean = 0.0
        for at in range(shares.start[i], shares.end[i]):
            j = shares.column[at]
            drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
            for r in range(step.shape[1]):
                mean += shares.share[at] * drawn[r] * step[j, r]
        for at in range(shares.start[i], shares.end[i]):
            j = shares.column[at]
            drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
            own = 0.0
            for r in range(step.shape[1]):
                own += drawn[r] * step[j, r]
            own = (own - mean) * shares.share[at] / temperature
            for r in range(step.shape[1]):
                out[j, r] += own * drawn[r]
