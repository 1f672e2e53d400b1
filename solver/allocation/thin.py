"""Prices of staff to whom less can come than a fair share, found before all others are settled one at a time.

Their prices lie far below nothing, and hang on each other but hardly on those of anybody else: everybody who is nearly
always underloaded competes for the same few cases.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solver.allocation.block import Block
from solver.allocation.problem import Floats, Ints
from solver.allocation.stretches import could_come

FEW = 4.0
"""Even loads which all that could come to somebody are less than, where little can come."""
HEATS = (40.0, 15.0, 5.0)
"""Temperatures in priced minutes at which these prices are found in turn."""
SWEEPS = 6
"""Times that each price is set at one temperature."""
HALVINGS = 30
"""Times that the stretch in which a price must lie is halved."""


def thin_prices(block: Block) -> Floats:
    """(m, R) prices at which staff to whom little can come draw about what they want, others being at nothing."""
    prices = np.zeros((block.num_staff, block.num_resources))
    thin = (block.bend[:-1] > 0.0) & (block.load_before[:-1] + could_come(block) < FEW * block.even[:-1])
    staff = np.flatnonzero(thin.any(axis=1))
    if staff.size == 0 or block.num_items == 0:
        return prices
    rows = np.flatnonzero(np.isfinite(block.cost[:, staff]).any(axis=1))
    rest = block.cost[rows]
    rest[:, staff] = np.inf
    own = np.ascontiguousarray(block.cost[np.ix_(rows, staff)])
    found, few = np.zeros((staff.size, block.num_resources)), block.use[rows].astype(np.float64)
    limits = np.stack((block.load_before[staff].astype(np.float64), block.even[staff], block.bend[staff]))
    where = np.argwhere(thin[staff])
    for heat in HEATS:
        _sweep(own, rest.min(axis=1), few, limits, where, heat, found)
    prices[staff] = found
    return prices


@njit(cache=True)
def _sweep(  # noqa: PLR0917 - compiled functions take no keywords
    own: Floats, rest: Floats, use: Floats, limits: Floats, where: Ints, heat: float, prices: Floats
) -> None:
    """Set each price in turn so that what the cases draw, by their softmin shares, is the load that it makes cheapest.

    ``own`` are the cases' costs at these staff, ``rest`` their least costs elsewhere; ``limits`` the loads carried
    before, the even loads and the curvatures; ``where`` the pairs of staff and resource whose prices are to be set.
    """
    charge, others = np.empty(rest.size), np.empty(rest.size)
    for _ in range(SWEEPS):
        for at in range(where.shape[0]):
            j, r = where[at, 0], where[at, 1]
            _charges(own, rest, use, prices, heat, (j, r), charge, others)
            low, high = -2.0 * limits[2, j, r] * limits[1, j, r], 0.0
            for _ in range(HALVINGS):
                price = 0.5 * (low + high)
                load = limits[0, j, r]
                for i in np.flatnonzero(charge < np.inf):
                    off = (charge[i] + use[i, r] * price - others[i]) / heat
                    if off < 30.0:
                        load += use[i, r] / (1.0 + np.exp(max(-30.0, off)))
                if load > limits[1, j, r] + price / (2.0 * limits[2, j, r]):
                    low = price
                else:
                    high = price
            prices[j, r] = 0.5 * (low + high)


@njit(cache=True)
def _charges(  # noqa: PLR0917 - compiled functions take no keywords
    own: Floats,
    rest: Floats,
    use: Floats,
    prices: Floats,
    heat: float,
    coordinate: tuple[int, int],
    charge: Floats,
    others: Floats,
) -> None:
    """Fill in each case's cost at one of the staff but for one resource's price, and the softmin over all others."""
    j, r = coordinate
    for i in range(rest.size):
        charge[i] = own[i, j] + (use[i] * prices[j]).sum() - use[i, r] * prices[j, r]
        if charge[i] == np.inf:
            continue
        least = rest[i]
        for k in range(own.shape[1]):
            if k != j and own[i, k] < np.inf:
                least = min(least, own[i, k] + (use[i] * prices[k]).sum())
        weight = np.exp((least - rest[i]) / heat)
        for k in range(own.shape[1]):
            if k != j and own[i, k] < np.inf:
                weight += np.exp((least - own[i, k] - (use[i] * prices[k]).sum()) / heat)
        others[i] = least - heat * np.log(weight)
