"""Rules that depend on few kinds of items and few kinds of staff, answered once for each kind.

Every function gives the kind of each item, and a table that says for each kind who will do.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

import numpy as np

from models.casework import Case, CaseType, CourtReport, Rosh
from models.people import StatedNeed
from models.policy import HoldingRule
from models.record import Sex
from models.staff import Role, Staff
from solver.audit.capacity import hours_by_day
from solver.audit.dates import SATURDAY, days_of, qualifications_held, weekday_number
from solver.audit.items import WorkItem
from solver.audit.pairs import Flags, Index
from solver.audit.rows import Rows
from solver.audit.workload import stages

RISKS = tuple(Rosh)
Kind = TypeVar("Kind", bound=Hashable)
Stages = frozenset[tuple[str, CaseType]]
Required = tuple[frozenset[str], date]


class Answers(NamedTuple):
    """(I,) kind of each item, and (kinds, J) bool: whether a member of staff will do for the kind."""

    kind: Index
    table: Flags

    def holds(self, i: Index, j: Index) -> Flags:
        """Whether each member of staff will do for each item, broadcast against each other."""
        if i.ndim == 2 and j.ndim == 2 and i.shape[1] == 1 and j.shape[0] == 1:
            kinds, of = self._kinds_of(i[:, 0])
            return np.asarray(self.table[kinds[:, None], j][of])
        return np.asarray(self.table[self.kind[i], j])

    def _kinds_of(self, i: Index) -> tuple[Index, Index]:
        """Kinds among some items, and which of these each item is of."""
        if self.table.shape[0] <= i.size:
            return np.arange(self.table.shape[0]), self.kind[i]
        kinds, of = np.unique(self.kind[i], return_inverse=True)
        return kinds, of


def _answered(kinds: Sequence[Kind], number: int, answer: Callable[[Kind], Iterable[bool]]) -> Answers:
    at: dict[Kind, int] = {}
    of = [at.setdefault(kind, len(at)) for kind in kinds]
    table = np.array([np.asarray(answer(kind), dtype=np.bool_) for kind in at], dtype=np.bool_).reshape(len(at), number)
    return Answers(np.array(of, dtype=np.int64), table)


def holding(rows: Rows, items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether the grade may hold every stage of a case; what is no case needs no such leave."""
    rules = rows.scenario.policy.holding_rules
    grades = sorted({row.grade for row in staff})
    of_staff = np.array([grades.index(row.grade) for row in staff], dtype=np.int64)

    def grades_allowed(kind: tuple[Stages, Rosh, int, bool] | None) -> Iterable[bool]:
        by_grade = [
            kind is None
            or all(any(rule.grade == grade and _allows(rule, stage, *kind[1:]) for rule in rules) for stage in kind[0])
            for grade in grades
        ]
        return np.array(by_grade, dtype=np.bool_)[of_staff]

    return _answered([_stages_and_risk(item) for item in items], len(staff), grades_allowed)


def _stages_and_risk(item: WorkItem) -> tuple[Stages, Rosh, int, bool] | None:
    if not isinstance(item.row, Case):
        return None
    passed = frozenset((tier, case_type) for _, tier, case_type in stages(item.row, item.first, item.last))
    return passed, item.row.rosh, item.row.mappa_level, item.row.life_sentence


def _allows(rule: HoldingRule, stage: tuple[str, CaseType], rosh: Rosh, mappa_level: int, life: bool) -> bool:
    tier, case_type = stage
    return (
        case_type in rule.case_types
        and tier.startswith(rule.tiers)
        and RISKS.index(rosh) <= RISKS.index(rule.max_rosh)
        and mappa_level <= rule.max_mappa_level
        and (rule.life_sentences or not life)
    )


def qualifications(items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether every required qualification is held, and valid to the last day of the item's span."""

    def kind(item: WorkItem) -> Required:
        wanted = frozenset(item.row.requires if isinstance(item.row, Case | CourtReport) else ())
        return wanted, item.last if wanted else date.min

    def held(kind: Required) -> Iterable[bool]:
        wanted, until = kind
        return [not wanted or wanted <= qualifications_held(row, until) for row in staff]

    return _answered([kind(item) for item in items], len(staff), held)


Needs = tuple[bool, bool, str | None]


def needs(rows: Rows, items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether stated needs are met: a woman, Welsh, and the language where anybody of role and region speaks it."""
    spoken = {
        (language, role, rows.region_of(row)) for row in staff for language in row.languages for role in row.roles
    }

    def kind(item: WorkItem) -> Needs:
        if not isinstance(item.row, Case | CourtReport):
            return False, False, None
        stated = item.person.needs
        language = item.person.language if StatedNeed.INTERPRETER in stated else None
        found = (language, item.role, rows.region_of_pdu[item.pdu]) in spoken
        return StatedNeed.WOMAN_PRACTITIONER in stated, StatedNeed.WELSH in stated, language if found else None

    def met(kind: Needs) -> Iterable[bool]:
        woman, welsh, language = kind
        return [
            (row.sex == Sex.FEMALE or not woman)
            and ("cy" in row.languages or not welsh)
            and (language is None or language in row.languages)
            for row in staff
        ]

    return _answered([kind(item) for item in items], len(staff), met)


def presence(rows: Rows, items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether somebody is at work on a day on which a report or contact is to be done; what is overdue aside."""
    scenario = rows.scenario
    horizon, days = scenario.horizon, days_of(scenario.horizon)
    usual = np.array([day.weekday() < SATURDAY and day not in horizon.bank_holidays for day in days])
    there = np.array([_works_on(row, days) & (hours_by_day(row, days, scenario.policy)[0] > 0) for row in staff])

    def kind(item: WorkItem) -> tuple[int, int] | None:
        if isinstance(item.row, Case) or item.latest < item.first:
            return None
        return (item.first - days[0]).days, (item.last - days[0]).days

    def comes(kind: tuple[int, int] | None) -> Iterable[bool]:
        if kind is None:
            return np.ones(len(staff), dtype=np.bool_)
        span = np.arange(kind[0], kind[1] + 1)
        wanted = span[usual[span]] if usual[span].any() else span
        return np.asarray(there[:, wanted].any(axis=1))

    return _answered([kind(item) for item in items], len(staff), comes)


def _works_on(staff: Staff, days: Sequence[date]) -> Flags:
    """(D,) bool: the day is of the working pattern, where one is stated."""
    weekdays = {weekday_number(slot.weekday) for slot in staff.pattern}
    return np.array([not weekdays or day.weekday() in weekdays for day in days], dtype=np.bool_)


def roles(items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether a member of staff has the role that an item is for."""

    def has(role: Role) -> Iterable[bool]:
        return [role in row.roles for row in staff]

    return _answered([item.role for item in items], len(staff), has)


def teams(items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether a member of staff belongs to the specialist team of a case, where it has one."""

    def belongs(team: str | None) -> Iterable[bool]:
        return [team is None or row.team == team for row in staff]

    return _answered(
        [item.row.specialist_team if isinstance(item.row, Case) else None for item in items], len(staff), belongs
    )


def rather_not(items: Sequence[WorkItem], staff: Sequence[Staff]) -> Answers:
    """Whether a case is of those that a member of staff would rather not hold, as it stands at first."""

    def kind(item: WorkItem) -> tuple[str, CaseType] | None:
        if not isinstance(item.row, Case):
            return None
        _, tier, case_type = next(stages(item.row, item.first, item.last))
        return tier, case_type

    def matches(kind: tuple[str, CaseType] | None) -> Iterable[bool]:
        return [
            kind is not None
            and any((p.case_type or kind[1]) == kind[1] and kind[0].startswith(p.tier or "") for p in row.rather_not)
            for row in staff
        ]

    return _answered([kind(item) for item in items], len(staff), matches)
