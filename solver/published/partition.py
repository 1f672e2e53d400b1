"""Patients of one zone shared out exactly: dynamic programming over how many of each kind of patient are left.

Patients with the same loads are one kind. A state is the number left of each kind, written as one number in mixed
radix; a layer is a nurse. States from which the best known sum of squares cannot be beaten are dropped: what is left
costs at least what it would if it were spread evenly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from solver.published.gap import Ints

FAR = np.int64(1 << 60)
"""Value of a state that cannot be reached."""
MOST_ENTRIES = 20_000_000
"""States times nurses beyond which a zone is too large for this method."""
MOST_GROUPS = 60_000
"""The same of groups that a nurse could take."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Patients of one zone, by kind, and the nurses who are to take them all.

    Attributes
    ----------
    loads
        (k, t) int64: load of a patient of each kind with each nurse.
    counts
        (t,) int64: patients of each kind.
    fewest, most
        Patients of each nurse.
    most_load
        Highest load of a nurse.
    alike
        The nurses are interchangeable.
    """

    loads: Ints
    counts: Ints
    fewest: int
    most: int
    most_load: int
    alike: bool

    @property
    def num_nurses(self) -> int:
        """Nurses k."""
        return int(self.loads.shape[0])


def evenly(total: int, nurses: int) -> int:
    """Least sum of squares of so many whole loads that sum to ``total``."""
    low, more = divmod(total, nurses)
    return more * (low + 1) ** 2 + (nurses - more) * low**2


def fits(zone: Zone) -> bool:
    """Whether the zone is small enough for ``best_share_out``."""
    states = 1
    for count in zone.counts.tolist():
        states *= count + 1
        if states * zone.num_nurses > MOST_ENTRIES:
            return False
    return _num_groups(zone) <= MOST_GROUPS


def _num_groups(zone: Zone) -> int:
    """Number of different groups of at most ``most`` patients."""
    ways = np.zeros(zone.most + 1)
    ways[0] = 1.0
    for count in zone.counts.tolist():
        ways = np.array([ways[max(0, size - count) : size + 1].sum() for size in range(zone.most + 1)])
    return int(min(ways.sum(), 1e12))


def best_share_out(zone: Zone, below: int) -> Ints | None:
    """(k, t) int64: patients of each kind for each nurse at the least sum of squares.

    Parameters
    ----------
    below
        Only a sum of squares below this is looked for; None is returned if there is none.
    """
    radix = np.concatenate(([1], np.cumprod(zone.counts + 1)))
    groups = _groups(zone)
    if not groups.size:
        return None
    sizes = groups.sum(axis=1)
    first = np.argmax(groups > 0, axis=1)
    width = int((groups > 0).sum(axis=1).max())
    order = np.argsort(groups == 0, axis=1, kind="stable")[:, :width]
    wanted = np.take_along_axis(groups, order, axis=1)
    codes = groups @ radix[:-1]
    digits = _digits(zone.counts, radix)
    left = _weighted(digits, np.ones_like(zone.counts))
    values = np.full(radix[-1], FAR)
    values[-1] = 0
    parents = np.full((zone.num_nurses, radix[-1]), -1, dtype=np.int32)
    starts = np.searchsorted(first, np.arange(zone.counts.size + 1)) if zone.alike else np.zeros(0, dtype=np.int64)
    for nurse in range(zone.num_nurses):
        after = zone.num_nurses - nurse - 1
        least = zone.loads[nurse + 1 :].min(axis=0) if after else np.zeros_like(zone.counts)
        rest = _weighted(digits, least)
        loads = groups @ zone.loads[nurse]
        values = _layer(
            values, digits, left, rest, order, wanted, codes, sizes, loads, starts, after, zone.fewest, zone.most,
            zone.most_load, below, parents[nurse],
        )  # fmt: skip
    if values[0] >= below:
        return None
    shares, state = [], 0
    for nurse in range(zone.num_nurses - 1, -1, -1):
        group = parents[nurse, state]
        shares.append(groups[group])
        state += int(codes[group])
    return np.array(shares[::-1])


def _digits(counts: Ints, radix: Ints) -> NDArray[np.int16]:
    """(states, t) int16: patients left of each kind in each state."""
    states = np.arange(radix[-1])
    digits = np.empty((states.size, counts.size), dtype=np.int16)
    for kind, count in enumerate(counts):
        digits[:, kind] = states // radix[kind] % (count + 1)
    return digits


def _weighted(digits: NDArray[np.int16], weights: Ints) -> Ints:
    """(states,) int64: weighted sum over the patients left, kind by kind to spare memory."""
    total = np.zeros(digits.shape[0], dtype=np.int64)
    for kind, weight in enumerate(weights):
        total += digits[:, kind] * weight
    return total


def _groups(zone: Zone) -> Ints:
    """(g, t) int64: every group that some nurse could take, ordered by the first kind in it."""
    found: list[tuple[int, ...]] = []
    lightest = zone.loads.min(axis=0)

    def extend(kind: int, chosen: list[int], size: int, load: int) -> None:
        if kind == zone.counts.size:
            if size >= max(1, zone.fewest):
                found.append(tuple(chosen))
            return
        for number in range(min(int(zone.counts[kind]), zone.most - size) + 1):
            heavier = load + number * int(lightest[kind])
            if heavier > zone.most_load:
                break
            extend(kind + 1, [*chosen, number], size + number, heavier)

    extend(0, [], 0, 0)
    groups = np.array(found, dtype=np.int64).reshape(len(found), zone.counts.size)
    return groups[np.argsort(np.argmax(groups > 0, axis=1), kind="stable")] if found else groups


@njit(cache=True)
def _layer(  # type: ignore[no-untyped-def] # noqa: PLR0912, PLR0917 # numba infers the types
    values,
    digits,
    left,
    rest,
    order,
    wanted,
    codes,
    sizes,
    loads,
    starts,
    after,
    fewest,
    most,
    most_load,
    below,
    parent,
):
    """Values of the states once one more nurse has a group; ``parent`` is filled with the groups taken."""
    new = np.full(values.size, FAR)
    kinds = digits.shape[1]
    alike = starts.size > 0
    for state in range(values.size):
        value = values[state]
        if value >= FAR or left[state] == 0:
            continue
        begin, end = 0, codes.size
        if alike:
            kind = 0
            while kind < kinds and digits[state, kind] == 0:
                kind += 1
            begin, end = starts[kind], starts[kind + 1]
        for g in range(begin, end):
            remaining = left[state] - sizes[g]
            load = loads[g]
            if remaining < after * fewest or remaining > after * most or load > most_load:
                continue
            total = value + load * load
            if total >= below:
                continue
            there = True
            for k in range(order.shape[1]):
                if wanted[g, k] > digits[state, order[g, k]]:
                    there = False
                    break
            if not there:
                continue
            target = state - codes[g]
            if total >= new[target]:
                continue
            if after:
                low = rest[target] // after
                more = rest[target] - low * after
                if low + (more > 0) > most_load:
                    continue
                if total + more * (low + 1) * (low + 1) + (after - more) * low * low >= below:
                    continue
            new[target] = total
            parent[target] = g
    return new


__all__ = ["Zone", "best_share_out", "evenly", "fits"]
