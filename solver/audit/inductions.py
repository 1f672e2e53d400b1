"""Unpaid work: inductions, each before any other session of the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np

from models.decisions import StandingPattern
from models.errors import Violation
from models.goals import Part
from models.unpaid_work import ProjectKind
from solver.audit.attendance import runs_on
from solver.audit.exceptions import as_seen_by
from solver.audit.finding import Findings, violation
from solver.audit.pairs import Flags
from solver.audit.rota import Rota, project_of
from solver.audit.unpaid_work import SLOT_RULES
from solver.audit.work import in_need_of_induction

Booked = dict[tuple[int, date], list[str]]
"""People at each induction session."""


def inductions(rota: Rota) -> Findings:
    """Inductions go to those who need one, where they may go and there are places; nobody waits beside a free place."""
    before = replace(rota, first_usable=rota.sentenced, waiting=frozenset(), answers={})
    needing = _first_requirements(before)
    booked: Booked = defaultdict(list)
    for row in rota.inductions:
        yield from _one_induction(before, row, needing)
        booked[rota.slot_at[row.slot], row.dates[0] if row.dates else date.min].append(row.person)
    yield from _full(rota, booked)
    had = {row.person for row in rota.inductions}
    for person, r in needing.items():
        if person not in had and any(_free(before, booked, r, s) for s in np.flatnonzero(_allowed(before, r)).tolist()):
            yield _broken((person,), f"{person} needs an induction, and there is a place, but the plan gives none.")


def _first_requirements(before: Rota) -> dict[str, int]:
    """Requirement that the induction of everyone who needs one belongs to: the one that can begin first."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row in in_need_of_induction(before.rows):
        rows[row.person].append(before.requirement_at[row.id])
    return {person: min(mine, key=lambda r: (before.first_usable[r], r)) for person, mine in rows.items()}


def _allowed(before: Rota, r: int) -> Flags:
    """(S,) bool: inductions to which a requirement's person may go."""
    flags = np.array([project_of(before, s).kind == ProjectKind.INDUCTION for s in range(len(before.slots))], np.bool_)
    for rule in SLOT_RULES:
        if rule.holds.__name__ != "project_kind":
            flags = flags & rule.holds(before, r)
    return flags


def _possible(before: Rota, r: int, s: int) -> list[date]:
    """Dates of an induction in the usable weeks of a requirement."""
    first = int(before.first_usable[r])
    days = [before.days[first + d] for d in np.flatnonzero(as_seen_by(before, r).dates[s, first:]).tolist()]
    return [day for day in days if runs_on(before, s, day)]


def _one_induction(before: Rota, row: StandingPattern, needing: dict[str, int]) -> Findings:
    r, s = before.requirement_at[row.requirement], before.slot_at[row.slot]
    rightly = needing.get(row.person) == r and len(row.dates) == 1 and row.minutes == 0
    if not (rightly and _allowed(before, r)[s] and row.dates[0] in _possible(before, r, s)):
        sentence = f"The induction of requirement {row.requirement} at slot {row.slot} is not needed, or cannot be so."
        yield _broken((row.requirement, row.slot), sentence)


def _full(rota: Rota, booked: Booked) -> Iterator[Violation]:
    """Sessions with more people than places, or with two who must never meet; people with two inductions."""
    for (s, day), people in booked.items():
        slot = rota.slots[s].id
        if len(people) > project_of(rota, s).places:
            yield _broken((slot,), f"More people have the induction of slot {slot} on {day} than there are places.")
        for one, other in combinations(people, 2):
            if _apart(rota, one, other):
                ids = (one, other, slot)
                yield _broken(ids, "{} and {} must never meet, but both have the induction of slot {}.".format(*ids))
    everyone = [person for people in booked.values() for person in people]
    for person in {person for person in everyone if everyone.count(person) > 1}:
        yield _broken((person,), f"{person} has more than one induction.")


def _free(before: Rota, booked: Booked, r: int, s: int) -> bool:
    """Whether a session of a slot has a place for a requirement's person, and nobody whom the person must not meet."""
    me, places = before.people[r].id, project_of(before, s).places
    sessions = [booked.get((s, day), []) for day in _possible(before, r, s)]
    return any(len(there) < places and not any(_apart(before, me, other) for other in there) for there in sessions)


def _apart(rota: Rota, one: str, other: str) -> bool:
    people = rota.rows.people
    return other in people[one].non_associations or one in people[other].non_associations


def _broken(ids: tuple[str, ...], sentence: str) -> Violation:
    return violation("induction_first", Part.UNPAID_WORK, ids, sentence)
