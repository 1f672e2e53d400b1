"""What current practice would do with unpaid work, and a greedy that sees every cost."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.insertion import can_take, cheapest, fill, mend, suiting
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.start import keep_locks


def current_practice(problem: Problem) -> Solution:
    """One person at a time in order of sentence date, onto the nearest project slot with a free day and place.

    Supervisors are taken in order, when a slot first needs one. Nobody looks ahead: slots that end up below the
    minimum are closed, and those who stood there stay without.
    """
    rota = keep_locks(problem)
    locked = set(problem.locks[:, 1].tolist())
    for r in np.argsort(problem.requirements.sentence_day, kind="stable").tolist():
        fill(rota, r, _nearest)
    for s in rota.too_few():
        if s not in locked:
            rota.close(s)
    return rota.solution()


def greedy(problem: Problem) -> Solution:
    """One person at a time, most urgent first, where the full objective rises least.

    The cost of a supervisor is part of the step that needs one. Slots below the minimum are closed, smallest first,
    and those who stood there are placed again on what still runs.
    """
    rota = keep_locks(problem)
    rows = problem.requirements
    for r in np.lexsort((rows.sentence_day, -rows.urgency)).tolist():
        fill(rota, r, cheapest)
    mend(rota)
    return rota.solution()


def _nearest(rota: Rota, r: int) -> int:
    travel = rota.problem.options.travel
    for option in sorted(suiting(rota, r), key=lambda o: (int(travel[o]), o)):
        if can_take(rota, option):
            return option
    return -1
