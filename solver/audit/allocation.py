"""Allocation: the rules on who may be given which item.

A rule about a pair takes indices of items and of staff that are broadcast against each other, so that the same few
lines judge what the plan decided and, block by block, everything that it could have decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from models.casework import Case
from models.change import Change
from models.decisions import Decisions
from models.errors import Violation
from models.goals import Part
from solver.audit.casebook import Casebook, read_casebook
from solver.audit.finding import Findings, violation
from solver.audit.pairs import Flags, Index
from solver.audit.rows import Rows


def role(a: Casebook, i: Index, j: Index) -> Flags:
    """The member of staff has the role that the item is for."""
    return a.role.holds(i, j)


def grade_may_hold(a: Casebook, i: Index, j: Index) -> Flags:
    """For every stage of the case some holding rule of the grade allows it, or a ``must`` lock overrules this."""
    return np.asarray(a.holding.holds(i, j) | a.overridden.holds(i, j))


def qualified(a: Casebook, i: Index, j: Index) -> Flags:
    """Every required qualification is held, valid to the span's last day; or a ``must`` lock overrules this."""
    return np.asarray(a.qualified.holds(i, j) | a.overridden.holds(i, j))


def specialist_team(a: Casebook, i: Index, j: Index) -> Flags:
    """A case for a specialist team goes to its staff, or a ``must`` lock overrules this."""
    return np.asarray(a.team.holds(i, j) | a.overridden.holds(i, j))


def not_excluded(a: Casebook, i: Index, j: Index) -> Flags:
    """Neither the person nor the member of staff excludes the other."""
    return np.asarray(~a.excluded.holds(i, j))


def limited_access(a: Casebook, i: Index, j: Index) -> Flags:
    """A limited-access case finds one of the practitioners that it names."""
    return np.asarray(~a.limited[i] | a.named.holds(i, j))


def stated_needs(a: Casebook, i: Index, j: Index) -> Flags:
    """A need for a woman, Welsh or another language is met where it can be; or a ``must`` lock overrules this."""
    return np.asarray(a.needs.holds(i, j) | a.overridden.holds(i, j))


def active_in_region(a: Casebook, i: Index, j: Index) -> Flags:
    """Active on the first and the last day of the span; same region; transfer complete."""
    active = (a.active_from[j] <= a.first[i]) & (a.active_until[j] >= a.last[i])
    return np.asarray(active & (a.region_of_staff[j] == a.region_of_item[i]) & a.transferred[i])


def at_work(a: Casebook, i: Index, j: Index) -> Flags:
    """A report or contact goes to somebody who is at work on a day on which it is to be done."""
    return a.presence.holds(i, j)


def has_capacity(a: Casebook, i: Index, j: Index) -> Flags:
    """The member of staff has available points in some period, and in every period in which the item has any."""
    given = a.periods_given[j]
    return np.asarray((a.periods_needed[i] & ~given == 0) & (given > 0))


def stays_near_end(a: Casebook, i: Index, j: Index) -> Flags:
    """A case near its end stays where it is, or a ``must`` lock overrules this."""
    return np.asarray(~a.settled[i] | (a.present[i] == j))


def only_new(a: Casebook, i: Index, j: Index) -> Flags:
    """Where only new work is given out, what somebody does now stays there, or a ``must`` lock overrules this."""
    return np.asarray(~a.held_now[i] | (a.present[i] == j))


def lock_allows(a: Casebook, i: Index, j: Index) -> Flags:
    """No lock keeps the member of staff from the item."""
    return np.asarray((~a.bound_by_must[i] | a.must.holds(i, j)) & ~a.must_not.holds(i, j))


class PairRule(NamedTuple):
    """A rule about an item and a member of staff, and what to say where it is broken."""

    holds: Callable[[Casebook, Index, Index], Flags]
    sentence: str


STANDING_RULES: tuple[PairRule, ...] = (
    PairRule(role, "{staff} does not do the kind of work that {item} is."),
    PairRule(grade_may_hold, "The grade of {staff} may not hold case {item} in every stage that it goes through."),
    PairRule(qualified, "{staff} lacks a qualification that {item} requires, or its register entry runs out."),
    PairRule(specialist_team, "{staff} is not in the specialist team that case {item} is for."),
    PairRule(not_excluded, "{staff} and the person of {item} must not work together."),
    PairRule(limited_access, "Case {item} is of limited access and {staff} is not among those who may hold it."),
    PairRule(stated_needs, "{staff} does not meet a need that the person of {item} has stated."),
    PairRule(active_in_region, "{staff} is not active in the region of {item} from its first day to its last."),
    PairRule(at_work, "{staff} is not at work on any day on which {item} is to be done."),
    PairRule(has_capacity, "{staff} has no available points at a time when {item} needs them."),
)
"""Rules that hold whatever is decided about change, in the order of ``docs/formulation.md``."""

PAIR_RULES: tuple[PairRule, ...] = (
    *STANDING_RULES,
    PairRule(stays_near_end, "Case {item} is near its end and could stay where it is, but goes to {staff}."),
    PairRule(only_new, "{item} could stay where it is and only new work is given out, but it goes to {staff}."),
)
"""Rules about one item and who is given it, in the order of ``docs/formulation.md``."""


def casebook_of(rows: Rows, decided: Decisions, change: Change) -> Casebook:
    """Casebook of a scenario and what was decided, with what has to stay where it is."""
    a = read_casebook(rows, decided, change)
    settled = np.zeros(len(a.items), dtype=np.bool_)
    if change.settled_weeks is not None:
        until = rows.scenario.horizon.start + timedelta(weeks=change.settled_weeks)
        settled[
            [n for n, item in enumerate(a.items) if isinstance(item.row, Case) and item.row.sentence_end < until]
        ] = 1
    could = _could_stay(a)
    return replace(a, settled=settled & could, held_now=could & change.only_new)


def _could_stay(a: Casebook) -> Flags:
    """(I,) bool: who does the item now keeps every rule that says who may, and no lock says otherwise."""
    held = np.flatnonzero(a.present >= 0)
    could = np.zeros(len(a.items), dtype=np.bool_)
    could[held] = lock_allows(a, held, a.present[held])
    for rule in STANDING_RULES:
        could[held] &= rule.holds(a, held, a.present[held])
    return could


def allowed(a: Casebook, i: Index, j: Index) -> Flags:
    """Whether every rule but those of the whole plan allows each pair."""
    flags = lock_allows(a, i, j)
    for rule in PAIR_RULES:
        flags = flags & rule.holds(a, i, j)
    return flags


def broken_pair_rules(a: Casebook) -> Findings:
    """Every item given to somebody whom a rule about the two keeps from it."""
    held = np.flatnonzero(a.holder >= 0)
    for rule in PAIR_RULES:
        for i in held[~rule.holds(a, held, a.holder[held])]:
            yield _broken(rule, a.items[i].row.id, a.staff[a.holder[i]].id)


def _broken(rule: PairRule, item: str, staff: str) -> Violation:
    sentence = rule.sentence.format(item=item, staff=staff)
    return violation(rule.holds.__name__, Part.ALLOCATION, (item, staff), sentence)
