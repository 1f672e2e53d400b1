"""Who among the practitioners is a specialist: qualifications, the public-protection team, court duties."""

from __future__ import annotations

from datetime import timedelta

from models.record import Sex
from models.staff import Grade, RegisterEntry, Role
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft, public_protection
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground
from scenarios.draw.practitioners import OFFICERS, Workforce
from scenarios.draw.workload import mean, whole
from scenarios.tables import rows

SPECIALIST_ROOM = 2.0
"""Specialists' points over the points of the cases that need them, at the least."""
FEWEST_IN_TEAM = 3
ON_REGISTER = "sexual_offending"
"""Qualification that holds only while a register entry is valid."""
LARGE_GROUP = 8
"""Officers from which one more has an entry in the register that runs out inside the horizon."""
AUTHORS_OF_SMALL_UNIT = 3
"""Practitioners of a small unit who also write its court reports."""


def draw_specialists(brief: Brief, ground: Ground, cases: list[CaseDraft], force: Workforce) -> None:
    """Give specialisms and posts to practitioners who stay, so many that the cases find room with them."""
    dice = brief.dice("specialists", ground.unit.code)
    _qualify(force, cases, dice)
    _found_team(ground, force, cases)
    if brief.compact:
        _name_authors(force)


def _qualify(force: Workforce, cases: list[CaseDraft], dice: Dice) -> None:
    """Give specialisms to a share of each grade group, and to more where the cases need more."""
    for row in rows("qualifications.csv"):
        name = row["qualification"]
        for officers, column in ((True, "officers"), (False, "other_grades")):
            group = [j for j in force.staying() if (force.staff[j].grade in OFFICERS) is officers]
            order = sorted(dice.shuffled(group), key=lambda j: force.staff[j].grade is not Grade.PO)
            need = sum(mean(c.load) for c in cases if name in c.requires and (c.officer_only or not officers))
            least = max(1, round(len(group) * float(row[column])))
            given = _spread(force, order, name, least=least, points=SPECIALIST_ROOM * need)
            if officers and name == ON_REGISTER and len(order) > max(given, LARGE_GROUP):
                _give(force, order[given], name, days_left=dice.between(7, whole(force.horizon).days - 7))


def _spread(force: Workforce, order: list[int], name: str, *, least: int, points: float) -> int:
    """Give a specialism to practitioners in order until there are enough of them with enough points; their number."""
    given, held = 0, 0.0
    for j in order:
        if given >= least and held >= points:
            break
        _give(force, j, name, days_left=300 + 40 * given)
        given, held = given + 1, held + mean(force.available[j])
    return given


def _give(force: Workforce, j: int, name: str, *, days_left: int) -> None:
    member = force.staff[j]
    entries = member.register_entries
    if name == ON_REGISTER:
        expires = force.horizon.start + timedelta(days=days_left)
        entries = (*entries, RegisterEntry(qualification=name, expires=expires))
    force.change(j, qualifications=(*member.qualifications, name), register_entries=entries)


def _found_team(ground: Ground, force: Workforce, cases: list[CaseDraft]) -> None:
    """Put POs into the public-protection team, the widest qualified first, where cases belong to it."""
    need = SPECIALIST_ROOM * sum(mean(case.load) for case in cases if case.specialist_team)
    officers = [j for j in force.staying() if force.staff[j].grade is Grade.PO]
    number, room = 0, 0.0
    for j in sorted(officers, key=lambda j: -len(force.staff[j].qualifications)):
        if not need or (number >= FEWEST_IN_TEAM and room >= need):
            return
        force.change(j, team=public_protection(ground))
        number, room = number + 1, room + mean(force.available[j])


def _name_authors(force: Workforce) -> None:
    """Let some practitioners of a small unit also write court reports, a woman and a specialist among them."""
    able = [j for j in force.staying() if force.staff[j].grade in (Grade.PO, Grade.PSO)] or force.staying()
    able.sort(key=lambda j: (force.staff[j].sex is not Sex.FEMALE, ON_REGISTER not in force.staff[j].qualifications))
    for j in able[:AUTHORS_OF_SMALL_UNIT]:
        force.change(j, roles=(*force.staff[j].roles, Role.REPORT_AUTHOR, Role.COURT_DUTY))
