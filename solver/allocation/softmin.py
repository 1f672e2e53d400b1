"""The softmin of the cases over their columns: values, shares and curvature, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.problem import Floats, Indices, Ints

REACH = 12.0
"""Temperatures from the best column at which a column no longer counts: its share is less than a hundred-thousandth."""
SLIGHT = 1e-3
"""Share of a case below which a column is left out of the curvature."""


class Shares(NamedTuple):
    """Softmin shares of the cases: case i has ``share[start[i]:end[i]]`` in columns ``column[start[i]:end[i]]``.

    ``least`` (n,) is what its best column costs.
    """

    start: Ints
    end: Ints
    column: Indices
    share: Floats
    least: Floats


class Choices(NamedTuple):
    """Columns that a case may come to, row after row, with their costs; and the cost (n,) of leaving it out."""

    start: Ints
    column: Indices
    cost: Floats
    out: Floats


class Draws(NamedTuple):
    """What the compiled routines read of a block: what cases draw, and the row of each price in its unit's table.

    ``row`` (m, R) is -1 for a price that stays what it is; ``unit`` (m,) are numbers of units.
    """

    use: Floats
    kept: Floats
    current: Indices
    unit: Indices
    row: Indices


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
        shares.end[i], shares.least[i] = at, best
        value += best - temperature * np.log(whole)
        for k in range(first, at):
            shares.share[k] /= whole
            j = shares.column[k]
            drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
            for r in range(prices.shape[1]):
                total[j, r] += shares.share[k] * drawn[r]
    return value


@njit(cache=True)
def couple(draws: Draws, shares: Shares, temperature: float, table: Floats) -> None:
    """Add the curvature of the softmins within each unit, on and below the diagonal; columns ascend in each row.

    Slight shares are left out of a case as if it had no such columns: what ties prices to zero must not come from them.
    """
    resources = draws.use.shape[1]
    most = draws.unit.size
    row, unit = np.empty(most * resources, dtype=np.int64), np.empty(most * resources, dtype=np.int64)
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
            for r in range(resources):
                if drawn[r] == 0.0 or draws.row[j, r] < 0:
                    continue
                row[count], unit[count], value[count] = draws.row[j, r], draws.unit[j], p * drawn[r]
                count += 1
                for s in range(r + 1):
                    if drawn[s] != 0.0 and draws.row[j, s] >= 0:
                        part = whole * p * drawn[r] * drawn[s] / temperature
                        table[draws.unit[j], draws.row[j, r], draws.row[j, s]] += part
        for a in range(count):
            part, here, above = value[a] / temperature, table[unit[a]], row[a]
            for b in range(a + 1):
                if unit[a] == unit[b]:
                    here[above, row[b]] -= part * value[b]


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


@njit(cache=True)
def pull(draws: Draws, shares: Shares, out: Floats) -> None:
    """Add by how much more of each practitioner is drawn for every temperature that the softmin is colder."""
    for i in range(shares.start.size - 1):
        mean, left = 0.0, 1.0
        for at in range(shares.start[i], shares.end[i]):
            p = shares.share[at]
            left -= p
            if p > 0.0:
                mean += p * np.log(p)
        if left > 0.0:
            mean += left * np.log(left)
        for at in range(shares.start[i], shares.end[i]):
            p, j = shares.share[at], shares.column[at]
            if p > 0.0:
                drawn = draws.kept[i] if j == draws.current[i] else draws.use[i]
                for r in range(out.shape[1]):
                    out[j, r] += p * (np.log(p) - mean) * drawn[r]


@njit(cache=True, fastmath={"reassoc"})
def solve_triangles(factor: Floats, right: Floats) -> None:
    """Solve factor times its transpose, which is triangular, times x = right, for each table; x replaces the right."""
    for unit in range(factor.shape[0]):
        lower, x = factor[unit], right[unit]
        for a in range(x.size):
            total = x[a]
            for b in range(a):
                total -= lower[a, b] * x[b]
            x[a] = total / lower[a, a]
        for a in range(x.size - 1, -1, -1):
            x[a] /= lower[a, a]
            x[:a] -= x[a] * lower[a, :a]
