"""From the relaxation to slots that run: the numbers of supervisors made whole, few at a time, solving in between."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.guide import Guide, solve_on
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import Index
from solver.unpaid_work.purse import Purse

WHOLE = 1e-6
"""How far from a whole number still counts as whole."""
SURE = 0.2
"""Distance from a whole number within which several numbers are made whole at a time."""
AT_ONCE = 0.34
"""Share of the broken numbers made whole at a time at most."""
DEAR = 40.0
"""Reduced cost, in priced minutes, from which an option has no part in the dive."""
MOST_ROUNDS = 60
"""Most times that numbers are made whole."""
DOWN = 1.15
"""How much nearer a whole number must be below than above to be rounded down first."""


def dive(guide: Guide, purse: Purse, units: float) -> Floats:
    """Point of the relaxation with whole numbers of supervisors, or as whole as the units allowed.

    What turns out to be impossible is undone, and the surest alone made whole; if that is impossible, it is made whole
    the other way.
    """
    program, layout = guide.formulation.program, guide.formulation.layout
    relaxation, kept = guide.relaxation.without(_dear_options(guide))
    columns = np.searchsorted(kept, np.unique(layout.count[layout.count >= 0]))
    lower, upper = program.lower[kept], program.upper[kept]
    end = max(0.0, purse.left - units)
    answer = solve_on(relaxation, purse, purse.left - end)
    point, settled = answer.point if answer.feasible else guide.point[kept], np.zeros(len(columns), dtype=bool)
    for _ in range(MOST_ROUNDS):
        value = point[columns]
        broken = np.flatnonzero(~settled & (np.abs(value - np.round(value)) > WHOLE))
        if len(broken) == 0:
            break
        for chosen, target in _attempts(value, _surest_first(value, broken)):
            if purse.is_empty() or purse.left <= end:
                return _in_full(guide, kept, point)
            relaxation.confine(columns[chosen], target, target)
            answer = solve_on(relaxation, purse, purse.left - end)
            if answer.feasible:
                point, settled[chosen] = answer.point, True
                guide.reduced = np.full(len(program.cost), np.inf)
                guide.reduced[kept] = answer.reduced
                relaxation.add_rows(point)
                break
            relaxation.confine(columns[chosen], lower[columns[chosen]], upper[columns[chosen]])
    return _in_full(guide, kept, point)


def _in_full(guide: Guide, kept: Index, point: Floats) -> Floats:
    full = np.zeros(len(guide.point))
    full[kept] = point
    return full


def _surest_first(value: Floats, broken: Index) -> Index:
    """Numbers near a whole one first; a little sooner up than down."""
    up = _gap_up(value[broken])
    return np.asarray(broken[np.argsort(np.minimum(up, DOWN * (1.0 - up)), kind="stable")])


def _gap_up(value: Floats) -> Floats:
    return np.asarray(np.ceil(value) - value)


def _attempts(value: Floats, surest: Index) -> list[tuple[Index, Floats]]:
    """What to make whole, and to what: the sure ones together, the surest alone, and the surest the other way."""
    near = np.round(value)
    sure = surest[np.abs(value[surest] - near[surest]) <= SURE][: max(1, int(AT_ONCE * len(surest)))]
    first = surest[:1]
    up = _gap_up(value[first]) <= 0.5
    alone = np.where(up, np.ceil(value[first]), np.floor(value[first]))
    other = np.where(up, np.floor(value[first]), np.ceil(value[first]))
    attempts = [(sure, near[sure])] if len(sure) > 1 else []
    return [*attempts, (first, alone), (first, other)]


def _dear_options(guide: Guide) -> Index:
    """Options, not locked, that the relaxation finds dear: they are many, and slow every step."""
    layout, program = guide.formulation.layout, guide.formulation.program
    dear = (guide.reduced[layout.option] > DEAR) & (guide.point[layout.option] < WHOLE)
    return np.asarray(layout.option[dear & (program.lower[layout.option] == 0.0)])
