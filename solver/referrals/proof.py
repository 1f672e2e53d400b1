"""The certificate: prices of places as whole numbers over a power of two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.certificate import PlacePrice, PlacePrices
from solver.referrals.columns import Columns, bound_at
from solver.referrals.problem import Problem

BITS = 16
"""Power of two that prices are counted over: finer than they need, so that little is lost where the audit rounds."""


def certificate(problem: Problem, columns: Columns, prices: NDArray[np.float64], objective: float) -> PlacePrices:
    """The certificate of a plan that costs so much.

    Parameters
    ----------
    prices
        (K,) priced minutes of a place in each cell.
    """
    unit = 2**BITS
    whole = np.rint(prices * unit).astype(np.int64)
    bound = max(0.0, bound_at(columns, whole / unit))
    excess = objective - bound
    cells = ((contract, month) for contract in problem.contract_ids for month in problem.calendar.months)
    return PlacePrices(
        bits=BITS,
        bound=bound,
        gap=0.0 if excess <= 0.0 else excess / bound if bound > 0.0 else None,
        places=tuple(
            PlacePrice(contract=contract, month=month, price=price)
            for (contract, month), price in zip(cells, whole.tolist(), strict=True)
            if price
        ),
    )
