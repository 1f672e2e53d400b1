"""The hard rules of the allocation, each as a check on plain arrays.

A rule about a pair answers by broadcasting: items of shape (k, 1) against staff (1, m) give a (k, m) table, arrays of
equal shape give an answer for each pair. A rule about the whole plan lists its violations.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.errors import Violation
from models.goals import Part
from solver.allocation.problem import ANY, NOBODY, Bools, Indices, Ints, Problem
from solver.allocation.solution import Solution, cases_held, loads, most_cases, most_loads, most_moves, moved

PairRule = Callable[[Problem, Indices, Indices], Bools]
PlanRule = Callable[[Problem, Solution], list[Violation]]


def role(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """The member of staff has the role that the item is for."""
    return np.asarray(problem.has_role[problem.role[items], staff])


def grade_may_hold(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """At every stage of a case a holding rule covers type, tier, risk, MAPPA level and length of sentence."""
    allowed = problem.may_hold[problem.holding[items], problem.grade[staff]]
    return np.asarray(allowed | overruled(problem, items, staff))


def qualified(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """The member of staff has every required qualification, valid to the last day of the item's span."""
    allowed = problem.qualified_until[problem.requirements[items], staff] >= problem.ends[items]
    return np.asarray(allowed | overruled(problem, items, staff))


def specialist_team(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """A case of a specialist team goes to that team."""
    allowed = (problem.specialist[items] == ANY) | (problem.specialist[items] == problem.team[staff])
    return np.asarray(allowed | overruled(problem, items, staff))


def not_excluded(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """Neither the person nor the member of staff excludes the other."""
    return ~problem.excluded.hold(items, staff)


def limited_access(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """A limited-access case goes only to those who are named for it."""
    return ~problem.limited[items] | problem.named.hold(items, staff)


def stated_needs(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """A woman, a Welsh speaker, a speaker of the person's language where there is one: what the person has stated."""
    allowed = problem.meets[problem.needs[items], staff]
    return np.asarray(allowed | overruled(problem, items, staff))


def active_in_region(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """In the team from the first to the last day of the item's span, in its region, the transfer done."""
    here = problem.staff_region[staff] == problem.item_region[items]
    in_time = problem.active_from[staff] <= problem.starts[items]
    stays = problem.active_until[staff] >= problem.ends[items]
    # Somebody who has left before the horizon, or who joins after it, is not there on any day of a span.
    return np.asarray(here & in_time & stays & problem.transferred[items])


def at_work(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """At work on some day on which a report or contact is to be done; of cases, and of what is overdue, no such day."""
    return np.asarray(problem.at_work[problem.presence[items], staff])


def has_capacity(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """The member of staff has available points in every period in which the item brings any, and in some period."""
    place = 1 << np.arange(problem.num_periods)
    wanted, there = (problem.points > 0) @ place, (problem.available > 0) @ place
    return np.asarray((there[staff] > 0) & ((wanted[items] & ~there[staff]) == 0))


def stays_near_end(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """A case near its end stays with the practitioner who holds it now, where the rules above and locks let it."""
    bound = problem.near_end[items]
    if not bound.any():
        return np.broadcast_to(True, np.broadcast_shapes(items.shape, staff.shape))
    return np.asarray((problem.current[items] == staff) | ~(bound & may_stay(problem, items)))


def only_new(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """Where only new work is given out, all other work stays where it is, where the rules above and locks let it."""
    if not problem.change.only_new:
        return np.broadcast_to(True, np.broadcast_shapes(items.shape, staff.shape))
    return np.asarray((problem.current[items] == staff) | ~may_stay(problem, items))


def locks_kept(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """No ``must_not`` lock on the pair, and no ``must`` lock to somebody else."""
    elsewhere = (problem.must[items] != NOBODY) & (problem.must[items] != staff)
    return np.asarray(~problem.must_not.hold(items, staff) & ~elsewhere)


def may_stay(problem: Problem, items: Indices) -> Bools:
    """Whether an item could stay with the one who has it: by all rules down to ``has_capacity`` and by locks."""
    now = problem.current[items]
    someone = now != NOBODY
    able = np.asarray(someone & (problem.must[items] == NOBODY))
    asked, holders = items[able], now[able]
    for rule in (*STANDING_RULES.values(), locks_kept):
        kept = rule(problem, asked, holders)
        able[able] = kept
        asked, holders = asked[kept], holders[kept]
    return able


def overruled(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """Whether the pair is locked together by a lock that overrules some rules."""
    return np.asarray(problem.override[items] & (problem.must[items] == staff))


def keep_apart(problem: Problem, solution: Solution) -> list[Violation]:
    """Co-defendants have different practitioners, and a victim contact is not with its case's practitioner."""
    if problem.apart.size == 0:
        return []
    one, other = solution.holder[problem.apart[:, 0]], solution.holder[problem.apart[:, 1]]
    together = problem.apart[(one == other) & (one != NOBODY)]
    return [
        violation(
            "keep_apart",
            (problem.items[a], problem.items[b], problem.staff[solution.holder[a]]),
            f"{problem.items[a]} and {problem.items[b]} must be kept apart and are with one member of staff.",
        )
        for a, b in together
    ]


def within_ceiling(problem: Problem, solution: Solution) -> list[Violation]:
    """In no period more than the workload ceiling, or than existing load and ``must`` locks, if these are more."""
    load, most = loads(problem, solution.holder), most_loads(problem)
    return [
        violation(
            "within_ceiling",
            (problem.staff[j],),
            f"{problem.staff[j]} would carry {load[j, t]} points in period {t + 1}, where {most[j, t]} are the most.",
        )
        for j, t in np.argwhere(load > most).tolist()
    ]


def within_case_ceiling(problem: Problem, solution: Solution) -> list[Violation]:
    """Nobody holds more cases than the grade's ceiling, or than existing ones and ``must`` locks, if these are more."""
    cases, most = cases_held(problem, solution.holder), most_cases(problem)
    return [
        violation(
            "within_case_ceiling",
            (problem.staff[j],),
            f"{problem.staff[j]} would hold {cases[j]} cases, where {most[j]} are the most.",
        )
        for j in np.flatnonzero(cases > most).tolist()
    ]


def within_max_moves(problem: Problem, solution: Solution) -> list[Violation]:
    """No more moves than asked for, or than ``must`` locks demand, if these are more."""
    most, moves = most_moves(problem), int(np.count_nonzero(moved(problem, solution.holder)))
    if most is None or moves <= most:
        return []
    return [violation("within_max_moves", (), f"{moves} items would move, where {most} are the most.")]


def musts_kept(problem: Problem, solution: Solution) -> list[Violation]:
    """Every ``must`` lock is carried out (``locks_kept`` of the pairs sees to the rest)."""
    missing = np.flatnonzero((problem.must != NOBODY) & (solution.holder == NOBODY))
    return [
        violation(
            "locks_kept",
            (problem.items[i], problem.staff[problem.must[i]]),
            f"Case {problem.items[i]} is locked to a practitioner and has none.",
        )
        for i in missing
    ]


def pairs_allowed(name: str, rule: PairRule) -> PlanRule:
    """The rule of the whole plan that every item held keeps a rule about pairs."""

    def every_pair(problem: Problem, solution: Solution) -> list[Violation]:
        items = np.flatnonzero(solution.holder != NOBODY).astype(np.int32)
        holders = solution.holder[items]
        wrong = ~rule(problem, items, holders)
        return [
            violation(
                name,
                (problem.items[i], problem.staff[j]),
                f"{problem.items[i]} may not be given to {problem.staff[j]}: {name}.",
            )
            for i, j in zip(items[wrong], holders[wrong], strict=True)
        ]

    return every_pair


def violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    """A violation in this part of the plan."""
    return Violation(rule=rule, part=Part.ALLOCATION.value, ids=ids, sentence=sentence)


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of a hard rule."""
    return [found for rules in RULES.values() for rule in rules for found in rule(problem, solution)]


def allowed_pairs(problem: Problem, items: Indices, staff: Indices) -> Bools:
    """(n, m) bool: every rule about pairs lets the member of staff have the item.

    Most rules read little of an item, so that they are asked once for all items that are alike to them.
    """
    first, alike = _alike(problem, items)
    kinds = np.ones((first.size, staff.size), dtype=np.bool_)
    for name in ALIKE_RULES:
        kinds &= PAIR_RULES[name](problem, items[first][:, None], staff[None, :])
    allowed = kinds[alike]
    for name in PAIR_RULES.keys() - ALIKE_RULES:
        allowed &= PAIR_RULES[name](problem, items[:, None], staff[None, :])
    return allowed


def _alike(problem: Problem, items: Indices) -> tuple[Ints, Ints]:
    """Where each kind of item stands first among ``items``, and (n,) the kind of each."""
    table = np.column_stack(
        (
            problem.role[items],
            problem.holding[items],
            problem.requirements[items],
            problem.needs[items],
            problem.presence[items],
            problem.specialist[items],
            problem.item_region[items],
            problem.transferred[items],
            problem.starts[items],
            problem.ends[items],
            (problem.points[items] > 0) @ (1 << np.arange(problem.num_periods)),
            np.where(problem.override[items], items, -1),
        )
    )
    key = np.zeros(items.size, dtype=np.int64)
    for column in table.T:
        # Numbered anew after every column: whole numbers are sorted far faster than rows, and never run over.
        _, column_number = np.unique(column, return_inverse=True)
        key = np.unique(key * items.size + column_number.reshape(-1), return_inverse=True)[1].reshape(-1)
    _, first = np.unique(key, return_index=True)
    return first, key


STANDING_RULES: dict[str, PairRule] = {
    "role": role,
    "grade_may_hold": grade_may_hold,
    "qualified": qualified,
    "specialist_team": specialist_team,
    "not_excluded": not_excluded,
    "limited_access": limited_access,
    "stated_needs": stated_needs,
    "active_in_region": active_in_region,
    "at_work": at_work,
    "has_capacity": has_capacity,
}
"""Rules that an item and a member of staff must keep, whoever has the item now."""

PAIR_RULES: dict[str, PairRule] = {
    **STANDING_RULES,
    "stays_near_end": stays_near_end,
    "only_new": only_new,
    "locks_kept": locks_kept,
}
"""Rules that an item and a member of staff must keep, whatever else is decided."""

ALIKE_RULES = STANDING_RULES.keys() - {"not_excluded", "limited_access"}
"""Rules that read nothing of an item but what ``_alike`` compares."""

RULES: dict[str, tuple[PlanRule, ...]] = {
    **{name: (pairs_allowed(name, rule),) for name, rule in STANDING_RULES.items()},
    "stays_near_end": (pairs_allowed("stays_near_end", stays_near_end),),
    "only_new": (pairs_allowed("only_new", only_new),),
    "keep_apart": (keep_apart,),
    "within_ceiling": (within_ceiling,),
    "within_case_ceiling": (within_case_ceiling,),
    "within_max_moves": (within_max_moves,),
    "locks_kept": (pairs_allowed("locks_kept", locks_kept), musts_kept),
}
"""Every hard rule, in the order of docs/formulation.md."""
