"""Groups that stand in each other's way: sets of which any two meet, and weeks in which minutes bind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from solver.programmes.problem import Mask, Problem


def meeting(problem: Problem, meets: Mask, groups: Sequence[int]) -> list[list[int]]:
    """Sets of groups of which each meets each, as sets of their calendars have it; those of one calendar too."""
    on: dict[int, list[int]] = defaultdict(list)
    for g in groups:
        on[int(problem.calendar_of[g])].append(g)
    found = [[g for c in clique for g in on[c]] for clique in cliques(list(on), meets)]
    covered = {g for clique in found for g in clique}
    return found + [alike for alike in on.values() if len(alike) > 1 and alike[0] not in covered]


def cliques(nodes: Sequence[int], edge: Mask) -> list[list[int]]:
    """Sets of nodes joined each to each that together cover every edge, each as large as can be had greedily."""
    covered: set[tuple[int, int]] = set()
    found = []
    for place, one in enumerate(nodes):
        for other in nodes[place + 1 :]:
            if edge[one, other] and (one, other) not in covered:
                clique = sorted(grown([one, other], nodes, edge))
                covered.update((a, b) for n, a in enumerate(clique) for b in clique[n + 1 :])
                found.append(clique)
    return found


def grown(clique: list[int], nodes: Iterable[int], edge: Mask) -> list[int]:
    """The clique with every node added that is joined to all in it, in order."""
    for node in nodes:
        if node not in clique and all(edge[node, member] for member in clique):
            clique.append(node)
    return clique


def binding_weeks(minutes: NDArray[np.int64], left: NDArray[np.float64]) -> list[tuple[NDArray[np.int64], float]]:
    """Weeks whose hours could run out, each pattern of minutes once with the fewest minutes left."""
    tightest: dict[tuple[int, ...], float] = {}
    whole = minutes.sum(axis=0)
    for week in np.flatnonzero((whole > 0) & (whole > left)):
        pattern = tuple(int(m) for m in minutes[:, week])
        tightest[pattern] = min(float(left[week]), tightest.get(pattern, np.inf))
    return [(np.array(pattern, dtype=np.int64), most) for pattern, most in tightest.items()]
