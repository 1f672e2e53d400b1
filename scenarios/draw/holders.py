"""Who holds the cases now: eligible practitioners, but unevenly so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.casework import CaseType, Rosh
from models.people import StatedNeed
from models.policy import HoldingRule
from models.record import Sex
from models.staff import Grade, Staff
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft, Profile
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


def may_hold(case_type: CaseType, tier: str, profile: Profile, life_sentence: bool, rule: HoldingRule) -> bool:
    """Whether a row of the matrix lets its grade hold such a case."""
    return (
        case_type in rule.case_types
        and tier.startswith(rule.tiers)
        and ROSH_ORDER[profile.rosh] <= ROSH_ORDER[rule.max_rosh]
        and profile.mappa_level <= rule.max_mappa_level
        and (rule.life_sentences or not life_sentence)
    )


def eligible(cases: list[CaseDraft], staff: list[Staff]) -> Mask:
    """(cases, staff) bool: grade, qualifications, specialist team and stated needs agree."""
    grades = {grade: np.array([member.grade is grade for member in staff], dtype=bool) for grade in Grade}
    women = np.array([member.sex is Sex.FEMALE for member in staff], dtype=bool)
    welsh = np.array(["cy" in member.languages for member in staff], dtype=bool)

    @cache
    def member_of(team: str) -> Mask:
        return np.array([member.team == team for member in staff], dtype=bool)

    @cache
    def qualified(name: str) -> Mask:
        return np.array([name in member.qualifications for member in staff], dtype=bool)

    @cache
    def graded(case_type: CaseType, tier: str, profile: Profile, life_sentence: bool) -> Mask:
        rules = [rule for rule in policy().holding_rules if may_hold(case_type, tier, profile, life_sentence, rule)]
        return np.any([grades[rule.grade] for rule in rules], axis=0) if rules else np.zeros(len(staff), dtype=bool)

    found = np.empty((len(cases), len(staff)), dtype=bool)
    for i, case in enumerate(cases):
        found[i] = graded(case.case_type, case.tier, case.profile, case.life_sentence)
        for change in case.tier_changes:
            found[i] &= graded(case.case_type, change.tier, case.profile, case.life_sentence)
        for name in case.requires:
            found[i] &= qualified(name)
        if case.specialist_team is not None:
            found[i] &= member_of(case.specialist_team)
        if StatedNeed.WOMAN_PRACTITIONER in case.person.needs:
            found[i] &= women
        if StatedNeed.WELSH in case.person.needs:
            found[i] &= welsh
    return found


def draw_holders(brief: Brief, ground: Ground, cases: list[CaseDraft], force: Workforce) -> None:
    """Give every held case a holder, and limited-access cases their list of staff.

    Where nobody present could meet a stated need or a specialism, the case does without it, so that few cases are
    beyond everybody.
    """
    dice = brief.dice("holders", ground.unit.code)
    _drop_what_nobody_meets(cases, force)
    here = [member.active_from is None for member in force.staff]
    allowed = eligible(cases, force.staff) & np.array(here)
    desks = _Desks.of(cases, force, dice)
    near = _nearness(cases, force, ground)
    by_id = {case.id: case for case in cases}
    ids = np.array([member.id for member in force.staff])
    held = [i for i, case in enumerate(cases) if case.held]
    for i in sorted(dice.shuffled(held), key=lambda i: int(allowed[i].sum())):
        other = by_id[cases[i].co_defendant or cases[i].id].holder
        free = allowed[i] if other is None else allowed[i] & (ids != other)
        j = desks.take(cases[i].points, free, near[i], dice)
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
        luck = dice.units(len(self.capacity))
        over = self.loads + points > MOST_LOAD * self.capacity
        j = int(np.argmax(np.where(allowed, room + 0.3 * luck - 0.01 * near - 10.0 * over, -1e9)))
        self.loads[j] += points
        return j


def _drop_what_nobody_meets(cases: list[CaseDraft], force: Workforce) -> None:
    present = [force.staff[j] for j in force.staying()]
    for case in (cases[i] for i in np.flatnonzero(~eligible(cases, present).any(axis=1))):
        case.person.needs = [
            need for need in case.person.needs if need not in (StatedNeed.WOMAN_PRACTITIONER, StatedNeed.WELSH)
        ]
    for case in (cases[i] for i in np.flatnonzero(~eligible(cases, present).any(axis=1))):
        case.requires = ()
    for case in (cases[i] for i in np.flatnonzero(~eligible(cases, present).any(axis=1))):
        case.specialist_team = None


def _nearness(cases: list[CaseDraft], force: Workforce, ground: Ground) -> NDArray[np.float64]:
    """(cases, staff): kilometres from home to the practitioner's office."""
    offices = {office.id: office.location for office in ground.offices}
    ids = list(offices)
    column = [ids.index(member.office) for member in force.staff]
    by_office = np.array(
        [[km(offices[id], case.person.home.lat, case.person.home.lon) for id in ids] for case in cases]
    ).reshape(len(cases), len(ids))
    return np.asarray(by_office[:, column])


def _limit_access(cases: list[CaseDraft], allowed: Mask, force: Workforce, dice: Dice) -> None:
    present = np.array(force.steady)
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
