"""Court staff and victim liaison officers, and who has been named for which work already."""

from __future__ import annotations

import math
from datetime import date

from models.casework import CourtReport, ReportKind, VictimContact
from models.estate import Team
from models.people import StatedNeed
from models.record import Sex
from models.staff import Grade, Reduction, Role, Staff
from scenarios.draw.brief import Brief
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground
from scenarios.draw.people import PersonDraft
from scenarios.draw.practitioners import FULL_TIME, WALES, staff_id
from scenarios.rulebook import policy
from scenarios.tables import share

FEWEST_AUTHORS = 3
POINTS_OF_AUTHOR = 1600
"""Points for reports that an author has, about; the rest of the week is spent in court."""
REPORT_FILL = 0.8
"""Reports fill this share of the authors' points, at a tightness of one: reports come in lumps."""
CASES_PER_LIAISON = 1100
FAMILIES = 1300
"""Points that a victim liaison officer has with victims in contact already, about."""


def draw_court_staff(brief: Brief, ground: Ground, points: float, first_number: int) -> list[Staff]:
    """Report authors of a unit for so many points of reports.

    Parameters
    ----------
    points
        Points of reports, on the mean over the periods.
    """
    room = points / (REPORT_FILL * brief.tightness)
    number = max(FEWEST_AUTHORS, math.ceil(room / POINTS_OF_AUTHOR))
    rules = policy()
    hours = rules.full_time_hours.value * room / number / rules.full_time_points.value
    in_court = max(0.0, math.floor(10 * (FULL_TIME - hours)) / 10)
    return [
        Staff(
            id=staff_id(ground, first_number + k),
            grade=(Grade.PO, Grade.PSO)[k % 2],
            roles=(Role.REPORT_AUTHOR, Role.COURT_DUTY),
            team=court_team(ground).id,
            office=ground.offices[k % len(ground.offices)].id,
            contracted_hours=FULL_TIME,
            reductions=(Reduction(reason="court_duty", hours=in_court, first=brief.horizon.start),) if in_court else (),
            sex=Sex.MALE if k % 3 == 2 else Sex.FEMALE,
            languages=("cy",) if ground.unit.region == WALES and k == 0 else (),
            qualifications=("sexual_offending",) if k < 2 else (),
        )
        for k in range(number)
    ]


def draw_liaison_officers(brief: Brief, ground: Ground, first_number: int) -> list[Staff]:
    """Victim liaison officers of a unit, most of whose points are taken by victims who are in contact already."""
    dice = brief.dice("liaison", ground.unit.code)
    return [
        Staff(
            id=staff_id(ground, first_number + k),
            grade=Grade.OTHER,
            roles=(Role.VICTIM_LIAISON,),
            team=court_team(ground).id,
            office=ground.offices[k % len(ground.offices)].id,
            contracted_hours=FULL_TIME,
            existing_points=FAMILIES + 10 * dice.between(0, 5),
        )
        for k in range(max(1, round(ground.cases / CASES_PER_LIAISON)))
    ]


def court_team(ground: Ground) -> Team:
    """Team of the authors and liaison officers."""
    return Team(id=f"{ground.unit.code}-COURT", name=f"Courts and victims {ground.unit.name}", pdu=ground.unit.code)


def name_authors(
    reports: list[CourtReport], people: list[PersonDraft], staff: list[Staff], start: date, dice: Dice
) -> list[CourtReport]:
    """The reports, those asked for before the start and some more with an author, and specialisms that authors have."""
    by_id = {person.id: person for person in people}
    named = []
    for report in reports:
        role = Role.COURT_DUTY if report.kind is ReportKind.ORAL else Role.REPORT_AUTHOR
        able = [m for m in staff if role in m.roles and set(report.requires) <= set(m.qualifications)]
        requires = report.requires if able else ()
        woman = StatedNeed.WOMAN_PRACTITIONER in by_id[report.person].needs
        able = [m for m in able if m.sex is Sex.FEMALE or not woman]
        has_author = dice.chance(share("already_named")) or report.requested_on < start
        author = dice.pick(able).id if able and has_author else None
        named.append(report.model_copy(update={"requires": requires, "author": author}))
    return named


def name_officers(contacts: list[VictimContact], staff: list[Staff], dice: Dice) -> list[VictimContact]:
    """The victim contacts, some with an officer already."""
    officers = [member.id for member in staff if Role.VICTIM_LIAISON in member.roles]
    return [
        row.model_copy(update={"liaison_officer": dice.pick(officers)}) if dice.chance(share("already_named")) else row
        for row in contacts
    ]
