"""Who could have which item by grade, qualification, stated need, taste, exclusion: what rules look things up in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from models.casework import CaseType, Rosh
from models.locks import CaseLock, Force
from models.people import StatedNeed
from models.policy import HoldingRule
from models.record import Sex
from models.scenario import Scenario
from models.staff import Grade, Role, Staff
from solver.allocation.allowed import Pairs
from solver.allocation.arrays import bools, flags, indices, ints, numbered, pairs
from solver.allocation.problem import NOBODY, Bools, Floats, Indices, Ints, ItemKind, read_only
from solver.allocation.work import Item
from solver.calendar import WEEKDAYS, is_working_day

WELSH = "cy"
"""ISO 639-1 code of the language that the stated need ``welsh`` asks for."""

Holding = tuple[tuple[tuple[CaseType, str], ...], Rosh, int, bool] | None
"""What a holding rule reads of a case: type and tier of its stages, risk, MAPPA level, sentence for life."""


class Needs(NamedTuple):
    """Stated needs that a rule reads; ``languages`` are those that the member of staff must speak."""

    woman: bool = False
    languages: frozenset[str] = frozenset()


def grades(items: Sequence[Item], rules: Sequence[HoldingRule]) -> tuple[Indices, Bools]:
    """(N,) kind of each item, and (K, G) grades that may hold such a case at all its stages; of other work, any."""
    numbers, kinds = numbered(_holding(item) for item in items)
    return numbers, flags(kinds, list(Grade), lambda kind, grade: kind is None or _holds(rules, grade, kind))


def _holding(item: Item) -> Holding:
    if item.kind is not ItemKind.CASE or item.case is None:
        return None
    stages = tuple((stage.case_type, stage.tier) for stage in item.stages)
    return stages, item.case.rosh, item.case.mappa_level, item.case.life_sentence


def _holds(
    rules: Sequence[HoldingRule], grade: Grade, kind: tuple[tuple[tuple[CaseType, str], ...], Rosh, int, bool]
) -> bool:
    stages, rosh, mappa_level, life_sentence = kind
    order = list(Rosh)
    fit = [
        row
        for row in rules
        if row.grade is grade
        and order.index(rosh) <= order.index(row.max_rosh)
        and mappa_level <= row.max_mappa_level
        and (row.life_sentences or not life_sentence)
    ]
    return all(
        any(case_type in row.case_types and tier.startswith(row.tiers) for row in fit) for case_type, tier in stages
    )


def qualifications(items: Sequence[Item], staff: Sequence[Staff]) -> tuple[Indices, Ints]:
    """(N,) kind of each item, and (Q, M) ordinals of the last day on which each has all that such an item requires."""
    numbers, kinds = numbered(frozenset(item.requires) for item in items)
    until = [[_qualified_until(row, ids) for row in staff] for ids in kinds]
    return numbers, read_only(np.array(until, dtype=np.int64).reshape(len(kinds), len(staff)))


def _qualified_until(staff: Staff, wanted: frozenset[str]) -> int:
    if not wanted.issubset(staff.qualifications):
        return 0
    entries = [entry.expires for entry in staff.register_entries if entry.qualification in wanted]
    return min(entries, default=date.max).toordinal()


def stated_needs(
    items: Sequence[Item], regions: Sequence[str], staff: Sequence[Staff], of_staff: Sequence[str]
) -> tuple[Indices, Bools]:
    """(N,) kind of each item, and (S, M): the member of staff meets the needs that the person has stated.

    Parameters
    ----------
    regions, of_staff
        Region of each item and of each member of staff.
    """
    spoken = {
        (language, region, role)
        for row, region in zip(staff, of_staff, strict=True)
        for language in row.languages
        for role in row.roles
    }
    numbers, kinds = numbered(_needs(item, region, spoken) for item, region in zip(items, regions, strict=True))
    return numbers, flags(kinds, staff, _meets)


def _needs(item: Item, region: str, spoken: set[tuple[str, str, Role]]) -> Needs:
    person = item.person
    if not person.needs or item.kind is ItemKind.VICTIM_CONTACT:
        return Needs()
    languages = {WELSH} if StatedNeed.WELSH in person.needs else set()
    # Where nobody speaks the language, an interpreter is booked, and the need rules nobody out.
    if StatedNeed.INTERPRETER in person.needs and (person.language or "", region, item.role) in spoken:
        languages.add(person.language or "")
    return Needs(StatedNeed.WOMAN_PRACTITIONER in person.needs, frozenset(languages))


def _meets(needs: Needs, staff: Staff) -> bool:
    return (not needs.woman or staff.sex is Sex.FEMALE) and needs.languages.issubset(staff.languages)


def presence(
    items: Sequence[Item],
    staff: Sequence[Staff],
    hours: Sequence[Floats],
    days: Sequence[date],
    holidays: Container[date],
) -> tuple[Indices, Bools]:
    """(N,) kind of each item, and (K, M): the member of staff is at work on some day on which it is to be done.

    Parameters
    ----------
    hours
        (D,) hours of each member of staff on each of ``days``, short absences counted.
    """
    there = np.zeros((len(staff), len(days)), dtype=np.bool_)
    weekday = np.array([day.weekday() for day in days])
    for j, row in enumerate(staff):
        pattern = {WEEKDAYS[slot.weekday] for slot in row.pattern}
        there[j] = (hours[j] > 0) & (np.isin(weekday, list(pattern)) if pattern else True)
    working = np.array([is_working_day(day, holidays) for day in days], dtype=np.bool_)
    numbers, kinds = numbered(_to_be_done(item) for item in items)
    table = np.ones((len(kinds), len(staff)), dtype=np.bool_)
    for k, kind in enumerate(kinds):
        if kind is not None:
            span = slice(*(day - days[0].toordinal() for day in kind))
            usual = working[span] if working[span].any() else ~working[span]
            table[k] = there[:, span][:, usual].any(axis=1)
    return numbers, read_only(table)


def _to_be_done(item: Item) -> tuple[int, int] | None:
    """First day of a report's or contact's span, and the day after it; None for cases and for what is overdue."""
    return None if item.kind is ItemKind.CASE or item.latest < item.first else (item.first, item.last + 1)


def tastes(items: Sequence[Item], staff: Sequence[Staff]) -> tuple[Indices, Bools]:
    """(N,) kind of each item at its first stage, and (P, M): the member of staff would rather not hold such a case."""
    numbers, kinds = numbered(
        (item.stages[0].case_type, item.stages[0].tier) if item.stages else None for item in items
    )
    table = np.zeros((len(kinds), len(staff)), dtype=np.bool_)
    for j, row in enumerate(staff):
        if row.rather_not:
            table[:, j] = [kind is not None and _rather_not(row, *kind) for kind in kinds]
    return numbers, read_only(table)


def _rather_not(staff: Staff, case_type: CaseType, tier: str) -> bool:
    return any(
        row.case_type in {None, case_type} and (row.tier is None or tier.startswith(row.tier))
        for row in staff.rather_not
    )


def named(items: Sequence[Item], index: dict[str, int]) -> tuple[Bools, Pairs]:
    """(N,) cases of limited access, and the pairs that are named for it."""
    limits = [
        item.case.limited_access_to if item.kind is ItemKind.CASE and item.case is not None else None for item in items
    ]
    found = ((i, index[id]) for i, ids in enumerate(limits) for id in ids or () if id in index)
    return bools(ids is not None for ids in limits), pairs(found, len(index))


def excluded(items: Sequence[Item], staff: Sequence[Staff], index: dict[str, int]) -> Pairs:
    """Pairs in which the person excludes the member of staff, or the other way round."""
    named = {id for row in staff for id in row.excluded_people}
    items_of: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        if item.person.id in named:
            items_of.setdefault(item.person.id, []).append(i)
    by_person = ((i, index[id]) for i, item in enumerate(items) for id in item.person.excluded_staff if id in index)
    by_staff = ((i, j) for j, row in enumerate(staff) for id in row.excluded_people for i in items_of.get(id, ()))
    return pairs((*by_person, *by_staff), len(staff))


def locks(
    scenario: Scenario, items: Sequence[Item], index: dict[str, int]
) -> tuple[Indices, Bools, dict[int, str], Pairs]:
    """(N,) member of staff whom a lock demands, (N,) whether it overrules some rules, why, and pairs locked apart."""
    rows = {item.id: i for i, item in enumerate(items) if item.kind is ItemKind.CASE} if scenario.locks else {}
    must = np.full(len(items), NOBODY, dtype=np.int32)
    override = np.zeros(len(items), dtype=np.bool_)
    reasons: dict[int, str] = {}
    must_not: list[tuple[int, int]] = []
    for lock in scenario.locks:
        if not isinstance(lock, CaseLock) or lock.practitioner not in index or lock.case not in rows:
            continue
        i, j = rows[lock.case], index[lock.practitioner]
        if lock.force is Force.MUST_NOT:
            must_not.append((i, j))
        else:
            must[i], override[i] = j, override[i] or lock.override
            reasons |= {i: lock.reason} if lock.override else {}
    return indices(must), bools(override), reasons, pairs(must_not, len(index))


def apart(items: Sequence[Item]) -> Indices:
    """(A, 2) co-defendants' cases, and each victim contact with its case."""
    rows = {item.id: i for i, item in enumerate(items) if item.kind is ItemKind.CASE}
    found = set()
    for i, item in enumerate(items):
        if item.case is None or (item.kind is ItemKind.CASE and not item.case.co_defendants):
            continue
        others: Iterable[str] = item.case.co_defendants if item.kind is ItemKind.CASE else (item.case.id,)
        found |= {(min(i, rows[id]), max(i, rows[id])) for id in others if id in rows and rows[id] != i}
    return indices(sorted(found)).reshape(-1, 2)


def priorities(items: Sequence[Item], weight: dict[Rosh, int]) -> Ints:
    """(N,) weight of leaving each item without anyone."""
    return ints(1 if item.rosh is None else weight.get(item.rosh, 1) for item in items)
