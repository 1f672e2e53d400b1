"""Work beside the cases: court reports, victim contact, reviews, and referrals to commissioned services."""

from __future__ import annotations

from datetime import timedelta

from models.casework import CaseType, CourtReport, ReportKind, Review, VictimContact
from models.estate import Team
from models.services import CommissionedService, Complexity, ServiceCategory, ServiceReferral, Services
from models.staff import Grade, Role, Staff
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground
from scenarios.draw.practitioners import FULL_TIME, staff_id

REPORTS_SHARE, VICTIMS_SHARE, REVIEWS_SHARE, REFERRALS_SHARE = 0.012, 0.01, 0.06, 0.05
"""Items for each case of the unit."""
REPORT_KINDS = Bag(tuple(ReportKind), (0.5, 0.35, 0.15))
DAYS_TO_REPORT = {ReportKind.ORAL: 1, ReportKind.FAST: 5, ReportKind.STANDARD: 21}
"""Calendar days that a court gives: the same day, five working days, fifteen working days."""


def draw_court_staff(ground: Ground, number: int, first_number: int) -> tuple[list[Staff], tuple[Team, ...]]:
    """Report authors and a victim liaison officer of a unit."""
    team = f"{ground.unit.code}-COURT"
    staff = [
        Staff(
            id=staff_id(ground, first_number + k),
            grade=(Grade.PO, Grade.PSO)[k % 2],
            roles=(Role.REPORT_AUTHOR, Role.COURT_DUTY),
            team=team,
            office=ground.offices[k % len(ground.offices)].id,
            contracted_hours=FULL_TIME,
        )
        for k in range(number)
    ]
    liaison = Staff(
        id=staff_id(ground, first_number + number),
        grade=Grade.OTHER,
        roles=(Role.VICTIM_LIAISON,),
        team=team,
        office=ground.offices[0].id,
        contracted_hours=FULL_TIME,
    )
    return [*staff, liaison], (Team(id=team, name=f"Courts and victims {ground.unit.name}", pdu=ground.unit.code),)


def draw_court_reports(brief: Brief, ground: Ground, cases: list[CaseDraft]) -> list[CourtReport]:
    """Reports that the courts of a unit ask for in the first weeks, on people known already."""
    dice = brief.dice("court_reports", ground.unit.code)
    horizon = brief.horizon
    reports = []
    for number, case in enumerate(dice.sample(cases, round(len(cases) * REPORTS_SHARE)), start=1):
        kind = REPORT_KINDS.draw(dice)
        asked = horizon.start + timedelta(days=7 * dice.between(0, min(3, horizon.weeks - 1)) + dice.between(0, 4))
        reports.append(
            CourtReport(
                id=f"{ground.unit.code}-PSR{number:03d}",
                person=case.person.id,
                kind=kind,
                requested_on=asked,
                due_on=asked + timedelta(days=DAYS_TO_REPORT[kind]),
                court_office=dice.pick(ground.offices).id,
            )
        )
    return reports


def draw_victim_contacts(brief: Brief, ground: Ground, cases: list[CaseDraft]) -> list[VictimContact]:
    """Victims of people in custody to whom contact must be offered."""
    dice = brief.dice("victims", ground.unit.code)
    custody = [case for case in cases if case.case_type is CaseType.CUSTODY]
    chosen = dice.sample(custody, round(len(cases) * VICTIMS_SHARE))
    return [
        VictimContact(
            id=f"{ground.unit.code}-VC{number:03d}",
            case=case.id,
            sentence_date=case.sentence_date,
            pdu=ground.unit.code,
        )
        for number, case in enumerate(chosen, start=1)
    ]


def draw_reviews(brief: Brief, ground: Ground, cases: list[CaseDraft]) -> list[Review]:
    """Reviews and assessments that fall due inside the horizon."""
    dice = brief.dice("reviews", ground.unit.code)
    horizon = brief.horizon
    chosen = dice.sample(cases, round(len(cases) * REVIEWS_SHARE))
    return [
        Review(
            id=f"{ground.unit.code}-REV{number:03d}",
            case=case.id,
            kind=_review_kind(case, dice),
            due_on=horizon.start + timedelta(days=dice.between(0, 7 * horizon.weeks - 1)),
        )
        for number, case in enumerate(chosen, start=1)
    ]


def _review_kind(case: CaseDraft, dice: Dice) -> str:
    if case.case_type is CaseType.CUSTODY and dice.chance(0.3):
        return "parole_report"
    if "sexual_offending" in case.requires:
        return "arms_licence" if case.case_type is CaseType.LICENCE else "arms_community"
    return "sentence_plan_review"


def draw_services(brief: Brief, grounds: list[Ground], cases: list[CaseDraft]) -> Services:
    """One contract for each category over all units of the scenario, and referrals of some people."""
    dice = brief.dice("services")
    pdus = tuple(ground.unit.code for ground in grounds)
    offices = [office for ground in grounds for office in ground.offices]
    referrals = [
        ServiceReferral(
            id=f"{case.person.id}-1-CRS",
            person=case.person.id,
            category=dice.pick(tuple(c for c in ServiceCategory if c is not ServiceCategory.WOMEN)),
            complexity=dice.pick(tuple(Complexity)),
            referred_on=brief.horizon.start - timedelta(days=dice.between(1, 60)),
        )
        for case in dice.sample(cases, round(len(cases) * REFERRALS_SHARE))
    ]
    contracts = tuple(
        CommissionedService(
            id=f"CRS-{category.value}",
            provider=f"provider-{1 + n % 4}",
            category=category,
            pdus=pdus,
            places_per_month=max(2, round(len(referrals) / len(ServiceCategory) / 2)),
            location=dice.pick(offices).location,
            remote=n % 2 == 0,
            women_only=category is ServiceCategory.WOMEN,
        )
        for n, category in enumerate(ServiceCategory)
    )
    return Services(contracts=contracts, referrals=tuple(referrals))
