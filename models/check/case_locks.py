"""Locks of cases: what they demand must agree with every rule on who may hold what (docs/formulation.md)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from models.casework import Case, Rosh
from models.check.capacity import HAIR, available_points, period_starts
from models.check.casework import span, stages
from models.check.ledger import Ledger
from models.check.report import Finding
from models.locks import CaseLock, Force
from models.people import Person, StatedNeed
from models.record import Sex
from models.staff import Role, Staff

DAY = timedelta(days=1)
Stretch = tuple[date, date]
"""First day, and the day after the last."""


class Demand(NamedTuple):
    """What a lock demands: a case, in its span, to a member of staff."""

    case: Case
    person: Person
    staff: Staff
    first: date
    last: date


PairRule = Callable[[Ledger, Demand], bool]


def _role(ledger: Ledger, pair: Demand) -> bool:
    return Role.PRACTITIONER in pair.staff.roles


def _grade_may_hold(ledger: Ledger, pair: Demand) -> bool:
    order, case = list(Rosh), pair.case
    rows = [
        rule
        for rule in ledger.scenario.policy.holding_rules
        if rule.grade is pair.staff.grade
        and order.index(case.rosh) <= order.index(rule.max_rosh)
        and case.mappa_level <= rule.max_mappa_level
        and (rule.life_sentences or not case.life_sentence)
    ]
    return all(
        any(case_type in rule.case_types and tier.startswith(rule.tiers) for rule in rows)
        for _, tier, case_type in stages(case, pair.first, pair.last)
    )


def _qualified(ledger: Ledger, pair: Demand) -> bool:
    expired = {entry.qualification for entry in pair.staff.register_entries if entry.expires < pair.last}
    return set(pair.case.requires) <= set(pair.staff.qualifications) - expired


def _specialist_team(ledger: Ledger, pair: Demand) -> bool:
    return pair.case.specialist_team in {None, pair.staff.team} or pair.staff.team not in ledger.pdu_of_team


def _not_excluded(ledger: Ledger, pair: Demand) -> bool:
    return pair.staff.id not in pair.person.excluded_staff and pair.person.id not in pair.staff.excluded_people


def _limited_access(ledger: Ledger, pair: Demand) -> bool:
    return pair.case.limited_access_to is None or pair.staff.id in pair.case.limited_access_to


def _stated_needs(ledger: Ledger, pair: Demand) -> bool:
    needs, staff = pair.person.needs, pair.staff
    if StatedNeed.WOMAN_PRACTITIONER in needs and staff.sex is not Sex.FEMALE:
        return False
    if StatedNeed.WELSH in needs and "cy" not in staff.languages:
        return False
    language = pair.person.language if StatedNeed.INTERPRETER in needs else None
    return language is None or language in staff.languages or not _spoken(ledger, pair.person, language)


def _spoken(ledger: Ledger, person: Person, language: str) -> bool:
    """Whether a practitioner of the person's region speaks a language."""
    return any(
        language in row.languages
        and Role.PRACTITIONER in row.roles
        and ledger.region_of_staff(row) == ledger.region_of_person(person)
        for row in ledger.scenario.staff
    )


def _active_in_region(ledger: Ledger, pair: Demand) -> bool:
    staff = pair.staff
    here = ledger.one_region(ledger.region_of_staff(staff), ledger.region_of_person(pair.person))
    joined = staff.active_from is None or staff.active_from <= pair.first
    stays = staff.active_until is None or staff.active_until >= pair.last
    return here and joined and stays and pair.case.transfer_complete


def _has_capacity(ledger: Ledger, pair: Demand) -> bool:
    scenario = ledger.scenario
    available = available_points(pair.staff, scenario.horizon, scenario.policy)
    points = _points(ledger, pair)
    return any(available) and all(there > 0 for there, wanted in zip(available, points, strict=True) if wanted > 0)


def _points(ledger: Ledger, pair: Demand) -> list[int]:
    """Points that the case brings in each period, its reviews included."""
    scenario = ledger.scenario
    model = scenario.casework.tier_model
    table = {(row.tier, row.case_type): row.points for row in scenario.policy.tier_points if row.tier_model == model}
    rows = list(stages(pair.case, pair.first, pair.last))
    ends = [*(day for day, *_ in rows[1:]), pair.last + DAY]
    reviews = list(_reviews(ledger, pair))
    points = []
    for begin, end in pairwise(period_starts(scenario.horizon)):
        length = (end - begin).days
        of_stages = sum(
            table.get((tier, case_type), 0) * _overlap(begin, end, day, until)
            for (day, tier, case_type), until in zip(rows, ends, strict=True)
        )
        of_reviews = (_rounded(worth * _overlap(begin, end, *left), days * length) for worth, left, days in reviews)
        points.append(_rounded(of_stages, length) + sum(of_reviews))
    return points


def _rounded(amount: float, days: int) -> int:
    return math.floor(amount / days + 0.5 + HAIR)


def _overlap(begin: date, end: date, first: date, until: date) -> int:
    """Days that two stretches share, each up to the day before its second date."""
    return max(0, (min(end, until) - max(begin, first)).days)


def _reviews(ledger: Ledger, pair: Demand) -> Iterator[tuple[float, Stretch, int]]:
    """Points times days of each review due while the case lasts, what is left of its days, and how many these are."""
    policy, case = ledger.scenario.policy, pair.case
    worth = {row.kind: row.points * policy.work_item_days.value for row in policy.work_item_points}
    month = max(1, int(policy.work_item_days.value)) * DAY
    for row in ledger.scenario.casework.reviews:
        if row.case != case.id or row.kind not in worth or row.due_on > case.sentence_end:
            continue
        last = max(row.due_on, pair.first)
        begins = row.due_on + DAY - month if row.due_on >= pair.first else pair.first
        left = max(begins, pair.first), last + DAY
        begins = begins if case.current_practitioner is not None else left[0]
        yield worth[row.kind], left, (left[1] - begins).days


PAIR_RULES: tuple[tuple[str, PairRule, bool], ...] = (
    ("role", _role, False),
    ("grade_may_hold", _grade_may_hold, True),
    ("qualified", _qualified, True),
    ("specialist_team", _specialist_team, True),
    ("not_excluded", _not_excluded, False),
    ("limited_access", _limited_access, False),
    ("stated_needs", _stated_needs, True),
    ("active_in_region", _active_in_region, False),
    ("has_capacity", _has_capacity, False),
)
"""Rules that a case and a practitioner decide between them, and whether ``override`` sets them aside."""


def case_locks(ledger: Ledger) -> Iterator[Finding]:
    """Locks that demand what a rule of the allocation forbids; a case that takes no part is not held at all."""
    for n, lock in enumerate(ledger.scenario.locks):
        if not isinstance(lock, CaseLock) or lock.force is Force.MUST_NOT:
            continue
        pair = _demand(ledger, lock)
        if pair is None:
            continue
        for rule, allowed, yields in PAIR_RULES:
            if not (lock.override and yields) and not allowed(ledger, pair):
                remedy = "State `override` with the reason, or take the lock out." if yields else "Take the lock out."
                sentence = f"The lock demands what the rule `{rule}` forbids. {remedy}"
                yield Finding("lock_breaks_rule", ("locks", n), sentence)


def _demand(ledger: Ledger, lock: CaseLock) -> Demand | None:
    """What a lock demands; None where a row is missing or the case takes no part."""
    case, staff = ledger.cases.get(lock.case), ledger.staff.get(lock.practitioner)
    person = ledger.people.get(case.person) if case is not None else None
    if case is None or staff is None or person is None:
        return None
    days = span(case, ledger.scenario.horizon, ledger.scenario.policy)
    return None if days is None else Demand(case, person, staff, *days)
