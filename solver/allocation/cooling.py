"""One annealing run: how hot its draws are, and at which cases they begin.

A fifth of a unit's staff has most of what is open between plan and bound: those whose cases and loads cost more than
what is cheapest at the prices. There draws begin more often than elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from solver.allocation.anneal import anneal
from solver.allocation.block import Block
from solver.allocation.effort import Effort
from solver.allocation.prices import load_values
from solver.allocation.problem import Bools, Floats, Indices, Ints
from solver.allocation.reduced import two_best
from solver.allocation.terms import State, Terms

CHUNK = 500
"""Draws between two looks at the clock."""
LAST_SHARE = 0.03
"""Share of an annealing run that goes into the last draws."""
CHUNKS, CASES = 4, 600
"""Chunks between two looks at who costs more than needed, and cases for which there is one chunk more."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a plan cannot cost less than at the prices, part by part.

    Attributes
    ----------
    prices
        (m + 1, R) prices of the resources, of leaving out 0.
    case, load
        (n,) least reduced costs of the cases, and (m + 1,) of the loads.
    unit
        (m + 1,) unit of each practitioner, -1 for leaving out.
    """

    block: Block
    prices: Floats
    case: Floats
    load: Floats
    unit: Indices

    @classmethod
    def at(cls, block: Block, prices: Floats) -> Aim:
        """At prices (m, R)."""
        free = np.zeros((1, block.num_resources))
        unit = np.append(block.unit, np.int32(-1))
        load = np.append(load_values(block, prices).sum(axis=1), 0.0)
        return cls(block, np.concatenate((prices, free)), two_best(block, prices)[0], load, unit)

    def excess(self, held: Indices) -> Floats:
        """(m + 1,) what each column costs more."""
        block, load = self.block, self.block.load_before.astype(np.float64)
        dearer = np.zeros(load.shape[0])
        _add_cases(block.cost, block.use, block.spared, block.current, self.prices, self.case, held, load, dearer)
        return np.asarray(dearer + (block.load_cost(load) - self.prices * load).sum(axis=1) - self.load)

    @property
    def chunks(self) -> int:
        """Chunks of draws for which one look is enough: it takes longer in a larger block."""
        return max(CHUNKS, self.block.num_items // CASES)

    def beginnings(self, loose: Indices, held: Indices, rng: np.random.Generator) -> Indices:
        """Cases to begin at, some of the ``loose`` ones: half as it comes, half by what their holders cost more.

        Those of one unit come together, for what draws read of one is near by in memory.
        """
        holder = held[loose]
        weight = np.maximum(0.0, self.excess(held)) / np.maximum(1, np.bincount(holder, minlength=self.load.size))
        share = weight[holder] / max(1e-9, weight[holder].sum()) + 1.0 / loose.size
        drawn = rng.choice(loose, self.chunks * CHUNK, p=share / share.sum())
        return drawn[np.argsort(self.unit[held[drawn]], kind="stable")]


@njit(cache=True)
def _add_cases(  # noqa: PLR0917 - compiled functions take no keywords
    cost: Floats,
    use: Ints,
    spared: Bools,
    current: Indices,
    prices: Floats,
    least: Floats,
    held: Indices,
    load: Floats,
    dearer: Floats,
) -> None:
    """Add to the loads what cases draw, and to ``dearer`` what they cost more than the ``least``, prices included."""
    for i in range(held.size):
        j = held[i]
        paid = cost[i, j] - least[i]
        for r in range(use.shape[1]):
            draws = 0 if spared[r] and current[i] == j else use[i, r]
            load[j, r] += draws
            paid += draws * prices[j, r]
        dearer[j] += paid


class Cooling(NamedTuple):
    """How an annealing run cools.

    Attributes
    ----------
    hot, cold, frozen
        Its first temperature, the last to which it cools, and that of its last draws.
    aim
        Where draws begin; anywhere if there is none.
    """

    hot: float
    cold: float
    frozen: float
    aim: Aim | None


def cool(  # noqa: PLR0917 - a state, what draws reckon with and what to spend
    terms: Terms, cost: Floats, state: State, effort: Effort, cooling: Cooling, rng: np.random.Generator
) -> None:
    """One annealing run, and draws at next to no temperature at its end.

    The last draws reckon with what pairs ``cost`` without a price of moves.
    """
    loose, begun, chunks, done = terms.loose, terms.loose, 0, 0.0
    while done < 1.0 and not effort.allowance.used_up:
        last = done > 1.0 - LAST_SHARE
        if cooling.aim:
            at = chunks % cooling.aim.chunks
            begun = cooling.aim.beginnings(loose, state.held, rng) if at == 0 else begun
            terms = terms._replace(loose=begun[at * CHUNK : (at + 1) * CHUNK])
        terms = terms._replace(cost=cost) if last else terms
        heat = cooling.frozen if last else cooling.hot * (cooling.cold / cooling.hot) ** (done / (1.0 - LAST_SHARE))
        anneal(terms, state, CHUNK, heat, int(rng.integers(2**31)))
        chunks += 1
        done = effort.done(chunks * CHUNK)
