"""Work items: which cases, court reports and victim contacts take part, when, and what points they bring.

A case takes part with the days of its span; each has a tier and a type, its **stage**, and so its points. Reports and
contacts bring theirs over the days in which they are to be done (``points``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from models.casework import Case, CaseType, CourtReport, ReportKind, Rosh, VictimContact
from models.people import Means, Person
from models.policy import Policy
from models.record import Location
from models.scenario import Horizon, Scenario
from models.staff import Role
from solver.allocation.problem import ItemKind
from solver.calendar import working_day_after
from solver.directory import Directory

WEEK = timedelta(days=7)
VICTIM_CONTACT = "victim_contact"
"""Kind of work item under which the policy has the points of a victim contact."""
SERVED_BY: dict[ReportKind, Role] = {
    ReportKind.ORAL: Role.COURT_DUTY,
    ReportKind.FAST: Role.REPORT_AUTHOR,
    ReportKind.STANDARD: Role.REPORT_AUTHOR,
}
"""Role that each kind of court report is for."""
ROLES: tuple[Role, ...] = (Role.PRACTITIONER, Role.COURT_DUTY, Role.REPORT_AUTHOR, Role.VICTIM_LIAISON)
"""Roles that some kind of item is for."""


class Stage(NamedTuple):
    """A stretch of a case's span in which neither tier nor type changes; ``first`` is a proleptic ordinal."""

    first: int
    case_type: CaseType
    tier: str


class Item(NamedTuple):
    """A work item that takes part.

    Attributes
    ----------
    kind, id, role
        What it is and which role it is for.
    person, case
        Person concerned, and the case itself, or that of a victim contact.
    unit
        Unit that it belongs to.
    home, means
        Where a journey to the member of staff begins, and by which means; none for no journey.
    first, last
        Span in the horizon, as ordinals.
    latest
        Latest day of a report or contact, in the horizon or not; last day of a case's span.
    since
        Day of sentence, or of request.
    holder
        Who has it now.
    rosh
        Risk that says how much leaving it out weighs; none for a report on somebody without a case.
    requires
        Qualifications that it requires.
    stages
        Stages of a case, in order.
    work
        Kind of work item under which the policy has the points of a report or contact.
    """

    kind: ItemKind
    id: str
    role: Role
    person: Person
    case: Case | None
    unit: str
    home: Location | None
    means: Means
    first: int
    last: int
    latest: int
    since: int
    holder: str | None
    rosh: Rosh | None
    requires: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    work: str = ""


def items_of(scenario: Scenario, directory: Directory) -> list[Item]:
    """Every item that takes part: cases, then court reports, then victim contacts."""
    horizon, policy, work = scenario.horizon, scenario.policy, scenario.casework
    last = horizon.start + WEEK * horizon.weeks - timedelta(days=1)
    risks = _highest_risks(work.cases)
    cases = (_case(case, directory.people[case.person], policy, horizon.start, last) for case in work.cases)
    reports = (
        _report(row, directory, policy, horizon, last, risks.get(row.person))
        for row in work.court_reports
        if row.requested_on <= last
    )
    contacts = (
        _contact(row, directory, policy, horizon.start, last, risks)
        for row in work.victim_contacts
        if row.sentence_date <= last
    )
    return [*(case for case in cases if case is not None), *reports, *contacts]


def take_over_day(case: Case, policy: Policy) -> date | None:
    """Day from which the community practitioner is responsible; None where nothing limits it."""
    if case.case_type is not CaseType.CUSTODY:
        return None
    release = case.release_date
    if release is not None and release - case.sentence_date < WEEK * policy.short_sentence_weeks.value:
        return case.sentence_date
    if case.handover_date is not None or release is None:
        return case.handover_date
    return release - WEEK * policy.handover_weeks.value


def latest_report_day(report: CourtReport, policy: Policy, horizon: Horizon) -> date:
    """The day by which the court wants it, or the last working day that the policy leaves for it, if earlier."""
    days = {
        ReportKind.ORAL: policy.oral_report_days,
        ReportKind.FAST: policy.fast_report_days,
        ReportKind.STANDARD: policy.standard_report_days,
    }[report.kind]
    return min(report.due_on, working_day_after(report.requested_on, int(days.value), horizon.bank_holidays))


def _case(case: Case, person: Person, policy: Policy, start: date, last: date) -> Item | None:
    taken_over = take_over_day(case, policy)
    begins = [day for day in (case.start, taken_over) if day is not None]
    first, last = max(start, *begins) if begins else start, min(case.sentence_end, last)
    if first > last:
        return None
    return Item(
        kind=ItemKind.CASE,
        id=case.id,
        role=Role.PRACTITIONER,
        person=person,
        case=case,
        unit=person.pdu,
        home=person.home,
        means=person.travel.means,
        first=first.toordinal(),
        last=last.toordinal(),
        latest=last.toordinal(),
        since=case.sentence_date.toordinal(),
        holder=case.current_practitioner,
        rosh=case.rosh,
        requires=case.requires,
        stages=_stages(case, first, last),
    )


def _stages(case: Case, first: date, last: date) -> tuple[Stage, ...]:
    release = case.release_date if case.case_type is CaseType.CUSTODY else None
    if release is None and not case.tier_changes:
        return (Stage(first.toordinal(), case.case_type, case.tier),)
    days = {first} | {change.on for change in case.tier_changes if first < change.on <= last}
    if release is not None and first < release <= last:
        days.add(release)
    rows = []
    for day in sorted(days):
        tiers = [change.tier for change in case.tier_changes if change.on <= day]
        case_type = CaseType.LICENCE if release is not None and day >= release else case.case_type
        rows.append(Stage(day.toordinal(), case_type, tiers[-1] if tiers else case.tier))
    return tuple(rows)


def _report(  # noqa: PLR0917 - what a report depends on
    row: CourtReport, directory: Directory, policy: Policy, horizon: Horizon, last: date, rosh: Rosh | None
) -> Item:
    person, office = directory.people[row.person], directory.offices[row.court_office]
    oral = row.kind is ReportKind.ORAL
    latest = latest_report_day(row, policy, horizon)
    ends = row.requested_on if oral else latest
    return Item(
        kind=ItemKind.COURT_REPORT,
        id=row.id,
        role=SERVED_BY[row.kind],
        person=person,
        case=None,
        unit=office.pdu,
        home=office.location if oral else person.home,
        means=Means.CAR if oral else person.travel.means,
        first=max(horizon.start, row.requested_on).toordinal(),
        last=min(last, max(horizon.start, ends)).toordinal(),
        latest=latest.toordinal(),
        since=row.requested_on.toordinal(),
        holder=row.author,
        rosh=rosh,
        requires=row.requires,
        work=f"report_{row.kind}",
    )


def _contact(  # noqa: PLR0917 - what a contact depends on
    row: VictimContact, directory: Directory, policy: Policy, start: date, last: date, risks: dict[str, Rosh]
) -> Item:
    case = directory.cases[row.case]
    latest = row.sentence_date + WEEK * policy.victim_contact_weeks.value
    return Item(
        kind=ItemKind.VICTIM_CONTACT,
        id=row.id,
        role=Role.VICTIM_LIAISON,
        person=directory.people[case.person],
        case=case,
        unit=row.pdu,
        home=None,
        means=Means.CAR,
        first=max(start, row.sentence_date).toordinal(),
        last=min(last, max(start, latest)).toordinal(),
        latest=latest.toordinal(),
        since=row.sentence_date.toordinal(),
        holder=row.liaison_officer,
        rosh=risks.get(case.person),
        work=VICTIM_CONTACT,
    )


def _highest_risks(cases: Iterable[Case]) -> dict[str, Rosh]:
    """Highest risk among each person's cases."""
    order = {rosh: number for number, rosh in enumerate(Rosh)}
    highest: dict[str, Rosh] = {}
    for case in cases:
        known = highest.get(case.person)
        if known is None or order[case.rosh] > order[known]:
            highest[case.person] = case.rosh
    return highest
