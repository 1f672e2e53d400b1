"""Why a requirement has no standing slot: how many slots each rule left, in order, and what took the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.explanation import Reason, Unplaced
from models.goals import Part
from solver.unpaid_work.problem import PAIR_RULES, Problem, Solution
from solver.unpaid_work.rota import Rota

SENTENCES: dict[str, str] = {
    "project_kind": "{left} of {before} slots belong to projects of a kind that takes part.",
    "induction_first": "{left} of {before} slots are open to the person once an induction has a place.",
    "in_region": "{left} of {before} slots are in the person's region.",
    "available": "{left} of {before} slots have dates to come on half of which, or more, the person is free.",
    "within_travel_limit": "{left} of {before} slots are within the person's travel limit.",
    "restrictions": "{left} of {before} slots are on work that the person may do.",
    "outside_exclusion_zones": "{left} of {before} slots lie outside the person's exclusion zones.",
    "women_only": "{left} of {before} slots are open to the person after the women-only rule.",
    "certificates": "{left} of {before} slots ask for no certificate that the person lacks.",
    "stated_needs": "{left} of {before} slots meet the person's needs: a way without steps, a language spoken.",
    "ete_hours_left": "{left} of {before} slots are left once no more education, training and employment may come.",
    "no_clash": "{left} of {before} slots do not clash with what the person is booked for.",
    "locks_kept": "{left} of {before} slots are not locked out.",
    "sessions_per_week": "{left} of {before} slots do not clash with what the person has for another requirement.",
    "keep_apart": "{left} of {before} slots are left after those at which a restriction on meeting applies.",
    "not_excluded": "{left} of {before} slots are left after those whose supervisor must not work with the person.",
    "language_spoken": "{left} of {before} slots have a supervisor who speaks the language, or could be given one.",
    "supervised": "{left} of {before} slots have a supervisor, or could still be given one.",
    "within_places": "{left} of {before} slots have room for the person on every date.",
    "seats_in_van": "{left} of {before} slots can be reached without a van, or have a seat left in one.",
    "equipment_stock": "{left} of {before} slots need no equipment, or have a set left that fits.",
    "minimum_to_run": "{left} of {before} slots have, or would have, enough people to run.",
    "unmet_sessions": "No slot was left that the rest of the plan could spare.",
}
"""Sentence of each reason; never names another person."""


def unplaced(problem: Problem, solution: Solution) -> tuple[Unplaced, ...]:
    """Requirements without any standing slot, with the reasons in the order in which they took slots away."""
    rota = Rota(problem, solution)
    placed = set(solution.standing[:, 0].tolist())
    return tuple(
        Unplaced(
            part=Part.UNPAID_WORK,
            id=problem.requirements.ids[r],
            person=problem.requirements.person_ids[r],
            reasons=tuple(_reasons(problem, rota, r)),
        )
        for r in range(len(problem.requirements.ids))
        if r not in placed
    )


def _reasons(problem: Problem, rota: Rota, r: int) -> Iterator[Reason]:
    before = len(problem.slots.ids)
    counted = 0
    for rule, left in _waterfall(problem, rota, r):
        if left < before:
            yield _reason(rule, left, before)
            counted += 1
        before = left
        if left == 0:
            break
    if before > 0:
        yield _reason("unmet_sessions", before, before)
    elif counted == 0:
        yield _reason("project_kind", 0, 0)


def _reason(rule: str, left: int, before: int) -> Reason:
    return Reason(rule=rule, options_left=left, sentence=SENTENCES[rule].format(left=left, before=before))


def _waterfall(problem: Problem, rota: Rota, r: int) -> Iterator[tuple[str, int]]:
    """Slots left after each rule: those of the pair first, then those of the rota as it stands."""
    slot, held = problem.options.slot, problem.options.held
    options = np.arange(problem.options.first[r], problem.options.first[r + 1])
    without_date = ~held[options].any(axis=1)
    kept = np.ones(len(problem.slots.ids), dtype=bool)
    for bit, rule in enumerate(PAIR_RULES):
        kept &= (problem.broken[r] >> bit & 1) == 0
        if rule == "available":
            kept[slot[options[without_date]]] = False
        yield rule, int(kept.sum())
    allowed = options[~without_date & ~problem.options.forbidden[options]]
    yield "locks_kept", len(allowed)
    allowed = rota.beside_twins(r, allowed)
    yield "sessions_per_week", len(allowed)
    allowed = rota.suiting_people(r, allowed)
    yield "keep_apart", len(allowed)
    allowed = allowed[[rota.is_open(s) or rota.free_supervisor(s) >= 0 for s in slot[allowed].tolist()]]
    yield "supervised", len(allowed)
    mine = [o for o in rota.suiting_supervisors(r, allowed).tolist() if _suits_one(rota, r, int(slot[o]))]
    yield "not_excluded", len(mine)
    mine = [o for o in mine if rota.is_heard(o) or rota.free_supervisor(int(slot[o]), r) >= 0]
    yield "language_spoken", len(mine)
    mine = [o for o in mine if _has_room(rota, o)]
    yield "within_places", len(mine)
    mine = [o for o in mine if rota.fleet.has_seat(o)]
    yield "seats_in_van", len(mine)
    mine = [o for o in mine if rota.has_equipment(o)]
    yield "equipment_stock", len(mine)
    minimum = problem.slots.minimum
    mine = [o for o in mine if len(rota.on_slot[slot[o]]) + 1 >= minimum[slot[o]]]
    yield "minimum_to_run", len(mine)


def _suits_one(rota: Rota, r: int, s: int) -> bool:
    return rota.is_open(s) or any(r not in rota.barred[j] for j in rota.free_supervisors(s))


def _has_room(rota: Rota, option: int) -> bool:
    s = int(rota.problem.options.slot[option])
    if rota.is_open(s) and rota.has_room_for(option):
        return True
    extra = rota.free_supervisor(s, int(rota.problem.options.requirement[option]))
    return extra >= 0 and rota.has_room_for(option, extra)
