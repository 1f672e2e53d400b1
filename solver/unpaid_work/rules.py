"""The hard rules, each with a checker of its own that reads only the arrays and the rota."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import numpy as np

from models.errors import Violation
from solver.unpaid_work.attending import attendance, ete_minutes, held_dates, supervisors_present
from solver.unpaid_work.equipment import worn
from solver.unpaid_work.forecast import risky_dates
from solver.unpaid_work.problem import PAIR_RULES, Bools, Ints, Problem, Solution
from solver.unpaid_work.riding import must_ride

Check = Callable[[Problem, Solution], Iterator[Violation]]


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Everything that a rota breaks; empty when it breaks nothing."""
    return [violation for _, rule in RULES for violation in rule(problem, solution)]


def allowed_pair(rule: str) -> Check:
    """Checker of a rule on one requirement and one slot."""
    bit = PAIR_RULES.index(rule)

    def broken(problem: Problem, solution: Solution) -> Iterator[Violation]:
        for r, s in solution.standing.tolist():
            if problem.broken[r, s] >> bit & 1:
                yield _violation(rule, [_requirement(problem, r), _slot(problem, s)], "This slot is not allowed.")

    return broken


def sessions_per_week(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """At most ``sessions_per_week`` slots of a requirement, on different weekdays; a person's slots never clash."""
    rows = problem.requirements
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    for r in np.flatnonzero(np.bincount(requirement, minlength=len(rows.ids)) > rows.sessions_per_week).tolist():
        yield _violation("sessions_per_week", [_requirement(problem, r)], "More standing slots than sessions a week.")
    order = np.lexsort((problem.slots.weekday[slot], rows.person[requirement]))
    ranked = solution.standing[order].tolist()
    for n, (r, s) in enumerate(ranked):
        for q, t in ranked[n + 1 :]:
            if rows.person[q] != rows.person[r] or problem.slots.weekday[t] != problem.slots.weekday[s]:
                break
            if q == r or slots_clash(problem, s, t):
                ids = [_requirement(problem, r), _requirement(problem, q), _slot(problem, s), _slot(problem, t)]
                yield _violation("sessions_per_week", ids, "Two slots of one person stand in each other's way.")


def within_places(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """On every date, the chance that more than there are places turn up of those who hold one is within the risk."""
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_dates(problem.requirements, problem.slots, requirement, slot)
    places = problem.slots.places[:, None] * np.maximum(1, supervisors_present(problem, solution))
    for s, w in risky_dates(problem, solution, held, places):
        yield _violation("within_places", [_slot(problem, s)], f"Too many people on {problem.day(s, w)}.")


def supervised(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A running slot has 1 to ``max_supervisors`` supervisors (none where it is 0) who may stand there."""
    num_slots = len(problem.slots.ids)
    count = np.bincount(solution.supervised[:, 0], minlength=num_slots)
    running = np.bincount(solution.standing[:, 1], minlength=num_slots) > 0
    most = problem.slots.max_supervisors
    for s in np.flatnonzero((count > most) | (running & (most > 0) & (count == 0))).tolist():
        yield _violation("supervised", [_slot(problem, s)], f"{count[s]} supervisors, where 1 to {most[s]} are needed.")
    for s, j in solution.supervised.tolist():
        if not problem.supervisors.may_stand[j, s]:
            yield _violation("supervised", [_slot(problem, s), problem.supervisors.ids[j]], "May not supervise there.")


def supervisors_not_double_booked(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A supervisor stands on at most one slot a weekday, and for at most the contracted hours a week."""
    for j, supervisor in enumerate(problem.supervisors.ids):
        mine = solution.supervised[solution.supervised[:, 1] == j, 0]
        days = problem.slots.weekday[mine]
        if len(np.unique(days)) < len(days):
            yield _violation("supervisors_not_double_booked", [supervisor], "Two slots on one weekday.")
        if problem.slots.minutes[mine].sum() > problem.supervisors.minutes_a_week[j]:
            yield _violation("supervisors_not_double_booked", [supervisor], "More than the contracted hours a week.")


def seats_in_van(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """On every date, those who must ride and hold a place are no more than the seats of the slot's van.

    Of those who could come alone no more ride than seats are left (``riding.py``).
    """
    riders = solution.standing[must_ride(problem, solution.standing)]
    held = held_dates(problem.requirements, problem.slots, riders[:, 0], riders[:, 1])
    riding = np.zeros(problem.slots.has_date.shape, dtype=np.int32)
    np.add.at(riding, riders[:, 1], held)
    seats = np.zeros(len(problem.slots.ids), dtype=np.int32)
    seats[solution.driven[:, 0]] = problem.vans.seats[solution.driven[:, 1]]
    stood = set(riders[:, 1].tolist())
    for s in sorted(stood - set(solution.driven[:, 0].tolist())):
        yield _violation("seats_in_van", [_slot(problem, s)], "People ride there, but no van goes.")
    for s in np.flatnonzero((riding > seats[:, None]).any(axis=1) & (seats > 0)).tolist():
        yield _violation("seats_in_van", [_slot(problem, s)], f"More people ride there than the {seats[s]} seats.")


def vans_not_double_booked(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A slot has one van at the most, which may go there; no van goes to two slots for which it is out at once."""
    vans = problem.vans
    for s in np.flatnonzero(np.bincount(solution.driven[:, 0], minlength=len(problem.slots.ids)) > 1).tolist():
        yield _violation("vans_not_double_booked", [_slot(problem, s)], "Two vans go to one slot.")
    for s, v in solution.driven.tolist():
        if not vans.may_go[v, s]:
            yield _violation("vans_not_double_booked", [vans.ids[v], _slot(problem, s)], "The van may not go there.")
    for v in np.unique(solution.driven[:, 1]).tolist():
        for s, t in combinations(solution.driven[solution.driven[:, 1] == v, 0].tolist(), 2):
            if trips_overlap(problem, s, t):
                ids = [vans.ids[v], _slot(problem, s), _slot(problem, t)]
                yield _violation("vans_not_double_booked", ids, "The van would be out for two slots at once.")


def equipment_stock(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """On every day, those who hold a place and need equipment of a kind and size are no more than the depot's sets."""
    sets, (requirement, slot) = problem.equipment.sets, solution.standing.T
    drawn = problem.equipment.stocks(requirement, slot)
    for stock in np.flatnonzero((worn(problem, solution.standing) > sets[:, None]).any(axis=1)).tolist():
        ids = [_slot(problem, s) for s in np.unique(slot[(drawn == stock).any(axis=1)]).tolist()]
        yield _violation("equipment_stock", ids, f"More people of a day than the {sets[stock]} sets of their size.")


def minimum_to_run(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A running slot has at least ``minimum_to_run`` requirements, and at least one."""
    num_slots = len(problem.slots.ids)
    standing = np.bincount(solution.standing[:, 1], minlength=num_slots)
    running = (standing > 0) | (np.bincount(solution.supervised[:, 0], minlength=num_slots) > 0)
    for s in np.flatnonzero(running & (standing < problem.slots.minimum)).tolist():
        yield _violation("minimum_to_run", [_slot(problem, s)], f"Only {standing[s]} people stand on it.")


def keep_apart(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Non-associates never stand on one slot."""
    slots_of = _slots_of(solution)
    for one, other in problem.apart.tolist():
        for s in sorted(slots_of.get(one, set()) & slots_of.get(other, set())):
            ids = [_requirement(problem, one), _requirement(problem, other), _slot(problem, s)]
            yield _violation("keep_apart", ids, "Two people who must be kept apart stand on one slot.")


def not_excluded(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Nobody stands with a supervisor whom either must not work with."""
    slots_of = _slots_of(solution)
    for r, j in problem.excluded.tolist():
        mine = set(solution.supervised[solution.supervised[:, 1] == j, 0].tolist())
        for s in sorted(slots_of.get(r, set()) & mine):
            ids = [_requirement(problem, r), problem.supervisors.ids[j], _slot(problem, s)]
            yield _violation("not_excluded", ids, "The supervisor must not work with the person.")


def language_spoken(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Where only a supervisor of ours can speak the person's language, one who does stands there."""
    slots_of = [solution.supervised[solution.supervised[:, 1] == j, 0].tolist() for j in problem.speakers[:, 1]]
    spoken = {(r, s) for r, slots in zip(problem.speakers[:, 0].tolist(), slots_of, strict=True) for s in slots}
    silent = {(r, s) for r, s in problem.unheard.tolist()} - spoken
    for r, s in solution.standing.tolist():
        if (r, s) in silent:
            ids = [_requirement(problem, r), _slot(problem, s)]
            yield _violation("language_spoken", ids, "No supervisor there speaks the person's language.")


def within_remaining_hours(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Minutes worked off are at most those that remain."""
    worked = np.zeros(len(problem.requirements.ids), dtype=np.int64)
    np.add.at(worked, solution.standing[:, 0], attendance(problem, solution).minutes.sum(axis=1))
    for r in np.flatnonzero(worked > problem.requirements.remaining).tolist():
        yield _violation("within_remaining_hours", [_requirement(problem, r)], "More minutes than remain.")


def within_ete_share(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Held dates of education, training and employment are no more than a requirement may still have of it."""
    rows, (requirement, slot) = problem.requirements, solution.standing.T
    ete = np.bincount(requirement, ete_minutes(rows, problem.slots, requirement, slot), minlength=len(rows.ids))
    for r in np.flatnonzero(ete > rows.ete_left).tolist():
        sentence = "More education, training and employment than may be."
        yield _violation("within_ete_share", [_requirement(problem, r)], sentence)


def locks_kept(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """What is locked stands; what is locked out does not."""
    standing = {tuple(pair) for pair in solution.standing.tolist()}
    for pairs, wanted, sentence in (
        (problem.locks, True, "A lock demands this slot."),
        (problem.bans, False, "A lock forbids this slot."),
    ):
        for r, s, _ in pairs.tolist():
            if ((r, s) in standing) != wanted:
                yield _violation("locks_kept", [_requirement(problem, r), _slot(problem, s)], sentence)


def trips_overlap(problem: Problem, one: int, other: int) -> bool:
    """Whether one van cannot go to both slots, since it would be out for both at once."""
    vans, same_day = problem.vans, problem.slots.weekday[one] == problem.slots.weekday[other]
    return bool(same_day and vans.out[one] < vans.back[other] and vans.out[other] < vans.back[one])


def slots_clash(problem: Problem, one: Ints | int, other: Ints | int) -> Bools:
    """Whether one person cannot stand on both slots of one weekday, for lack of time between them."""
    slots = problem.slots
    early = slots.start[one] < slots.end[other] + problem.turnaround
    return np.asarray(early & (slots.start[other] < slots.end[one] + problem.turnaround))


def _slots_of(solution: Solution) -> dict[int, set[int]]:
    slots_of: dict[int, set[int]] = {}
    for r, s in solution.standing.tolist():
        slots_of.setdefault(r, set()).add(s)
    return slots_of


def _requirement(problem: Problem, r: int) -> str:
    return problem.requirements.ids[r]


def _slot(problem: Problem, s: int) -> str:
    return problem.slots.ids[s]


def _violation(rule: str, ids: Iterable[str], sentence: str) -> Violation:
    return Violation(rule=rule, part="unpaid_work", ids=tuple(ids), sentence=sentence)


RULES: tuple[tuple[str, Check], ...] = (
    ("project_kind", allowed_pair("project_kind")),
    ("induction_first", allowed_pair("induction_first")),
    ("in_region", allowed_pair("in_region")),
    ("available", allowed_pair("available")),
    ("within_travel_limit", allowed_pair("within_travel_limit")),
    ("restrictions", allowed_pair("restrictions")),
    ("outside_exclusion_zones", allowed_pair("outside_exclusion_zones")),
    ("women_only", allowed_pair("women_only")),
    ("certificates", allowed_pair("certificates")),
    ("stated_needs", allowed_pair("stated_needs")),
    ("ete_hours_left", allowed_pair("ete_hours_left")),
    ("no_clash", allowed_pair("no_clash")),
    ("sessions_per_week", sessions_per_week),
    ("within_places", within_places),
    ("supervised", supervised),
    ("supervisors_not_double_booked", supervisors_not_double_booked),
    ("seats_in_van", seats_in_van),
    ("vans_not_double_booked", vans_not_double_booked),
    ("equipment_stock", equipment_stock),
    ("minimum_to_run", minimum_to_run),
    ("keep_apart", keep_apart),
    ("not_excluded", not_excluded),
    ("language_spoken", language_spoken),
    ("within_remaining_hours", within_remaining_hours),
    ("within_ete_share", within_ete_share),
    ("locks_kept", locks_kept),
)
"""Every rule with its checker, in the order of docs/formulation.md."""
