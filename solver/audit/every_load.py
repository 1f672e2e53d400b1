"""Whether no set of items costs a member of staff less than is claimed, every load counted exactly, in whole numbers.

Sets differ from that of all items which save something at the prices. What they differ by costs something, so that only
differences which cost less than the claim leaves room for need to be listed, items that draw alike in the order of what
they cost. How far the items that are not decided yet can bring the loads back to where they are cheapest is judged by
slopes: whatever the slopes are, what they give is never above the truth. Whole numbers below ``2 ** 53`` are exact in
floating point, in which tables are multiplied quickly; a claim with larger ones is not proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.audit.knapsack import Load, Numbers, total
from solver.audit.pairs import Flags, Index
from solver.audit.parted import Kinds, corners_of, shown

EXACT = 1 << 53
"""Whole numbers below this are exact in floating point."""
STEPS = (6, 18, 54)
"""Points beside the cheapest load at which slopes are taken."""
AT_ONCE = 200_000
"""Sets that have to be kept at a time beyond which a claim counts as not proved."""

Exact = NDArray[np.float64]
"""Whole numbers that floating point holds exactly."""


class Alike(NamedTuple):
    """Items that draw alike (R,), and what it costs to decide otherwise on the first, the first two, ... of them."""

    costs: Exact
    drawn: Exact


def none_is_cheaper(cost: Numbers, points: Index, loads: Sequence[Load], periods: int, claim: int) -> bool:
    """Whether it is proved that no set of items costs less than a claim.

    Parameters
    ----------
    cost, points
        (K,) what items cost at the prices, and (K, R) their points of every resource.
    loads
        What points of each resource cost beside their price; the first ``periods`` are points of periods.
    """
    room = claim - total(np.minimum(cost, 0)) - sum(load.least for load in loads)
    counts = [s for s, load in enumerate(loads) if load.most < int(points[:, s].sum()) or _differs(load)]
    if room <= 0 or not counts:
        return room <= 0
    tables = [loads[s].costs(0, loads[s].most + 1) - loads[s].least for s in counts]
    saves: Flags = np.asarray(cost < 0, dtype=np.bool_)
    start = points[saves][:, counts].sum(axis=0)
    slopes = np.array(list(_slopes(tables, sum(s < periods for s in counts))), dtype=object).reshape(-1, len(counts))
    if not _fit(slopes, tables, points[:, counts], room):
        return False
    off = np.minimum(np.abs(cost), room).astype(np.float64)
    turned = (np.where(saves, -1, 1)[:, None] * points[:, counts]).astype(np.float64)
    exact, begin = [table.astype(np.float64) for table in tables], start.astype(np.float64)
    alike = _alike(off, turned, float(room))
    steepest = _steepest(tables, points[:, counts])
    if alike and steepest and shown(_kinds(alike), corners_of(exact, begin), float(room), float(steepest)):
        return True
    return _listed(alike, begin, exact, slopes.astype(np.float64), room)


def _differs(load: Load) -> bool:
    """Whether points of a resource make any difference."""
    costs = load.costs(0, load.most + 1)
    return bool(costs.max() > costs.min())


def _slopes(tables: Sequence[Numbers], periods: int) -> Iterator[list[int]]:
    """Slopes beside the cheapest loads: of one alone, of spans of periods, and of halves against each other."""
    yield [0] * len(tables)
    lengths = sorted({periods, periods // 2, periods // 4} - {0, 1})
    spans = [range(first, first + length) for length in lengths for first in range(0, periods - length + 1, length)]
    spans += [range(s, s + 1) for s in range(len(tables))]
    for step in STEPS:
        up, down = ([_slope(table, sign * step) for table in tables] for sign in (1, -1))
        for span in spans:
            yield [number if s in span else 0 for s, number in enumerate(up)]
            yield [number if s in span else 0 for s, number in enumerate(down)]
        for one, other in ((up, down), (down, up)):
            yield [(one[s] if s < periods // 2 else other[s]) if s < periods else 0 for s in range(len(tables))]


def _slope(table: Numbers, step: int) -> int:
    """What a point more costs so far beside the cheapest load."""
    if table.size < 2:
        return 0
    at = min(max(int(np.argmin(table)) + step, 0), table.size - 2)
    return int(table[at + 1]) - int(table[at])


def _fit(slopes: Numbers, tables: Sequence[Numbers], points: Index, room: int) -> bool:
    """Whether every number that comes up is exact in floating point."""
    steepest = np.abs(slopes).max(axis=0, initial=0).tolist()
    reach = (points.sum(axis=0) + [table.size for table in tables]).tolist()
    most = sum(int(table.max()) for table in tables) + (points.shape[0] + 1) * room
    paid = 4 * sum(int(slope) * int(far) for slope, far in zip(steepest, reach, strict=True))
    return bool(most + paid < EXACT)


def _steepest(tables: Sequence[Numbers], points: Index) -> int:
    """The steepest slope with which every number that parting comes up with is exact; 0 where some are not anyway."""
    if any(int(np.abs(table).max()) * table.size >= 1 << 62 for table in tables):
        return 0
    return (EXACT >> 2) // max(1, int(points.sum()) + sum(table.size for table in tables))


def _kinds(alike: Sequence[Alike]) -> Kinds:
    """The same laid out for parting."""
    costs = np.concatenate([np.append(0.0, row.costs) for row in alike])
    first = np.concatenate(([0], np.cumsum([row.costs.size + 1 for row in alike]))).astype(np.int64)
    return Kinds(costs, first, np.array([row.drawn for row in alike]))


def _alike(off: Exact, turned: Exact, room: float) -> list[Alike]:
    """Items that could be decided otherwise within the room, by what that draws, the most points first."""
    kinds, kind = np.unique(turned, axis=0, return_inverse=True)
    found = []
    for number in np.argsort(-np.abs(kinds).sum(axis=1), kind="stable").tolist():
        costs = np.cumsum(np.sort(off[(kind.reshape(-1) == number) & (off < room)]))
        costs = costs[costs < room]
        if costs.size and kinds[number].any():
            found.append(Alike(costs, kinds[number]))
    return found


def _listed(alike: Sequence[Alike], start: Exact, tables: Sequence[Exact], slopes: Exact, room: int) -> bool:
    """Whether no set that can be listed costs less than the room there is."""
    others = _still(alike, slopes)
    for s, table in enumerate(tables):
        others += (table - slopes[:, s, None] * np.arange(table.size)).min(axis=1)
    costs, loads = np.zeros(1), start[None]
    for (more, drawn), least in zip(alike, others[1:], strict=True):
        number = np.arange(more.size + 1)
        sums = costs[:, None] + np.append(0.0, more)
        goes, number = np.nonzero(sums < room)
        costs, loads = sums[goes, number], loads[goes] + number[:, None] * drawn
        near = costs + (loads @ slopes.T + least).max(axis=1) < room
        costs, loads = costs[near], loads[near]
        if costs.size > AT_ONCE:
            return False
    return not (_charged(costs, loads, tables) < room).any()


def _still(alike: Sequence[Alike], slopes: Exact) -> Exact:
    """(A + 1, K) the least that items from each kind on can cost with their points paid at the slopes (K, R)."""
    still = np.zeros((len(alike) + 1, slopes.shape[0]))
    for at in range(len(alike) - 1, -1, -1):
        costs, drawn = alike[at]
        paid = costs + (slopes @ drawn)[:, None] * np.arange(1, costs.size + 1)
        still[at] = still[at + 1] + np.minimum(paid.min(axis=1), 0.0)
    return still


def _charged(costs: Exact, loads: Exact, tables: Sequence[Exact]) -> Exact:
    """Costs with those of the loads; infinite where these are more than may be carried."""
    charged = costs.copy()
    for s, table in enumerate(tables):
        at = loads[:, s].astype(np.int64)
        charged += np.where(at < table.size, table[np.minimum(at, table.size - 1)], np.inf)
    return charged
