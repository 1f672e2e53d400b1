"""What current practice would do with unpaid work, and a greedy that sees every cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.unpaid_work.insertion import Choose, can_take, cheapest, fill, mend, suiting
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.start import keep_locks

LEAST_RATE = 0.2
"""Mean show-up rate below which nobody over-books any further."""
ROUNDING = 1e-9
"""What is put down to rounding before a number of people is rounded down."""


def current_practice(problem: Problem) -> Solution:
    """Everybody stays at the project of now; the others go, in order of sentence date, to the nearest with a place.

    What people are told already comes first. Supervisors are taken in order, when a slot first needs one. Every session
    is over-booked by the same rule of thumb, whoever is sent there. Nobody looks ahead: slots that end up below the
    minimum are closed, and those who stood there stay without.
    """
    # What is locked may be more people than the rule of thumb would send: some of them turn up less often.
    rota = Rota(_by_rule_of_thumb(problem), keep_locks(problem).solution())
    locked = set(problem.locks[:, 1].tolist())
    order = np.argsort(problem.requirements.sentence_day, kind="stable").tolist()
    for choose in (_as_now(problem), _nearest):
        for r in order:
            fill(rota, r, choose)
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


def _by_rule_of_thumb(problem: Problem) -> Problem:
    """The rota with as many people instructed as make as many turn up, at the mean rate, as there are places.

    Where nobody may be turned away, as many as there are places.
    """
    rows, slots = problem.requirements, problem.slots
    usual = float(rows.rate.mean()) if problem.risk > 0.0 and len(rows.ids) else 1.0
    room = np.floor(slots.places / max(usual, LEAST_RATE) + ROUNDING).astype(np.int32)
    each = np.ones_like(rows.takes)
    return replace(problem, requirements=replace(rows, takes=each), slots=replace(slots, room=room))


def _as_now(problem: Problem) -> Choose:
    """Chooses slots that people are told of already, then others at the project that they go to now."""
    told = {(r, s) for r, s, _ in problem.told.tolist()}
    slot, project = problem.options.slot, problem.slots.project
    goes = np.asarray(problem.leaves.any(axis=1))

    def choose(rota: Rota, r: int) -> int:
        mine = [(((r, int(slot[o])) not in told), o) for o in suiting(rota, r).tolist()]
        stays = [(new, o) for new, o in mine if not new or (goes[r] and not problem.leaves[r, project[slot[o]]])]
        return next((o for _, o in sorted(stays) if can_take(rota, o)), -1)

    return choose


def _nearest(rota: Rota, r: int) -> int:
    travel = rota.problem.options.travel
    mine = suiting(rota, r)
    nearest = mine[np.argsort(travel[mine], kind="stable")].tolist()
    return next((o for o in nearest if can_take(rota, o)), -1)
