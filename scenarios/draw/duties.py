"""Work beside the cases: court reports, victim contact, reviews."""

from __future__ import annotations

from datetime import date, timedelta

from models.casework import CaseType, CourtReport, ReportKind, Review, VictimContact
from models.people import StatedNeed
from models.scenario import Horizon
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Dice, apportion
from scenarios.draw.ground import Ground
from scenarios.draw.sentences import QUARTER_WEEKS
from scenarios.draw.workload import Workload, whole
from scenarios.rulebook import TIER_MODEL, policy
from scenarios.tables import share

REPORT_KINDS = {ReportKind.ORAL: 0.5, ReportKind.FAST: 0.35, ReportKind.STANDARD: 0.15}
DAYS_TO_REPORT = {ReportKind.ORAL: 0, ReportKind.FAST: 7, ReportKind.STANDARD: 21}
"""Calendar days that a court gives at the most; written reports are known that fall due inside the horizon."""
OVERDUE_DAYS = 2
"""Days before the horizon from which written reports are overdue and still to be done."""
OVERDUE_CONTACTS = 0.1
"""Share of victim contacts for sentences of long ago."""
PAROLE_SHARE = 0.1
SPECIALIST_REPORTS = 0.1
"""Share of standard reports that ask for an author with the specialism of sexual offending."""


def draw_court_reports(brief: Brief, ground: Ground, cases: list[CaseDraft]) -> list[CourtReport]:
    """Reports that the courts of a unit ask for over the horizon, on people known already, evenly over the weeks."""
    dice = brief.dice("court_reports", ground.unit.code)
    number = round(len(cases) * share("court_reports") * brief.horizon.weeks / QUARTER_WEEKS)
    known = [case.person for case in cases if StatedNeed.WELSH not in case.person.needs]
    people = dice.sample(known, number)
    asked = [
        (_asked(kind, n, of, brief.horizon, dice), kind)
        for kind, of in zip(REPORT_KINDS, apportion(len(people), list(REPORT_KINDS.values())), strict=True)
        for n in range(of)
    ]
    return [
        CourtReport(
            id=f"{ground.unit.code}-PSR{n:03d}",
            person=person.id,
            kind=kind,
            requested_on=day,
            due_on=day + timedelta(days=DAYS_TO_REPORT[kind]),
            court_office=dice.pick(ground.offices).id,
            requires=("sexual_offending",) if kind is ReportKind.STANDARD and dice.chance(SPECIALIST_REPORTS) else (),
        )
        for n, (person, (day, kind)) in enumerate(zip(people, sorted(asked), strict=True), start=1)
    ]


def _asked(kind: ReportKind, number: int, of: int, horizon: Horizon, dice: Dice) -> date:
    """Working day of the so-manieth of so many requests, each in its own stretch of the horizon."""
    days = whole(horizon)
    overdue = 0 if kind is ReportKind.ORAL else OVERDUE_DAYS
    early = DAYS_TO_REPORT[kind] + overdue
    day = days.first + timedelta(days=int((number + dice.unit()) / of * (days.days + overdue)) - early)
    while day.weekday() > 4 or day in horizon.bank_holidays:
        day -= timedelta(days=1)
    return day if early or day >= days.first else days.first


def draw_victim_contacts(brief: Brief, ground: Ground, cases: list[CaseDraft]) -> list[VictimContact]:
    """Victims of people sentenced to custody of late, to whom contact must be offered; few of long ago."""
    dice = brief.dice("victims", ground.unit.code)
    last = whole(brief.horizon).last
    custody = [
        case for case in dice.shuffled(cases) if case.case_type is CaseType.CUSTODY and case.sentence_date <= last
    ]
    number = round(len(cases) * share("victim_contacts") * brief.horizon.weeks / QUARTER_WEEKS)
    late = round(number * OVERDUE_CONTACTS)
    newest = sorted(custody, key=lambda case: case.sentence_date, reverse=True)
    chosen = [*newest[: number - late], *custody[:late]]
    return [
        VictimContact(
            id=f"{ground.unit.code}-VC{n:03d}", case=case.id, sentence_date=case.sentence_date, pdu=ground.unit.code
        )
        for n, case in enumerate({case.id: case for case in chosen}.values(), start=1)
    ]


def draw_reviews(brief: Brief, ground: Ground, cases: list[CaseDraft]) -> list[Review]:
    """Reviews and assessments that fall due while the cases are to be held; their points are added to the cases'."""
    dice = brief.dice("reviews", ground.unit.code)
    workload = Workload(policy(), brief.horizon, TIER_MODEL)
    reviews: list[Review] = []
    for case in dice.sample(cases, round(len(cases) * share("reviews") * brief.horizon.weeks / QUARTER_WEEKS)):
        span = workload.span(case)
        if span is None or case.tier.endswith("S"):
            continue
        review = Review(
            id=f"{ground.unit.code}-REV{len(reviews) + 1:03d}",
            case=case.id,
            kind=_review_kind(case, dice),
            due_on=dice.day(span.first, span.last),
        )
        reviews.append(review)
        case.load = workload.total([case.load, workload.of_review(review.kind, review.due_on, case, held=True)])
    return reviews


def _review_kind(case: CaseDraft, dice: Dice) -> str:
    if case.case_type is CaseType.CUSTODY and dice.chance(PAROLE_SHARE):
        return "parole_report"
    if "sexual_offending" in case.requires:
        return "arms_licence" if case.case_type is CaseType.LICENCE else "arms_community"
    return "sentence_plan_review"
