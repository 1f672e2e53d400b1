"""The casework as arrays, as the audit reads it: cases (I), practitioners (J), and what stands between them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from models.casework import Case, Rosh
from models.decisions import CaseAllocation
from models.locks import CaseLock, Force
from models.people import Person, StatedNeed
from models.policy import HoldingRule
from models.record import Sex
from models.staff import Role, Staff
from solver.audit.capacity import available_points, points_of_cases, tier_at_start
from solver.audit.dates import last_day, qualifications_held
from solver.audit.pairs import Flags, Index, Pairs
from solver.audit.rows import Rows

RISKS = tuple(Rosh)
NOBODY, OUTSIDER = -2, -3


@dataclass(frozen=True, slots=True)
class Casebook:
    """Cases (I), practitioners (J), and who the plan says holds what.

    Attributes
    ----------
    points
        (I,) int64: points of each case.
    available, existing
        (J,) int64: points available, and points held that the scenario does not decide.
    holder
        (I,) int64: index of the practitioner, -1 for none.
    present
        (I,) int64: index of the practitioner who holds it now; ``NOBODY`` for none, ``OUTSIDER`` for one who is no
        practitioner of the scenario.
    """

    rows: Rows
    cases: tuple[Case, ...]
    people: tuple[Person, ...]
    practitioners: tuple[Staff, ...]
    case_at: dict[str, int]
    practitioner_at: dict[str, int]
    points: Index
    available: Index
    existing: Index
    holder: Index
    present: Index
    kind_of_case: Index
    kind_of_practitioner: Index
    may_hold: Flags
    needs_of_case: Index
    meets_needs: Flags
    requires_of_case: Index
    has_required: Flags
    unit_of_case: Index
    unit_of_practitioner: Index
    region_of_case: Index
    region_of_practitioner: Index
    case_start: Index
    active_from: Index
    active_until: Index
    last_day: int
    transferred: Flags
    limited: Flags
    named: Pairs
    excluded: Pairs
    overridden: Pairs
    must: Pairs
    must_not: Pairs
    bound_by_must: Flags


def read_casebook(rows: Rows, decided: tuple[CaseAllocation, ...]) -> Casebook:
    """Casebook of a scenario and what was decided; every id in ``decided`` is known."""
    cases = rows.scenario.casework.cases
    practitioners = tuple(staff for staff in rows.scenario.staff if Role.PRACTITIONER in staff.roles)
    case_at = {case.id: i for i, case in enumerate(cases)}
    practitioner_at = {staff.id: j for j, staff in enumerate(practitioners)}
    people = tuple(rows.people[case.person] for case in cases)
    holder = np.full(len(cases), -1, dtype=np.int64)
    for row in decided:
        holder[case_at[row.case]] = practitioner_at[row.practitioner]
    horizon = rows.scenario.horizon
    kind_of_case, kind_of_practitioner, may_hold = _holding(rows, cases, practitioners)
    needs_of_case, meets_needs = _needs(people, practitioners)
    requires_of_case, has_required = _qualifications(rows, cases, practitioners)
    region_at = {region.id: r for r, region in enumerate(rows.scenario.estate.regions)}
    unit_at = {pdu.id: u for u, pdu in enumerate(rows.scenario.estate.pdus)}
    locks = [lock for lock in rows.scenario.locks if isinstance(lock, CaseLock)]

    def locked(force: Force, *, overriding: bool = False) -> Pairs:
        return Pairs(
            (
                (case_at[lock.case], practitioner_at[lock.practitioner])
                for lock in locks
                if lock.force == force and (lock.override or not overriding) and lock.practitioner in practitioner_at
            ),
            len(practitioners),
        )

    bound_by_must = np.zeros(len(cases), dtype=np.bool_)
    bound_by_must[[case_at[lock.case] for lock in locks if lock.force == Force.MUST]] = True
    return Casebook(
        rows=rows,
        cases=cases,
        people=people,
        practitioners=practitioners,
        case_at=case_at,
        practitioner_at=practitioner_at,
        points=_whole(points_of_cases(rows.scenario)),
        available=_whole([available_points(staff, rows.scenario) for staff in practitioners]),
        existing=_whole([staff.existing_points for staff in practitioners]),
        holder=holder,
        present=_whole([_present(case, practitioner_at) for case in cases]),
        kind_of_case=kind_of_case,
        kind_of_practitioner=kind_of_practitioner,
        may_hold=may_hold,
        needs_of_case=needs_of_case,
        meets_needs=meets_needs,
        requires_of_case=requires_of_case,
        has_required=has_required,
        unit_of_case=_whole([unit_at[person.pdu] for person in people]),
        unit_of_practitioner=_whole([unit_at[rows.pdu_of(staff)] for staff in practitioners]),
        region_of_case=_whole([region_at[rows.region_of(person)] for person in people]),
        region_of_practitioner=_whole([region_at[rows.region_of(staff)] for staff in practitioners]),
        case_start=_whole([max(case.start or horizon.start, horizon.start).toordinal() for case in cases]),
        active_from=_whole([staff.active_from.toordinal() if staff.active_from else 0 for staff in practitioners]),
        active_until=_whole(
            [staff.active_until.toordinal() if staff.active_until else 10**7 for staff in practitioners]
        ),
        last_day=last_day(horizon).toordinal(),
        transferred=np.array([case.transfer_complete for case in cases], dtype=np.bool_),
        limited=np.array([case.limited_access_to is not None for case in cases], dtype=np.bool_),
        named=_named(cases, practitioner_at),
        excluded=_excluded(people, practitioners, practitioner_at),
        overridden=locked(Force.MUST, overriding=True),
        must=locked(Force.MUST),
        must_not=locked(Force.MUST_NOT),
        bound_by_must=bound_by_must,
    )


def _present(case: Case, practitioner_at: dict[str, int]) -> int:
    if case.current_practitioner is None:
        return NOBODY
    return practitioner_at.get(case.current_practitioner, OUTSIDER)


def _whole(numbers: list[int]) -> Index:
    return np.array(numbers, dtype=np.int64)


def _holding(rows: Rows, cases: tuple[Case, ...], practitioners: tuple[Staff, ...]) -> tuple[Index, Index, Flags]:
    """Kind of each case, grade of each practitioner, and (kind, grade) bool: some holding rule of the grade allows."""
    horizon = rows.scenario.horizon
    of_case, examples = [], []
    seen: dict[tuple[object, ...], int] = {}
    for case in cases:
        tier = tier_at_start(case, horizon)
        kind = (case.case_type, tier, case.rosh, case.mappa_level, case.life_sentence)
        if kind not in seen:
            seen[kind] = len(seen)
            examples.append((case, tier))
        of_case.append(seen[kind])
    grades = sorted({staff.grade for staff in practitioners})
    policy = rows.scenario.policy
    table = [
        [any(rule.grade == grade and _allows(rule, case, tier) for rule in policy.holding_rules) for grade in grades]
        for case, tier in examples
    ]
    of_practitioner = [grades.index(staff.grade) for staff in practitioners]
    return _whole(of_case), _whole(of_practitioner), np.array(table, dtype=np.bool_).reshape(len(table), len(grades))


def _allows(rule: HoldingRule, case: Case, tier: str) -> bool:
    return (
        case.case_type in rule.case_types
        and tier.startswith(rule.tiers)
        and RISKS.index(case.rosh) <= RISKS.index(rule.max_rosh)
        and case.mappa_level <= rule.max_mappa_level
        and (rule.life_sentences or not case.life_sentence)
    )


def _needs(people: tuple[Person, ...], practitioners: tuple[Staff, ...]) -> tuple[Index, Flags]:
    """Needs of each case's person (bit 1: a woman, bit 2: Welsh), and (4, J) bool: the practitioner meets them."""
    needs = [(StatedNeed.WOMAN_PRACTITIONER in p.needs) + 2 * (StatedNeed.WELSH in p.needs) for p in people]
    meets = [
        [
            (staff.sex == Sex.FEMALE or not need & 1) and ("cy" in staff.languages or not need & 2)
            for staff in practitioners
        ]
        for need in range(4)
    ]
    return _whole(needs), np.array(meets, dtype=np.bool_).reshape(4, len(practitioners))


def _qualifications(rows: Rows, cases: tuple[Case, ...], practitioners: tuple[Staff, ...]) -> tuple[Index, Flags]:
    """Set of qualifications that each case requires, and (set, J) bool: the practitioner has all of it."""
    until = last_day(rows.scenario.horizon)
    sets = {wanted: q for q, wanted in enumerate(sorted({frozenset(case.requires) for case in cases}, key=sorted))}
    valid = [qualifications_held(staff, until) for staff in practitioners]
    table = np.array([[wanted <= held for held in valid] for wanted in sets], dtype=np.bool_)
    of_case = [sets[frozenset(case.requires)] for case in cases]
    return _whole(of_case), table.reshape(len(sets), len(practitioners))


def _named(cases: tuple[Case, ...], practitioner_at: dict[str, int]) -> Pairs:
    named = (
        (i, practitioner_at[staff])
        for i, case in enumerate(cases)
        for staff in case.limited_access_to or ()
        if staff in practitioner_at
    )
    return Pairs(named, len(practitioner_at))


def _excluded(people: tuple[Person, ...], practitioners: tuple[Staff, ...], practitioner_at: dict[str, int]) -> Pairs:
    cases_of = defaultdict(list)
    for i, person in enumerate(people):
        cases_of[person.id].append(i)
    by_staff = [(i, j) for j, staff in enumerate(practitioners) for id in staff.excluded_people for i in cases_of[id]]
    by_person = [
        (i, practitioner_at[id])
        for i, person in enumerate(people)
        for id in person.excluded_staff
        if id in practitioner_at
    ]
    return Pairs(by_staff + by_person, len(practitioners))
