"""A quick good share-out: random starts, then moves and swaps for as long as the squared loads fall."""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.published.gap import Ints


def descend(loads: Ints, *, fewest: int, most: int, most_load: int, starts: int, seed: int) -> tuple[Ints, int]:
    """Nurse of each patient (n,), and the sum of the squared loads; 1 << 60 if none that fits was found.

    Parameters
    ----------
    loads
        (k, n) int64: load of each patient with each nurse; ``k * fewest <= n <= k * most``.
    """
    held, cost = _descend(loads, fewest, most, most_load, starts, seed)
    return np.asarray(held), int(cost)


@njit(cache=True)
def _descend(loads, fewest, most, most_load, starts, seed):  # type: ignore[no-untyped-def] # noqa: PLR0917 # numba infers types
    np.random.seed(seed)
    k, n = loads.shape
    best, best_cost = np.zeros(n, dtype=np.int64), np.int64(1 << 60)
    for _ in range(starts):
        held = np.empty(n, dtype=np.int64)
        order = np.random.permutation(n)
        for place in range(n):
            held[order[place]] = place % k
        total, number = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
        for i in range(n):
            total[held[i]] += loads[held[i], i]
            number[held[i]] += 1
        falling = True
        while falling:
            falling = False
            for i in range(n):
                for j in range(k):
                    a = held[i]
                    if j == a or number[a] <= fewest or number[j] >= most:
                        continue
                    ta, tj = total[a] - loads[a, i], total[j] + loads[j, i]
                    if ta * ta + tj * tj < total[a] * total[a] + total[j] * total[j]:
                        total[a], total[j] = ta, tj
                        number[a] -= 1
                        number[j] += 1
                        held[i] = j
                        falling = True
                for other in range(i):
                    a, b = held[i], held[other]
                    if a == b:
                        continue
                    ta = total[a] - loads[a, i] + loads[a, other]
                    tb = total[b] - loads[b, other] + loads[b, i]
                    if ta * ta + tb * tb < total[a] * total[a] + total[b] * total[b]:
                        total[a], total[b] = ta, tb
                        held[i], held[other] = b, a
                        falling = True
        cost = (total * total).sum()
        if cost < best_cost and total.max() <= most_load:
            best, best_cost = held, cost
    return best, best_cost
