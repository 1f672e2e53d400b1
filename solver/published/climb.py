"""Climbing from the bound: a plan is sought that costs no more than the bound, then one unit more, and so on.

A tree for a low cutoff is small, and when it has been searched in vain the bound has risen to its cutoff. The first
plan that such a tree finds is soon proved to be the best.
"""

from __future__ import annotations

from solver.published.branch import Tree
from solver.published.columns import Pool, Priced
from solver.published.found import Best
from solver.published.gap import GapProblem
from solver.published.meter import Meter

STEPS = 8
"""Cutoffs between the bound and the best cost."""
NODES = 1 << 30
"""As many nodes as the allowance lets."""


class Climb:
    """The climb on a whole problem, which can be left and gone on with.

    Parameters
    ----------
    root
        Prices and bound of the whole problem.
    pool
        Its patterns; those found on the way are added.
    """

    def __init__(self, problem: GapProblem, root: Priced, pool: Pool, meter: Meter) -> None:
        self._problem, self._root, self._pool, self._meter = problem, root, pool, meter
        self._tree: Tree | None = None

    def go_on(self, best: Best, portion: float) -> None:
        """Raise the bound, or find a better plan, until a portion of the allowance is spent."""
        while best.cost is not None and best.bound is not None and best.bound < best.cost:
            if self._meter.is_over(portion):
                break
            if self._tree is None:
                step = max(1, (best.cost - best.bound) // STEPS)
                cutoff = min(best.cost, best.bound + step)
                self._tree = Tree(self._problem, self._pool, self._root.prices, cutoff, self._meter)
            self._tree.lower(best.cost)
            answer = self._tree.search(NODES, portion)
            if answer.held is not None:
                best.offer(answer.held, self._problem.cost_of(answer.held))
            best.raise_bound(answer.bound)
            if self._tree.is_searched:
                self._tree = None
