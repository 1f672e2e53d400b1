"""Who holds the cases now: eligible practitioners, but unevenly so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.casework import Rosh
from models.people import StatedNeed
from models.policy import HoldingRule
from models.record import Sex
from models.staff import Staff
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground, km
from scenarios.draw.practitioners import Workforce
from scenarios.rulebook import policy
from scenarios.tables import share

LEAST_LOAD, MOST_LOAD = 0.1, 1.3
"""Workloads of today, as shares of available points."""
NOMINAL_POINTS = 1500
"""What a practitioner who is away was given cases by."""
ROSH_ORDER = {rosh: number for number, rosh in enumerate(Rosh)}
ACCESS_LIST = 4
"""Staff who may hold a limited-access case."""

Mask = NDArray[np.bool_]


def may_hold(case: CaseDraft, rule: HoldingRule) -> bool:
    """Whether a row of the matrix lets a grade hold a case."""
    return (
        case.case_type in rule.case_types
        and case.tier.startswith(rule.tiers)
        and ROSH_ORDER[case.profile.rosh] <= ROSH_ORDER[rule.max_rosh]
        and case.profile.mappa_level <= rule.max_mappa_level
        and (rule.life_sentences or not case.life_sentence)
    )


def eligible(cases: list[CaseDraft], staff: list[Staff]) -> Mask:
    """(cases, staff) bool: grade, qualifications and stated needs agree."""
    groups: dict[object, NDArray[np.bool_]] = {}
    rows = []
    for case in cases:
        woman, welsh = (need in case.person.needs for need in (StatedNeed.WOMAN_PRACTITIONER, StatedNeed.WELSH))
        key = (case.case_type, case.tier, case.profile, case.life_sentence, case.requires, woman, welsh)
        if key not in groups:
            groups[key] = np.array([_agrees(case, s, woman=woman, welsh=welsh) for s in staff])
        rows.append(groups[key])
    return np.array(rows).reshape(len(cases), len(staff))


def _agrees(case: CaseDraft, staff: Staff, *, woman: bool, welsh: bool) -> bool:
    return (
        any(rule.grade is staff.grade and may_hold(case, rule) for rule in policy().holding_rules)
        and set(case.requires) <= set(staff.qualifications)
        and (not woman or staff.sex is Sex.FEMALE)
        and (not welsh or "cy" in staff.languages)
    )


def draw_holders(brief: Brief, ground: Ground, cases: list[CaseDraft], force: Workforce) -> None:
    """Give every held case a holder, and limited-access cases their list of staff.

    Where nobody present could meet a stated need or a specialism, the case does without it, so that few cases are
    beyond everybody.
    """
    dice = brief.dice("holders", ground.unit.code)
    _drop_what_nobody_meets(cases, force)
    allowed = eligible(cases, force.staff)
    desks = _Desks.of(cases, force, dice)
    near = _nearness(cases, force, ground)
    by_id = {case.id: case for case in cases}
    held = [i for i, case in enumerate(cases) if case.held]
    for i in sorted(dice.shuffled(held), key=lambda i: int(allowed[i].sum())):
        barred = _co_defendants_holder(cases[i], by_id, force)
        j = desks.take(cases[i].points, allowed[i] & ~barred, near[i], dice)
        cases[i].holder = force.staff[j].id
    _limit_access(cases, allowed, force, dice)
    _exclude_some_staff(cases, force, dice)


@dataclass(slots=True)
class _Desks:
    """Loads of the practitioners as cases are handed out, beside the uneven loads that are wanted; all in points."""

    capacity: NDArray[np.float64]
    wanted: NDArray[np.float64]
    loads: NDArray[np.float64]

    @classmethod
    def of(cls, cases: list[CaseDraft], force: Workforce, dice: Dice) -> _Desks:
        """Desks of a workforce before any case is handed out."""
        capacity = np.array([points or NOMINAL_POINTS for points in force.points], dtype=float)
        uneven = np.array([dice.real(LEAST_LOAD, MOST_LOAD) for _ in capacity]) * capacity
        held = sum(case.points for case in cases if case.held)
        wanted = np.clip(uneven * (held / uneven.sum()), LEAST_LOAD * capacity, MOST_LOAD * capacity)
        return cls(capacity, wanted, np.array([float(member.existing_points) for member in force.staff]))

    def take(self, points: int, allowed: Mask, near: NDArray[np.float64], dice: Dice) -> int:
        """The allowed practitioner with most room under the wanted load, chance and distance counting too."""
        room = (self.wanted - self.loads) / self.capacity
        luck = np.array([dice.unit() for _ in self.capacity])
        over = self.loads + points > MOST_LOAD * self.capacity
        j = int(np.argmax(np.where(allowed, room + 0.3 * luck - 0.01 * near - 10.0 * over, -1e9)))
        self.loads[j] += points
        return j


def _drop_what_nobody_meets(cases: list[CaseDraft], force: Workforce) -> None:
    present = [member for member, points in zip(force.staff, force.points, strict=True) if points]
    for case in (cases[i] for i in np.flatnonzero(~eligible(cases, present).any(axis=1))):
        case.person.needs = [
            need for need in case.person.needs if need not in (StatedNeed.WOMAN_PRACTITIONER, StatedNeed.WELSH)
        ]
    for case in (cases[i] for i in np.flatnonzero(~eligible(cases, present).any(axis=1))):
        case.requires = ()


def _nearness(cases: list[CaseDraft], force: Workforce, ground: Ground) -> NDArray[np.float64]:
    """(cases, staff): kilometres from home to the practitioner's office."""
    offices = {office.id: office.location for office in ground.offices}
    ids = list(offices)
    column = [ids.index(member.office) for member in force.staff]
    by_office = np.array(
        [[km(offices[id], case.person.home.lat, case.person.home.lon) for id in ids] for case in cases]
    ).reshape(len(cases), len(ids))
    return np.asarray(by_office[:, column])


def _co_defendants_holder(case: CaseDraft, by_id: dict[str, CaseDraft], force: Workforce) -> Mask:
    other = by_id[case.co_defendant].holder if case.co_defendant else None
    return np.array([member.id == other for member in force.staff])


def _limit_access(cases: list[CaseDraft], allowed: Mask, force: Workforce, dice: Dice) -> None:
    present = np.array(force.points) > 0
    for i, case in enumerate(cases):
        if dice.chance(share("limited_access")):
            ids = [force.staff[j].id for j in np.flatnonzero(allowed[i] & present)]
            chosen = set(dice.sample(ids, ACCESS_LIST)) | ({case.holder} if case.holder else set())
            case.limited_access_to = tuple(sorted(chosen))


def _exclude_some_staff(cases: list[CaseDraft], force: Workforce, dice: Dice) -> None:
    """One member of staff in some cases must not work with the person; never the holder."""
    for case in cases:
        if dice.chance(share("excluded_staff")):
            others = [member.id for member in force.staff if member.id != case.holder]
            case.person.excluded_staff = (dice.pick(others),) if len(others) > 2 and not case.limited_access_to else ()
